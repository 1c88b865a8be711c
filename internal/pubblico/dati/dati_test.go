package dati_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

var update = flag.Bool("update", false, "write the golden files again")

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](x T) *T { return &x }

var at = kernel.InstantOf(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC))

func cifre(n int64) pubblico.Cifre {
	c := pubblico.Cifre{Ricevute: n, InLavorazione: n / 5, Respinte: n / 10, Annullate: n / 20,
		PresaInCarico: pubblico.NuovaMisura(2.54, n), PrimaRisposta: pubblico.NuovaMisura(9, n), Chiusura: pubblico.NuovaMisura(21.25, n/2), Soddisfazione: ratings(n / 3)}
	c.Evase = n - c.InLavorazione - c.Respinte - c.Annullate
	if n > 0 {
		c.Mesi = []pubblico.Mese{{Mese: "2026-10", Ricevute: 3, Evase: 1}, {Mese: "2026-11"}}
	}
	return c
}

// hostile is a name that a spreadsheet would run, with all that RFC 4180 must
// quote.
const hostile = "=HYPERLINK(\"x\"), \"Unione\"\nde’ Due"

func sorgente() dati.Sorgente {
	v := &pubblico.Vista{DiAttivita: pubblico.Istantanea{Versione: 3}, DiCatalogo: pubblico.Istantanea{Versione: 1},
		Attivita: pubblico.Attivita{AggiornataAl: at, Dal: kernel.MustDay("2026-01-08"),
			Regione:  pubblico.CifreRegione{Codice: "03", Nome: "Lombardia", EntiTotali: 1514, EntiAderenti: 312, Cifre: cifre(1240)},
			Province: []pubblico.CifreProvincia{{Sigla: "LO", Nome: "Lodi", EntiTotali: 61, EntiAderenti: 2, Cifre: cifre(40)}, {Sigla: "SO", Nome: "Sondrio", EntiTotali: 78}},
			Enti: []pubblico.CifreEnte{
				{ID: 11, Istat: "098031", Nome: "Comune di Lodi, già città", Provincia: "LO", CessatoIl: kernel.MustDay("2018-01-01"), Successore: "098031"},
				{ID: 12, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Aderente: true, AderenteDal: kernel.MustDay("2026-01-08"), Cifre: cifre(40)},
				{ID: 15, Nome: hostile, Provincia: "LO", Cifre: cifre(2)}},
			TaskForces:   []pubblico.CifreTaskForce{{Codice: "rinnovabili", Esperti: ptr(int64(14)), Cifre: cifre(30)}, {Codice: "rifiuti"}},
			Procedimenti: []pubblico.CifreProcedimento{{Codice: "pas", Cifre: cifre(3)}}},
		Catalogo: pubblico.Catalogo{AggiornatoAl: at, TaskForces: []pubblico.TaskForcePubblica{{Codice: "rinnovabili", Nome: "Rinnovabili"}, {Codice: "rifiuti", Nome: "Rifiuti"}},
			Procedimenti: []pubblico.ProcedimentoPubblico{{Codice: "pas", Nome: "Procedura abilitativa semplificata", TaskForce: "rinnovabili", BaseLegale: "d.lgs. 190/2024, art. 8", Competente: "Comune", Affidabilita: "confermato",
				Termini: []pubblico.TerminePubblico{{VigenteDal: kernel.MustDay("2024-12-30"), Giorni: ptr(int64(30)), Decorrenza: "domanda", Affidabilita: "da_verificare"},
					{VigenteDal: kernel.MustDay("2027-01-01"), Decorrenza: "domanda", Affidabilita: "ipotesi"}}}}}}
	sem := kernel.MustSemestre("2026-1")
	few := pubblico.MisurePubbliche{Riservate: []string{"concluse_espresse", pubblico.Durate}, Avviate: 7, MotivoArretrato: "qualche pratica pendente non ha un termine"}
	many := pubblico.MisurePubbliche{ConcluseSilenzioAssenso: 12, ConcluseEspresse: 2512, ConSospensioni: 40, ConConferenza: 13, DurataMedia: pubblico.NuovaMisura(71.42, 2512), DurataMediana: pubblico.NuovaMisura(60, 2512),
		DurataP90: pubblico.NuovaMisura(120.5, 2512), DurataMediaNetta: pubblico.NuovaMisura(64, 2512), TermineMassimo: ptr(60.0), Avviate: 2600, InTransito: ptr(int64(3000)), Arretrato: ptr(int64(0)), PendentiFine: ptr(int64(488))}
	m := &pubblico.VistaMisure{Di: pubblico.Istantanea{Versione: 1}, Misure: pubblico.Misure{Regione: "Lombardia", Semestri: []pubblico.SemestrePubblico{{Semestre: sem, Fonte: "Monitoraggio", Invitati: 40, Rispondenti: 31,
		Versioni: []pubblico.VersionePubblica{{N: 1, Impronta: strings.Repeat("ab", 32), BloccataIl: at, FirmataIl: at, PubblicataIl: at}},
		Procedimenti: []pubblico.ProcedimentoMisurato{{Codice: "pas", Nome: "Procedura abilitativa semplificata", EntiAttesi: 40, EntiRispondenti: 31, Regione: many,
			Province: []pubblico.GruppoMisure{{Codice: "LO", Nome: "Lodi", EntiAttesi: 3, EntiRispondenti: 2, Misure: few}},
			Classi:   []pubblico.GruppoMisure{{Codice: "piccoli", Nome: "Comuni fino a 5.000 abitanti", EntiAttesi: 30, EntiRispondenti: 25, Misure: few}},
			Obiettivo: &pubblico.ObiettivoMisto{Versione: 2, BaseSemestre: kernel.MustSemestre("2021-2"), BaseDurata: ptr(84.5), Fonte: "Piano territoriale", Dimostrativo: true,
				Durata:    pubblico.SemaforoPubblico{Colore: "verde", Traguardo: ptr(15.0), AlSemestre: kernel.MustSemestre("2026-2"), Riduzione: ptr(-3.5), Avanzamento: ptr(0.0)},
				Arretrato: pubblico.SemaforoPubblico{Colore: "grigio", Motivo: "la partenza non è nota"}}}}}}}}
	e := pubblico.Effetto{CalcolatoIl: at, Procedimenti: []pubblico.EffettoPubblico{{Codice: "pas", Nome: "Procedura abilitativa semplificata", Dal: sem.Add(-4), Al: sem,
		Durata:    pubblico.EffettoMisura{Conclusione: "riduzione", Stima: ptr(-12.5), Basso: ptr(-20.0), Alto: ptr(-5.0), Aiutati: 20, Confronto: 90, Pratiche: 1810, Frasi: []string{"x"}},
		Arretrato: pubblico.EffettoMisura{Conclusione: "non_calcolabile", Motivo: "Gli enti sono ancora troppo pochi.", Frasi: []string{"x"}}}}}
	return dati.Sorgente{Vista: v, Misure: m, Effetto: e, Enti: func(s kernel.Semestre) (pubblico.MisureEnti, error) {
		return pubblico.MisureEnti{Semestre: s, Versione: 1, Righe: []pubblico.MisuraEnte{{EnteID: 12, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Classe: "medi", Procedimento: "pas", Fonte: "pratiche", Misure: few}}}, nil
	}}
}

