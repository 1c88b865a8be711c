// Package registro is the audit trail: who did which act, on what, when. It is
// written in the act's own transaction, so an act without its entry does not
// exist. Entries are only ever added, and each carries the hash of the one
// before: changing or removing one breaks the chain, and Verifica says where.
//
// Tables: registro_atti (the entries), registro_testa (one row: last number
// and hash; taking it also orders concurrent transactions).
package registro
