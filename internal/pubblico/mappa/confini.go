package mappa

import (
	"fmt"
	"math"
	"strings"

	"pass/internal/kernel"
)

// Punto is a place in whole metres of UTM zone 32: X to the east, Y to the
// north.
type Punto [2]int32

// Livello is what the shapes are.
type Livello string

// The levels.
const (
	Comuni   Livello = "comuni"
	Province Livello = "province"
)

// Confini are the boundaries of a level: shapes made of arcs that neighbours
// share.
type Confini struct {
	Livello Livello    `json:"livello"`
	Fonte   string     `json:"fonte"`       // attribution, written under every map
	Il      kernel.Day `json:"riferiti_al"` // day of the boundaries
	Archi   [][]Punto  `json:"archi"`       // two points at least
	Forme   []Forma    `json:"forme"`       // by code
}

// Forma is the territory of one Comune or province.
type Forma struct {
	Codice string    `json:"codice"` // six digits of ISTAT for a Comune, the abbreviation for a province
	Nome   string    `json:"nome,omitempty"`
	Sigla  string    `json:"sigla"`  // abbreviation of the province
	Anelli [][]int32 `json:"anelli"` // arcs in order; ^i is arc i walked backwards
}

// maxPunti bounds what is drawn: the boundaries of all Italy at full detail
// have some ten million points, a region simplified for the web some 20,000.
const maxPunti = 3_000_000

// Controlla refuses boundaries that cannot be drawn.
func (c Confini) Controlla() error {
	if c.Livello != Comuni && c.Livello != Province {
		return fmt.Errorf("mappa: level %q", c.Livello)
	}
	if c.Fonte == "" || c.Il.IsZero() || len(c.Forme) == 0 {
		return fmt.Errorf("mappa: boundaries without source, day or shapes")
	}
	punti := 0
	for _, a := range c.Archi {
		if punti += len(a); len(a) < 2 || punti > maxPunti {
			return fmt.Errorf("mappa: an arc of %d points, %d in all", len(a), punti)
		}
	}
	seen := map[string]bool{}
	for _, f := range c.Forme {
		if f.Codice == "" || seen[f.Codice] || len(f.Anelli) == 0 {
			return fmt.Errorf("mappa: shape %q is empty or repeated", f.Codice)
		}
		seen[f.Codice] = true
		for _, anello := range f.Anelli {
			for _, a := range anello {
				if a < 0 {
					a = ^a
				}
				if int(a) >= len(c.Archi) {
					return fmt.Errorf("mappa: shape %q names arc %d of %d", f.Codice, a, len(c.Archi))
				}
			}
		}
	}
	return nil
}

// Della keeps the shapes of a province. The arcs are those of the whole.
func (c Confini) Della(sigla string) Confini {
	out := c
	out.Forme = nil
	for _, f := range c.Forme {
		if strings.EqualFold(f.Sigla, sigla) {
			out.Forme = append(out.Forme, f)
		}
	}
	return out
}

// arco gives the points of an arc in the direction of its place in a ring.
func (c *Confini) arco(i int32, visit func(Punto)) {
	if i >= 0 {
		for _, p := range c.Archi[i] {
			visit(p)
		}
		return
	}
	a := c.Archi[^i]
	for j := len(a) - 1; j >= 0; j-- {
		visit(a[j])
	}
}

// anello gives the points of a ring, without repeating those where two arcs
// meet; the last is not the first again.
func (c *Confini) anello(arcs []int32) []Punto {
	var out []Punto
	for _, i := range arcs {
		c.arco(i, func(p Punto) {
			if len(out) == 0 || out[len(out)-1] != p {
				out = append(out, p)
			}
		})
	}
	if len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

// Riquadro is a rectangle in metres.
type Riquadro struct{ MinX, MinY, MaxX, MaxY int32 }

// Riquadro is the rectangle around all shapes; zero when there are none.
func (c Confini) Riquadro() (r Riquadro) {
	r = Riquadro{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}
	for _, f := range c.Forme {
		for _, anello := range f.Anelli {
			for _, i := range anello {
				c.arco(i, func(p Punto) {
					r.MinX, r.MaxX = min(r.MinX, p[0]), max(r.MaxX, p[0])
					r.MinY, r.MaxY = min(r.MinY, p[1]), max(r.MaxY, p[1])
				})
			}
		}
	}
	if r.MaxX < r.MinX {
		return Riquadro{}
	}
	return r
}

// UTM zone 32 on the WGS 84 ellipsoid: Snyder, Map Projections, USGS
// Professional Paper 1395 (1987), formulas 8-9 to 8-13. Its error within
// Italy is less than a centimetre in zone 32 and some centimetres in zone 33.
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257223563
	scale0     = 0.9996
	meridian   = 9.0 // degrees
)

// Proietta turns degrees into metres.
func Proietta(lon, lat float64) Punto {
	e2 := flattening * (2 - flattening)
	ep2 := e2 / (1 - e2)
	phi := lat * math.Pi / 180
	sin, cos, tan := math.Sin(phi), math.Cos(phi), math.Tan(phi)
	n := semiMajor / math.Sqrt(1-e2*sin*sin)
	t, c, a := tan*tan, ep2*cos*cos, cos*(lon-meridian)*math.Pi/180
	m := semiMajor * ((1-e2/4-3*e2*e2/64-5*e2*e2*e2/256)*phi - (3*e2/8+3*e2*e2/32+45*e2*e2*e2/1024)*math.Sin(2*phi) +
		(15*e2*e2/256+45*e2*e2*e2/1024)*math.Sin(4*phi) - (35*e2*e2*e2/3072)*math.Sin(6*phi))
	x := scale0*n*(a+(1-t+c)*a*a*a/6+(5-18*t+t*t+72*c-58*ep2)*math.Pow(a, 5)/120) + 500_000
	y := scale0 * (m + n*tan*(a*a/2+(5-t+9*c+4*c*c)*math.Pow(a, 4)/24+(61-58*t+t*t+600*c-330*ep2)*math.Pow(a, 6)/720))
	return Punto{int32(math.Round(x)), int32(math.Round(y))}
}
