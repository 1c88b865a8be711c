package monitoraggio_test

import (
	"context"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

var (
	ctx = context.Background()
	sem = monitoraggiotest.Semestre
)

type mondo = monitoraggiotest.Mondo

func riesce(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func rifiuta(t *testing.T, err error, code kernel.Code) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

// lettere are the subjects of what a person received, oldest first.
func lettere(t *testing.T, m *mondo, p accesso.Persona) (out []string) {
	t.Helper()
	es := m.Posta(t, p)
	for i := len(es) - 1; i >= 0; i-- {
		out = append(out, es[i].Subject)
	}
	return out
}

// riceve checks what a person received so far, by a part of each subject.
func riceve(t *testing.T, m *mondo, p accesso.Persona, parti ...string) {
	t.Helper()
	got := lettere(t, m, p)
	ok := len(got) == len(parti)
	for i := 0; ok && i < len(parti); i++ {
		ok = strings.Contains(got[i], parti[i])
	}
	if !ok {
		t.Errorf("%s received %q, want %q", p.NomeCompleto(), got, parti)
	}
}

func TestTheLifeOfACampaign(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, regione := m.Servizio, m.Actor(t, m.Regione)
		r := m.Preparata(t)
		if r.Stato != monitoraggio.InPreparazione || !r.Obbligatoria {
			t.Fatalf("%+v", r)
		}
		riceve(t, m, m.Sindaca) // nobody knows yet
		d := m.Dati()
		d.Scadenza, d.Nota = kernel.MustDay("2026-08-15"), " Grazie.\n"
		riesce(t, s.Aggiorna(ctx, regione, sem, r.Versione, d))
		rifiuta(t, s.Aggiorna(ctx, regione, sem, r.Versione, d), kernel.Conflitto) // the page is old
		r = m.Rilevazione(t)
		if r.Scadenza != d.Scadenza || r.Nota != "Grazie." {
			t.Errorf("%+v", r)
		}
		n, err := s.Apri(ctx, regione, sem, r.Versione)
		riesce(t, err)
		if n != 4 {
			t.Errorf("%d invited", n)
		}
		r = m.Rilevazione(t)
		_, err = s.Apri(ctx, regione, sem, r.Versione)
		rifiuta(t, err, kernel.Conflitto)
		rifiuta(t, s.EliminaRilevazione(ctx, regione, sem, r.Versione), kernel.Conflitto)
		d.Nota, d.Procedimenti = "Altra nota.", nil // too late to change what is asked
		riesce(t, s.Aggiorna(ctx, regione, sem, r.Versione, d))
		if r = m.Rilevazione(t); r.Nota != "Altra nota." || len(rilevati(t, m)) != 2 {
			t.Errorf("%+v", r)
		}
		m.Inviato(t, m.Sindaca, m.Lodi)
		avvisati, err := s.ProrogaTutti(ctx, regione, sem, r.Versione, kernel.MustDay("2026-09-10"))
		riesce(t, err)
		if avvisati != 3 { // all but who sent
			t.Errorf("%d told of the new term", avvisati)
		}
		r = m.Rilevazione(t)
		riesce(t, s.Chiudi(ctx, regione, sem, r.Versione))
		r = m.Rilevazione(t)
		if r.Stato != monitoraggio.Chiusa || r.ChiusaIl.IsZero() {
			t.Errorf("%+v", r)
		}
		_, err = s.ProrogaTutti(ctx, regione, sem, r.Versione, kernel.MustDay("2026-09-20"))
		rifiuta(t, err, kernel.Conflitto)
		avvisati, err = s.RiapriRaccolta(ctx, regione, sem, r.Versione, kernel.MustDay("2026-09-10"))
		riesce(t, err)
		if r = m.Rilevazione(t); r.Stato != monitoraggio.Aperta || !r.ChiusaIl.IsZero() || avvisati != 3 {
			t.Errorf("%+v, %d", r, avvisati)
		}
		riceve(t, m, m.SindacoBergamo, "invito a inviare i dati: Comune di Bergamo", "nuovo termine", "di nuovo aperta")
		riceve(t, m, m.Regione)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error { _, err := registro.Verifica(ctx, tx); return err })
	})
}

func rilevati(t *testing.T, m *mondo) (out []monitoraggio.Rilevato) {
	t.Helper()
	r := m.Rilevazione(t)
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = monitoraggio.Rilevati(ctx, tx, r.ID)
		return err
	})
	return out
}

