package analisiweb

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// milione is a log of a million events: 27 activities mostly in order, with
// steps skipped and repeated, 48 operators, ten years.
func milione(tb testing.TB) *eventlog.Log {
	tb.Helper()
	const eventi = 1_000_000
	r := rand.New(rand.NewPCG(38, 1)) //nolint:gosec // invented data
	caso, passo, fatti := 0, 0, 0
	t := time.Date(2014, 1, 1, 8, 0, 0, 0, time.UTC)
	inizia := func() {
		caso++
		passo = 0
		t = time.Date(2014, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(10 * 365 * 24 * int64(time.Hour))))
	}
	inizia()
	rows := eventlog.Rows{Format: eventlog.Table, Header: []string{"caso", "attività", "data", "operatore"}, Next: func() (int, [][]byte, error) {
		if fatti == eventi {
			return 0, nil, io.EOF
		}
		fatti++
		riga := [][]byte{fmt.Appendf(nil, "C%d", caso), fmt.Appendf(nil, "Attività %02d", passo), []byte(t.Format(time.RFC3339)), fmt.Appendf(nil, "O%d", r.IntN(48))}
		t = t.Add(time.Duration(r.ExpFloat64() * 40 * float64(time.Hour)))
		switch x := r.IntN(20); {
		case x < 2 && passo > 0:
			passo-- // back
		case x < 5:
			passo += 2 + r.IntN(3)
		default:
			passo++
		}
		if passo > 26 || r.IntN(7) == 0 {
			inizia()
		}
		return fatti, riga, nil
	}}
	l, err := eventlog.ReadTable(rows, eventlog.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// orarioProva are the office hours of a Comune: mornings, and two afternoons.
func orarioProva(tb testing.TB, giorni *termini.Calendario) *termini.Orario {
	tb.Helper()
	mattina, sera := termini.Fascia{Dalle: 8 * time.Hour, Alle: 12*time.Hour + 30*time.Minute}, termini.Fascia{Dalle: 14 * time.Hour, Alle: 17*time.Hour + 30*time.Minute}
	o, err := termini.NewOrario(giorni, map[time.Weekday][]termini.Fascia{time.Monday: {mattina, sera}, time.Tuesday: {mattina}, time.Wednesday: {mattina, sera},
		time.Thursday: {mattina}, time.Friday: {mattina}})
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

// BenchmarkRidisegna is what a change of filter costs on a million events that
// are already imported: the selection, the figures, the layout of the map and
// the page as HTML. The goal is 150 ms on two processors.
func BenchmarkRidisegna(b *testing.B) {
	l := milione(b)
	f := analisi.Fonte{Titolo: "registro", URL: "/analisi/richieste/1/registri/1", Log: l, Richiesta: &richieste.Richiesta{ID: 1}}
	f.Legale = termini.Nazionale().ConPatrono(time.June, 24)
	estate := kernel.NewDay(2014, time.August, 10)
	chiusure := []termini.Chiusura{{Nome: "Chiusura estiva", Dal: estate, Al: estate.AddDays(5), OgniAnni: 1}}
	f.Lavoro = f.Legale.ConChiusure(chiusure...)
	f.Orario = orarioProva(b, f.Lavoro).ConChiusure(chiusure...)
	for nome, testo := range map[string]string{
		"tutto":                "",
		"periodo":              "periodo=iniziati:2016-01-01/2019-01-01",
		"attività":             "con=Attività+05",
		"segue":                "segue=Attività+03>Attività+04",
		"durata":               "durata=864000..",
		"varianti":             "varianti=copertura:0.5",
		"lavorativi":           "orologio=lavorativi",
		"ufficio":              "orologio=ufficio",
		"ufficio, nascondi":    "orologio=ufficio&nascondi=Attività+02",
		"lavorativi, varianti": "orologio=lavorativi&varianti=copertura:0.5",
		"insieme":              "periodo=iniziati:2016-01-01/2022-01-01&senza=Attività+20&durata=0..8640000&nascondi=Attività+02",
	} {
		b.Run(nome, func(b *testing.B) {
			q, err := url.ParseQuery(testo)
			if err != nil {
				b.Fatal(err)
			}
			var tempi []time.Duration
			for b.Loop() {
				inizio := time.Now()
				s := &studio{Fonte: f, ora: kernel.InstantOf(time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC))}
				s.seleziona(q)
				var pagina bytes.Buffer
				v, err := vediMappa(s, q)
				if err != nil {
					b.Fatal(err)
				}
				if err := paginaMappa(v).Render(b.Context(), &pagina); err != nil {
					b.Fatal(err)
				}
				if s.vista.Cases() == 0 || pagina.Len() == 0 || s.avviso != nil || string(s.orologio) != q.Get(chiaveOrologio) {
					b.Fatalf("%d cases, %d bytes, %v", s.vista.Cases(), pagina.Len(), s.avviso)
				}
				tempi = append(tempi, time.Since(inizio))
			}
			slices.Sort(tempi)
			b.ReportMetric(float64(tempi[len(tempi)/2].Microseconds())/1000, "mediana-ms")
			b.ReportMetric(float64(tempi[len(tempi)*9/10].Microseconds())/1000, "p90-ms")
		})
	}
}
