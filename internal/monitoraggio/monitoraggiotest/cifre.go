package monitoraggiotest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

// Semina writes from n to 2n random practices of Proc for each Comune straight
// into the tables, with their approved answers; it returns the practices by
// body.
func (m *Mondo) Semina(t testing.TB, n int) map[int64][]*misure.Pratica {
	t.Helper()
	rnd := rand.New(rand.NewPCG(20211112, uint64(n))) //nolint:gosec // a seeded sample
	giorno := func(da kernel.Day, entro int) kernel.Day { return da.AddDays(rnd.IntN(entro)) }
	tutte := map[int64][]*misure.Pratica{}
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		r, err := monitoraggio.RilevazioneDi(ctx, tx, Semestre)
		if err != nil {
			return err
		}
		invii, err := monitoraggio.InviiDi(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		for _, i := range invii {
			if i.EnteID == m.ProvinciaLodi.ID {
				continue // Proc is asked of the Comuni
			}
			for k := range n + rnd.IntN(n) {
				p := &misure.Pratica{ID: fmt.Sprint(k), Domanda: giorno(kernel.MustDay("2025-03-01"), 500), Conferenza: rnd.IntN(3) == 0}
				fine := giorno(p.Domanda, 300)
				switch rnd.IntN(6) {
				case 0:
				case 1:
					p.SilenzioAssenso = fine
				case 2:
					p.EsclusaIl, p.MotivoEsclusione = fine, "archiviata"
				default:
					p.Provvedimento = fine
				}
				if rnd.IntN(3) == 0 {
					dal := giorno(p.Domanda, 60)
					p.Sospensioni = []termini.Sospensione{{Dal: dal, Al: dal.AddDays(rnd.IntN(50))}}
				}
				if rnd.IntN(5) == 0 {
					p.Termine = &termini.Termine{N: 20 + rnd.IntN(60)}
				}
				tutte[i.EnteID] = append(tutte[i.EnteID], p)
				if err := ScriviPratica(ctx, tx, i.EnteID, m.Proc.ID, p); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(ctx, `INSERT INTO monitoraggio_risposte (invio_id, procedimento_id, modo, dichiarate, nota, aggiornata_il, aggiornata_da) VALUES ($1,$2,'pratiche','','',$3,0)`, i.ID, m.Proc.ID, tx.Now()); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE monitoraggio_invii SET stato = 'approvato' WHERE rilevazione_id = $1`, r.ID)
		return err
	})
	return tutte
}

// ScriviPratica writes a practice as it is.
func ScriviPratica(ctx context.Context, tx *db.Tx, ente, proc int64, p *misure.Pratica) error {
	fine := p.Fine()
	if !p.EsclusaIl.IsZero() {
		fine = p.EsclusaIl
	}
	termine := ""
	if p.Termine != nil {
		termine = p.Termine.String()
	}
	_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_pratiche (ente_id, procedimento_id, id_pratica, tipologia, data_domanda, data_provvedimento, data_silenzio_assenso, conferenza, sospensioni,
		giorni_sospesi, termine, esclusa_il, motivo_esclusione, nota, fine, origine, caricamento_id, foglio, riga, creata_il, aggiornata_il, versione)
		VALUES ($1,$2,$3,'',$4,$5,$6,$7,$8,$9,$10,$11,$12,'',$13,'file',0,'',0,$14,$14,1)`,
		ente, proc, p.ID, p.Domanda, p.Provvedimento, p.SilenzioAssenso, p.Conferenza, monitoraggio.TestoSospensioni(p.Sospensioni), p.GiorniSospesi, termine, p.EsclusaIl, p.MotivoEsclusione, fine, tx.Now())
	return err
}

// Chiusa is a campaign with approved practices, ready to be locked.
func (m *Mondo) Chiusa(t testing.TB) monitoraggio.Rilevazione {
	t.Helper()
	r := m.Aperta(t)
	m.Semina(t, 12)
	if err := m.Servizio.Chiudi(context.Background(), m.Actor(t, m.Regione), Semestre, r.Versione); err != nil {
		t.Fatal(err)
	}
	return m.Rilevazione(t)
}

// Bloccata is Chiusa with its figures locked.
func (m *Mondo) Bloccata(t testing.TB) monitoraggio.VersioneCifre {
	t.Helper()
	r := m.Chiusa(t)
	v, err := m.Servizio.Blocca(context.Background(), m.Actor(t, m.Regione), r.ID, r.Versione)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Pubblicata is Bloccata, signed and published.
func (m *Mondo) Pubblicata(t testing.TB) monitoraggio.VersioneCifre {
	t.Helper()
	ctx, v, regione := context.Background(), m.Bloccata(t), m.Actor(t, m.Regione)
	if _, err := m.Servizio.Firma(ctx, regione, v.RilevazioneID, v.Impronta); err != nil {
		t.Fatal(err)
	}
	v, err := m.Servizio.Pubblica(ctx, regione, v.RilevazioneID, m.Rilevazione(t).Versione)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
