package analisiweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
)

// TestDegliAltriNonSiTrovaNiente tries every route that names a request, with
// the request, the log and the saved filter of another body: for who has no
// part in it they are not there, also when the request of the address is one's
// own and only the log or the filter is of others.
func TestDegliAltriNonSiTrovaNiente(t *testing.T) {
	s := nuovoSito(t)
	anna := s.Attori["Anna"]
	s.Leggi(s.Carica("segreto.csv", []byte(casi(12))))
	s.CaricaSolo(anna, analisitest.Lavorata, "attesa.csv", []byte(casi(3)))
	filtro, err := s.Servizio.SalvaFiltro(context.Background(), anna, analisitest.Lavorata, 1, analisi.Filtro{Nome: "Segretissimo", Testo: "con=A"})
	if err != nil {
		t.Fatal(err)
	}
	// Of another body, with a log of its own: its second one is not there.
	diBruno := s.CaricaSolo(s.Attori["Bruno"], analisitest.DiAltri, "mio.csv", []byte(casi(3)))
	suoi := func() string {
		t.Helper()
		e, err := s.Servizio.Elenca(context.Background(), anna, analisitest.Lavorata)
		f, altro := s.Servizio.ApriFonte(context.Background(), anna, analisitest.Lavorata, 1)
		if err != nil || altro != nil {
			t.Fatal(err, altro)
		}
		return fmt.Sprintf("%+v %+v", e.Registri, f.Filtri)
	}
	prima, rotte := suoi(), 0
	for _, r := range s.rotte {
		metodo, modello, _ := strings.Cut(r.Pattern, " ")
		if !strings.Contains(modello, "{id}") {
			continue
		}
		rotte++
		for _, n := range []string{"1", "2"} {
			path := strings.NewReplacer("{id}", fmt.Sprint(analisitest.Lavorata), "{n}", n, "{filtro}", fmt.Sprint(filtro), "{file}", "registro.csv").Replace(modello)
			for _, chi := range []accesso.Persona{s.Bruno, s.Dario, s.Fabio} {
				stato, testo := s.prova(s.di(chi), metodo, path)
				if permesso := r.Permission.Allows(s.Attori[chi.Nome]); permesso && stato != http.StatusNotFound || !permesso && stato != http.StatusForbidden {
					t.Errorf("%s %s as %s: %d", metodo, path, chi.Nome, stato)
				}
				if strings.Contains(strings.ToLower(testo), "segret") {
					t.Errorf("%s %s tells %s of the log", metodo, path, chi.Nome)
				}
			}
		}
		if strings.Contains(modello, "{n}") { // one's own request, the log of others
			path := strings.NewReplacer("{id}", fmt.Sprint(analisitest.DiAltri), "{n}", fmt.Sprint(diBruno.N+1), "{filtro}", fmt.Sprint(filtro), "{file}", "registro.csv").Replace(modello)
			if stato, _ := s.prova(s.di(s.Bruno), metodo, path); stato != http.StatusNotFound {
				t.Errorf("%s %s: %d for a log that is not there", metodo, path, stato)
			}
		}
	}
	if rotte < 25 {
		t.Errorf("%d routes were tried", rotte)
	}
	s.Leggi(confermato(s, diBruno)) // one's own request and log, the filter of others
	path := fmt.Sprintf("/analisi/richieste/%d/registri/%d", analisitest.DiAltri, diBruno.N)
	if stato, _ := s.prova(s.di(s.Bruno), "POST", fmt.Sprintf("%s/filtri/%d/elimina", path, filtro)); stato != http.StatusNotFound {
		t.Errorf("the filter of others through one's own log: %d", stato)
	}
	doc := pagina(t, s.di(s.Bruno).get(path+"/confronto?accanto=Segretissimo"), 200)
	dice(t, testo(doc.Find("main")), "Il filtro salvato non c’è più.")
	if dopo := suoi(); dopo != prima {
		t.Errorf("somebody changed it: %s, then %s", prima, dopo)
	}
}

// prova asks for a page, or sends a form with something in every field.
func (s *sito) prova(b browser, metodo, path string) (stato int, testo string) {
	s.t.Helper()
	if metodo == http.MethodGet {
		w := b.get(path)
		return w.Code, w.Body.String()
	}
	w := b.post(path, url.Values{"token": {"altrui-" + path}, "mesi": {"6"}, "nome": {"x"}, "filtro": {"con=A"}, "rilievo": {"attesa"}, "azione": {"x"}, "responsabile": {"Io"}, "entro": {"2026-12-01"}})
	return w.Code, w.Body.String()
}

// confermato confirms the columns of a log of Bruno.
func confermato(s *sito, g analisi.Registro) analisi.Registro {
	s.t.Helper()
	chi, ctx := s.Attori["Bruno"], context.Background()
	if err := s.Servizio.ConfermaColonne(ctx, chi, analisitest.DiAltri, int64(g.N), analisi.ScelteVuote()); err != nil {
		s.t.Fatal(err)
	}
	return g
}
