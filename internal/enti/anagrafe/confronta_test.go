package anagrafe_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

func voce(istat, belfiore, nome, sigla string) anagrafe.Voce {
	return anagrafe.Voce{Istat: kernel.CodiceIstat(istat), Belfiore: kernel.CodiceBelfiore(belfiore), Nome: nome,
		Provincia: istat[:3], Sigla: sigla, Regione: "03"}
}

func ceased(v anagrafe.Voce, day, heir string) anagrafe.Voce {
	v.Cessato, v.Successore = kernel.MustDay(day), kernel.CodiceIstat(heir)
	return v
}

func since(v anagrafe.Voce, day string) anagrafe.Voce {
	v.Istituito = kernel.MustDay(day)
	return v
}

func told(variations []anagrafe.Variazione) string {
	var out []string
	for _, v := range variations {
		out = append(out, v.Dal.String()+" "+v.Descrizione())
	}
	return strings.Join(out, "\n")
}

var (
	ronago   = voce("013199", "H521", "Ronago", "CO")
	uggiate  = voce("013228", "L487", "Uggiate-Trevano", "CO")
	insieme  = voce("013256", "M435", "Uggiate con Ronago", "CO")
	como     = voce("013075", "C933", "Como", "CO")
	menarola = voce("014042", "F121", "Menarola", "SO")
	gordona  = voce("014032", "E090", "Gordona", "SO")
)

