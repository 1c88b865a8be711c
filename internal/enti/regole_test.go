package enti_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"pass/internal/enti"
	"pass/internal/enti/entitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// The table in the package comment is the law that people read; Regole is the
// one that the code acts by.
func TestTheDocumentedTableIsTheLaw(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	riesce(t, err)
	var got []string
	inTable := false
	for _, line := range strings.Split(string(text), "\n") {
		f := strings.Fields(strings.TrimPrefix(line, "//"))
		if len(f) == 5 && f[0] == "atto" {
			inTable = true
			continue
		}
		if inTable && len(f) != 5 {
			break
		}
		if inTable {
			got = append(got, strings.Join(f, " "))
		}
	}
	var want []string
	for _, r := range enti.Regole {
		var da []string
		for _, s := range r.Da {
			da = append(da, string(s))
		}
		a, motivo := "=", "-"
		if r.A != "" {
			a = string(r.A)
		}
		if r.Motivo {
			motivo = "motivo"
		}
		want = append(want, strings.Join([]string{string(r.Atto), strings.Join(da, ","), a, string(r.Chi), motivo}, " "))
	}
	uguali(t, "table", strings.Join(got, "\n"), strings.Join(want, "\n"))
}

func regola(atto enti.Atto) enti.Regola {
	for _, r := range enti.Regole {
		if r.Atto == atto {
			return r
		}
	}
	return enti.Regola{}
}

// Every act × state × party on the noun itself, PAsS's own acts included.
func TestEveryCombinationOnTheNoun(t *testing.T) {
	ora := kernel.InstantOf(inizio)
	parti := []enti.Parte{enti.ParteNessuna, enti.ParteRichiedente, enti.ParteSegreteria, enti.ParteSistema}
	n := 0
	for _, r := range enti.Regole {
		for _, stato := range enti.Stati {
			for _, parte := range parti {
				n++
				a := enti.Adesione{Stato: stato}
				err := a.Agisci(r.Atto, parte, "Perché sì.", ora)
				dice := fmt.Sprintf("%s da %s di %q", r.Atto, stato, parte)
				switch {
				case parte != r.Chi:
					if kernel.CodeOf(err) != kernel.Vietato || a.Stato != stato {
						t.Errorf("%s: %v, %s", dice, err, a.Stato)
					}
				case !slices.Contains(r.Da, stato):
					if kernel.CodeOf(err) != kernel.Conflitto || a.Stato != stato {
						t.Errorf("%s: %v, %s", dice, err, a.Stato)
					}
				case err != nil:
					t.Errorf("%s: %v", dice, err)
				case r.A != "" && a.Stato != r.A || r.A == "" && a.Stato != stato:
					t.Errorf("%s leads to %s", dice, a.Stato)
				}
				senza := enti.Adesione{Stato: stato}
				err = senza.Agisci(r.Atto, parte, "  ", ora)
				if parte == r.Chi && slices.Contains(r.Da, stato) && r.Motivo && (kernel.CodeOf(err) != kernel.NonValido || senza.Stato != stato) {
					t.Errorf("%s without a reason: %v", dice, err)
				}
			}
		}
	}
	if n != len(enti.Regole)*8*4 {
		t.Errorf("%d combinations", n)
	}
}

