package enti_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"testing"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/enti/entitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

func TestFromDraftToMandate(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		seg, segreteria := b.Segretaria(t, "Sara", "Segre")
		p, chi := b.persona(t, 1, "Rita")
		if ok, chiavi := b.puoChiedere(t, e.ID); ok || !slices.Equal(chiavi, []string{"adesione"}) {
			t.Errorf("before: %v %v", ok, chiavi)
		}
		a := b.Inviata(t, chi, e)
		riesce(t, b.Enti.PrendiInVerifica(ctx, segreteria, a.ID, a.Versione))
		riesce(t, b.Enti.Approva(ctx, segreteria, a.ID, a.Versione+1))
		dopo := b.attore(t, p)
		if !dopo.HasEnte(kernel.LegaleRappresentante, e.ID) {
			t.Errorf("no mandate: %+v", dopo)
		}
		ps := b.conMandato(t, e.ID)
		if len(ps) != 1 || ps[0].Mandato.Titolo != accesso.Sindaco || ps[0].Mandato.Dal != b.DB.Now().Day() || ps[0].Mandato.Al != b.Dati(e).MandatoAl {
			t.Errorf("mandates %+v", ps)
		}
		if ok, chiavi := b.puoChiedere(t, e.ID); !ok {
			t.Errorf("cannot ask: %v", chiavi)
		}
		var oggetti []string
		for _, m := range b.Posta(t, p.Email) {
			oggetti = append(oggetti, m.Subject)
		}
		uguali(t, "mail to who asked", strings.Join(oggetti, "|"), "[PAsS] Adesione approvata: Comune di Gubbio|[PAsS] Adesione in verifica: Comune di Gubbio|"+
			"[PAsS] Adesione inviata: Comune di Gubbio|[PAsS] Ricevuta del Protocollo: Comune di Gubbio")
		if ms := b.Posta(t, seg.Email); len(ms) != 1 || !strings.Contains(ms[0].Subject, "da verificare") || !strings.Contains(ms[0].Text, "/adesioni/") {
			t.Errorf("mail to the segreteria: %+v", ms)
		}
		b.integro(t)
	})
}

func TestTheMandateEndsByItself(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		p, chi := b.persona(t, 1, "Rita")
		a := b.Approvata(t, chi, segreteria, e)
		b.clock.Set(a.Dati.MandatoAl.Start().Time().AddDate(0, 0, 1))
		if b.attore(t, p).DiEnte(e.ID) {
			t.Error("the mandate outlives its end")
		}
		if ok, chiavi := b.puoChiedere(t, e.ID); ok || !slices.Equal(chiavi, []string{"mandato"}) {
			t.Errorf("after the end: %v %v", ok, chiavi)
		}
		// The same person, voted again, joins anew.
		nuova := b.Approvata(t, chi, segreteria, e)
		if nuova.SostituisceID != a.ID {
			t.Errorf("%+v does not replace %d", nuova, a.ID)
		}
		if ok, chiavi := b.puoChiedere(t, e.ID); !ok {
			t.Errorf("after the renewal: %v", chiavi)
		}
	})
}

func TestANewRepresentativeTakesOver(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		vecchio, chiVecchio := b.persona(t, 1, "Vera")
		nuovo, chiNuovo := b.persona(t, 2, "Nuccio")
		prima := b.Approvata(t, chiVecchio, segreteria, e)
		riesce(t, b.Enti.InvitaDelegato(ctx, b.attore(t, vecchio), e.ID, "ufficio@example.org", prima.Dati.MandatoAl))
		dopo := b.Approvata(t, chiNuovo, segreteria, e)
		if b.attore(t, vecchio).DiEnte(e.ID) || !b.attore(t, nuovo).HasEnte(kernel.LegaleRappresentante, e.ID) {
			t.Error("the mandate did not pass")
		}
		finita := b.crudo(t, prima.ID)
		if finita.Stato != enti.Cessata || !strings.Contains(finita.Motivo, "Subentro di Nuccio Prova") {
			t.Errorf("the old one is %+v", finita)
		}
		if m := b.Posta(t, vecchio.Email)[0]; !strings.Contains(m.Subject, "Incarico terminato") || !strings.Contains(m.Text, "Subentro di Nuccio Prova") {
			t.Errorf("told: %+v", m)
		}
		b.legge(t, func(tx *db.Tx) error {
			is, err := accesso.InvitiAperti(ctx, tx, e.ID)
			if len(is) != 0 {
				t.Errorf("open invitations %+v", is)
			}
			return err
		})

		// It was a mistake: undoing it brings the first one back.
		riesce(t, b.Enti.AnnullaDecisione(ctx, segreteria, dopo.ID, dopo.Versione, "Persona sbagliata."))
		if b.attore(t, nuovo).DiEnte(e.ID) || !b.attore(t, vecchio).HasEnte(kernel.LegaleRappresentante, e.ID) {
			t.Error("the mandate did not come back")
		}
		if s := b.crudo(t, prima.ID).Stato; s != enti.Approvata {
			t.Errorf("the first is %s", s)
		}
		if a := b.crudo(t, dopo.ID); a.Stato != enti.InVerifica || a.MandatoID != 0 || a.SostituisceID != 0 {
			t.Errorf("the second is %+v", a)
		}
		if m := b.Posta(t, vecchio.Email)[0]; !strings.Contains(m.Subject, "Incarico ripristinato") {
			t.Errorf("told: %+v", m)
		}
		b.integro(t)
	})
}

