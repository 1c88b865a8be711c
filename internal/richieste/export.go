package richieste

import (
	"context"
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// ColonneEsportate heads the exported list. Times are Italian time; lengths
// are days of 24 hours with one decimal, counted from the first sending. The
// list holds no person.
var ColonneEsportate = []string{"numero", "stato", "ente", "provincia", "task_force", "procedimento", "oggetto",
	"inviata_il", "in_questo_stato_dal", "obiettivo_entro_il", "giorni_di_calendario_oltre_l_obiettivo",
	"presa_in_carico_il", "prima_risposta_il", "chiusa_il",
	"giorni_alla_presa_in_carico", "giorni_alla_prima_risposta", "giorni_alla_chiusura", "esito", "voto"}

// EsportaCSV writes the list of the filter as CSV (RFC 4180, UTF-8, comma). A
// text that a spreadsheet would take for a formula gets an apostrophe in front.
func (s *Service) EsportaCSV(ctx context.Context, chi kernel.Actor, f Filtro, w io.Writer) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(ColonneEsportate); err != nil {
		return err
	}
	err := s.esporta(ctx, chi, f, func(row []any) error {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i] = csvText(v)
		}
		return c.Write(texts)
	})
	c.Flush()
	if err != nil {
		return err
	}
	return c.Error()
}

// EsportaXLSX writes the list of the filter as a spreadsheet: one sheet, the
// heading fixed, numbers as numbers, texts as texts and never as formulas.
func (s *Service) EsportaXLSX(ctx context.Context, chi kernel.Actor, f Filtro, w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "Richieste"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	sw, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sw.SetColWidth(1, len(ColonneEsportate), 18); err != nil {
		return err
	}
	head := make([]any, len(ColonneEsportate))
	for i, h := range ColonneEsportate {
		head[i] = h
	}
	if err := sw.SetRow("A1", head); err != nil {
		return err
	}
	n := 1
	err = s.esporta(ctx, chi, f, func(row []any) error {
		n++
		cell, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return sw.SetRow(cell, row)
	})
	if err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

// esporta hands to fn the cells of each request: strings, ints, floats, or nil
// when there is nothing to say. Two passes over one snapshot: the bodies that
// the list names, then the list.
func (s *Service) esporta(ctx context.Context, chi kernel.Actor, f Filtro, fn func([]any) error) error {
	return s.DB.Read(ctx, func(tx *db.Tx) error {
		n, err := nomiEsportati(ctx, tx, chi, f)
		if err != nil {
			return err
		}
		oggi := tx.Now().Day()
		return Tutte(ctx, tx, chi, f, func(r Richiesta) error {
			return fn(r.celle(n, oggi, s.Config.GiorniSilenzio))
		})
	})
}

func nomiEsportati(ctx context.Context, tx *db.Tx, chi kernel.Actor, f Filtro) (n Nomi, err error) {
	ids, err := entiDi(ctx, tx, chi, f)
	if err != nil {
		return n, err
	}
	if n.Enti, err = enti.PerID(ctx, tx, ids); err != nil {
		return n, err
	}
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return n, err
	}
	n.Procedimenti = perID(ps, func(p catalogo.Procedimento) int64 { return p.ID })
	tfs, err := catalogo.TaskForces(ctx, tx)
	n.TaskForce = perID(tfs, func(t catalogo.TaskForce) int64 { return t.ID })
	return n, err
}

// celle are the cells of a request, in the order of ColonneEsportate.
func (r Richiesta) celle(n Nomi, oggi kernel.Day, silenzio int) []any {
	p := r.ProssimoPasso(oggi, silenzio)
	return []any{r.Codice(), r.Stato.Etichetta(), n.Enti[r.EnteID].NomeEsteso(), r.Provincia, n.TaskForce[r.TaskForceID].Nome,
		n.Procedimenti[r.ProcedimentoID].Nome, corto(r.Modulo.Titolo()),
		momento(r.InviataIl), momento(r.StatoDal), p.Entro.String(), tardi(p),
		momento(r.PresaInCaricoIl), momento(r.PrimaRispostaIl), momento(r.ChiusaIl),
		giorniTra(r.InviataIl, r.PresaInCaricoIl), giorniTra(r.InviataIl, r.PrimaRispostaIl), giorniTra(r.InviataIl, r.ChiusaIl),
		r.Esito.Etichetta(), voto(r.Voto)}
}

// Etichetta is the outcome for people; empty while there is none.
func (e Esito) Etichetta() string {
	switch e {
	case ConAssistenza:
		return "Con assistenza"
	case SenzaAssistenza:
		return "Senza assistenza"
	}
	return ""
}

// corto keeps a text within what a cell is good for: a draft may hold anything.
func corto(s string) string {
	r := []rune(s)
	if len(r) > 2*MaxOggetto {
		return string(r[:2*MaxOggetto]) + "…"
	}
	return s
}

func momento(i kernel.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().In(kernel.Rome).Format("2006-01-02 15:04")
}

// giorniTra is giorni with one decimal, empty when one end has not come yet.
func giorniTra(da, a kernel.Instant) any {
	if da.IsZero() || a.IsZero() {
		return nil
	}
	return math.Round(giorni(da, a)*10) / 10
}

func tardi(p Passo) any {
	if p.Tardi == 0 {
		return nil
	}
	return p.Tardi
}

func voto(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// csvText writes a cell for CSV.
func csvText(v any) string {
	switch v := v.(type) {
	case string:
		if v != "" && strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
			return "'" + v
		}
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
