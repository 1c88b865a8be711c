package anagrafe_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

func TestBaseHasEveryComuneOnce(t *testing.T) {
	comuni, province, fonte := anagrafe.Base()
	if len(comuni) != 7896 || fonte.Comuni != 7896 {
		t.Errorf("%d Comuni, the source says %d, want 7896", len(comuni), fonte.Comuni)
	}
	if len(province) != 107 || fonte.Province != 107 {
		t.Errorf("%d provincial areas, the source says %d, want 107", len(province), fonte.Province)
	}
	byCode := map[string]anagrafe.Provincia{}
	for _, p := range province {
		byCode[p.Codice] = p
	}
	istat, belfiore := map[kernel.CodiceIstat]bool{}, map[kernel.CodiceBelfiore]bool{}
	for _, c := range comuni {
		if !c.Istat.Valid() || !c.Belfiore.Valid() || istat[c.Istat] || belfiore[c.Belfiore] {
			t.Errorf("%+v: code wrong or repeated", c)
		}
		istat[c.Istat], belfiore[c.Belfiore] = true, true
		p := byCode[c.Provincia]
		if c.Nome == "" || c.Istat.Provincia() != c.Provincia || p.Sigla != c.Sigla || p.Regione != c.Regione {
			t.Errorf("%+v: does not agree with its province %+v", c, p)
		}
	}
	if len(anagrafe.Regioni()) != 20 {
		t.Errorf("%d regions, want 20", len(anagrafe.Regioni()))
	}
}

func TestBaseKeepsLeadingZerosAndBothLanguages(t *testing.T) {
	comuni, _, _ := anagrafe.Base()
	want := map[kernel.CodiceIstat]anagrafe.Comune{
		"001001": {Istat: "001001", Belfiore: "A074", Nome: "Agliè", Provincia: "001", Sigla: "TO", Regione: "01"},
		"021008": {Istat: "021008", Belfiore: "A952", Nome: "Bolzano", AltraLingua: "Bozen", Provincia: "021", Sigla: "BZ", Regione: "04", Capoluogo: true},
		"015146": {Istat: "015146", Belfiore: "F205", Nome: "Milano", Provincia: "015", Sigla: "MI", Regione: "03", Capoluogo: true},
		"031022": {Istat: "031022", Belfiore: "I479", Nome: "Savogna d'Isonzo", AltraLingua: "Sovodnje ob Soči", Provincia: "031", Sigla: "GO", Regione: "06"},
	}
	found := 0
	for _, c := range comuni {
		if w, ok := want[c.Istat]; ok {
			found++
			c.Popolazione = anagrafe.Popolazione{}
			if c != w {
				t.Errorf("got %+v, want %+v", c, w)
			}
		}
	}
	if found != len(want) {
		t.Errorf("found %d of %d", found, len(want))
	}
}

func TestBaseOfLombardia(t *testing.T) {
	comuni, province := anagrafe.BaseRegione("03")
	if len(comuni) != 1502 {
		t.Errorf("%d Comuni, want 1502", len(comuni))
	}
	kinds := map[anagrafe.TipoProvincia]int{}
	for _, p := range province {
		kinds[p.Tipo]++
		if p.Sigla == "MI" && (p.UTS != "215" || p.Denominazione != "Città metropolitana di Milano" || !p.HaEnte()) {
			t.Errorf("Milano is %+v", p)
		}
	}
	if kinds[anagrafe.TipoProvinciaOrdinaria] != 11 || kinds[anagrafe.TipoCittaMetropolitana] != 1 || len(province) != 12 {
		t.Errorf("provinces by kind: %v", kinds)
	}
	// DPR 6/11/2012, GU 294 of 18/12/2012.
	total := 0
	for _, c := range comuni {
		total += c.Popolazione.Abitanti
		if c.Popolazione.Anno != 2011 {
			t.Errorf("%s: the figure is of %d", c.Nome, c.Popolazione.Anno)
		}
	}
	if total != 9704151 {
		t.Errorf("Lombardia has %d inhabitants in 2011, want 9704151", total)
	}
}

func TestBaseKeepsMergedPopulations(t *testing.T) {
	comuni, _, _ := anagrafe.Base()
	got := map[string]int{}
	for _, c := range comuni {
		got[c.Nome] = c.Popolazione.Abitanti
	}
	// Uggiate-Trevano 4,451 and Ronago 1,754 at the census of 2011.
	if got["Uggiate con Ronago"] != 6205 || got["Misiliscemi"] != 0 {
		t.Errorf("Uggiate con Ronago %d, Misiliscemi %d", got["Uggiate con Ronago"], got["Misiliscemi"])
	}
}

func TestSuccessioniLeadToLivingComuni(t *testing.T) {
	comuni, _, fonte := anagrafe.Base()
	alive := map[kernel.CodiceIstat]bool{}
	for _, c := range comuni {
		alive[c.Istat] = true
	}
	list := anagrafe.Successioni()
	if len(list) != 17 {
		t.Errorf("%d successions, want 17", len(list))
	}
	for _, s := range list {
		if alive[s.Cessato] || !alive[s.Successore] || s.Dal.IsZero() || s.Dal.After(fonte.Riferimento) {
			t.Errorf("%+v: the first must be gone, the second alive", s)
		}
	}
}

func TestBaseBelongsToTheCaller(t *testing.T) {
	comuni, _, _ := anagrafe.Base()
	comuni[0].Nome = "guasto"
	if again, _, _ := anagrafe.Base(); again[0].Nome == "guasto" {
		t.Error("a change of one caller reaches another")
	}
}

// The register of Lombardy in 2026, public test data beside the checkout.
func TestBaseAgreesWithLombardia2026(t *testing.T) {
	rows := sample(t)
	comuni, _ := anagrafe.BaseRegione("03")
	byCode := map[string]anagrafe.Comune{}
	for _, c := range comuni {
		byCode[string(c.Istat)] = c
	}
	_, province := anagrafe.BaseRegione("03")
	names := map[string]string{}
	for _, p := range province {
		names[p.Sigla] = p.Nome
	}
	for _, r := range rows {
		c, ok := byCode[r["istat"]]
		if !ok {
			t.Errorf("%s %s is not in the base register", r["istat"], r["comune"])
			continue
		}
		delete(byCode, r["istat"])
		if string(c.Belfiore) != r["belfiore"] || kernel.Fold(c.Nome) != kernel.Fold(r["comune"]) ||
			c.Sigla != r["sigla"] || kernel.Fold(names[c.Sigla]) != kernel.Fold(r["provincia"]) ||
			c.Capoluogo != (r["capoluogo"] == "1") {
			t.Errorf("base %+v (%s), sample %v", c, names[c.Sigla], r)
		}
	}
	for _, c := range byCode {
		t.Errorf("%s %s is not in the sample", c.Istat, c.Nome)
	}
}

func testData(t *testing.T) string {
	t.Helper()
	root := os.Getenv("PASS_TEST_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	return filepath.Join(root, "data")
}

func sample(t *testing.T) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(testData(t), "lombardia_comuni_2026.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the public test data are not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[h] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}