// chiama performs an act through the service.
func chiama(b banco, atto enti.Atto, chi kernel.Actor, a enti.Adesione, e enti.Ente, motivo string) error {
	s := b.Enti
	switch atto {
	case enti.ActSalva:
		return s.Salva(ctx, chi, a.ID, a.Versione, b.Dati(e), true)
	case enti.ActCaricaProtocollo:
		_, err := s.CaricaProtocollo(ctx, chi, a.ID, a.Versione, entitest.Caricato("p.pdf", entitest.PDF("x")))
		return err
	case enti.ActInvia:
		return s.Invia(ctx, chi, a.ID, a.Versione, true)
	case enti.ActPrendiInVerifica:
		return s.PrendiInVerifica(ctx, chi, a.ID, a.Versione)
	case enti.ActApprova:
		return s.Approva(ctx, chi, a.ID, a.Versione)
	case enti.ActChiediIntegrazioni:
		return s.ChiediIntegrazioni(ctx, chi, a.ID, a.Versione, motivo)
	case enti.ActRespingi:
		return s.Respingi(ctx, chi, a.ID, a.Versione, motivo)
	case enti.ActAnnullaDecisione:
		return s.AnnullaDecisione(ctx, chi, a.ID, a.Versione, motivo)
	case enti.ActSospendi:
		return s.Sospendi(ctx, chi, a.ID, a.Versione, motivo)
	case enti.ActRiattiva:
		return s.Riattiva(ctx, chi, a.ID, a.Versione, motivo)
	case enti.ActCessa:
		return s.Cessa(ctx, chi, a.ID, a.Versione, motivo)
	}
	panic("unknown act " + atto)
}

// Every act × state × person through the service and the database: what the
// law does not grant is refused with the right code and leaves no trace.
func TestEveryCombinationThroughTheService(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		_, chiede := b.persona(t, 1, "Rita")
		_, altro := b.persona(t, 2, "Aldo")
		regione := kernel.Actor{Persona: 999, Mandati: []kernel.Mandato{{Ruolo: kernel.Regione}}}
		a := b.Inviata(t, chiede, e)
		chi := []struct {
			nome  string
			actor kernel.Actor
			parte enti.Parte
		}{{"richiedente", chiede, enti.ParteRichiedente}, {"segreteria", segreteria, enti.ParteSegreteria},
			{"altro", altro, enti.ParteNessuna}, {"regione", regione, enti.ParteNessuna}, {"nessuno", kernel.Actor{}, enti.ParteNessuna}}
		for _, r := range enti.Regole {
			if r.Chi == enti.ParteSistema {
				continue
			}
			for _, stato := range enti.Stati {
				for _, p := range chi {
					b.rimetti(t, a.ID, e.ID, stato)
					prima := b.crudo(t, a.ID)
					err := chiama(b, r.Atto, p.actor, prima, e, "Perché sì.")
					dopo := b.crudo(t, a.ID)
					vede := p.parte == enti.ParteRichiedente || p.parte == enti.ParteSegreteria && stato != enti.Bozza
					want, dice := kernel.Code(""), fmt.Sprintf("%s da %s di %s", r.Atto, stato, p.nome)
					switch {
					case !vede:
						want = kernel.NonTrovato
					case p.parte != r.Chi:
						want = kernel.Vietato
					case !slices.Contains(r.Da, stato):
						want = kernel.Conflitto
					}
					if want != "" {
						if kernel.CodeOf(err) != want || dopo != prima {
							t.Errorf("%s: error %v, want %s; before %+v, after %+v", dice, err, want, prima, dopo)
						}
						continue
					}
					arrivo := r.A
					if arrivo == "" {
						arrivo = stato
					}
					if err != nil || dopo.Stato != arrivo || dopo.Versione != prima.Versione+1 {
						t.Errorf("%s: error %v, state %s version %d", dice, err, dopo.Stato, dopo.Versione)
					}
				}
			}
		}
		b.integro(t)
	})
}

// rimetti puts the adesione into a state, without mandates of the body.
func (b banco) rimetti(t *testing.T, id, ente int64, stato enti.Stato) {
	t.Helper()
	b.scrive(t, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM mandati WHERE ente_id = $1`, ente); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE adesioni SET stato = $1, mandato_id = 0, motivo = '' WHERE id = $2`, string(stato), id)
		return err
	})
}

// crudo reads the adesione without asking who looks.
func (b banco) crudo(t *testing.T, id int64) (a enti.Adesione) {
	t.Helper()
	a = b.Adesione(t, kernel.ActorSistema(), id)
	return a
}

