package richieste

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/kernel"
)

// TestRandomWalks lets random actors try random acts on one request: only what
// Regole says happens, and what must always hold holds after each step.
func TestRandomWalks(t *testing.T) {
	names := make([]string, 0, len(attori))
	for n := range attori {
		names = append(names, n)
	}
	slices.Sort(names)
	atti := make([]Atto, 0, len(Regole))
	for _, g := range Regole {
		if g.Atto != Elimina {
			atti = append(atti, g.Atto)
		}
	}
	reached := map[Stato]bool{}
	rapid.Check(t, func(t *rapid.T) {
		r := nello(Bozza)
		var eventi []Evento
		ora := adesso
		for range rapid.IntRange(20, 80).Draw(t, "steps") {
			ora = ora.Add(time.Duration(rapid.IntRange(1, 40*24*60).Draw(t, "minutes")) * time.Minute)
			chi := attori[rapid.SampledFrom(names).Draw(t, "who")]
			a := rapid.SampledFrom(atti).Draw(t, "act")
			if rapid.IntRange(0, 3).Draw(t, "luck") > 0 { // mostly something possible, so that walks go far
				ms := possible(names, r, ora)
				if rapid.IntRange(0, 19).Draw(t, "end") > 0 { // few walks end early
					ms = slices.DeleteFunc(ms, func(m move) bool { return m.act == Ritira || m.act == Respingi })
				}
				if len(ms) > 0 {
					m := rapid.SampledFrom(ms).Draw(t, "possible")
					chi, a = attori[m.who], m.act
				}
			}
			m := piena(a)
			m.Esperti = rapid.SliceOfNDistinct(rapid.SampledFrom([]int64{pEsperta, pFuori, 32}), 1, 3, rapid.ID[int64]).Draw(t, "experts")
			da, could := r.Stato, Puo(chi, a, r, ora)
			err := r.Applica(chi, m, ora)
			if (err == nil) != could {
				t.Fatalf("%s in %s: Puo says %v, Applica %v", a, da, could, err)
			}
			if err != nil {
				continue
			}
			if a == Invia {
				r.InviataIl = ora
			}
			eventi = append(eventi, Evento{Atto: a, Da: da, A: r.Stato, Il: ora})
			reached[r.Stato] = true
			invariants(t, r, da, a, eventi, ora)
			r.Incarichi = slices.DeleteFunc(r.Incarichi, func(i Incarico) bool { return !i.AlIl.IsZero() }) // as Carica does
		}
	})
	for _, s := range Stati {
		if s != Bozza && !reached[s] {
			t.Errorf("no walk reached %s", s)
		}
	}
}

type move struct {
	who string
	act Atto
}

// possible lists one actor for each act that somebody may do now, so that no
// act is likelier because many may do it.
func possible(names []string, r Richiesta, ora kernel.Instant) (out []move) {
	for _, g := range Regole {
		for _, n := range names {
			if g.Atto != Elimina && Puo(attori[n], g.Atto, r, ora) {
				out = append(out, move{n, g.Atto})
				break
			}
		}
	}
	return out
}

func invariants(t *rapid.T, r Richiesta, da Stato, a Atto, eventi []Evento, ora kernel.Instant) {
	g, _ := regola(a)
	if !slices.Contains(g.Da, da) {
		t.Fatalf("%s happened in %s", a, da)
	}
	if g.A != "" && r.Stato != g.A {
		t.Fatalf("%s led from %s to %s", a, da, r.Stato)
	}
	if closed := !r.Stato.Aperta() && r.Stato != Bozza; closed == r.ChiusaIl.IsZero() {
		t.Fatalf("%s with ChiusaIl %s", r.Stato, r.ChiusaIl)
	}
	if (r.Esito != "") != (r.Stato == Evasa) {
		t.Fatalf("%s with outcome %q", r.Stato, r.Esito)
	}
	if r.Voto != 0 && r.Stato != Evasa {
		t.Fatalf("%s with a vote", r.Stato)
	}
	active, referenti := map[int64]int{}, 0
	for _, i := range r.Incarichi {
		if !i.AlIl.IsZero() {
			if i.Fine == "" || i.Referente {
				t.Fatalf("ended without a reason, or still referente: %+v", i)
			}
			continue
		}
		active[i.PersonaID]++
		if i.Referente {
			referenti++
		}
	}
	for p, n := range active {
		if n > 1 {
			t.Fatalf("person %d has %d incarichi", p, n)
		}
	}
	if len(active) > 0 && referenti != 1 {
		t.Fatalf("%d referenti among %d", referenti, len(active))
	}
	if len(active) > 0 && r.TaskForceID == 0 {
		t.Fatal("experts without a task force")
	}
	if slices.Contains([]Stato{Assegnata, InLavorazione, InAttesa, RispostaInviata}, r.Stato) && len(active) == 0 {
		t.Fatalf("%s without experts", r.Stato)
	}
	if r.StatoDal.After(ora) || r.UltimoAttoIl != ora {
		t.Fatalf("times went wrong: %s, %s at %s", r.StatoDal, r.UltimoAttoIl, ora)
	}
	inviata, tempi := TempiDaEventi(eventi)
	if inviata != r.InviataIl || tempi.InCarico != r.PresaInCaricoIl || tempi.PrimaRisposta != r.PrimaRispostaIl || tempi.Chiusura != r.ChiusaIl {
		t.Fatalf("the timeline says %s %+v, the columns %s %s %s %s", inviata, tempi, r.InviataIl, r.PresaInCaricoIl, r.PrimaRispostaIl, r.ChiusaIl)
	}
}

