package redazione_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/pubblico"
	"pass/internal/redazione"
)

func TestAContentFromItsTitleToThePublic(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id, err := u.s.Crea(ctx, regione, redazione.Notizia, "Al via la Fase 3!")
		ok(u.t, err)
		_, _, err = u.s.Pubblicato(ctx, redazione.Notizia, "al-via-la-fase-3")
		is(u.t, err, kernel.NonTrovato)
		is(u.t, u.s.Pubblica(ctx, segreteria, id, 1), kernel.Conflitto) // it has no text
		n, err := u.s.Salva(ctx, regione, id, 1, testo("Al via la Fase 3"), "Primo testo")
		if ok(u.t, err); n != 2 {
			u.t.Errorf("version %d", n)
		}
		is(u.t, u.s.Pubblica(ctx, regione, id, 2), kernel.Vietato)
		is(u.t, u.s.Pubblica(ctx, segreteria, id, 1), kernel.Conflitto) // it saw another version
		ok(u.t, u.s.Pubblica(ctx, segreteria, id, 2))
		is(u.t, u.s.Pubblica(ctx, segreteria, id, 2), kernel.Conflitto)
		p, _, err := u.s.Pubblicato(ctx, redazione.Notizia, "al-via-la-fase-3")
		if ok(u.t, err); p.Testo.Titolo != "Al via la Fase 3" || p.PubblicataIl != kernel.InstantOf(u.clock.Now()) {
			u.t.Errorf("%+v", p)
		}
		u.clock.Advance(time.Hour)
		_, err = u.s.Salva(ctx, segreteria, id, 2, testo("Corretto"), "")
		ok(u.t, err)
		if p, _, _ = u.s.Pubblicato(ctx, redazione.Notizia, p.Slug); p.Testo.Titolo != "Al via la Fase 3" {
			u.t.Error("a save changed what the public reads")
		}
		ok(u.t, u.s.Pubblica(ctx, segreteria, id, 3))
		dopo, _, _ := u.s.Pubblicato(ctx, redazione.Notizia, p.Slug)
		if dopo.Testo.Titolo != "Corretto" || dopo.PubblicataIl != p.PubblicataIl || !dopo.ModificataIl.After(p.ModificataIl) {
			u.t.Errorf("%+v", dopo.Contenuto)
		}
		is(u.t, u.s.Ritira(ctx, segreteria, id, ""), kernel.NonValido)
		ok(u.t, u.s.Ritira(ctx, segreteria, id, "Era sbagliata"))
		_, _, err = u.s.Pubblicato(ctx, redazione.Notizia, p.Slug)
		is(u.t, err, kernel.NonTrovato)
	})
}

func TestTheSnapshotHoldsWhatIsPublicAndNothingElse(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		leggi := func() []pubblico.NotiziaBreve {
			v, err := pubblico.NewLettore(u.d).Vista(ctx)
			ok(u.t, err)
			return v.Notizie.Voci
		}
		id := u.pubblica("Prima")
		u.notizia("Bozza")
		if vs := leggi(); len(vs) != 1 || vs[0].URL != "/notizie/prima" || vs[0].Sommario != "In breve." || vs[0].Giorno != kernel.MustDay("2026-11-20") {
			u.t.Errorf("%+v", vs)
		}
		ok(u.t, u.s.Ritira(ctx, segreteria, id, "Via"))
		if vs := leggi(); len(vs) != 0 {
			u.t.Errorf("%+v", vs)
		}
	})
}

func TestWhoMayNotWriteWritesNothing(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Titolo")
		for _, chi := range []kernel.Actor{{}, delegato} {
			_, err := u.s.Crea(ctx, chi, redazione.Notizia, "x")
			is(u.t, err, kernel.Vietato)
			_, err = u.s.Salva(ctx, chi, id, 2, testo("x"), "")
			is(u.t, err, kernel.Vietato)
			is(u.t, u.s.SalvaBozza(ctx, chi, id, 2, testo("x")), kernel.Vietato)
			is(u.t, u.s.Ritira(ctx, chi, id, "x"), kernel.Vietato)
			_, err = u.s.Scheda(ctx, chi, id)
			is(u.t, err, kernel.Vietato)
			_, _, _, err = u.s.Commenti(ctx, chi, redazione.InAttesa, 1)
			is(u.t, err, kernel.Vietato)
		}
	})
}

