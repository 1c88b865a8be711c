package foglio

import (
	"encoding/xml"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
)

// passo is the state of the reading of one sheet.
type passo struct {
	a    *archivio
	f    *Foglio
	fl   *flusso
	riga Riga
	n    int // number of the row being read, 0 outside
	col  int // position of the last cell of the row
	// ordinati is false when rows came out of order, which some exporters do.
	disordine bool
}

// foglio reads one sheet as a stream: what it declares to be large costs
// nothing, only the cells that are written.
func (a *archivio) foglio(parte string, f *Foglio) error {
	fl, c, err := a.apri(parte)
	if err != nil || fl == nil {
		return err
	}
	defer c.Close()
	p := &passo{a: a, f: f, fl: fl}
	for {
		t, err := fl.token()
		if err != nil {
			return err
		}
		if t == nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			err = p.apre(t)
		case xml.EndElement:
			if t.Name.Local == "row" {
				err = p.chiudeRiga()
			}
		}
		if err != nil {
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

func (p *passo) apre(e xml.StartElement) error {
	switch e.Name.Local {
	case "col":
		p.colonna(e)
	case "row":
		return p.apreRiga(e)
	case "c":
		return p.cella(e)
	case "mergeCell":
		u, err := intervallo(attr(e, "ref"))
		if err != nil || u.c1 >= MaxColonne || u.r1 == u.r2 && u.c1 == u.c2 {
			return nil
		}
		if len(p.f.unioni) >= maxUnioni {
			return errElenchi
		}
		p.f.unioni = append(p.f.unioni, u)
	}
	return nil
}

func (p *passo) colonna(e xml.StartElement) {
	if !vero(attr(e, "hidden")) {
		return
	}
	da, _ := strconv.Atoi(attr(e, "min"))
	a, _ := strconv.Atoi(attr(e, "max"))
	for i := max(da, 1); i <= min(a, MaxColonne) && len(p.f.ColonneNascoste) < MaxColonne; i++ {
		p.f.ColonneNascoste = append(p.f.ColonneNascoste, i-1)
	}
}

func (p *passo) apreRiga(e xml.StartElement) error {
	if err := p.chiudeRiga(); err != nil {
		return err
	}
	ultima := 0
	if k := len(p.f.Righe); k > 0 {
		ultima = p.f.Righe[k-1].N
	}
	n, err := strconv.Atoi(attr(e, "r"))
	if err != nil || n < 1 || n > 1<<20 {
		n = max(ultima, p.riga.N) + 1
	}
	if n <= ultima {
		p.disordine = true
	}
	p.riga = Riga{N: n, Nascosta: vero(attr(e, "hidden"))}
	p.n, p.col = n, -1
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

// cella reads <c r="B3" s="4" t="s"><f>…</f><v>…</v></c>.
func (p *passo) cella(e xml.StartElement) error {
	if p.n == 0 {
		return nil
	}
	col := p.col + 1
	if _, c, err := riferimento(attr(e, "r")); err == nil {
		col = c
	}
	p.col = col
	valore, formula, err := p.contenuto()
	if err != nil {
		return err
	}
	c := p.interpreta(attr(e, "t"), attr(e, "s"), valore, formula)
	if c.Vuota() {
		return nil
	}
	if col >= MaxColonne {
		p.f.oltre++
		return nil
	}
	if len(c.Testo) > maxTesto && utf8.RuneCountInString(c.Testo) > maxTesto {
		c.Testo = string([]rune(c.Testo)[:maxTesto])
		p.f.troncate++
	}
	return p.posa(col, c)
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

// contenuto reads until the end of the cell.
func (p *passo) contenuto() (valore string, formula bool, err error) {
	for {
		t, err := p.fl.token()
		if err != nil || t == nil {
			return "", false, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
			case "v", "is":
				s, err := p.fl.testoFino(t.Name.Local)
				if err != nil {
					return "", false, err
				}
				valore = s
			}
		case xml.EndElement:
			if t.Name.Local == "c" {
				return valore, formula, nil
			}
		}
	}
}

func (p *passo) interpreta(tipo, stile, valore string, formula bool) Cella {
	if formula && valore == "" && tipo != "str" && tipo != "inlineStr" && tipo != "s" {
		return Cella{Tipo: FormulaVuota}
	}
	switch tipo {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(valore))
		if err != nil || i < 0 || i >= len(p.a.testi) {
			return Cella{}
		}
		return Cella{Testo: p.a.testi[i]}
	case "str", "inlineStr", "d":
		return Cella{Testo: valore}
	case "b":
		return Cella{Testo: strings.TrimSpace(valore), Tipo: Logico}
	case "e":
		return Cella{Testo: strings.TrimSpace(valore), Tipo: Errore}
	}
	valore = strings.TrimSpace(valore)
	if _, err := strconv.ParseFloat(valore, 64); err != nil {
		return Cella{Testo: valore}
	}
	s, _ := strconv.Atoi(stile)
	if s >= 0 && s < len(p.a.formati) && p.a.formati[s] {
		return Cella{Testo: valore, Tipo: Data}
	}
	return Cella{Testo: valore, Tipo: Numero}
}

func isKernel(err error) bool {
	var e *kernel.Error
	return errors.As(err, &e)
}
