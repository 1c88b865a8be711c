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
// Table: pubblico_istantanee (one row per key, replaced as a whole).
package pubblico
