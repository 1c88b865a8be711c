// Package enti keeps the register of the public bodies that PAsS serves and
// their joining it (adesione).
//
// # Register
//
// A body is a Comune, a Provincia, a Città metropolitana, an Unione or a
// Comunità montana. CaricaBase fills the register of a region from the list in
// the binary, ImportaFile follows the official lists, the segreteria enters the
// associations. Rows are never deleted: a Comune that merges ceases, names its
// successor, and keeps its adesioni and requests. What changed, when and on
// whose word is in the history. A body is found by the beginning of any word of
// its names, the former ones too (Cerca).
//
// # Adesione
//
// One row is one attempt of one person to join for a body. Several people may
// try; at most one adesione of a body is in carica (approvata or sospesa), and
// its author is the legale rappresentante until the declared end of mandate.
//
//	      Crea
//	       │
//	       ▼      Invia               PrendiInVerifica
//	    ┌──────┐ ───────▶ ┌─────────┐ ────────────────▶ ┌─────────────┐
//	    │bozza │          │ inviata │                   │ in_verifica │◀─┐
//	    └──────┘          └─────────┘                   └─────────────┘  │
//	                           ▲                          │    │    │    │ AnnullaDecisione
//	                     Invia │      ChiediIntegrazioni  │    │    │    │
//	                    ┌──────────────┐ ◀────────────────┘    │    │    │
//	                    │ da_integrare │ ──────────────────────┼────┼────┤
//	                    └──────────────┘              Respingi │    │    │
//	                    ┌──────────────┐ ◀─────────────────────┘    │    │
//	                    │   respinta   │ ───────────────────────────┼────┤
//	                    └──────────────┘                    Approva │    │
//	                    ┌──────────────┐ ◀──────────────────────────┘    │
//	         ┌────────▶ │  approvata   │ ────────────────────────────────┘
//	Riattiva │          └──────────────┘ ◀─────┐
//	         │   Sospendi │    │ Cessa,        │ Ripristina
//	    ┌─────────┐ ◀─────┘    │ Subentra      │
//	    │ sospesa │ ──────▶ ┌─────────┐ ──────┘
//	    └─────────┘  Cessa  │ cessata │
//	                        └─────────┘
//
// Who may do what; a test compares these lines with Regole, by which the code
// acts. "=" leaves the state as it is, "motivo" means that a reason is
// required.
//
//	atto                da                               a             chi          motivo
//	Salva               bozza,da_integrare               =             richiedente  -
//	CaricaProtocollo    bozza,da_integrare               =             richiedente  -
//	Invia               bozza,da_integrare               inviata       richiedente  -
//	PrendiInVerifica    inviata                          in_verifica   segreteria   -
//	Approva             in_verifica                      approvata     segreteria   -
//	ChiediIntegrazioni  in_verifica                      da_integrare  segreteria   motivo
//	Respingi            in_verifica                      respinta      segreteria   motivo
//	AnnullaDecisione    approvata,respinta,da_integrare  in_verifica   segreteria   motivo
//	Sospendi            approvata                        sospesa       segreteria   motivo
//	Riattiva            sospesa                          approvata     segreteria   motivo
//	Cessa               approvata,sospesa                cessata       segreteria   motivo
//	Subentra            approvata                        cessata       sistema      motivo
//	Ripristina          cessata                          approvata     sistema      motivo
//
// Crea is anybody's who is signed in. Nobody decides on their own adesione.
// Approving a second representative ends the first (Subentra); undoing that
// approval brings the first back (Ripristina). Delegates keep their mandates
// through a subentro, and lose them when the adesione ceases.
//
// # Calendar
//
// A body writes its patron saint, its office hours and its closures, also from
// a calendar file; so may the segreteria. Of the chief towns of Lombardy the
// saint is known beforehand, of any other body it is unknown until somebody
// says it. Legal terms run by CalendarioDi, in which closures do not count:
// no office moves its own terms. What was actually worked is in
// GiorniDiLavoroDi and OrarioDi. Saints that Comuni indicate are published for
// the public calculator of due dates.
//
// Tables: enti, enti_parole (words for the search), enti_variazioni (history),
// adesioni, adesioni_atti (timeline), enti_calendari,
// enti_orari and enti_chiusure (calendar), impedimenti (what keeps a body from
// asking for help; areas to the right write them).
package enti
