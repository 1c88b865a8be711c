package monitoraggioweb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
)

// praticheChiuse writes n practices that lasted so many days, and sends.
func (s *sito) praticheChiuse(p accesso.Persona, e enti.Ente, n, giorni int) {
	s.t.Helper()
	ctx, chi := context.Background(), s.Actor(s.t, p)
	for i := range n {
		d := kernel.MustDay("2025-12-01").AddDays(i)
		_, err := s.Servizio.AggiungiPratica(ctx, chi, e.ID, monitoraggiotestSem, monitoraggio.Pratica{ProcedimentoID: s.Proc.ID,
			Pratica: misure.Pratica{ID: fmt.Sprint(i), Domanda: d, Provvedimento: d.AddDays(giorni)}}, "")
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.Servizio.Rispondi(ctx, chi, e.ID, monitoraggiotestSem, s.Altro.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, ""); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.Servizio.Invia(ctx, chi, e.ID, monitoraggiotestSem, ""); err != nil {
		s.t.Fatal(err)
	}
}

// TestAMayorReadsThePageInOneLook: one sentence, one button; then the body
// beside the Region weighted by practices, the like bodies only when they are
// enough, the target in words.
func TestAMayorReadsThePageInOneLook(t *testing.T) {
	s := nuovoSito(t)
	r := s.Aperta(t)
	base, meno := 250.0, 10.0
	s.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		return monitoraggio.InserisciObiettivo(ctx, tx, s.Actor(t, s.Regione), monitoraggio.Obiettivo{ProcedimentoID: s.Proc.ID, N: 1, BaseSemestre: kernel.MustSemestre("2024-1"),
			BaseDurata: &base, Finale: monitoraggio.Traguardo{Semestre: kernel.MustSemestre("2026-1"), Durata: &meno}, Dimostrativo: true, Motivo: "Prova"})
	})
	s.praticheChiuse(s.Sindaca, s.Lodi, 10, 200)
	s.praticheChiuse(s.SindacoBergamo, s.Bergamo, 30, 100)
	if err := s.Servizio.AggiornaQuadro(context.Background(), r.ID); err != nil {
		t.Fatal(err)
	}
	anna := s.di(s.Sindaca)
	p := anna.get("/monitoraggio/mio").is(200)
	p.says(".lead", s.Proc.Nome+", primo semestre 2026: in media 200 giorni di calendario su 10 pratiche, 30 in più del termine.")
	p.says(".pass-next", "Non c’è niente da fare ora", "sono stati inviati").lacks(".pass-next .btn")
	voce := fmt.Sprintf("#confronto-procedimento-%d-titolo", s.Proc.ID)
	svg := p.Find(voce).Parent()
	if got := testo(svg); !strings.Contains(got, "Comune di Lodi, 10 pratiche") || !strings.Contains(got, "Termine: 170") || strings.Contains(got, "Media regionale") {
		t.Errorf("the comparison says %s", got)
	}
	p.says("main", "200 giorni di calendario: 30 in più del termine.", "finché le cifre non sono bloccate servono i dati di almeno 5 enti", // two have sent: the mean would tell the other's
		"Durata: −10% entro il primo semestre 2026, in linea", "Sono valori dimostrativi.", "Termine massimo: 170 giorni di calendario.")
	if svg.Find("[style]").Length() > 0 || p.Find("main form").Length() > 0 {
		t.Error("the page of the mayor has a form or a style")
	}
	anna.get(p.Find("main a[href$='/trasparenza']").AttrOr("href", "")).is(200)
	// The same page for who runs the work, without links to the practices.
	p = s.di(s.Osservatore).get(fmt.Sprintf("/monitoraggio/enti/%d", s.Lodi.ID)).is(200).says(".lead", "200 giorni di calendario").lacks("main a[href*='/mio/']")
	p.says("main", "Media regionale, 40 pratiche", "125 giorni di calendario", "200 giorni di calendario: 30 in più del termine, 75 in più della media regionale.",
		"Enti simili (comuni da 15.000 a 60.000 abitanti) n.d.: hanno risposto in meno di 5.")
	// Before anything is sent, the figures are told as provisional.
	cesare := s.di(s.SindacoCodogno)
	nuova := s.proc("pratiche", "nuova")
	cesare.post(nuova, pratica(cesare.get(nuova), nuova, "id_pratica", "1", "data_domanda", "2026-02-01", "data_provvedimento", "2026-04-02")).goes("")
	cesare.get("/monitoraggio/mio").says(".lead", "in media 60 giorni di calendario su 1 pratica", "Sono cifre provvisorie: i dati non sono stati inviati.").says(".pass-next", "Per il primo semestre 2026 manca 1 procedimento su 2.")
	// After the last day the page says so in words, and still lets send.
	s.Al("2026-08-03")
	s.di(s.SindacoCodogno).get("/monitoraggio/mio").says(".pass-next", "Il termine era venerdì 31 luglio 2026, 3 giorni di calendario fa. I dati si possono ancora inviare.")
}

// TestTheLikeBodiesAreShownFromFiveOn sends from six bodies of one class.
func TestTheLikeBodiesAreShownFromFiveOn(t *testing.T) {
	s := nuovoSito(t)
	persone := map[int64]accesso.Persona{}
	var altri []enti.Ente
	for i := range 5 {
		e := s.Ente(t, enti.Comune, fmt.Sprintf("0980%02d", 90+i), fmt.Sprint("Simile ", i), "LO", "Lodi", 20_000)
		p := nuovoSindaco(t, s, i, e)
		s.Aderisce(t, e.ID, p)
		persone[e.ID], altri = p, append(altri, e)
	}
	r := s.Aperta(t)
	s.praticheChiuse(s.Sindaca, s.Lodi, 4, 80)
	for i, e := range altri {
		s.praticheChiuse(persone[e.ID], e, 4, 40+i)
	}
	if err := s.Servizio.AggiornaQuadro(context.Background(), r.ID); err != nil {
		t.Fatal(err)
	}
	s.di(s.Sindaca).get("/monitoraggio/mio").is(200).says("main", "Enti simili (comuni da 15.000 a 60.000 abitanti), 24 pratiche di 6 enti", "48 giorni di calendario")
}
