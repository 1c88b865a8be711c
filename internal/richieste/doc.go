// Package richieste is the request for assistance: a body asks for help on a
// procedure of the catalogue, a task force takes it in charge and answers, the
// body confirms.
//
//	          Invia        PrendiInValutazione        Assegna             PrendiInCarico
//	bozza ─────────▶ inviata ───────▶ in_valutazione ───────▶ assegnata ───────────▶ in_lavorazione
//	  │ Elimina         │              ▲  │ Smista      Declina │  RinviaPerCompetenza  │   ▲   │
//	  ▼                 └─ Respingi ─┐ │  └─ Respingi ─┐ ◀──────┴───────────────────────┘   │   │
//	(removed)                        ▼ │ Ripristina    ▼                ChiediIntegrazioni  │   │
//	                              respinta            respinta    in_attesa_integrazioni ◀──┼───┤
//	                                                               │ Integra ───────────────┘   │
//	      Ritira, from every open state ─▶ annullata               │ ChiudiSenzaAssistenza      │ Rispondi
//	                                                               ▼                            ▼
//	                               evasa ◀── Conferma, EvadiPerSilenzio ───────────── risposta_inviata
//	                                 └───────── Riapri ─▶ in_lavorazione ◀── Riapri ───────┘
//
// The table act × state × party is Regole, the same that docs/richieste.md
// shows (a test compares them). The final state is one, evasa; respinta and
// annullata are exits.
//
// Tables: richieste (the present), richieste_atti (the timeline: every act with
// author and time, messages included), richieste_incarichi (experts),
// richieste_documenti (files of an act), richieste_azioni (the plan of
// intervention: da_fare ⇄ in_corso → fatta or abbandonata, and back). Times of service come from the
// timeline; the columns beside the state repeat them for speed, and a test
// compares the two.
package richieste
