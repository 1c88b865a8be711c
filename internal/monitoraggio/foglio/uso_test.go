package foglio_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pass/internal/monitoraggio/foglio"
)

func table(rows ...[]any) *dirtySheet {
	s := newSheet("Permessi di costruire")
	for r, cells := range rows {
		for c, v := range cells {
			s.set(r, c, v)
		}
	}
	return s
}

func told(e foglio.Esito) (out []string) {
	for _, p := range e.Problemi {
		out = append(out, p.String())
	}
	return out
}

func TestM4_ProblemsAreSentencesForPeople(t *testing.T) {
	b := rawXLSX{}.write(t, []*dirtySheet{table(
		[]any{"N. pratica", "Data presentaz.", "Data provv.", "Conferenza", "Termine", "GG sosp.", "Motivo archiviazione", "Codice fiscale"},
		[]any{"1/24", "31/02/2024", "vedi Mario Rossi", "forse", "boh", -3, "RSSMRA80A01H501U"},
		[]any{"2/24", "3/4/24", "03/04/2023", "SÌ", 60, 0, "in attesa di pagamento", "RSSMRA80A01H501U"},
		[]any{"RSSMRA80A01H501U", dated{45384}, broken("#N/A")},
		[]any{"2/24", 45384, formula{}},
		[]any{"", "4/3/2024"},
		[]any{"TOTALE", 5},
	)})
	_, _, e := read(t, b, "x.xlsx", foglio.Opzioni{Oggi: day("2024-12-31")})
	want := []string{
		`Foglio «Permessi di costruire», riga 1, colonna H «Codice fiscale»: La colonna sembra contenere nomi o codici fiscali: non è stata letta. Conviene toglierla dal file prima di inviarlo.`,
		`Foglio «Permessi di costruire», riga 2, colonna B «Data presentaz.»: Questo giorno non esiste nel calendario; qui c'è «31/02/2024». La data va corretta.`,
		`Foglio «Permessi di costruire», riga 2, colonna C «Data provv.»: Qui serve una data, come 03/04/2024; qui c'è un testo senza cifre.`,
		`Foglio «Permessi di costruire», riga 2, colonna D «Conferenza»: Qui serve SÌ o NO; qui c'è un testo senza cifre.`,
		`Foglio «Permessi di costruire», riga 2, colonna F «GG sosp.»: Qui serve il numero intero dei giorni di sospensione; qui c'è «-3».`,
		`Foglio «Permessi di costruire», riga 2, colonna E «Termine»: Qui serve il termine in giorni, come 60 (oppure 5l lavorativi, 3m mesi); qui c'è «boh».`,
		`Foglio «Permessi di costruire», riga 2, colonna G «Motivo archiviazione»: Il testo contiene forse dati personali: non è stato conservato.`,
		`Foglio «Permessi di costruire», riga 3, colonna B «Data presentaz.»: L'anno ha due cifre: è stato letto come 2024.`,
		`Foglio «Permessi di costruire», riga 3, colonna G «Motivo archiviazione»: Questo motivo non esclude la pratica: resta nel conteggio e il motivo è conservato come nota.`,
		`Foglio «Permessi di costruire», riga 3, colonna C «Data provv.»: Il provvedimento (03/04/2023) precede la domanda (03/04/2024). Una delle due date va corretta.`,
		`Foglio «Permessi di costruire», riga 4, colonna A «N. pratica»: Il numero della pratica contiene un codice fiscale o un nome. Va usato il numero di protocollo.`,
		`Foglio «Permessi di costruire», riga 4, colonna C «Data provv.»: La cella mostra un errore (#N/D). La formula va corretta, oppure va scritto il valore.`,
		`Foglio «Permessi di costruire», riga 5, colonna A «N. pratica»: Lo stesso numero è già alla riga 3. Resta la prima; questa va corretta o tolta.`,
		`Foglio «Permessi di costruire», riga 5, colonna B «Data presentaz.»: La data è scritta come numero: è stata letta come 02/04/2024. Va controllata.`,
		`Foglio «Permessi di costruire», riga 5, colonna C «Data provv.»: La cella ha una formula senza risultato salvato. Il file va aperto con il programma di calcolo e salvato di nuovo.`,
		`Foglio «Permessi di costruire», riga 6, colonna A «N. pratica»: Manca il numero della pratica. Va scritto il numero o il codice che la distingue.`,
	}
	if d := cmp.Diff(want, told(e)); d != "" {
		t.Error(d)
	}
	if e.RigheInErrore != 5 || e.RigheDiTotale != 1 || !e.DatiPersonali || e.Errori() != 11 || e.Avvisi() != 5 {
		t.Errorf("%+v", e)
	}
}

