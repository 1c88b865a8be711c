package pubblicoweb_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

func ptr[T any](x T) *T { return &x }

// measures are those of n express acts that took mean days each; of fewer than
// five, the counts and the times are held back.
func measures(n int64, mean float64) pubblico.MisurePubbliche {
	if n < pubblico.MinimoCasi {
		return pubblico.MisurePubbliche{TermineMassimo: ptr(60.0), Avviate: n + 4, InTransito: ptr(n + 20), Arretrato: ptr(int64(1234)), PendentiFine: ptr(int64(1300)),
			Riservate: []string{"concluse_espresse", "con_sospensioni", pubblico.Durate}}
	}
	return pubblico.MisurePubbliche{ConcluseSilenzioAssenso: 7, ConcluseEspresse: n, ConSospensioni: n / 2, DurataMedia: pubblico.NuovaMisura(mean, n), DurataMediana: pubblico.NuovaMisura(mean-3, n),
		DurataP90: pubblico.NuovaMisura(mean*2, n), DurataMediaNetta: pubblico.NuovaMisura(mean-10, n), TermineMassimo: ptr(60.0), Avviate: n + 4, InTransito: ptr(n + 20), Arretrato: ptr(int64(1234)), PendentiFine: ptr(int64(1300))}
}

// times is one published semester: a procedure with many cases, and one with
// too few of them, in its second version.
func times() pubblico.Misure {
	at := func(h int) kernel.Instant { return kernel.InstantOf(time.Date(2026, 11, 22, h, 0, 0, 0, time.UTC)) }
	version := func(n int64, why string) pubblico.VersionePubblica {
		return pubblico.VersionePubblica{N: n, Motivo: why, Impronta: strings.Repeat("ab", 32), BloccataIl: at(8), FirmataIl: at(9), PubblicataIl: at(10)}
	}
	few := measures(4, 31)
	few.Arretrato, few.MotivoArretrato = nil, "qualche pratica pendente non ha un termine"
	return pubblico.Misure{Regione: "Lombardia", Semestri: []pubblico.SemestrePubblico{{Semestre: kernel.MustSemestre("2026-1"), Fonte: "Monitoraggio semestrale", Invitati: 40, Rispondenti: 31,
		Versioni: []pubblico.VersionePubblica{version(1, ""), version(2, "errore di data in un Comune")},
		Procedimenti: []pubblico.ProcedimentoMisurato{
			{Codice: "permesso-di-costruire", Nome: "Permesso di costruire", EntiAttesi: 40, EntiRispondenti: 31, Regione: measures(2512, 71.44),
				Province: []pubblico.GruppoMisure{{Codice: "LO", Nome: "Lodi", EntiAttesi: 10, EntiRispondenti: 8, Misure: measures(120, 64)}},
				Classi:   []pubblico.GruppoMisure{{Codice: "c4", Nome: "Comuni da 15.000 a 60.000 abitanti", EntiAttesi: 7, EntiRispondenti: 7, Misure: measures(300, 81)}},
				Obiettivo: &pubblico.ObiettivoMisto{Versione: 1, BaseSemestre: kernel.MustSemestre("2021-2"), BaseDurata: ptr(85.0), BaseArretrato: ptr(int64(0)), Dimostrativo: true,
					Durata:    pubblico.SemaforoPubblico{Colore: "verde", Traguardo: ptr(15.0), AlSemestre: kernel.MustSemestre("2026-2"), Riduzione: ptr(15.9), Avanzamento: ptr(100.0)},
					Arretrato: pubblico.SemaforoPubblico{Colore: "grigio", Motivo: "n.d. (partenza 0)"}}},
			{Codice: "aua", Nome: "Autorizzazione unica ambientale", EntiAttesi: 40, EntiRispondenti: 6, Regione: few},
		}}}}
}

func timesBodies() pubblico.MisureEnti {
	return pubblico.MisureEnti{Semestre: kernel.MustSemestre("2026-1"), Versione: 2, Righe: []pubblico.MisuraEnte{
		{EnteID: 12, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Classe: "c4", Procedimento: "permesso-di-costruire", Fonte: "pratiche", Misure: measures(37, 66.6)},
		{EnteID: 13, Istat: "098032", Nome: "Comune di Lodi Vecchio", Provincia: "LO", Classe: "c3", Procedimento: "permesso-di-costruire", Fonte: "pratiche", Misure: measures(4, 12)}}}
}