func TestEveryDataSetIsWrittenAsTheGoldenFiles(t *testing.T) {
	s := sorgente()
	if got := len(dati.Elenco(s)); got != len(dati.Codici()) {
		t.Errorf("%d data sets published of %d", got, len(dati.Codici()))
	}
	for _, codice := range dati.Codici() {
		tab, err := dati.Di(s, codice)
		ok(t, err)
		for ext, write := range map[string]func(*bytes.Buffer) error{
			".csv":  func(b *bytes.Buffer) error { return tab.ScriviCSV(b) },
			".json": func(b *bytes.Buffer) error { return tab.ScriviJSON(b) },
		} {
			var b, again bytes.Buffer
			ok(t, write(&b))
			ok(t, write(&again))
			if !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("%s%s is not the same twice", codice, ext)
			}
			path := filepath.Join("testdata", codice+ext)
			if *update {
				ok(t, os.WriteFile(path, b.Bytes(), 0o644))
			}
			want, err := os.ReadFile(path)
			ok(t, err)
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("%s changed:\n%s", path, b.Bytes())
			}
		}
	}
}

var forms = map[dati.Tipo]*regexp.Regexp{
	dati.Testo: regexp.MustCompile(`(?s).*`), dati.Intero: regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`), dati.Decimale: regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`),
	dati.Giorno: regexp.MustCompile(`^\d{4}-\d\d-\d\d$`), dati.Istante: regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`),
	dati.Mese: regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`), dati.Semestre: regexp.MustCompile(`^\d{4}-[12]$`), dati.Logico: regexp.MustCompile(`^(true|false)$`),
}

