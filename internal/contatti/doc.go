// Package contatti keeps what the public writes to the office: by the form of
// /contatti and by e-mail. Both become the same thing, a Contatto: one
// conversation with one person, with a number such as C-2026-000123.
//
//	       Ricevi (form or mailbox)
//	            │
//	            ▼    PrendiInCarico, Affida
//	          nuovo ────────────────────▶ in_lavorazione
//	            │ Rispondi                  │ Rispondi   ▲ Rimbalza
//	            └───────────▶ risposto ◀────┘────────────┘
//	                            │ ▲ Rispondi
//	          Ricevi, Riapri    ▼ │
//	chiuso ─────────────────▶ riaperto        Chiudi: from every open state ─▶ chiuso
//	                                          SegnaSpam: from every state ─▶ spam
//	spam ── NonSpam ─▶ nuovo
//
// The table act × state is Regole, the same that docs/contatti.md shows (a
// test compares them).
//
// A mail belongs to a conversation when it answers one of its messages
// (In-Reply-To, References) or carries its signed code, in the subject or in
// the address that it was sent to; never because of its bare subject. What
// machines send (RFC 3834, RFC 3464, lists, receipts of certified mail) is kept
// and never answered. See docs/contatti.md.
//
// Tables: contatti (the present), contatti_messaggi (the timeline: what came,
// what was answered, notes, acts), contatti_allegati (files), contatti_arrivi
// (every mail that the mailbox gave, kept or not), contatti_ritmo (how often a
// network or an address writes, for a day), contatti_posta (one row: the key
// of the codes, when the mailbox was last read).
package contatti
