package foglio

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/xlsx"
)

// maxDaSegnare is the largest file whose own cells are marked: to change a
// workbook, all of it has to be in memory. Above it only the list is given.
const maxDaSegnare = 4 << 20

// ScriviErrori gives back the person's own workbook with the wrong cells
// coloured (red for errors, yellow for notices) and a sheet «Da correggere»
// that lists every problem with a link to its cell. The person mends the cells
// and uploads the same file: that sheet is not read. For a CSV, and for a
// workbook too large or too strange to be changed, the result is a workbook
// with the list alone.
func ScriviErrori(w io.Writer, originale []byte, e *Esito) error {
	if bytes.HasPrefix(originale, []byte("PK")) && len(originale) <= maxDaSegnare && segnabile(originale) {
		var b bytes.Buffer
		if segna(&b, originale, e) == nil {
			_, err := b.WriteTo(w)
			return err
		}
	}
	b := excelize.NewFile()
	defer b.Close()
	s := &scrittore{b: b}
	s.stili()
	s.fa(b.SetSheetName("Sheet1", foglioCorrez))
	s.elenco(e, nil)
	if s.err == nil {
		s.err = b.Write(w)
	}
	return s.err
}

// segna marks a copy of the workbook. A file that the library does not stand
// is an error, never a crash.
func segna(w io.Writer, originale []byte, e *Esito) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = kernel.Wrap(kernel.NonValido, "Il foglio non si può segnare.", fmt.Errorf("%v", p))
		}
	}()
	b, err := excelize.OpenReader(bytes.NewReader(originale), excelize.Options{UnzipSizeLimit: maxApertura, UnzipXMLSizeLimit: maxApertura})
	if err != nil {
		return err
	}
	defer b.Close()
	s := &scrittore{b: b}
	s.stili()
	if i, _ := b.GetSheetIndex(foglioCorrez); i >= 0 {
		s.scolora()
		s.fa(b.DeleteSheet(foglioCorrez))
	}
	_, err = b.NewSheet(foglioCorrez)
	s.fa(err)
	colori := map[[2]int]int{}
	presenti := map[string]bool{}
	for _, n := range b.GetSheetList() {
		presenti[n] = true
	}
	// Notices first, so that an error in the same cell wins.
	for _, g := range []Gravita{GravitaAvviso, GravitaErrore} {
		for i := range e.Problemi {
			if p := &e.Problemi[i]; p.Gravita == g && p.Riga > 0 && p.Col >= 0 && presenti[p.Foglio] {
				s.colora(p, colori)
			}
		}
	}
	s.elenco(e, presenti)
	if i, err := b.GetSheetIndex(foglioCorrez); err == nil && i >= 0 {
		b.SetActiveSheet(i)
	}
	if s.err != nil {
		return s.err
	}
	return b.Write(w)
}

// scolora takes the colours of the list before away: a cell that was mended
// must not stay red.
func (s *scrittore) scolora() {
	righe, err := s.b.GetRows(foglioCorrez)
	s.fa(err)
	puliti := map[int]int{}
	for i, r := range righe {
		if i == 0 || len(r) < 3 {
			continue
		}
		col, _, _ := strings.Cut(r[2], " ")
		at := col + r[1]
		if _, _, err := xlsx.Reference(at); err != nil {
			continue
		}
		if j, err := s.b.GetSheetIndex(r[0]); err != nil || j < 0 {
			continue
		}
		id, err := s.b.GetCellStyle(r[0], at)
		s.fa(err)
		nuovo, ok := puliti[id]
		if !ok {
			st, err := s.b.GetStyle(id)
			if err != nil || st == nil {
				continue
			}
			st.Fill = excelize.Fill{}
			nuovo = s.stile(st)
			puliti[id] = nuovo
		}
		s.fa(s.b.SetCellStyle(r[0], at, at, nuovo))
	}
}

// colora fills a cell and keeps the rest of its style, a date above all.
func (s *scrittore) colora(p *Problema, colori map[[2]int]int) {
	at := cella(p.Col, p.Riga)
	id, err := s.b.GetCellStyle(p.Foglio, at)
	s.fa(err)
	k := [2]int{id, 0}
	colore := "FFEB9C"
	if p.Gravita == GravitaErrore {
		k[1], colore = 1, "FFC7CE"
	}
	nuovo, ok := colori[k]
	if !ok {
		st, err := s.b.GetStyle(id)
		if err != nil || st == nil {
			st = &excelize.Style{}
		}
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colore}}
		nuovo = s.stile(st)
		colori[k] = nuovo
	}
	s.fa(s.b.SetCellStyle(p.Foglio, at, at, nuovo))
}

// elenco writes the list of the problems, with links when the sheets are there.
func (s *scrittore) elenco(e *Esito, presenti map[string]bool) {
	titoli := []string{"Foglio", "Riga", "Colonna", "Gravità", "Che cosa c'è che non va", "Valore trovato", "Righe"}
	for i, t := range titoli {
		s.fa(s.b.SetCellStr(foglioCorrez, cella(i, 1), t))
	}
	s.fa(s.b.SetCellStyle(foglioCorrez, "A1", cella(len(titoli)-1, 1), s.testata))
	riga := 2
	for i := range e.Problemi {
		p := &e.Problemi[i]
		colonna := p.Colonna
		if p.Titolo != "" {
			colonna += " «" + p.Titolo + "»"
		}
		vv := []string{p.Foglio, "", colonna, string(p.Gravita), p.Messaggio, p.Valore, ""}
		for j, v := range vv {
			s.fa(s.b.SetCellStr(foglioCorrez, cella(j, riga), v))
		}
		if p.Riga > 0 {
			s.fa(s.b.SetCellInt(foglioCorrez, cella(1, riga), int64(p.Riga)))
		}
		if p.Righe > 1 {
			s.fa(s.b.SetCellInt(foglioCorrez, cella(6, riga), int64(p.Righe)))
		}
		if p.Riga > 0 && presenti[p.Foglio] {
			meta := "'" + strings.ReplaceAll(p.Foglio, "'", "''") + "'!" + cella(max(p.Col, 0), p.Riga)
			s.fa(s.b.SetCellHyperLink(foglioCorrez, cella(1, riga), meta, "Location"))
		}
		riga++
	}
	if e.AltriProblemi > 0 {
		s.fa(s.b.SetCellStr(foglioCorrez, cella(4, riga), fmt.Sprintf("Altri %s problemi non sono elencati.", kernel.Numero(int64(e.AltriProblemi)))))
	}
	for i, largo := range []float64{28, 8, 30, 10, 90, 30, 8} {
		s.fa(s.b.SetColWidth(foglioCorrez, LettereColonna(i), LettereColonna(i), largo))
	}
	s.fa(s.b.SetPanes(foglioCorrez, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}
