package monitoraggio

import (
	"fmt"
	"testing"
	"time"

	"pass/internal/kernel"
)

var (
	sem20261 = kernel.MustSemestre("2026-1")
	luglio6  = kernel.InstantOf(time.Date(2026, time.July, 6, 9, 0, 0, 0, kernel.Rome))
)

var statiRilevazione = []StatoRilevazione{InPreparazione, Aperta, Chiusa, Bloccata, Firmata, Pubblicata}

// TestEveryIllegalMoveOfACampaignIsRefused tries every act in every state: the
// legal moves are written here one by one.
func TestEveryIllegalMoveOfACampaignIsRefused(t *testing.T) {
	legali := map[string]StatoRilevazione{
		"preparazione Aggiorna": InPreparazione, "aperta Aggiorna": Aperta, "preparazione EliminaRilevazione": InPreparazione,
		"preparazione Apri": Aperta, "aperta ProrogaTutti": Aperta, "aperta Chiudi": Chiusa, "chiusa RiapriRaccolta": Aperta,
		"aperta AggiungiEnti": Aperta, "aperta Sollecita": Aperta,
	}
	provati := 0
	for _, s := range statiRilevazione {
		for _, a := range append(AttiRilevazione, "Inventato") {
			provati++
			r := Rilevazione{Semestre: sem20261, Stato: s, Scadenza: kernel.MustDay("2026-07-31")}
			err := r.applica(a, luglio6)
			vuole, legale := legali[string(s)+" "+string(a)]
			if legale != (err == nil) || legale != (Rilevazione{Stato: s}).Puo(a) {
				t.Errorf("%s in state %s: %v", a, s, err)
			}
			if !legale {
				vuole = s
				if kernel.CodeOf(err) != kernel.Conflitto {
					t.Errorf("%s in state %s: code %v", a, s, kernel.CodeOf(err))
				}
			}
			if r.Stato != vuole {
				t.Errorf("%s from %s leads to %s, want %s", a, s, r.Stato, vuole)
			}
		}
	}
	if provati != 6*9 || len(legali) != 9 {
		t.Fatalf("%d moves tried", provati)
	}
}

// TestEveryIllegalMoveOnTheDataOfABodyIsRefused tries every act in every state
// of the data and of the campaign.
func TestEveryIllegalMoveOnTheDataOfABodyIsRefused(t *testing.T) {
	legali := map[string]StatoInvio{
		"aperta inviato Approva": Approvato, "chiusa inviato Approva": Approvato, "aperta inviato Restituisci": Restituito,
		"aperta inviato Riapri": InBozza, "aperta approvato Riapri": InBozza,
		"aperta non_iniziato Proroga": NonIniziato, "aperta bozza Proroga": InBozza, "aperta restituito Proroga": Restituito,
	}
	trovati := 0
	for _, rs := range statiRilevazione {
		for _, s := range StatiInvio {
			for _, a := range append(AttiInvio, "Inventato") {
				r := Rilevazione{Semestre: sem20261, Stato: rs, Scadenza: kernel.MustDay("2026-07-31")}
				i := Invio{Stato: s}
				err := i.applica(r, a, kernel.Actor{Persona: 7}, "Le date non tornano.", kernel.MustDay("2026-08-10"), luglio6)
				nome := fmt.Sprintf("%s %s %s", rs, s, a)
				vuole, legale := legali[nome]
				if legale != (err == nil) {
					t.Errorf("%s: %v", nome, err)
				}
				if !legale {
					vuole = s
					if kernel.CodeOf(err) != kernel.Conflitto || i != (Invio{Stato: s}) {
						t.Errorf("%s: %v, %+v", nome, err, i)
					}
				} else {
					trovati++
				}
				if i.Stato != vuole {
					t.Errorf("%s leads to %s, want %s", nome, i.Stato, vuole)
				}
			}
		}
	}
	if trovati != len(legali) {
		t.Errorf("%d legal moves of %d", trovati, len(legali))
	}
}

// TestWhoMustCorrectHasAWeek: data that come back after the term are not late
// at once.
func TestWhoMustCorrectHasAWeek(t *testing.T) {
	r := Rilevazione{Semestre: sem20261, Stato: Aperta, Scadenza: kernel.MustDay("2026-07-31"), Obbligatoria: true}
	for oggi, ultimo := range map[string]string{"2026-07-06": "2026-07-31", "2026-07-24": "2026-07-31", "2026-07-25": "2026-08-01", "2026-09-01": "2026-09-08"} {
		for _, a := range []AttoInvio{AttoRestituisci, AttoRiapri} {
			i := Invio{Stato: Inviato}
			if err := i.applica(r, a, kernel.Actor{Persona: 7}, " Le date non tornano.\n", kernel.Day{}, kernel.MustDay(oggi).Start()); err != nil {
				t.Fatal(err)
			}
			if got := i.Scadenza(r).String(); got != ultimo || i.Motivo != "Le date non tornano." || i.DecisoDa != 7 || i.DecisoIl.IsZero() {
				t.Errorf("%s on %s: %s, %+v", a, oggi, got, i)
			}
			if Impedisce(r, i, kernel.MustDay(oggi)) || !Impedisce(r, i, kernel.MustDay(ultimo).AddDays(1)) {
				t.Errorf("%s on %s: the impediment does not follow the new last day", a, oggi)
			}
		}
	}
}

