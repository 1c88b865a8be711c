package monitoraggio_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"testing"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

func TestTheGlance(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		segna(t, m, m.Lodi, monitoraggio.Inviato)
		segna(t, m, m.Bergamo, monitoraggio.Approvato)
		m.Al("2026-08-02")
		segr := m.Actor(t, m.Segretario)
		p, err := m.Servizio.Panorama(ctx, segr, sem, monitoraggio.FiltroInvii{})
		riesce(t, err)
		if p.Copertura != (monitoraggio.Copertura{Invitati: 4, Consegnati: 2, Approvati: 1, EntiTotali: 5}) || p.InRitardo != 2 || p.Totale != 4 || len(p.Rilevati) != 2 {
			t.Errorf("%+v %d %d", p.Copertura, p.InRitardo, p.Totale)
		}
		for nome, c := range map[string]struct {
			f    monitoraggio.FiltroInvii
			want int
		}{
			"sent":       {monitoraggio.FiltroInvii{Stato: monitoraggio.Inviato}, 1},
			"missing":    {monitoraggio.FiltroInvii{Stato: monitoraggio.StatoMancante}, 2},
			"late":       {monitoraggio.FiltroInvii{Stato: monitoraggio.StatoRitardo}, 2},
			"province":   {monitoraggio.FiltroInvii{Provincia: "LO"}, 3},
			"class":      {monitoraggio.FiltroInvii{Classe: "c4"}, 2},
			"name":       {monitoraggio.FiltroInvii{Testo: "lodi"}, 2},
			"words":      {monitoraggio.FiltroInvii{Testo: "comune LÒD"}, 1},
			"both":       {monitoraggio.FiltroInvii{Provincia: "LO", Stato: monitoraggio.StatoMancante}, 2},
			"one body":   {monitoraggio.FiltroInvii{Ente: m.Lodi.ID}, 1},
			"none":       {monitoraggio.FiltroInvii{Testo: "zzz"}, 0},
			"too far on": {monitoraggio.FiltroInvii{Pagina: 9}, 4},
		} {
			p, err := m.Servizio.Panorama(ctx, segr, sem, c.f)
			riesce(t, err)
			if p.Totale != c.want {
				t.Errorf("%s: %d, want %d", nome, p.Totale, c.want)
			}
			if p.Copertura.Invitati != 4 { // of the whole campaign, whatever the filter
				t.Errorf("%s: %+v", nome, p.Copertura)
			}
		}
		// The counts of the states keep every filter but the state.
		p, err = m.Servizio.Panorama(ctx, segr, sem, monitoraggio.FiltroInvii{Provincia: "LO", Stato: monitoraggio.Inviato})
		riesce(t, err)
		if p.PerStato[monitoraggio.Inviato] != 1 || p.PerStato[monitoraggio.Approvato] != 0 || p.PerStato[monitoraggio.NonIniziato] != 2 || len(p.PerProvincia) != 2 || p.PerProvincia[1].Copertura.Invitati != 3 {
			t.Errorf("%v %+v", p.PerStato, p.PerProvincia)
		}
		var b bytes.Buffer
		riesce(t, m.Servizio.EsportaInvii(ctx, segr, sem, monitoraggio.FiltroInvii{Stato: monitoraggio.StatoRitardo}, &b))
		righe, err := csv.NewReader(&b).ReadAll()
		riesce(t, err)
		if len(righe) != 3 || righe[1][1] != "Comune di Codogno" || righe[1][6] != "2026-07-31" || righe[1][7] != "2" || righe[2][1] != "Provincia di Lodi" {
			t.Errorf("%v", righe)
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			c, err := monitoraggio.CoperturaDi(ctx, tx, p.Rilevazione)
			if c != p.Copertura {
				t.Errorf("two coverages: %+v, %+v", c, p.Copertura)
			}
			return err
		})
	})
}

