package anagrafe_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

// seeds are real layouts and what breaks them.
func seeds(f *testing.F, names ...string) {
	for _, n := range names {
		b := fixture(f, n)
		f.Add(b)
		f.Add(b[:len(b)/2])
		f.Add(bytes.ReplaceAll(b, []byte(";"), []byte("\t")))
		f.Add(append([]byte{0xFF, 0xFE}, b...))
	}
	f.Add([]byte("\"\n\"\";;;\n\"a"))
	f.Add([]byte("PK\x03\x04"))
}

// sound are the promises of every reader: problems that can be read and, with an
// error for the whole file, no record.
func sound(t *testing.T, records int, problems []anagrafe.Problema, err error) {
	t.Helper()
	if err != nil && (records > 0 || kernel.CodeOf(err) == kernel.Interno) {
		t.Errorf("%d records and %v", records, err)
	}
	if len(problems) > anagrafe.MaxProblemi+50 {
		t.Errorf("%d problems", len(problems))
	}
	for _, p := range problems {
		if p.Messaggio == "" || p.Riga < 0 || !utf8.ValidString(p.String()) {
			t.Errorf("problem %+v", p)
		}
	}
}

func FuzzLeggiIstat(f *testing.F) {
	seeds(f, "istat_30_06_2026.csv")
	f.Add(workbook(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		elenco, problems, err := anagrafe.LeggiIstat(bytes.NewReader(b), "elenco.csv")
		sound(t, len(elenco.Comuni), problems, err)
		seen := map[kernel.CodiceIstat]bool{}
		for _, c := range elenco.Comuni {
			if !c.Istat.Valid() || seen[c.Istat] || c.Nome == "" || c.Belfiore != "" && !c.Belfiore.Valid() {
				t.Errorf("record %+v", c)
			}
			seen[c.Istat] = true
		}
		// Whatever was read can be compared.
		anagrafe.Confronta(nil, anagrafe.Voci(elenco.Comuni), kernel.MustDay("2026-06-30"))
	})
}

func FuzzLeggiIPA(f *testing.F) {
	seeds(f, "ipa_enti.csv", "ipa_amministrazioni.txt")
	f.Fuzz(func(t *testing.T, b []byte) {
		enti, problems, err := anagrafe.LeggiIPA(bytes.NewReader(b), "enti.csv")
		sound(t, len(enti), problems, err)
		for _, e := range enti {
			if e.IPA == "" || e.Nome == "" || e.Genere == "" || string(e.IPA) != strings.ToLower(string(e.IPA)) {
				t.Errorf("record %+v", e)
			}
		}
	})
}

func FuzzLeggiANPR(f *testing.F) {
	seeds(f, "anpr.csv")
	f.Fuzz(func(t *testing.T, b []byte) {
		periodi, problems, err := anagrafe.LeggiANPR(bytes.NewReader(b), "")
		sound(t, len(periodi), problems, err)
		for _, p := range periodi {
			if !p.Istat.Valid() || p.Nome == "" || p.Dal.IsZero() || !p.Al.IsZero() && p.Al.Before(p.Dal) {
				t.Errorf("record %+v", p)
			}
		}
		anagrafe.VociANPR(periodi, kernel.MustDay("2026-06-30"))
	})
}

func FuzzLeggiVariazioni(f *testing.F) {
	seeds(f, "variazioni.csv")
	f.Fuzz(func(t *testing.T, b []byte) {
		list, problems, err := anagrafe.LeggiVariazioni(bytes.NewReader(b), "")
		sound(t, len(list), problems, err)
		for _, s := range list {
			if !s.Cessato.Valid() || !s.Successore.Valid() || s.Cessato == s.Successore {
				t.Errorf("record %+v", s)
			}
		}
	})
}

func FuzzLeggiPopolazione(f *testing.F) {
	seeds(f, "popolazione.csv", "posas_2025.csv")
	f.Fuzz(func(t *testing.T, b []byte) {
		list, problems, err := anagrafe.LeggiPopolazione(bytes.NewReader(b), "")
		sound(t, len(list), problems, err)
		for _, p := range list {
			if !p.Istat.Valid() || p.Popolazione.Abitanti <= 0 {
				t.Errorf("record %+v", p)
			}
		}
	})
}

// Every row that is not blank is a record or a discarded row.
func TestNoRowDisappears(t *testing.T) {
	cell := rapid.SampledFrom([]string{"", " ", "015146", "15146", "001001", "x", "1000", "1.000", "0", "\"", "\"a\"\"b\"", "null"})
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 4), 0, 12).Draw(rt, "rows")
		text, open := "istat;popolazione;comune\n015001;10;Primo\n", false
		want := 1
		for _, r := range rows {
			line := strings.Join(r, ";")
			for _, c := range r {
				open = open || c == "\""
			}
			text += line + "\n"
			if strings.Trim(strings.ReplaceAll(line, "null", "x"), " ;") != "" {
				want++
			}
		}
		if open {
			return // a quote may join rows, by the rules of CSV
		}
		list, problems, err := anagrafe.LeggiPopolazione(strings.NewReader(text), "")
		if err != nil {
			rt.Fatal(err)
		}
		got := len(list)
		for _, p := range problems {
			if p.Scartata {
				got++
			}
		}
		if got != want {
			rt.Fatalf("%d rows in, %d accounted for\n%s\n%v", want, got, text, lines(problems))
		}
	})
}

func TestAQuoteLeftOpenCostsOneRow(t *testing.T) {
	text := "istat;popolazione;comune\n015001;10;\"Primo\n" + strings.Repeat("015002;20;Secondo\n", 40) + "015003;30;Terzo\n"
	list, problems, err := anagrafe.LeggiPopolazione(strings.NewReader(text), "")
	if err != nil || len(list) != 2 || list[0].Istat != "015002" || list[1].Istat != "015003" {
		t.Fatal(err, list)
	}
	if problems[0].Riga != 2 || !problems[0].Scartata {
		t.Errorf("problems %v", lines(problems[:1]))
	}
}
