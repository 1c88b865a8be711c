package pubblicoweb_test

import (
	"net/url"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

// terms publishes a catalogue of one procedure with a term in each unit, one
// after the other, and none before 2026.
func (s *site) terms() *site {
	s.t.Helper()
	n := func(v int64) *int64 { return &v }
	c := pubblico.Catalogo{AggiornatoAl: s.db.Now(), TaskForces: []pubblico.TaskForcePubblica{{Codice: "prova", Nome: "Prova"}},
		Procedimenti: []pubblico.ProcedimentoPubblico{{Codice: "prova", Nome: "Prova", TaskForce: "prova", Affidabilita: "ipotesi", Termini: []pubblico.TerminePubblico{
			{VigenteDal: kernel.MustDay("2026-01-01"), VigenteAl: kernel.MustDay("2026-09-30"), Giorni: n(30), Decorrenza: "Dalla domanda", Fonte: "L. 241/1990, art. 2", Affidabilita: "confermato"},
			{VigenteDal: kernel.MustDay("2026-10-01"), VigenteAl: kernel.MustDay("2026-12-31"), Giorni: n(5), Unita: "lavorativi", Affidabilita: "confermato"},
			{VigenteDal: kernel.MustDay("2027-01-01"), VigenteAl: kernel.MustDay("2027-12-31"), Giorni: n(1), Unita: "mesi", Affidabilita: "da_verificare"},
			{VigenteDal: kernel.MustDay("2028-01-01"), Descrizione: "Dipende dal tipo di gara.", Affidabilita: "ipotesi"}}}}}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error { return pubblico.Pubblica(ctx, tx, pubblico.ChiaveCatalogo, c, "Catalogo") }); err != nil {
		s.t.Fatal(err)
	}
	return s
}

// milan is a register with one chief town, whose patron saint is known.
func milan() pubblico.Attivita {
	a := activity()
	a.Enti = append(a.Enti, pubblico.CifreEnte{ID: 16, Istat: "015146", Nome: "Comune di Milano", Provincia: "MI"})
	return a
}

// The vectors are those of the rules on terms: c.c. art. 2963, L. 241/1990
// art. 2 and 10-bis, L. 151/2025.
func TestTheCalculatorGivesTheDueDateOfTheTermInForce(t *testing.T) {
	s := newSite(t, config.Config{}).terms().publish(milan())
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"dal=2026-03-02", []string{"La scadenza è mercoledì 1° aprile 2026.", "È passata da 235 giorni di calendario.", "Termine in vigore quel giorno 30 giorni di calendario"}},
		{"dal=06/03/2026", []string{"La scadenza è martedì 7 aprile 2026.", "Scadenza nominale domenica 5 aprile 2026", "passa al primo giorno non festivo"}},
		{"dal=2026-09-04", []string{"La scadenza è lunedì 5 ottobre 2026.", "Scadenza nominale domenica 4 ottobre 2026"}},
		{"dal=2026-01-12&sospeso=2026-01-22&ripreso=2026-02-20", []string{"La scadenza è giovedì 12 marzo 2026.", "La sospensione sposta la scadenza di 29 giorni di calendario."}},
		{"dal=2026-05-04&sospeso=2026-05-25&ripreso=2026-06-11", []string{"La scadenza è sabato 20 giugno 2026.", "Il sabato non è festivo."}},
		{"dal=2026-01-12&sospeso=2026-01-22", []string{"La scadenza non si conosce ancora: il termine è sospeso.", "il tempo che resta è di 20 giorni di calendario"}},
		{"dal=2026-01-12&interrotto=2026-03-02", []string{"La scadenza è mercoledì 1° aprile 2026.", "L'interruzione del 2 marzo 2026 fa ricominciare l'intero termine."}},
		{"dal=2026-12-01", []string{"La scadenza è mercoledì 9 dicembre 2026.", "5 giorni lavorativi", "Mancano 17 giorni di calendario.", "Santo patrono non indicato: nel conto non c’è"}},
		{"dal=2026-12-01&comune=015146", []string{"La scadenza è giovedì 10 dicembre 2026.", "Santo patrono Sant'Ambrogio, 7 dicembre"}},
		{"dal=2027-01-31", []string{"La scadenza è lunedì 1° marzo 2027.", "Scadenza nominale domenica 28 febbraio 2027", "1 mese", "da verificare"}},
	} {
		got := text(s.page("/procedimenti/prova/scadenza?" + c.query).Find("main"))
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in %s", c.query, w, got)
			}
		}
	}
}