// What a person changes in the browser counts as if it were in the file.
func TestM4_CorrectionsInTheBrowser(t *testing.T) {
	b := []byte("id_pratica;data_domanda;data_provvedimento\n1/24;boh;\n2/24;03/04/2024;\n3/24;boh;\n")
	fix := []foglio.Correzione{{Foglio: "CSV", Riga: 2, Col: 1, Valore: "05/04/2024"}, {Foglio: "CSV", Riga: 2, Col: 2, Valore: "06/04/2024"},
		{Foglio: "CSV", Riga: 4, Salta: true}, {Foglio: "CSV", Riga: 40, Col: 1, Valore: "x"}}
	l, _, before := read(t, b, "x.csv", foglio.Opzioni{})
	_, _, e := read(t, b, "x.csv", foglio.Opzioni{Correzioni: fix})
	if before.RigheInErrore != 2 || e.RigheInErrore != 0 || len(e.Pratiche) != 2 || e.Pratiche[0].Provvedimento != day("2024-04-06") {
		t.Errorf("before %v, after %+v", told(before), e)
	}
	if s := e.Saltate[1]; s.Riga != 4 || s.Motivo != foglio.SaltoScelta {
		t.Errorf("left out %+v", e.Saltate)
	}
	if len(e.Problemi) != 1 || e.Problemi[0].Tipo != foglio.TipoCorrezionePersa || e.Problemi[0].Riga != 40 {
		t.Errorf("the lost correction: %v", told(e))
	}
	if l.Fogli[0].Righe[1].Celle[1].Testo != "boh" {
		t.Error("the file read was changed")
	}
}

// The person mends the marked workbook and sends it again.
func TestM4_TheMarkedWorkbookComesBack(t *testing.T) {
	for name, file := range map[string][]byte{
		"by hand":    rawXLSX{}.write(t, []*dirtySheet{table([]any{"id_pratica", "data_domanda"}, []any{"1/24", "boh"}, []any{"2/24", dated{45384}}, []any{"3/24", "3/4/24"})}),
		"by library": library(t, []*dirtySheet{table([]any{"id_pratica", "data_domanda"}, []any{"1/24", "boh"}, []any{"2/24", dated{45384}}, []any{"3/24", "3/4/24"})}, false),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, e := read(t, file, "x.xlsx", foglio.Opzioni{})
			var marked bytes.Buffer
			if err := foglio.ScriviErrori(&marked, file, &e); err != nil {
				t.Fatal(err)
			}
			f, err := excelize.OpenReader(bytes.NewReader(marked.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			const sheet = "Permessi di costruire"
			if c := fill(t, f, sheet, "B2"); c != "FFC7CE" && c != "solid" {
				t.Errorf("the wrong cell is %q", c)
			}
			if c := fill(t, f, sheet, "B4"); c != "FFEB9C" && c != "solid" {
				t.Errorf("the doubtful cell is %q", c)
			}
			rows, err := f.GetRows("Da correggere")
			if err != nil || len(rows) != 1+len(e.Problemi) || rows[1][0] != sheet || rows[1][1] != "2" || rows[1][2] != "B «data_domanda»" {
				t.Fatal(rows, err)
			}
			if ok, link, _ := f.GetCellHyperLink("Da correggere", "B2"); !ok || link != "'"+sheet+"'!B2" {
				t.Errorf("link %q", link)
			}
			if err := f.SetCellStr(sheet, "B2", "03/04/2024"); err != nil {
				t.Fatal(err)
			}
			var mended bytes.Buffer
			if err := f.Write(&mended); err != nil {
				t.Fatal(err)
			}
			_, _, e = read(t, mended.Bytes(), "x.xlsx", foglio.Opzioni{})
			if len(e.Pratiche) != 3 || e.Errori() != 0 || e.Pratiche[1].Domanda != day("2024-04-02") {
				t.Errorf("%v, %+v", told(e), e.Pratiche)
			}
			var again bytes.Buffer
			if err := foglio.ScriviErrori(&again, mended.Bytes(), &e); err != nil {
				t.Fatal(err)
			}
			if f, err = excelize.OpenReader(&again); err != nil {
				t.Fatal(err)
			}
			if c := fill(t, f, sheet, "B2"); c != "" {
				t.Errorf("the mended cell is still %q", c)
			}
		})
	}
}

