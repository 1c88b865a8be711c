package integrity

import (
	"context"

	"pass/internal/platform/db"
)

// adesioni compares each adesione with its acts, the acts with the audit
// trail, and the approved ones with the mandates.
func (c *checker) adesioni(ctx context.Context) error {
	type adesione struct {
		id, file, last, lastFile int64
		state, lastState         string
	}
	list, err := db.Many(ctx, c.tx, func(r db.Row) (a adesione, err error) {
		return a, r.Scan(&a.id, &a.state, &a.file, &a.last, &a.lastState, &a.lastFile)
	}, `SELECT a.id, a.stato, COALESCE(a.file_id, 0), COALESCE(v.id, 0), COALESCE(v.a_stato, ''),
			COALESCE((SELECT f.file_id FROM adesioni_atti f WHERE f.adesione_id = a.id AND f.file_id IS NOT NULL ORDER BY f.id DESC LIMIT 1), 0)
		FROM adesioni a LEFT JOIN adesioni_atti v ON v.id = (SELECT MAX(x.id) FROM adesioni_atti x WHERE x.adesione_id = a.id) ORDER BY a.id`)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.last == 0 || a.state != a.lastState || a.file != a.lastFile {
			c.wrong("adesione %d is %q with file %d, its acts lead to %q with file %d", a.id, a.state, a.file, a.lastState, a.lastFile)
		}
	}
	for what, query := range map[string]string{
		"the acts of an adesione do not follow each other": `SELECT adesione_id FROM (SELECT adesione_id, da_stato,
			LAG(a_stato, 1, '') OVER (PARTITION BY adesione_id ORDER BY id) AS before FROM adesioni_atti) x WHERE da_stato <> before`,
		"acts and audit entries of an adesione differ": `SELECT id FROM (
			SELECT adesione_id AS id, atto, COUNT(*) AS acts, 0 AS entries FROM adesioni_atti GROUP BY adesione_id, atto
			UNION ALL SELECT oggetto_id, atto, 0, COUNT(*) FROM registro_atti WHERE oggetto = 'adesione' GROUP BY oggetto_id, atto) x
			GROUP BY id, atto HAVING SUM(acts) <> SUM(entries)`,
		"an approved adesione has no mandate": `SELECT a.id FROM adesioni a LEFT JOIN mandati m ON m.id = a.mandato_id AND m.ente_id = a.ente_id
			AND m.persona_id = a.richiedente_id AND m.ruolo = 'legale_rappresentante' WHERE a.stato IN ('approvata','sospesa') AND m.id IS NULL`,
		"a mandate has no audit entry": `SELECT m.id FROM mandati m WHERE NOT EXISTS
			(SELECT 1 FROM registro_atti r WHERE r.oggetto = 'mandato' AND r.oggetto_id = m.id AND r.atto = 'ConferisciMandato')`,
	} {
		if err := c.none(ctx, what, query); err != nil {
			return err
		}
	}
	return nil
}

// references looks for rows that nothing refers to, or that refer to nothing.
func (c *checker) references(ctx context.Context) error {
	for what, query := range map[string]string{
		"a file belongs to nothing": `SELECT f.id FROM files f WHERE NOT EXISTS (SELECT 1 FROM richieste_documenti d WHERE d.file_id = f.id)
			AND NOT EXISTS (SELECT 1 FROM adesioni_atti v WHERE v.file_id = f.id) AND NOT EXISTS (SELECT 1 FROM analisi_registri g WHERE g.file_id = f.id OR g.deposito_id = f.id)
			AND NOT EXISTS (SELECT 1 FROM monitoraggio_caricamenti k WHERE k.file_id = f.id) AND NOT EXISTS (SELECT 1 FROM monitoraggio_ricevute q WHERE q.file_id = f.id)
			AND NOT EXISTS (SELECT 1 FROM contatti_messaggi m WHERE m.originale_id = f.id) AND NOT EXISTS (SELECT 1 FROM contatti_allegati x WHERE x.file_id = f.id)
			AND NOT EXISTS (SELECT 1 FROM redazione_allegati a WHERE a.file_id = f.id) AND NOT EXISTS (SELECT 1 FROM pubblico_rapporti_pdf p WHERE p.file_id = f.id)`,
		"a log that was read has no deposit, or still its uploaded file": `SELECT id FROM analisi_registri WHERE eliminato_il IS NULL AND stato = 'pronto'
			AND (deposito_id IS NULL OR file_id IS NOT NULL)`,
		"an action of a plan belongs to a draft":      `SELECT a.id FROM richieste_azioni a JOIN richieste r ON r.id = a.richiesta_id WHERE r.stato = 'bozza'`,
		"a document is on the act of another request": `SELECT d.id FROM richieste_documenti d JOIN richieste_atti e ON e.id = d.atto_id WHERE e.richiesta_id <> d.richiesta_id`,
		"a request in work has nobody and never had": `SELECT r.id FROM richieste r WHERE r.stato IN ('assegnata','in_lavorazione','in_attesa_integrazioni','risposta_inviata')
			AND NOT EXISTS (SELECT 1 FROM richieste_incarichi i WHERE i.richiesta_id = r.id)`,
		"a request names a procedure or a body that does not exist": `SELECT r.id FROM richieste r WHERE r.stato <> 'bozza' AND (NOT EXISTS
			(SELECT 1 FROM catalogo_procedimenti p WHERE p.id = r.procedimento_id) OR NOT EXISTS (SELECT 1 FROM enti e WHERE e.id = r.ente_id))`,
	} {
		if err := c.none(ctx, what, query); err != nil {
			return err
		}
	}
	return nil
}

// none reports the ids that a query finds.
func (c *checker) none(ctx context.Context, what, query string) error {
	ids, err := db.Many(ctx, c.tx, db.Scalar[int64], query)
	for _, id := range ids {
		c.wrong("%s: %d", what, id)
	}
	return err
}
