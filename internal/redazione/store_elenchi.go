package redazione

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Riga is a content with one of its versions: the latest for editors, the
// public one for everybody else.
type Riga struct {
	Contenuto
	Testo   Testo
	Salvata kernel.Instant // when that version was saved
	Da      string         // by whom
}

func scanRiga(r db.Row) (x Riga, err error) {
	var v Versione
	err = r.Scan(append(x.Contenuto.campi(), v.campi()...)...)
	x.Testo, x.Salvata, x.Da = v.Testo, v.Il, v.Nome
	return x, err
}

// Filtro chooses contents for editors; zero fields do not filter.
type Filtro struct {
	Tipo  Tipo
	Stato Stato
}

const perEditori = ` FROM redazione_contenuti c JOIN redazione_versioni v ON v.contenuto_id = c.id AND v.n = c.versione
	WHERE ($1 = '' OR c.tipo = $1) AND ($2 = '' OR c.stato = $2)`

func elenco(ctx context.Context, tx *db.Tx, f Filtro, limite, salto int) (out []Riga, totale int64, err error) {
	if totale, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*)`+perEditori, string(f.Tipo), string(f.Stato)); err != nil {
		return nil, 0, err
	}
	out, err = db.Many(ctx, tx, scanRiga, `SELECT `+colonneContenuto+`, `+colonneVersione+perEditori+` ORDER BY c.aggiornato_il DESC, c.id DESC LIMIT $3 OFFSET $4`,
		string(f.Tipo), string(f.Stato), limite, salto)
	return out, totale, err
}

const perTutti = ` FROM redazione_contenuti c JOIN redazione_versioni v ON v.contenuto_id = c.id AND v.n = c.versione_pubblica WHERE c.stato = 'pubblicata'`

// notizie lists the public news of a year (0: all), the latest first.
func notizie(ctx context.Context, tx *db.Tx, anno, limite, salto int) (out []Riga, totale int64, err error) {
	dal, al := kernel.NewDay(1900, 1, 1).Start(), kernel.NewDay(9999, 1, 1).Start()
	if anno > 0 {
		dal, al = kernel.NewDay(anno, 1, 1).Start(), kernel.NewDay(anno+1, 1, 1).Start()
	}
	const where = perTutti + ` AND c.tipo = 'notizia' AND c.pubblicata_il >= $1 AND c.pubblicata_il < $2`
	if totale, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*)`+where, dal, al); err != nil {
		return nil, 0, err
	}
	out, err = db.Many(ctx, tx, scanRiga, `SELECT `+colonneContenuto+`, `+colonneVersione+where+` ORDER BY c.pubblicata_il DESC, c.id DESC LIMIT $3 OFFSET $4`, dal, al, limite, salto)
	return out, totale, err
}

// anniDiNotizie lists the years that have public news, the latest first.
func anniDiNotizie(ctx context.Context, tx *db.Tx) (out []int, err error) {
	visti := map[int]bool{}
	return out, db.Each(ctx, tx, func(r db.Row) error {
		var il kernel.Instant
		err := r.Scan(&il)
		if a := il.Day().Year(); err == nil && !visti[a] {
			visti[a] = true
			out = append(out, a)
		}
		return err
	}, `SELECT c.pubblicata_il FROM redazione_contenuti c WHERE c.tipo = 'notizia' AND c.stato = 'pubblicata' ORDER BY c.pubblicata_il DESC`)
}

// eventi lists the public events that begin from an instant on, the nearest
// first, or (futuri false) those that began before it, the latest first.
func eventi(ctx context.Context, tx *db.Tx, futuri bool, ora kernel.Instant, limite, salto int) (out []Riga, totale int64, err error) {
	where, ordine := perTutti+` AND c.tipo = 'evento' AND v.inizio_il < $1`, ` ORDER BY v.inizio_il DESC, c.id DESC`
	if futuri {
		where, ordine = perTutti+` AND c.tipo = 'evento' AND v.inizio_il >= $1`, ` ORDER BY v.inizio_il, c.id`
	}
	if totale, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*)`+where, ora); err != nil {
		return nil, 0, err
	}
	out, err = db.Many(ctx, tx, scanRiga, `SELECT `+colonneContenuto+`, `+colonneVersione+where+ordine+` LIMIT $2 OFFSET $3`, ora, limite, salto)
	return out, totale, err
}

// pubblici lists every public content, the latest news first.
func pubblici(ctx context.Context, tx *db.Tx) ([]Riga, error) {
	return db.Many(ctx, tx, scanRiga, `SELECT `+colonneContenuto+`, `+colonneVersione+perTutti+` ORDER BY c.pubblicata_il DESC, c.id DESC`)
}

func getPubblico(ctx context.Context, tx *db.Tx, id int64) (Riga, error) {
	return db.One(ctx, tx, scanRiga, `SELECT `+colonneContenuto+`, `+colonneVersione+perTutti+` AND c.id = $1`, id)
}

// programmati lists the contents that should be out by the instant.
func programmati(ctx context.Context, tx *db.Tx, ora kernel.Instant) ([]int64, error) {
	return db.Many(ctx, tx, db.Scalar[int64], `SELECT id FROM redazione_contenuti WHERE stato = 'programmata' AND programmata_il <= $1 ORDER BY programmata_il, id`, ora)
}

// DaFare is what waits on the public site.
type DaFare struct {
	Commenti int64 // without a decision
	Bozze    int64 // contents that nobody published yet
}

// Attese reads DaFare for the desk of who moderates; nothing waits for the
// others.
func Attese(ctx context.Context, tx *db.Tx, chi kernel.Actor) (d DaFare, err error) {
	if !Modera.Allows(chi) {
		return d, nil
	}
	if d.Commenti, err = CommentiInAttesa(ctx, tx); err == nil {
		d.Bozze, err = Bozze(ctx, tx)
	}
	return d, err
}

// Bozze counts the contents that nobody published yet, for the desk.
func Bozze(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM redazione_contenuti WHERE stato = 'bozza'`)
}
