package pubblico

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// avvisa writes, in the transaction that publishes, one message for each
// Destinazione that wants the event. They leave after the commit.
func avvisa(ctx context.Context, tx *db.Tx, e Evento, dati any) error {
	corpo, err := json.Marshal(struct {
		Type      Evento         `json:"type"`
		Timestamp kernel.Instant `json:"timestamp"`
		Data      any            `json:"data"`
	}{e, tx.Now(), dati})
	if err != nil {
		return fmt.Errorf("pubblico: %w", err)
	}
	list, err := Destinazioni(ctx, tx)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Vuole(e) {
			if _, err := nuovaConsegna(ctx, tx, d.ID, e, string(corpo)); err != nil {
				return err
			}
		}
	}
	return nil
}

func nuovaConsegna(ctx context.Context, tx *db.Tx, destinazione int64, e Evento, corpo string) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO pubblico_consegne (destinazione_id, messaggio, evento, corpo, stato, tentativi, creata_il, prossima_il)
		VALUES ($1, $2, $3, $4, 'attesa', 0, $5, $5) RETURNING id`, destinazione, "msg_"+rand.Text(), string(e), corpo, tx.Now())
}

// avvisaSeNuovo compares what is published with what was, and tells what a
// program would want to know: a new version of a semester, a new news.
func avvisaSeNuovo(ctx context.Context, tx *db.Tx, chiave string, dati Contenuto) error {
	switch now := dati.(type) {
	case Misure:
		before, _, err := Leggi[Misure](ctx, tx, chiave)
		if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
			return err
		}
		for _, s := range now.Semestri {
			if old, ok := before.Semestre(s.Semestre); ok && old.Versione().N == s.Versione().N {
				continue
			}
			if err := avvisa(ctx, tx, CifrePubblicate, map[string]any{"semestre": s.Semestre, "versione": s.Versione().N, "indirizzo": "/cifre/tempi/" + s.Semestre.String()}); err != nil {
				return err
			}
		}
	case Notizie:
		before, _, err := Leggi[Notizie](ctx, tx, chiave)
		if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
			return err
		}
		known := map[string]bool{}
		for _, v := range before.Voci {
			known[v.URL] = true
		}
		for _, v := range now.Voci {
			if v.Tipo == "notizia" && !known[v.URL] {
				if err := avvisa(ctx, tx, NotiziaPubblicata, map[string]any{"titolo": v.Titolo, "giorno": v.Giorno, "indirizzo": v.URL}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
