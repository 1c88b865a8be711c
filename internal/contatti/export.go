package contatti

import (
	"context"
	"encoding/csv"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// ColonneEsportate heads the exported list. Times are Italian time. The list
// holds no person of the public: no name, no address, no text.
var ColonneEsportate = []string{"numero", "stato", "argomento", "canale", "pagina", "arrivato_il", "ultimo_messaggio_il", "in_questo_stato_dal", "chiuso_il", "assegnato_a", "diventato_richiesta"}

// EsportaCSV writes the list of the filter as CSV (RFC 4180, UTF-8, comma). A
// text that a spreadsheet would take for a formula gets an apostrophe in front.
func (s *Service) EsportaCSV(ctx context.Context, chi kernel.Actor, f Filtro, w io.Writer) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(ColonneEsportate); err != nil {
		return err
	}
	err := s.esporta(ctx, chi, f, func(row []string) error {
		for i, v := range row {
			if v != "" && strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
				row[i] = "'" + v
			}
		}
		return c.Write(row)
	})
	c.Flush()
	if err != nil {
		return err
	}
	return c.Error()
}

// EsportaXLSX writes the list of the filter as a spreadsheet, all cells texts.
func (s *Service) EsportaXLSX(ctx context.Context, chi kernel.Actor, f Filtro, w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "Messaggi"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	sw, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := sw.SetColWidth(1, len(ColonneEsportate), 20); err != nil {
		return err
	}
	n := 0
	add := func(row []string) error {
		n++
		cell, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		values := make([]any, len(row))
		for i, v := range row {
			values[i] = v
		}
		return sw.SetRow(cell, values)
	}
	if err := add(ColonneEsportate); err != nil {
		return err
	}
	if err := s.esporta(ctx, chi, f, add); err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

func (s *Service) esporta(ctx context.Context, chi kernel.Actor, f Filtro, fn func([]string) error) error {
	if err := consente(chi, Consulta); err != nil {
		return err
	}
	return s.DB.Read(ctx, func(tx *db.Tx) error {
		nomi := map[int64]string{}
		ids, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT DISTINCT c.assegnato_a FROM contatti c WHERE c.assegnato_a <> 0 ORDER BY 1`)
		if err != nil {
			return err
		}
		persone, err := accesso.PersonePerID(ctx, tx, ids)
		if err != nil {
			return err
		}
		for id, p := range persone {
			nomi[id] = p.NomeCompleto()
		}
		return tutti(ctx, tx, f, func(c Contatto) error {
			richiesta := ""
			if c.Richiesta != 0 {
				richiesta = "sì"
			}
			return fn([]string{c.Codice(), c.Stato.Etichetta(), c.Argomento.Etichetta(), string(c.Canale), c.Pagina, momento(c.CreatoIl), momento(c.UltimoArrivoIl),
				momento(c.StatoDal), momento(c.ChiusoIl), nomi[c.Assegnato], richiesta})
		})
	})
}

func momento(i kernel.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().In(kernel.Rome).Format("2006-01-02 15:04")
}
