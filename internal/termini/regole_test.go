package termini_test

import (
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// TestLeVersioniDiOgniRegola: every term names its law, versions follow one
// another without holes, and each change falls on its day.
func TestLeVersioniDiOgniRegola(t *testing.T) {
	prima := map[termini.Codice]termini.Regola{}
	for _, r := range termini.Regole() {
		if r.Codice == "" || r.Fonte == "" || r.Termine.Validate() != nil {
			t.Errorf("%+v: incompleta", r)
		}
		if p, ok := prima[r.Codice]; ok && (p.Al.IsZero() || r.Dal != p.Al.AddDays(1)) {
			t.Errorf("%s: dopo il %s viene il %s", r.Codice, p.Al, r.Dal)
		}
		prima[r.Codice] = r
	}
	for c, r := range prima {
		if !r.Al.IsZero() {
			t.Errorf("%s: non è più in vigore dal %s", c, r.Al)
		}
	}
	for _, c := range []struct {
		codice termini.Codice
		il     string
		want   string
	}{
		{termini.ConclusioneOrdinaria, "2026-11-22", "30"},
		{termini.DeterminazioniConferenza, "2026-02-19", "45"}, {termini.DeterminazioniConferenza, "2026-02-20", "30"},
		{termini.DeterminazioniSensibili, "2026-02-19", "90"}, {termini.DeterminazioniSensibili, "2026-02-20", "60"},
		{termini.RiunioneSimultanea, "2026-02-19", "45"}, {termini.RiunioneSimultanea, "2026-02-20", "30"},
		{termini.LavoriSimultanea, "2026-02-19", "45"}, {termini.LavoriSimultanea, "2026-02-20", "30"},
		{termini.LavoriSimultaneaSensibili, "2026-02-19", "90"}, {termini.LavoriSimultaneaSensibili, "2026-02-20", "60"},
		{termini.Autotutela, "2015-08-27", ""}, {termini.Autotutela, "2015-08-28", "18m"}, {termini.Autotutela, "2021-05-31", "18m"}, {termini.Autotutela, "2021-06-01", "12m"},
		{termini.Autotutela, "2025-12-17", "12m"}, {termini.Autotutela, "2025-12-18", "6m"},
		{termini.RipresaDopoOsservazioni, "2020-07-16", ""}, {termini.RipresaDopoOsservazioni, "2020-07-17", "10"},
		{termini.ControlloSCIA, "2026-01-01", "60"}, {termini.ControlloSCIAEdilizia, "2026-01-01", "30"}, {termini.PareriConsultivi, "2026-01-01", "20"},
		{termini.ValutazioniTecniche, "2026-01-01", "90"}, {termini.AssensoFraPA, "2026-01-01", "30"}, {termini.AssensoFraPASensibili, "2026-01-01", "90"},
		{termini.OpposizioneConferenza, "2026-01-01", "10"}, {termini.ConformazioneSCIA, "2026-01-01", "30"}, {"mai_vista", "2026-01-01", ""},
	} {
		r, ok := termini.RegolaVigente(c.codice, giorno(c.il))
		if ok != (c.want != "") || r.Termine.String() != c.want {
			t.Errorf("%s al %s: %s, %v; want %s", c.codice, c.il, r.Termine, ok, c.want)
		}
	}
	termini.Regole()[0].Termine.N = 1
	if r, _ := termini.RegolaVigente(termini.ConclusioneOrdinaria, giorno("2026-01-01")); r.Termine.N != 30 {
		t.Error("chi legge le regole le può cambiare")
	}
	if f := termini.FinestraDi(termini.Autotutela, giorno("2010-01-01"), giorno("2010-01-01"), termini.Nazionale()); f != (termini.Finestra{}) {
		t.Errorf("una regola che non c'era: %+v", f)
	}
}

// TestConferenzaDiServizi follows a conference from application to decision,
// before and since DL 19/2026.
func TestConferenzaDiServizi(t *testing.T) {
	cal := termini.Nazionale()
	for _, c := range []struct {
		che  string
		c    termini.Conferenza
		want string // indizione integrazioni determinazioni decisione riunione
	}{
		{"indetta l'ultimo giorno", termini.Conferenza{Avvio: giorno("2026-06-01")}, "2026-06-09 2026-06-24 2026-07-09 2026-07-16 2026-07-20"},
		{"indetta subito", termini.Conferenza{Avvio: giorno("2026-06-01"), Indizione: giorno("2026-06-03")}, "2026-06-09 2026-06-18 2026-07-03 2026-07-10 2026-07-13"},
		{"interessi sensibili", termini.Conferenza{Avvio: giorno("2026-06-01"), Indizione: giorno("2026-06-09"), Sensibili: true}, "2026-06-09 2026-06-24 2026-08-08 2026-08-14 2026-08-18"},
		{"prima del DL 19/2026", termini.Conferenza{Avvio: giorno("2026-02-19"), Indizione: giorno("2026-02-23")}, "2026-02-26 2026-03-10 2026-04-09 2026-04-16 2026-04-20"},
		{"prima, sensibili", termini.Conferenza{Avvio: giorno("2026-02-19"), Indizione: giorno("2026-02-23"), Sensibili: true}, "2026-02-26 2026-03-10 2026-05-25 2026-06-01 2026-06-04"},
		{"dal DL 19/2026", termini.Conferenza{Avvio: giorno("2026-02-20"), Indizione: giorno("2026-02-23")}, "2026-02-27 2026-03-10 2026-03-25 2026-04-01 2026-04-04"},
	} {
		f := c.c.Semplificata(cal)
		got := strings.Join([]string{f.Indizione.Entro.String(), f.Integrazioni.Entro.String(), f.Determinazioni.Entro.String(), f.Decisione.Entro.String(), f.Riunione.Entro.String()}, " ")
		if got != c.want || f.Lavori != (termini.Finestra{}) {
			t.Errorf("%s: %s, want %s", c.che, got, c.want)
		}
	}
	f := termini.Conferenza{Avvio: giorno("2026-06-01")}.Semplificata(cal)
	if f.Riunione.Nominale != giorno("2026-07-19") || f.Riunione.Dal != giorno("2026-07-09") || !strings.Contains(f.Determinazioni.Regola.Fonte, "DL 19/2026") {
		t.Errorf("la riunione: %+v", f.Riunione)
	}
	for _, c := range []struct {
		che  string
		c    termini.Conferenza
		want string // indizione riunione lavori
	}{
		{"solo l'avvio", termini.Conferenza{Avvio: giorno("2026-06-01")}, "2026-06-09 2026-07-09 2026-08-08"},
		{"prima riunione fatta", termini.Conferenza{Avvio: giorno("2026-06-01"), Indizione: giorno("2026-06-05"), Riunione: giorno("2026-06-25")}, "2026-06-09 2026-07-06 2026-07-25"},
		{"sensibili", termini.Conferenza{Avvio: giorno("2026-06-01"), Riunione: giorno("2026-06-25"), Sensibili: true}, "2026-06-09 2026-07-09 2026-08-24"},
		{"prima", termini.Conferenza{Avvio: giorno("2026-02-19"), Indizione: giorno("2026-02-23"), Riunione: giorno("2026-03-10")}, "2026-02-26 2026-04-09 2026-04-24"},
		{"prima, sensibili", termini.Conferenza{Avvio: giorno("2026-02-19"), Indizione: giorno("2026-02-23"), Riunione: giorno("2026-03-10"), Sensibili: true}, "2026-02-26 2026-04-09 2026-06-08"},
	} {
		f := c.c.Simultanea(cal)
		got := strings.Join([]string{f.Indizione.Entro.String(), f.Riunione.Entro.String(), f.Lavori.Entro.String()}, " ")
		if got != c.want || f.Determinazioni != (termini.Finestra{}) || f.Decisione != (termini.Finestra{}) {
			t.Errorf("simultanea, %s: %s, want %s", c.che, got, c.want)
		}
	}
}

// TestPreavvisoDiRigetto: suspension since DL 76/2020, interruption before.
func TestPreavvisoDiRigetto(t *testing.T) {
	cal := termini.Nazionale()
	for _, c := range []struct {
		che, dal, inviato, ricevuto, osservazioni string
		scadenza                                  string // empty: unknown
	}{
		{"osservazioni", "2026-05-04", "2026-05-25", "2026-05-25", "2026-06-01", "2026-06-20"},
		{"nessuna osservazione", "2026-05-04", "2026-05-25", "2026-05-25", "", "2026-06-13"},
		{"ricevuto due giorni dopo", "2026-05-04", "2026-05-25", "2026-05-27", "", "2026-06-15"},
		{"osservazioni l'ultimo giorno", "2026-05-04", "2026-05-25", "2026-05-25", "2026-06-04", "2026-06-23"},
		{"osservazioni tardive", "2026-05-04", "2026-05-25", "2026-05-25", "2026-06-05", "2026-06-13"},
		{"limite di domenica, passa a lunedì", "2026-05-04", "2026-05-28", "2026-05-28", "", "2026-06-14"},
		{"non ancora ricevuto", "2026-05-04", "2026-05-25", "", "", ""},
		{"prima del DL 76/2020, osservazioni", "2020-07-16", "2020-07-27", "2020-07-27", "2020-07-31", "2020-08-30"},
		{"prima del DL 76/2020, nessuna", "2020-07-16", "2020-07-27", "2020-07-27", "", "2020-09-05"},
		{"prima del DL 76/2020, non ricevuto", "2020-07-16", "2020-07-27", "", "", ""},
		{"dal DL 76/2020", "2020-07-17", "2020-07-27", "2020-07-27", "2020-07-31", "2020-08-30"},
		{"dal DL 76/2020, nessuna", "2020-07-17", "2020-07-27", "2020-07-27", "", "2020-08-26"},
	} {
		mem := make([]termini.Sospensione, 0, 4)
		d := termini.Decorso{Dal: giorno(c.dal), Termine: termini.Termine{N: 30}, Sospensioni: mem, Interruzioni: make([]kernel.Day, 0, 4)}
		p := termini.Preavviso{Inviato: giorno(c.inviato), Ricevuto: giorno(c.ricevuto), Osservazioni: giorno(c.osservazioni)}
		con := d.ConPreavviso(p, cal)
		if s := con.Scadenza(cal); s.Nominale != giorno(c.scadenza) || s.Sospesa != (c.scadenza == "") || con.Validate() != nil {
			t.Errorf("%s: %s, sospesa %v, want %s; %v", c.che, s.Nominale, s.Sospesa, c.scadenza, con.Validate())
		}
		for _, s := range con.Sospensioni {
			if s.Tipo != termini.SospensionePreavviso || !strings.Contains(s.BaseLegale, "10-bis") {
				t.Errorf("%s: %+v", c.che, s)
			}
		}
		if mem[:1][0].Tipo != "" || !d.Interruzioni[:1][0].IsZero() {
			t.Errorf("%s: il decorso di partenza è cambiato", c.che)
		}
	}
	if g := (termini.Preavviso{Inviato: giorno("2026-05-28"), Ricevuto: giorno("2026-05-28")}).Limite(cal); g != giorno("2026-06-08") {
		t.Errorf("il limite per le osservazioni: %s", g)
	}
}

// TestSilenzioAssenso: when silence is assent, since when, and why not.
func TestSilenzioAssenso(t *testing.T) {
	cal := termini.Nazionale()
	base := termini.DomandaSilenzio{Previsto: true, Decorso: termini.Decorso{Dal: giorno("2026-03-06"), Termine: termini.Termine{N: 30}}}
	con := func(f func(*termini.DomandaSilenzio)) termini.DomandaSilenzio { d := base; f(&d); return d }
	for _, c := range []struct {
		che           string
		d             termini.DomandaSilenzio
		al            string
		entro, maturo string
		ammesso       bool
		dice          string
	}{
		{"in corso", base, "2026-04-07", "2026-04-07", "", true, "non è ancora scaduto"},
		{"maturato", base, "2026-04-08", "2026-04-07", "2026-04-08", true, ""},
		{"non previsto", con(func(d *termini.DomandaSilenzio) { d.Previsto = false }), "2026-05-08", "", "", false, "Per questo procedimento"},
		{"ambiente", con(func(d *termini.DomandaSilenzio) { d.Materia = termini.Ambiente }), "2026-05-08", "", "", false, "in questa materia: ambiente (L. 241/1990, art. 20, c. 4)"},
		{"non pervenuta", con(func(d *termini.DomandaSilenzio) { d.NonPervenuta = true }), "2026-05-08", "", "", false, "la domanda non è pervenuta"},
		{"senza elementi", con(func(d *termini.DomandaSilenzio) { d.SenzaElementi = true }), "2026-05-08", "", "", false, "non permette di capire oggetto e ragioni"},
		{"diniego l'ultimo giorno", con(func(d *termini.DomandaSilenzio) { d.Provvedimento = giorno("2026-04-07") }), "2026-05-08", "2026-04-07", "", true, "entro il termine"},
		{"diniego tardivo", con(func(d *termini.DomandaSilenzio) { d.Provvedimento = giorno("2026-04-08") }), "2026-05-08", "2026-04-07", "2026-04-08", true, ""},
		{"sospeso", con(func(d *termini.DomandaSilenzio) { d.Decorso.Sospensioni = leggiSospensioni("2026-03-20/") }), "2030-05-08", "", "", true, "sospeso dal 20 marzo 2026"},
	} {
		s := termini.SilenzioAssenso(c.d, cal, giorno(c.al))
		if s.Ammesso != c.ammesso || s.Entro != giorno(c.entro) || s.MaturatoIl != giorno(c.maturo) || s.Attestabile != (c.maturo != "") || !strings.Contains(s.Motivo, c.dice) || (s.Motivo == "") != (c.dice == "") {
			t.Errorf("%s: %+v", c.che, s)
		}
	}
	if n := len(termini.Escluse()); n != 10 {
		t.Errorf("%d materie escluse, want 10", n)
	}
	for m := range termini.Escluse() {
		if s := termini.SilenzioAssenso(con(func(d *termini.DomandaSilenzio) { d.Materia = m }), cal, giorno("2027-01-01")); s.Ammesso {
			t.Errorf("%s: il silenzio vale assenso", m)
		}
	}
}