func TestASuspendedBodyHasNoSubentro(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		p, chi := b.persona(t, 1, "Vera")
		_, altro := b.persona(t, 2, "Nuccio")
		a := b.Approvata(t, chi, segreteria, e)
		riesce(t, b.Enti.Sospendi(ctx, segreteria, a.ID, a.Versione, "Verifica in corso."))
		if ok, chiavi := b.puoChiedere(t, e.ID); ok || !slices.Equal(chiavi, []string{"adesione"}) {
			t.Errorf("suspended: %v %v", ok, chiavi)
		}
		vuole(t, b.Enti.InvitaDelegato(ctx, b.attore(t, p), e.ID, "x@example.org", a.Dati.MandatoAl), kernel.Conflitto)
		n := b.Inviata(t, altro, e)
		riesce(t, b.Enti.PrendiInVerifica(ctx, segreteria, n.ID, n.Versione))
		vuole(t, b.Enti.Approva(ctx, segreteria, n.ID, n.Versione+1), kernel.Conflitto)
		riesce(t, b.Enti.Riattiva(ctx, segreteria, a.ID, a.Versione+1, "Tutto a posto."))
		if ok, chiavi := b.puoChiedere(t, e.ID); !ok {
			t.Errorf("active again: %v", chiavi)
		}
		riesce(t, b.Enti.Cessa(ctx, segreteria, a.ID, a.Versione+2, "Recesso dell'ente."))
		if b.attore(t, p).DiEnte(e.ID) || len(b.conMandato(t, e.ID)) != 0 {
			t.Error("somebody still acts for the body")
		}
		riesce(t, b.Enti.Approva(ctx, segreteria, n.ID, n.Versione+1))
	})
}

func TestTwoDecisionsAtOnce(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, uno := b.Segretaria(t, "Sara", "Uno")
		_, due := b.Segretaria(t, "Dina", "Due")
		_, chi := b.persona(t, 1, "Rita")
		a := b.Inviata(t, chi, e)
		riesce(t, b.Enti.PrendiInVerifica(ctx, uno, a.ID, a.Versione))
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = b.Enti.Approva(ctx, uno, a.ID, a.Versione+1) })
		wg.Go(func() { errs[1] = b.Enti.Respingi(ctx, due, a.ID, a.Versione+1, "No.") })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("errors %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				vuole(t, err, kernel.Conflitto)
			}
		}
		b.invarianti(t, e.ID)
	})
}

// Two people of the same body, approved at the same moment from two queues:
// both may succeed, one after the other, but one only is in carica.
func TestTwoApprovalsOfOneBodyAtOnce(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Uno")
		var as []enti.Adesione
		for i, nome := range []string{"Rita", "Rino"} {
			_, chi := b.persona(t, i, nome)
			a := b.Inviata(t, chi, e)
			riesce(t, b.Enti.PrendiInVerifica(ctx, segreteria, a.ID, a.Versione))
			as = append(as, b.crudo(t, a.ID))
		}
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, a := range as {
			wg.Go(func() { errs[i] = b.Enti.Approva(ctx, segreteria, a.ID, a.Versione) })
		}
		wg.Wait()
		if errs[0] != nil && errs[1] != nil {
			t.Errorf("both failed: %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				vuole(t, err, kernel.Conflitto)
			}
		}
		b.invarianti(t, e.ID)
	})
}

func TestAStaleVersionIsAConflict(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, chi := b.persona(t, 1, "Rita")
		id, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		again, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		uguali(t, "the same draft", again, id)
		riesce(t, b.Enti.Salva(ctx, chi, id, 1, b.Dati(e), true))
		vuole(t, b.Enti.Salva(ctx, chi, id, 1, enti.DatiAdesione{}, false), kernel.Conflitto)
		_, err = b.Enti.CaricaProtocollo(ctx, chi, id, 1, entitest.Caricato("p.pdf", entitest.PDF("x")))
		vuole(t, err, kernel.Conflitto)
	})
}

