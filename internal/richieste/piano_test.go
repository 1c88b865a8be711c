package richieste_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

func nuovaAzione() richieste.NuovaAzione {
	return richieste.NuovaAzione{Titolo: "  Chiedere il parere insieme alla ricezione ", Responsabile: "Ufficio tecnico", Entro: kernel.MustDay("2026-12-04"), Origine: "analisi",
		Evidenza: richieste.Evidenza{Testo: "Il 41% del tempo si perde in attesa.", Cifre: []richieste.Cifra{{Nome: "Mediana", Valore: "58 giorni di 24 ore"}}, Collegamento: "/analisi/richieste/1/registri/1"}}
}

// TestThePlanFromTheFirstActionToTheLast adds an action, moves it, and reads
// what it left in the timeline, in the audit trail and in the post.
func TestThePlanFromTheFirstActionToTheLast(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		ctx := context.Background()
		r := m.Porta(t, richieste.InLavorazione)
		var ultimo int64
		posta(t, m, &ultimo)
		esperta, sindaca := m.Actor(t, m.Esperta), m.Actor(t, m.Sindaca)
		a, err := m.Servizio.AggiungiAzione(ctx, esperta, r.ID, nuovaAzione())
		if err != nil || a.N != 1 || a.Titolo != "Chiedere il parere insieme alla ricezione" || a.Stato != richieste.DaFare {
			t.Fatalf("%+v, %v", a, err)
		}
		var a1 []string
		for _, l := range posta(t, m, &ultimo) {
			a1 = append(a1, l.a)
			if !strings.Contains(l.oggetto, "nuova azione nel piano") {
				t.Errorf("message %q", l.oggetto)
			}
		}
		slices.Sort(a1)
		want := []string{m.Delegato.Email, m.Sindaca.Email}
		slices.Sort(want)
		if !slices.Equal(a1, want) {
			t.Errorf("told %v, want %v", a1, want)
		}
		b, err := m.Servizio.CambiaStatoAzione(ctx, sindaca, r.ID, 1, a.Versione, richieste.Fatta)
		if err != nil || b.ChiusaIl.IsZero() || b.Versione != 2 {
			t.Fatalf("%+v, %v", b, err)
		}
		for che, prova := range map[string]struct {
			versione int64
			stato    richieste.StatoAzione
			want     kernel.Code
		}{
			"an old page":    {1, richieste.InCorso, kernel.Conflitto},
			"the same state": {2, richieste.Fatta, kernel.Conflitto},
			"no state":       {2, "finita", kernel.NonValido},
		} {
			if _, err := m.Servizio.CambiaStatoAzione(ctx, sindaca, r.ID, 1, prova.versione, prova.stato); kernel.CodeOf(err) != prova.want {
				t.Errorf("%s: %v", che, err)
			}
		}
		if c, err := m.Servizio.CambiaStatoAzione(ctx, sindaca, r.ID, 1, 2, richieste.InCorso); err != nil || !c.ChiusaIl.IsZero() {
			t.Errorf("taken up again: %+v, %v", c, err)
		}
		s, err := m.Servizio.Scheda(ctx, sindaca, r.ID)
		if err != nil || len(s.Azioni) != 1 || !s.Pianifica || s.Stato != richieste.InLavorazione {
			t.Fatalf("%+v, %v", s.Azioni, err)
		}
		if got := s.Azioni[0].Evidenza; got.Collegamento != "/analisi/richieste/1/registri/1" || len(got.Cifre) != 1 || got.Testo != nuovaAzione().Evidenza.Testo {
			t.Errorf("evidence %+v", got)
		}
		var righe []string
		for _, e := range s.Eventi {
			if e.Atto == richieste.AggiungiAzione || e.Atto == richieste.CambiaStatoAzione {
				righe = append(righe, e.Autore+": "+e.Testo)
			}
		}
		if got := strings.Join(righe, "\n"); got != "Elena Bianchi: Azione 1: Chiedere il parere insieme alla ricezione. Se ne occupa: Ufficio tecnico. Entro 4 dicembre 2026.\n"+
			m.Sindaca.NomeCompleto()+": Azione 1: Chiedere il parere insieme alla ricezione. Da «Da fare» a «Fatta».\n"+
			m.Sindaca.NomeCompleto()+": Azione 1: Chiedere il parere insieme alla ricezione. Da «Fatta» a «In corso»." {
			t.Errorf("timeline:\n%s", got)
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM registro_atti WHERE atto IN ('AggiungiAzione','CambiaStatoAzione') AND oggetto_id = $1`, r.ID)
			if n != 3 {
				t.Errorf("%d entries in the audit trail", n)
			}
			return err
		})
	})
}

// TestWhoMayChangeThePlan tries every person in every state.
func TestWhoMayChangeThePlan(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		ctx := context.Background()
		r := m.Porta(t, richieste.InLavorazione)
		const ok = kernel.Code("")
		for _, c := range []struct {
			chi  accesso.Persona
			want kernel.Code
		}{
			{m.Sindaca, ok}, {m.Delegato, ok}, {m.Esperta, ok}, {m.Segretario, kernel.Vietato}, {m.Coordinatrice, kernel.Vietato},
			{m.SindacoBergamo, kernel.NonTrovato}, {m.Esperto, kernel.NonTrovato}, {m.EspertoAltrove, kernel.NonTrovato}, {m.Regione, kernel.NonTrovato},
		} {
			chi := m.Actor(t, c.chi)
			a, err := m.Servizio.AggiungiAzione(ctx, chi, r.ID, nuovaAzione())
			if got := kernel.CodeOf(err); err != nil && got != c.want || err == nil && c.want != ok {
				t.Errorf("%s adds: %v, want %q", c.chi.NomeCompleto(), err, c.want)
			}
			_, err = m.Servizio.CambiaStatoAzione(ctx, chi, r.ID, 1, 99, richieste.Fatta)
			if want := map[kernel.Code]kernel.Code{ok: kernel.Conflitto}[c.want]; want != "" && kernel.CodeOf(err) != want || c.want != ok && kernel.CodeOf(err) != c.want {
				t.Errorf("%s moves %d: %v", c.chi.NomeCompleto(), a.N, err)
			}
		}
		altra := m.Porta(t, richieste.Annullata)
		if _, err := m.Servizio.AggiungiAzione(ctx, m.Actor(t, m.Sindaca), altra.ID, nuovaAzione()); kernel.CodeOf(err) != kernel.Conflitto {
			t.Errorf("in a withdrawn request: %v", err)
		}
		evasa := m.Porta(t, richieste.Evasa)
		if a, err := m.Servizio.AggiungiAzione(ctx, m.Actor(t, m.Sindaca), evasa.ID, nuovaAzione()); err != nil || a.N != 1 {
			t.Errorf("after the answer: %+v, %v", a, err)
		}
		if _, err := m.Servizio.CambiaStatoAzione(ctx, m.Actor(t, m.Sindaca), evasa.ID, 2, 1, richieste.Fatta); kernel.CodeOf(err) != kernel.NonTrovato {
			t.Errorf("an action that is not there: %v", err)
		}
	})
}

func TestWhatAnActionAsks(t *testing.T) {
	oggi := kernel.MustDay("2026-11-02")
	for campo, cambia := range map[string]func(*richieste.NuovaAzione){
		"titolo":       func(n *richieste.NuovaAzione) { n.Titolo = "" },
		"responsabile": func(n *richieste.NuovaAzione) { n.Responsabile = strings.Repeat("x", richieste.MaxResponsabile+1) },
		"entro":        func(n *richieste.NuovaAzione) { n.Entro = kernel.MustDay("2026-11-01") },
		"evidenza":     func(n *richieste.NuovaAzione) { n.Evidenza.Collegamento = "//example.org/" },
	} {
		n := nuovaAzione()
		if errs := n.Valida(oggi); len(errs) > 0 {
			t.Fatalf("a good action: %v", errs)
		}
		cambia(&n)
		if errs := n.Valida(oggi); len(errs) != 1 || errs[0].Field != campo || errs[0].Message == "" {
			t.Errorf("%s: %v", campo, errs)
		}
	}
	n := richieste.NuovaAzione{}
	if errs := n.Valida(oggi); len(errs) != 3 {
		t.Errorf("an empty one: %v", errs)
	}
}
