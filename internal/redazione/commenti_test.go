package redazione_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/redazione"
)

// commento is one that anybody could write, on the form of the notizia.
func (u *ufficio) commento(id int64, testo string) redazione.NuovoCommento {
	u.t.Helper()
	g, err := u.s.GettoneCommento(ctx, id, true)
	ok(u.t, err)
	return redazione.NuovoCommento{Nome: "Lia", Email: "lia@example.org", Testo: testo, Gettone: g, Da: "192.0.2.1"}
}

func (u *ufficio) commenta(n redazione.NuovoCommento) int64 {
	u.t.Helper()
	id, err := u.s.Commenta(ctx, "titolo", n)
	ok(u.t, err)
	return id
}

func (u *ufficio) stato(id int64) redazione.StatoCommento {
	u.t.Helper()
	for _, s := range redazione.StatiCommento {
		list, _, _, err := u.s.Commenti(ctx, segreteria, s, 1)
		ok(u.t, err)
		for _, c := range list {
			if c.ID == id {
				return s
			}
		}
	}
	return ""
}

const domanda = "Vale anche per le Unioni di Comuni?"

func TestACommentFromItsFormToThePublic(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		k := u.commenta(u.commento(id, domanda))
		pubblici := func() []redazione.Commento {
			p, _, err := u.s.Pubblicato(ctx, redazione.Notizia, "titolo")
			ok(u.t, err)
			return p.Commenti
		}
		if u.stato(k) != redazione.InAttesa || len(pubblici()) != 0 {
			u.t.Errorf("%s, %d public", u.stato(k), len(pubblici()))
		}
		_, err := u.s.Decidi(ctx, regione, k, redazione.ActApprova, redazione.InAttesa, "")
		is(u.t, err, kernel.Vietato)
		_, err = u.s.Decidi(ctx, segreteria, k, redazione.ActApprova, redazione.CommentoSpam, "")
		is(u.t, err, kernel.Conflitto)
		_, err = u.s.Decidi(ctx, segreteria, k, redazione.ActApprova, redazione.InAttesa, "")
		ok(u.t, err)
		if cs := pubblici(); len(cs) != 1 || cs[0].Testo != domanda || cs[0].Nome != "Lia" || cs[0].Email != "" {
			u.t.Errorf("%+v", cs)
		}
		if m := u.posta("lia@example.org"); len(m) != 1 || !strings.Contains(m[0].Text, "https://pass.example/notizie/titolo#commento-") {
			u.t.Errorf("%+v", m)
		}
		_, err = u.s.Decidi(ctx, segreteria, k, redazione.ActRespingi, redazione.CommentoPubblicato, "")
		is(u.t, err, kernel.NonValido)
		_, err = u.s.Decidi(ctx, segreteria, k, redazione.ActRespingi, redazione.CommentoPubblicato, "Fuori tema")
		ok(u.t, err)
		_, err = u.s.Decidi(ctx, segreteria, k, redazione.ActApprova, redazione.CommentoRespinto, "")
		ok(u.t, err)
		if len(pubblici()) != 1 || len(u.posta("lia@example.org")) != 1 {
			u.t.Error("approved again, the author is told twice")
		}
	})
}

func TestRepliesStandUnderWhatTheyAnswer(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		approva := func(k int64) {
			_, err := u.s.Decidi(ctx, segreteria, k, redazione.ActApprova, redazione.InAttesa, "")
			ok(u.t, err)
		}
		primo := u.commenta(u.commento(id, domanda))
		presto := u.commento(id, "Rispondo a chi non è ancora pubblico.")
		presto.RispostaA = primo
		solo := u.commenta(presto)
		approva(primo)
		r := u.commento(id, "Sì, lo dice la guida.")
		r.RispostaA = primo
		risposta := u.commenta(r)
		approva(risposta)
		rr := u.commento(id, "Grazie della risposta.")
		rr.RispostaA = risposta // one level only
		terza := u.commenta(rr)
		approva(terza)
		approva(solo)
		p, _, err := u.s.Pubblicato(ctx, redazione.Notizia, "titolo")
		ok(u.t, err)
		if len(p.Commenti) != 3 || len(p.Commenti[0].Risposte) != 1 || p.Commenti[0].Risposte[0].ID != risposta {
			u.t.Errorf("%+v", p.Commenti)
		}
	})
}

