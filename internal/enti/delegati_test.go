package enti_test

import (
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// accetta makes the invited person sign in through the link of the e-mail.
func (b banco) accetta(t *testing.T, email string, chi kernel.Actor) {
	t.Helper()
	m := b.Posta(t, email)[0]
	_, token, ok := strings.Cut(m.Link, "/accesso/inviti/")
	if !ok {
		t.Fatalf("no link in %+v", m)
	}
	_, esito, err := b.Accesso.AccettaInvito(ctx, chi, token)
	if err != nil || esito != accesso.InvitoAperto {
		t.Fatalf("%s %v", esito, err)
	}
}

func TestTheRepresentativeEnablesAndRemovesDelegates(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e, altrove := b.Ente(t, "Comune di Gubbio"), b.Ente(t, "Comune di Todi")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		p, chi := b.persona(t, 1, "Rita")
		b.Approvata(t, chi, segreteria, e)
		rita := b.attore(t, p)
		q, chiQ := b.persona(t, 2, "Aldo")
		b.Approvata(t, chiQ, segreteria, altrove)
		aldo := b.attore(t, q)
		fine := b.Dati(e).MandatoAl

		uguali(t, "fields", campi(b.Enti.InvitaDelegato(ctx, rita, e.ID, "non un indirizzo", fine.AddDays(1))), []string{"email", "al"})
		uguali(t, "fields", campi(b.Enti.InvitaDelegato(ctx, rita, e.ID, "dora@example.org", kernel.Day{})), []string{"al"})
		vuole(t, b.Enti.InvitaDelegato(ctx, aldo, e.ID, "dora@example.org", fine), kernel.NonTrovato)
		vuole(t, b.Enti.InvitaDelegato(ctx, segreteria, e.ID, "dora@example.org", fine), kernel.Vietato)
		riesce(t, b.Enti.InvitaDelegato(ctx, rita, e.ID, "dora@example.org", fine))
		riesce(t, b.Enti.InvitaDelegato(ctx, rita, e.ID, "altra@example.org", fine))

		d, chiD := b.persona(t, 3, "Dora")
		b.accetta(t, "dora@example.org", chiD)
		dora := b.attore(t, d)
		if !dora.HasEnte(kernel.Delegato, e.ID) {
			t.Fatalf("dora is %+v", dora)
		}
		vuole(t, b.Enti.InvitaDelegato(ctx, dora, e.ID, "terza@example.org", fine), kernel.Vietato)
		_, err := b.Enti.Delegati(ctx, dora, e.ID)
		vuole(t, err, kernel.Vietato)
		_, err = b.Enti.Delegati(ctx, aldo, e.ID)
		vuole(t, err, kernel.NonTrovato)

		pagina, err := b.Enti.Delegati(ctx, rita, e.ID)
		riesce(t, err)
		if len(pagina.Delegati) != 1 || pagina.Delegati[0].ID != d.ID || len(pagina.Inviti) != 1 || pagina.Limite != fine || pagina.Rappresentante.ID != p.ID {
			t.Fatalf("page %+v", pagina)
		}
		mandato, invito := pagina.Delegati[0].Mandato.ID, pagina.Inviti[0].ID
		vuole(t, b.Enti.RimuoviDelegato(ctx, aldo, altrove.ID, mandato, ""), kernel.NonTrovato)
		vuole(t, b.Enti.RevocaInvitoDelegato(ctx, aldo, altrove.ID, invito), kernel.NonTrovato)
		vuole(t, b.Enti.RimuoviDelegato(ctx, dora, e.ID, mandato, ""), kernel.Vietato)
		vuole(t, b.Enti.RimuoviDelegato(ctx, rita, e.ID, pagina.Rappresentante.Mandato.ID, ""), kernel.NonTrovato)
		vuole(t, b.Enti.RimuoviDelegato(ctx, segreteria, e.ID, mandato, ""), kernel.NonValido)
		riesce(t, b.Enti.RimuoviDelegato(ctx, rita, e.ID, mandato, ""))
		riesce(t, b.Enti.RevocaInvitoDelegato(ctx, rita, e.ID, invito))
		if b.attore(t, d).DiEnte(e.ID) {
			t.Error("dora still acts for the body")
		}
		if m := b.Posta(t, d.Email)[0]; !strings.Contains(m.Subject, "Delega terminata") {
			t.Errorf("told: %+v", m)
		}
		vuole(t, b.Enti.RimuoviDelegato(ctx, rita, e.ID, mandato, ""), kernel.Conflitto)
	})
}