func TestWhatACampaignRefuses(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		regione := m.Actor(t, m.Regione)
		for nome, c := range map[string]struct {
			campo  string
			cambia func(d *monitoraggio.DatiRilevazione)
		}{
			"no semester":       {"semestre", func(d *monitoraggio.DatiRilevazione) { d.Semestre = kernel.Semestre{} }},
			"a future semester": {"semestre", func(d *monitoraggio.DatiRilevazione) { d.Semestre = kernel.MustSemestre("2027-1") }},
			"too long ago":      {"semestre", func(d *monitoraggio.DatiRilevazione) { d.Semestre = kernel.MustSemestre("2018-2") }},
			"no last day":       {"scadenza", func(d *monitoraggio.DatiRilevazione) { d.Scadenza = kernel.Day{} }},
			"yesterday":         {"scadenza", func(d *monitoraggio.DatiRilevazione) { d.Scadenza = kernel.MustDay("2026-07-05") }},
			"within the period": {"scadenza", func(d *monitoraggio.DatiRilevazione) {
				d.Semestre = kernel.MustSemestre("2026-2")
				d.Scadenza = kernel.MustDay("2026-12-31")
			}},
			"the year mistyped": {"scadenza", func(d *monitoraggio.DatiRilevazione) { d.Scadenza = kernel.MustDay("2036-07-31") }},
			"no procedure":      {"procedimenti", func(d *monitoraggio.DatiRilevazione) { d.Procedimenti = nil }},
			"an unknown one": {"procedimenti", func(d *monitoraggio.DatiRilevazione) {
				d.Procedimenti = map[int64]monitoraggio.RivoltoA{999: monitoraggio.RivoltoATutti}
			}},
			"nobody who answers": {"procedimenti", func(d *monitoraggio.DatiRilevazione) {
				d.Procedimenti = map[int64]monitoraggio.RivoltoA{m.Proc.ID: "nessuno"}
			}},
			"a note without end": {"nota", func(d *monitoraggio.DatiRilevazione) { d.Nota = strings.Repeat("x", 2001) }},
		} {
			d := m.Dati()
			c.cambia(&d)
			err := m.Servizio.Crea(ctx, regione, d)
			rifiuta(t, err, kernel.NonValido)
			if fs := kernel.FieldsOf(err); len(fs) == 0 || fs[0].Field != c.campo {
				t.Errorf("%s: %v", nome, fs)
			}
		}
		riesce(t, m.Servizio.Crea(ctx, regione, m.Dati()))
		rifiuta(t, m.Servizio.Crea(ctx, regione, m.Dati()), kernel.NonValido) // one for each semester
		for _, p := range []accesso.Persona{m.Sindaca, m.Delegato, m.Segretario, m.Coordinatrice, m.Esperta, m.Osservatore, m.Amministratrice} {
			chi := m.Actor(t, p)
			rifiuta(t, m.Servizio.Crea(ctx, chi, m.Dati()), kernel.Vietato)
			rifiuta(t, m.Servizio.Aggiorna(ctx, chi, sem, 1, m.Dati()), kernel.Vietato)
			rifiuta(t, m.Servizio.EliminaRilevazione(ctx, chi, sem, 1), kernel.Vietato)
			_, err := m.Servizio.Apri(ctx, chi, sem, 1)
			rifiuta(t, err, kernel.Vietato)
			rifiuta(t, m.Servizio.Chiudi(ctx, chi, sem, 1), kernel.Vietato)
			_, err = m.Servizio.ProrogaTutti(ctx, chi, sem, 1, kernel.MustDay("2026-09-01"))
			rifiuta(t, err, kernel.Vietato)
			_, err = m.Servizio.RiapriRaccolta(ctx, chi, sem, 1, kernel.MustDay("2026-09-01"))
			rifiuta(t, err, kernel.Vietato)
			_, err = m.Servizio.PreparaRilevazione(ctx, chi, sem)
			rifiuta(t, err, kernel.Vietato)
		}
		r := m.Rilevazione(t)
		riesce(t, m.Servizio.EliminaRilevazione(ctx, regione, sem, r.Versione))
		_, err := m.Servizio.Panorama(ctx, regione, sem, monitoraggio.FiltroInvii{})
		rifiuta(t, err, kernel.NonTrovato)
	})
}

// TestASemesterIsGatheredOnceItIsOver: it can be prepared before.
func TestASemesterIsGatheredOnceItIsOver(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	regione := m.Actor(t, m.Regione)
	d := m.Dati()
	d.Semestre, d.Scadenza = kernel.MustSemestre("2026-2"), kernel.MustDay("2027-01-31")
	riesce(t, m.Servizio.Crea(ctx, regione, d))
	_, err := m.Servizio.Apri(ctx, regione, d.Semestre, 1)
	rifiuta(t, err, kernel.Conflitto)
	m.Al("2026-12-31")
	_, err = m.Servizio.Apri(ctx, regione, d.Semestre, 1)
	rifiuta(t, err, kernel.Conflitto)
	m.Al("2027-01-01")
	_, err = m.Servizio.Apri(ctx, regione, d.Semestre, 1)
	riesce(t, err)
	m.Al("2027-01-02")
	d = m.Dati() // another, whose last day passes before it is opened
	d.Scadenza = kernel.MustDay("2027-02-28")
	riesce(t, m.Servizio.Crea(ctx, regione, d))
	m.Al("2027-03-01")
	_, err = m.Servizio.Apri(ctx, regione, sem, m.Rilevazione(t).Versione)
	rifiuta(t, err, kernel.Conflitto)
}

