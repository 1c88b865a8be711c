package monitoraggio_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
)

// leggiFoglio reads the rows of a sheet that lie under the titles.
func leggiFoglio(t *testing.T, b []byte, nome, primaColonna string) (colonne []string, righe [][]string, testa map[string]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	riesce(t, err)
	defer f.Close()
	rows, err := f.GetRows(nome, excelize.Options{RawCellValue: true})
	riesce(t, err)
	testa = map[string]string{}
	for i, r := range rows {
		switch {
		case len(r) > 2 && r[0] == primaColonna:
			colonne = r
		case colonne == nil && len(r) == 2:
			testa[r[0]] = r[1]
		case colonne != nil && len(r) == len(colonne):
			righe = append(righe, rows[i])
		}
	}
	return colonne, righe, testa
}

func leggiCSV(t *testing.T, tab monitoraggio.Tabella) [][]string {
	t.Helper()
	var b bytes.Buffer
	riesce(t, tab.ScriviCSV(&b))
	rows, err := csv.NewReader(&b).ReadAll()
	riesce(t, err)
	return rows
}

// TestM12TheWorkbookAndTheCSVSayTheSame reads both back and compares them cell
// by cell with the table that the page shows.
func TestM12TheWorkbookAndTheCSVSayTheSame(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	v := m.Bloccata(t)
	o := traguardi()
	o.ProcedimentoID, o.Dimostrativo = m.Proc.ID, true
	_, err := m.Servizio.ImpostaObiettivo(ctx, m.Actor(t, m.Regione), o)
	riesce(t, err)
	x, err := m.Servizio.CifreDi(ctx, m.Actor(t, m.Osservatore), sem)
	riesce(t, err)
	var b, again bytes.Buffer
	riesce(t, x.EsportaCifre(&b, x.Al()))
	for range 8 { // maps change their order from one run to the next
		again.Reset()
		riesce(t, x.EsportaCifre(&again, x.Al()))
		if !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Fatal("the same figures gave two different workbooks")
		}
	}
	for _, tab := range []monitoraggio.Tabella{x.TabellaNazionale(x.Al()), x.TabellaDettaglio(x.Al())} {
		colonne, righe, testa := leggiFoglio(t, b.Bytes(), tab.Nome, "Procedimento")
		record := leggiCSV(t, tab)
		if len(righe) != len(tab.Righe) || len(record) != len(tab.Righe)+1 || len(colonne) != len(tab.Colonne) {
			t.Fatalf("%s: %d rows in the workbook, %d in the file, %d in the table", tab.Nome, len(righe), len(record)-1, len(tab.Righe))
		}
		for i := range tab.Righe {
			for k, c := range tab.Righe[i] {
				if righe[i][k] != c.Dato || record[i+1][k] != c.Dato {
					t.Errorf("%s, row %d, %s: workbook %q, file %q, table %q", tab.Nome, i, tab.Colonne[k].Codice, righe[i][k], record[i+1][k], c.Dato)
				}
			}
		}
		if testa["Regione"] != "Lombardia" || !strings.Contains(testa["Semestre"], "primo semestre 2026") || testa["Impronta SHA-256"] != v.Impronta || testa["Data di estrazione"] == "" {
			t.Errorf("heading %v", testa)
		}
	}
	naz := x.TabellaNazionale(x.Al())
	if len(naz.Righe) != 2 {
		t.Fatalf("%d procedures", len(naz.Righe))
	}
	for codice, want := range map[string]string{"obiettivo_durata": "10", "obiettivo_durata_entro": "2026-2", "partenza_durata_media": "80", "partenza_arretrato": "100", "obiettivi_fonte": "valore dimostrativo"} {
		for k, c := range naz.Colonne {
			if c.Codice == codice && naz.Righe[0][k].Dato != want {
				t.Errorf("%s is %q, want %q", codice, naz.Righe[0][k].Dato, want)
			}
		}
	}
	for k, c := range naz.Colonne { // nobody answered about the other procedure
		if c.Codice == "durata_media" && (naz.Righe[1][k].Nota() || naz.Righe[1][k].Motivo == "") {
			t.Errorf("unknown: %+v", naz.Righe[1][k])
		}
	}
}

// TestT8EveryColumnOfDaysNamesItsUnit: no bare "giorni" in the tables.
func TestT8EveryColumnOfDaysNamesItsUnit(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Bloccata(t)
	x, err := m.Servizio.CifreDi(ctx, m.Actor(t, m.Regione), sem)
	riesce(t, err)
	y, err := m.Servizio.TrasparenzaDi(ctx, m.Actor(t, m.Sindaca), m.Lodi.ID, kernel.Semestre{})
	riesce(t, err)
	for _, tab := range []monitoraggio.Tabella{x.TabellaNazionale(x.Al()), x.TabellaDettaglio(x.Al()), y.Tabella()} {
		for _, c := range tab.Colonne {
			s := strings.NewReplacer("giorni di calendario", "", "giorni netti", "", "giorni lavorativi", "").Replace(c.Titolo)
			if strings.Contains(strings.ToLower(s), "giorni") {
				t.Errorf("%s: %q", c.Codice, c.Titolo)
			}
			if (strings.Contains(c.Codice, "durata") || strings.Contains(c.Codice, "tempo")) && c.Numerica && !strings.Contains(c.Titolo, "giorni") && !strings.Contains(c.Titolo, "%") && !strings.Contains(c.Titolo, "pratiche") {
				t.Errorf("%s has no unit: %q", c.Codice, c.Titolo)
			}
		}
	}
}

func TestTheTableOfArt2Comma4BisIsOfOneBody(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		x, err := m.Servizio.TrasparenzaDi(ctx, m.Actor(t, m.Sindaca), m.Lodi.ID, kernel.Semestre{})
		riesce(t, err)
		if !x.Semestre.IsZero() || len(x.Righe) != 0 {
			t.Errorf("before anything is sent: %+v", x)
		}
		v := m.Bloccata(t)
		x, err = m.Servizio.TrasparenzaDi(ctx, m.Actor(t, m.Delegato), m.Lodi.ID, kernel.Semestre{})
		riesce(t, err)
		righe, _, _ := fermo(t, m, v)
		var n int
		for _, r := range righe {
			if r.EnteID == m.Lodi.ID {
				n = r.Misure.ConcluseEspresse
			}
		}
		if x.Semestre != sem || len(x.Righe) != 1 || x.Righe[0].Misure.ConcluseEspresse != n || x.Righe[0].BaseLegale == "" || !strings.HasSuffix(x.Righe[0].URL, "/procedimenti/"+m.Proc.Codice) {
			t.Errorf("%+v", x)
		}
		_, err = m.Servizio.TrasparenzaDi(ctx, m.Actor(t, m.SindacoBergamo), m.Lodi.ID, sem)
		rifiuta(t, err, kernel.NonTrovato)
		_, err = m.Servizio.TrasparenzaDi(ctx, m.Actor(t, m.Sindaca), m.Lodi.ID, sem.Add(-1))
		rifiuta(t, err, kernel.NonTrovato)
	})
}
