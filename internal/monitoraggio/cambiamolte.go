package monitoraggio

import (
	"context"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// coppia is a practice before and after a change; prima nil is a new one.
type coppia struct{ prima, dopo *Pratica }

// campiPratica is how many arguments one practice takes in scriviMolte.
const campiPratica = 22

// righePerVolta is how many rows one statement writes. SQLite looks a
// parameter up among all those of the statement: longer statements are slower,
// not faster.
const righePerVolta = 60

// cambiaMolte is cambia for many practices at once, none of which is taken
// away: a few statements, whatever their number. Either all are written or
// none is.
func cambiaMolte(ctx context.Context, tx *db.Tx, chi kernel.Actor, fs []ferma, cs []coppia, motivo string) error {
	for _, c := range cs {
		if err := trattiene(fs, c.prima, c.dopo); err != nil {
			return err
		}
	}
	for da := 0; da < len(cs); da += righePerVolta {
		if err := scriviMolte(ctx, tx, cs[da:min(len(cs), da+righePerVolta)]); err != nil {
			return err
		}
	}
	var cambiate []coppia
	for _, c := range cs {
		if c.prima != nil {
			cambiate = append(cambiate, c)
		}
	}
	const campiModifica = 8
	for da := 0; da < len(cambiate); da += righePerVolta {
		blocco := cambiate[da:min(len(cambiate), da+righePerVolta)]
		args := make([]any, 0, len(blocco)*campiModifica)
		for _, c := range blocco {
			args = append(args, c.prima.ID, c.prima.EnteID, c.prima.ProcedimentoID, testoPratica(c.prima), testoPratica(c.dopo), motivo, chi.Persona, tx.Now())
		}
		_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_modifiche (pratica_id, ente_id, procedimento_id, prima, dopo, motivo, persona_id, il) VALUES `+
			gruppi(len(blocco), campiModifica), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// gruppi writes "($1,$2),($3,$4)…" for n rows.
func gruppi(n, campi int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "(%s)", db.Placeholders(1+i*campi, campi))
	}
	return b.String()
}

// scriviMolte writes a block of practices in one statement. A row that
// somebody else wrote meanwhile does not match its version, and is missed in
// the count.
func scriviMolte(ctx context.Context, tx *db.Tx, cs []coppia) error {
	args := make([]any, 0, len(cs)*campiPratica)
	for _, c := range cs {
		p, versione, creata := c.dopo, int64(1), tx.Now()
		if c.prima != nil {
			versione, creata = c.prima.Versione+1, c.prima.CreataIl
		}
		args = append(args, p.EnteID, p.ProcedimentoID, p.Pratica.ID, p.Tipologia, p.Domanda, p.Provvedimento, p.SilenzioAssenso, p.Conferenza,
			TestoSospensioni(p.Sospensioni), p.GiorniSospesi, testoTermine(p.Termine), p.EsclusaIl, p.MotivoEsclusione, p.Nota, fine(*p),
			p.Origine, p.CaricamentoID, p.Foglio, p.Riga, creata, tx.Now(), versione)
	}
	n, err := tx.Exec(ctx, `INSERT INTO monitoraggio_pratiche (ente_id, procedimento_id, id_pratica, tipologia, data_domanda, data_provvedimento, data_silenzio_assenso,
		conferenza, sospensioni, giorni_sospesi, termine, esclusa_il, motivo_esclusione, nota, fine, origine, caricamento_id, foglio, riga, creata_il, aggiornata_il, versione)
		VALUES `+gruppi(len(cs), campiPratica)+`
		ON CONFLICT (ente_id, procedimento_id, id_pratica) DO UPDATE SET tipologia = excluded.tipologia, data_domanda = excluded.data_domanda,
		data_provvedimento = excluded.data_provvedimento, data_silenzio_assenso = excluded.data_silenzio_assenso, conferenza = excluded.conferenza,
		sospensioni = excluded.sospensioni, giorni_sospesi = excluded.giorni_sospesi, termine = excluded.termine, esclusa_il = excluded.esclusa_il,
		motivo_esclusione = excluded.motivo_esclusione, nota = excluded.nota, fine = excluded.fine, origine = excluded.origine,
		caricamento_id = excluded.caricamento_id, foglio = excluded.foglio, riga = excluded.riga, aggiornata_il = excluded.aggiornata_il, versione = excluded.versione
		WHERE monitoraggio_pratiche.versione = excluded.versione - 1`, args...)
	if err == nil && n != int64(len(cs)) {
		return kernel.E(kernel.Conflitto, "Alcune pratiche sono cambiate mentre la pagina era aperta. Nulla è stato modificato: ricaricare la pagina e riprovare.")
	}
	return err
}
