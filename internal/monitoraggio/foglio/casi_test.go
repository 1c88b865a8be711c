package foglio_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pass/internal/monitoraggio/foglio"
	"pass/internal/termini"
)

// one reads a CSV of one practice.
func one(t *testing.T, header, row string) (foglio.PraticaLetta, foglio.Esito) {
	t.Helper()
	_, _, e := read(t, []byte(header+"\n"+row+"\n"), "x.csv", foglio.Opzioni{Oggi: day("2024-12-31")})
	if len(e.Pratiche) != 1 {
		t.Fatalf("%s: %v", row, told(e))
	}
	return e.Pratiche[0], e
}

// Every way of writing a day gives that day, in text and in figures.
func TestM4_OneDayInManyWays(t *testing.T) {
	for _, s := range []string{"3/4/24", "03.04.2024", "3 aprile 2024", "3-apr-24", "2024-04-03", "2024/04/03", "03/04/2024 10:30", "3/4/2024 ore 9.05",
		"2024-04-03T08:00:00Z", "2024-04-03 08:00:00.000", "20240403", "03042024", "45385", "mercoledì 3 aprile 2024", "mer 3 apr. 2024", "1\u00a0aprile\u00a02024",
		"il 3/4/2024", "'03/04/2024", "3 / 4 / 2024", "3° aprile 2024", "\u200e03/04/2024", "3-4-2024.", "lì 3 aprile 2024", "03,04,2024"} {
		want := day("2024-04-03")
		if strings.HasPrefix(s, "1") {
			want = day("2024-04-01")
		}
		if p, _ := one(t, "id_pratica;data_domanda", "1;"+s); p.Domanda != want {
			t.Errorf("%q is %v", s, p.Domanda)
		}
	}
	for s, kind := range map[string]foglio.Tipo{"29/02/2023": foglio.TipoData, "0/1/2024": foglio.TipoData, "4/2024": foglio.TipoData, "2024": foglio.TipoData,
		"12/31/2023": foglio.TipoDataAmericana, "1/1/1949": foglio.TipoDataAntica, "1/1/2025": foglio.TipoDataFutura, "3 apirle 2024": foglio.TipoData,
		"#RIF!": foglio.TipoCellaInErrore, "03/04/2024 e 05/04/2024": foglio.TipoData, "": foglio.TipoManca, "n.d.": foglio.TipoManca, "1234567": foglio.TipoData} {
		_, _, e := read(t, []byte("id_pratica;data_domanda\n1;"+s+"\n"), "x.csv", foglio.Opzioni{Oggi: day("2024-12-31")})
		if e.RigheInErrore != 1 || e.Problemi[0].Tipo != kind || e.Problemi[0].Colonna != "B" || e.Problemi[0].Riga != 2 {
			t.Errorf("%q: %v", s, told(e))
		}
	}
}

// Three columns may speak of suspensions; periods win, and that is told.
func TestM4_SuspensionsFromSeveralColumns(t *testing.T) {
	const header = "id_pratica;data_domanda;sospensioni;giorni sospensione;inizio sospensione;fine sospensione"
	for row, want := range map[string]struct {
		ss    []termini.Sospensione
		days  int
		kinds string
	}{
		"1;2/1/2024;;30;;":                                               {nil, 30, ""},
		"1;2/1/2024;20;30;;":                                             {nil, 30, "due_sospensioni"},
		"1;2/1/2024;30;30;;":                                             {nil, 30, ""},
		"1;2/1/2024;;;1/2/2024;11/2/2024":                                {days("2024-02-01", "2024-02-11"), 0, ""},
		"1;2/1/2024;;10;1/2/2024;11/2/2024":                              {days("2024-02-01", "2024-02-11"), 0, ""},
		"1;2/1/2024;;11;1/2/2024;11/2/2024":                              {days("2024-02-01", "2024-02-11"), 0, "due_sospensioni"},
		"1;2/1/2024;;10;1/2/2024;":                                       {days("2024-02-01", "2024-02-11"), 0, ""},
		"1;2/1/2024;;;1/2/2024;":                                         {days("2024-02-01", ""), 0, ""},
		"1;2/1/2024;2024-03-01/2024-03-05;;1/2/2024;11/2/2024":           {days("2024-03-01", "2024-03-05", "2024-02-01", "2024-02-11"), 0, ""},
		"1;2/1/2024;2024-03-01/ ;5;;":                                    {days("2024-03-01", ""), 0, "due_sospensioni"},
		"1;2/1/2024;dal 1/2/2024 al 11/2/2024 e dal 1/3/24 al 2/3/24;;;": {days("2024-02-01", "2024-02-11", "2024-03-01", "2024-03-02"), 0, "anno_breve"},
	} {
		p, e := one(t, header, row)
		var kinds []string
		for _, x := range e.Problemi {
			kinds = append(kinds, string(x.Tipo))
		}
		if d := cmp.Diff(want.ss, p.Sospensioni, sameDay); d != "" || p.GiorniSospesi != want.days || strings.Join(kinds, " ") != want.kinds {
			t.Errorf("%s: %d days, %v\n%s", row, p.GiorniSospesi, kinds, d)
		}
	}
}

