package app

import (
	"context"
	"net/http"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/idp"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// sviluppo adds the pages of the demonstration: the mail that was sent and the
// gallery of components. Nothing else registers them.
func (a *App) sviluppo() {
	web.Public(a.Router, "GET /sviluppo/posta", a.posta)
	web.Public(a.Router, "GET /sviluppo/persone.json", a.personeJSON)
	web.Public(a.Router, "GET /sviluppo/galleria", func(c *web.Context) error { return c.HTML(http.StatusOK, ui.Gallery()) })
}

func (a *App) posta(c *web.Context) error {
	var list []mail.Entry
	err := a.DB.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		list, err = mail.Outbox(c.Ctx(), tx, c.Query("a"), 100)
		return err
	})
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, postaPage(list, c.Query("a")))
}

// providerDimostrativo makes the demonstration provider, which lists the
// invented people.
func (a *App) providerDimostrativo(ctx context.Context) (err error) {
	a.idp, err = idp.New(ctx, idp.Options{Config: a.Config, DB: a.DB, People: a.personeIdp,
		Render: func(w http.ResponseWriter, r *http.Request, status int, p idp.Page) {
			page := ui.WithShell(r.Context(), ui.Page{Demo: true, DevMail: "/sviluppo/posta", Nav: a.nav(noActor),
				Settings: ui.Settings{Owner: a.Config.Titolare, Tagline: a.motto(), ContactEmail: a.Config.Contatto, DPO: a.Config.RPD}})
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(status)
			if err := idpPage(p).Render(page, w); err != nil {
				a.Log.WarnContext(r.Context(), "cannot draw the list of people", "err", err)
			}
		}})
	return err
}

// noActor reads the demonstration's list of people: nobody, yet.
var noActor kernel.Actor

// personeIdp lists who may sign in to the demonstration by a click; anybody
// else may by typing who they are.
func (a *App) personeIdp(context.Context) ([]idp.Person, error) {
	var out []idp.Person
	for i, p := range demoPersone {
		out = append(out, idp.Person{CodiceFiscale: cfInventato(p.nome, p.cognome, i), Nome: p.nome, Cognome: p.cognome,
			Email: emailInventata(p.nome, p.cognome), Note: p.nota})
	}
	return out, nil
}

func (a *App) personeJSON(c *web.Context) error {
	type persona struct {
		CF    string   `json:"cf"`
		Nome  string   `json:"nome"`
		Ruolo string   `json:"ruolo"`
		Ruoli []string `json:"ruoli"`
		Email string   `json:"email"`
	}
	out := []persona{}
	for i, p := range demoPersone {
		x := persona{CF: string(cfInventato(p.nome, p.cognome, i)), Nome: p.nome + " " + p.cognome, Ruolo: p.nota, Ruoli: []string{}, Email: emailInventata(p.nome, p.cognome)}
		if p.ruolo != "" {
			x.Ruoli = append(x.Ruoli, string(p.ruolo))
		}
		out = append(out, x)
	}
	return c.JSON(http.StatusOK, map[string]any{"items": out})
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