func fill(t *testing.T, f *excelize.File, sheet, at string) string {
	t.Helper()
	id, err := f.GetCellStyle(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if c := strings.Join(s.Fill.Color, ""); c != "" {
		return c
	}
	if s.Fill.Pattern == 1 { // the library tells no colour of a workbook without a theme
		return "solid"
	}
	return ""
}

// A CSV has no cells to mark, and a strange workbook does not let itself be
// changed: both get the list.
func TestM4_TheListAlone(t *testing.T) {
	for _, b := range [][]byte{
		[]byte("id_pratica;data_domanda\n=1+1;boh\n"),
		rawXLSX{poor: true}.write(t, []*dirtySheet{table([]any{"id_pratica", "data_domanda"}, []any{"=1+1", "boh"})}),
	} {
		_, _, e := read(t, b, "x", foglio.Opzioni{})
		var w bytes.Buffer
		if err := foglio.ScriviErrori(&w, b, &e); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&w)
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := f.GetRows("Da correggere"); err != nil || len(rows) != 1+len(e.Problemi) || !slices.Equal(f.GetSheetList(), []string{"Da correggere"}) {
			t.Error(rows, err)
		}
	}
}

// A mapping that a person corrected holds for the next file with the same
// header, and can be stored.
func TestM4_TheMappingIsRemembered(t *testing.T) {
	b := []byte("Pos.;Quando;Esito;Altro\nA1;03/04/2024;05/06/2024;1\nA2;04/04/2024;;2\n")
	l, err := foglio.Leggi(bytes.NewReader(b), int64(len(b)), "x.csv")
	if err != nil {
		t.Fatal(err)
	}
	if mm := foglio.Indovina(l, procedimenti); len(mm) != 0 {
		t.Errorf("a header that says nothing gave %+v", mm)
	}
	person := foglio.Mappa{Foglio: "CSV", Procedimento: "pdc", Intestazione: 1, Impronta: foglio.Impronta([]string{"Pos.", "Quando", "Esito", "Altro"}),
		Campi: map[foglio.Campo]int{foglio.CampoID: 0, foglio.CampoDomanda: 1, foglio.CampoProvvedimento: 2}}
	e := foglio.Estrai(l, []foglio.Mappa{person}, foglio.Opzioni{})
	accounted(t, l, e)
	if len(e.Pratiche) != 2 || e.Pratiche[0].Provvedimento != day("2024-06-05") || e.Saltate[0].Motivo != foglio.SaltoIntestazione {
		t.Errorf("%+v", e)
	}
	known := []byte("numero pratica;data;data protocollo\nA1;03/04/2024;02/04/2024\n")
	_, mm, _ := read(t, known, "permessi di costruire.csv", foglio.Opzioni{})
	if mm[0].Procedimento != "pdc" || mm[0].Campi[foglio.CampoDomanda] != 2 {
		t.Fatalf("%+v", mm)
	}
	mm[0].Campi[foglio.CampoDomanda] = 1
	text, err := json.Marshal(mm[0])
	if err != nil {
		t.Fatal(err)
	}
	var stored foglio.Mappa
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	l, err = foglio.Leggi(bytes.NewReader(bytes.ToUpper(known)), int64(len(known)), "y.csv")
	if err != nil {
		t.Fatal(err)
	}
	again := foglio.Indovina(l, procedimenti, stored)
	if !again[0].Ricordata || again[0].Campi[foglio.CampoDomanda] != 1 || again[0].Procedimento != "pdc" {
		t.Errorf("%+v", again)
	}
}

