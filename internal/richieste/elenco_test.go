package richieste_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

func trova(t *testing.T, m *richiestetest.Mondo, chi kernel.Actor, f richieste.Filtro) (e richieste.Elenco) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = richieste.Trova(ctx, tx, chi, f)
		return err
	})
	return e
}

func ids(e richieste.Elenco) []int64 {
	var out []int64
	for _, r := range e.Righe {
		out = append(out, r.ID)
	}
	return out
}

func TestFiltersCountsAndOrder(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		prima := m.Porta(t, richieste.InLavorazione).ID
		m.Giorni(1)
		seconda := m.Inviata(t).ID
		m.Giorni(1)
		bozza := m.Bozza(t, m.Sindaca, m.Lodi.ID)
		chiusa := m.Porta(t, richieste.Respinta).ID
		idB := m.Bozza(t, m.SindacoBergamo, m.Bergamo.ID)
		modulo := m.Modulo()
		modulo.Oggetto = "Impianto fotovoltaico dell'ex cava"
		_, err := m.Servizio.Invia(bg, m.Actor(t, m.SindacoBergamo), idB, modulo, nil)
		ok(t, err)
		m.Orologio.Advance(time.Hour)
		m.Compi(t, m.Sindaca, prima, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Ci sono novità?"})

		seg, sindaca := m.Actor(t, m.Segretario), m.Actor(t, m.Sindaca)
		for _, c := range []struct {
			name string
			chi  kernel.Actor
			f    richieste.Filtro
			want []int64
		}{
			{"open, the oldest first", seg, richieste.Filtro{}, []int64{prima, seconda, idB}},
			{"own, with drafts", sindaca, richieste.Filtro{}, []int64{prima, seconda, bozza}},
			{"latest movement first", seg, richieste.Filtro{Recenti: true}, []int64{prima, idB, seconda}},
			{"all", seg, richieste.Filtro{Tutte: true}, []int64{prima, seconda, chiusa, idB}},
			{"one state", seg, richieste.Filtro{Stati: []richieste.Stato{richieste.Respinta}}, []int64{chiusa}},
			{"of a body", seg, richieste.Filtro{Ente: m.Bergamo.ID}, []int64{idB}},
			{"of a province", seg, richieste.Filtro{Provincia: "LO"}, []int64{prima, seconda}},
			{"of a task force", seg, richieste.Filtro{TaskForce: m.TF.ID}, []int64{prima}},
			{"of a procedure", seg, richieste.Filtro{Procedimento: m.Proc.ID}, []int64{prima, seconda, idB}},
			{"of another procedure", seg, richieste.Filtro{Procedimento: m.Proc.ID + 1}, nil},
			{"of an expert", seg, richieste.Filtro{Esperto: m.Esperta.ID}, []int64{prima}},
			{"words, accents and capitals apart", seg, richieste.Filtro{Testo: "EX CAVÀ fotovolt"}, []int64{idB}},
			{"number", seg, richieste.Filtro{Testo: "2026/0002"}, []int64{seconda}},
			{"name of the body", seg, richieste.Filtro{Testo: "bergamo"}, []int64{idB}},
			{"wild cards are words", seg, richieste.Filtro{Testo: "%"}, []int64{prima, seconda, idB}},
			{"of the coordinator", m.Actor(t, m.Coordinatrice), richieste.Filtro{}, []int64{prima}},
			{"of the expert", m.Actor(t, m.Esperta), richieste.Filtro{}, []int64{prima}},
			{"of nobody", m.Actor(t, m.Regione), richieste.Filtro{Tutte: true}, nil},
		} {
			e := trova(t, m, c.chi, c.f)
			if got := ids(e); !slices.Equal(got, c.want) || e.Totale != len(c.want) {
				t.Errorf("%s: %v of %d, want %v", c.name, got, e.Totale, c.want)
			}
		}
		e := trova(t, m, seg, richieste.Filtro{Stati: []richieste.Stato{richieste.Respinta}})
		if e.PerStato[richieste.InLavorazione] != 1 || e.PerStato[richieste.Inviata] != 2 || e.PerStato[richieste.Respinta] != 1 || e.PerStato[richieste.Bozza] != 0 {
			t.Errorf("the counts ignore the filter on the state: %v", e.PerStato)
		}
		if r := trova(t, m, seg, richieste.Filtro{}).Righe[0]; len(r.Incarichi) != 1 || r.Incarichi[0].PersonaID != m.Esperta.ID {
			t.Errorf("rows carry their incarichi: %+v", r.Incarichi)
		}
	})
}

func TestPagesOfTheList(t *testing.T) {
	m := richiestetest.SQLite(t)
	for range richieste.PerPagina + 2 {
		m.Orologio.Advance(time.Minute)
		m.Inviata(t)
	}
	chi := m.Actor(t, m.Segretario)
	first, second := trova(t, m, chi, richieste.Filtro{Pagina: 1}), trova(t, m, chi, richieste.Filtro{Pagina: 2})
	if len(first.Righe) != richieste.PerPagina || len(second.Righe) != 2 || second.Totale != richieste.PerPagina+2 {
		t.Fatalf("%d and %d of %d", len(first.Righe), len(second.Righe), second.Totale)
	}
	if slices.ContainsFunc(first.Righe, func(r richieste.Richiesta) bool { return r.ID == second.Righe[0].ID }) {
		t.Fatal("a row is on two pages")
	}
}

