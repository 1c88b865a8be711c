package redazione_test

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/redazione"
)

// cifre publishes the figures of a small region; evase is how many requests of
// the Comune di Lodi are over.
func (u *ufficio) cifre(evase int64) {
	u.t.Helper()
	mesi := func() (out []pubblico.Mese) {
		for _, m := range pubblico.UltimiMesi(kernel.InstantOf(u.clock.Now()).Day()) {
			out = append(out, pubblico.Mese{Mese: m, Ricevute: 1, Evase: evase % 3})
		}
		return out
	}()
	c := pubblico.Cifre{Ricevute: 20, InLavorazione: 20 - evase, Evase: evase, Chiusura: pubblico.NuovaMisura(20, 9), Mesi: mesi}
	a := pubblico.Attivita{AggiornataAl: kernel.InstantOf(u.clock.Now()), Regione: pubblico.CifreRegione{Codice: "03", Nome: "Lombardia", EntiTotali: 2, EntiAderenti: 1, Cifre: c},
		Province: []pubblico.CifreProvincia{{Sigla: "LO", Nome: "Lodi", EntiTotali: 2, EntiAderenti: 1, Cifre: c}},
		Enti:     []pubblico.CifreEnte{{ID: 1, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Aderente: true, Cifre: c}, {ID: 2, Istat: "098032", Nome: "Comune di Lodi Vecchio", Provincia: "LO"}}}
	ok(u.t, u.d.InTx(ctx, func(tx *db.Tx) error {
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveCatalogo, pubblico.Catalogo{AggiornatoAl: tx.Now(), TaskForces: []pubblico.TaskForcePubblica{{Codice: "rifiuti"}},
			Procedimenti: []pubblico.ProcedimentoPubblico{{Codice: "aua", Nome: "Autorizzazione unica", TaskForce: "rifiuti"}}}, "Prova"); err != nil {
			return err
		}
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveAttivita, a, "Prova")
	}))
}

var inLink = regexp.MustCompile(`/segui/(?:conferma|iscrizione)/([A-Za-z0-9_-]+)`)

// token reads the link of the last message to an address.
func (u *ufficio) token(a string) string {
	u.t.Helper()
	m := u.posta(a)
	if len(m) == 0 {
		u.t.Fatalf("no message to %s", a)
	}
	found := inLink.FindStringSubmatch(m[0].Text)
	if found == nil {
		u.t.Fatalf("no link in %q", m[0].Text)
	}
	return found[1]
}

// segue makes an address follow something, confirmed.
func (u *ufficio) segue(o redazione.Oggetto, email string) {
	u.t.Helper()
	_, err := u.s.ChiediIscrizione(ctx, o, email, "192.0.2.1")
	ok(u.t, err)
	_, err = u.s.ConfermaIscrizione(ctx, u.token(email))
	ok(u.t, err)
}

// domani moves to the next morning and does the work of the day.
func (u *ufficio) domani() {
	u.t.Helper()
	u.clock.Advance(24 * time.Hour)
	ok(u.t, u.s.AvvisiDelGiorno(ctx))
}

func TestNobodyIsWrittenToWithoutConfirming(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		_, err := u.s.ChiediIscrizione(ctx, "enti/098031", "Lia@Example.org", "192.0.2.1")
		ok(u.t, err)
		token := u.token("lia@example.org")
		if n := u.uno(`SELECT COUNT(*) FROM redazione_gettoni WHERE hash = $1`, token); n != 0 {
			u.t.Error("the token is stored as it is")
		}
		if x, err := u.s.DaConfermare(ctx, token); err != nil || x.Nome != "Comune di Lodi" || x.URL != "/cifre/enti/098031" {
			u.t.Errorf("%+v, %v", x, err)
		}
		u.cifre(6)
		u.domani()
		if n := len(u.posta("lia@example.org")); n != 1 {
			u.t.Errorf("%d messages before the confirmation", n)
		}
		u.clock.Advance(8 * 24 * time.Hour)
		ok(u.t, u.s.Conserva(ctx))
		if n := u.uno(`SELECT COUNT(*) FROM redazione_iscrizioni`); n != 0 {
			u.t.Errorf("%d addresses kept after a week", n)
		}
		_, err = u.s.ConfermaIscrizione(ctx, token)
		is(u.t, err, kernel.NonTrovato)
	})
}

