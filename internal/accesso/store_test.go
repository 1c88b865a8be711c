package accesso_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/registro"
)

var ctx = context.Background()

// inizio is noon of a winter day in Italy.
var inizio = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// conOrologio runs fn on both databases with a clock that starts at inizio.
func conOrologio(t *testing.T, fn func(t *testing.T, d *db.DB, clock *dbtest.Clock)) {
	t.Helper()
	clock := dbtest.NewClock(inizio)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(inizio)
		fn(t, d, clock)
	})
}

func scrive(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.InTx(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func vuole(t *testing.T, err error, code kernel.Code) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

func TestThePeopleWithoutCodiceFiscaleAreManyThoseWithAreUnique(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, b := accessotest.Persona(t, d, "Anna", "Rossi"), accessotest.Persona(t, d, "Bruno", "D'Amico")
		c := accessotest.PersonaCF(t, d, accessotest.CF(1), "Carla", "Bianchi")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := accesso.CreaPersona(ctx, tx, accesso.Persona{CodiceFiscale: accessotest.CF(1), Nome: "Altra", Cognome: "Persona"})
			return err
		})
		vuole(t, err, kernel.Conflitto)
		scrive(t, d, func(tx *db.Tx) error {
			got, err := accesso.PersonaPerCF(ctx, tx, accessotest.CF(1))
			if err != nil || got != c || got.NomeCompleto() != "Carla Bianchi" {
				t.Errorf("by codice fiscale: %+v, %v", got, err)
			}
			all, err := accesso.PersonePerID(ctx, tx, []int64{a.ID, b.ID, c.ID, 9999})
			if err != nil || len(all) != 3 || all[b.ID] != b || a.CodiceFiscale != "" {
				t.Errorf("by id: %+v, %v", all, err)
			}
			// A codice fiscale is written once and then stays.
			a.CodiceFiscale, a.Email = accessotest.CF(2), "anna@example.org"
			if err := accesso.AggiornaPersona(ctx, tx, a); err != nil {
				return err
			}
			a.CodiceFiscale = accessotest.CF(3)
			if err := accesso.AggiornaPersona(ctx, tx, a); err != nil {
				return err
			}
			got, err = accesso.GetPersona(ctx, tx, a.ID)
			if err != nil || got.CodiceFiscale != accessotest.CF(2) || got.Email != "anna@example.org" {
				t.Errorf("after the updates: %+v, %v", got, err)
			}
			return nil
		})
	})
}

func TestAMandateHoldsOnItsDaysInItaly(t *testing.T) {
	conOrologio(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		p := accessotest.Persona(t, d, "Elena", "Verdi", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 4,
			Dal: kernel.MustDay("2026-11-24"), Al: kernel.MustDay("2026-11-25")})
		for _, c := range []struct {
			utc  string
			want bool
		}{
			{"2026-11-23T22:59:00Z", false}, // 23:59 of the 23rd in Italy
			{"2026-11-23T23:01:00Z", true},  // 00:01 of the 24th
			{"2026-11-25T22:59:00Z", true},
			{"2026-11-25T23:01:00Z", false},
		} {
			at, err := time.Parse(time.RFC3339, c.utc)
			if err != nil {
				t.Fatal(err)
			}
			clock.Set(at)
			a := accessotest.Actor(t, d, p)
			if got := a.HasTaskForce(kernel.EspertoRuolo, 4); got != c.want {
				t.Errorf("at %s: active %v, want %v", c.utc, got, c.want)
			}
			scrive(t, d, func(tx *db.Tx) error {
				pm, err := accesso.ConRuolo(ctx, tx, kernel.EspertoRuolo, 0)
				if (len(pm) == 1) != c.want {
					t.Errorf("at %s: listed %d", c.utc, len(pm))
				}
				return err
			})
		}
	})
}

