package dati

import (
	"context"

	"pass/internal/kernel"
)

// turni are the large tables that may be made at the same time, in the whole
// process.
var turni = make(chan struct{}, 2)

// Grande reports whether a data set is so large that it must not be made for
// each request: it has a row for each body, procedure and semester, read from
// the database. Its rows come from Sorgente.Misure and Sorgente.Enti alone.
func Grande(codice string) bool { return codice == insiemeTempiEnti.Codice }

// Turno waits until the rows of a data set may be made: for the large ones it
// ends with ctx, the others need not wait. The turn lasts until fine is called.
func Turno(ctx context.Context, codice string) (fine func(), err error) {
	if !Grande(codice) {
		return func() {}, nil
	}
	if err = ctx.Err(); err == nil {
		select {
		case turni <- struct{}{}:
			return func() { <-turni }, nil
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	return nil, kernel.Wrap(kernel.NonDisponibile, "Molti chiedono questi dati adesso: riprovare tra qualche minuto.", err)
}
