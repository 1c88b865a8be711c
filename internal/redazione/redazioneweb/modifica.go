package redazioneweb

import (
	"net/http"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/redazione/testo"
	"pass/internal/ui"
)

// modulo is the form of a content as it was typed.
type modulo struct {
	Titolo, Sommario, Corpo            string
	InizioGiorno, InizioOra            string
	FineGiorno, FineOra                string
	Luogo, Collegamento, Registrazione string
	Nota                               string
	Base                               int64 // the version on which it is written
}

func moduloDi(t redazione.Testo, base int64) modulo {
	m := modulo{Titolo: t.Titolo, Sommario: t.Sommario, Corpo: t.Corpo, Luogo: t.Luogo, Collegamento: t.Collegamento, Registrazione: t.Registrazione, Base: base}
	m.InizioGiorno, m.InizioOra = giornoEOra(t.InizioIl)
	m.FineGiorno, m.FineOra = giornoEOra(t.FineIl)
	return m
}

func leggiModulo(f *web.Form) modulo {
	return modulo{Titolo: f.Text("titolo"), Sommario: f.Text("sommario"), Corpo: f.Text("corpo"), Luogo: f.Text("luogo"), Collegamento: f.Text("collegamento"),
		Registrazione: f.Text("registrazione"), InizioGiorno: f.Text("inizio"), InizioOra: f.Text("inizio_ora"), FineGiorno: f.Text("fine"), FineOra: f.Text("fine_ora"),
		Nota: f.Text("nota"), Base: numero(f, "base")}
}

const dataErrata = "Scrivere il giorno come 31/05/2027 e l'ora come 14:30."

// dati turns the form into what the area takes, and lists the instants that
// cannot be read.
func (m modulo) dati() (t redazione.Testo, es []kernel.FieldError) {
	t = redazione.Testo{Titolo: m.Titolo, Sommario: m.Sommario, Corpo: m.Corpo, Luogo: m.Luogo, Collegamento: m.Collegamento, Registrazione: m.Registrazione}
	var ok bool
	if t.InizioIl, ok = istante(m.InizioGiorno, m.InizioOra); !ok {
		es = append(es, kernel.FieldError{Field: "inizio", Message: dataErrata})
	}
	if t.FineIl, ok = istante(m.FineGiorno, m.FineOra); !ok {
		es = append(es, kernel.FieldError{Field: "fine", Message: dataErrata})
	}
	return t, es
}

// vistaModifica is the form of a content as the page shows it.
type vistaModifica struct {
	Pagina    ui.Page
	Scheda    redazione.Scheda
	Modulo    modulo
	Errori    ui.Errors
	Ripresa   *ui.Alert // a draft that was found again
	Conflitto []rigaConfronto
	Anteprima *vistaContenuto
	File      []string // how to name the files of the content in the text
	Token     string
}

// modifica is GET /redazione/contenuti/{id}/modifica.
func (d Deps) modifica(c *web.Context) error {
	s, err := d.schedaDi(c)
	if err != nil {
		return err
	}
	m := moduloDi(s.Ultima.Testo, s.Versione)
	v := vistaModifica{}
	b, ok, err := d.Redazione.BozzaInCorso(c.Ctx(), c.Actor, s.ID)
	if err != nil {
		return err
	}
	if ok && b.Testo != s.Ultima.Testo {
		m = moduloDi(b.Testo, b.Base)
		v.Ripresa = &ui.Alert{Tone: ui.Info, Title: "Ripresa la bozza del " + b.Il.InItaliano(), Text: "Sono le parole scritte e non ancora salvate. Si possono salvare, oppure scartare in fondo alla pagina."}
	}
	return mostraModifica(c, http.StatusOK, s, m, v)
}

func (d Deps) schedaDi(c *web.Context) (redazione.Scheda, error) {
	id, err := c.ID("id")
	if err != nil {
		return redazione.Scheda{}, err
	}
	return d.Redazione.Scheda(c.Ctx(), c.Actor, id)
}

func mostraModifica(c *web.Context, status int, s redazione.Scheda, m modulo, v vistaModifica) error {
	v.Scheda, v.Modulo, v.Token = s, m, web.NewSubmission()
	v.Pagina = ui.Page{Title: "Modifica", Kicker: s.Ultima.Titolo, Section: "redazione", Breadcrumb: percorso(s), Lead: "Quello che si scrive si conserva da solo. Diventa una versione quando si salva."}
	for _, a := range s.Allegati {
		if a.Immagine {
			v.File = append(v.File, "!["+a.Descrizione+"]("+testo.Prefisso+kernel.Numero(a.ID)+")")
		} else {
			v.File = append(v.File, "["+a.Descrizione+"]("+testo.Prefisso+kernel.Numero(a.ID)+")")
		}
	}
	return c.HTML(status, paginaModifica(v))
}

