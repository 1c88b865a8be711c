package redazione

import (
	"context"
	"strconv"

	"pass/internal/platform/db"
	"pass/internal/redazione/atom"
)

// perFeed is how many entries a feed has at most.
const perFeed = 50

// tag makes an identifier that never changes, RFC 4151.
func (s *Service) tag(cosa string) string { return "tag:" + s.config.Host() + ",2026:" + cosa }

// FeedNotizie is the feed of the news.
func (s *Service) FeedNotizie(ctx context.Context) (atom.Feed, error) {
	base := s.config.BaseURL()
	f := atom.Feed{ID: s.tag("notizie"), Titolo: "PAsS: notizie", Sottotitolo: "Le notizie del servizio di assistenza a Comuni e Province.",
		URL: base + "/notizie.atom", Pagina: base + "/notizie", Autore: s.config.Titolare}
	righe, _, _, err := s.Notizie(ctx, 0, 1)
	for _, r := range righe {
		f.Voci = append(f.Voci, atom.Voce{ID: s.tag("contenuti/" + strconv.FormatInt(r.ID, 10)), Titolo: r.Testo.Titolo, URL: base + r.URL(), Sommario: r.Testo.Sommario,
			PubblicataIl: r.PubblicataIl, AggiornataIl: r.ModificataIl})
	}
	return f, err
}

// Feed is the feed of what one follows: its months, its semesters.
func (s *Service) Feed(ctx context.Context, o Oggetto) (atom.Feed, error) {
	x, err := s.Cerca(ctx, o)
	if err != nil {
		return atom.Feed{}, err
	}
	base := s.config.BaseURL()
	f := atom.Feed{ID: s.tag(string(x.Oggetto)), Titolo: "PAsS: " + x.Nome, Sottotitolo: "Le cifre pubblicate, quando cambiano.",
		URL: base + x.Atom, Pagina: base + x.URL, Autore: s.config.Titolare}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		voci, err := vociDi(ctx, tx, x.Oggetto, perFeed)
		for _, v := range voci {
			f.Voci = append(f.Voci, atom.Voce{ID: s.tag(string(v.Oggetto) + "/" + v.Chiave), Titolo: v.Titolo, URL: base + v.Indirizzo, Sommario: v.Testo, PubblicataIl: v.PubblicataIl, AggiornataIl: v.PubblicataIl})
		}
		return err
	})
	return f, err
}