func TestTheTimesOfASemesterAreSaidWithTheirVersion(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue()
	if got := text(s.page("/cifre/tempi").Find("main")); !strings.Contains(got, "non sono ancora pubblicati") {
		t.Errorf("before anything is published: %s", got)
	}
	if code := s.get("/cifre/tempi/2026-1").Code; code != 404 {
		t.Errorf("a semester that was not published answers %d", code)
	}
	s.publish(activity())
	page := text(s.page("/cifre/tempi/2026-1").Find("main"))
	for _, want := range []string{"Permesso di costruire: in media 71,4 giorni di calendario, su 2.512 pratiche concluse. Il termine massimo è di 60 giorni di calendario.",
		"Revisione 2 del 22 novembre 2026: errore di data in un Comune", strings.Repeat("ab", 32), "valore dimostrativo", "In linea", "n.d. (partenza 0)", "obiettivo −15% entro il secondo semestre 2026",
		"Dati di 31 enti su 40 invitati", "qualche pratica pendente non ha un termine"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not said in\n%s", want, page)
		}
	}
	if strings.Contains(page, "31,0") {
		t.Error("the mean of four practices is public")
	}
	for _, path := range []string{"/cifre/tempi/2025-2", "/cifre/tempi/2026-3", "/cifre/tempi/x", "/cifre/tempi/2025-2/enti.csv"} {
		if code := s.get(path).Code; code != 404 {
			t.Errorf("%s answers %d", path, code)
		}
	}
}

// TestM8TheFilesOfTheTimesHaveTheFiguresOfThePage compares them byte by byte.
func TestM8TheFilesOfTheTimesHaveTheFiguresOfThePage(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	rows, err := csv.NewReader(s.get("/cifre/tempi/2026-1/procedimenti.csv").Body).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := map[string]int{}
	for i, h := range rows[0] {
		at[h] = i
	}
	for i, row := range s.page("/cifre/tempi/2026-1").Find(`section[aria-labelledby="procedimenti"] tbody tr`).EachIter() {
		record := rows[map[int]int{0: 1, 1: 4}[i]]
		var shown []string
		row.Find("td").Each(func(_ int, e *goquery.Selection) { shown = append(shown, e.Find("data").AttrOr("value", "")) })
		var want []string
		for _, h := range []string{"termine_massimo_giorni_di_calendario", "concluse_espresse", "durata_media_giorni_di_calendario", "durata_mediana_giorni_di_calendario", "durata_p90_giorni_di_calendario", "avviate", "arretrato", "enti_rispondenti"} {
			want = append(want, record[at[h]])
		}
		for k := range shown {
			if shown[k] == "n.d." {
				shown[k] = ""
			}
		}
		if strings.Join(shown, "|") != strings.Join(want, "|") {
			t.Errorf("row %d: the page says %v, the file %v", i, shown, want)
		}
	}
	bodies, err := csv.NewReader(s.get("/cifre/tempi/2026-1/enti.csv").Body).ReadAll()
	if err != nil || len(bodies) != 3 || bodies[2][12] != "" || bodies[2][9] != "" || bodies[2][24] != "concluse_espresse con_sospensioni durate" || bodies[1][12] != "66.6" {
		t.Errorf("bodies: %v, %v", bodies, err)
	}
}

func TestFewPracticesNeverBecomeATimeOfProcedures(t *testing.T) {
	s := newSite(t, config.Config{})
	forged := times()
	forged.Semestri[0].Procedimenti[1].Regione.DurataMedia = pubblico.Misura{Valore: ptr(31.0), N: 4}
	unsigned := times()
	unsigned.Semestri[0].Versioni[0].FirmataIl = kernel.Instant{}
	twice := times()
	twice.Semestri = append(twice.Semestri, twice.Semestri[0])
	for name, m := range map[string]pubblico.Misure{"four practices": forged, "not signed": unsigned, "a semester twice": twice} {
		if err := s.db.InTx(ctx, func(tx *db.Tx) error { return pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, m, "x") }); err == nil {
			t.Errorf("%s: published", name)
		}
	}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure+"/x", timesBodies(), "x")
	}); err == nil {
		t.Error("a key without a semester was published")
	}
}