// The unit of the terms is said once, in the head of the column, when they all
// count calendar days; otherwise in each cell.
func TestTheUnitOfTheTermsIsSaidOnce(t *testing.T) {
	for path, want := range map[string][2]string{
		"/procedimenti": {"Termine massimo, giorni di calendario", "60"}, "/task-force/edilizia-urbanistica": {"Termine massimo, giorni di calendario", "60"},
	} {
		doc := newSite(t, config.Config{}).withCatalogue().page(path)
		row := doc.Find(`tbody tr:has(a[href="/procedimenti/permesso-di-costruire"])`)
		if head, cell := text(row.Closest("table").Find("thead th").Eq(1)), text(row.Find("td").First()); head != want[0] || cell != want[1] {
			t.Errorf("%s: %q over %q", path, head, cell)
		}
	}
	doc := newSite(t, config.Config{}).terms().page("/procedimenti") // on this day the term is in working days
	if head, cell := text(doc.Find("thead th").Eq(1)), text(doc.Find("tbody td").First()); head != "Termine massimo" || cell != "5 giorni lavorativi" {
		t.Errorf("%q over %q", head, cell)
	}
	if got := text(newSite(t, config.Config{}).terms().page("/procedimenti/prova").Find("main")); !strings.Contains(got, "Il termine massimo è di 5 giorni lavorativi.") || !strings.Contains(got, "Si contano solo i giorni lavorativi") {
		t.Errorf("the sheet of a term in working days: %s", got)
	}
}

func TestTheCalculatorSaysWhatIsWrong(t *testing.T) {
	s := newSite(t, config.Config{}).terms().publish(milan())
	for _, c := range []struct{ query, field, want string }{
		{"dal=", "", ""}, // as the page is opened
		{"dal=&sospeso=2026-03-01", "dal", "Indicare il giorno in cui la domanda è arrivata."},
		{"dal=domani", "dal", "La data non si legge"},
		{"dal=2026-02-30", "dal", "La data non si legge"},
		{"dal=1500-01-01", "dal", "fuori dal calendario"},
		{"dal=2999-01-01", "dal", "fuori dal calendario"},
		{"dal=2025-12-31", "dal", "Il primo termine noto vale dal 1° gennaio 2026."},
		{"dal=2028-02-01", "dal", "non è un solo numero"},
		{"dal=2026-03-02&ripreso=2026-03-20", "sospeso", "Manca il giorno in cui il termine si è fermato."},
		{"dal=2026-03-02&sospeso=2026-03-20&ripreso=2026-03-10", "ripreso", "riprende prima di fermarsi"},
		{"dal=2026-03-02&sospeso=2026-03-01", "sospeso", "comincia prima della domanda"},
		{"dal=2026-03-02&interrotto=2026-03-01", "interrotto", "viene prima della domanda"},
		{"dal=2026-03-02&interrotto=" + url.QueryEscape("<b>x</b>"), "interrotto", "La data non si legge"},
	} {
		w := s.get("/procedimenti/prova/scadenza?" + c.query)
		if want := map[bool]int{true: 200, false: 422}[c.field == ""]; w.Code != want {
			t.Errorf("%s: %d, want %d", c.query, w.Code, want)
		}
		doc := document(t, w.Body)
		if got := text(doc.Find("#campo-" + c.field + "-errore")); c.field != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s: beside %s: %q, want %q", c.query, c.field, got, c.want)
		}
		if doc.Find("#scadenza").Length() != 0 {
			t.Errorf("%s has an answer", c.query)
		}
	}
	if doc := document(t, s.get("/procedimenti/prova/scadenza?dal=domani").Body); doc.Find("#campo-dal").AttrOr("value", "") != "domani" {
		t.Error("what was typed is gone")
	}
	if code := s.get("/procedimenti/inventato/scadenza").Code; code != 404 {
		t.Errorf("a procedure that is not there: %d", code)
	}
}

// The patron saint that a Comune writes beats the one that is known, also when
// it says that it has none; the Comuni are offered only where they matter.
func TestTheCalculatorFollowsTheCalendarsThatComuniPublish(t *testing.T) {
	s := newSite(t, config.Config{}).terms().publish(milan())
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveCalendari, pubblico.Calendari{Enti: []pubblico.PatronoComune{
			{Istat: "015146", Nome: "Comune di Milano"}, {Istat: "098031", Nome: "Comune di Lodi", Santo: "San Lucio", Mese: 12, Giorno: 3, Fonte: "statuto"}}}, "Enti")
	}); err != nil {
		t.Fatal(err)
	}
	doc := s.page("/procedimenti/prova/scadenza?dal=2026-12-01&comune=098031")
	if got := text(doc.Find("main")); !strings.Contains(got, "La scadenza è giovedì 10 dicembre 2026.") || !strings.Contains(got, "San Lucio, 3 dicembre") {
		t.Errorf("Lodi: %s", got)
	}
	if got := text(doc.Find("select[name=comune]")); strings.Contains(got, "Milano") || !strings.Contains(got, "Comune di Lodi: San Lucio") {
		t.Errorf("offered: %s", got)
	}
	if n := newSite(t, config.Config{}).withCatalogue().publish(milan()).page("/procedimenti/permesso-di-costruire/scadenza").Find("select[name=comune]").Length(); n != 0 {
		t.Error("a Comune is asked where it cannot matter")
	}
}
