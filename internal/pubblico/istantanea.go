package pubblico

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico/mappa"
)

// The keys of the snapshots.
const (
	ChiaveAttivita = "attivita" // type Attivita, published by richieste
	ChiaveCatalogo = "catalogo" // type Catalogo, published by catalogo

	ChiaveCalendari = "calendari" // type Calendari, published by enti

	// Type mappa.Confini, published by who imports the boundaries.
	ChiaveConfiniComuni   = "confini/comuni"
	ChiaveConfiniProvince = "confini/province"
)

// Contenuto is what a snapshot may hold.
type Contenuto interface {
	// Controlla refuses content that contradicts itself.
	Controlla() error
}

// Contenuti is the closed list of what may be published: key and type. The
// bodies of a semester have a key of their own, ChiaveMisureEnti.
var Contenuti = map[string]Contenuto{
	ChiaveAttivita: Attivita{},
	ChiaveCatalogo: Catalogo{},
	ChiaveMisure:   Misure{},
	ChiaveEffetto:  Effetto{},

	ChiaveConfiniComuni:   mappa.Confini{},
	ChiaveConfiniProvince: mappa.Confini{},

	ChiaveCalendari: Calendari{},
	ChiaveNotizie:   Notizie{},
}

// Istantanea says which snapshot was read.
type Istantanea struct {
	Chiave       string
	Versione     int64 // grows when the content changes
	Fonte        string
	PubblicataIl kernel.Instant
}

// Pubblica replaces the snapshot of the key in the given transaction. The
// content must have the type declared for the key in Contenuti and pass its
// own check. Fonte is shown beside the figures: "Richieste registrate in PAsS".
func Pubblica(ctx context.Context, tx *db.Tx, chiave string, dati any, fonte string) error {
	return PubblicaAl(ctx, tx, chiave, dati, fonte, tx.Now())
}

// PubblicaAl is Pubblica for content that was read at an earlier instant, in a
// transaction of its own: it never replaces what was read later.
func PubblicaAl(ctx context.Context, tx *db.Tx, chiave string, dati any, fonte string, al kernel.Instant) error {
	want, ok := dichiarato(chiave)
	if !ok {
		return fmt.Errorf("pubblico: %q is not among the snapshots", chiave)
	}
	c, ok := dati.(Contenuto)
	if !ok || reflect.TypeOf(dati) != reflect.TypeOf(want) {
		return fmt.Errorf("pubblico: the snapshot %q holds %T, not %T", chiave, want, dati)
	}
	if err := c.Controlla(); err != nil {
		return err
	}
	b, err := json.Marshal(dati)
	if err != nil {
		return fmt.Errorf("pubblico: %w", err)
	}
	if err := avvisaSeNuovo(ctx, tx, chiave, c); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO pubblico_istantanee (chiave, versione, dati, fonte, pubblicata_il) VALUES ($1, 1, $2, $3, $4)
		ON CONFLICT (chiave) DO UPDATE SET
		  versione = pubblico_istantanee.versione + CASE WHEN pubblico_istantanee.dati = excluded.dati THEN 0 ELSE 1 END,
		  dati = excluded.dati, fonte = excluded.fonte, pubblicata_il = excluded.pubblicata_il
		WHERE pubblico_istantanee.pubblicata_il <= excluded.pubblicata_il`,
		chiave, string(b), fonte, al)
	return err
}

const colonneTesta = `chiave, versione, fonte, pubblicata_il`

func scanTesta(r db.Row) (i Istantanea, err error) {
	return i, r.Scan(&i.Chiave, &i.Versione, &i.Fonte, &i.PubblicataIl)
}

// Testa reads which version of the snapshot is published, without its
// content; NonTrovato when nothing was published yet.
func Testa(ctx context.Context, tx *db.Tx, chiave string) (Istantanea, error) {
	return db.One(ctx, tx, scanTesta, `SELECT `+colonneTesta+` FROM pubblico_istantanee WHERE chiave = $1`, chiave)
}

// Leggi reads the snapshot of the key; NonTrovato when nothing was published
// yet. T is the type declared for the key in Contenuti.
func Leggi[T any](ctx context.Context, tx *db.Tx, chiave string) (T, Istantanea, error) {
	var out T
	var testo string
	i, err := db.One(ctx, tx, func(r db.Row) (i Istantanea, err error) {
		return i, r.Scan(&i.Chiave, &i.Versione, &i.Fonte, &i.PubblicataIl, &testo)
	}, `SELECT `+colonneTesta+`, dati FROM pubblico_istantanee WHERE chiave = $1`, chiave)
	if err != nil {
		return out, i, err
	}
	if err := json.Unmarshal([]byte(testo), &out); err != nil {
		return out, i, fmt.Errorf("pubblico: the snapshot %q cannot be read: %w", chiave, err)
	}
	return out, i, nil
}