func TestARevokedMandateLosesAccessAtOnce(t *testing.T) {
	conOrologio(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		chi := kernel.Actor{Persona: 77, Nome: "Segreteria", Mandati: []kernel.Mandato{{Ruolo: kernel.Segreteria}}}
		p := accessotest.Persona(t, d, "Dario", "Neri",
			accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: 5},
			accesso.Mandato{Ruolo: kernel.Osservatore})
		m := accessotest.Actor(t, d, p).Mandati[0]
		scrive(t, d, func(tx *db.Tx) error { return accesso.Revoca(ctx, tx, chi, m.ID, "Elezioni") })
		a := accessotest.Actor(t, d, p)
		if a.DiEnte(5) || !a.Has(kernel.Osservatore) {
			t.Errorf("mandates left: %+v", a.Mandati)
		}
		vuole(t, d.InTx(ctx, func(tx *db.Tx) error { return accesso.Revoca(ctx, tx, chi, m.ID, "Due volte") }), kernel.Conflitto)
		vuole(t, d.InTx(ctx, func(tx *db.Tx) error { return accesso.Revoca(ctx, tx, chi, a.Mandati[0].ID, " ") }), kernel.NonValido)
		vuole(t, d.InTx(ctx, func(tx *db.Tx) error { return accesso.Revoca(ctx, tx, chi, 9999, "x") }), kernel.NonTrovato)
		scrive(t, d, func(tx *db.Tx) error {
			got, err := accesso.GetMandato(ctx, tx, m.ID)
			if err != nil || got.Motivo != "Elezioni" || got.RevocatoDa != 77 || got.Stato(tx.Now().Day()) != "revocato" {
				t.Errorf("revoked mandate: %+v, %v", got, err)
			}
			n, err := registro.Verifica(ctx, tx)
			if err != nil || n != 3 {
				t.Errorf("audit entries: %d, %v", n, err)
			}
			return nil
		})
	})
}

func TestWhoActsForABody(t *testing.T) {
	conOrologio(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		due := accessotest.Persona(t, d, "Zeno", "Zucca", accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Vicesindaco, EnteID: 5})
		uno := accessotest.Persona(t, d, "Ada", "Àlberti", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: 5})
		accessotest.Persona(t, d, "Bea", "Bassi", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: 6})
		accessotest.Persona(t, d, "Ivo", "Ieri", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: 5, Al: kernel.MustDay("2026-11-22")})
		scrive(t, d, func(tx *db.Tx) error {
			got, err := accesso.ConMandatoPerEnte(ctx, tx, 5)
			if err != nil || len(got) != 2 || got[0].Persona != due || got[0].Mandato.Titolo != accesso.Vicesindaco || got[1].Persona != uno {
				t.Errorf("people of body 5: %+v, %v", got, err)
			}
			return nil
		})
		clock.Advance(time.Hour)
		scrive(t, d, func(tx *db.Tx) error {
			return accesso.RevocaPerEnte(ctx, tx, kernel.ActorSistema(), 5, kernel.Delegato, "Fine")
		})
		scrive(t, d, func(tx *db.Tx) error {
			got, err := accesso.ConMandatoPerEnte(ctx, tx, 5)
			if err != nil || len(got) != 1 || got[0].Persona != due {
				t.Errorf("after RevocaPerEnte: %+v, %v", got, err)
			}
			other, err := accesso.ConMandatoPerEnte(ctx, tx, 6)
			if err != nil || len(other) != 1 {
				t.Errorf("the other body: %+v, %v", other, err)
			}
			many, err := accesso.ConMandatoPerEnti(ctx, tx, []int64{5, 6, 7})
			if err != nil || len(many) != 2 || !reflect.DeepEqual(many[5], got) || !reflect.DeepEqual(many[6], other) {
				t.Errorf("all at once: %+v, %v", many, err)
			}
			return nil
		})
	})
}

func TestTheScopeMustFitTheRoleAndDaysMustNotOverlap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := accessotest.Persona(t, d, "Anna", "Rossi")
		confers := func(m accesso.Mandato) error {
			m.PersonaID = p.ID
			return d.InTx(ctx, func(tx *db.Tx) error {
				_, err := accesso.Conferisci(ctx, tx, kernel.ActorSistema(), m)
				return err
			})
		}
		day := kernel.MustDay
		for _, c := range []struct {
			name string
			m    accesso.Mandato
			code kernel.Code // empty: accepted
		}{
			{"delegato without body", accesso.Mandato{Ruolo: kernel.Delegato}, kernel.NonValido},
			{"segreteria of a body", accesso.Mandato{Ruolo: kernel.Segreteria, EnteID: 1}, kernel.NonValido},
			{"expert without task force", accesso.Mandato{Ruolo: kernel.EspertoRuolo}, kernel.NonValido},
			{"PAsS itself", accesso.Mandato{Ruolo: kernel.Sistema}, kernel.NonValido},
			{"delegato with a title", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: 1, Titolo: accesso.Sindaco}, kernel.NonValido},
			{"ends before it begins", accesso.Mandato{Ruolo: kernel.Regione, Dal: day("2026-02-01"), Al: day("2026-01-01")}, kernel.NonValido},
			{"first", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1, Al: day("2026-12-31")}, ""},
			{"same days", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1, Dal: day("2026-12-31")}, kernel.Conflitto},
			{"following days", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1, Dal: day("2027-01-01")}, ""},
			{"another task force", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 2}, ""},
		} {
			if err := confers(c.m); (err == nil) != (c.code == "") || err != nil && kernel.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %q", c.name, err, c.code)
			}
		}
	})
}