func TestQueriesDoNotGrow(t *testing.T) {
	m := richiestetest.SQLite(t)
	count := func(fn func(context.Context) error) int64 {
		t.Helper()
		ctx, c := db.WithCounter(bg)
		ok(t, fn(ctx))
		return c.N()
	}
	seg, sindaca := m.Actor(t, m.Segretario), m.Actor(t, m.Sindaca)
	r := m.Porta(t, richieste.InLavorazione)
	list := func(ctx context.Context) error {
		_, err := m.Servizio.Elenca(ctx, seg, richieste.Filtro{}, "")
		return err
	}
	sheet := func(ctx context.Context) error { _, err := m.Servizio.Scheda(ctx, sindaca, r.ID); return err }
	export := func(ctx context.Context) error {
		return m.Servizio.EsportaCSV(ctx, seg, richieste.Filtro{}, &bytes.Buffer{})
	}
	before := []int64{count(list), count(sheet), count(export)}
	for range 12 {
		m.Porta(t, richieste.InLavorazione)
		m.Compi(t, m.Sindaca, r.ID, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Ancora."})
	}
	after := []int64{count(list), count(sheet), count(export)}
	if !slices.Equal(before, after) || after[0] > 9 || after[1] > 10 || after[2] > 5 {
		t.Fatalf("list, sheet and export: %v queries, then %v", before, after)
	}
}

func TestExports(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		for _, oggetto := range []string{"=HYPERLINK(\"http://example.org\",\"qui\")", "+39 non è un numero", "-1 pratica", "@SOMMA(A1)", "a, \"b\" e c", "\t=così non va"} {
			id := m.Bozza(t, m.Sindaca, m.Lodi.ID)
			modulo := m.Modulo()
			modulo.Oggetto = oggetto
			_, err := m.Servizio.Invia(bg, m.Actor(t, m.Sindaca), id, modulo, nil)
			ok(t, err)
		}
		r := m.Porta(t, richieste.Assegnata)
		m.Giorni(3)
		m.Compi(t, m.Esperta, r.ID, richieste.Mossa{Atto: richieste.PrendiInCarico})
		m.Giorni(40)
		chi, f := m.Actor(t, m.Segretario), richieste.Filtro{Tutte: true}
		var c, x bytes.Buffer
		ok(t, m.Servizio.EsportaCSV(bg, chi, f, &c))
		ok(t, m.Servizio.EsportaXLSX(bg, chi, f, &x))
		rows, err := csv.NewReader(bytes.NewReader(c.Bytes())).ReadAll()
		ok(t, err)
		if len(rows) != 8 || !slices.Equal(rows[0], richieste.ColonneEsportate) || !bytes.Contains(c.Bytes(), []byte("\r\n")) {
			t.Fatalf("%d rows, %v", len(rows), rows[0])
		}
		col := func(name string) int { return slices.Index(richieste.ColonneEsportate, name) }
		for _, row := range rows[1:] {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t", rune(cell[0])) {
					t.Errorf("a spreadsheet would run %q", cell)
				}
			}
		}
		if rows[1][col("oggetto")] != "'=HYPERLINK(\"http://example.org\",\"qui\")" || rows[5][col("oggetto")] != "a, \"b\" e c" {
			t.Errorf("%q %q", rows[1][col("oggetto")], rows[5][col("oggetto")])
		}
		last := rows[7]
		for name, want := range map[string]string{"stato": "In lavorazione", "ente": "Comune di Lodi", "provincia": "LO", "task_force": m.TF.Nome, "procedimento": m.Proc.Nome,
			"inviata_il": "2026-11-02 09:00", "presa_in_carico_il": "2026-11-05 09:00", "giorni_alla_presa_in_carico": "3",
			"obiettivo_entro_il": "2026-12-05", "giorni_di_calendario_oltre_l_obiettivo": "10", "chiusa_il": ""} {
			if last[col(name)] != want {
				t.Errorf("%s = %q, want %q", name, last[col(name)], want)
			}
		}
		for _, p := range persone(m) {
			if strings.Contains(c.String(), p.Cognome) {
				t.Errorf("the export names %s", p.NomeCompleto())
			}
		}
		sameSheet(t, x.Bytes(), rows)
	})
}

// sameSheet compares the spreadsheet with the CSV, but for the guard that only
// CSV needs.
func sameSheet(t *testing.T, content []byte, rows [][]string) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	ok(t, err)
	defer book.Close()
	sheet, err := book.GetRows("Richieste")
	ok(t, err)
	if len(sheet) != len(rows) {
		t.Fatalf("%d rows in the sheet, %d in the CSV", len(sheet), len(rows))
	}
	for i, row := range rows {
		for j, cell := range row {
			got := ""
			if j < len(sheet[i]) {
				got = sheet[i][j]
			}
			if got != strings.TrimPrefix(cell, "'") {
				t.Errorf("row %d, %s: sheet %q, CSV %q", i, rows[0][j], got, cell)
			}
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			ok(t, err)
			if formula, err := book.GetCellFormula("Richieste", name); err != nil || formula != "" {
				t.Errorf("%s holds the formula %q", name, formula)
			}
		}
	}
}
