package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/tests/fixture"
)

// TestBoundariesAreLoadedAllOrNone imports a file of Comuni beside a broken
// one, then alone.
func TestBoundariesAreLoadedAllOrNone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	a := fixture.New(t, fixture.Config(dir), nil)
	var comune enti.EntePubblico
	if err := a.DB.Read(ctx, func(tx *db.Tx) error {
		tutti, err := enti.PerCifre(ctx, tx)
		for _, e := range tutti {
			if e.Tipo == enti.Comune && e.CessatoIl.IsZero() {
				comune = e
			}
		}
		return err
	}); err != nil || comune.Istat == "" {
		t.Fatal(comune, err)
	}
	write := func(name, code string) string {
		path := filepath.Join(dir, name)
		text := fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"PRO_COM_T":%q},"geometry":{"type":"Polygon","coordinates":[[[7.3,45.7],[7.4,45.7],[7.4,45.8],[7.3,45.7]]]}}]}`, code)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("comuni.geojson", string(comune.Istat))
	bad := write("guasto.geojson", string(comune.Istat[:3])+"999")
	loaded := func() pubblico.Istantanea {
		pub, err := pubblico.NewLettore(a.DB).Tutto(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return pub.Testa(pubblico.ChiaveConfiniComuni)
	}
	day := kernel.MustDay("2026-01-01")
	var out strings.Builder
	err := a.ImportaConfini(ctx, &out, []string{good, bad}, "ISTAT", day)
	if kernel.CodeOf(err) != kernel.NonValido || !strings.Contains(err.Error(), "guasto.geojson") || loaded().Versione != 0 || out.Len() != 0 {
		t.Errorf("with a broken file: %v, version %d, said %q", err, loaded().Versione, out.String())
	}
	if err := a.ImportaConfini(ctx, &out, []string{good, good}, "ISTAT", day); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("the same boundaries twice: %v", err)
	}
	if err := a.ImportaConfini(ctx, &out, []string{good}, "ISTAT", day); err != nil {
		t.Fatal(err)
	}
	if i := loaded(); i.Versione != 1 || i.Fonte != "ISTAT" || !strings.Contains(out.String(), "confini di comuni caricati, 1") {
		t.Errorf("%+v, said %q", i, out.String())
	}
}
