package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggioweb"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// Rapporto writes the monitoring report of a semester in a folder: the page,
// the workbook in the national layout, and the tables as CSV. The same figures
// give the same files.
func Rapporto(ctx context.Context, out io.Writer, cfg config.Config, sem kernel.Semestre, cartella string) error {
	var x monitoraggio.CifreSemestre
	err := storage(ctx, cfg, func(d *db.DB, _ *files.Folder) error {
		return d.Read(ctx, func(tx *db.Tx) (err error) {
			x, err = monitoraggio.LeggiCifre(ctx, tx, cfg.Regione, sem)
			return err
		})
	})
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return fmt.Errorf("per il %s non c'è una rilevazione", sem.InItaliano())
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cartella, 0o750); err != nil {
		return err
	}
	nome := "rapporto-" + sem.String()
	for _, f := range []struct {
		nome   string
		scrivi func(w io.Writer) error
	}{
		{nome + ".html", func(w io.Writer) error { return monitoraggioweb.ScriviRapporto(ctx, w, x) }},
		{nome + ".xlsx", func(w io.Writer) error { return x.EsportaCifre(w, x.Al()) }},
		{nome + ".csv", x.TabellaNazionale(x.Al()).ScriviCSV},
		{nome + "-dettaglio.csv", x.TabellaDettaglio(x.Al()).ScriviCSV},
	} {
		var b bytes.Buffer
		if err := f.scrivi(&b); err != nil {
			return err
		}
		path := filepath.Join(cartella, f.nome)
		if err := os.WriteFile(path, b.Bytes(), 0o640); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %s byte\n", path, kernel.Numero(int64(b.Len())))
	}
	fmt.Fprintf(out, "Cifre %s.\n", x.Stato())
	return nil
}
