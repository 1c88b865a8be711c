package analisiweb_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// moduloPiano reads what a browser would send of the form of an action.
func moduloPiano(f *goquery.Selection) url.Values {
	v := url.Values{}
	f.Find("input").Each(func(_ int, e *goquery.Selection) {
		nome, _ := e.Attr("name")
		x, _ := e.Attr("value")
		v.Set(nome, x)
	})
	return v
}

// TestAzioneConChiEQuando adds an action to the plan with an owner and a day of
// one's own; wrong ones come back beside their fields, with what was typed.
func TestAzioneConChiEQuando(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "permessi.csv", []byte(casi(12)), analisi.ScelteVuote()))
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(registro+"?con=Rilascio&orologio=lavorativi"), 200)
	moduli := doc.Find("form[action='" + registro + "/piano']")
	if moduli.Length() < 2 || doc.Find("form[action='"+registro+"/piano'] details[open]").Length() != 0 {
		t.Fatalf("%d forms", moduli.Length())
	}
	v := moduloPiano(moduli.Last()) // one that is behind a disclosure
	if v.Get("responsabile") != "Responsabile del procedimento" || len(v.Get("entro")) != 10 || v.Get("filtro") != "con=Rilascio" {
		t.Errorf("proposed: %v", v)
	}
	if got := testo(moduli.Last().Find("summary")); !strings.HasPrefix(got, "Responsabile del procedimento, entro il ") {
		t.Errorf("summary: %q", got)
	}

	for _, c := range []struct{ responsabile, entro, errore, campo string }{
		{"", "2099-01-15", "Scrivere chi se ne occupa", "responsabile"}, {"Ufficio SUE", "", "Scegliere entro quando", "entro"},
		{"Ufficio SUE", "31/02/2026", "non esiste", "entro"}, {"Ufficio SUE", "2001-01-15", "La data è già passata", "entro"}, {"", "mai", "Scrivere chi se ne occupa", "responsabile"},
	} {
		v.Set("responsabile", c.responsabile)
		v.Set("entro", c.entro)
		doc := pagina(t, anna.post(registro+"/piano", v), 422)
		if got := testo(doc.Find("#campo-" + c.campo + "-errore")); !strings.Contains(got, c.errore) {
			t.Errorf("%+v: beside the field %q", c, got)
		}
		if doc.Find("a[href='#campo-"+c.campo+"']").Length() != 1 || doc.Find("#campo-"+c.campo).Closest("details:not([open])").Length() != 0 {
			t.Errorf("%+v: the summary does not lead to an open field", c)
		}
		resta, _ := doc.Find("#campo-responsabile").Attr("value")
		quando, _ := doc.Find("#campo-entro").Attr("value")
		if resta != c.responsabile || quando != c.entro {
			t.Errorf("%+v: what was typed became %q, %q", c, resta, quando)
		}
		if doc.Find("nav[aria-label='Unità delle durate'] a[aria-current]").Text() != "giorni lavorativi" {
			t.Error("the clock is lost")
		}
	}

	v.Set("responsabile", "Ufficio SUE, Paolo Neri")
	v.Set("entro", "2030-01-15")
	w := anna.post(registro+"/piano", v)
	if w.Code != 303 || w.Header().Get("Location") != "/richieste/1#azione-1" {
		t.Fatalf("added: %d %s %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	var p []richieste.Azione
	s.In(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = richieste.Piano(ctx, tx, richieste.Richiesta{ID: analisitest.Lavorata})
		return err
	})
	if len(p) != 1 || p[0].Responsabile != "Ufficio SUE, Paolo Neri" || p[0].Entro.String() != "2030-01-15" || p[0].Origine != "analisi" {
		t.Errorf("the plan: %+v", p)
	}
	if w := s.di(s.Elsa).post(registro+"/piano", v); w.Code != 403 {
		t.Errorf("the coordinator adds: %d", w.Code)
	}
}
