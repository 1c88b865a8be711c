package scrivaniaweb

import (
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/ui"
)

func TestWhatTheMonitoringWaitsForSaysItsDay(t *testing.T) {
	oggi := kernel.MustDay("2026-11-22")
	for _, c := range []struct {
		entro, testo string
		tono         ui.Tone
	}{
		{"", "", ui.Info},
		{"2026-12-04", "Entro venerdì 4 dicembre 2026, tra 12 giorni di calendario.", ui.Warning},
		{"2026-11-23", "Entro lunedì 23 novembre 2026, tra 1 giorno di calendario.", ui.Warning},
		{"2026-11-22", "L'ultimo giorno è oggi.", ui.Warning},
		{"2026-11-20", "Il termine era venerdì 20 novembre 2026, 2 giorni di calendario fa.", ui.Late},
	} {
		var entro kernel.Day
		if c.entro != "" {
			entro = kernel.MustDay(c.entro)
		}
		a := pendenza(monitoraggio.Pendenza{Testo: "Dati da inviare.", Azione: "Completare", URL: "/x", Entro: entro}, oggi)
		if !strings.HasPrefix(a.Text, c.testo) || c.testo == "" && a.Text != "" || a.Tone != c.tono || a.Title != "Dati da inviare." || len(a.Links) != 1 || a.Links[0].URL != "/x" {
			t.Errorf("by %q: %+v", c.entro, a)
		}
	}
}
