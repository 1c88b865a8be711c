// Package redazione is what the office writes for everybody, and what
// everybody may answer: news, events with their documents, static pages,
// comments on news, and the e-mails and feeds by which people follow a place.
//
// # Contents
//
// A content is a notizia, an evento or a pagina. Every save is a version that
// nothing overwrites; the public reads one of them. What is being typed waits
// apart, one draft for each person, until it is saved. Two people who save on
// the same version are told: the second one chooses.
//
//	  Crea
//	   │                Pubblica
//	   ▼       ┌──────────────────────────────┐
//	┌──────┐   │  Programma  ┌─────────────┐  ▼  ┌────────────┐
//	│bozza │ ──┴───────────▶ │ programmata │ ──▶ │ pubblicata │ ◀─┐
//	└──────┘ ◀────────────── └─────────────┘     └────────────┘   │ Pubblica
//	    AnnullaProgrammazione   ▲                    │ Ritira     │
//	                            │ Programma      ┌──────────┐     │
//	                            └─────────────── │ ritirata │ ────┘
//	                                             └──────────┘
//
// A scheduled content goes out once, at its instant, in the version that is
// then the latest (job PubblicaProgrammati). Saving a published content does
// not change what the public reads: Pubblica does.
//
// # Comments
//
// Anybody may comment on a published notizia with a name, an e-mail and a text;
// the e-mail is shown to nobody but who moderates, and is emptied after a year.
// Each comment waits for somebody of the segreteria; those that look like spam
// (package spam, which learns from the decisions) wait in a queue of their own.
//
//	in_attesa ──Approva──▶ pubblicato      spam ──Approva──▶ pubblicato
//	    │  └───Respingi──▶ respinto          ▲
//	    └────SegnalaSpam─────────────────────┘
//
// # Following
//
// Who gives an e-mail and confirms it gets one message on the days on which the
// published figures of what they follow changed, never two for one change: what
// they were last told is in the row of their subscription, and moves on in the
// transaction that queues the message. The same daily job writes the entries of
// the Atom feeds.
//
// Tables: redazione_contenuti, redazione_versioni, redazione_slug (addresses),
// redazione_bozze (what is being typed), redazione_allegati, redazione_commenti,
// redazione_spam (what the filter learnt), redazione_iscrizioni,
// redazione_gettoni (links of e-mails, hashed), redazione_voci (feeds).
package redazione
