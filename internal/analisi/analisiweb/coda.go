package analisiweb

import (
	"context"
	"net/http"
	"sync"
	"time"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// How much of a node the pages of the analysis may take. A large log takes
// seconds and hundreds of megabytes: who comes after waits, and who waits too
// long is told so.
const (
	postiGrandi   = 2                // pages of large logs computed together
	postiPiccoli  = 6                // pages of the others
	postiEsporta  = 2                // logs written out together
	perPersona    = 4                // pages of one person that compute or wait
	attesaMassima = 20 * time.Second // in the queue
	memoriaGrande = 1 << 20          // bytes of the decoded log from which it is large
)

// coda lets in a few at a time, and few for each person.
type coda struct {
	posti     chan struct{}
	persona   int // at most, of one person
	attesa    time.Duration
	mu        sync.Mutex
	diCiascun map[int64]int
}

func nuovaCoda(posti, persona int, attesa time.Duration) *coda {
	return &coda{posti: make(chan struct{}, posti), persona: persona, attesa: attesa, diCiascun: map[int64]int{}}
}

// entra waits for a place; esci gives it back, once, however often it is
// called. kernel.TroppeVolte when the person has too many pages under way,
// kernel.NonDisponibile when the wait is over.
func (q *coda) entra(ctx context.Context, persona int64) (esci func(), err error) {
	q.mu.Lock()
	if q.diCiascun[persona] >= q.persona {
		q.mu.Unlock()
		return nil, kernel.E(kernel.TroppeVolte, "Troppe pagine di analisi aperte insieme. Nessun dato è andato perso: attendere che finiscano e riprovare.")
	}
	q.diCiascun[persona]++
	q.mu.Unlock()
	lascia := func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.diCiascun[persona]--; q.diCiascun[persona] <= 0 {
			delete(q.diCiascun, persona)
		}
	}
	fine := time.NewTimer(q.attesa)
	defer fine.Stop()
	select {
	case q.posti <- struct{}{}:
		return sync.OnceFunc(func() { <-q.posti; lascia() }), nil
	case <-ctx.Done():
		lascia()
		return nil, ctx.Err()
	case <-fine.C:
		lascia()
		return nil, kernel.E(kernel.NonDisponibile, "Altre analisi sono in corso e questa pagina non ha ancora potuto cominciare. Il registro è al sicuro: riprovare tra qualche secondo.")
	}
}

// code are the queues of a node.
type code struct{ grandi, piccoli, esporta *coda }

func nuoveCode() *code {
	return &code{grandi: nuovaCoda(postiGrandi, perPersona, attesaMassima), piccoli: nuovaCoda(postiPiccoli, perPersona, attesaMassima),
		esporta: nuovaCoda(postiEsporta, 1, attesaMassima)}
}

// pesante waits until the node has room for a page of this log. The place is
// given back by esci, or as soon as the answer goes out: a slow reader keeps
// nobody waiting.
func (d Deps) pesante(c *web.Context, richiesta, n int64) (esci func(), err error) {
	g, err := d.Analisi.Avanzamento(c.Ctx(), c.Actor, richiesta, n)
	if err != nil {
		return nil, err
	}
	q := d.code.piccoli
	if grande(g) {
		q = d.code.grandi
	}
	return mettiInCoda(c, q)
}

// grande reports whether a log is large: by what it takes once it is decoded,
// never by the file that was uploaded, of which a compressed one tells nothing.
// One that is not read yet may be of any size.
func grande(g analisi.Registro) bool {
	return g.Stato != analisi.Pronto || g.Memoria == 0 || g.Memoria >= memoriaGrande
}

func mettiInCoda(c *web.Context, q *coda) (esci func(), err error) {
	if esci, err = q.entra(c.Ctx(), c.Actor.Persona); err == nil {
		c.W = &inUscita{c.W, esci}
	}
	return esci, err
}

// inUscita gives the place back when the answer begins.
type inUscita struct {
	http.ResponseWriter
	esci func()
}

// WriteHeader implements http.ResponseWriter.
func (w *inUscita) WriteHeader(status int) {
	w.esci()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *inUscita) Write(b []byte) (int, error) {
	w.esci()
	return w.ResponseWriter.Write(b)
}

// Unwrap serves http.ResponseController.
func (w *inUscita) Unwrap() http.ResponseWriter { return w.ResponseWriter }