func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, chi := b.Segretaria(t, "Sara", "Segre")
		a := b.Inviata(t, chi, e)
		vuole(t, b.Enti.PrendiInVerifica(ctx, chi, a.ID, a.Versione), kernel.Vietato)
	})
}

func TestWhatIsMissingKeepsFromSending(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, chi := b.persona(t, 1, "Rita")
		id, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		err = b.Enti.Invia(ctx, chi, id, 1, false)
		vuole(t, err, kernel.NonValido)
		uguali(t, "fields", campi(err), []string{"titolo", "mandato_al", "protocollo", "dichiarazione"})
		oggi := b.DB.Now().Day()
		for _, tt := range []struct {
			dati enti.DatiAdesione
			want []string
		}{
			{enti.DatiAdesione{Titolo: accesso.Presidente, MandatoAl: oggi}, []string{"titolo"}},
			{enti.DatiAdesione{Titolo: accesso.Sindaco, MandatoAl: oggi.AddDays(-1)}, []string{"mandato_al"}},
			{enti.DatiAdesione{Titolo: accesso.Sindaco, MandatoAl: enti.LimiteMandato(oggi).AddDays(1)}, []string{"mandato_al"}},
			{enti.DatiAdesione{Titolo: accesso.Sindaco, MandatoAl: oggi, ProtoData: oggi.AddDays(1), Protocollo: strings.Repeat("1", 61)}, []string{"protocollo_numero", "protocollo_data"}},
			{enti.DatiAdesione{Titolo: accesso.Commissario, MandatoAl: enti.LimiteMandato(oggi), ProtoData: oggi}, nil},
		} {
			uguali(t, "fields", campi(b.Enti.Salva(ctx, chi, id, b.crudo(t, id).Versione, tt.dati, true)), tt.want)
		}
		// A draft may have gaps.
		riesce(t, b.Enti.Salva(ctx, chi, id, b.crudo(t, id).Versione, enti.DatiAdesione{}, false))
	})
}

func TestTheBodyOfADraftMayChange(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		uno, due := b.Ente(t, "Comune di Gubbio"), b.Ente(t, "Provincia di Perugia")
		_, chi := b.persona(t, 1, "Rita")
		id, err := b.Enti.Crea(ctx, chi, uno.ID)
		riesce(t, err)
		riesce(t, b.Enti.ScegliEnte(ctx, chi, id, 1, due.ID))
		uguali(t, "body", b.crudo(t, id).EnteID, due.ID)
		altra, err := b.Enti.Crea(ctx, chi, uno.ID)
		riesce(t, err)
		vuole(t, b.Enti.ScegliEnte(ctx, chi, altra, 1, due.ID), kernel.Conflitto)
		vuole(t, b.Enti.ScegliEnte(ctx, chi, altra, 1, 99999), kernel.NonTrovato)
		a := b.Inviata(t, chi, b.Ente(t, "Comune di Todi"))
		vuole(t, b.Enti.ScegliEnte(ctx, chi, a.ID, a.Versione, uno.ID), kernel.Conflitto)
	})
}

// DER of a CMS ContentInfo that begins as RFC 5652 says, with bytes of our own
// after the object identifier; what it signs does not matter here.
func p7m() []byte {
	oid := []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	return append(append([]byte{0x30, 0x82, 0x01, 0x0b}, oid...), bytes.Repeat([]byte{0xa0, 0x80, 0x02, 0x01}, 64)...)
}

