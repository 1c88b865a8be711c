package enti_test

import (
	"fmt"
	"testing"
	"time"

	"pass/internal/enti/entitest"
	"pass/internal/kernel"
)

// TestNobodyFillsTheDiskWithProtocolli: anybody with a digital identity may
// begin an adesione, and each Protocollo stays in its timeline.
func TestNobodyFillsTheDiskWithProtocolli(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		_, chi := b.persona(t, 1, "Rita")
		id, err := b.Enti.Crea(ctx, chi, e.ID)
		riesce(t, err)
		riesce(t, b.Enti.Salva(ctx, chi, id, 1, b.Dati(e), true))
		carica := func(versione int64, text string) error {
			_, err := b.Enti.CaricaProtocollo(ctx, chi, id, versione, entitest.Caricato("p.pdf", entitest.PDF(text)))
			return err
		}
		// Many at once, as of a page that sends the same version again and again:
		// one is taken, and nothing is left of the others.
		versione, results := b.crudo(t, id).Versione, make(chan error, 8)
		for i := range cap(results) {
			go func() { results <- carica(versione, fmt.Sprint(i)) }()
		}
		taken := 0
		for range cap(results) {
			if err := <-results; err == nil {
				taken++
			} else {
				vuole(t, err, kernel.Conflitto)
			}
		}
		stored := func() int {
			keys, err := b.Files.Keys(ctx, time.Now().Add(time.Hour))
			riesce(t, err)
			return len(keys)
		}
		if n := stored(); taken != 1 || n != 1 {
			t.Errorf("%d were taken, %d files are stored", taken, n)
		}
		for i := 1; i < 20; i++ {
			riesce(t, carica(b.crudo(t, id).Versione, fmt.Sprint("di nuovo ", i)))
		}
		ultimo := b.crudo(t, id)
		vuole(t, carica(ultimo.Versione, "uno di troppo"), kernel.NonValido)
		if n := stored(); n != 20 || b.crudo(t, id) != ultimo {
			t.Errorf("%d files are stored", n)
		}
		riesce(t, b.Enti.Invia(ctx, chi, id, ultimo.Versione, true))
	})
}
