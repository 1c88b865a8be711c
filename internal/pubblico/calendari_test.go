package pubblico_test

import (
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/pubblico"
)

func TestCalendarsThatContradictThemselvesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		enti []pubblico.PatronoComune
		good bool
	}{
		"nothing":          {nil, true},
		"a saint":          {[]pubblico.PatronoComune{{Istat: "098031", Nome: "Comune di Lodi", Santo: "San Bassiano", Mese: 1, Giorno: 19}}, true},
		"29 February":      {[]pubblico.PatronoComune{{Istat: "098031", Mese: 2, Giorno: 29}}, true},
		"none":             {[]pubblico.PatronoComune{{Istat: "098031"}}, true},
		"without a code":   {[]pubblico.PatronoComune{{Nome: "Comune di Lodi"}}, false},
		"twice":            {[]pubblico.PatronoComune{{Istat: "098031"}, {Istat: "098031"}}, false},
		"31 June":          {[]pubblico.PatronoComune{{Istat: "098031", Mese: 6, Giorno: 31}}, false},
		"a month alone":    {[]pubblico.PatronoComune{{Istat: "098031", Mese: 6}}, false},
		"a day alone":      {[]pubblico.PatronoComune{{Istat: "098031", Giorno: 6}}, false},
		"month 13":         {[]pubblico.PatronoComune{{Istat: "098031", Mese: 13, Giorno: 1}}, false},
		"a negative month": {[]pubblico.PatronoComune{{Istat: "098031", Mese: -1, Giorno: 1}}, false},
	} {
		if err := (pubblico.Calendari{Enti: c.enti}).Controlla(); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a Comune says beats what is known; of the others only the chief towns
// are known.
func TestThePatronSaintOfAComune(t *testing.T) {
	v := &pubblico.Vista{Calendari: pubblico.Calendari{Enti: []pubblico.PatronoComune{
		{Istat: "015146"}, {Istat: "098007", Santo: "San Rocco", Mese: 8, Giorno: 16}}}}
	for istat, want := range map[string]string{"015146": "", "098007": "San Rocco", "098031": "San Bassiano", "098032": "", "": ""} {
		p, ok := v.Patrono(istat)
		if ok != (want != "") || ok && p.Nome != want {
			t.Errorf("%q: %+v, %v", istat, p, ok)
		}
	}
	if p, _ := v.Patrono("098031"); p.Mese != time.January || p.Giorno != 19 {
		t.Errorf("San Bassiano on %d %v", p.Giorno, p.Mese)
	}
	v.Attivita.Enti = []pubblico.CifreEnte{{Istat: "098031", Nome: "Comune di Lodi"}, {Istat: "098", Nome: "Provincia di Lodi"},
		{Istat: "098007", Nome: "Comune di Camairago", CessatoIl: kernel.MustDay("2018-01-01")}, {Istat: "108033", Nome: "Comune di Monza"}, {Istat: "015146", Nome: "Comune di Milano"}}
	var names []string
	for _, e := range v.ConPatrono() {
		names = append(names, e.Nome)
	}
	if len(names) != 2 || names[0] != "Comune di Lodi" || names[1] != "Comune di Monza" {
		t.Errorf("Comuni with a saint: %v", names)
	}
}

func TestTheUnitsOfATerm(t *testing.T) {
	n := int64(5)
	for unita, want := range map[string]string{"": "5", "calendario": "5", "lavorativi": "5l", "mesi": "5m"} {
		l, ok := pubblico.TerminePubblico{Giorni: &n, Unita: unita}.Legale()
		if !ok || l.String() != want {
			t.Errorf("%q: %v, %v", unita, l, ok)
		}
		if unita != "" && pubblico.CodiceUnita(l.Unita) != unita {
			t.Errorf("%q is written %q", unita, pubblico.CodiceUnita(l.Unita))
		}
	}
	if _, ok := (pubblico.TerminePubblico{Giorni: &n, Unita: "settimane"}).Legale(); ok {
		t.Error("a unit of no law")
	}
	if _, ok := (pubblico.TerminePubblico{}).Legale(); ok {
		t.Error("no number")
	}
	if pubblico.CodiceUnita(9) != "" || pubblico.CodiceUnita(-1) != "" {
		t.Error("a unit that is none has a name")
	}
	c := pubblico.Catalogo{AggiornatoAl: kernel.InstantOf(time.Now()), TaskForces: []pubblico.TaskForcePubblica{{Codice: "x"}},
		Procedimenti: []pubblico.ProcedimentoPubblico{{Codice: "p", TaskForce: "x", Termini: []pubblico.TerminePubblico{{Unita: "settimane"}}}}}
	if c.Controlla() == nil {
		t.Error("a catalogue with a unit of no law is published")
	}
}
