package integrity

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/pubblico"
)

// monitoring looks at campaigns, practices and locked figures.
func (c *checker) monitoring(ctx context.Context) error {
	for what, query := range map[string]string{
		"a locked campaign has no figures": `SELECT r.id FROM monitoraggio_rilevazioni r WHERE r.stato IN ('bloccata','firmata','pubblicata')
			AND NOT EXISTS (SELECT 1 FROM monitoraggio_versioni v WHERE v.rilevazione_id = r.id)`,
		"a version was published without a signature": `SELECT id FROM monitoraggio_versioni WHERE pubblicata_il IS NOT NULL AND (firmata_il IS NULL OR firmata_da = 0)`,
		"a version skips a number": `SELECT v.id FROM monitoraggio_versioni v WHERE v.n > 1
			AND NOT EXISTS (SELECT 1 FROM monitoraggio_versioni w WHERE w.rilevazione_id = v.rilevazione_id AND w.n = v.n - 1)`,
		"a revision of figures has no reason": `SELECT id FROM monitoraggio_versioni WHERE n > 1 AND motivo = ''`,
		"a signed campaign has an unsigned last version": `SELECT r.id FROM monitoraggio_rilevazioni r JOIN monitoraggio_versioni v ON v.rilevazione_id = r.id
			WHERE r.stato IN ('firmata','pubblicata') AND v.firmata_il IS NULL AND NOT EXISTS (SELECT 1 FROM monitoraggio_versioni w WHERE w.rilevazione_id = r.id AND w.n > v.n)`,
		"a practice ends on another day than it says": `SELECT id FROM monitoraggio_pratiche
			WHERE fine IS NOT NULL AND fine IS DISTINCT FROM data_provvedimento AND fine IS DISTINCT FROM data_silenzio_assenso AND fine IS DISTINCT FROM esclusa_il
			OR fine IS NULL AND (data_provvedimento IS NOT NULL OR data_silenzio_assenso IS NOT NULL OR esclusa_il IS NOT NULL)`,
		"an answer is about a procedure that was not asked": `SELECT x.invio_id FROM monitoraggio_risposte x JOIN monitoraggio_invii i ON i.id = x.invio_id
			WHERE NOT EXISTS (SELECT 1 FROM monitoraggio_rilevati l WHERE l.rilevazione_id = i.rilevazione_id AND l.procedimento_id = x.procedimento_id)`,
		"sent data have no receipt": `SELECT id FROM monitoraggio_invii WHERE stato IN ('inviato','approvato') AND numero = 0`,
	} {
		if err := c.none(ctx, what, query); err != nil {
			return err
		}
	}
	_, wrong, err := monitoraggio.VerificaImpronte(ctx, c.tx)
	for _, w := range wrong {
		c.wrong("%s", w)
	}
	if err != nil {
		return err
	}
	return c.published(ctx)
}

// published compares what the public reads with the last published versions.
func (c *checker) published(ctx context.Context) error {
	x, _, err := pubblico.Leggi[pubblico.Misure](ctx, c.tx, pubblico.ChiaveMisure)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return nil
	}
	if err != nil {
		return err
	}
	for _, s := range x.Semestri {
		r, err := monitoraggio.RilevazioneDi(ctx, c.tx, s.Semestre)
		if err != nil {
			return err
		}
		vs, err := monitoraggio.VersioniDi(ctx, c.tx, r.ID)
		if err != nil {
			return err
		}
		last := ""
		for _, v := range vs {
			if !v.PubblicataIl.IsZero() {
				last = v.Impronta
			}
		}
		if last != s.Versione().Impronta {
			c.wrong("the public figures of %s are not those of the last published version", s.Semestre)
		}
		bodies, _, err := pubblico.Leggi[pubblico.MisureEnti](ctx, c.tx, pubblico.ChiaveMisureEnti(s.Semestre))
		if err != nil {
			return err
		}
		if bodies.Versione != s.Versione().N {
			c.wrong("the public figures of the bodies of %s are of version %d, not %d", s.Semestre, bodies.Versione, s.Versione().N)
		}
	}
	return nil
}
