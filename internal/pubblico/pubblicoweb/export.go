package pubblicoweb

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"pass/internal/platform/web"
	"pass/internal/pubblico"
)

// figureHeads are the columns of figures in every CSV file. Unknown values are
// empty, decimals have a point.
var figureHeads = []string{"ricevute", "in_lavorazione", "evase", "respinte", "annullate",
	"presa_in_carico_giorni_mediana", "presa_in_carico_n", "prima_risposta_giorni_mediana", "prima_risposta_n",
	"chiusura_giorni_mediana", "chiusura_n", "giudizio_medio", "giudizio_n", "aggiornata_al"}

func figureCells(v *pubblico.Vista, c pubblico.Cifre) []string {
	n := func(n int64) string { return strconv.FormatInt(n, 10) }
	m := func(m pubblico.Misura) string {
		if !m.Nota() {
			return ""
		}
		return strconv.FormatFloat(*m.Valore, 'f', -1, 64)
	}
	return []string{n(c.Ricevute), n(c.InLavorazione), n(c.Evase), n(c.Respinte), n(c.Annullate),
		m(c.PresaInCarico), n(c.PresaInCarico.N), m(c.PrimaRisposta), n(c.PrimaRisposta.N),
		m(c.Chiusura), n(c.Chiusura.N), m(c.Soddisfazione), n(c.Soddisfazione.N), v.Attivita.AggiornataAl.String()}
}

func (p pages) provincesCSV(c *web.Context) error {
	return p.csv(c, "pass-cifre-province.csv", func(v *pubblico.Vista, w *csv.Writer) {
		_ = w.Write(append([]string{"sigla", "provincia", "enti", "enti_aderenti"}, figureHeads...))
		for _, x := range v.Attivita.Province {
			_ = w.Write(append([]string{x.Sigla, guard(x.Nome), strconv.FormatInt(x.EntiTotali, 10), strconv.FormatInt(x.EntiAderenti, 10)}, figureCells(v, x.Cifre)...))
		}
	})
}

func (p pages) bodiesCSV(c *web.Context) error {
	return p.csv(c, "pass-cifre-enti.csv", func(v *pubblico.Vista, w *csv.Writer) {
		_ = w.Write(append([]string{"codice", "codice_istat", "ente", "provincia", "aderente", "aderente_dal", "cessato_il"}, figureHeads...))
		for _, x := range v.Attivita.Enti {
			_ = w.Write(append([]string{x.Codice(), x.Istat, guard(x.Nome), x.Provincia, strconv.FormatBool(x.Aderente), x.AderenteDal.String(), x.CessatoIl.String()}, figureCells(v, x.Cifre)...))
		}
	})
}

func (p pages) csv(c *web.Context, name string, write func(*pubblico.Vista, *csv.Writer)) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write(v, w)
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return c.Download(name, "text/csv; charset=utf-8", int64(b.Len()), &b)
}

// guard keeps spreadsheets from reading a name as a formula (OWASP ASVS
// V1.2.10).
func guard(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