func TestWhoFollowsIsToldOnceWhatChanged(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.segue("enti/id-1", "lia@example.org") // the other name of the same body
		quanti := func() int { return len(u.posta("lia@example.org")) }
		u.domani()
		if quanti() != 1 {
			u.t.Fatalf("nothing changed, %d messages", quanti())
		}
		u.cifre(7)
		u.domani()
		ok(u.t, u.s.AvvisiDelGiorno(ctx))
		m := u.posta("lia@example.org")
		if len(m) != 2 {
			u.t.Fatalf("%d messages, want 2", len(m))
		}
		contiene(u.t, m[0].Subject, "Cifre aggiornate: Comune di Lodi")
		contiene(u.t, m[0].Text, "Richieste evase: 7 (prima 5)", "Richieste in lavorazione: 13 (prima 15)", "https://pass.example/cifre/enti/098031", "https://pass.example/segui/iscrizione/")
		if n := u.uno(`SELECT COUNT(*) FROM posta WHERE intestazioni LIKE '%"unsubscribe":"https://pass.example/segui/iscrizione/%'`); n != 1 {
			u.t.Errorf("%d messages say how to stop", n)
		}
		u.cifre(9)
		ok(u.t, u.s.AvvisiDelGiorno(ctx))
		if quanti() != 2 {
			u.t.Error("two messages on one day")
		}
		u.domani()
		if quanti() != 3 {
			u.t.Errorf("%d messages, want 3", quanti())
		}
		u.domani()
		if quanti() != 3 {
			u.t.Error("told twice of one change")
		}
	})
}

func TestNothingLeavesAtNight(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.segue("regione", "lia@example.org")
		u.cifre(6)
		u.clock.Set(time.Date(2026, 11, 21, 5, 30, 0, 0, time.UTC)) // 6:30 in Italy
		ok(u.t, u.s.AvvisiDelGiorno(ctx))
		if n := len(u.posta("lia@example.org")); n != 1 {
			u.t.Errorf("%d messages at 6:30", n)
		}
		u.clock.Advance(31 * time.Minute)
		ok(u.t, u.s.AvvisiDelGiorno(ctx))
		if n := len(u.posta("lia@example.org")); n != 2 {
			u.t.Errorf("%d messages at 7:01", n)
		}
	})
}

func TestWhoFollowsTheNewsGetsEachOnce(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.pubblica("Vecchia")
		u.clock.Advance(time.Minute)
		u.segue("notizie", "lia@example.org")
		u.clock.Advance(time.Minute)
		u.pubblica("Nuova")
		u.domani()
		u.domani()
		m := u.posta("lia@example.org")
		if len(m) != 2 || !strings.Contains(m[0].Text, "Nuova") || strings.Contains(m[0].Text, "Vecchia") {
			u.t.Errorf("%d messages: %+v", len(m), m)
		}
	})
}

func TestOneClickEndsOneSubscriptionAndAllOfThem(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.segue("regione", "lia@example.org")
		u.segue("province/lo", "lia@example.org")
		u.segue("procedimenti/aua", "altra@example.org")
		u.cifre(6)
		u.domani()
		token := u.token("lia@example.org")
		email, lista, nomi, err := u.s.Iscrizioni(ctx, token)
		if ok(u.t, err); email != "lia@example.org" || len(lista) != 2 || nomi["province/LO"].Nome != "Enti in provincia di Lodi" {
			u.t.Errorf("%s %+v %v", email, lista, nomi)
		}
		ok(u.t, u.s.Disiscrivi(ctx, token, 0, false))
		ok(u.t, u.s.Disiscrivi(ctx, token, 0, true)) // the link ended with its subscription: nothing more
		if n := u.uno(`SELECT COUNT(*) FROM redazione_iscrizioni WHERE email = 'lia@example.org'`); n != 1 {
			u.t.Errorf("%d left, want 1", n)
		}
		ok(u.t, u.s.Disiscrivi(ctx, "inventato", 0, true))
		u.cifre(7)
		u.domani()
		ok(u.t, u.s.Disiscrivi(ctx, u.token("lia@example.org"), 0, true))
		if n, altri := u.uno(`SELECT COUNT(*) FROM redazione_iscrizioni WHERE email = 'lia@example.org'`), u.uno(`SELECT COUNT(*) FROM redazione_iscrizioni`); n != 0 || altri != 1 {
			u.t.Errorf("%d left of hers, %d in all", n, altri)
		}
		_, _, _, err = u.s.Iscrizioni(ctx, token)
		is(u.t, err, kernel.NonTrovato)
	})
}