// TestEveryTableKeepsItsDictionary: a cell for each column in the form of its
// type, keys that identify, and names that are the same everywhere.
func TestEveryTableKeepsItsDictionary(t *testing.T) {
	s := sorgente()
	name := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	types := map[string]dati.Tipo{}
	for _, codice := range dati.Codici() {
		tab, err := dati.Di(s, codice)
		ok(t, err)
		seen := map[string]bool{}
		for _, c := range tab.Colonne {
			if !name.MatchString(c.Nome) || seen[c.Nome] || c.Etichetta == "" || !strings.HasSuffix(c.Descrizione, ".") || forms[c.Tipo] == nil {
				t.Errorf("%s: column %+v", codice, c)
			}
			seen[c.Nome] = true
			if old := types[c.Nome]; old != "" && old != c.Tipo {
				t.Errorf("%s: %s is %s elsewhere", codice, c.Nome, old)
			}
			types[c.Nome] = c.Tipo
		}
		if tab.Titolo == "" || tab.Descrizione == "" || tab.Fonte == "" || tab.Metodo == "" || tab.Frequenza == "" || len(tab.Temi) == 0 || len(tab.Chiave) == 0 || tab.AggiornatoIl.IsZero() {
			t.Errorf("%s is not described: %+v", codice, tab.Insieme)
		}
		keys := map[string]bool{}
		for _, r := range tab.Righe {
			if len(r) != len(tab.Colonne) {
				t.Fatalf("%s: %d cells in %d columns", codice, len(r), len(tab.Colonne))
			}
			for i, c := range tab.Colonne {
				if r[i] != "" && !forms[c.Tipo].MatchString(r[i]) {
					t.Errorf("%s.%s: %q is not of type %s", codice, c.Nome, r[i], c.Tipo)
				}
			}
			mark := dati.Cifra(codice, tab.ChiaveDi(r), tab.Colonne[0].Nome)
			if keys[mark] || slices.Contains(tab.ChiaveDi(r), "") {
				t.Errorf("%s: the key %s is empty or repeated", codice, mark)
			}
			keys[mark] = true
			gotCode, gotKey, gotColumn, good := dati.LeggiCifra(mark)
			if cell, found := tab.Cella(gotKey, gotColumn); !good || gotCode != codice || !found || cell != r[0] {
				t.Errorf("%s names %q, not %q", mark, cell, r[0])
			}
		}
		if len(tab.Righe) == 0 {
			t.Errorf("%s has no rows in the test", codice)
		}
	}
}

