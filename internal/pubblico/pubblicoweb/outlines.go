package pubblicoweb

import (
	"fmt"
	"sync"

	"pass/internal/pubblico"
	"pass/internal/pubblico/mappa"
)

// outlines keep the boundaries as the maps draw them, simplified once for each
// version of the boundaries: no request makes them again, also when its page is
// not kept. They are few: those of the region, and of each province.
type outlines struct {
	mu sync.Mutex
	of [2]pubblico.Istantanea // the boundaries that they were made of
	by map[outlineKey]func() *outline
}

type outlineKey struct {
	level mappa.Livello
	sigla string // of the only province drawn; empty: the whole region
	width int
}

// outline is what a map draws, before its colours; it is shared and nobody may
// change it.
type outline struct {
	w, h        int
	shapes      map[string]outlineShape // by code; empty without boundaries
	borders     []string                // of the provinces, over their Comuni
	attribution string
}

type outlineShape struct {
	path string
	x, y int // of the name
}

// get gives an outline; whoever asks while it is made waits for it.
func (k *outlines) get(pub *pubblico.Pubblicato, key outlineKey) *outline {
	of := [2]pubblico.Istantanea{pub.Testa(pubblico.ChiaveConfiniComuni), pub.Testa(pubblico.ChiaveConfiniProvince)}
	k.mu.Lock()
	if k.of != of || k.by == nil {
		k.of, k.by = of, map[outlineKey]func() *outline{}
	}
	made := k.by[key]
	if made == nil {
		made = sync.OnceValue(func() *outline { return newOutline(pub, key) })
		k.by[key] = made
	}
	k.mu.Unlock()
	return made()
}

func newOutline(pub *pubblico.Pubblicato, key outlineKey) *outline {
	c := pub.Province
	if key.level == mappa.Comuni {
		c = pub.Comuni
	}
	if key.sigla != "" {
		c = c.Della(key.sigla)
	}
	out := &outline{shapes: map[string]outlineShape{}}
	if len(c.Forme) == 0 {
		return out
	}
	out.attribution = fmt.Sprintf("Confini: %s, %s.", c.Fonte, al(c.Il))
	tela := mappa.NuovaTela(c.Riquadro(), key.width)
	out.w, out.h = tela.Larghezza, tela.Altezza
	c = c.Semplifica(tela.UnitaQuadra())
	for _, f := range c.Forme {
		x, y := tela.Centro(c, f)
		out.shapes[f.Codice] = outlineShape{tela.Percorso(c, f), x, y}
	}
	if key.level == mappa.Comuni && key.sigla == "" { // on the same canvas
		province := pub.Province.Semplifica(tela.UnitaQuadra())
		for _, f := range province.Forme {
			out.borders = append(out.borders, tela.Percorso(province, f))
		}
	}
	return out
}