// TestWhatWaitsComesFirst: the check that waits longest, then the nearest last
// day, then what is done; by name where nothing else tells.
func TestWhatWaitsComesFirst(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Entra(t)
	m.Aperta(t)
	segna(t, m, m.ProvinciaLodi, monitoraggio.Inviato)
	m.Giorni(1)
	segna(t, m, m.Lodi, monitoraggio.Inviato)
	segna(t, m, m.Bergamo, monitoraggio.Approvato)
	riesce(t, m.Servizio.Proroga(ctx, m.Actor(t, m.Segretario), sem, m.Codogno.ID, 1, kernel.MustDay("2026-08-20")))
	p, err := m.Servizio.Panorama(ctx, m.Actor(t, m.Segretario), sem, monitoraggio.FiltroInvii{})
	riesce(t, err)
	var nomi []string
	for _, x := range p.Righe {
		nomi = append(nomi, x.Ente.NomeEsteso())
	}
	want := []string{"Provincia di Lodi", "Comune di Lodi", "Comune di Crema", "Comune di Codogno", "Comune di Bergamo"}
	if !slices.Equal(nomi, want) {
		t.Errorf("%v, want %v", nomi, want)
	}
}

// TestTheGlanceAsksAsMuchForManyBodies: the number of queries does not grow
// with the bodies.
func TestTheGlanceAsksAsMuchForManyBodies(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Aperta(t)
	chi := m.Actor(t, m.Segretario)
	conta := func(fn func(ctx context.Context) error) int64 {
		c, counter := db.WithCounter(ctx)
		riesce(t, fn(c))
		return counter.N()
	}
	atti := map[string]func(ctx context.Context) error{
		"glance": func(ctx context.Context) error {
			_, err := m.Servizio.Panorama(ctx, chi, sem, monitoraggio.FiltroInvii{})
			return err
		},
		"list": func(ctx context.Context) error { _, _, err := m.Servizio.ElencoRilevazioni(ctx, chi); return err },
		"preview": func(ctx context.Context) error {
			_, _, err := m.Servizio.AnteprimaSolleciti(ctx, chi, sem, monitoraggio.FiltroInvii{})
			return err
		},
		"export": func(ctx context.Context) error {
			return m.Servizio.EsportaInvii(ctx, chi, sem, monitoraggio.FiltroInvii{}, &bytes.Buffer{})
		},
	}
	pochi := map[string]int64{}
	for nome, fn := range atti {
		pochi[nome] = conta(fn)
	}
	m.Molti(t, 150)
	riesce(t, m.Servizio.Giornata(ctx))
	for nome, fn := range atti {
		if n := conta(fn); n != pochi[nome] || n > 12 {
			t.Errorf("%s: %d queries for 4 bodies, %d for 154", nome, pochi[nome], n)
		}
	}
}

// TestWhoSeesTheCampaigns: who follows the gathering sees all, the people of a
// body what they were invited to, the others nothing.
func TestWhoSeesTheCampaigns(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	vede := func(p accesso.Persona) (out []monitoraggio.RigaRilevazione) {
		out, _, err := m.Servizio.ElencoRilevazioni(ctx, m.Actor(t, p))
		riesce(t, err)
		return out
	}
	m.Preparata(t)
	if len(vede(m.Sindaca)) != 0 || len(vede(m.Segretario)) != 1 {
		t.Error("a campaign in preparation is for who runs it")
	}
	_, err := m.Servizio.Apri(ctx, m.Actor(t, m.Regione), sem, 1)
	riesce(t, err)
	if rs := vede(m.Delegato); len(rs) != 1 || len(rs[0].Miei) != 2 || rs[0].Invii != nil || rs[0].Copertura.Invitati != 0 {
		t.Errorf("%+v", rs)
	}
	if rs := vede(m.Osservatore); len(rs) != 1 || rs[0].Copertura.Invitati != 4 || rs[0].Miei != nil {
		t.Errorf("%+v", rs)
	}
	for _, p := range []accesso.Persona{m.SindacoCrema, m.Amministratrice} {
		if rs := vede(p); len(rs) != 0 {
			t.Errorf("%s sees %+v", p.NomeCompleto(), rs)
		}
	}
	for _, p := range []accesso.Persona{m.Sindaca, m.Amministratrice} {
		_, err := m.Servizio.Panorama(ctx, m.Actor(t, p), sem, monitoraggio.FiltroInvii{})
		rifiuta(t, err, kernel.Vietato)
		rifiuta(t, m.Servizio.EsportaInvii(ctx, m.Actor(t, p), sem, monitoraggio.FiltroInvii{}, &bytes.Buffer{}), kernel.Vietato)
		_, err = m.Servizio.SchedaInvio(ctx, m.Actor(t, p), sem, m.Lodi.ID)
		rifiuta(t, err, kernel.Vietato)
	}
}
