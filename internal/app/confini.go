package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/pubblico/mappa"
)

// FonteConfini is the attribution of the boundaries when nobody says another.
const FonteConfini = "ISTAT, confini delle unità amministrative, CC BY 4.0"

// puntiConfini is how much detail is kept: enough for a screen, and some 700 kB
// for a region.
const puntiConfini = 40_000

// ImportaConfini loads boundaries for the maps: all files, or none.
func (a *App) ImportaConfini(ctx context.Context, out io.Writer, paths []string, fonte string, al kernel.Day) error {
	registro, err := a.registroConfini(ctx)
	if err != nil {
		return err
	}
	letti := map[mappa.Livello]mappa.Confini{}
	var report strings.Builder
	for _, path := range paths {
		c, esito, err := leggiConfini(path, registro, mappa.Origine{Fonte: fonte, Il: al})
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		if _, twice := letti[c.Livello]; twice {
			return kernel.E(kernel.NonValido, fmt.Sprintf("Due file contengono gli stessi confini (%s). Nulla è stato caricato.", c.Livello))
		}
		letti[c.Livello] = c.Alleggerisci(puntiConfini)
		fmt.Fprintf(&report, "%s: confini di %s caricati, %s; forme di altre regioni lasciate: %d.\n", filepath.Base(path), c.Livello, kernel.Numero(int64(esito.Lette)), esito.Altrove)
		if n := len(esito.Mancanti); n > 0 {
			fmt.Fprintf(&report, "  Senza confini nel file: %d (%s).\n", n, strings.Join(esito.Mancanti[:min(n, 10)], ", "))
		}
	}
	err = a.DB.InTx(ctx, func(tx *db.Tx) error {
		for livello, c := range letti {
			if err := pubblico.Pubblica(ctx, tx, "confini/"+string(livello), c, fonte); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = io.WriteString(out, report.String())
	}
	return err
}

func leggiConfini(path string, r mappa.Registro, o mappa.Origine) (c mappa.Confini, esito mappa.Esito, err error) {
	in, err := os.Open(path) //nolint:gosec // named on the command line
	if err != nil {
		return c, esito, err
	}
	defer in.Close()
	return mappa.Leggi(in, r, o)
}

// registroConfini lists the Comuni and the provinces that may be drawn.
func (a *App) registroConfini(ctx context.Context) (mappa.Registro, error) {
	r := mappa.Registro{Comuni: map[string]mappa.Nota{}, Province: map[string]string{}, Sigle: map[string]string{}}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		tutti, err := enti.PerCifre(ctx, tx)
		for _, e := range tutti {
			if !e.CessatoIl.IsZero() {
				continue
			}
			switch e.Tipo {
			case enti.Comune:
				r.Comuni[string(e.Istat)] = mappa.Nota{Nome: e.Nome, Sigla: e.Provincia}
				r.Sigle[e.Istat.Provincia()] = e.Provincia
			case enti.Provincia, enti.CittaMetropolitana:
				r.Province[e.Provincia] = e.Nome
			}
		}
		return err
	})
	return r, err
}
