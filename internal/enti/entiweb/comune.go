package entiweb

import (
	"bytes"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

// perPagina is how many lines a list shows at once.
const perPagina = 50

func urlEnte(id int64) string     { return "/enti/" + strconv.FormatInt(id, 10) }
func urlDelegati(id int64) string { return urlEnte(id) + "/delegati" }
func urlAdesione(id int64) string { return "/adesioni/" + strconv.FormatInt(id, 10) }

var (
	scrivania  = ui.Link{Text: "Scrivania", URL: "/scrivania"}
	registro   = ui.Link{Text: "Enti", URL: "/enti"}
	codaLink   = ui.Link{Text: "Adesioni", URL: "/adesioni"}
	noAdesione = ui.Chip{Text: "Nessuna adesione"}
)

// chip shows the state of an adesione to who reads the page.
func chip(s enti.Stato) ui.Chip {
	switch s {
	case "":
		return noAdesione
	case enti.Inviata, enti.InVerifica:
		return ui.Chip{Text: s.Etichetta(), Tone: ui.Info}
	case enti.Bozza, enti.DaIntegrare:
		return ui.Chip{Text: s.Etichetta(), Tone: ui.Warning}
	case enti.Approvata:
		return ui.Chip{Text: s.Etichetta(), Tone: ui.Success}
	case enti.Respinta, enti.Sospesa:
		return ui.Chip{Text: s.Etichetta(), Tone: ui.Late}
	}
	return ui.Chip{Text: s.Etichetta()}
}

// giorno reads a date as the browser sends it (2026-11-22) or as people type
// it (22/11/2026); ok is false when it is neither.
func giorno(s string) (d kernel.Day, ok bool) {
	if s == "" {
		return d, true
	}
	if d, err := kernel.ParseDay(s); err == nil {
		return d, true
	}
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return kernel.DayOf(t), true
		}
	}
	return d, false
}

const dataErrata = "Scrivere la data come giorno, mese e anno, per esempio 31/05/2029."

// giornoDi reads a date of a form; one that cannot be read is an error of that
// field.
func giornoDi(f *web.Form, campo string, es *[]kernel.FieldError) kernel.Day {
	d, ok := giorno(f.Text(campo))
	if !ok {
		*es = append(*es, kernel.FieldError{Field: campo, Message: dataErrata})
	}
	return d
}

// valoreData is what a date field shows again: the ISO form if it was read,
// or else what was typed.
func valoreData(scritto string) string {
	if d, ok := giorno(scritto); ok {
		return d.String()
	}
	return scritto
}

func numero(f *web.Form, campo string) int64 {
	n, err := strconv.ParseInt(f.Text(campo), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// errori takes out of an error what the same page can show: wrong fields (422),
// or a state that changed meanwhile (409). ok is false for every other error.
func errori(err error) (es ui.Errors, status int, ok bool) {
	var e *kernel.Error
	if !errors.As(err, &e) {
		return nil, 0, false
	}
	switch e.Code {
	case kernel.NonValido:
		if len(e.Fields) > 0 {
			return ui.Errors(e.Fields), http.StatusUnprocessableEntity, true
		}
	case kernel.Conflitto:
		return ui.Errors{{Message: e.Message}}, http.StatusConflict, true
	}
	return nil, 0, false
}

// conQuery is a path with parameters, the empty ones left out.
func conQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func pagine(totale int64) int { return int((totale + perPagina - 1) / perPagina) }

func quanti(n int64, uno, molti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(n) + " " + molti
}

// foglio writes a table that Italian spreadsheets open by a click: semicolons
// and a byte order mark. A cell that a spreadsheet would run as a formula gets
// an apostrophe in front (OWASP, CSV injection).
func foglio(righe [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	for _, riga := range righe {
		sicura := make([]string, len(riga))
		for i, cella := range riga {
			if cella != "" && strings.ContainsRune("=+-@\t\r", rune(cella[0])) {
				cella = "'" + cella
			}
			sicura[i] = cella
		}
		if err := w.Write(sicura); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func scarica(c *web.Context, nome string, righe [][]string) error {
	b, err := foglio(righe)
	if err != nil {
		return err
	}
	return c.Download(nome, "text/csv; charset=utf-8", int64(len(b)), bytes.NewReader(b))
}

// fa says how many calendar days ago something happened, as people say it.
func fa(il kernel.Instant, oggi kernel.Day) string {
	if il.IsZero() {
		return "n.d."
	}
	switch n := termini.GiorniLordi(il.Day(), oggi); {
	case n <= 0:
		return "da oggi"
	case n == 1:
		return "da ieri"
	default:
		return "da " + kernel.GiorniDiCalendario(n)
	}
}
