package patterns

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// Passage is an ordered pair of actors of consecutive events; From = To means
// that the same actor went on.
type Passage struct {
	From, To         int32
	FromName, ToName string
	Count            int
	Cases            []int32
	Wait             Cost // from the event of From to that of To
}

// Node is one actor of the network. Partners leave out the actor itself.
type Node struct {
	Actor       int32
	Name        string
	Events      int     // its events in the view
	Cases       int     // in which it acts
	Sent        int     // passages to others
	Received    int     // passages from others
	Kept        int     // passages to itself
	PartnersOut int     // different actors that it sends to
	PartnersIn  int     // different actors that it receives from
	Betweenness float64 // share, 0 to 1, of the shortest ways between two others that go through it
}

// Handover is how work passes between actors.
type Handover struct {
	Actor    string // attribute, "" for the resource
	NotKnown string

	Events, WithActor int // events of the view, and those whose actor is known
	Total             int // passages
	Passages          []Passage
	Nodes             []Node // by passages sent and received, then name

	Density         float64 // pairs of different actors with a passage over those possible
	Reciprocity     float64 // of those pairs, the share whose reverse is there too
	SelfShare       float64 // passages of an actor to itself over all
	BetweennessTold bool    // false beyond 500 actors: it would take too long
}

// Coverage is the share of the events whose actor is known.
func (h *Handover) Coverage() float64 { return share(h.WithActor, h.Events) }

// mostForBetweenness is how many actors betweenness is computed for.
const mostForBetweenness = 500

// HandoverOf counts the passages between actors, in order of count, then of
// names.
func HandoverOf(v *eventlog.View, a Actor, o Options) *Handover {
	h := &Handover{Actor: a.Attribute}
	column, names, ok := a.column(v.Log)
	if !ok {
		h.NotKnown = noActor
		return h
	}
	known := newPairs(len(names))
	nodes := make([]Node, len(names))
	lastCase := make([]int32, len(names)) // from 1
	var spent []costs
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		before := eventlog.None
		for i := range t.Len() {
			x := column[t.Event(i)]
			h.Events++
			if x != eventlog.None {
				h.WithActor++
				nodes[x].Events++
				if lastCase[x] != t.Case+1 {
					lastCase[x] = t.Case + 1
					nodes[x].Cases++
				}
				if before != eventlog.None {
					n := known.number(before, x)
					if int(n) == len(h.Passages) {
						h.Passages = append(h.Passages, Passage{From: before, To: x, FromName: names[before], ToName: names[x]})
						spent = append(spent, costs{})
					}
					h.Passages[n].Count++
					h.Passages[n].Cases = appendCase(h.Passages[n].Cases, t.Case)
					spent[n].add(t.Time[i-1], t.Time[i], o.zone())
				}
			}
			before = x
		}
	}
	for n := range h.Passages {
		h.Passages[n].Wait = spent[n].cost()
	}
	h.network(nodes, names)
	return h
}

// network fills the figures that follow from the passages.
func (h *Handover) network(nodes []Node, names []string) {
	n := len(nodes)
	out := make([][]int32, n)
	pairsOfTwo, back := 0, 0
	seen := map[[2]int32]bool{} // only for looking up
	for _, p := range h.Passages {
		h.Total += p.Count
		if p.From == p.To {
			nodes[p.From].Kept += p.Count
			continue
		}
		pairsOfTwo++
		seen[[2]int32{p.From, p.To}] = true
		nodes[p.From].Sent += p.Count
		nodes[p.To].Received += p.Count
		nodes[p.From].PartnersOut++
		nodes[p.To].PartnersIn++
		out[p.From] = append(out[p.From], p.To)
	}
	self := 0
	for i := range nodes {
		nodes[i].Actor, nodes[i].Name = int32(i), names[i]
		self += nodes[i].Kept
	}
	for _, p := range h.Passages {
		if p.From != p.To && seen[[2]int32{p.To, p.From}] {
			back++
		}
	}
	h.SelfShare, h.Reciprocity = share(self, h.Total), share(back, pairsOfTwo)
	nodes, out = inView(nodes, out)
	h.Density = share(pairsOfTwo, len(nodes)*(len(nodes)-1))
	if h.BetweennessTold = len(nodes) <= mostForBetweenness; h.BetweennessTold {
		for i, b := range betweenness(out) {
			nodes[i].Betweenness = b
		}
	}
	h.Nodes = nodes
	slices.SortFunc(h.Nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(b.Sent+b.Received, a.Sent+a.Received), cmp.Compare(b.Events, a.Events), cmp.Compare(a.Name, b.Name))
	})
	slices.SortFunc(h.Passages, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.FromName, b.FromName), cmp.Compare(a.ToName, b.ToName))
	})
}

// inView leaves out the actors without events in the view and renumbers the
// others.
func inView(nodes []Node, out [][]int32) ([]Node, [][]int32) {
	number := make([]int32, len(nodes))
	var kept []Node
	for i, x := range nodes {
		if x.Events > 0 {
			number[i] = int32(len(kept))
			kept = append(kept, x)
		}
	}
	links := make([][]int32, len(kept))
	for i, to := range out {
		for _, x := range to {
			links[number[i]] = append(links[number[i]], number[x])
		}
	}
	return kept, links
}

// betweenness is that of Brandes for a directed graph without weights, over the
// (n−1)(n−2) ordered pairs of others.
func betweenness(out [][]int32) []float64 {
	n := len(out)
	score := make([]float64, n)
	if n < 3 {
		return score
	}
	ways, from := make([]float64, n), make([]float64, n)
	far := make([]int, n)
	for s := range out {
		for i := range far {
			far[i], ways[i], from[i] = -1, 0, 0
		}
		far[s], ways[s] = 0, 1
		queue := []int32{int32(s)}
		for at := 0; at < len(queue); at++ {
			x := queue[at]
			for _, y := range out[x] {
				if far[y] < 0 {
					far[y] = far[x] + 1
					queue = append(queue, y)
				}
				if far[y] == far[x]+1 {
					ways[y] += ways[x]
				}
			}
		}
		for at := len(queue) - 1; at > 0; at-- {
			x := queue[at]
			for _, y := range out[x] {
				if far[y] == far[x]+1 {
					from[x] += ways[x] / ways[y] * (1 + from[y])
				}
			}
			score[x] += from[x]
		}
	}
	for i := range score {
		score[i] /= float64(n-1) * float64(n-2)
	}
	return score
}
