package analisiweb

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// TestCoda lets in as many as there is room for, few for each person, and gives
// every place back once.
func TestCoda(t *testing.T) {
	ctx := context.Background()
	q := nuovaCoda(2, 2, time.Millisecond)
	entra := func(persona int64) func() {
		t.Helper()
		esci, err := q.entra(ctx, persona)
		if err != nil {
			t.Fatal(err)
		}
		return esci
	}
	uno, due := entra(1), entra(1)
	if _, err := q.entra(ctx, 1); kernel.CodeOf(err) != kernel.TroppeVolte {
		t.Errorf("a third page of the same person: %v", err)
	}
	if _, err := q.entra(ctx, 2); kernel.CodeOf(err) != kernel.NonDisponibile {
		t.Errorf("no room: %v", err)
	}
	uno()
	uno() // the answer went out, then the handler ended
	tre := entra(2)
	finito, annulla := context.WithCancel(ctx)
	annulla()
	q.attesa = time.Hour
	if _, err := q.entra(finito, 3); err != context.Canceled {
		t.Errorf("who went away: %v", err)
	}
	due()
	tre()
	if len(q.posti) != 0 || len(q.diCiascun) != 0 {
		t.Errorf("left: %d places, %v", len(q.posti), q.diCiascun)
	}
}

// TestGrandeAncheSeCompresso: the file of a large log may be small, so that
// only what it takes once decoded tells in which queue its pages wait; before
// that is known, any log waits in that of the large ones.
func TestGrandeAncheSeCompresso(t *testing.T) {
	m := analisitest.Nuovo(t, dbtest.SQLite(t, db.Options{}))
	legge := func(casi int) analisi.Registro {
		t.Helper()
		var b strings.Builder
		b.WriteString("pratica,attività,data\n")
		for i := range casi {
			fmt.Fprintf(&b, "%d,A,2026-01-01\n%d,A,2026-01-01\n%d,A,2026-01-01\n%d,A,2026-01-01\n", i, i, i, i)
		}
		g := m.Carica("registro.csv.gz", analisitest.Gzip(t, []byte(b.String())))
		if !grande(g) {
			t.Errorf("%d events that nobody has read are taken for few", 4*casi)
		}
		m.Leggi(g)
		g = m.Apri(g.N).Registro
		if g.Stato != analisi.Pronto || g.Size >= memoriaGrande/4 {
			t.Fatalf("%s, a file of %d bytes: the test shows nothing", g.Stato, g.Size)
		}
		return g
	}
	if g := legge(25_000); !grande(g) {
		t.Errorf("100,000 events in %d bytes wait among the small ones: %d bytes in memory", g.Size, g.Memoria)
	}
	if g := legge(500); grande(g) {
		t.Errorf("2,000 events wait among the large ones: %d bytes in memory", g.Memoria)
	}
	g := m.Apri(1).Registro
	g.Memoria = 0 // it was read before this was kept
	if !grande(g) {
		t.Error("a log of which nothing is known is taken for small")
	}
}
