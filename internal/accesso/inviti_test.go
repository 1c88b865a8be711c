package accesso_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/mail"
)

// tokenSpedito is the token in the last message to that address.
func tokenSpedito(t *testing.T, d *db.DB, to string) string {
	t.Helper()
	var link string
	if err := d.Read(ctx, func(tx *db.Tx) error {
		out, err := mail.Outbox(ctx, tx, to, 1)
		if err == nil && len(out) == 1 {
			link = out[0].Link
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, token, ok := strings.Cut(link, "/accesso/inviti/")
	if !ok {
		t.Fatalf("no invitation in the last message to %s: %q", to, link)
	}
	return token
}

// scenaInviti is a mayor of body 5 who invites, with a service that has two
// task forces.
type scenaInviti struct {
	*accesso.Service
	d       *db.DB
	sindaco kernel.Actor
	mandato int64
}

func apriInviti(t *testing.T, d *db.DB) scenaInviti {
	t.Helper()
	s := accessotest.ServizioCon(t, accesso.Deps{DB: d, Config: accessotest.Config(), TaskForces: accessotest.TaskForces})
	p := accessotest.Persona(t, d, "Sara", "Sindaca", accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: 5})
	a := accessotest.Actor(t, d, p)
	return scenaInviti{s, d, a, a.Mandati[0].ID}
}

func (s scenaInviti) delegato(t *testing.T, i accesso.Invito) (id int64, token string) {
	t.Helper()
	i.Ruolo, i.EnteID, i.Email = kernel.Delegato, 5, "delegata@example.org"
	scrive(t, s.d, func(tx *db.Tx) (err error) {
		id, err = s.Invita(ctx, tx, s.sindaco, i, "delegato del Comune di Prova")
		return err
	})
	return id, tokenSpedito(t, s.d, i.Email)
}

func esito(t *testing.T, s scenaInviti, chi kernel.Actor, token string, want accesso.EsitoInvito) {
	t.Helper()
	_, read, err := s.LeggiInvito(ctx, chi, token)
	if err != nil || read != want {
		t.Errorf("reading: %q, %v; want %q", read, err, want)
	}
	if want == accesso.InvitoAperto {
		return
	}
	if _, got, err := s.AccettaInvito(ctx, chi, token); err != nil || got != want {
		t.Errorf("accepting: %q, %v; want %q", got, err, want)
	}
}

func TestAnInvitationIsAcceptedOnceByOnePerson(t *testing.T) {
	conOrologio(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := apriInviti(t, d)
		anna := accessotest.Actor(t, d, accessotest.Persona(t, d, "Anna", "Rossi"))
		bruno := accessotest.Actor(t, d, accessotest.Persona(t, d, "Bruno", "Bianchi"))
		_, token := s.delegato(t, accesso.Invito{Al: kernel.MustDay("2027-06-30")})
		esito(t, s, anna, token, accesso.InvitoAperto)
		i, got, err := s.AccettaInvito(ctx, anna, token)
		if err != nil || got != accesso.InvitoAperto || i.MandatoID == 0 {
			t.Fatalf("%+v, %q, %v", i, got, err)
		}
		a := accessotest.Actor(t, d, accesso.Persona{ID: anna.Persona})
		if !a.HasEnte(kernel.Delegato, 5) {
			t.Errorf("mandates: %+v", a.Mandati)
		}
		scrive(t, d, func(tx *db.Tx) error {
			m, err := accesso.GetMandato(ctx, tx, i.MandatoID)
			if err != nil || m.Al.String() != "2027-06-30" || m.ConferitoDa != s.sindaco.Persona {
				t.Errorf("mandate: %+v, %v", m, err)
			}
			out, err := mail.Outbox(ctx, tx, "sara.sindaca@example.org", 1)
			if err != nil || len(out) != 1 || !strings.Contains(out[0].Text, "Anna Rossi ha accettato") {
				t.Errorf("who invited is told: %+v, %v", out, err)
			}
			open, err := accesso.InvitiAperti(ctx, tx, 5)
			if err != nil || len(open) != 0 {
				t.Errorf("open: %+v, %v", open, err)
			}
			return nil
		})
		esito(t, s, anna, token, accesso.InvitoGiaAccettato)
		esito(t, s, bruno, token, accesso.InvitoUsato)
		esito(t, s, bruno, strings.Repeat("x", 43), accesso.InvitoSconosciuto)
		esito(t, s, bruno, "corto", accesso.InvitoSconosciuto)
	})
}

func TestTwoPeopleRaceForOneInvitationAndOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := apriInviti(t, d)
		_, token := s.delegato(t, accesso.Invito{})
		var wg sync.WaitGroup
		results := make(chan accesso.EsitoInvito, 6)
		for _, name := range []string{"Ada", "Bea", "Cia", "Dea", "Eva", "Fia"} {
			who := accessotest.Actor(t, d, accessotest.Persona(t, d, name, "Corre"))
			wg.Go(func() {
				_, got, err := s.AccettaInvito(ctx, who, token)
				if err != nil {
					t.Error(err)
				}
				results <- got
			})
		}
		wg.Wait()
		close(results)
		count := map[accesso.EsitoInvito]int{}
		for r := range results {
			count[r]++
		}
		if count[accesso.InvitoAperto] != 1 || count[accesso.InvitoUsato] != 5 {
			t.Errorf("outcomes: %v", count)
		}
		scrive(t, d, func(tx *db.Tx) error {
			pm, err := accesso.ConMandatoPerEnte(ctx, tx, 5)
			if err != nil || len(pm) != 2 { // the mayor and one delegate
				t.Errorf("mandates: %d, %v", len(pm), err)
			}
			return nil
		})
	})
}

