// Package redazioneweb shows news, events and static pages to everybody, and
// the desk on which editors write them. The public pages read only what was
// published and set no cookie. Every page works without JavaScript.
package redazioneweb

import (
	"pass/internal/platform/config"
	"pass/internal/platform/web"
	"pass/internal/redazione"
)

// Deps is what the pages need.
type Deps struct {
	Redazione *redazione.Service
	Config    config.Config
}

// Register adds the routes of the area.
func Register(rt *web.Router, d Deps) {
	web.Public(rt, "GET /notizie", d.notizie)
	web.Public(rt, "GET /notizie.atom", d.notizieAtom)
	web.Public(rt, "GET /notizie/{slug}", d.notizia)
	web.Public(rt, "POST /notizie/{slug}/commenti", d.commenta)
	web.Public(rt, "GET /notizie/{slug}/commenti/ricevuto", d.commentoRicevuto)
	web.Public(rt, "GET /eventi", d.eventi)
	web.Public(rt, "GET /eventi/{slug}", d.evento)
	web.Public(rt, "GET /eventi/{slug}/calendario.ics", d.eventoICS)
	web.Public(rt, "GET /pagine/{slug}", d.pagina)
	web.Public(rt, "GET /contenuti/file/{id}", d.file)

	web.Public(rt, "GET /segui", d.segui)
	web.Public(rt, "POST /segui", d.chiediIscrizione)
	web.Public(rt, "GET /segui/inviato", d.iscrizioneInviata)
	web.Public(rt, "GET /segui/conferma/{token}", d.conferma)
	web.Public(rt, "POST /segui/conferma/{token}", d.confermata)
	web.Public(rt, "GET /segui/attiva", d.attiva)
	web.Public(rt, "GET /segui/iscrizione/{token}", d.iscrizioni)
	web.Public(rt, "POST /segui/iscrizione/{token}", d.disiscrivi)
	web.Public(rt, "GET /segui/tolta", d.tolta)
	web.Public(rt, "GET /atom/regione", d.atomDi("regione", ""))
	web.Public(rt, "GET /atom/province/{sigla}", d.atomDi("province", "sigla"))
	web.Public(rt, "GET /atom/enti/{codice}", d.atomDi("enti", "codice"))
	web.Public(rt, "GET /atom/procedimenti/{codice}", d.atomDi("procedimenti", "codice"))

	web.Requires(redazione.Scrive, rt, "GET /redazione", d.elenco)
	web.Requires(redazione.Modera, rt, "GET /redazione/commenti", d.commenti)
	web.Requires(redazione.Modera, rt, "POST /redazione/commenti/{id}/{atto}", d.decidi)
	web.Requires(redazione.Scrive, rt, "GET /redazione/nuovo", d.nuovo)
	web.Requires(redazione.Scrive, rt, "POST /redazione/nuovo", d.crea)
	web.Requires(redazione.Scrive, rt, "GET /redazione/contenuti/{id}", d.scheda)
	web.Requires(redazione.Scrive, rt, "GET /redazione/contenuti/{id}/modifica", d.modifica)
	web.Requires(redazione.Scrive, rt, "POST /redazione/contenuti/{id}/modifica", d.salva)
	web.Requires(redazione.Scrive, rt, "POST /redazione/contenuti/{id}/bozza", d.bozza)
	web.Requires(redazione.Scrive, rt, "GET /redazione/contenuti/{id}/anteprima", d.anteprima)
	web.Requires(redazione.Scrive, rt, "POST /redazione/contenuti/{id}/atti/{atto}", d.atto)
	web.Requires(redazione.Scrive, rt, "POST /redazione/contenuti/{id}/file", d.carica)
	web.Requires(redazione.Scrive, rt, "POST /redazione/contenuti/{id}/file/{allegato}/togli", d.togli)
	web.Requires(redazione.Scrive, rt, "GET /redazione/contenuti/{id}/versioni", d.versioni)
	web.Requires(redazione.Scrive, rt, "POST /redazione/contenuti/{id}/versioni/{n}/ripristina", d.ripristina)
}