// Titles that say nothing are chosen by what the columns hold, and a person is
// asked.
func TestM4_ColumnsChosenByContent(t *testing.T) {
	b := []byte("pos;rif;arrivo il;provvedimento;conferenza;termine;scadenza\n" +
		"1;A/12;03/04/2024;5/6/2024;no;60;1/9/2024\n2;A/13;04/04/2024;;no;60;1/9/2024\n3;A/14;05/04/2024;;sì;60;1/9/2024\n")
	_, mm, e := read(t, b, "x.csv", foglio.Opzioni{})
	if len(mm) != 1 || mm[0].Campi[foglio.CampoID] != 1 || mm[0].Campi[foglio.CampoDomanda] != 2 || len(e.Pratiche) != 3 {
		t.Fatalf("%+v", mm)
	}
	doubts := strings.Join(mm[0].Dubbi, "\n")
	if !strings.Contains(doubts, "C «arrivo il» è stata scelta dal contenuto come data della domanda") || !strings.Contains(doubts, "B «rif»") {
		t.Error(doubts)
	}
}

// A hidden sheet is read when a person says so.
func TestM4_AHiddenSheetIsReadOnRequest(t *testing.T) {
	s := table([]any{"id_pratica", "data_domanda"}, []any{"1/24", "03/04/2024"})
	s.name, s.hidden = "Vecchio", true
	l, mm, e := read(t, rawXLSX{}.write(t, []*dirtySheet{table([]any{"id_pratica", "data_domanda"}, []any{"2/24", "03/04/2024"}), s}), "x.xlsx", foglio.Opzioni{})
	if len(mm) != 1 || len(e.Pratiche) != 1 || !strings.Contains(strings.Join(told(e), ""), "sembra contenere pratiche") {
		t.Fatalf("%+v %v", mm, told(e))
	}
	e = foglio.Estrai(l, append(mm, foglio.Mappa{Foglio: "Vecchio", Procedimento: "pdc", Campi: mm[0].Campi}), foglio.Opzioni{})
	accounted(t, l, e)
	if len(e.Pratiche) != 2 || !e.Fogli[1].Letto || !e.Fogli[1].Nascosto {
		t.Errorf("%+v", e)
	}
}

// A quote that stays open costs one row, and «sep=» is obeyed.
func TestM4_BrokenCSV(t *testing.T) {
	b := "sep=,\nid_pratica,data_domanda,note\n1,03/04/2024,\"a, \"\"b\"\"\nc\"\n2,03/04/2024,\"aperta\n" + strings.Repeat("x,boh,\n", 40) + "3,03/04/2024,fine\n"
	_, _, e := read(t, []byte(b), "x.csv", foglio.Opzioni{})
	var ids []string
	for _, p := range e.Pratiche {
		ids = append(ids, p.ID)
	}
	if strings.Join(ids, " ") != "1 3" || e.RigheInErrore != 41 || e.Saltate[0].Motivo != foglio.SaltoTitolo {
		t.Errorf("%v, %d in error", ids, e.RigheInErrore)
	}
	if p := e.Problemi[1]; p.Riga != 4 || p.Tipo != foglio.TipoRigaGuasta {
		t.Errorf("%v", told(e)[:2])
	}
	old := strings.ReplaceAll("id_pratica;data_domanda\n1;03/04/2024\n", "\n", "\r")
	if _, _, e := read(t, []byte(old), "x.csv", foglio.Opzioni{}); len(e.Pratiche) != 1 {
		t.Errorf("line ends of an old Mac: %v", told(e))
	}
}

