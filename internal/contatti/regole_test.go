package contatti

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
)

// TestTheDocumentSaysWhatTheCodeDoes compares the table of docs/contatti.md
// with Regole, row by row.
func TestTheDocumentSaysWhatTheCodeDoes(t *testing.T) {
	text, err := os.ReadFile("../../docs/contatti.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| ([A-Z]\w+) \| ([^|]+) \| ([^|]+) \|$`).FindAllStringSubmatch(string(text), -1)
	var got []string
	for _, r := range rows {
		if r[1] != "Atto" {
			got = append(got, r[1]+" | "+r[2]+" | "+r[3])
		}
	}
	var want []string
	for _, r := range Regole {
		var da, a []string
		for _, s := range r.Da {
			da = append(da, string(s))
		}
		for _, s := range Stati {
			if to, ok := r.A[s]; ok {
				a = append(a, string(s)+" → "+string(to))
			}
		}
		from, to := strings.Join(da, ", "), strings.Join(a, ", ")
		if len(r.Da) == len(Stati) {
			from = "tutti"
		}
		if to == "" {
			to = "resta"
		}
		want = append(want, string(r.Atto)+" | "+from+" | "+to)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the document says\n%s\nthe code\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestEveryActInEveryState tries the whole table and what always holds.
func TestEveryActInEveryState(t *testing.T) {
	ora := kernel.MustDay("2026-11-23").Start()
	for _, s := range Stati {
		for _, r := range Regole {
			c := Contatto{Stato: s, Email: "a@b.it"}
			err := c.Applica(r.Atto, ora)
			if may := slices.Contains(r.Da, s); may != (err == nil) {
				t.Errorf("%s from %s: %v", r.Atto, s, err)
			}
			if err != nil && (c.Stato != s || kernel.CodeOf(err) != kernel.Conflitto) {
				t.Errorf("%s from %s: refused, but %s, %v", r.Atto, s, c.Stato, err)
			}
			if err == nil && c.Stato.Aperto() != c.ChiusoIl.IsZero() && c.Stato != s {
				t.Errorf("%s from %s: open %v, closed at %v", r.Atto, s, c.Stato.Aperto(), c.ChiusoIl)
			}
			if r.Atto == Ricevi && s != Spam && !c.Stato.ToccaNoi() {
				t.Errorf("a message in %s leaves nobody at work: %s", s, c.Stato)
			}
		}
	}
	senza := Contatto{Stato: Nuovo}
	if senza.Ammette(Rispondi) {
		t.Error("an answer without an address")
	}
	gia := Contatto{Stato: Nuovo, Richiesta: 3}
	if gia.Ammette(CreaRichiesta) {
		t.Error("a second request out of one message")
	}
}

func TestCodesAreSigned(t *testing.T) {
	f, altra := NuovaFirma([]byte("una chiave di prova lunga")), NuovaFirma([]byte("un'altra chiave di prova"))
	c := Contatto{Anno: 2026, Numero: 123}
	code := f.Codice(2026, 123)
	if !strings.HasPrefix(code, "C-2026-000123-") || len(code) != len("C-2026-000123-")+8 {
		t.Fatalf("code %s", code)
	}
	id, err := f.MessageID(c, "pass.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []string{"Re: prova [" + code + "]", "R: " + strings.ToUpper(code), "assistenza+" + strings.ToLower(code) + "@example.org", "x C-2026-000999-aaaaaaaa " + code, id} {
		if a, n, ok := f.Leggi(in); !ok || a != 2026 || n != 123 {
			t.Errorf("%q is not read: %d %d %v", in, a, n, ok)
		}
		if _, _, ok := altra.Leggi(in); ok {
			t.Errorf("%q is taken by another installation", in)
		}
	}
	for _, in := range []string{"", "C-2026-000123", "C-2026-000123-aaaaaaaa", code[:len(code)-1], strings.Replace(code, "123", "124", 1), strings.Replace(code, "2026", "2027", 1), code + "a"} {
		if _, _, ok := f.Leggi(in); ok {
			t.Errorf("%q is taken", in)
		}
	}
	if !f.Nostro(id) || altra.Nostro(id) || f.Nostro("abc@example.org") || f.Nostro("x"+id) {
		t.Error("own identifiers are not told from others")
	}
	ora := kernel.MustDay("2026-11-23").Start()
	if il, ok := f.ApertoIl(f.Apertura(ora)); !ok || il != ora {
		t.Error("the opening is not read back")
	}
	for _, in := range []string{"", "-", "1-", f.Apertura(ora) + "x", altra.Apertura(ora), strings.Replace(f.Apertura(ora), "1", "2", 1)} {
		if _, ok := f.ApertoIl(in); ok {
			t.Errorf("opening %q is taken", in)
		}
	}
}
