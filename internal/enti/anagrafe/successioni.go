package anagrafe

import (
	"io"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// The layouts of «Variazioni amministrative e territoriali dal 1991» and of
// «Elenco comuni soppressi». Source: ISTAT, Codici statistici delle unità
// amministrative territoriali.
var colonneVariazioni = []colonna{
	{"cessato", []string{"codice comune formato alfanumerico", "codice istat del comune", "codice comune"}, true},
	{"nome", []string{"denominazione comune"}, false},
	{"successore", []string{"codice del comune associato alla variazione*", "codice istat del comune associato alla variazione*"}, true},
	{"tipo", []string{"tipo variazione"}, false},
	{"dal", []string{"data decorrenza validita amministrativa", "data evento"}, true},
	{"atto", []string{"provvedimento e documento"}, false},
	{"anno", []string{"anno"}, false},
}

// LeggiVariazioni reads from ISTAT's variations what became of each Comune:
// those that ceased (ES) and those that changed code with their province (AP).
// The other kinds (exchanges of land, new names) say nothing of this and are
// passed over. A Comune that was divided gives one Successione per heir.
func LeggiVariazioni(r io.Reader, _ string) ([]Successione, []Problema, error) {
	t, err := apri(r, colonneVariazioni)
	if err != nil {
		return nil, nil, err
	}
	var out []Successione
	altre := 0
	t.scorri(func(r *riga) {
		tipo := strings.ToUpper(r.testo("tipo"))
		if t.ha("tipo") && tipo != "ES" && tipo != "AP" {
			altre++
			return
		}
		s := Successione{Cessato: r.istatObbligatorio("cessato"), Dal: r.giorno("dal"), Atto: r.testo("atto")}
		if r.scartata {
			return
		}
		if s.Successore = r.istatObbligatorio("successore"); r.scartata {
			return
		}
		if s.Cessato == s.Successore {
			r.scarta("successore", "Il Comune cessato e quello che gli succede hanno lo stesso codice.")
			return
		}
		if s.Dal.IsZero() {
			if anno := annoDa(r.testo("anno")); anno > 0 {
				s.Dal = kernel.NewDay(anno, 1, 1)
				r.avvisa("dal", "Manca la data: vale il 1° gennaio dell'anno indicato.")
			}
		}
		out = append(out, s)
	})
	slices.SortStableFunc(out, func(a, b Successione) int { return a.Dal.Time().Compare(b.Dal.Time()) })
	if len(out) == 0 && altre > 0 {
		return nil, t.problemi.chiudi(), nil
	}
	if err := t.vuota(len(out)); err != nil {
		return nil, t.problemi.chiudi(), err
	}
	return out, t.problemi.chiudi(), nil
}