func TestAnInvitationThatNoLongerHolds(t *testing.T) {
	conOrologio(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		s := apriInviti(t, d)
		anna := accessotest.Actor(t, d, accessotest.PersonaCF(t, d, accessotest.CF(1), "Anna", "Rossi"))
		bruno := accessotest.Actor(t, d, accessotest.PersonaCF(t, d, accessotest.CF(2), "Bruno", "Bianchi"))

		_, token := s.delegato(t, accesso.Invito{CodiceFiscale: accessotest.CF(1)})
		esito(t, s, bruno, token, accesso.InvitoPerAltri)
		esito(t, s, anna, token, accesso.InvitoAperto)
		if i, _, err := s.LeggiInvito(ctx, bruno, token); err != nil || i != (accesso.Invito{}) {
			t.Errorf("somebody else reads %+v, %v", i, err)
		}

		// Who may not offer the role sends nothing.
		err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := s.Invita(ctx, tx, bruno, accesso.Invito{Email: "x@example.org", Ruolo: kernel.Delegato, EnteID: 5}, "delegato")
			return err
		})
		vuole(t, err, kernel.Vietato)

		// A newer invitation replaces it.
		id, newer := s.delegato(t, accesso.Invito{})
		esito(t, s, anna, token, accesso.InvitoRevocato)
		esito(t, s, bruno, newer, accesso.InvitoAperto)

		// Who may not see it cannot revoke it; who sent it can, once.
		revoke := func(chi kernel.Actor) error {
			return d.InTx(ctx, func(tx *db.Tx) error { return s.RevocaInvito(ctx, tx, chi, id) })
		}
		vuole(t, revoke(bruno), kernel.NonTrovato)
		if err := revoke(s.sindaco); err != nil {
			t.Fatal(err)
		}
		vuole(t, revoke(s.sindaco), kernel.Conflitto)
		esito(t, s, bruno, newer, accesso.InvitoRevocato)

		// It lasts fourteen days.
		_, token = s.delegato(t, accesso.Invito{})
		clock.Advance(accesso.DurataInvito - time.Millisecond)
		esito(t, s, anna, token, accesso.InvitoAperto)
		clock.Advance(time.Millisecond)
		esito(t, s, anna, token, accesso.InvitoScaduto)

		// It falls with the mandate of who sent it.
		_, token = s.delegato(t, accesso.Invito{})
		scrive(t, d, func(tx *db.Tx) error {
			return accesso.Revoca(ctx, tx, kernel.ActorSistema(), s.mandato, "Dimissioni")
		})
		esito(t, s, anna, token, accesso.InvitoSenzaTitolo)
		if a := accessotest.Actor(t, d, accesso.Persona{ID: anna.Persona}); len(a.Mandati) != 0 {
			t.Errorf("mandates: %+v", a.Mandati)
		}
	})
}

func TestWhoMayInviteWhom(t *testing.T) {
	with := func(r kernel.Ruolo, ente int64) kernel.Actor {
		return kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: r, Ente: ente}}}
	}
	staff := []kernel.Ruolo{kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione, kernel.Osservatore, kernel.Amministratore}
	all := append([]kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato}, staff...)
	for _, c := range []struct {
		who kernel.Actor
		may []kernel.Ruolo // for body 5
	}{
		{with(kernel.Amministratore, 0), staff},
		{with(kernel.Segreteria, 0), []kernel.Ruolo{kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione, kernel.Osservatore, kernel.LegaleRappresentante}},
		{with(kernel.LegaleRappresentante, 5), []kernel.Ruolo{kernel.Delegato}},
		{with(kernel.LegaleRappresentante, 6), nil},
		{with(kernel.Delegato, 5), nil},
		{with(kernel.Coordinatore, 0), nil},
		{with(kernel.EspertoRuolo, 0), nil},
		{with(kernel.Regione, 0), nil},
		{with(kernel.Osservatore, 0), nil},
		{kernel.Actor{}, nil},
		{kernel.ActorSistema(), all},
	} {
		for _, r := range all {
			want := false
			for _, m := range c.may {
				want = want || m == r
			}
			if got := accesso.PuoInvitare(c.who, accesso.Invito{Ruolo: r, EnteID: 5}); got != want {
				t.Errorf("%+v invites %s: %v, want %v", c.who.Mandati, r, got, want)
			}
		}
	}
}