// Nobody fills the mailbox of another with confirmations, nor learns whether an
// address follows something.
func TestAskingAgainAndAgainFloodsNobody(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		for i := range 6 {
			_, err := u.s.ChiediIscrizione(ctx, "regione", "vittima@example.org", "192.0.2."+string(rune('1'+i)))
			ok(u.t, err)
		}
		if n := len(u.posta("vittima@example.org")); n != 3 {
			u.t.Errorf("%d messages, at most 3 a day", n)
		}
		_, err := u.s.ChiediIscrizione(ctx, "regione", "non un indirizzo", "192.0.2.9")
		is(u.t, err, kernel.NonValido)
		_, err = u.s.ChiediIscrizione(ctx, "enti/999999", "lia@example.org", "192.0.2.9")
		is(u.t, err, kernel.NonValido)
	})
}

// The feeds keep what was said: an entry for each month that is over, with an
// identifier that never changes.
func TestFeedsKeepTheirEntries(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.pubblica("Una notizia")
		ok(u.t, u.s.AvvisiDelGiorno(ctx))
		f, err := u.s.Feed(ctx, "enti/098031")
		ok(u.t, err)
		if len(f.Voci) != 12 || f.Voci[0].Titolo != "Comune di Lodi, ottobre 2026" || f.Voci[0].ID != "tag:pass.example,2026:enti/098031/mese/2026-10" {
			u.t.Errorf("%d entries, the first %+v", len(f.Voci), f.Voci)
		}
		contiene(u.t, f.Voci[0].Sommario, "Richieste ricevute nel mese: 1.")
		u.cifre(6) // the figures of the month change: the entry stays
		u.domani()
		u.clock.Set(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))
		u.cifre(6)
		u.domani()
		g, err := u.s.Feed(ctx, "enti/098031")
		ok(u.t, err)
		if len(g.Voci) != 13 || g.Voci[0].Titolo != "Comune di Lodi, novembre 2026" || g.Voci[1] != f.Voci[0] {
			u.t.Errorf("%d entries: %+v", len(g.Voci), g.Voci[:2])
		}
		r, err := u.s.Feed(ctx, "regione")
		ok(u.t, err)
		notizie := 0
		for _, v := range r.Voci {
			if v.Titolo == "Una notizia" && v.URL == "https://pass.example/notizie/una-notizia" {
				notizie++
			}
		}
		if notizie != 1 {
			u.t.Errorf("the news is %d times in the feed of the region", notizie)
		}
		for o, code := range map[redazione.Oggetto]kernel.Code{"enti/1": kernel.NonTrovato, "altro": kernel.NonTrovato, "": kernel.NonTrovato} {
			_, err := u.s.Feed(ctx, o)
			is(u.t, err, code)
		}
	})
}

// What RFC 4287 asks of a feed: one id, title and updated each, absolute
// addresses, an author, dates of RFC 3339.
func TestFeedsAreAtom(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.pubblica(`Titolo con <b> & "virgolette"`)
		ok(u.t, u.s.AvvisiDelGiorno(ctx))
		for _, leggi := range []func() ([]byte, error){
			func() ([]byte, error) { f, err := u.s.FeedNotizie(ctx); ok(u.t, err); return f.Scrivi() },
			func() ([]byte, error) { f, err := u.s.Feed(ctx, "province/LO"); ok(u.t, err); return f.Scrivi() },
			func() ([]byte, error) { f, err := u.s.Feed(ctx, "procedimenti/aua"); ok(u.t, err); return f.Scrivi() }, // empty
		} {
			b, err := leggi()
			ok(u.t, err)
			controllaAtom(u.t, b)
		}
	})
}

