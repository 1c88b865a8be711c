package anagrafe_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func diff(want, got any) string {
	return cmp.Diff(want, got, cmp.Comparer(func(a, b kernel.Day) bool { return a == b }))
}

// lines are the problems as people read them.
func lines(problems []anagrafe.Problema) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

var wantIstat = []anagrafe.Comune{
	{Istat: "001001", Belfiore: "A074", Nome: "Agliè", Provincia: "001", Sigla: "TO", Regione: "01"},
	{Istat: "007003", Belfiore: "A326", Nome: "Aosta", Provincia: "007", Sigla: "AO", Regione: "02", Capoluogo: true},
	{Istat: "012144", Belfiore: "M433", Nome: "Bardello con Malgesso e Bregano", Provincia: "012", Sigla: "VA", Regione: "03"},
	{Istat: "013075", Belfiore: "C933", Nome: "Como", Provincia: "013", Sigla: "CO", Regione: "03", Capoluogo: true},
	{Istat: "015146", Belfiore: "F205", Nome: "Milano", Provincia: "015", Sigla: "MI", Regione: "03", Capoluogo: true},
	{Istat: "016024", Nome: "Bergamo", Provincia: "016", Sigla: "BG", Regione: "03", Capoluogo: true},
	{Istat: "021008", Belfiore: "A952", Nome: "Bolzano", AltraLingua: "Bozen", Provincia: "021", Sigla: "BZ", Regione: "04", Capoluogo: true},
	{Istat: "031022", Belfiore: "I479", Nome: "Savogna d'Isonzo", AltraLingua: "Sovodnje ob So?i", Provincia: "031", Sigla: "GO", Regione: "06"},
	{Istat: "112001", Belfiore: "A192", Nome: "Alghero", Provincia: "112", Sigla: "SS", Regione: "20"},
}