// A cell is shown to people as the spreadsheet would show it.
func TestM4_CellsAsPeopleSeeThem(t *testing.T) {
	l, _, _ := read(t, rawXLSX{epoch1904: true}.write(t, []*dirtySheet{table([]any{"id_pratica", "data_domanda"},
		[]any{"a", dated{serial(day("2024-04-03"), true)}}, []any{true, false}, []any{broken("#N/A"), broken("#REF!")},
		[]any{broken("#VALUE!"), broken("#NAME?")}, []any{broken("#DIV/0!"), broken("#SPILL!")}, []any{"x\u00a0 y", 12})}), "x.xlsx", foglio.Opzioni{})
	var got []string
	f := l.Foglio("Permessi di costruire")
	for _, r := range f.Righe[1:] {
		got = append(got, f.Mostra(r.Celle[0])+" "+f.Mostra(r.Celle[1]))
	}
	want := []string{"a 03/04/2024", "VERO FALSO", "#N/D #RIF!", "#VALORE! #NOME?", "#DIV/0! #ERRORE", "x y 12"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The layout of the Provincia autonoma di Trento is read without a doubt; the
// columns that the Province computes, and the personnel, are told and left.
func TestM4_TheLayoutOfTrento(t *testing.T) {
	header := []any{"tipologia_pratica", "id_pratica*", "data_inizio_pratica*", "giorni_termine_normativo", "data_fine_pratica", "data_fine_pratica_silenzio-assenso",
		"conferenza_servizi", "tipologia_massima_sospensione", "giorni_sospensioni", "data_inizio_pratica_definitiva", "giorni_sospensioni_definitiva", "motivazione_archiviazione"}
	pdc := table(header, []any{"PdC ordinario", "1/24", "03/04/2024", 60, "05/06/2024", "", "NO", "integrazione", 20, "23/04/2024", 0, ""})
	pdc.name = "Permessi di Costruire"
	sanatoria := table(header, []any{"art. 85", "2/24", "03/04/2024", 60, "", "", "NO", "", 0, "", "", foglio.Motivi[0].Testo})
	sanatoria.name = "Prov di sanatoria"
	staff := table([]any{"n. dipendente", "tipo", "ore_settimana"}, []any{1, "tecnico", 36})
	staff.name = "ORGANICO"
	_, mm, e := read(t, rawXLSX{}.write(t, []*dirtySheet{staff, pdc, sanatoria}), "trento.xlsx", foglio.Opzioni{Oggi: day("2024-12-31")})
	want := map[foglio.Campo]int{foglio.CampoTipologia: 0, foglio.CampoID: 1, foglio.CampoDomanda: 2, foglio.CampoTermine: 3, foglio.CampoProvvedimento: 4,
		foglio.CampoSilenzio: 5, foglio.CampoConferenza: 6, foglio.CampoTipoSospensione: 7, foglio.CampoGiorniSospesi: 8, foglio.CampoMotivoEsclusione: 11}
	for i, code := range []string{"pdc", "sanatoria"} {
		if d := cmp.Diff(want, mm[i].Campi); d != "" || mm[i].Procedimento != code || len(mm[i].Dubbi) > 0 {
			t.Errorf("%+v\n%s", mm[i], d)
		}
	}
	if len(e.Pratiche) != 2 || !e.Pratiche[1].SempreEsclusa() || e.Pratiche[0].GiorniSospesi != 20 || e.Errori() != 0 {
		t.Errorf("%v %+v", told(e), e.Pratiche)
	}
	if s := strings.Join(told(e), "\n"); !strings.Contains(s, "J «data_inizio_pratica_definitiva», K «giorni_sospensioni_definitiva»") || !strings.Contains(s, "Foglio «ORGANICO»: Il foglio non contiene pratiche") {
		t.Error(s)
	}
}