func TestWhatIsNotTaken(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		altra := u.pubblica("Altra")
		for nome, cambia := range map[string]func(n *redazione.NuovoCommento){
			"no name":          func(n *redazione.NuovoCommento) { n.Nome = "" },
			"no e-mail":        func(n *redazione.NuovoCommento) { n.Email = "lia" },
			"a header":         func(n *redazione.NuovoCommento) { n.Email = "a@b.it\r\nBcc: c@d.it" },
			"no text":          func(n *redazione.NuovoCommento) { n.Testo = "" },
			"too long":         func(n *redazione.NuovoCommento) { n.Testo = strings.Repeat("a", redazione.MassimoCommento+1) },
			"three links":      func(n *redazione.NuovoCommento) { n.Testo = "http://a.it https://b.it www.c.it" },
			"no token":         func(n *redazione.NuovoCommento) { n.Gettone = "" },
			"an invented one":  func(n *redazione.NuovoCommento) { n.Gettone = n.Gettone[:len(n.Gettone)-1] + "!" },
			"of another":       func(n *redazione.NuovoCommento) { n.Gettone = u.commento(altra, "").Gettone },
			"an absurd number": func(n *redazione.NuovoCommento) { n.Gettone = "zzzzzzzzzzzzzzzz.x" },
		} {
			n := u.commento(id, domanda)
			cambia(&n)
			if _, err := u.s.Commenta(ctx, "titolo", n); kernel.CodeOf(err) != kernel.NonValido {
				u.t.Errorf("%s: %v", nome, err)
			}
		}
		vecchio := u.commento(id, domanda)
		u.clock.Advance(25 * time.Hour)
		_, err := u.s.Commenta(ctx, "titolo", vecchio)
		is(u.t, err, kernel.NonValido)
		contiene(u.t, err.Error(), "rimasta aperta")
		ok(u.t, u.s.ChiudiCommenti(ctx, segreteria, id))
		_, err = u.s.Commenta(ctx, "titolo", u.commento(id, domanda))
		is(u.t, err, kernel.Conflitto)
		_, err = u.s.Commenta(ctx, "che-non-esiste", u.commento(id, domanda))
		is(u.t, err, kernel.NonTrovato)
		if n := u.uno(`SELECT COUNT(*) FROM redazione_commenti`); n != 0 {
			u.t.Errorf("%d comments were written", n)
		}
	})
}

func TestTheSameCommentTwiceIsOne(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		n := u.commento(id, domanda)
		a, b := u.commenta(n), u.commenta(n)
		if a != b || u.uno(`SELECT COUNT(*) FROM redazione_commenti`) != 1 {
			u.t.Errorf("numbers %d and %d", a, b)
		}
	})
}

// What programs send waits apart, and its author learns nothing of it.
func TestWhatProgramsSendWaitsApart(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		esca := u.commento(id, "Primo commento qualunque.")
		esca.Trappola = "https://example.org"
		if k := u.commenta(esca); u.stato(k) != redazione.CommentoSpam {
			u.t.Errorf("hidden field filled: %s", u.stato(k))
		}
		fretta := u.commento(id, "Secondo commento qualunque.")
		var err error
		fretta.Gettone, err = u.s.GettoneCommento(ctx, id, false)
		ok(u.t, err)
		if k := u.commenta(fretta); u.stato(k) != redazione.CommentoSpam {
			u.t.Errorf("sent at once: %s", u.stato(k))
		}
		if k := u.commenta(u.commento(id, "Buy cheap viagra online, best casino bonus https://best-offer.example.com")); u.stato(k) != redazione.CommentoSpam {
			u.t.Errorf("spam: %s", u.stato(k))
		}
		if k := u.commenta(u.commento(id, domanda)); u.stato(k) != redazione.InAttesa {
			u.t.Errorf("a true comment: %s", u.stato(k))
		}
	})
}

