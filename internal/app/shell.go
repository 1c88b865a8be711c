package app

import (
	"context"
	"net/http"
	"strings"

	"pass/internal/contatti"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/richieste"
	"pass/internal/ui"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/redazione"
	"pass/internal/registro"
)

// whereFrom is the address that the feedback link carries; of a page whose
// address is a secret, only the road that leads to it.
func whereFrom(r *http.Request) string {
	road, secret, _ := strings.Cut(r.Pattern[strings.IndexByte(r.Pattern, ' ')+1:], "{")
	if strings.HasPrefix(secret, "token}") || road == "/contatti/ricevuta/" {
		return road
	}
	return r.URL.RequestURI()
}

// shell puts around every page who reads it, where they may go, and what the
// installation says of itself.
func (a *App) shell(c *web.Context) context.Context {
	p := ui.Page{Demo: a.demo, LoginURL: "/accesso", CurrentPath: whereFrom(c.R), Nav: a.nav(c.Actor),
		UpdatedAt: c.Now().InItaliano(),
		Canonical: a.Config.BaseURL() + c.Path(),
		Settings: ui.Settings{Owner: a.Config.Titolare, Tagline: a.motto(), AccessibilityURL: a.Config.Accessibilita, FeedbackURL: "/contatti",
			ContactEmail: a.Config.Contatto, DPO: a.Config.RPD}}
	if a.Config.Sviluppo {
		p.DevMail = "/sviluppo/posta"
	}
	if c.Session != 0 {
		p.User = &ui.User{Name: c.Actor.Nome, Role: c.Actor.RuoloPrincipale().Etichetta(), LogoutURL: "/accesso/esci",
			Links: []ui.Link{{Text: "Profilo e ruoli", URL: "/accesso/profilo"}, {Text: "Sessioni aperte", URL: "/accesso/sessioni"}}}
	}
	if c.R.Method == http.MethodGet && !c.WantsJSON() {
		if n, ok := c.TakeNotice(); ok {
			p.Notice = &ui.Alert{Tone: tono(n.Kind), Title: n.Title, Text: n.Text}
		}
	}
	return ui.WithShell(c.Ctx(), p)
}

// motto names the region served.
func (a *App) motto() string {
	base := "PNRR, ASsistenza e Supporto a Comuni e Province"
	if a.Config.Regione == "03" {
		return base + " lombarde"
	}
	return base + " (" + enti.NomeRegione(a.Config.Regione) + ")"
}

func tono(kind string) ui.Tone {
	switch kind {
	case "success":
		return ui.Success
	case "warning":
		return ui.Warning
	case "danger":
		return ui.Late
	}
	return ui.Info
}

// nav lists the sections that the person may open.
func (a *App) nav(chi kernel.Actor) []ui.Link {
	if chi.Persona == 0 {
		return []ui.Link{
			{Text: "Che cos'è", URL: "/che-cosa-e", Key: "che-cosa-e"},
			{Text: "Task force", URL: "/task-force", Key: "task-force"},
			{Text: "Procedimenti", URL: "/procedimenti", Key: "procedimenti"},
			{Text: "Come chiedere aiuto", URL: "/come-chiedere-aiuto", Key: "come-chiedere-aiuto"},
			{Text: "Cifre", URL: "/cifre", Key: "cifre"},
			{Text: "Notizie", URL: "/notizie", Key: "notizie"},
		}
	}
	out := []ui.Link{{Text: "Scrivania", URL: "/scrivania", Key: "scrivania"}}
	for _, v := range []struct {
		may  web.Permission
		link ui.Link
	}{
		{richieste.Consulta, ui.Link{Text: "Richieste", URL: "/richieste", Key: "richieste"}},
		{contatti.Consulta, ui.Link{Text: "Messaggi", URL: "/contatti/messaggi", Key: "messaggi"}},
		{monitoraggio.Compila, ui.Link{Text: "Monitoraggio", URL: "/monitoraggio/mio", Key: "monitoraggio"}},
		{monitoraggio.Consulta, ui.Link{Text: "Monitoraggio", URL: "/monitoraggio", Key: "monitoraggio"}},
		{enti.Verifica, ui.Link{Text: "Adesioni", URL: "/adesioni", Key: "adesioni"}},
		{enti.Consulta, ui.Link{Text: "Enti", URL: "/enti", Key: "enti"}},
		{catalogo.Consulta, ui.Link{Text: "Catalogo", URL: "/catalogo", Key: "catalogo"}},
		{redazione.Scrive, ui.Link{Text: "Redazione", URL: "/redazione", Key: "redazione"}},
		{accesso.GestiscePersone, ui.Link{Text: "Persone", URL: "/accesso/persone", Key: "persone"}},
		{registro.Consulta, ui.Link{Text: "Registro", URL: "/registro", Key: "registro"}},
		{pubblico.GestisceAvvisi, ui.Link{Text: "Avvisi automatici", URL: "/amministrazione/webhook", Key: "webhook"}},
	} {
		if v.may.Allows(chi) && out[len(out)-1].Key != v.link.Key {
			out = append(out, v.link)
		}
	}
	return append(out, ui.Link{Text: "Cifre", URL: "/cifre", Key: "cifre"}, ui.Link{Text: "Manuale", URL: "/manuale", Key: "manuale"})
}
