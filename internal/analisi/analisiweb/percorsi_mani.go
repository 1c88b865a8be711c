package analisiweb

import (
	"fmt"
	"slices"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/patterns"
	"pass/internal/ui"
)

// vistaMani is the part about how work passes between hands.
type vistaMani struct {
	blocco
	Scelte  []ui.Link // the columns that can be looked at
	Matrice *ui.Table
}

// The matrix shows at most so many hands, the list so many passages.
const (
	maxMatrice = 10
	maxMani    = 12
)

// mani tells how work passes between operators, or between the values of
// another column.
func (s *studio) mani(chiesto string) (v vistaMani) {
	attori := s.attori()
	if len(attori) == 0 {
		v.Niente = "Il registro non dice chi ha svolto le attività: i passaggi di mano non si vedono."
		return v
	}
	scelto := attori[0]
	for _, a := range attori {
		if attoreChiave(a) == chiesto {
			scelto = a
		}
	}
	for _, a := range attori {
		if len(attori) > 1 {
			v.Scelte = append(v.Scelte, ui.Link{Text: esame.Maiuscola(nomeAttori(a)), URL: s.qui("/percorsi", "attore", attoreChiave(a)) + "#mani", Current: a == scelto})
		}
	}
	h := patterns.HandoverOf(s.vista, patterns.Actor{Attribute: scelto}, patterns.Options{})
	if h.NotKnown != "" || h.Total == 0 {
		v.Niente = "Nella selezione nessun passaggio ha due eventi di cui si sa chi li ha svolti."
		return v
	}
	v.Frasi = s.frasiMani(h)
	v.Matrice = matriceMani(h)
	v.Tabella = s.tabellaMani(h, scelto)
	return v
}

func (s *studio) frasiMani(h *patterns.Handover) []string {
	out := []string{fmt.Sprintf("In %s su %s il lavoro cambia mano (%s); negli altri continua chi c’era.", esame.Quanti(cambiate(h), "passaggio", "passaggi"), kernel.Numero(int64(h.Total)), esame.Percento(1-h.SelfShare))}
	if h.Coverage() < 0.995 {
		out = append(out, fmt.Sprintf("Chi ha svolto l’attività si sa %s degli eventi: gli altri non entrano in queste cifre.", esame.NelPercento(h.Coverage())))
	}
	if h.Actor == "" && !s.servizio() {
		out = append(out, "Le persone sono indicate con sigle come R1: i nomi non sono nel registro.")
	}
	return out
}

// cambiate is how many passages go to another hand.
func cambiate(h *patterns.Handover) (n int) {
	for _, p := range h.Passages {
		if p.From != p.To {
			n += p.Count
		}
	}
	return n
}

// matriceMani is the square of the hands; nil when they are too many to be
// read, or only one.
func matriceMani(h *patterns.Handover) *ui.Table {
	if len(h.Nodes) < 2 || len(h.Nodes) > maxMatrice {
		return nil
	}
	nodi := slices.Clone(h.Nodes)
	slices.SortFunc(nodi, func(a, b patterns.Node) int { return comparaNomi(a.Name, b.Name) })
	quanti := map[[2]int32]int{}
	for _, p := range h.Passages {
		quanti[[2]int32{p.From, p.To}] = p.Count
	}
	t := ui.Table{Caption: "Passaggi da chi sta nella riga a chi sta nella colonna", Wide: true, Columns: []ui.Column{{Text: "Da"}}, Note: "La diagonale è il lavoro che resta nella stessa mano."}
	for _, n := range nodi {
		t.Columns = append(t.Columns, ui.Column{Text: "a " + n.Name, Numeric: true})
	}
	for _, da := range nodi {
		celle := []ui.Cell{ui.TextCell(da.Name)}
		for _, a := range nodi {
			celle = append(celle, ui.TextCell(kernel.Numero(int64(quanti[[2]int32{da.Actor, a.Actor}]))))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: celle})
	}
	return &t
}

// comparaNomi puts R2 before R10: the shorter of two names with the same
// letters first, else by their letters.
func comparaNomi(a, b string) int {
	la, lb := len(a), len(b)
	if la > 1 && lb > 1 && a[0] == b[0] && la != lb && solaCifra(a[1:]) && solaCifra(b[1:]) {
		return la - lb
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func solaCifra(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(c byte) bool { return c < '0' || c > '9' })
}

// tabellaMani lists the passages to another hand by the time that they take
// together.
func (s *studio) tabellaMani(h *patterns.Handover, attore string) *ui.Table {
	_, molti := s.parola()
	passaggi := slices.DeleteFunc(slices.Clone(h.Passages), func(p patterns.Passage) bool { return p.From == p.To })
	slices.SortStableFunc(passaggi, func(a, b patterns.Passage) int { return compara(b.Wait.Seconds, a.Wait.Seconds) })
	t := ui.Table{Caption: "Passaggi di mano, da quello che prende più tempo in tutto", Columns: []ui.Column{{Text: "Da"}, {Text: "A"}, {Text: "Passaggi", Numeric: true}, {Text: esame.Maiuscola(molti), Numeric: true}, {Text: "Tempo tra i due eventi, in mediana", Numeric: true}, {Text: "In tutto", Numeric: true}}}
	for i, p := range passaggi {
		if i == maxMani {
			t.Note = fmt.Sprintf("Altre %s prendono meno tempo.", esame.Quanti(len(passaggi)-i, "coppia", "coppie"))
			break
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(p.FromName, s.qui("/casi", "prova", provaMani, "a", p.FromName, "b", p.ToName, "attore", attoreChiave(attore))), ui.TextCell(p.ToName),
			ui.TextCell(kernel.Numero(int64(p.Count))), ui.TextCell(kernel.Numero(int64(len(p.Cases)))), ui.TextCell(esame.Durata(p.Wait.MedianSeconds)), ui.TextCell(esame.Durata(p.Wait.Seconds))}})
	}
	if len(passaggi) == 0 {
		return nil
	}
	return &t
}