// TestTheTermIsThatInForceAtTheEndOfTheSemester, read when the campaign opens.
func TestTheTermIsThatInForceAtTheEndOfTheSemester(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Preparata(t)
		cat := catalogo.New(catalogo.Deps{DB: m.DB})
		giorni := func(n int64) *int64 { return &n }
		for _, x := range []struct {
			dal string
			n   int64
		}{{"2026-06-30", 77}, {"2026-07-01", 88}} {
			_, err := cat.AggiungiTermine(ctx, m.Actor(t, m.Regione), catalogo.Termine{ProcedimentoID: m.Proc.ID, VigenteDal: kernel.MustDay(x.dal), Giorni: giorni(x.n),
				Descrizione: "Termine di prova", Fonte: "Prova", Affidabilita: catalogo.Ipotesi, Decorrenza: "domanda"}, "Prova")
			riesce(t, err)
		}
		_, err := m.Servizio.Apri(ctx, m.Actor(t, m.Regione), sem, m.Rilevazione(t).Versione)
		riesce(t, err)
		for _, x := range rilevati(t, m) {
			if x.ProcedimentoID == m.Proc.ID && (x.Termine == nil || x.Termine.String() != "77" || x.TermineFonte != "Prova") {
				t.Errorf("%+v", x)
			}
		}
	})
}

// TestWhoIsInvitedAndOnce: joined bodies that a procedure concerns, once each,
// also those that join later; one message for a person, whatever the bodies.
func TestWhoIsInvitedAndOnce(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, segr := m.Servizio, m.Actor(t, m.Segretario)
		d := m.Dati()
		d.Procedimenti = map[int64]monitoraggio.RivoltoA{m.Proc.ID: monitoraggio.RivoltoAComuni}
		riesce(t, s.Crea(ctx, m.Actor(t, m.Regione), d))
		n, err := s.Apri(ctx, m.Actor(t, m.Regione), sem, 1)
		riesce(t, err)
		if n != 3 {
			t.Errorf("%d invited: only the Comuni are asked", n)
		}
		riceve(t, m, m.Sindaca, "invito a inviare i dati: Comune di Lodi")
		riceve(t, m, m.Presidente)
		riceve(t, m, m.Delegato, "invito a inviare i dati") // of two bodies
		if es := m.Posta(t, m.Delegato); !strings.Contains(es[0].Text, "Enti: Comune di Codogno, Comune di Lodi.") || !strings.Contains(es[0].Text, "entro venerdì 31 luglio 2026") {
			t.Errorf("%s", es[0].Text)
		}
		n, err = s.AggiungiEnti(ctx, segr, sem)
		riesce(t, err)
		if n != 0 {
			t.Errorf("%d invited again", n)
		}
		m.Entra(t)
		riesce(t, s.Giornata(ctx)) // within the hour
		riesce(t, s.Giornata(ctx))
		riceve(t, m, m.SindacoCrema, "invito a inviare i dati: Comune di Crema")
		riceve(t, m, m.Sindaca, "invito a inviare i dati: Comune di Lodi")
		if i := m.Invio(t, m.Crema); i.Stato != monitoraggio.NonIniziato {
			t.Errorf("%+v", i)
		}
		_, err = s.AggiungiEnti(ctx, m.Actor(t, m.Osservatore), sem)
		rifiuta(t, err, kernel.Vietato)
	})
}

// TestManyBodiesAreInvitedInLots, each once, also when the job runs again.
func TestManyBodiesAreInvitedInLots(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		const altri = 420
		m.Molti(t, altri)
		r := m.Preparata(t)
		n, err := m.Servizio.Apri(ctx, m.Actor(t, m.Regione), sem, r.Versione)
		riesce(t, err)
		if n != altri+4 {
			t.Errorf("%d to invite", n)
		}
		conta := func() (n int64) {
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
				n, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_invii`)
				return err
			})
			return n
		}
		if got := conta(); got != 200 {
			t.Errorf("%d invited at once", got)
		}
		riesce(t, m.Servizio.Giornata(ctx))
		riesce(t, m.Servizio.Giornata(ctx))
		if got := conta(); got != altri+4 {
			t.Errorf("%d invited in the end", got)
		}
		riceve(t, m, m.Sindaca, "invito")
	})
}
