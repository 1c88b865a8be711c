package mappa

// Misura is the size of a label in pixels.
type Misura struct{ L, H float64 }

// Riquadro is the place of a node: its centre and its size.
type Riquadro struct {
	X, Y, L, H float64
}

// Linea is the place of a passage.
type Linea struct {
	Percorso         string  // d of an SVG path, from the first node to the second
	X, Y             float64 // centre of the label
	PuntaX, PuntaY   float64 // where the arrow ends
	DirezioneX, DirY float64 // unit vector of its direction there
}

// Disegno is a map ready to be painted.
type Disegno struct {
	L, H   float64
	Nodi   []Riquadro // as the nodes given
	Linee  []Linea    // as the passages given
	Strati int
}

// Spaces between things, in pixels.
const (
	gapX    = 22.0 // between two nodes side by side
	gapLine = 10.0 // between two passages side by side
	gapY    = 18.0 // between two layers
	margin  = 12.0
	loop    = 34.0 // width of a passage from a node to itself
)

// Disponi places nodes and passages. misure has the size of each node,
// etichette that of the label of each passage; both are as long as the slices
// of g.
func Disponi(g Grafo, misure, etichette []Misura) Disegno {
	if len(g.Nodi) == 0 {
		return Disegno{}
	}
	t := newTable(g, misure, etichette)
	t.order()
	t.place()
	return t.drawing()
}