func controllaAtom(t *testing.T, b []byte) {
	t.Helper()
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	type voce struct {
		ID      []string `xml:"http://www.w3.org/2005/Atom id"`
		Title   []string `xml:"http://www.w3.org/2005/Atom title"`
		Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
		Links   []link   `xml:"http://www.w3.org/2005/Atom link"`
	}
	var f struct {
		XMLName xml.Name
		voce
		Author  []string `xml:"http://www.w3.org/2005/Atom author>name"`
		Entries []voce   `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal(b, &f); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	if f.XMLName.Space != "http://www.w3.org/2005/Atom" || f.XMLName.Local != "feed" || len(f.Author) != 1 || f.Author[0] == "" {
		t.Errorf("%v by %v", f.XMLName, f.Author)
	}
	visti := map[string]bool{}
	for _, v := range append([]voce{f.voce}, f.Entries...) {
		if len(v.ID) != 1 || !strings.HasPrefix(v.ID[0], "tag:pass.example,2026:") || visti[v.ID[0]] || len(v.Title) != 1 || v.Title[0] == "" || len(v.Updated) != 1 {
			t.Errorf("%+v", v)
			continue
		}
		visti[v.ID[0]] = true
		if _, err := time.Parse(time.RFC3339, v.Updated[0]); err != nil {
			t.Error(err)
		}
		rels := map[string]bool{}
		for _, l := range v.Links {
			if !strings.HasPrefix(l.Href, "https://pass.example/") || rels[l.Rel] {
				t.Errorf("link %+v", l)
			}
			rels[l.Rel] = true
		}
		if !rels["alternate"] {
			t.Errorf("%s has no page", v.ID[0])
		}
	}
}

// TestNobodyFillsTheMailboxOfAnother: whatever is followed, and from wherever it
// is asked, an address is written to a few times in a day.
func TestNobodyFillsTheMailboxOfAnother(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		for i := range 3 {
			for j, o := range []redazione.Oggetto{redazione.SegueNotizie, redazione.SegueRegione, "province/LO", "enti/098031", "enti/098032", "procedimenti/aua"} {
				_, err := u.s.ChiediIscrizione(ctx, o, "vittima@example.org", fmt.Sprintf("192.0.%d.%d", i, j))
				ok(u.t, err)
			}
		}
		if n := len(u.posta("vittima@example.org")); n != 12 {
			u.t.Errorf("%d messages in a day, want 12", n)
		}
		u.clock.Advance(48 * time.Hour)
		_, err := u.s.ChiediIscrizione(ctx, redazione.SegueRegione, "vittima@example.org", "192.0.2.1")
		ok(u.t, err)
		if n := len(u.posta("vittima@example.org")); n != 13 {
			u.t.Errorf("%d messages two days later, want 13", n)
		}
	})
}

// TestOldLinksEndNothing: whoever finds a notice of a year ago does not see
// what its address follows.
func TestOldLinksEndNothing(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.cifre(5)
		u.segue("regione", "lia@example.org")
		u.cifre(6)
		u.domani()
		old := u.token("lia@example.org")
		_, _, _, err := u.s.Iscrizioni(ctx, old)
		ok(u.t, err)
		u.clock.Advance((redazione.GiorniGestione + 2) * 24 * time.Hour)
		ok(u.t, u.s.Conserva(ctx))
		_, _, _, err = u.s.Iscrizioni(ctx, old)
		is(u.t, err, kernel.NonTrovato)
		if n := u.uno(`SELECT COUNT(*) FROM redazione_iscrizioni`); n != 1 {
			u.t.Errorf("%d subscriptions", n)
		}
	})
}
