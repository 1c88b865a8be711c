// Package accesso knows who people are, how they sign in and what they may
// do: it turns the session of a request into the Actor that every other area
// asks for.
//
// A person is recognised by codice fiscale; the account is keyed on the
// provider's issuer and subject, and tied to the person at the first sign-in.
// What a person may do is a set of mandates (mandati), each a role with its
// scope and its days. They are read again at every request, so that ending one
// takes effect at once.
//
//	mandate:     futuro ──▶ attivo ──▶ scaduto
//	               └──────────┴──▶ revocato (by the segreteria, or by who conferred it)
//
//	invitation:  aperto ──▶ accettato (single use: makes the mandate)
//	               ├──▶ scaduto (14 days)
//	               └──▶ revocato
//
//	session:     aperta ──▶ inattiva │ durata_massima │ uscita │ nuovo_accesso
//	               └──▶ chiusa_dalla_persona │ chiusa_da_altri
//
// Who confers what: the segreteria approves a body's first access (legale
// rappresentante); the legale rappresentante invites delegati of the own body;
// see PuoConferire for the staff roles.
//
// Tables: persone, identita (accounts), sessioni, accessi_in_corso (sign-ins
// between leaving for the provider and coming back), mandati, inviti. Tokens
// are stored as SHA-256 only.
package accesso
