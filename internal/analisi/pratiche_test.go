package analisi_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// pratica writes a practice of the monitoring of body 1 for the procedure of
// Lavorata.
func pratica(t *testing.T, m *analisitest.Mondo, numero, domanda, provvedimento, silenzio, sospensioni, esclusa string, giorni int) {
	t.Helper()
	giorno := func(s string) kernel.Day {
		if s == "" {
			return kernel.Day{}
		}
		return kernel.MustDay(s)
	}
	motivo := ""
	if esclusa != "" {
		motivo = "rinuncia"
	}
	if esclusa == "sempre" {
		esclusa = ""
	}
	m.In(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_pratiche (ente_id, procedimento_id, id_pratica, tipologia, data_domanda, data_provvedimento, data_silenzio_assenso,
			conferenza, sospensioni, giorni_sospesi, termine, esclusa_il, motivo_esclusione, nota, fine, origine, caricamento_id, foglio, riga, creata_il, aggiornata_il, versione)
			VALUES (1,1,$1,'Residenziale',$2,$3,$4,$5,$6,$7,'',$8,$9,'',$10,'modulo',0,'',0,$11,$11,1)`,
			numero, giorno(domanda), giorno(provvedimento), giorno(silenzio), giorni == 7, sospensioni, giorni, giorno(esclusa), motivo, giorno(provvedimento), tx.Now())
		return err
	})
}

// TestLePraticheDiventanoRegistro makes a log of practices in every state and
// reads it event by event.
func TestLePraticheDiventanoRegistro(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		if v, err := m.Servizio.SintesiDellePratiche(ctx, anna, analisitest.Lavorata); err != nil || v.Totale != 0 {
			t.Errorf("without practices: %+v, %v", v, err)
		}
		pratica(t, m, "PE Rossi Mario", "2026-01-08", "2026-04-30", "", "2026-01-20/2026-02-10", "", 0)
		pratica(t, m, "PE/2", "2026-02-02", "", "2026-05-03", "", "", 7)
		pratica(t, m, "PE/3", "2026-03-02", "", "", "2026-03-10/", "", 0)
		pratica(t, m, "PE/4", "2026-03-03", "", "", "", "2026-03-20", 0)
		pratica(t, m, "PE/5", "2026-03-04", "", "", "", "sempre", 0)
		want := analisi.SintesiPratiche{Totale: 5, Dal: kernel.MustDay("2026-01-08"), Al: kernel.MustDay("2026-03-03"), Aperte: 1, SoloGiorni: 1, Saltate: 1}
		if v, err := m.Servizio.SintesiDellePratiche(ctx, anna, analisitest.Lavorata); err != nil || v != want {
			t.Errorf("%+v, want %+v, %v", v, want, err)
		}
		if _, err := m.Servizio.UsaPratiche(ctx, anna, analisitest.Lavorata, 5); codice(err) != kernel.NonValido {
			t.Errorf("five months: %v", err)
		}
		g, err := m.Servizio.UsaPratiche(ctx, anna, analisitest.Lavorata, 12)
		if err != nil || g.Origine != analisi.DaPratiche || g.FileID != 0 || g.Mesi != 12 {
			t.Fatalf("%+v, %v", g, err)
		}
		m.Leggi(g)
		f, err := m.Servizio.ApriFonte(ctx, anna, analisitest.Lavorata, int64(g.N))
		if err != nil {
			t.Fatal(err)
		}
		if got := eventi(f.Log, f.Passi); got != `P1 Ricezione della domanda ricezione 2026-01-08
P1 Richiesta di integrazioni sospensione 2026-01-20
P1 Arrivo delle integrazioni ripresa 2026-02-10
P1 Provvedimento espresso provvedimento 2026-04-30
P2 Ricezione della domanda ricezione 2026-02-02
P2 Silenzio assenso silenzio 2026-05-03
P3 Ricezione della domanda ricezione 2026-03-02
P3 Richiesta di integrazioni sospensione 2026-03-10
P4 Ricezione della domanda ricezione 2026-03-03
P4 Esclusione dal monitoraggio altra_fine 2026-03-20
` {
			t.Errorf("events:\n%s", got)
		}
		if !f.Confermati || f.Risultato.Pratiche == nil || *f.Risultato.Pratiche != want {
			t.Errorf("confirmed %v, %+v", f.Confermati, f.Risultato.Pratiche)
		}
		conferenza := f.Log.Attribute("conferenza di servizi")
		if got := conferenza.Values[conferenza.OfCase(f.Log, 1)]; got != "sì" {
			t.Errorf("conference of P2: %s", got)
		}
		if testo := tutto(t, m, g.ID); strings.Contains(testo, "Rossi") {
			t.Error("the number of a practice, which holds a name, is kept")
		}
		if got := atti(t, d); got != "UsaPratiche LeggiRegistro" {
			t.Errorf("audit: %s", got)
		}
		if err := m.Servizio.ConfermaColonne(ctx, anna, analisitest.Lavorata, int64(g.N), analisi.ScelteVuote()); codice(err) != kernel.Conflitto {
			t.Errorf("columns of a log without a file: %v", err)
		}
	})
}

func eventi(l *eventlog.Log, kinds []steps.Kind) string {
	var b strings.Builder
	for i := range l.Events() {
		a := l.Activity[i]
		il := kernel.InstantOf(time.UnixMicro(l.Time[i])).Day()
		fmt.Fprintf(&b, "%s %s %s %s\n", l.Cases[l.Case[i]], l.Activities[a], kinds[a], il)
	}
	return b.String()
}
