// Package catalogo is what help may be asked for: the task forces and the
// complex procedures, each with its legal basis, who is competent, and its
// maximum term.
//
// A term holds between two days. A new one closes the one before it on the
// day before it begins, so two terms of a procedure never hold on the same
// day and the history stays visible:
//
//	vigente_dal      vigente_al
//	2013-06-13 ──90── 2026-02-19│2026-02-20 ──60── (open)
//
// Procedures and terms carry a label that says how sure they are: confermato
// (a public source says so), da_verificare (an office must check), ipotesi
// (an assumption of ours).
//
// Who does what: the Region (role regione) adds, changes and retires; all
// staff read. Each act states a reason, is written in registro, and publishes
// the whole catalogue in pubblico in the same transaction.
//
// Tables: catalogo_task_force, catalogo_procedimenti, catalogo_termini.
package catalogo