// A decision teaches, the opposite one takes it back.
func TestModerationTeachesTheFilter(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		const testo = "Zampironi artigianali di Gorgonzola, ordinate quelli del signor Peppino numero "
		primo := u.commenta(u.commento(id, testo+"uno"))
		_, err := u.s.Decidi(ctx, segreteria, primo, redazione.ActSegnalaSpam, redazione.InAttesa, "")
		ok(u.t, err)
		if k := u.commenta(u.commento(id, testo+"due")); u.stato(k) != redazione.CommentoSpam {
			u.t.Errorf("the second is %s", u.stato(k))
		}
		prima := u.uno(`SELECT CAST(SUM(spam) AS BIGINT) FROM redazione_spam`)
		_, err = u.s.Decidi(ctx, segreteria, primo, redazione.ActApprova, redazione.CommentoSpam, "")
		ok(u.t, err)
		if dopo := u.uno(`SELECT CAST(SUM(spam) AS BIGINT) FROM redazione_spam`); dopo >= prima || u.uno(`SELECT COUNT(*) FROM redazione_spam WHERE spam < 0 OR buoni < 0`) != 0 {
			u.t.Errorf("what was taught was not taken back: %d, then %d", prima, dopo)
		}
	})
}

func TestOneSenderCannotFloodTheQueue(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		var err error
		for i := range 300 { // more than everybody together may send
			_, err = u.s.Commenta(ctx, "titolo", u.commento(id, "Commento numero "+strings.Repeat("i", i+1)))
		}
		is(u.t, err, kernel.TroppeVolte)
		altro := u.commento(id, "Da un'altra rete")
		altro.Da = "198.51.100.7"
		u.commenta(altro)
		u.clock.Advance(11 * time.Minute)
		u.commenta(u.commento(id, "Dopo un po'"))
	})
}

// E-mails and refused comments are forgotten in time, on request at once.
func TestWhatPeopleLeftIsForgotten(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		a, b, c := u.commenta(u.commento(id, "Primo")), u.commenta(u.commento(id, "Secondo")), u.commenta(u.commento(id, "Terzo"))
		for k, atto := range map[int64]redazione.AttoCommento{a: redazione.ActApprova, b: redazione.ActSegnalaSpam} {
			_, err := u.s.Decidi(ctx, segreteria, k, atto, redazione.InAttesa, "")
			ok(u.t, err)
		}
		is(u.t, u.s.CancellaDati(ctx, regione, c), kernel.Vietato)
		ok(u.t, u.s.CancellaDati(ctx, segreteria, c))
		if n := u.uno(`SELECT COUNT(*) FROM redazione_commenti WHERE email <> ''`); n != 2 {
			u.t.Errorf("%d e-mails, want 2", n)
		}
		u.clock.Advance(31 * 24 * time.Hour)
		ok(u.t, u.s.Conserva(ctx))
		if u.stato(b) != "" || u.stato(a) != redazione.CommentoPubblicato {
			u.t.Errorf("after a month the spam is %q, the public one %q", u.stato(b), u.stato(a))
		}
		u.clock.Advance(336 * 24 * time.Hour)
		ok(u.t, u.s.Conserva(ctx))
		if n := u.uno(`SELECT COUNT(*) FROM redazione_commenti WHERE email <> ''`); n != 0 || u.stato(a) != redazione.CommentoPubblicato {
			u.t.Errorf("after a year %d e-mails are kept; the comment is %q", n, u.stato(a))
		}
	})
}

// Several moderators at the same instant: one decides, and the author is told
// once.
func TestModeratorsAtTheSameInstantDecideOnce(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		k := u.commenta(u.commento(u.pubblica("Titolo"), domanda))
		var wg sync.WaitGroup
		var decisi atomic.Int64
		for range 6 {
			wg.Go(func() {
				_, err := u.s.Decidi(ctx, segreteria, k, redazione.ActApprova, redazione.InAttesa, "")
				if err == nil {
					decisi.Add(1)
				} else if kernel.CodeOf(err) != kernel.Conflitto {
					u.t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := decisi.Load(); n != 1 || len(u.posta("lia@example.org")) != 1 {
			u.t.Errorf("%d decisions, %d messages", n, len(u.posta("lia@example.org")))
		}
	})
}