func TestLeggiIstatNamesEveryBadRow(t *testing.T) {
	elenco, problems, err := anagrafe.LeggiIstat(bytes.NewReader(fixture(t, "istat_30_06_2026.csv")), "istat_30_06_2026.csv")
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(wantIstat, elenco.Comuni); d != "" {
		t.Errorf("Comuni (-want +got):\n%s", d)
	}
	if elenco.Riferimento.String() != "2026-06-30" {
		t.Errorf("the list refers to %q", elenco.Riferimento)
	}
	want := []string{
		"Riga 5, colonna «Codice Comune formato alfanumerico»: Al codice ISTAT mancavano gli zeri iniziali: sono stati aggiunti.",
		"Riga 9, colonna «Codice Catastale del Comune»: Il codice Belfiore F205 è già alla riga 2. La riga non è stata caricata.",
		"Riga 10, colonna «Codice Comune formato alfanumerico»: Il codice ISTAT 015146 è già alla riga 2. La riga non è stata caricata.",
		"Riga 11, colonna «Codice Provincia (Storico)(1)»: La provincia 014 non concorda con il codice ISTAT 013250. La riga non è stata caricata.",
		"Riga 12, colonna «Codice Comune formato alfanumerico»: Il codice ISTAT deve avere sei cifre; qui c'è «01A250». La riga non è stata caricata.",
		"Riga 13, colonna «Denominazione in italiano»: Manca il nome del Comune. La riga non è stata caricata.",
		"Riga 14, colonna «Denominazione altra lingua»: In «Sovodnje ob So?i» c'è un carattere che non si legge: il nome va controllato.",
		"Riga 15, colonna «Codice Catastale del Comune»: Il codice Belfiore ha una lettera e tre cifre; qui c'è «A7945». Il codice è rimasto vuoto.",
		"Riga 16: Le virgolette aperte in questa riga non si chiudono. La riga non è stata caricata.",
		"Riga 18: La riga ha 22 celle, la testata 21: forse un separatore è dentro un testo. La riga non è stata caricata.",
	}
	if d := diff(want, lines(problems)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
}

func TestLeggiIstatFindsTheProvinces(t *testing.T) {
	elenco, _, err := anagrafe.LeggiIstat(bytes.NewReader(fixture(t, "istat_30_06_2026.csv")), "")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range elenco.Province {
		got[p.Codice+" "+p.UTS+" "+p.Sigla] = string(p.Tipo) + ": " + p.Denominazione + ", " + p.NomeRegione
	}
	want := map[string]string{
		"001 201 TO": "citta_metropolitana: Città metropolitana di Torino, Piemonte",
		"007 007 AO": "regione: Regione autonoma Valle d'Aosta, Valle d'Aosta",
		"012 012 VA": "provincia: Provincia di Varese, Lombardia",
		"013 013 CO": "provincia: Provincia di Como, Lombardia",
		"015 215 MI": "citta_metropolitana: Città metropolitana di Milano, Lombardia",
		"016 016 BG": "provincia: Provincia di Bergamo, Lombardia",
		"021 021 BZ": "provincia_autonoma: Provincia autonoma di Bolzano, Trentino-Alto Adige",
		"031 031 GO": "unita_non_amministrativa: Territorio della soppressa Provincia di Gorizia, Friuli-Venezia Giulia",
		"112 312 SS": "citta_metropolitana: Città metropolitana di Sassari, Sardegna", // new in 2026: not in the base register
	}
	if d := diff(want, got); d != "" {
		t.Errorf("provinces (-want +got):\n%s", d)
	}
}

// The XLSX that ISTAT publishes: a cover sheet, a title, codes that a
// spreadsheet has made numbers.
func workbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "CODICI al 30_06_2026"
	rows := [][]any{
		{"Codici statistici delle unità amministrative"},
		{"Codice Regione", "Codice dell'Unità territoriale sovracomunale \n(valida a fini statistici)", "Codice Comune formato alfanumerico",
			"Denominazione in italiano", "Denominazione altra lingua", "Sigla automobilistica", "Codice Catastale del Comune", "Popolazione legale 2021 (31/12/2021)"},
		{3, 215, 15146, "Milano", nil, "MI", "F205", 1349930},
		{"15", "263", "063049", "Napoli", "", "NA", "F839", "921.142"},
		{"01", "201", "001001", "Agliè", "", "TO", "A074", "molti"},
	}
	if _, err := f.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow(sheet, cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLeggiIstatXLSX(t *testing.T) {
	elenco, problems, err := anagrafe.LeggiIstat(bytes.NewReader(workbook(t)), "Elenco-comuni-italiani.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := []anagrafe.Comune{
		{Istat: "001001", Belfiore: "A074", Nome: "Agliè", Provincia: "001", Sigla: "TO", Regione: "01"},
		{Istat: "015146", Belfiore: "F205", Nome: "Milano", Provincia: "015", Sigla: "MI", Regione: "03", Popolazione: anagrafe.Popolazione{Abitanti: 1349930, Anno: 2021}},
		{Istat: "063049", Belfiore: "F839", Nome: "Napoli", Provincia: "063", Sigla: "NA", Regione: "15", Popolazione: anagrafe.Popolazione{Abitanti: 921142, Anno: 2021}},
	}
	if d := diff(want, elenco.Comuni); d != "" {
		t.Errorf("Comuni (-want +got):\n%s", d)
	}
	if elenco.Riferimento.String() != "2026-06-30" {
		t.Errorf("the list refers to %q", elenco.Riferimento)
	}
	if len(problems) != 2 || problems[1].Riga != 5 || !strings.Contains(problems[1].Messaggio, "«molti»") {
		t.Errorf("problems %v", lines(problems))
	}
}

func TestLeggiIPA(t *testing.T) {
	enti, problems, err := anagrafe.LeggiIPA(bytes.NewReader(fixture(t, "ipa_enti.csv")), "enti.csv")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[kernel.CodiceIPA]anagrafe.Genere{}
	for _, e := range enti {
		kinds[e.IPA] = e.Genere
	}
	wantKinds := map[kernel.CodiceIPA]anagrafe.Genere{
		"c_f205": anagrafe.GenereComune, "p_va": anagrafe.GenereProvincia, "cmmi": anagrafe.GenereCittaMetropolitana,
		"cseavbs": anagrafe.GenereAssociazione, "ulcam": anagrafe.GenereUnione, "cmvalt": anagrafe.GenereComunitaMontana,
		"istsc_x": anagrafe.GenereAltro, "c_a794": anagrafe.GenereComune, "c_c933": anagrafe.GenereComune,
	}
	if d := diff(wantKinds, kinds); d != "" {
		t.Errorf("kinds (-want +got):\n%s", d)
	}
	want := anagrafe.EnteIPA{IPA: "c_f205", Nome: "Comune di Milano", CodiceFiscale: "01199250158", Categoria: "L6",
		Genere: anagrafe.GenereComune, SedeIstat: "015146", SedeBelfiore: "F205", CAP: "20121", Indirizzo: "Piazza del Comune, 1",
		PEC: []string{"protocollo@pec.comune.esempio-milano.it"}, Email: []string{"urp@comune.esempio-milano.it"},
		Sito: "www.comune.esempio-milano.it", Aggiornato: kernel.MustDay("2026-02-03")}
	if d := diff(want, enti[0]); d != "" {
		t.Errorf("Milano (-want +got):\n%s", d)
	}
	if bg := enti[7]; bg.SedeIstat != "016024" || !bg.InLiquidazione || bg.Aggiornato.String() != "2026-02-03" ||
		len(bg.PEC) != 1 || enti[3].Nome != `Consorzio "Servizi, Energia e Ambiente"` || enti[4].Nome != "Unione lombarda dei Comuni di Esempio e d'Adda" {
		t.Errorf("dirty rows: %+v", enti[3:8])
	}
	wantProblems := []string{
		"Riga 9, colonna «Codice_comune_ISTAT»: Al codice ISTAT mancavano gli zeri iniziali: sono stati aggiunti.",
		"Riga 9, colonna «Mail1»: L'indirizzo «non un indirizzo» non è scritto bene: è stato lasciato fuori.",
		"Riga 10, colonna «Codice_IPA»: Il codice IPA c_f205 è già alla riga 2. La riga non è stata caricata.",
		"Riga 11, colonna «Codice_IPA»: Il codice IPA manca o non è scritto bene: una cella vuota. La riga non è stata caricata.",
		"Riga 12, colonna «Denominazione_ente»: Manca il nome dell'ente. La riga non è stata caricata.",
		"Riga 13, colonna «Codice_fiscale_ente»: Il codice fiscale di un ente ha undici cifre; qui c'è «0041748013». È rimasto vuoto.",
		"Riga 13, colonna «Data_aggiornamento»: La data «ieri» non si legge: è rimasta vuota.",
	}
	if d := diff(wantProblems, lines(problems)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
}

func TestLeggiIPAOlderLayout(t *testing.T) {
	enti, problems, err := anagrafe.LeggiIPA(bytes.NewReader(fixture(t, "ipa_amministrazioni.txt")), "amministrazioni.txt")
	if err != nil || len(problems) != 0 || len(enti) != 2 {
		t.Fatalf("%v, %v, %d bodies", err, lines(problems), len(enti))
	}
	if enti[0].Genere != anagrafe.GenereComune || enti[0].Categoria != "L6" || enti[0].PEC[0] != "comune@pec.comune.esempio-lecco.it" {
		t.Errorf("Lecco is %+v", enti[0])
	}
	if enti[1].Genere != anagrafe.GenereUnione || enti[1].Sito != "" || enti[1].PEC != nil {
		t.Errorf("the union is %+v", enti[1])
	}
}

func TestLeggiANPR(t *testing.T) {
	periodi, problems, err := anagrafe.LeggiANPR(bytes.NewReader(fixture(t, "anpr.csv")), "ANPR_archivio_comuni.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(periodi) != 10 {
		t.Errorf("%d periods, want 10", len(periodi))
	}
	want := anagrafe.PeriodoANPR{ID: "8", Dal: kernel.MustDay("1923-04-27"), Istat: "021008", Belfiore: "A952", Nome: "Bolzano",
		AltraLingua: "Bozen", Provincia: "021", Sigla: "BZ", Regione: "04", Stato: "A"}
	if d := diff(want, periodi[7]); d != "" {
		t.Errorf("Bolzano (-want +got):\n%s", d)
	}
	if periodi[2].Al.String() != "2023-12-31" || periodi[8].Regione != "" || periodi[9].Nome != "Nuovo Comune d'Esempio" {
		t.Errorf("periods %+v", periodi)
	}
	wantProblems := []string{
		"Riga 12, colonna «DATAISTITUZIONE»: La data di istituzione deve essere scritta come 2024-01-22; qui c'è «17 marzo». La riga non è stata caricata.",
		"Riga 13, colonna «DATACESSAZIONE»: La cessazione (1° gennaio 1980) viene prima dell'istituzione (1° gennaio 1990). La riga non è stata caricata.",
		"Riga 14, colonna «CODISTAT»: Il codice ISTAT deve avere sei cifre; qui c'è «15O04». La riga non è stata caricata.",
		"Riga 15, colonna «STATO»: Lo stato deve essere A, C oppure D; qui c'è «X». La riga non è stata caricata.",
	}
	if d := diff(wantProblems, lines(problems)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
}

func TestVociANPRIsTheListOfADay(t *testing.T) {
	periodi, _, err := anagrafe.LeggiANPR(bytes.NewReader(fixture(t, "anpr.csv")), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ day, want string }{
		{"2023-12-31", "005056 Grana Monferrato, 013199 Ronago, 013228 Uggiate-Trevano, 021008 Bolzano, 098001 Abbadia Cerreto, 701701 Abbazia †1947-09-16"},
		{"2024-01-01", "005056 Grana Monferrato, 013199 Ronago †2024-01-01, 013228 Uggiate-Trevano †2024-01-01, 013256 Uggiate con Ronago, 021008 Bolzano, 098001 Abbadia Cerreto, 701701 Abbazia †1947-09-16"},
		{"1990-01-01", "005056 Grana, 013199 Ronago, 013228 Uggiate-Trevano, 015001 Abbadia Cerreto, 021008 Bolzano, 701701 Abbazia †1947-09-16"},
	} {
		var got []string
		for _, v := range anagrafe.VociANPR(periodi, kernel.MustDay(tt.day)) {
			s := string(v.Istat) + " " + v.Nome
			if !v.Cessato.IsZero() {
				s += " †" + v.Cessato.String()
			}
			got = append(got, s)
		}
		if d := diff(tt.want, strings.Join(got, ", ")); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.day, d)
		}
	}
}

func TestLeggiVariazioni(t *testing.T) {
	got, problems, err := anagrafe.LeggiVariazioni(bytes.NewReader(fixture(t, "variazioni.csv")), "")
	if err != nil {
		t.Fatal(err)
	}
	want := []anagrafe.Successione{
		{Cessato: "014042", Successore: "014032", Dal: kernel.MustDay("1995-01-01"), Atto: "Legge regionale"},
		{Cessato: "015149", Successore: "108033", Dal: kernel.MustDay("2009-06-30"), Atto: "Legge 11 giugno 2004, n. 146"},
		{Cessato: "013199", Successore: "013256", Dal: kernel.MustDay("2024-01-01"), Atto: "Legge regionale"},
		{Cessato: "013228", Successore: "013256", Dal: kernel.MustDay("2024-01-01"), Atto: "Legge regionale"},
	}
	if d := diff(want, got); d != "" {
		t.Errorf("successions (-want +got):\n%s", d)
	}
	wantProblems := []string{
		"Riga 7, colonna «Data decorrenza validità amministrativa»: Manca la data: vale il 1° gennaio dell'anno indicato.",
		"Riga 8, colonna «Codice del Comune associato alla variazione o nuovo codice Istat del Comune»: Il Comune cessato e quello che gli succede hanno lo stesso codice. La riga non è stata caricata.",
		"Riga 9, colonna «Codice Comune formato alfanumerico»: Il codice ISTAT deve avere sei cifre; qui c'è una cella vuota. La riga non è stata caricata.",
	}
	if d := diff(wantProblems, lines(problems)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
}

func TestLeggiPopolazione(t *testing.T) {
	got, problems, err := anagrafe.LeggiPopolazione(bytes.NewReader(fixture(t, "popolazione.csv")), "popolazione_2025.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []anagrafe.PopolazioneComune{
		{Istat: "012001", Belfiore: "A085", Nome: "Agra", Popolazione: anagrafe.Popolazione{Abitanti: 391, Anno: 2025}},
		{Istat: "012002", Belfiore: "A167", Nome: "Albizzate", Popolazione: anagrafe.Popolazione{Abitanti: 5155, Anno: 2025}},
	}
	if d := diff(want, got); d != "" {
		t.Errorf("populations (-want +got):\n%s", d)
	}
	wantProblems := []string{
		"Riga 3, colonna «istat»: Al codice ISTAT mancavano gli zeri iniziali: sono stati aggiunti.",
		"Riga 4, colonna «popolazione»: La popolazione manca. La riga non è stata caricata.",
		"Riga 5, colonna «popolazione»: La popolazione deve essere un numero intero; qui c'è «circa mille». La riga non è stata caricata.",
		"Riga 6, colonna «istat»: Il codice ISTAT 012001 è già alla riga 2. La riga non è stata caricata.",
		"Riga 7, colonna «popolazione»: La popolazione è zero: il dato non può essere giusto. La riga non è stata caricata.",
	}
	if d := diff(wantProblems, lines(problems)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
}

func TestLeggiPopolazioneByAgeTakesTheTotals(t *testing.T) {
	got, problems, err := anagrafe.LeggiPopolazione(bytes.NewReader(fixture(t, "posas_2025.csv")), "")
	if err != nil || len(problems) != 0 {
		t.Fatal(err, lines(problems))
	}
	want := []anagrafe.PopolazioneComune{
		{Istat: "015146", Nome: "Milano", Popolazione: anagrafe.Popolazione{Abitanti: 1370000, Anno: 2025}},
		{Istat: "001001", Nome: "Agliè", Popolazione: anagrafe.Popolazione{Abitanti: 2500, Anno: 2025}},
	}
	if d := diff(want, got); d != "" {
		t.Errorf("populations (-want +got):\n%s", d)
	}
}

// The register of Lombardy in 2026, public test data beside the checkout.
func TestLeggiPopolazioneOfLombardia2026(t *testing.T) {
	rows := sample(t)
	b, err := os.ReadFile(filepath.Join(testData(t), "lombardia_comuni_2026.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got, problems, err := anagrafe.LeggiPopolazione(bytes.NewReader(b), "lombardia_comuni_2026.csv")
	if err != nil || len(problems) != 0 || len(got) != 1502 || len(rows) != 1502 {
		t.Fatalf("%v, %v, %d figures", err, lines(problems), len(got))
	}
	total := 0
	for _, p := range got {
		total += p.Popolazione.Abitanti
	}
	if total != 9950705 || got[0].Popolazione.Anno != 2026 {
		t.Errorf("%d inhabitants in %d", total, got[0].Popolazione.Anno)
	}
}