func TestStaffIsInvitedIntoATaskForceThatExists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := apriInviti(t, d)
		seg := accessotest.Actor(t, d, accessotest.Persona(t, d, "Gino", "Segreto", accesso.Mandato{Ruolo: kernel.Segreteria}))
		fields := func(i accesso.Invito) string {
			_, err := s.InvitaPersonale(ctx, seg, i)
			var names []string
			for _, f := range kernel.FieldsOf(err) {
				names = append(names, f.Field)
			}
			return strings.Join(names, " ")
		}
		if got := fields(accesso.Invito{Email: "x@example.org", Ruolo: kernel.Amministratore}); got != "ruolo" {
			t.Errorf("a role too high: %q", got)
		}
		if got := fields(accesso.Invito{Email: "x@example.org", Ruolo: kernel.EspertoRuolo, TaskForceID: 99}); got != "task_force" {
			t.Errorf("a task force that does not exist: %q", got)
		}
		if got := fields(accesso.Invito{Email: "senza chiocciola", CodiceFiscale: "ABC", Ruolo: kernel.EspertoRuolo, TaskForceID: 1, Al: kernel.MustDay("2020-01-01")}); got != "email codice_fiscale al" {
			t.Errorf("all wrong: %q", got)
		}
		if got := fields(accesso.Invito{Email: "", CodiceFiscale: "ABC", Al: kernel.MustDay("2020-01-01")}); got != "email codice_fiscale ruolo al" {
			t.Errorf("nothing right: %q", got)
		}
		if _, err := s.InvitaPersonale(ctx, seg, accesso.Invito{Email: "esperta@example.org", Ruolo: kernel.EspertoRuolo, TaskForceID: 2}); err != nil {
			t.Fatal(err)
		}
		anna := accessotest.Actor(t, d, accessotest.Persona(t, d, "Anna", "Rossi"))
		if i, got, err := s.AccettaInvito(ctx, anna, tokenSpedito(t, d, "esperta@example.org")); err != nil || got != accesso.InvitoAperto ||
			i.Descrizione != "esperto della task force Bonifiche" {
			t.Errorf("%+v, %q, %v", i, got, err)
		}
		if a := accessotest.Actor(t, d, accesso.Persona{ID: anna.Persona}); !a.HasTaskForce(kernel.EspertoRuolo, 2) {
			t.Errorf("mandates: %+v", a.Mandati)
		}
	})
}

func TestThePeopleListSearchesAndFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := apriInviti(t, d)
		seg := accessotest.Actor(t, d, accessotest.Persona(t, d, "Gino", "Segreto", accesso.Mandato{Ruolo: kernel.Segreteria}))
		accessotest.Persona(t, d, "Niccolò", "D'Àvila", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1})
		accessotest.Persona(t, d, "Nina", "Zeta", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1, Al: kernel.MustDay("2020-01-01")})
		for _, c := range []struct {
			f    accesso.Filtro
			want string
		}{
			{accesso.Filtro{}, "D'Àvila Segreto Sindaca Zeta"},
			{accesso.Filtro{Testo: "nicco d avila"}, "D'Àvila"},
			{accesso.Filtro{Testo: "%"}, "D'Àvila Segreto Sindaca Zeta"},
			{accesso.Filtro{Testo: "zeta avila"}, ""},
			{accesso.Filtro{Testo: "nina.zeta@example"}, "Zeta"},
			{accesso.Filtro{Ruolo: kernel.EspertoRuolo}, "D'Àvila"},
			{accesso.Filtro{Ruolo: kernel.EspertoRuolo, Testo: "zeta"}, ""},
			{accesso.Filtro{Pagina: 2}, ""},
		} {
			e, err := s.Persone(ctx, seg, c.f)
			var names []string
			for _, r := range e.Righe {
				names = append(names, r.Persona.Cognome)
			}
			if got := strings.Join(names, " "); err != nil || got != c.want {
				t.Errorf("%+v: %q, %v; want %q", c.f, got, err, c.want)
			}
		}
		_, err := s.Persone(ctx, s.sindaco, accesso.Filtro{})
		vuole(t, err, kernel.Vietato)
		_, err = s.SchedaDi(ctx, s.sindaco, seg.Persona)
		vuole(t, err, kernel.NonTrovato)
	})
}

func TestTheFirstAdministratorComesFromTheCommandLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := accessotest.Servizio(t, d)
		id, err := s.CreaAmministratore(ctx, "rssmra80a01f205x", "Mario", "Rossi", "mario@example.org")
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.CreaAmministratore(ctx, "RSSMRA80A01F205X", "Mario", "Rossi", "mario@example.org")
		if err != nil || again != id {
			t.Errorf("again: %d, %v", again, err)
		}
		if a := accessotest.Actor(t, d, accesso.Persona{ID: id}); len(a.Mandati) != 1 || !a.Has(kernel.Amministratore) {
			t.Errorf("mandates: %+v", a.Mandati)
		}
		_, err = s.CreaAmministratore(ctx, "RSSMRA80A01F205A", "Mario", "Rossi", "mario@example.org")
		vuole(t, err, kernel.NonValido)
		_, err = s.CreaAmministratore(ctx, "VRDLGU80A01F205T", "", "", "non un indirizzo")
		vuole(t, err, kernel.NonValido)
	})
}