func TestConfronta(t *testing.T) {
	torre := voce("097080", "L257", "Torre de' Busi", "LC")
	torreBG := voce("016215", "L257", "Torre de' Busi", "BG")
	agra := voce("012001", "A085", "Agra", "VA")
	altrove := voce("001001", "A074", "Agliè", "TO")
	altrove.Regione = "01"
	senza := agra
	senza.Belfiore = ""
	grafia := voce("015003", "A375", "Albairàte", "MI")
	for name, tt := range map[string]struct {
		before, after []anagrafe.Voce
		want          string
	}{
		"nothing new":         {[]anagrafe.Voce{como, agra}, []anagrafe.Voce{agra, como}, ""},
		"no code in the list": {[]anagrafe.Voce{agra}, []anagrafe.Voce{senza}, ""},
		"other regions":       {[]anagrafe.Voce{como, altrove}, []anagrafe.Voce{como}, ""},
		"new Comune":          {[]anagrafe.Voce{como}, []anagrafe.Voce{como, since(insieme, "2024-01-01")}, "2024-01-01 Uggiate con Ronago (CO) è un nuovo Comune (codice ISTAT 013256)."},
		"begins later":        {[]anagrafe.Voce{como}, []anagrafe.Voce{como, since(insieme, "2027-01-01")}, ""},
		"new province": {[]anagrafe.Voce{torre}, []anagrafe.Voce{since(torreBG, "2018-01-27")},
			"2018-01-27 Torre de' Busi passa da LC a BG: il codice ISTAT 097080 diventa 016215."},
		"new name": {[]anagrafe.Voce{voce("018026", "B567", "Campospinoso", "PV")}, []anagrafe.Voce{voce("018026", "B567", "Campospinoso Albaredo", "PV")},
			"2026-06-30 Campospinoso (PV) si chiama ora Campospinoso Albaredo."},
		"new spelling": {[]anagrafe.Voce{voce("015003", "A375", "Albairate", "MI")}, []anagrafe.Voce{grafia},
			"2026-06-30 Albairate (MI) si scrive ora Albairàte."},
		"new Belfiore": {[]anagrafe.Voce{agra}, []anagrafe.Voce{voce("012001", "Z001", "Agra", "VA")},
			"2026-06-30 Agra (VA) cambia codici: da 012001 A085 a 012001 Z001."},
		"gone": {[]anagrafe.Voce{como, menarola}, []anagrafe.Voce{como},
			"2026-06-30 Menarola (SO) cessa; l'elenco non dice dove va il suo territorio."},
		"absorbed, the list says so": {[]anagrafe.Voce{gordona, menarola}, []anagrafe.Voce{gordona, ceased(menarola, "2015-11-25", "014032")},
			"2015-11-25 Menarola (SO) cessa e confluisce in Gordona (SO)."},
		"merged, by name": {[]anagrafe.Voce{como, ronago}, []anagrafe.Voce{como, since(insieme, "2024-01-01")},
			"2024-01-01 Uggiate con Ronago (CO) è un nuovo Comune (codice ISTAT 013256).\n" +
				"2024-01-01 Ronago (CO) cessa e confluisce in Uggiate con Ronago (CO). Da confermare."},
		"merged, by day": {[]anagrafe.Voce{como, uggiate}, []anagrafe.Voce{como, ceased(uggiate, "2024-01-01", ""), since(insieme, "2024-01-01")},
			"2024-01-01 Uggiate con Ronago (CO) è un nuovo Comune (codice ISTAT 013256).\n" +
				"2024-01-01 Uggiate-Trevano (CO) cessa e confluisce in Uggiate con Ronago (CO). Da confermare."},
		"already ceased":      {[]anagrafe.Voce{como, ceased(ronago, "2024-01-01", "013256")}, []anagrafe.Voce{como}, ""},
		"ceased before us":    {[]anagrafe.Voce{como}, []anagrafe.Voce{como, ceased(ronago, "2024-01-01", "")}, ""},
		"will cease":          {[]anagrafe.Voce{como, ronago}, []anagrafe.Voce{como, ceased(ronago, "2027-01-01", "")}, ""},
		"lives again":         {[]anagrafe.Voce{ceased(como, "2020-01-01", "")}, []anagrafe.Voce{como}, "2026-06-30 Como (CO) risultava cessato ed è di nuovo attivo."},
		"same name, new body": {[]anagrafe.Voce{voce("024103", "I879", "Sovizzo", "VI")}, []anagrafe.Voce{voce("024128", "M436", "Sovizzo", "VI")}, "2026-06-30 Sovizzo (VI) è un nuovo Comune (codice ISTAT 024128).\n2026-06-30 Sovizzo (VI) cessa e confluisce in Sovizzo (VI). Da confermare."},
	} {
		t.Run(name, func(t *testing.T) {
			got := told(anagrafe.Confronta(tt.before, tt.after, kernel.MustDay("2026-06-30")))
			if d := diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestConfrontaUsesTheSuccessionsThatItIsGiven(t *testing.T) {
	before := []anagrafe.Voce{como, ronago, uggiate, menarola, gordona}
	after := []anagrafe.Voce{como, insieme, gordona}
	day := kernel.MustDay("2026-06-30")
	successions, _, err := anagrafe.LeggiVariazioni(bytes.NewReader(fixture(t, "variazioni.csv")), "")
	if err != nil {
		t.Fatal(err)
	}
	got := told(anagrafe.Confronta(before, anagrafe.ConCessati(after, before, successions, day), day))
	want := `2026-06-30 Uggiate con Ronago (CO) è un nuovo Comune (codice ISTAT 013256).
2024-01-01 Ronago (CO) cessa e confluisce in Uggiate con Ronago (CO).
2024-01-01 Uggiate-Trevano (CO) cessa e confluisce in Uggiate con Ronago (CO).
1995-01-01 Menarola (SO) cessa e confluisce in Gordona (SO).`
	if d := diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestConCessatiFollowsLaterMergers(t *testing.T) {
	day := kernel.MustDay("2026-06-30")
	chain := []anagrafe.Successione{
		{Cessato: "014042", Successore: "013199", Dal: kernel.MustDay("2015-01-01")},
		{Cessato: "013199", Successore: "013256", Dal: kernel.MustDay("2024-01-01")},
		{Cessato: "013075", Successore: "013256", Dal: kernel.MustDay("2030-01-01")}, // not yet
	}
	got := anagrafe.ConCessati([]anagrafe.Voce{insieme}, []anagrafe.Voce{menarola, como}, chain, day)
	if len(got) != 2 || got[1].Successore != "013256" || got[1].Cessato.String() != "2015-01-01" {
		t.Errorf("got %+v", got)
	}
	ring := []anagrafe.Successione{{Cessato: "014042", Successore: "013199"}, {Cessato: "013199", Successore: "014042"}}
	if got := anagrafe.ConCessati(nil, []anagrafe.Voce{menarola}, ring, day); len(got) != 1 {
		t.Errorf("a ring of successions: %+v", got)
	}
}

// What ANPR says of Como's merger, compared with a register of the day before.
func TestConfrontaWithTheArchive(t *testing.T) {
	periodi, _, err := anagrafe.LeggiANPR(bytes.NewReader(fixture(t, "anpr.csv")), "")
	if err != nil {
		t.Fatal(err)
	}
	before := anagrafe.VociANPR(periodi, kernel.MustDay("2022-12-31"))
	day := kernel.MustDay("2024-06-30")
	got := told(anagrafe.Confronta(before, anagrafe.VociANPR(periodi, day), day))
	want := `2024-01-01 Uggiate con Ronago (CO) è un nuovo Comune (codice ISTAT 013256).
2023-01-17 Grana (AT) si chiama ora Grana Monferrato.
2024-01-01 Ronago (CO) cessa e confluisce in Uggiate con Ronago (CO). Da confermare.
2024-01-01 Uggiate-Trevano (CO) cessa e confluisce in Uggiate con Ronago (CO). Da confermare.`
	if d := diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestTheBaseRegisterDoesNotDifferFromItself(t *testing.T) {
	comuni, _, fonte := anagrafe.Base()
	voci := anagrafe.Voci(comuni)
	withPast := anagrafe.ConCessati(voci, voci, anagrafe.Successioni(), fonte.Riferimento)
	if got := anagrafe.Confronta(voci, withPast, fonte.Riferimento); len(got) != 0 || len(withPast) != len(voci) {
		t.Errorf("got %s", told(got))
	}
}

func TestControllaCessazioni(t *testing.T) {
	comuni, _ := anagrafe.BaseRegione("03")
	all := anagrafe.Voci(comuni)
	day := kernel.MustDay("2026-06-30")
	for _, tt := range []struct {
		kept int
		want string
	}{
		{1502, ""}, {1430, ""},
		{1400, "Nell'elenco mancano 102 dei 1.502 Comuni del registro: sembra incompleto. Nessun dato è stato cambiato."},
	} {
		err := anagrafe.ControllaCessazioni(anagrafe.Confronta(all, all[:tt.kept], day), all)
		got := ""
		var e *kernel.Error
		if errors.As(err, &e) {
			got = e.Message
		}
		if got != tt.want {
			t.Errorf("%d kept: %q, want %q", tt.kept, got, tt.want)
		}
	}
}

// Whatever two lists say, applying the variations to the register gives the
// living Comuni of the list, and no Comune of the register is lost.
func TestConfrontaLeadsFromOneListToTheOther(t *testing.T) {
	day := kernel.MustDay("2026-06-30")
	rapid.Check(t, func(rt *rapid.T) {
		before, after := randomList(rt, "before"), randomList(rt, "after")
		variations := anagrafe.Confronta(before, after, day)
		reversed := slices.Clone(after)
		slices.Reverse(reversed)
		if again := anagrafe.Confronta(before, reversed, day); told(again) != told(variations) {
			rt.Fatalf("the order of the list counts:\n%s\n%s", told(variations), told(again))
		}
		state := map[kernel.CodiceBelfiore]string{}
		for _, a := range before {
			state[a.Belfiore] = alive(a)
		}
		for _, v := range variations {
			switch v.Tipo {
			case anagrafe.Cessazione, anagrafe.Fusione:
				if state[v.Prima.Belfiore] == "" {
					rt.Fatalf("%s ceases twice", v.Prima.Nome)
				}
				state[v.Prima.Belfiore] = ""
			default:
				state[v.Dopo.Belfiore] = alive(v.Dopo)
			}
		}
		for _, n := range after {
			if state[n.Belfiore] != alive(n) {
				rt.Fatalf("%s is %q after the variations, the list says %q\n%s", n.Belfiore, state[n.Belfiore], alive(n), told(variations))
			}
		}
		if len(after) > 0 {
			listed := map[kernel.CodiceBelfiore]bool{}
			for _, n := range after {
				listed[n.Belfiore] = true
			}
			for b, s := range state {
				if s != "" && !listed[b] {
					rt.Fatalf("%s is not in the list and still lives", b)
				}
			}
		}
	})
}

func alive(v anagrafe.Voce) string {
	if !v.Cessato.IsZero() {
		return ""
	}
	return string(v.Istat) + " " + v.Nome
}

// randomList has each of six Comuni at most once, with one of two names and of
// two provinces, alive or not. An ISTAT code belongs to one Comune only.
func randomList(rt *rapid.T, label string) []anagrafe.Voce {
	var list []anagrafe.Voce
	for i := range 6 {
		if !rapid.Bool().Draw(rt, label) {
			continue
		}
		province := rapid.SampledFrom([]string{"013", "014"}).Draw(rt, label+" province")
		v := voce(province+"10"+string(rune('0'+i)), "A10"+string(rune('0'+i)),
			rapid.SampledFrom([]string{"Prima", "Dopo"}).Draw(rt, label+" name")+" "+string(rune('A'+i)), "CO")
		if rapid.IntRange(0, 3).Draw(rt, label+" ceased") == 0 {
			v.Cessato = kernel.MustDay("2020-01-01")
		}
		list = append(list, v)
	}
	return list
}