func TestTheTeamFollowsTheAssignment(t *testing.T) {
	r := nello(InLavorazione) // pEsperta has it, accepted
	if err := r.Applica(attori["coordinatrice"], Mossa{Atto: Assegna, Esperti: []int64{pFuori, pEsperta}}, adesso); err != nil {
		t.Fatal(err)
	}
	if r.Incarichi[0].Referente || !r.Incarichi[0].Accettato || !r.Incarichi[1].Referente || r.Incarichi[1].Accettato {
		t.Fatalf("who stays keeps the acceptance, the first of the list leads: %+v", r.Incarichi)
	}
	if err := r.Applica(attori["coordinatrice"], Mossa{Atto: Assegna, Esperti: []int64{pFuori}}, adesso); err != nil {
		t.Fatal(err)
	}
	if r.haIncarico(pEsperta) || r.Incarichi[0].Fine != "sostituito" || r.Stato != InLavorazione {
		t.Fatalf("who is not chosen leaves: %+v", r.Incarichi)
	}
}

func TestTheNextOfTheTeamLeadsWhenTheReferenteDeclines(t *testing.T) {
	r := nello(InValutazione)
	if err := r.Applica(attori["coordinatrice"], Mossa{Atto: Assegna, Esperti: []int64{pEsperta, pFuori}}, adesso); err != nil {
		t.Fatal(err)
	}
	if err := r.Applica(attori["esperta"], Mossa{Atto: Declina, Testo: "Conflitto di interessi."}, adesso); err != nil {
		t.Fatal(err)
	}
	if r.Stato != Assegnata || !r.Incarichi[1].Referente {
		t.Fatalf("%s %+v", r.Stato, r.Incarichi)
	}
}

func TestRemindersAndClosure(t *testing.T) {
	start := kernel.MustDay("2026-11-01").Start()
	on := func(d string) kernel.Day { return kernel.MustDay(d) }
	for _, c := range []struct {
		oggi       string
		promemoria int
		ultimo     string
		silenzio   int
		want       Atto
	}{
		{"2026-11-10", 0, "", 30, ""},
		{"2026-11-11", 0, "", 30, Sollecita},
		{"2026-11-20", 1, "2026-11-11", 30, ""},
		{"2026-11-21", 1, "2026-11-11", 30, Sollecita},
		{"2026-11-30", 2, "2026-11-21", 30, ""},
		{"2026-12-01", 2, "2026-11-21", 30, EvadiPerSilenzio},
		{"2027-02-01", 0, "", 30, Sollecita},           // PAsS was off: nobody is closed without reminders
		{"2027-02-03", 1, "2027-02-01", 30, ""},        // and they do not come all at once
		{"2027-02-06", 1, "2027-02-01", 30, Sollecita}, //
		{"2027-02-11", 2, "2027-02-06", 30, EvadiPerSilenzio},
		{"2026-11-02", 0, "", 3, Sollecita},
		{"2026-11-04", 2, "2026-11-03", 3, EvadiPerSilenzio},
	} {
		a := attesa{dal: start, promemoria: c.promemoria}
		if c.ultimo != "" {
			a.ultimo = on(c.ultimo).Start()
		}
		if got, ok := a.dovuto(on(c.oggi), c.silenzio); got != c.want || ok != (c.want != "") {
			t.Errorf("on %s after %d reminders: %q, want %q", c.oggi, c.promemoria, got, c.want)
		}
	}
}

func TestNextStep(t *testing.T) {
	senzaTF, senzaEsperti := nello(InValutazione), nello(InLavorazione)
	senzaTF.TaskForceID, senzaEsperti.Incarichi = 0, nil
	day := adesso.Day()
	for _, c := range []struct {
		r      Richiesta
		after  int
		chi    Parte
		inDays int // from the beginning of the state
		tardi  int
	}{
		{nello(Bozza), 400, ParteEnte, 0, 0},
		{nello(Inviata), 5, ParteSegreteria, 5, 0},
		{nello(Inviata), 6, ParteSegreteria, 5, 1},
		{senzaTF, 0, ParteSegreteria, 5, 0},
		{nello(InValutazione), 0, ParteCoordinatore, 5, 0},
		{nello(Assegnata), 0, ParteEsperto, 5, 0},
		{nello(InLavorazione), 0, ParteEsperto, 30, 0},
		{senzaEsperti, 0, ParteCoordinatore, 30, 0},
		{nello(InAttesa), 45, ParteEnte, 15, 30},
		{nello(RispostaInviata), 31, ParteEnte, 20, 0}, // silence closes, it is not late
		{nello(Evasa), 0, "", 0, 0},
		{nello(Respinta), 0, "", 0, 0},
		{nello(Annullata), 0, "", 0, 0},
	} {
		p := c.r.ProssimoPasso(day.AddDays(c.after), 20)
		var want kernel.Day
		if c.inDays > 0 {
			want = day.AddDays(c.inDays)
		}
		if p.Chi != c.chi || p.Entro != want || p.Tardi != c.tardi || (p.Cosa == "") != (c.chi == "") {
			t.Errorf("%s after %d days: %+v", c.r.Stato, c.after, p)
		}
	}
}
