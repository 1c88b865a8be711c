// Package monitoraggio runs the monitoring of the administrative times that
// the DPCM of 12 November 2021 (annex B, appendix 2) asks for every semester:
// the Region opens a Rilevazione, each body answers with an Invio, the
// segreteria checks it, the figures are locked, signed and published.
//
// A Rilevazione:
//
//	preparazione ─Apri→ aperta ─Chiudi→ chiusa ─Blocca→ bloccata ─Firma→ firmata ─Pubblica→ pubblicata
//	                      ↑───RiapriRaccolta──┘                       (a Revisione makes version n+1 and goes through Blocca … Pubblica again)
//
// An Invio (one per body):
//
//	non_iniziato ─Compila→ bozza ─Invia→ inviato ─Approva→ approvato
//	                         ↑              │                 │
//	                         │   restituito ←Restituisci      │
//	                         └──────── Riapri (with a reason)─┘
//
// The Region prepares, opens, extends and closes; the segreteria, or the
// Region, reminds, approves, gives back and extends one body. The gathering
// runs by itself through Giornata, every hour: it invites the bodies that
// joined meanwhile, reminds at the days of Promemoria, and keeps in enti the
// impediments that Impedisce says. Data go back and forth only while the
// campaign is open; what was sent can still be approved in a closed one.
//
// Pratiche belong to the body and the procedure and live across semesters: an
// open one is carried over, nobody types it twice. The measures are those of
// package misure, computed from the practices or declared by the body; the
// source is always shown. What counts in a locked semester cannot be changed
// but through a Revisione with its reason: Cambia compares what a practice
// counts for before and after, and the tables of the frozen figures refuse
// every UPDATE and DELETE.
//
// Tables: monitoraggio_rilevazioni, _rilevati, _invii, _ricevute, _risposte,
// _pratiche, _modifiche, _caricamenti, _mappe, _revisioni, _versioni, _misure, _quadri,
// _obiettivi.
package monitoraggio