// Two editors on one version: the second is told who saved, what they typed is
// kept, and nothing is overwritten.
func TestTwoEditorsOverwriteNothing(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Titolo")
		_, err := u.s.Salva(ctx, regione, id, 2, testo("Di Rina"), "")
		ok(u.t, err)
		ok(u.t, u.s.SalvaBozza(ctx, segreteria, id, 2, testo("Di Sara")))
		_, err = u.s.Salva(ctx, segreteria, id, 2, testo("Di Sara"), "")
		is(u.t, err, kernel.Conflitto)
		contiene(u.t, messaggio(err), "Rina Regione ha salvato la versione 3", "intatto")
		if s := u.scheda(id); s.Versione != 3 || s.Ultima.Titolo != "Di Rina" {
			u.t.Errorf("version %d: %s", s.Versione, s.Ultima.Titolo)
		}
		b, found, err := u.s.BozzaInCorso(ctx, segreteria, id)
		if ok(u.t, err); !found || b.Testo.Titolo != "Di Sara" || b.Base != 2 {
			u.t.Errorf("%v %+v", found, b)
		}
		if _, found, _ := u.s.BozzaInCorso(ctx, regione, id); found {
			u.t.Error("one reads the draft of another")
		}
		_, err = u.s.Salva(ctx, segreteria, id, 3, testo("Di Sara"), "")
		ok(u.t, err)
		if _, found, _ := u.s.BozzaInCorso(ctx, segreteria, id); found {
			u.t.Error("the draft is still there after the save")
		}
		if n := u.uno(`SELECT COUNT(*) FROM redazione_versioni WHERE contenuto_id = $1`, id); n != 4 {
			u.t.Errorf("%d versions, want 4", n)
		}
		if n, err := u.s.Salva(ctx, segreteria, id, 4, testo("Di Sara"), ""); err != nil || n != 0 {
			u.t.Errorf("nothing changed, yet version %d, %v", n, err)
		}
	})
}

func TestEditorsAtTheSameInstantMakeOneVersionEach(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Titolo")
		var wg sync.WaitGroup
		var mu sync.Mutex
		saved := 0
		for i := range 8 {
			wg.Go(func() {
				if n, err := u.s.Salva(ctx, segreteria, id, 2, testo("Testo "+string(rune('a'+i))), ""); err == nil && n > 0 {
					mu.Lock()
					saved++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if saved != 1 || u.scheda(id).Versione != 3 {
			u.t.Errorf("%d saved on one version; the latest is %d", saved, u.scheda(id).Versione)
		}
	})
}

func TestVersionsAreComparedAndRestored(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Titolo")
		x := testo("Titolo")
		x.Corpo = "Riga una.\nRiga due."
		_, err := u.s.Salva(ctx, segreteria, id, 2, x, "Due righe")
		ok(u.t, err)
		_, _, righe, err := u.s.Confronta(ctx, segreteria, id, 2, 3)
		ok(u.t, err)
		tolte, aggiunte := 0, 0
		for _, r := range righe {
			switch r.Segno {
			case 1:
				tolte++
			case 2:
				aggiunte++
			}
		}
		if tolte != 1 || aggiunte != 2 {
			u.t.Errorf("%d taken, %d added: %+v", tolte, aggiunte, righe)
		}
		_, _, _, err = u.s.Confronta(ctx, segreteria, id, 2, 9)
		is(u.t, err, kernel.NonTrovato)
		is(u.t, u.s.RipristinaVersione(ctx, segreteria, id, 2, 2), kernel.Conflitto)
		ok(u.t, u.s.RipristinaVersione(ctx, segreteria, id, 2, 3))
		if s := u.scheda(id); s.Versione != 4 || s.Ultima.Corpo != "Tutto il resto." || s.Ultima.Nota != "Ripristino della versione 2" {
			u.t.Errorf("%+v", s.Ultima)
		}
	})
}

func TestOldAddressesLeadToTheNewOne(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.pubblica("Titolo")
		altra := u.pubblica("Titolo") // the same title takes another address
		if s := u.scheda(altra); s.Slug != "titolo-2" {
			u.t.Errorf("slug %s", s.Slug)
		}
		for _, brutto := range []string{"", "Con Spazi", "../etc", "è", "a--", "titolo/x"} {
			is(u.t, u.s.CambiaIndirizzo(ctx, segreteria, id, brutto), kernel.NonValido)
		}
		is(u.t, u.s.CambiaIndirizzo(ctx, segreteria, id, "titolo-2"), kernel.NonValido)
		ok(u.t, u.s.CambiaIndirizzo(ctx, segreteria, id, "nuovo"))
		ok(u.t, u.s.CambiaIndirizzo(ctx, segreteria, id, "nuovissimo"))
		for _, vecchio := range []string{"titolo", "nuovo"} {
			_, verso, err := u.s.Pubblicato(ctx, redazione.Notizia, vecchio)
			if ok(u.t, err); verso != "/notizie/nuovissimo" {
				u.t.Errorf("%s leads to %q", vecchio, verso)
			}
		}
		is(u.t, u.s.CambiaIndirizzo(ctx, segreteria, altra, "titolo"), kernel.NonValido) // it belonged to the other
		ok(u.t, u.s.CambiaIndirizzo(ctx, segreteria, id, "titolo"))                      // its own former one comes back
		if _, verso, err := u.s.Pubblicato(ctx, redazione.Notizia, "nuovissimo"); err != nil || verso != "/notizie/titolo" {
			u.t.Errorf("%q, %v", verso, err)
		}
	})
}