// A wrong representative may have enabled people: undoing the approval takes
// them away, and not those who were there before.
func TestUndoingAnApprovalEndsItsDelegates(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		vera, chiVera := b.persona(t, 1, "Vera")
		finto, chiFinto := b.persona(t, 2, "Finto")
		a := b.Approvata(t, chiVera, segreteria, e)
		riesce(t, b.Enti.InvitaDelegato(ctx, b.attore(t, vera), e.ID, "buono@example.org", a.Dati.MandatoAl))
		buono, chiBuono := b.persona(t, 3, "Buono")
		b.accetta(t, "buono@example.org", chiBuono)
		b.clock.Advance(24 * 3600e9)
		f := b.Approvata(t, chiFinto, segreteria, e)
		riesce(t, b.Enti.InvitaDelegato(ctx, b.attore(t, finto), e.ID, "complice@example.org", f.Dati.MandatoAl))
		complice, chiComplice := b.persona(t, 4, "Complice")
		b.accetta(t, "complice@example.org", chiComplice)
		riesce(t, b.Enti.AnnullaDecisione(ctx, segreteria, f.ID, f.Versione, "Firma falsa."))
		if b.attore(t, complice).DiEnte(e.ID) || !b.attore(t, buono).DiEnte(e.ID) || !b.attore(t, vera).DiEnte(e.ID) {
			t.Error("the wrong people act for the body")
		}
	})
}

func TestImpedimenti(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		_, chi := b.persona(t, 1, "Rita")
		b.Approvata(t, chi, segreteria, e)
		i := enti.Impedimento{EnteID: e.ID, Chiave: "monitoraggio.2026-1", Testo: "Mancano i dati del primo semestre.", URL: "/monitoraggio"}
		b.scrive(t, func(tx *db.Tx) error { return enti.PoniImpedimento(ctx, tx, i) })
		prima := b.DB.Now()
		b.clock.Advance(3600e9)
		i.Testo = "Mancano ancora i dati."
		b.scrive(t, func(tx *db.Tx) error { return enti.PoniImpedimento(ctx, tx, i) })
		b.legge(t, func(tx *db.Tx) error {
			is, err := enti.Impedimenti(ctx, tx, e.ID)
			i.Da = prima
			if len(is) != 1 || is[0] != i {
				t.Errorf("impediments %+v, want %+v", is, i)
			}
			return err
		})
		if ok, chiavi := b.puoChiedere(t, e.ID); ok || len(chiavi) != 1 || chiavi[0] != i.Chiave {
			t.Errorf("kept: %v %v", ok, chiavi)
		}
		for range 2 {
			b.scrive(t, func(tx *db.Tx) error { return enti.TogliImpedimento(ctx, tx, e.ID, i.Chiave) })
		}
		if ok, chiavi := b.puoChiedere(t, e.ID); !ok {
			t.Errorf("freed: %v", chiavi)
		}
	})
}

func TestRiepilogo(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		g, n, pg := b.Ente(t, "Comune di Gubbio"), b.Ente(t, "Comune di Narni"), b.Ente(t, "Provincia di Perugia")
		for i, e := range []enti.Ente{g, n, pg} {
			_, chi := b.persona(t, i, "Rita")
			a := b.Approvata(t, chi, segreteria, e)
			if e.ID == n.ID {
				riesce(t, b.Enti.Sospendi(ctx, segreteria, a.ID, a.Versione, "Verifica."))
			}
		}
		b.legge(t, func(tx *db.Tx) error {
			r, err := enti.GetRiepilogo(ctx, tx)
			if err != nil || len(r.Province) != 2 || r.Aderenti != 2 || r.Enti != 94 {
				t.Fatalf("summary %+v, %v", r, err)
			}
			p := r.Province[0]
			uguali(t, "Perugia", p, enti.RiepilogoProvincia{Codice: "054", Sigla: "PG", Nome: "Perugia", Regione: "10", Enti: 60, Comuni: 59,
				Aderenti: 2, ComuniAderenti: 1, EntiAderenti: []int64{g.ID, pg.ID}})
			return nil
		})
	})
}
