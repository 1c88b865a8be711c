package foglio_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/termini"
)

var procedimenti = []foglio.Procedimento{
	{Codice: "pdc", Nome: "Permesso di costruire", Alias: []string{"PdC"}},
	{Codice: "sanatoria", Nome: "Provvedimento di sanatoria", Alias: []string{"Condono"}},
	{Codice: "paur", Nome: "Provvedimento autorizzatorio unico regionale [PAUR]: procedura di cui all'art. 27-bis"},
	{Codice: "paur2", Nome: "Provvedimento autorizzatorio unico regionale [PAUR]: variante"},
}

var (
	day  = kernel.MustDay
	days = func(s ...string) []termini.Sospensione {
		var out []termini.Sospensione
		for i := 0; i < len(s); i += 2 {
			al, _ := kernel.ParseDay(s[i+1])
			out = append(out, termini.Sospensione{Dal: day(s[i]), Al: al})
		}
		return out
	}
	sameDay = cmp.Comparer(func(a, b kernel.Day) bool { return a == b })
)

// read reads, guesses and extracts, as an upload does.
func read(t testing.TB, b []byte, name string, o foglio.Opzioni) (*foglio.Libro, []foglio.Mappa, foglio.Esito) {
	t.Helper()
	l, err := foglio.Leggi(bytes.NewReader(b), int64(len(b)), name)
	if err != nil {
		t.Fatal(err)
	}
	mm := foglio.Indovina(l, procedimenti)
	e := foglio.Estrai(l, mm, o)
	accounted(t, l, e)
	return l, mm, e
}

// accounted is the promise of the package: no row disappears.
func accounted(t testing.TB, l *foglio.Libro, e foglio.Esito) {
	t.Helper()
	told := 0
	for _, s := range e.Saltate {
		told += s.Righe
		if s.Messaggio == "" || s.Motivo == "" || s.Foglio == "" {
			t.Errorf("left out without a reason: %+v", s)
		}
	}
	if e.RigheLette != l.RigheLette() || told != e.RigheSaltate || e.RigheLette != len(e.Pratiche)+e.RigheInErrore+e.RigheSaltate {
		t.Errorf("%d rows, %d practices, %d in error, %d left out (%d told)", e.RigheLette, len(e.Pratiche), e.RigheInErrore, e.RigheSaltate, told)
	}
	inError := map[[2]any]bool{}
	whole := map[string]bool{}
	for _, p := range e.Problemi {
		if p.Messaggio == "" || p.Gravita == "" || p.Tipo == "" || p.Foglio == "" {
			t.Errorf("problem %+v", p)
		}
		if p.Gravita == foglio.GravitaErrore {
			inError[[2]any{p.Foglio, p.Riga}] = true
			whole[p.Foglio] = whole[p.Foglio] || p.Col < 0
		}
	}
	for _, p := range e.Pratiche {
		if inError[[2]any{p.Foglio, p.Riga}] && !whole[p.Foglio] {
			t.Errorf("row %d of %s is both a practice and an error", p.Riga, p.Foglio)
		}
		if p.ID == "" || p.Domanda.IsZero() {
			t.Errorf("practice %+v", p)
		}
	}
}

func open() []foglio.PraticaLetta {
	giorni, lavorativi := termini.Termine{N: 90}, termini.Termine{N: 5, Unita: termini.GiorniLavorativi}
	return []foglio.PraticaLetta{
		{Procedimento: "pdc", Tipologia: "PdC ordinario", Pratica: misure.Pratica{ID: "12/2024", Domanda: day("2024-04-03"), Termine: &giorni}},
		{Procedimento: "pdc", Pratica: misure.Pratica{ID: "1-2024", Domanda: day("2024-01-31"), Conferenza: true,
			Sospensioni: days("2024-02-01", "2024-02-10", "2024-05-01", "")}},
		{Procedimento: "sanatoria", Pratica: misure.Pratica{ID: "000123", Domanda: day("2023-12-31"), GiorniSospesi: 30, Termine: &lavorativi}},
		{Procedimento: "paur", Pratica: misure.Pratica{ID: "=1+1", Domanda: day("2020-02-29"), Provvedimento: day("2024-06-30")}},
		{Procedimento: "paur2", Pratica: misure.Pratica{ID: "è/1", Domanda: day("2024-06-01"), SilenzioAssenso: day("2024-06-30")}},
		{Procedimento: "paur2", Pratica: misure.Pratica{ID: "è/2", Domanda: day("2024-06-01"), MotivoEsclusione: foglio.Motivi[1].Testo, EsclusaIl: day("2024-06-15")}},
		{Procedimento: "paur2", Pratica: misure.Pratica{ID: "è/3", Domanda: day("2024-06-01"), MotivoEsclusione: foglio.Motivi[0].Testo}},
	}
}

// The template, read back, gives what was written in it and not one problem.
func TestM4_TheTemplateRoundTrips(t *testing.T) {
	var b bytes.Buffer
	if err := foglio.Modello(&b, procedimenti, open()); err != nil {
		t.Fatal(err)
	}
	_, mm, e := read(t, b.Bytes(), "modello.xlsx", foglio.Opzioni{Oggi: day("2024-07-01")})
	for i, m := range mm {
		if m.Procedimento != procedimenti[i].Codice || len(m.Dubbi) > 0 {
			t.Errorf("sheet %s is %q, doubts %v", m.Foglio, m.Procedimento, m.Dubbi)
		}
	}
	for _, p := range e.Problemi {
		t.Error(p)
	}
	got := e.Pratiche
	for i := range got {
		got[i].Foglio, got[i].Riga = "", 0
	}
	if d := cmp.Diff(open(), got, sameDay); d != "" {
		t.Error(d)
	}
}

func TestM4_TheTemplateGuidesWhoFillsIt(t *testing.T) {
	var b bytes.Buffer
	if err := foglio.Modello(&b, procedimenti, nil); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	sheets := f.GetSheetList()
	if len(sheets) != 5 || sheets[0] != "Istruzioni" || sheets[1] != "Permesso di costruire" {
		t.Fatal(sheets)
	}
	for _, s := range sheets[1:] {
		dv, err := f.GetDataValidations(s)
		if err != nil || len(dv) != 10 {
			t.Errorf("%s: %d checks, %v", s, len(dv), err)
		}
		p, err := f.GetPanes(s)
		if err != nil || !p.Freeze || p.YSplit != 3 {
			t.Errorf("%s: panes %+v, %v", s, p, err)
		}
	}
	if err := foglio.Modello(&b, procedimenti[:1], open()); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("a practice of another procedure: %v", err)
	}
	if err := foglio.Modello(&b, nil, nil); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("no procedure: %v", err)
	}
}