// TestM8CSVAndJSONSayTheSame reads both back with other readers and compares
// each value with its cell.
func TestM8CSVAndJSONSayTheSame(t *testing.T) {
	s := sorgente()
	for _, codice := range dati.Codici() {
		tab, err := dati.Di(s, codice)
		ok(t, err)
		var c, j bytes.Buffer
		ok(t, tab.ScriviCSV(&c))
		ok(t, tab.ScriviJSON(&j))
		if lines := strings.Count(c.String(), "\r\n"); lines != len(tab.Righe)+1 {
			t.Errorf("%s: %d lines for %d rows", codice, lines, len(tab.Righe))
		}
		rows, err := csv.NewReader(&c).ReadAll()
		ok(t, err)
		var doc struct {
			Items []map[string]any `json:"items"`
		}
		d := json.NewDecoder(&j)
		d.UseNumber()
		ok(t, d.Decode(&doc))
		if len(doc.Items) != len(tab.Righe) || len(rows) != len(tab.Righe)+1 {
			t.Fatalf("%s: %d rows, %d in CSV, %d in JSON", codice, len(tab.Righe), len(rows)-1, len(doc.Items))
		}
		for n, r := range tab.Righe {
			for i, col := range tab.Colonne {
				if got := plain(doc.Items[n][col.Nome]); got != r[i] {
					t.Errorf("%s.%s: %q in JSON, %q in the table", codice, col.Nome, got, r[i])
				}
				if got := rows[n+1][i]; got != r[i] && got != "'"+r[i] {
					t.Errorf("%s.%s: %q in CSV, %q in the table", codice, col.Nome, got, r[i])
				}
			}
		}
	}
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func TestV1210NoTextIsAFormulaAndNoNumberIsTouched(t *testing.T) {
	tab := dati.Tabella{Insieme: dati.Insieme{Colonne: []dati.Colonna{{Nome: "t", Tipo: dati.Testo}, {Nome: "d", Tipo: dati.Decimale}}}}
	for _, x := range []string{"=1+1", "+39 02", "-2", "@SUM(A1)", "\tx", "\rx", "a=b", "'", "", "−3", "è"} {
		tab.Righe = append(tab.Righe, []string{x, "-3.5"})
	}
	var b bytes.Buffer
	ok(t, tab.ScriviCSV(&b))
	rows, err := csv.NewReader(&b).ReadAll()
	ok(t, err)
	for i, r := range rows[1:] {
		if r[0] != "" && strings.ContainsAny(r[0][:1], "=+-@\t\r") || r[1] != "-3.5" {
			t.Errorf("row %d is %q", i, r)
		}
		if strings.TrimPrefix(r[0], "'") != strings.TrimPrefix(tab.Righe[i][0], "'") {
			t.Errorf("%q became %q", tab.Righe[i][0], r[0])
		}
	}
}

func TestWhatIsNotPublishedIsNotThere(t *testing.T) {
	for name, s := range map[string]dati.Sorgente{"nothing": {}, "empty": {Vista: &pubblico.Vista{}, Misure: &pubblico.VistaMisure{}}} {
		if n := len(dati.Elenco(s)); n != 0 {
			t.Errorf("%s: %d data sets", name, n)
		}
		for _, codice := range append(dati.Codici(), "persone") {
			if _, err := dati.Di(s, codice); kernel.CodeOf(err) != kernel.NonTrovato {
				t.Errorf("%s, %s: %v", name, codice, err)
			}
		}
	}
	s := sorgente()
	s.Misure.Misure.Semestri[0].Procedimenti[0].Obiettivo = nil
	if _, err := dati.Di(s, "obiettivi"); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("targets without any: %v", err)
	}
	if _, err := dati.DelSemestre(s, "tempi-enti", kernel.MustSemestre("2025-2")); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("a semester that is not published: %v", err)
	}
	one, err := dati.DelSemestre(s, "tempi-procedimenti", kernel.MustSemestre("2026-1"))
	if ok(t, err); len(one.Righe) != 3 || len(one.Filtra("ambito", "classe").Righe) != 1 || len(one.Filtra("x", "").Righe) != 0 {
		t.Errorf("rows of the semester: %v", one.Righe)
	}
}

func TestTheDictionaryIsAFileToo(t *testing.T) {
	tab, err := dati.Di(sorgente(), "richieste-mesi")
	ok(t, err)
	var b bytes.Buffer
	ok(t, tab.ScriviDizionario(&b))
	rows, err := csv.NewReader(&b).ReadAll()
	ok(t, err)
	if len(rows) != 6 || strings.Join(rows[0], ",") != "nome,etichetta,descrizione,tipo,unita,chiave" || strings.Join(rows[4], "|") != "ricevute|Richieste ricevute|Richieste inviate nel mese.|intero|richieste|false" || rows[1][5] != "true" {
		t.Errorf("dictionary: %v", rows)
	}
	for _, bad := range []string{"", "x", "x/y", "#c", "a/%zz#c"} {
		if _, _, _, good := dati.LeggiCifra(bad); good {
			t.Errorf("%q is a mark", bad)
		}
	}
	if got := dati.Cifra("a-b", []string{"x/y", "2026-1"}, "c"); got != "a-b/x%2Fy/2026-1#c" {
		t.Errorf("mark %s", got)
	}
}

// ratings is the mean of n ratings; of fewer than five it is held back.
func ratings(n int64) pubblico.Misura {
	if n > 0 && n < pubblico.MinimoCasi {
		return pubblico.Misura{Riservata: true}
	}
	return pubblico.NuovaMisura(4.2, n)
}
