package pubblicoweb_test

import (
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/rapporti"
)

// archived composes and archives the reports of the semester from what the
// site has published: of the region and of Lodi.
func (s *site) archived() (regione, lodi string) {
	s.t.Helper()
	l := pubblico.NewLettore(s.db)
	v, err := l.Vista(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := l.Misure(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	f, err := rapporti.Prepara(dati.Sorgente{Vista: v, Misure: m, Enti: func(x kernel.Semestre) (pubblico.MisureEnti, error) { return l.MisureEnti(ctx, x) }}, kernel.MustSemestre("2026-1"))
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := f.DellEnte("098031")
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, r := range []rapporti.Rapporto{f.DellaRegione(), body} {
		if err := s.db.InTx(ctx, func(tx *db.Tx) error {
			a, _, err := pubblico.ArchiviaRapporto(ctx, tx, pubblico.RapportoArchiviato{Semestre: r.Semestre, Ambito: string(r.Ambito), Codice: r.Codice, Nome: r.Nome, Titolo: r.Titolo,
				Versione: r.Versione, Contenuto: string(r.JSON())})
			out = append(out, a.URL())
			return err
		}); err != nil {
			s.t.Fatal(err)
		}
	}
	return out[0], out[1]
}

// TestAReportIsComparedWithWhatIsPublishedNow: also when the version says that
// nothing changed.
func TestAReportIsComparedWithWhatIsPublishedNow(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	regione, lodi := s.archived()
	compared := func(path string) string { return text(s.page(path).Find(`section[aria-labelledby="confronto"]`)) }
	for _, path := range []string{regione, lodi} {
		if got := compared(path); !strings.Contains(got, "sono le stesse di questo rapporto") {
			t.Errorf("%s, just archived: %s", path, got)
		}
	}
	forged, bodies := times(), timesBodies()
	forged.Semestri[0].Procedimenti[0].Regione.Avviate += 7
	bodies.Righe[0].Misure.Avviate += 7
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, forged, "Monitoraggio"); err != nil {
			return err
		}
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisureEnti(bodies.Semestre), bodies, "Monitoraggio")
	}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{regione: "2.523", lodi: "48"} {
		if got := compared(path); !strings.Contains(got, "nessuna revisione lo spiega") || !strings.Contains(got, want) {
			t.Errorf("%s, when the figures are others: %s", path, got)
		}
	}
}

// TestTheReportsOfTheRegionComeFirst: among hundreds of bodies nobody would
// find them otherwise; a search looks among all.
func TestTheReportsOfTheRegionComeFirst(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	regione, lodi := s.archived()
	for _, x := range []struct{ path, section, want string }{
		{"/rapporti", `section[aria-labelledby="regione"] `, regione},
		{"/rapporti", `section[aria-labelledby="enti"] `, lodi},
		{"/rapporti?q=lombardia", "", regione},
		{"/rapporti?ente=098031", "", lodi},
	} {
		links := s.page(x.path).Find("main " + x.section + `td a, main ` + x.section + `th a`)
		if links.Length() != 1 || links.AttrOr("href", "") != x.want {
			t.Errorf("%s, %q: %d links, the first to %s, want %s", x.path, x.section, links.Length(), links.AttrOr("href", ""), x.want)
		}
	}
}