func TestWhichFilesAreAProtocollo(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		p, chi := b.persona(t, 1, "Rita")
		id, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		exe := append([]byte("MZ\x90\x00"), bytes.Repeat([]byte{0}, 100)...)
		for _, tt := range []struct {
			nome      string
			contenuto []byte
			dice      string // "" means accepted
		}{
			{"virus.pdf", exe, "il suo contenuto non è PDF"},
			{"virus.p7m", exe, "il suo contenuto non è P7M"},
			{"vuoto.pdf", nil, "vuoto"},
			{"programma.exe", exe, "non è ammesso"},
			{"protocollo.pdf.exe", entitest.PDF("x"), "non è ammesso"},
			{"testo.p7m", []byte("soltanto testo, e nient'altro che testo, per più di sessantaquattro caratteri"), "il suo contenuto non è P7M"},
			{"protocollo.pdf", bytes.Repeat(entitest.PDF("x"), 1_200_000), "supera il limite di 20 MB"},
			{"protocollo.pdf", entitest.PDF("uno"), ""},
			{"Protocollo firmato.PDF.P7M", p7m(), ""},
			{"base64.p7m", []byte(base64.StdEncoding.EncodeToString(p7m())), ""},
			{`..\..\etc/passwd` + "\x00\n" + `.pdf`, entitest.PDF("due"), ""},
		} {
			prima := b.crudo(t, id)
			r, err := b.Enti.CaricaProtocollo(ctx, chi, id, prima.Versione, entitest.Caricato(tt.nome, tt.contenuto))
			if tt.dice != "" {
				if kernel.CodeOf(err) != kernel.NonValido || len(kernel.FieldsOf(err)) != 1 || !strings.Contains(kernel.FieldsOf(err)[0].Message, tt.dice) {
					t.Errorf("%s: %v, want %q", tt.nome, err, tt.dice)
				}
				if b.crudo(t, id) != prima {
					t.Errorf("%s left a trace", tt.nome)
				}
				continue
			}
			riesce(t, err)
			sum := sha256.Sum256(tt.contenuto)
			f, content := b.Leggi(t, chi, id)
			if r.File != f || !bytes.Equal(content, tt.contenuto) || f.SHA256 != hex.EncodeToString(sum[:]) || strings.ContainsAny(f.Name, "/\\\x00\n") {
				t.Errorf("%s: receipt %+v, stored %+v", tt.nome, r, f)
			}
			if m := b.Posta(t, p.Email)[0]; !strings.Contains(m.Text, f.SHA256) || !strings.Contains(m.Text, "23 novembre 2026, ore 12:00") {
				t.Errorf("%s: the receipt says %q", tt.nome, m.Text)
			}
		}
		// What was refused or replaced: the refused ones were never stored, the
		// replaced ones stay in the timeline.
		d, err := b.Enti.Dettaglio(ctx, chi, id)
		riesce(t, err)
		n := 0
		for _, v := range d.Atti {
			if v.FileID != 0 {
				n++
			}
		}
		uguali(t, "files in the timeline", n, 4)
		keys, err := b.Files.Keys(ctx, b.DB.Now().Time().AddDate(10, 0, 0))
		riesce(t, err)
		uguali(t, "files in the store", len(keys), 4)
	})
}

func TestWhatIsSaidOfASignature(t *testing.T) {
	for _, tipo := range []string{files.P7M.Type, files.PDF.Type} {
		if s := enti.DiceFirma(tipo); !strings.Contains(s, "non ha verificato") {
			t.Errorf("%s: %q", tipo, s)
		}
	}
}

func TestWhoSeesAnAdesione(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		p, chi := b.persona(t, 1, "Rita")
		q, altro := b.persona(t, 2, "Aldo")
		b.Approvata(t, altro, segreteria, b.Ente(t, "Comune di Todi"))
		altro = b.attore(t, q)
		id, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		_, err = b.Enti.Dettaglio(ctx, segreteria, id)
		vuole(t, err, kernel.NonTrovato)
		a := b.Inviata(t, chi, e)
		_, err = b.Enti.Dettaglio(ctx, altro, a.ID)
		vuole(t, err, kernel.NonTrovato)
		_, _, err = b.Enti.Protocollo(ctx, altro, a.ID)
		vuole(t, err, kernel.NonTrovato)
		_, err = b.Enti.Scheda(ctx, altro, e.ID)
		vuole(t, err, kernel.NonTrovato)
		d, err := b.Enti.Dettaglio(ctx, segreteria, a.ID)
		riesce(t, err)
		if d.Parte != enti.ParteSegreteria || d.Richiedente != p || !slices.Equal(d.Consentiti, []enti.Atto{enti.ActPrendiInVerifica}) {
			t.Errorf("the segreteria sees %+v", d)
		}
		mie, err := b.Enti.LeMie(ctx, chi)
		riesce(t, err)
		if len(mie) != 1 || mie[0].Ente.ID != e.ID || mie[0].Adesione.ID != a.ID {
			t.Errorf("mine: %+v", mie)
		}
		_, err = b.Enti.Coda(ctx, chi, enti.FiltroCoda{}, 1, 10)
		vuole(t, err, kernel.Vietato)
		c, err := b.Enti.Coda(ctx, segreteria, enti.FiltroCoda{}, 1, 10)
		riesce(t, err)
		if c.Totale != 1 || c.Voci[0].Adesione.ID != a.ID || c.Voci[0].Richiedente != p || c.PerStato[enti.Approvata] != 1 {
			t.Errorf("queue %+v", c)
		}
	})
}

func TestARefusedPersonTriesAgain(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		_, chi := b.persona(t, 1, "Rita")
		a := b.Inviata(t, chi, e)
		riesce(t, b.Enti.PrendiInVerifica(ctx, segreteria, a.ID, a.Versione))
		riesce(t, b.Enti.Respingi(ctx, segreteria, a.ID, a.Versione+1, "Manca la firma."))
		id, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		if id == a.ID {
			t.Fatal("the refused one was given back")
		}
		vuole(t, b.Enti.AnnullaDecisione(ctx, segreteria, a.ID, a.Versione+2, "Mi sono sbagliata."), kernel.Conflitto)
	})
}
