package redazione

import (
	"context"
	"strconv"

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
