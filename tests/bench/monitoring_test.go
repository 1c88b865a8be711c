package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"testing"
	"text/tabwriter"
	"time"

	"pass/internal/accesso"
	"pass/internal/app"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/tests/bench/population"
)

// lockThePast locks, signs and publishes every campaign but the last, as the
// Region does.
func lockThePast(ctx context.Context, a *app.App, made population.Made) error {
	if len(made.Campaigns) == 0 {
		return nil
	}
	var chi kernel.Actor
	err := a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		chi, err = accesso.ActorDi(ctx, tx, made.Regione)
		return err
	})
	if err != nil {
		return err
	}
	version := func(id int64) (v int64, err error) {
		err = a.DB.Read(ctx, func(tx *db.Tx) error {
			r, err := monitoraggio.GetRilevazione(ctx, tx, id)
			v = r.Versione
			return err
		})
		return v, err
	}
	for _, id := range made.Campaigns[:len(made.Campaigns)-1] {
		v, err := version(id)
		if err != nil {
			return err
		}
		locked, err := a.Monitoraggio.Blocca(ctx, chi, id, v)
		if err != nil {
			return fmt.Errorf("campaign %d: %w", id, err)
		}
		if _, err := a.Monitoraggio.Firma(ctx, chi, id, locked.Impronta); err != nil {
			return err
		}
		if v, err = version(id); err != nil {
			return err
		}
		if _, err := a.Monitoraggio.Pubblica(ctx, chi, id, v); err != nil {
			return err
		}
	}
	return a.Monitoraggio.AggiornaQuadro(ctx, made.Campaigns[len(made.Campaigns)-1])
}

// BenchmarkMonitoring measures the monitoring on the full population: all the
// measures of one semester from the database, one body's page, the regional
// table. Beside them, in the same run, the scan of the practices that any
// computation must at least do.
func BenchmarkMonitoring(b *testing.B) {
	h, _ := full(b)
	ctx := b.Context()
	open := h.made.Campaigns[len(h.made.Campaigns)-1]
	var rows []row
	measure := func(name string, fn func() (queries int64, err error)) {
		r := row{name: name, withText: true}
		b.Run(name, func(b *testing.B) {
			r.times = r.times[:0]
			for range b.N {
				start := time.Now()
				q, err := fn()
				if err != nil {
					b.Fatal(err)
				}
				r.queries = q
				r.times = append(r.times, time.Since(start))
			}
		})
		rows = append(rows, r)
	}
	measure("all measures of one semester, all bodies, from the practices", func() (int64, error) {
		ctx, counter := db.WithCounter(ctx)
		err := h.app.DB.Read(ctx, func(tx *db.Tx) error {
			r, err := monitoraggio.GetRilevazione(ctx, tx, open)
			if err != nil {
				return err
			}
			q, err := monitoraggio.CalcolaQuadro(ctx, tx, r)
			if err == nil && len(q.Procedimenti) == 0 {
				err = fmt.Errorf("no procedure in the figures")
			}
			return err
		})
		return counter.N(), err
	})
	for _, p := range h.monitoringPages() {
		if p.name == "" {
			continue
		}
		measure(p.name+", "+p.who, func() (int64, error) {
			_, q := h.read(b, p)
			return q, nil
		})
	}
	rows = append(rows, scanOfPractices(b, h))
	b.Cleanup(func() {
		w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
		fmt.Fprintf(w, "\n%s practices, %d semesters, %s bodies, SQLite\n", kernel.Numero(int64(h.made.Practices)), len(h.made.Campaigns), kernel.Numero(int64(h.made.Bodies)))
		fmt.Fprintln(w, "what\tmedian ms\tquartiles ms\tp99 ms\tqueries\tn")
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t%.2f\t%.2f–%.2f\t%.2f\t%d\t%d\n", r.name, ms(percentile(r.times, 50)), ms(percentile(r.times, 25)), ms(percentile(r.times, 75)), ms(percentile(r.times, 99)), r.queries, len(r.times))
		}
		w.Flush()
	})
}

// scanOfPractices is the physical limit: the rows of the same semester, read
// with the same driver and thrown away.
func scanOfPractices(b *testing.B, h *house) row {
	raw, err := sql.Open("sqlite", "file:"+h.app.Config.DatabaseAddress()+"?mode=ro&_pragma=cache_size(-32000)")
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	s := kernel.MustSemestre(h.made.Semester)
	r := row{name: "limit: read the practices of that semester and throw them away"}
	for range 10 {
		start := time.Now()
		rows, err := raw.QueryContext(b.Context(), `SELECT ente_id, procedimento_id, data_domanda, data_provvedimento, data_silenzio_assenso, conferenza, sospensioni, giorni_sospesi, termine, esclusa_il
			FROM monitoraggio_pratiche WHERE data_domanda <= ? AND (fine IS NULL OR fine >= ?)`, s.Al().String(), s.Dal().String())
		if err != nil {
			b.Fatal(err)
		}
		values := make([]any, 10)
		for i := range values {
			values[i] = new(sql.RawBytes)
		}
		n := 0
		for ; rows.Next(); n++ {
			if err := rows.Scan(values...); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil || n == 0 {
			b.Fatalf("%d practices, %v", n, err)
		}
		r.times = append(r.times, time.Since(start))
	}
	slices.Sort(r.times)
	return r
}

// monitoringPages are the pages of the monitoring, with somebody who may.
func (h *house) monitoringPages() []page {
	if len(h.made.Campaigns) == 0 {
		return nil
	}
	open := "/monitoraggio/rilevazioni/" + h.made.Semester
	past := "/monitoraggio/rilevazioni/" + kernel.MustSemestre(h.made.Semester).Add(-1).String()
	return []page{
		{"sindaco", "one body's page", "/monitoraggio/mio"},
		{"regione", "regional table, last semester", open + "/cifre"},
		{"regione", "regional table, published semester", past + "/cifre"},
		{"regione", "regional table XLSX", past + "/cifre.xlsx"},
		{"segreteria", "campaigns", "/monitoraggio"},
		{"segreteria", "one campaign at a glance", open},
		{"segreteria", "bodies of a campaign", open + "/enti"},
		{"segreteria", "one body of a campaign", fmt.Sprintf("%s/enti/%d", open, h.made.Ente)},
		{"sindaco", "data to fill in", "/monitoraggio/mio/" + h.made.Semester},
		{"regione", "targets", "/monitoraggio/obiettivi"},
		{"regione", "effect of the assistance", "/monitoraggio/effetto"},
		{"sindaco", "table for transparency", fmt.Sprintf("/monitoraggio/enti/%d/trasparenza", h.made.Ente)},
		{"", "public times", "/cifre/tempi"},
	}
}
