// Package richiesteweb is the pages of the requests for assistance.
//
//	/richieste                     list with filters, counts per state, exports
//	/richieste/nuova               choose the body and begin a draft
//	/richieste/{id}/modifica       the form of a draft, with autosave
//	/richieste/{id}                conversation, state, who owes what, acts
//	/richieste/{id}/atti/{atto}    every act, by POST
//	/richieste/{id}/documenti/{d}  a file
//	/richieste/{id}/stampa         the same on A4
//	/richieste/{id}/ricevuta       the receipt of the sending
//
// Handlers read and act through richieste.Service; the functions named vista…
// are pure and decide everything that the templates show.
package richiesteweb
