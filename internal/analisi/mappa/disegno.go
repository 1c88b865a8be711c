package mappa

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

type point struct{ x, y float64 }

// drawing turns cells and routes into what is painted.
func (t *table) drawing() Disegno {
	d := Disegno{Nodi: make([]Riquadro, len(t.g.Nodi)), Linee: make([]Linea, len(t.g.Archi)), Strati: (len(t.layers) + 1) / 2}
	room := make([]float64, len(t.g.Nodi)) // to the right of a node, for its loops
	for _, i := range t.loops {
		room[t.g.Archi[i].Da] = loop + t.labels[i].L
	}
	for i, c := range t.cells {
		d.L, d.H = math.Max(d.L, c.x+c.l/2+margin), math.Max(d.H, c.y+c.h/2+margin)
		if c.node >= 0 {
			d.Nodi[i] = Riquadro{c.x - room[i]/2, c.y, c.l - room[i], c.h}
		}
	}
	for _, i := range t.loops {
		d.Linee[i] = loopLine(d.Nodi[t.g.Archi[i].Da], t.labels[i])
	}
	ports := t.ports(d.Nodi)
	for k, r := range t.routes {
		d.Linee[r.arco] = t.line(r, ports[k], d.Nodi)
	}
	return d
}

// port is where a route leaves the upper node and enters the lower one.
type port struct{ top, bottom float64 }

// ports spreads the routes along the sides of the nodes, in the order of
// where they go.
func (t *table) ports(nodes []Riquadro) []port {
	out := make([]port, len(t.routes))
	below, above := make([][]int, len(nodes)), make([][]int, len(nodes))
	for k, r := range t.routes {
		below[r.cells[0]] = append(below[r.cells[0]], k)
		last := r.cells[len(r.cells)-1]
		above[last] = append(above[last], k)
	}
	for n, box := range nodes {
		spread(t, below[n], box, func(r route) int { return r.cells[1] }, func(k int, x float64) { out[k].top = x })
		spread(t, above[n], box, func(r route) int { return r.cells[len(r.cells)-2] }, func(k int, x float64) { out[k].bottom = x })
	}
	return out
}

func spread(t *table, routes []int, box Riquadro, next func(route) int, set func(k int, x float64)) {
	slices.SortStableFunc(routes, func(a, b int) int {
		xa, xb := t.cells[next(t.routes[a])].x, t.cells[next(t.routes[b])].x
		switch {
		case xa < xb:
			return -1
		case xa > xb:
			return 1
		}
		return 0
	})
	width := math.Min(box.L*0.7, 16*float64(len(routes)-1))
	for p, k := range routes {
		x := box.X
		if len(routes) > 1 {
			x += width * (float64(p)/float64(len(routes)-1) - 0.5)
		}
		set(k, x)
	}
}

// arrow is the length of the head of an arrow.
const arrow = 7.0

// line draws a route through the centres of its cells.
func (t *table) line(r route, p port, nodes []Riquadro) Linea {
	first, last := nodes[r.cells[0]], nodes[r.cells[len(r.cells)-1]]
	points := []point{{p.top, first.Y + first.H/2}}
	for _, i := range r.cells[1 : len(r.cells)-1] {
		points = append(points, point{t.cells[i].x, t.cells[i].y})
	}
	points = append(points, point{p.bottom, last.Y - last.H/2})
	if r.reversed {
		slices.Reverse(points)
	}
	end := len(points) - 1
	direction := 1.0
	if r.reversed {
		direction = -1
	}
	out := Linea{X: t.cells[r.label].x, Y: t.cells[r.label].y, PuntaX: points[end].x, PuntaY: points[end].y, DirY: direction}
	points[end].y -= direction * arrow
	out.Percorso = smooth(points)
	return out
}

// smooth joins points one above the other with curves that leave and arrive
// vertically and turn as little as they can in between: monotone cubic
// interpolation of x on y (Fritsch and Carlson, SIAM J. Numer. Anal. 17, 1980).
func smooth(points []point) string {
	points = straighten(points)
	slope := make([]float64, len(points)) // dx/dy
	for k := 1; k+1 < len(points); k++ {
		before := (points[k].x - points[k-1].x) / (points[k].y - points[k-1].y)
		after := (points[k+1].x - points[k].x) / (points[k+1].y - points[k].y)
		if before*after > 0 {
			slope[k] = 2 * before * after / (before + after)
		}
	}
	var b strings.Builder
	b.WriteString("M" + pair(points[0]))
	for k := 1; k < len(points); k++ {
		from, to := points[k-1], points[k]
		third := (to.y - from.y) / 3
		if k == 1 || k == len(points)-1 {
			third *= 1.4
		}
		b.WriteString("C" + pair(point{from.x + slope[k-1]*third, from.y + third}) + " " + pair(point{to.x - slope[k]*third, to.y - third}) + " " + pair(to))
	}
	return b.String()
}

// straighten drops the bends that are nearly on the way between the kept ones;
// the gap between things leaves room for that (Douglas and Peucker, 1973).
func straighten(points []point) []point {
	const bend = 7.0
	if len(points) < 3 {
		return points
	}
	first, last := points[0], points[len(points)-1]
	far, at := 0.0, 0
	for k := 1; k+1 < len(points); k++ {
		x := first.x + (last.x-first.x)*(points[k].y-first.y)/(last.y-first.y)
		if d := math.Abs(points[k].x - x); d > far {
			far, at = d, k
		}
	}
	if far <= bend {
		return []point{first, last}
	}
	return append(straighten(points[:at+1]), straighten(points[at:])[1:]...)
}

// loopLine goes out of the right side of a node and back into it.
func loopLine(box Riquadro, label Misura) Linea {
	x, h := box.X+box.L/2, math.Min(box.H/4, 12)
	out := Linea{X: x + loop*0.75 + label.L/2 + 2, Y: box.Y, PuntaX: x, PuntaY: box.Y + h, DirezioneX: -1}
	out.Percorso = "M" + pair(point{x, box.Y - h}) + "C" + pair(point{x + loop, box.Y - 2*h}) + " " +
		pair(point{x + loop, box.Y + 2*h}) + " " + pair(point{x + arrow, box.Y + h})
	return out
}

// Punta is the head of the arrow of a passage, as points of an SVG polygon.
func (l Linea) Punta() string {
	const half = 4.0
	back := point{l.PuntaX - l.DirezioneX*(arrow+1), l.PuntaY - l.DirY*(arrow+1)}
	side := point{-l.DirY * half, l.DirezioneX * half}
	return pair(point{l.PuntaX, l.PuntaY}) + " " + pair(point{back.x + side.x, back.y + side.y}) + " " + pair(point{back.x - side.x, back.y - side.y})
}

func pair(p point) string { return Px(p.x) + "," + Px(p.y) }

// Px writes a coordinate with one decimal at most.
func Px(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
