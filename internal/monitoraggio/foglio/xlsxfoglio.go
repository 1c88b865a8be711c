package foglio

import (
	"slices"
	"unicode/utf8"

	"pass/internal/xlsx"
)

// passo is the state of the reading of one sheet.
type passo struct {
	a    *archivio
	f    *Foglio
	riga Riga
	n    int // number of the row being read, 0 outside
	// disordine says that rows came out of order, which some exporters do.
	disordine bool
}

// foglio reads one sheet as a stream: what it declares to be large costs
// nothing, only the cells that are written.
func (a *archivio) foglio(s xlsx.Sheet, f *Foglio) error {
	righe, err := a.libro.Rows(s)
	if err != nil {
		return err
	}
	defer righe.Close()
	p := &passo{a: a, f: f}
	for {
		x, err := righe.Next()
		if err != nil {
			return err
		}
		if x.Kind == xlsx.End {
			break
		}
		if err := p.prende(x); err != nil {
			return err
		}
	}
	if err := p.chiudeRiga(); err != nil {
		return err
	}
	if p.disordine {
		slices.SortStableFunc(p.f.Righe, func(x, y Riga) int { return x.N - y.N })
	}
	slices.SortStableFunc(f.unioni, func(x, y unione) int { return x.r1 - y.r1 })
	return nil
}

func (p *passo) prende(x xlsx.Item) error {
	switch x.Kind {
	case xlsx.HiddenColumns:
		for i := max(x.Range.FirstCol, 0); i < min(x.Range.LastCol+1, MaxColonne) && len(p.f.ColonneNascoste) < MaxColonne; i++ {
			p.f.ColonneNascoste = append(p.f.ColonneNascoste, i)
		}
	case xlsx.RowBegins:
		return p.apreRiga(x)
	case xlsx.RowEnds:
		return p.chiudeRiga()
	case xlsx.CellFound:
		return p.cella(x)
	case xlsx.Merge:
		u := unione{x.Range.FirstRow, x.Range.LastRow, x.Range.FirstCol, x.Range.LastCol}
		if u.c1 >= MaxColonne || u.r1 == u.r2 && u.c1 == u.c2 {
			return nil
		}
		if len(p.f.unioni) >= maxUnioni {
			return xlsx.ErrTooBig
		}
		p.f.unioni = append(p.f.unioni, u)
	}
	return nil
}

func (p *passo) apreRiga(x xlsx.Item) error {
	if err := p.chiudeRiga(); err != nil {
		return err
	}
	ultima := 0
	if k := len(p.f.Righe); k > 0 {
		ultima = p.f.Righe[k-1].N
	}
	n := x.Row
	if n == 0 {
		n = max(ultima, p.riga.N) + 1
	}
	if n <= ultima {
		p.disordine = true
	}
	p.riga = Riga{N: n, Nascosta: x.Hidden}
	p.n = n
	return nil
}

func (p *passo) chiudeRiga() error {
	if p.n == 0 {
		return nil
	}
	p.n = 0
	if p.riga.compatta() {
		p.f.RigheVuote++
		return nil
	}
	p.f.Righe = append(p.f.Righe, p.riga)
	if p.a.righe++; p.a.righe > MaxRighe {
		return troppeRighe()
	}
	return nil
}

// tipi are the kinds of cells by those of the workbook.
var tipi = [...]TipoCella{xlsx.Text: Testo, xlsx.Number: Numero, xlsx.Date: Data, xlsx.Bool: Logico, xlsx.Error: Errore, xlsx.Uncomputed: FormulaVuota}

func (p *passo) cella(x xlsx.Item) error {
	c := Cella{Testo: x.Cell.Text, Tipo: tipi[x.Cell.Kind]}
	if c.Vuota() {
		return nil
	}
	if x.Col >= MaxColonne {
		p.f.oltre++
		return nil
	}
	if len(c.Testo) > maxTesto && utf8.RuneCountInString(c.Testo) > maxTesto {
		c.Testo = string([]rune(c.Testo)[:maxTesto])
		p.f.troncate++
	}
	return p.posa(x.Col, c)
}

// posa puts the cell in its row. The length of the row is what is charged: one
// with only its last column written costs all of them.
func (p *passo) posa(col int, c Cella) error {
	if p.riga.Celle == nil {
		p.riga.Celle = make([]Cella, 0, p.larghezza(col))
	}
	for len(p.riga.Celle) <= col {
		p.riga.Celle = append(p.riga.Celle, Cella{})
		if p.a.celle++; p.a.celle > MaxCelle {
			return troppeCelle()
		}
	}
	if !p.riga.Celle[col].Vuota() {
		p.riga.Guasto = "Nel file la cella " + LettereColonna(col) + " di questa riga è scritta due volte. Il foglio va salvato di nuovo con il programma di calcolo."
	}
	p.riga.Celle[col] = c
	return nil
}

// larghezza guesses the length of a row from the one before.
func (p *passo) larghezza(col int) int {
	if k := len(p.f.Righe); k > 0 {
		return max(col+1, min(len(p.f.Righe[k-1].Celle), 32))
	}
	return max(col+1, 12)
}