// A scheduled content goes out at its instant in Italy, once, however many
// nodes try, in the latest version.
func TestAScheduledContentGoesOutOnceAtItsInstant(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Domani")
		quando := kernel.InstantOf(time.Date(2026, 11, 21, 9, 0, 0, 0, kernel.Rome))
		is(u.t, u.s.Programma(ctx, segreteria, id, 2, kernel.InstantOf(u.clock.Now())), kernel.NonValido)
		ok(u.t, u.s.Programma(ctx, segreteria, id, 2, quando))
		if n := u.uno(`SELECT COUNT(*) FROM river_job WHERE kind = 'redazione.pubblica' AND state = 'scheduled'`); n != 1 {
			u.t.Errorf("%d jobs wait for the instant", n)
		}
		_, err := u.s.Salva(ctx, segreteria, id, 2, redazione.Testo{Titolo: "Senza testo"}, "")
		is(u.t, err, kernel.NonValido)
		_, err = u.s.Salva(ctx, segreteria, id, 2, testo("Domani, corretta"), "")
		ok(u.t, err)
		u.clock.Set(quando.Time().Add(-time.Second))
		ok(u.t, u.s.PubblicaProgrammati(ctx))
		_, _, err = u.s.Pubblicato(ctx, redazione.Notizia, "domani")
		is(u.t, err, kernel.NonTrovato)
		u.clock.Set(quando.Time())
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if err := u.s.PubblicaProgrammati(ctx); err != nil && kernel.CodeOf(err) != kernel.Conflitto {
					u.t.Error(err)
				}
			})
		}
		wg.Wait()
		p, _, err := u.s.Pubblicato(ctx, redazione.Notizia, "domani")
		if ok(u.t, err); p.PubblicataIl != quando || p.Testo.Titolo != "Domani, corretta" {
			u.t.Errorf("%+v", p.Riga)
		}
		if n := u.uno(`SELECT COUNT(*) FROM registro_atti WHERE atto = 'Pubblica' AND oggetto = 'contenuto'`); n != 1 {
			u.t.Errorf("published %d times", n)
		}
	})
}

func TestAScheduleThatWasTakenBackDoesNothing(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Mai")
		quando := kernel.InstantOf(u.clock.Now().Add(time.Hour))
		is(u.t, u.s.AnnullaProgrammazione(ctx, segreteria, id), kernel.Conflitto)
		ok(u.t, u.s.Programma(ctx, segreteria, id, 2, quando))
		ok(u.t, u.s.AnnullaProgrammazione(ctx, segreteria, id))
		u.clock.Advance(2 * time.Hour)
		ok(u.t, u.s.PubblicaProgrammati(ctx))
		if s := u.scheda(id); s.Stato != redazione.Bozza || !s.ProgrammataIl.IsZero() {
			u.t.Errorf("%s, %s", s.Stato, s.ProgrammataIl)
		}
	})
}

// The files of a content that is not public are not there for the public.
func TestFilesFollowTheirContent(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		id := u.notizia("Con atti")
		png := []byte("\x89PNG\r\n\x1a\n dati")
		stored, err := u.s.Store().Put(ctx, bytes.NewReader(png), 1000)
		ok(u.t, err)
		_, err = u.s.AllegaFile(ctx, segreteria, id, redazione.Caricato{Stored: stored, Nome: "a.png", Tipo: files.PNG}, "")
		is(u.t, err, kernel.NonValido) // without its words
		stored, err = u.s.Store().Put(ctx, bytes.NewReader(png), 1000)
		ok(u.t, err)
		a, err := u.s.AllegaFile(ctx, segreteria, id, redazione.Caricato{Stored: stored, Nome: "a.png", Tipo: files.PNG}, "La sala piena")
		ok(u.t, err)
		apri := func(chi kernel.Actor) error {
			_, in, err := u.s.Apri(ctx, chi, a.ID)
			if err == nil {
				in.Close()
			}
			return err
		}
		is(u.t, apri(kernel.Actor{}), kernel.NonTrovato)
		is(u.t, apri(delegato), kernel.NonTrovato)
		ok(u.t, apri(regione))
		ok(u.t, u.s.Pubblica(ctx, segreteria, id, 2))
		ok(u.t, apri(kernel.Actor{}))
		ok(u.t, u.s.TogliFile(ctx, segreteria, id, a.ID))
		is(u.t, u.s.TogliFile(ctx, segreteria, id, a.ID), kernel.NonTrovato)
		is(u.t, apri(kernel.Actor{}), kernel.NonTrovato)
	})
}

