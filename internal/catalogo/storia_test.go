package catalogo_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/termini"
)

func days(n int64) *int64 { return &n }

func valid(dal string, giorni int64) catalogo.Termine {
	return catalogo.Termine{VigenteDal: kernel.MustDay(dal), Giorni: days(giorni), Decorrenza: "Dalla domanda",
		Fonte: "Legge di prova", Affidabilita: catalogo.Confermato}
}

// TestTermsNeverOverlap throws thousands of random acts at a history. After
// each, no two terms hold on the same day, the terms are in order, and a
// refused act changed nothing.
func TestTermsNeverOverlap(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		var s catalogo.Storia
		next := int64(1)
		for step := range 40 {
			before := fmt.Sprint(s)
			after, err := randomAct(r, s)
			if fmt.Sprint(s) != before {
				t.Fatalf("seed %d step %d: the act changed the history it was given", seed, step)
			}
			if err != nil {
				continue
			}
			for i := range after {
				if after[i].ID == 0 {
					after[i].ID, next = next, next+1
				}
			}
			s = after
			if err := disjoint(s); err != nil {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
		}
		if len(s) == 0 {
			t.Fatalf("seed %d: no act was ever accepted", seed)
		}
	}
}

func randomAct(r *rand.Rand, s catalogo.Storia) (catalogo.Storia, error) {
	day := func() kernel.Day { return kernel.MustDay("2026-01-01").AddDays(r.IntN(120)) }
	n := valid("2026-01-01", int64(1+r.IntN(200)))
	n.VigenteDal = day()
	if r.IntN(3) == 0 {
		n.VigenteAl = n.VigenteDal.AddDays(r.IntN(30))
	}
	if len(s) == 0 {
		return s.Inserisci(n)
	}
	one := s[r.IntN(len(s))]
	switch r.IntN(5) {
	case 0:
		return s.Togli(one.ID)
	case 1, 2:
		n.ID = one.ID
		if r.IntN(2) == 0 {
			n.VigenteDal = one.VigenteDal.AddDays(r.IntN(9) - 4)
		}
		if !n.VigenteAl.IsZero() && n.VigenteAl.Before(n.VigenteDal) {
			n.VigenteAl = kernel.Day{}
		}
		return s.Correggi(n)
	default:
		n.VigenteDal = s[len(s)-1].VigenteDal.AddDays(r.IntN(12) - 1)
		if !n.VigenteAl.IsZero() && n.VigenteAl.Before(n.VigenteDal) {
			n.VigenteAl = kernel.Day{}
		}
		return s.Inserisci(n)
	}
}

// disjoint is the slow, obvious check: it counts the terms of each day.
func disjoint(s catalogo.Storia) error {
	for i := 1; i < len(s); i++ {
		if !s[i].VigenteDal.After(s[i-1].VigenteDal) {
			return fmt.Errorf("term %d is not after the one before: %v", i, s)
		}
	}
	for d, end := kernel.MustDay("2025-12-01"), kernel.MustDay("2027-01-01"); d.Before(end); d = d.AddDays(1) {
		n := 0
		for _, t := range s {
			if t.Vale(d) {
				n++
			}
		}
		if n > 1 {
			return fmt.Errorf("%d terms hold on %s: %v", n, d, s)
		}
	}
	return nil
}

func TestANewTermClosesTheOneBefore(t *testing.T) {
	s, err := catalogo.Storia{}.Inserisci(valid("2020-01-01", 90))
	if err != nil {
		t.Fatal(err)
	}
	s[0].ID = 1
	s, err = s.Inserisci(valid("2026-02-20", 60))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]int64{"2020-01-01": 90, "2026-02-19": 90, "2026-02-20": 60, "2030-01-01": 60} {
		got, ok := s.InVigore(kernel.MustDay(day))
		if !ok || *got.Giorni != want {
			t.Errorf("on %s the term is %v, want %d", day, got.Giorni, want)
		}
	}
	if _, ok := s.InVigore(kernel.MustDay("2019-12-31")); ok {
		t.Error("a term holds before the first day")
	}
	if _, err := s.Inserisci(valid("2026-02-20", 30)); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("a second term from the same day: %v", err)
	}
}

func TestTogliOpensAgainOnlyWhatItHadClosed(t *testing.T) {
	ended := valid("2024-01-01", 90)
	ended.VigenteAl = kernel.MustDay("2024-06-30")
	for name, first := range map[string]catalogo.Termine{"open": valid("2024-01-01", 90), "ended": ended} {
		t.Run(name, func(t *testing.T) {
			first.ID = 1
			s, err := catalogo.Storia{first}.Inserisci(valid("2026-01-01", 60))
			if err != nil {
				t.Fatal(err)
			}
			s[1].ID = 2
			s, err = s.Togli(2)
			if err != nil {
				t.Fatal(err)
			}
			if len(s) != 1 || s[0].VigenteAl != first.VigenteAl {
				t.Errorf("after taking away: %v, want the end %q", s, first.VigenteAl)
			}
			if _, err := s.Togli(1); kernel.CodeOf(err) != kernel.Conflitto {
				t.Errorf("the only term was taken away: %v", err)
			}
		})
	}
}

func TestValidateNamesTheWrongField(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*catalogo.Termine)
		field  string
	}{
		"no first day":            {func(t *catalogo.Termine) { t.VigenteDal = kernel.Day{} }, "vigente_dal"},
		"ends before it begins":   {func(t *catalogo.Termine) { t.VigenteAl = t.VigenteDal.AddDays(-1) }, "vigente_al"},
		"zero days":               {func(t *catalogo.Termine) { t.Giorni = days(0) }, "giorni"},
		"more than ten years":     {func(t *catalogo.Termine) { t.Giorni = days(3651) }, "giorni"},
		"too many working days":   {func(t *catalogo.Termine) { t.Giorni, t.Unita = days(2501), termini.GiorniLavorativi }, "giorni"},
		"too many months":         {func(t *catalogo.Termine) { t.Giorni, t.Unita = days(121), termini.Mesi }, "giorni"},
		"a unit of no law":        {func(t *catalogo.Termine) { t.Unita = 7 }, "unita"},
		"no number nor reason":    {func(t *catalogo.Termine) { t.Giorni = nil }, "descrizione"},
		"days without a start":    {func(t *catalogo.Termine) { t.Decorrenza = " " }, "decorrenza"},
		"confirmed by nobody":     {func(t *catalogo.Termine) { t.Fonte = "" }, "fonte"},
		"source on another plane": {func(t *catalogo.Termine) { t.FonteURL = "javascript:alert(1)" }, "fonte_url"},
		"unknown label":           {func(t *catalogo.Termine) { t.Affidabilita = "sicuro" }, "affidabilita"},
	} {
		t.Run(name, func(t *testing.T) {
			x := valid("2026-01-01", 30)
			if err := x.Validate(); err != nil {
				t.Fatalf("the starting point is wrong: %v", err)
			}
			c.change(&x)
			fs := kernel.FieldsOf(x.Validate())
			if len(fs) != 1 || fs[0].Field != c.field {
				t.Errorf("wrong fields %v, want %s", fs, c.field)
			}
		})
	}
}

func TestCodifica(t *testing.T) {
	for in, want := range map[string]string{"Rifiuti e bonifiche": "rifiuti-e-bonifiche", "L'età dell'acqua!": "l-eta-dell-acqua"} {
		if got := catalogo.Codifica(in); got != want {
			t.Errorf("Codifica(%q) = %q, want %q", in, got, want)
		}
	}
}
