package mappa

import (
	"math"
	"strconv"
)

// Tela is where boundaries are drawn: a rectangle of metres on Larghezza by
// Altezza whole units, north upwards.
type Tela struct {
	Larghezza, Altezza int
	riquadro           Riquadro
	scala              float64 // units for a metre
}

// bordo is the margin of a drawing, for the thickness of lines.
const bordo = 4

// NuovaTela fits the shapes into a width.
func NuovaTela(r Riquadro, larghezza int) Tela {
	w, h := float64(r.MaxX)-float64(r.MinX), float64(r.MaxY)-float64(r.MinY)
	t := Tela{Larghezza: larghezza, riquadro: r, scala: float64(larghezza-2*bordo) / math.Max(w, 1)}
	t.Altezza = int(math.Ceil(h*t.scala)) + 2*bordo
	return t
}

// UnitaQuadra is the area of one square unit of the drawing, in square metres:
// what is smaller is not seen.
func (t Tela) UnitaQuadra() float64 { return 1 / (t.scala * t.scala) }

// punto places a point.
func (t Tela) punto(p Punto) (x, y int) {
	return bordo + int(math.Round((float64(p[0])-float64(t.riquadro.MinX))*t.scala)), bordo + int(math.Round((float64(t.riquadro.MaxY)-float64(p[1]))*t.scala))
}

// Percorso is the SVG path of a shape, in whole units: absolute starts and
// relative steps. A ring smaller than a unit is a dot of one unit, so that no
// Comune disappears.
func (t Tela) Percorso(c Confini, f Forma) string {
	b := make([]byte, 0, 256)
	for _, arcs := range f.Anelli {
		b = t.anello(b, c.anello(arcs))
	}
	return string(b)
}

func (t Tela) anello(b []byte, punti []Punto) []byte {
	if len(punti) == 0 {
		return b
	}
	x0, y0 := t.punto(punti[0])
	b = append(strconv.AppendInt(append(strconv.AppendInt(append(b, 'M'), int64(x0), 10), ' '), int64(y0), 10), 'l')
	x, y, steps := x0, y0, 0
	for _, p := range punti[1:] {
		nx, ny := t.punto(p)
		if nx == x && ny == y {
			continue
		}
		if steps > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(nx-x), 10)
		if ny-y >= 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(ny-y), 10)
		x, y, steps = nx, ny, steps+1
	}
	if steps == 0 {
		b = append(b, "1 0 0 1"...)
	}
	return append(b, 'z')
}

// Centro is a place inside or near the largest ring of a shape, in units, for
// its name: the centre of gravity of the ring.
func (t Tela) Centro(c Confini, f Forma) (x, y int) {
	best := -1.0
	for _, arcs := range f.Anelli {
		punti := c.anello(arcs)
		var area, cx, cy float64
		for i, p := range punti {
			q := punti[(i+1)%len(punti)]
			k := float64(p[0])*float64(q[1]) - float64(q[0])*float64(p[1])
			area, cx, cy = area+k, cx+k*(float64(p[0])+float64(q[0])), cy+k*(float64(p[1])+float64(q[1]))
		}
		if math.Abs(area) > best && area != 0 {
			best = math.Abs(area)
			x, y = t.punto(Punto{int32(cx / (3 * area)), int32(cy / (3 * area))})
		}
	}
	return x, y
}
