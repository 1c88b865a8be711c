package analisiweb

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
)

// risultato opens a log for an export; one that has no result yet has no
// export either.
func (d Deps) risultato(c *web.Context) (analisi.Scheda, error) {
	id, n, err := ids(c)
	if err != nil {
		return analisi.Scheda{}, err
	}
	s, err := d.Analisi.Apri(c.Ctx(), c.Actor, id, n)
	if err == nil && s.Risultato == nil {
		err = db.ErrNotFound
	}
	return s, err
}

func (d Deps) passaggi(c *web.Context) error {
	s, err := d.risultato(c)
	if err != nil {
		return err
	}
	b, err := passaggiCSV(*s.Risultato)
	if err != nil {
		return err
	}
	return c.Download(nomeFile(s, "passaggi", "csv"), "text/csv; charset=utf-8", int64(len(b)), bytes.NewReader(b))
}

// passaggiCSV writes all transitions, the heaviest first, in RFC 4180 with the
// decimal point; those without time come last, by count.
func passaggiCSV(r analisi.Risultato) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	w.UseCRLF = true
	righe := [][]string{{"da", "a", "passaggi", "quota_del_tempo", "totale_secondi", "media_secondi", "mediana_secondi", "minimo_secondi", "massimo_secondi", "p90_secondi"}}
	scrivi := func(e performance.Edge) {
		righe = append(righe, []string{cella(e.From), cella(e.To), strconv.Itoa(e.Count), decimale(r.Quota(e), 6), decimale(e.Sum, 3),
			decimale(e.Mean, 3), decimale(e.Median, 3), decimale(e.Min, 3), decimale(e.Max, 3), decimale(e.P90, 3)})
	}
	for _, e := range r.Sintesi.SlowestTransitions(-1) {
		scrivi(e)
	}
	for _, e := range r.Sintesi.Transitions {
		if e.Sum <= 0 {
			scrivi(e)
		}
	}
	if err := w.WriteAll(righe); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func decimale(x float64, cifre int) string { return strconv.FormatFloat(x, 'f', cifre, 64) }

// cella keeps a spreadsheet from taking a name for a formula (CWE-1236): an
// apostrophe goes before the signs with which formulas begin.
func cella(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// riepilogo is the whole result for programs: times in seconds, instants in
// UTC.
type riepilogo struct {
	Richiesta   string             `json:"richiesta"`
	Registro    int                `json:"registro"`
	Nome        string             `json:"nome"`
	SHA256      string             `json:"sha256"`
	Zona        string             `json:"zona"`
	Ciclo       analisi.Ciclo      `json:"ciclo"`
	CaricatoIl  kernel.Instant     `json:"caricato_il"`
	LettoIl     kernel.Instant     `json:"letto_il"`
	Risultato   analisi.Risultato  `json:"risultato"`
	RigheScarti []eventlog.Problem `json:"righe_scartate"` // the first ones; dropped_total counts them all
}

func (d Deps) riepilogo(c *web.Context) error {
	s, err := d.risultato(c)
	if err != nil {
		return err
	}
	g := s.Registro
	b, err := json.MarshalIndent(riepilogo{Richiesta: s.Richiesta.Codice(), Registro: g.N, Nome: g.Nome, SHA256: g.SHA256, Zona: g.Zona, Ciclo: g.Ciclo,
		CaricatoIl: g.CaricatoIl, LettoIl: g.LettoIl, Risultato: *s.Risultato, RigheScarti: s.Problemi}, "", "  ")
	if err != nil {
		return err
	}
	return c.Download(nomeFile(s, "riepilogo", "json"), "application/json; charset=utf-8", int64(len(b)), bytes.NewReader(b))
}

// nomeFile names a download: "richiesta-2026-0042-registro-2-passaggi.csv".
func nomeFile(s analisi.Scheda, che, ext string) string {
	return fmt.Sprintf("richiesta-%s-registro-%d-%s.%s", strings.ReplaceAll(s.Richiesta.Codice(), "/", "-"), s.Registro.N, che, ext)
}