func TestAReasonIsNeededAndAnExtensionGoesAhead(t *testing.T) {
	r := Rilevazione{Semestre: sem20261, Stato: Aperta, Scadenza: kernel.MustDay("2026-07-31")}
	for _, motivo := range []string{"", "  \n", string(make([]rune, maxMotivo+1)) + "a"} {
		i := Invio{Stato: Inviato}
		if err := i.applica(r, AttoRestituisci, kernel.Actor{}, motivo, kernel.Day{}, luglio6); kernel.CodeOf(err) != kernel.NonValido || i.Stato != Inviato {
			t.Errorf("%d characters: %v", len(motivo), err)
		}
	}
	for al, ok := range map[string]bool{"": false, "2026-07-05": false, "2026-07-06": false, "2026-07-31": false, "2026-08-01": true, "2027-07-07": true, "2027-07-08": false} {
		i := Invio{Stato: InBozza}
		day, err := kernel.ParseDay(al)
		if err != nil {
			t.Fatal(err)
		}
		if err := i.applica(r, AttoProroga, kernel.Actor{}, "", day, luglio6); (err == nil) != ok || ok && i.Scadenza(r) != day {
			t.Errorf("%q: %v", al, err)
		}
	}
	i := Invio{Stato: InBozza, Proroga: kernel.MustDay("2026-08-20")} // its own, longer than that of the campaign
	if err := i.applica(r, AttoProroga, kernel.Actor{}, "", kernel.MustDay("2026-08-10"), luglio6); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("an extension went back: %v", err)
	}
}

// TestTheRuleOfTheImpediment is the rule in a table.
func TestTheRuleOfTheImpediment(t *testing.T) {
	for _, s := range statiRilevazione {
		for _, obbligatoria := range []bool{false, true} {
			for _, x := range StatiInvio {
				for giorno, dopo := range map[string]bool{"2026-07-30": false, "2026-07-31": false, "2026-08-01": true} {
					r := Rilevazione{Stato: s, Obbligatoria: obbligatoria, Scadenza: kernel.MustDay("2026-07-31")}
					want := s == Aperta && obbligatoria && dopo && (x == NonIniziato || x == InBozza || x == Restituito)
					if got := Impedisce(r, Invio{Stato: x}, kernel.MustDay(giorno)); got != want {
						t.Errorf("%s %v %s %s: %v", s, obbligatoria, x, giorno, got)
					}
				}
			}
		}
	}
}

// TestRemindersComeOnTheirDaysAndOnce walks day by day and writes whenever it
// is due.
func TestRemindersComeOnTheirDaysAndOnce(t *testing.T) {
	day := kernel.MustDay
	cammina := func(i Invio, dal, al string, spento map[string]bool) (giorni []string) {
		r := Rilevazione{Stato: Aperta, Scadenza: day("2026-07-31")}
		for g := day(dal); !g.After(day(al)); g = g.AddDays(1) {
			for range 3 { // as often as one likes
				if !spento[g.String()] && i.dovuto(r, g) {
					giorni = append(giorni, g.String())
					i.SollecitatoIl = g.Start().Add(9 * time.Hour)
				}
			}
		}
		return giorni
	}
	invitato := Invio{Stato: NonIniziato, InvitatoIl: luglio6}
	for nome, c := range map[string]struct {
		i      Invio
		spento map[string]bool
		want   []string
	}{
		"all four":                            {invitato, nil, []string{"2026-07-17", "2026-07-24", "2026-07-30", "2026-08-01"}},
		"off for a week: one, not all":        {invitato, map[string]bool{"2026-07-17": true, "2026-07-24": true, "2026-07-25": true}, []string{"2026-07-18", "2026-07-26", "2026-07-30", "2026-08-01"}},
		"off until the end":                   {invitato, tra("2026-07-06", "2026-08-02"), []string{"2026-08-03"}},
		"invited late: the invitation counts": {Invio{Stato: InBozza, InvitatoIl: day("2026-07-20").Start()}, nil, []string{"2026-07-24", "2026-07-30", "2026-08-01"}},
		"reminded by hand on that day":        {Invio{Stato: InBozza, InvitatoIl: luglio6, SollecitatoIl: day("2026-07-17").Start()}, nil, []string{"2026-07-24", "2026-07-30", "2026-08-01"}},
		"given back on the last day":          {Invio{Stato: Restituito, InvitatoIl: luglio6, DecisoIl: day("2026-07-31").Start(), SollecitatoIl: day("2026-07-30").Start(), Proroga: day("2026-08-07")}, nil, nil},
		"sent":                                {Invio{Stato: Inviato, InvitatoIl: luglio6}, nil, nil},
		"approved":                            {Invio{Stato: Approvato, InvitatoIl: luglio6}, nil, nil},
	} {
		dal := "2026-07-06"
		if nome == "given back on the last day" {
			dal = "2026-07-31"
			c.want = []string{"2026-08-06", "2026-08-08"} // the week of its own extension: the day before, the day after
		}
		if got := cammina(c.i, dal, "2026-08-31", c.spento); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", nome, got, c.want)
		}
	}
	if (Invio{InvitatoIl: luglio6, Stato: NonIniziato}).dovuto(Rilevazione{Stato: Chiusa, Scadenza: day("2026-07-31")}, day("2026-07-24")) {
		t.Error("a closed campaign reminds")
	}
}

// tra lists the days from a to b.
func tra(a, b string) map[string]bool {
	out := map[string]bool{}
	for g := kernel.MustDay(a); !g.After(kernel.MustDay(b)); g = g.AddDays(1) {
		out[g.String()] = true
	}
	return out
}

func TestWhatTheCatalogueSuggests(t *testing.T) {
	for testo, want := range map[string]RivoltoA{"Comune": RivoltoAComuni, "Comuni, anche in unione": RivoltoAComuni, "Provincia/CMM": RivoltoAProvince,
		"Regione / Provincia-CMM / Comune": RivoltoATutti, "Città metropolitana": RivoltoAProvince, "": RivoltoATutti} {
		if got := suggerito(testo); got != want {
			t.Errorf("%q: %s, want %s", testo, got, want)
		}
	}
}