func TestM4_AWrongMappingIsTold(t *testing.T) {
	b := []byte("id_pratica;data_domanda;richiedente\n1;03/04/2024;Mario Rossi\n2;boh;Anna Bianchi\n")
	l, err := foglio.Leggi(bytes.NewReader(b), int64(len(b)), "x.csv")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		fields map[foglio.Campo]int
		kind   foglio.Tipo
	}{
		"no date":             {map[foglio.Campo]int{foglio.CampoID: 0}, foglio.TipoColonnaMancante},
		"outside":             {map[foglio.Campo]int{foglio.CampoID: 0, foglio.CampoDomanda: -1}, foglio.TipoColonnaMancante},
		"far outside":         {map[foglio.Campo]int{foglio.CampoID: 0, foglio.CampoDomanda: 1 << 40}, foglio.TipoColonnaMancante},
		"names as identifier": {map[foglio.Campo]int{foglio.CampoID: 2, foglio.CampoDomanda: 1}, foglio.TipoColonnaPersonale},
	} {
		e := foglio.Estrai(l, []foglio.Mappa{{Foglio: "CSV", Campi: tt.fields}}, foglio.Opzioni{})
		accounted(t, l, e)
		if len(e.Pratiche) != 0 || e.RigheInErrore != 2 || len(e.Problemi) != 1 || e.Problemi[0].Tipo != tt.kind {
			t.Errorf("%s: %v", name, told(e))
		}
	}
	e := foglio.Estrai(l, []foglio.Mappa{{Foglio: "un altro"}}, foglio.Opzioni{})
	accounted(t, l, e)
	if e.Problemi[len(e.Problemi)-1].Tipo != foglio.TipoFoglioMancante || e.RigheSaltate != 3 {
		t.Errorf("%v", told(e))
	}
}

// Identifiers with personal data become pseudonyms: stable under a key, of no
// use without it, and never in the clear anywhere in what is given back.
func TestM4_PersonalDataStayAtTheDoor(t *testing.T) {
	b := []byte("id_pratica;data_domanda;tipologia;note\nRSSMRA80A01H501U;03/04/2024;PdC per RSSMRA80A01H501U;sig. Rossi\nrss mra 80a01 h501u;04/04/2024;x;y\n")
	ids := func(key string) []string {
		_, _, e := read(t, b, "x.csv", foglio.Opzioni{Chiave: []byte(key)})
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if low := strings.ToLower(string(text)); strings.Contains(low, "rss") || strings.Contains(low, "h501u") {
			t.Errorf("personal data in %s", text)
		}
		if len(e.Pratiche) != 1 || e.RigheInErrore != 1 { // the same person's code twice is a repeated number
			t.Fatalf("%v", told(e))
		}
		return []string{e.Pratiche[0].ID, e.Pratiche[0].Tipologia}
	}
	one, other := ids("a"), ids("b")
	if one[0] == other[0] || one[0] != ids("a")[0] || !strings.HasPrefix(one[0], "ps-") || one[1] != "" {
		t.Errorf("%q %q", one, other)
	}
}
