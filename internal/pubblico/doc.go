// Package pubblico holds what the public may see: snapshots that the areas
// publish, whole, in the transaction of the act that changes them. It imports
// no area, so it can show only what was published; and it accepts only the
// types declared here, none of which has a field for personal data (a test
// walks them all).
//
//	catalogo ──Pubblica("catalogo", Catalogo)──┐
//	richieste ─Pubblica("attivita", Attivita)──┴─▶ pubblico_istantanee ──Leggi──▶ public pages
//
// Means and medians of fewer than MinimoCasi values never leave the program:
// Misura drops the value when it is written.
//
// Other programs are told of what is published (Avvisi): the messages are
// written in the transaction that publishes and sent by a job, signed, until
// they arrive or five days have passed without an answer.
//
// Tables: pubblico_istantanee (one row per key, replaced as a whole),
// pubblico_destinazioni (who is told), pubblico_consegne (each message to each).
package pubblico
