package ui

import "strconv"

// MapNode is an activity of a ProcessMap, already placed. Coordinates are
// pixels of the drawing, X and Y of the centre.
type MapNode struct {
	X, Y, W, H float64
	Lines      []string // the name, broken into lines
	Figure     string   // what the map shows of it: "1.434 casi"
	Level      int      // 0 to 4: how much time passes there
	Terminal   bool     // where the process begins or ends: a circle
	URL        string   // the cases behind it
	Text       string   // the whole sentence: name and figures
}

// MapEdge is a passage of a ProcessMap, already placed.
type MapEdge struct {
	Path, Arrow string // d of the line, points of its head
	Width       int    // 1 to 6: how many cases
	Level       int    // 0 to 4: how much time
	X, Y        float64
	Label       string
	URL         string
	Text        string
	Slowest     bool // the one that the sentence speaks of
}

// ProcessMapProps is the map of a process: thickness is cases, colour is time.
// Nodes are reached with the keyboard; the table has the same numbers, and the
// same links, for nodes and passages.
type ProcessMapProps struct {
	ID, Title, Desc string
	W, H            float64
	Nodes           []MapNode
	Edges           []MapEdge
	Thickness       string // what the thickness says: "numero di passaggi"
	Colour          string // what the colour says: "tempo mediano"
	Levels          []string
	Table           Table
	Note            string
}

// textY is the baseline of the i-th line of a node.
func (n MapNode) textY(i int) string {
	lines := len(n.Lines)
	if n.Figure != "" {
		lines++
	}
	return px(n.Y - float64(lines)*mapText/2 + mapText*(float64(i)+0.78))
}

func (n MapNode) left() string { return px(n.X - n.W/2) }
func (n MapNode) top() string  { return px(n.Y - n.H/2) }

const mapText = 16 // height of a line of text in a node

// MapNodeSize is the room in pixels that a node of the map needs.
func MapNodeSize(lines []string, figure string) (w, h float64) {
	widest := len([]rune(figure))
	for _, l := range lines {
		widest = max(widest, len([]rune(l)))
	}
	n := len(lines)
	if figure != "" {
		n++
	}
	return max(float64(widest)*7.2+22, 92), float64(n)*mapText + 14
}

// MapLabelSize is the room in pixels that the label of a passage needs.
func MapLabelSize(text string) (w, h float64) { return float64(len([]rune(text)))*6.6 + 6, 17 }

// MapLines breaks the name of an activity into the lines of a node.
func MapLines(name string) []string {
	const wide, most = 24, 3
	lines := wrap(name, wide)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += " …"
	}
	for i, l := range lines {
		if r := []rune(l); len(r) > wide+6 {
			lines[i] = string(r[:wide+5]) + "…"
		}
	}
	return lines
}

func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func levelClass(base string, level int) string {
	return base + strconv.Itoa(min(max(level, 0), 4))
}