// salva is POST /redazione/contenuti/{id}/modifica: saves a version, or shows
// the preview, or throws the draft away.
func (d Deps) salva(c *web.Context) error {
	s, err := d.schedaDi(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := leggiModulo(f)
	t, es := m.dati()
	switch f.Text("azione") {
	case "scarta":
		if err := d.Redazione.ScartaBozza(c.Ctx(), c.Actor, s.ID); err != nil {
			return err
		}
		c.SetNotice("info", "Bozza scartata", "Restano le versioni salvate.")
		return c.Redirect(urlContenuto(s.ID))
	case "anteprima":
		if len(es) == 0 {
			err = d.Redazione.SalvaBozza(c.Ctx(), c.Actor, s.ID, m.Base, t)
		}
		if e, status, ok := errori(err); ok {
			return mostraModifica(c, status, s, m, vistaModifica{Errori: e})
		}
		if err != nil {
			return err
		}
		p := contenutoPubblico(bozzaCome(s, t), c.Now())
		return mostraModifica(c, http.StatusOK, s, m, vistaModifica{Errori: es, Anteprima: &p})
	}
	if len(es) > 0 {
		return mostraModifica(c, http.StatusUnprocessableEntity, s, m, vistaModifica{Errori: es})
	}
	n, err := d.Redazione.Salva(c.Ctx(), c.Actor, s.ID, m.Base, t, m.Nota)
	if e, status, ok := errori(err); ok {
		v := vistaModifica{Errori: e}
		if status == http.StatusConflict {
			v.Conflitto = conflitto(s.Ultima.Testo, t)
			m.Base = s.Versione
			if err := d.Redazione.SalvaBozza(c.Ctx(), c.Actor, s.ID, m.Base, t); err != nil {
				return err
			}
		}
		return mostraModifica(c, status, s, m, v)
	}
	if err != nil {
		return err
	}
	d.avvisaSalvato(c, s, n)
	return c.Redirect(urlContenuto(s.ID))
}

func (d Deps) avvisaSalvato(c *web.Context, s redazione.Scheda, n int64) {
	switch {
	case n == 0:
		c.SetNotice("info", "Nessuna modifica", "Il testo è uguale all'ultima versione: non c'era nulla da salvare.")
	case s.Pubblico():
		c.SetNotice("success", "Versione "+kernel.Numero(n)+" salvata", "Il pubblico legge ancora la versione "+kernel.Numero(s.VersionePubblica)+". Per mostrare le modifiche occorre pubblicarle.")
	default:
		c.SetNotice("success", "Versione "+kernel.Numero(n)+" salvata", "Il contenuto non è ancora pubblico.")
	}
}

// conflitto sets the version that somebody else saved beside what was typed.
func conflitto(salvato, scritto redazione.Testo) (out []rigaConfronto) {
	for _, r := range testo.Confronta(salvato.Intero(), scritto.Intero()) {
		switch r.Segno {
		case testo.Tolta:
			out = append(out, rigaConfronto{"pass-tolta", "Solo nella versione salvata: ", r.Testo})
		case testo.Aggiunta:
			out = append(out, rigaConfronto{"pass-aggiunta", "Solo in questa pagina: ", r.Testo})
		}
	}
	return out
}

// bozza is POST /redazione/contenuti/{id}/bozza, the autosave.
func (d Deps) bozza(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := leggiModulo(f)
	t, es := m.dati()
	if err := kernel.Invalid(es); err != nil {
		return err
	}
	if err := d.Redazione.SalvaBozza(c.Ctx(), c.Actor, id, m.Base, t); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]string{"salvata": c.Now().InItaliano()})
}

// bozzaCome is a text that nobody published, in the shape of one that is.
func bozzaCome(s redazione.Scheda, t redazione.Testo) redazione.Pubblicato {
	p := redazione.Pubblicato{Allegati: s.Allegati}
	p.Contenuto, p.Testo = s.Contenuto, t
	return p
}

// anteprima is GET /redazione/contenuti/{id}/anteprima: the latest version as
// the public would read it.
func (d Deps) anteprima(c *web.Context) error {
	s, err := d.schedaDi(c)
	if err != nil {
		return err
	}
	v := contenutoPubblico(bozzaCome(s, s.Ultima.Testo), c.Now())
	v.Pagina.Robots, v.Pagina.Section, v.Pagina.Breadcrumb, v.Pagina.Feeds = false, "redazione", percorso(s), nil
	v.Pagina.Kicker = "Anteprima della versione " + kernel.Numero(s.Versione)
	if s.Tipo == redazione.Evento {
		v.Azioni = nil
	}
	return c.HTML(http.StatusOK, paginaContenuto(v))
}
