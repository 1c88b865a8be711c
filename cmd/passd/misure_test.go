package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lanciaMisure runs a command line as main does.
func lanciaMisure(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = esegui(context.Background(), append([]string{"misure"}, args...), &out, &err)
	return code, out.String(), err.String()
}

func scriviFile(t *testing.T, nome, testo string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), nome)
	if err := os.WriteFile(path, []byte(testo), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const tabellaMisure = `id_pratica;data_domanda;data_provvedimento;data_silenzio_assenso;conferenza_servizi;sospensioni;termine;motivo_esclusione
A1;10/01/2025;10/03/2025;;sì;2025-01-20/2025-01-30;60;
A2;2024-11-01;;;;;90;
A3;2025-02-30;;;;;;
A4;2024-10-01;;2025-02-01;;;;
A5;2025-05-01;;;;;;archiviata
A1;2025-05-01;;;forse;;;
A6;1/4/2025;1/4/2025;;no;;;
`

// TestMisureJSON holds the JSON of the contract to the letter: the keys, their
// order, values that are not rounded, exit code 0 with problem rows.
func TestMisureJSON(t *testing.T) {
	code, out, stderr := lanciaMisure(scriviFile(t, "p.csv", tabellaMisure), "--semestre", "2025-1", "--json")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var piatto bytes.Buffer
	if err := json.Compact(&piatto, []byte(out)); err != nil {
		t.Fatal(err)
	}
	const want = `{"concluse_silenzio_assenso":1,"concluse_espresse":2,"con_sospensioni":1,"con_conferenza":1,` +
		`"durata_media":30,"durata_mediana":30,"durata_p90":53.2,"durata_media_netta":25,"termine_massimo":75,` +
		`"avviate":2,"in_transito":4,"arretrato":1,"pendenti_inizio":2,"pendenti_fine":1,"escluse":1,"errori":[` +
		`{"riga":4,"colonna":"data_domanda","messaggio":"«2025-02-30» non è una data: scrivere gg/mm/aaaa oppure aaaa-mm-gg."},` +
		`{"riga":7,"colonna":"id_pratica","messaggio":"L'identificativo compare già alla riga 2: resta la prima."},` +
		`{"riga":7,"colonna":"conferenza_servizi","messaggio":"«forse» non è né sì né no: scrivere sì oppure no."}]}`
	if piatto.String() != want {
		t.Errorf("got\n%s\nwant\n%s", piatto.String(), want)
	}
}

// TestMisureJSONVuoto wants null, never zero, where there is nothing to
// average, and an empty list where there is no problem.
func TestMisureJSONVuoto(t *testing.T) {
	code, out, _ := lanciaMisure(scriviFile(t, "p.csv", "id_pratica,data_domanda\nA1,2025-01-01\n"), "--semestre", "2025-1", "--json")
	var piatto bytes.Buffer
	if err := json.Compact(&piatto, []byte(out)); err != nil {
		t.Fatal(err)
	}
	const want = `{"concluse_silenzio_assenso":0,"concluse_espresse":0,"con_sospensioni":0,"con_conferenza":0,` +
		`"durata_media":null,"durata_mediana":null,"durata_p90":null,"durata_media_netta":null,"termine_massimo":null,` +
		`"avviate":1,"in_transito":1,"arretrato":null,"pendenti_inizio":0,"pendenti_fine":1,"escluse":0,"errori":[]}`
	if code != 0 || piatto.String() != want {
		t.Errorf("exit %d, got\n%s\nwant\n%s", code, piatto.String(), want)
	}
}

// TestMisureTermine gives the general term: it is the maximum term, and the
// term of the practices that have none.
func TestMisureTermine(t *testing.T) {
	path := scriviFile(t, "p.csv", "id_pratica,data_domanda,termine\nA1,2025-01-01,\nA2,2025-01-01,200\nA3,2025-01-01,100\n")
	code, out, _ := lanciaMisure(path, "--semestre=2025-1", "--termine=179", "--json")
	if code != 0 || !strings.Contains(out, `"termine_massimo": 179,`) || !strings.Contains(out, `"arretrato": 2,`) {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if _, out, _ = lanciaMisure(path, "--semestre=2025-1", "--termine=180", "--json"); !strings.Contains(out, `"arretrato": 1,`) {
		t.Errorf("180 days are not more than 180:\n%s", out)
	}
}

// TestMisurePerPersone holds the table that people read.
func TestMisurePerPersone(t *testing.T) {
	code, out, stderr := lanciaMisure(scriviFile(t, "p.csv", tabellaMisure), "--semestre", "2025-1")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	want, err := os.ReadFile("testdata/misure.txt")
	if err != nil {
		t.Fatal(err)
	}
	if out != string(want) {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	_, out, _ = lanciaMisure(scriviFile(t, "p.csv", "id_pratica,data_domanda\nA1,2025-01-01\n"), "--semestre", "2025-1")
	for _, s := range []string{"n.d.  nessuna pratica conclusa con provvedimento espresso nel semestre\n", "n.d.  qualche pratica pendente non ha un termine: 1\n", "n.d.  nessun termine massimo indicato\n"} {
		if !strings.Contains(out, s) {
			t.Errorf("%q is not in\n%s", s, out)
		}
	}
}

// TestMisureFileIllegibile wants exit code 2, one Italian line on the standard
// error, and nothing on the standard output.
func TestMisureFileIllegibile(t *testing.T) {
	buono := scriviFile(t, "p.csv", tabellaMisure)
	for _, c := range []struct {
		nome string
		args []string
		dice string
	}{
		{"missing", []string{filepath.Join(t.TempDir(), "no.csv"), "--semestre", "2025-1"}, "non esiste"},
		{"directory", []string{t.TempDir(), "--semestre", "2025-1"}, "è una cartella"},
		{"empty", []string{scriviFile(t, "p.csv", ""), "--semestre", "2025-1"}, "è vuoto"},
		{"blank", []string{scriviFile(t, "p.csv", "\ufeff \r\n\r\n"), "--semestre", "2025-1"}, "è vuoto"},
		{"workbook", []string{scriviFile(t, "p.xlsx", "PK\x03\x04\x14\x00\x06\x00"), "--semestre", "2025-1"}, "salvare il foglio come CSV"},
		{"binary", []string{scriviFile(t, "p.csv", "\x7fELF\x02\x01\x01\x00\x00\x00"), "--semestre", "2025-1"}, "non è un testo"},
		{"other table", []string{scriviFile(t, "p.csv", "nome;cognome\na;b\n"), "--semestre", "2025-1"}, "manca la colonna id_pratica"},
		{"no application", []string{scriviFile(t, "p.csv", "id_pratica;data\na;b\n"), "--semestre", "2025-1"}, "manca la colonna data_domanda"},
		{"column twice", []string{scriviFile(t, "p.csv", "id_pratica;data_domanda;DATA_DOMANDA\na;b;c\n"), "--semestre", "2025-1"}, "compare due volte"},
		{"no semester", []string{buono}, "--semestre"},
		{"empty semester", []string{buono, "--semestre="}, "non è un semestre"},
		{"third semester", []string{buono, "--semestre", "2025-3"}, "«2025-3» non è un semestre"},
		{"quarter", []string{buono, "--semestre", "2025Q1"}, "non è un semestre"},
		{"term zero", []string{buono, "--semestre", "2025-1", "--termine", "0"}, "«0» non è un termine"},
		{"negative term", []string{buono, "--semestre", "2025-1", "--termine=-30"}, "non è un termine"},
		{"term in words", []string{buono, "--semestre", "2025-1", "--termine", "60 giorni"}, "non è un termine"},
		{"unknown option", []string{buono, "--semestre", "2025-1", "--xyz"}, "--xyz"},
		{"no file", []string{"--semestre", "2025-1"}, "manca"},
	} {
		code, out, stderr := lanciaMisure(c.args...)
		if code != 2 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, "\n") || !strings.Contains(stderr, c.dice) {
			t.Errorf("%s: exit %d, out %q, err %q", c.nome, code, out, stderr)
		}
	}
}
