package enti

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/termini"
)

// leggiCalendario reads all that a body wrote of its calendar.
func leggiCalendario(ctx context.Context, tx *db.Tx, ente int64) (c Calendario, err error) {
	c.Scelta = PatronoNoto
	if c.Ente, err = Get(ctx, tx, ente); err != nil {
		return c, err
	}
	var mese, giorno int64
	_, err = db.One(ctx, tx, func(r db.Row) (bool, error) {
		return true, r.Scan(&c.Scelta, &c.Patrono.Nome, &mese, &giorno, &c.Patrono.Fonte, &c.Versione)
	}, `SELECT patrono, santo, COALESCE(mese, 0), COALESCE(giorno, 0), fonte, versione FROM enti_calendari WHERE ente_id = $1`, ente)
	if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
		return c, err
	}
	c.Patrono.Mese, c.Patrono.Giorno = time.Month(mese), int(giorno)
	if c.Orari, err = leggiOrari(ctx, tx, ente); err != nil {
		return c, err
	}
	c.Chiusure, err = db.Many(ctx, tx, scanChiusura, `SELECT id, uid, nome, dal, al, dalle, alle, ogni_anni, volte, fino, escluse
		FROM enti_chiusure WHERE ente_id = $1 ORDER BY dal, COALESCE(dalle, -1), id`, ente)
	return c, err
}

func leggiOrari(ctx context.Context, tx *db.Tx, ente int64) ([]FasciaOraria, error) {
	return db.Many(ctx, tx, func(r db.Row) (f FasciaOraria, err error) {
		var giorno, dalle, alle int64
		err = r.Scan(&giorno, &dalle, &alle)
		return FasciaOraria{time.Weekday(giorno % 7), termini.Fascia{Dalle: time.Duration(dalle) * time.Minute, Alle: time.Duration(alle) * time.Minute}}, err
	}, `SELECT giorno, dalle, alle FROM enti_orari WHERE ente_id = $1 ORDER BY giorno, dalle`, ente)
}

func scanChiusura(r db.Row) (x ChiusuraEnte, err error) {
	var dalle, alle *int64
	var ogni, volte int64
	var escluse string
	if err := r.Scan(&x.ID, &x.UID, &x.Nome, &x.Dal, &x.Al, &dalle, &alle, &ogni, &volte, &x.Fino, &escluse); err != nil {
		return x, err
	}
	x.OgniAnni, x.Volte = int(ogni), int(volte)
	if dalle != nil && alle != nil {
		x.Oraria, x.Dalle, x.Alle = true, time.Duration(*dalle)*time.Second, time.Duration(*alle)*time.Second
	}
	for _, s := range strings.Fields(escluse) {
		d, err := kernel.ParseDay(s)
		if err != nil {
			return x, fmt.Errorf("enti: closure %d: %w", x.ID, err)
		}
		x.Escluse = append(x.Escluse, d)
	}
	return x, nil
}

// argomenti are the columns of a closure, from uid on.
func argomenti(x termini.Chiusura) []any {
	var dalle, alle any
	if x.Oraria {
		dalle, alle = int64(x.Dalle/time.Second), int64(x.Alle/time.Second)
	}
	escluse := make([]string, len(x.Escluse))
	for i, d := range x.Escluse {
		escluse[i] = d.String()
	}
	return []any{x.UID, x.Nome, x.Dal, x.Al, dalle, alle, int64(x.OgniAnni), int64(x.Volte), x.Fino, strings.Join(escluse, " ")}
}

// scriviChiusura adds a closure, or replaces the one with the same UID.
func scriviChiusura(ctx context.Context, tx *db.Tx, ente int64, x termini.Chiusura) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO enti_chiusure
		(uid, nome, dal, al, dalle, alle, ogni_anni, volte, fino, escluse, ente_id, inserita_il)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (ente_id, uid) DO UPDATE SET nome = excluded.nome, dal = excluded.dal, al = excluded.al, dalle = excluded.dalle,
		  alle = excluded.alle, ogni_anni = excluded.ogni_anni, volte = excluded.volte, fino = excluded.fino, escluse = excluded.escluse
		RETURNING id`, append(argomenti(x), ente, tx.Now())...)
}

// prendiCalendario takes the calendar of a body for a change: whoever else
// changes it waits. versione is the one that the person saw; a negative one
// takes whatever is there.
func prendiCalendario(ctx context.Context, tx *db.Tx, ente, versione int64) error {
	n, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO enti_calendari (ente_id, aggiornato_il) VALUES ($1, $2)
		ON CONFLICT (ente_id) DO UPDATE SET versione = enti_calendari.versione + 1, aggiornato_il = excluded.aggiornato_il RETURNING versione`, ente, tx.Now())
	if err == nil && versione >= 0 && n != versione+1 {
		err = kernel.E(kernel.Conflitto, "Il calendario è cambiato nel frattempo. Nessun dato è stato perso: ricaricare la pagina e ripetere la modifica.")
	}
	return err
}

func scriviPatrono(ctx context.Context, tx *db.Tx, ente int64, s SceltaPatrono, p termini.Patrono) error {
	var mese, giorno any
	if s == PatronoIndicato {
		mese, giorno = int64(p.Mese), int64(p.Giorno)
	} else {
		p = termini.Patrono{}
	}
	_, err := tx.Exec(ctx, `UPDATE enti_calendari SET patrono = $1, santo = $2, mese = $3, giorno = $4, fonte = $5 WHERE ente_id = $6`,
		string(s), p.Nome, mese, giorno, p.Fonte, ente)
	return err
}

func scriviOrari(ctx context.Context, tx *db.Tx, ente int64, fs []FasciaOraria) error {
	if _, err := tx.Exec(ctx, `DELETE FROM enti_orari WHERE ente_id = $1`, ente); err != nil {
		return err
	}
	for _, f := range fs {
		giorno := int64(f.Giorno)
		if f.Giorno == time.Sunday {
			giorno = 7
		}
		if _, err := tx.Exec(ctx, `INSERT INTO enti_orari (ente_id, giorno, dalle, alle) VALUES ($1, $2, $3, $4)`,
			ente, giorno, int64(f.Dalle/time.Minute), int64(f.Alle/time.Minute)); err != nil {
			return err
		}
	}
	return nil
}

// fonteCalendari is written beside the public patron saints.
const fonteCalendari = "Calendari degli enti in PAsS"

// pubblicaPatroni publishes what Comuni said of their patron saint.
func pubblicaPatroni(ctx context.Context, tx *db.Tx) error {
	ps, err := db.Many(ctx, tx, func(r db.Row) (p pubblico.PatronoComune, err error) {
		return p, r.Scan(&p.Istat, &p.Nome, &p.Santo, &p.Mese, &p.Giorno, &p.Fonte)
	}, `SELECT e.istat, e.denominazione, c.santo, COALESCE(c.mese, 0), COALESCE(c.giorno, 0), c.fonte
		FROM enti_calendari c JOIN enti e ON e.id = c.ente_id
		WHERE c.patrono <> 'noto' AND e.tipo = 'comune' AND e.istat <> '' AND e.cessato_il IS NULL ORDER BY e.istat`)
	if err != nil {
		return err
	}
	return pubblico.Pubblica(ctx, tx, pubblico.ChiaveCalendari, pubblico.Calendari{Enti: ps}, fonteCalendari)
}