func TestWhatEventsMustSay(t *testing.T) {
	i := func(s string) kernel.Instant { return kernel.MustDay(s).Start() }
	for nome, c := range map[string]struct {
		testo redazione.Testo
		campi int
	}{
		"nothing":             {redazione.Testo{}, 1},
		"a title":             {redazione.Testo{Titolo: "x"}, 0},
		"the end first":       {redazione.Testo{Titolo: "x", InizioIl: i("2026-11-20"), FineIl: i("2026-11-19")}, 1},
		"an end alone":        {redazione.Testo{Titolo: "x", FineIl: i("2026-11-19")}, 1},
		"a link without s":    {redazione.Testo{Titolo: "x", Collegamento: "http://a.it"}, 1},
		"a script":            {redazione.Testo{Titolo: "x", Registrazione: "javascript:alert(1)"}, 1},
		"a name and password": {redazione.Testo{Titolo: "x", Collegamento: "https://a:b@c.it"}, 1},
		"good links":          {redazione.Testo{Titolo: "x", Collegamento: "https://a.it/x?y=1", Registrazione: "https://b.it"}, 0},
	} {
		if es := c.testo.Controlla(redazione.Evento); len(es) != c.campi {
			t.Errorf("%s: %v", nome, es)
		}
	}
}

func TestEventsToComeAndThosePast(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		for titolo, quando := range map[string]string{"Ieri": "2026-11-19", "Oggi": "2026-11-20", "Tra un mese": "2026-12-20"} {
			id, err := u.s.Crea(ctx, segreteria, redazione.Evento, titolo)
			ok(u.t, err)
			x := testo(titolo)
			x.InizioIl, x.Luogo = kernel.MustDay(quando).Start(), "Lodi"
			_, err = u.s.Salva(ctx, segreteria, id, 1, x, "")
			ok(u.t, err)
			ok(u.t, u.s.Pubblica(ctx, segreteria, id, 2))
		}
		futuri, passati, n, err := u.s.Eventi(ctx, 1)
		ok(u.t, err)
		if len(futuri) != 2 || futuri[0].Testo.Titolo != "Oggi" || len(passati) != 1 || n != 1 || passati[0].Testo.Titolo != "Ieri" {
			u.t.Errorf("%d to come, %d past of %d", len(futuri), len(passati), n)
		}
	})
}

func TestSlugs(t *testing.T) {
	for titolo, want := range map[string]string{"Al via la Fase 3!": "al-via-la-fase-3", "Città e perché": "citta-e-perche", "«»": "contenuto", "最好": "contenuto", "A -- b": "a-b"} {
		if got := redazione.Slug(titolo); got != want || !redazione.SlugValido(got) {
			t.Errorf("%q becomes %q, want %q", titolo, got, want)
		}
	}
	if s := redazione.Slug("parola " + string(bytes.Repeat([]byte("lunga "), 40))); len(s) > 80 || !redazione.SlugValido(s) {
		t.Errorf("a long title becomes %q", s)
	}
}

func TestYearsOfTheNewsAreThoseOfItaly(t *testing.T) {
	inUfficio(t, func(u *ufficio) {
		u.clock.Set(time.Date(2025, 12, 31, 23, 30, 0, 0, time.UTC)) // already 2026 in Rome
		u.pubblica("Capodanno")
		_, totale, anni, err := u.s.Notizie(ctx, 2026, 1)
		ok(u.t, err)
		if totale != 1 || len(anni) != 1 || anni[0] != 2026 {
			u.t.Errorf("%d news in 2026, years %v", totale, anni)
		}
		if _, totale, _, err = u.s.Notizie(ctx, 2025, 1); err != nil || totale != 0 {
			u.t.Errorf("%d news in 2025, %v", totale, err)
		}
		ok(u.t, u.d.Read(ctx, func(tx *db.Tx) error {
			n, err := redazione.Bozze(ctx, tx)
			if n != 0 {
				u.t.Errorf("%d drafts", n)
			}
			return err
		}))
	})
}
