package analisiweb

import (
	"fmt"
	"slices"
	"strconv"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/patterns"
	"pass/internal/ui"
)

// ritorni tells of the steps backwards.
func (s *studio) ritorni() (b blocco) {
	uno, molti := s.parola()
	r := patterns.ReturnsOf(s.vista, patterns.Options{})
	if len(r) == 0 {
		b.Niente = "Nessuna " + uno + " torna a un’attività già passata."
		return b
	}
	t := ui.Table{Caption: "Ritorni, dal più caro", HideCaption: true, Columns: []ui.Column{{Text: "Da"}, {Text: "Si torna a"}, {Text: "Volte", Numeric: true}, {Text: esame.Maiuscola(molti), Numeric: true}, {Text: "Dalla prima volta all’ultimo ritorno, in mediana", Numeric: true}},
		Note: "Un ritorno è un passaggio a un’attività che nella stessa " + uno + " veniva prima. Il tempo è di calendario, notti e festivi compresi."}
	for i := range r {
		x := &r[i]
		if i == maxRitorni {
			t.Note += fmt.Sprintf(" Altri %s sono più brevi.", esame.Quanti(len(r)-i, "ritorno", "ritorni"))
			break
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(x.FromName, s.qui("/casi", "prova", provaRitorno, "a", x.FromName, "b", x.ToName)), ui.TextCell(x.ToName),
			ui.TextCell(kernel.Numero(int64(x.Count))), ui.TextCell(kernel.Numero(int64(len(x.Cases)))), ui.TextCell(esame.Durata(x.Cost.MedianSeconds))}})
	}
	x := &r[0]
	b.Frasi = []string{fmt.Sprintf("Il ritorno che prende più tempo è da «%s» a «%s»: %s, %s in mediana.", x.FromName, x.ToName, esame.Quanti(len(x.Cases), uno, molti), esame.Durata(x.Cost.MedianSeconds))}
	b.Tabella = &t
	return b
}

// rimpalli tells of work that goes back and forth between two activities, or
// between two hands.
func (s *studio) rimpalli() (b blocco) {
	_, molti := s.parola()
	t := ui.Table{Caption: "Rimpalli", HideCaption: true, Columns: []ui.Column{{Text: "Tra"}, {Text: "Di che cosa"}, {Text: "Rimbalzi", Numeric: true}, {Text: esame.Maiuscola(molti), Numeric: true}, {Text: "Tempo, in mediana", Numeric: true}},
		Note: "Un rimbalzo è andare e tornare tra gli stessi due. Il tempo va dalla fine del primo tratto all’inizio dell’ultimo."}
	aggiungi := func(p *patterns.PingPongs, cosa, attore string) {
		for i, x := range p.List {
			if i == maxRimpalli {
				t.Note += fmt.Sprintf(" Altre %s, con meno rimbalzi.", esame.Quanti(len(p.List)-i, "coppia di "+cosa, "coppie di "+cosa))
				break
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(x.AName+" ⇄ "+x.BName, s.qui("/casi", "prova", provaRimpallo, "a", x.AName, "b", x.BName, "attore", attore)), ui.TextCell(cosa),
				ui.TextCell(kernel.Numero(int64(x.Bounces))), ui.TextCell(kernel.Numero(int64(len(x.Cases)))), ui.TextCell(esame.Durata(x.Cost.MedianSeconds))}})
		}
	}
	aggiungi(patterns.PingPongOfActivities(s.vista, patterns.Options{}), "attività", attoreAttivita)
	for _, a := range s.attori() {
		p := patterns.PingPongOf(s.vista, patterns.Actor{Attribute: a}, patterns.Options{})
		if p.NotKnown == "" {
			aggiungi(p, nomeAttori(a), attoreChiave(a))
		}
	}
	if len(t.Rows) == 0 {
		b.Niente = "Nessun rimpallo: il lavoro non va avanti e indietro tra gli stessi due."
		return b
	}
	b.Tabella = &t
	return b
}

// The hands that the page can look at, in the address: the activities, the
// operators, or a further column by its name.
const (
	attoreAttivita  = "attivita"
	attoreOperatore = "operatore"
	attoreColonna   = "colonna:"
)

// attoreChiave is the column of the hands in the address.
func attoreChiave(a string) string {
	if a == "" {
		return attoreOperatore
	}
	return attoreColonna + a
}

// nomeAttori is what the hands are called, many of them.
func nomeAttori(a string) string {
	if a == "" {
		return "operatori"
	}
	return "«" + a + "»"
}

// maxAttori bounds the values of a column that is offered as the hands of the
// work.
const maxAttori = 60

// attori are the columns that can say through which hands a case passes: the
// resource where it is known, and further columns that change within a case.
func (s *studio) attori() (out []string) {
	if slices.ContainsFunc(s.Log.Resource, func(r int32) bool { return r != eventlog.None }) {
		out = append(out, "")
	}
	for i := range s.Log.Attributes {
		if a := &s.Log.Attributes[i]; len(a.Values) >= 2 && len(a.Values) <= maxAttori && !numerica(a.Values) && cambia(s.Log, a) {
			out = append(out, a.Name)
		}
	}
	return out
}

// numerica reports whether most values are numbers: an amount is no hand.
func numerica(valori []string) bool {
	n := 0
	for _, v := range valori {
		if _, err := strconv.ParseFloat(v, 64); err == nil {
			n++
		}
	}
	return 2*n > len(valori)
}

// cambia reports whether the column changes within any case.
func cambia(l *eventlog.Log, a *eventlog.Attribute) bool {
	for c := range l.Cases {
		lo, hi := l.Start[c], l.Start[c+1]
		for i := lo + 1; i < hi; i++ {
			if a.Column[i] != a.Column[i-1] && a.Column[i] != eventlog.None && a.Column[i-1] != eventlog.None {
				return true
			}
		}
	}
	return false
}