// Random lives of bodies: whatever people and segreteria try, the law holds.
func TestRandomLivesKeepTheInvariants(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		rnd := rand.New(rand.NewPCG(7, 11))
		corpi := []enti.Ente{b.Ente(t, "Comune di Assisi"), b.Ente(t, "Comune di Todi")}
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		var persone []kernel.Actor
		for i := range 3 {
			_, p := b.persona(t, i, fmt.Sprintf("Persona%c", 'A'+i))
			persone = append(persone, p)
		}
		fatti := map[enti.Atto]int{}
		for range 600 {
			e, p := corpi[rnd.IntN(2)], persone[rnd.IntN(3)]
			id := b.unaDi(t, rnd, e.ID)
			if id == 0 || rnd.IntN(12) == 0 {
				_, err := b.Enti.Crea(ctx, p, e.ID)
				riesce(t, err)
				continue
			}
			a := b.crudo(t, id)
			chi := segreteria
			if rnd.IntN(2) == 0 {
				chi = persone[rnd.IntN(3)]
			}
			r := enti.Regole[rnd.IntN(len(enti.Regole))]
			// A step that the law grants, most of the time.
			if cs := enti.Consentiti(a, enti.ParteDi(a, chi)); len(cs) > 0 && rnd.IntN(4) > 0 {
				r = regola(cs[rnd.IntN(len(cs))])
			}
			if r.Chi == enti.ParteSistema {
				continue
			}
			err := chiama(b, r.Atto, chi, a, e, "Perché sì.")
			if code := kernel.CodeOf(err); err != nil && code == kernel.Interno {
				t.Fatalf("%s on %+v: %v", r.Atto, a, err)
			}
			if err == nil {
				fatti[r.Atto]++
			}
			for _, e := range corpi {
				b.invarianti(t, e.ID)
			}
		}
		for _, r := range enti.Regole {
			if r.Chi != enti.ParteSistema && fatti[r.Atto] == 0 {
				t.Errorf("%s never succeeded: the lives are too dull", r.Atto)
			}
		}
		b.integro(t)
	})
}

// unaDi picks one of the adesioni of a body, or 0.
func (b banco) unaDi(t *testing.T, rnd *rand.Rand, ente int64) (id int64) {
	t.Helper()
	b.legge(t, func(tx *db.Tx) error {
		ids, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT id FROM adesioni WHERE ente_id = $1 ORDER BY id DESC LIMIT 5`, ente)
		if len(ids) > 0 {
			id = ids[rnd.IntN(len(ids))]
		}
		return err
	})
	return id
}

// invarianti: at most one adesione in carica; whoever holds the mandate is its
// author, and nobody does without it; the timeline is one unbroken chain.
func (b banco) invarianti(t *testing.T, ente int64) {
	t.Helper()
	b.legge(t, func(tx *db.Tx) error {
		a, ok, err := enti.AdesioneInCarica(ctx, tx, ente)
		if err != nil {
			return err
		}
		type passo struct {
			adesione int64
			da, a    string
		}
		passi, err := db.Many(ctx, tx, func(r db.Row) (p passo, err error) { return p, r.Scan(&p.adesione, &p.da, &p.a) },
			`SELECT v.adesione_id, v.da_stato, v.a_stato FROM adesioni_atti v JOIN adesioni a ON a.id = v.adesione_id WHERE a.ente_id = $1 ORDER BY v.id`, ente)
		stato := map[int64]string{}
		for _, p := range passi {
			if p.da != stato[p.adesione] {
				t.Errorf("adesione %d: %s → %s after %s", p.adesione, p.da, p.a, stato[p.adesione])
			}
			stato[p.adesione] = p.a
		}
		rappresentanti := 0
		for _, p := range b.conMandato(t, ente) {
			if p.Mandato.Ruolo != kernel.LegaleRappresentante {
				continue
			}
			rappresentanti++
			if !ok || p.ID != a.RichiedenteID || p.Mandato.ID != a.MandatoID {
				t.Errorf("mandate %+v, adesione in carica %v %+v", p.Mandato, ok, a)
			}
		}
		if want := map[bool]int{true: 1}[ok]; rappresentanti != want {
			t.Errorf("%d representatives, want %d", rappresentanti, want)
		}
		return err
	})
}
