package analisiweb_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
)

// ufficio is a log of n practices, two a week since January 2025, by one
// technician; every second one waits for another body. The last ones are open.
func ufficio(n, aperte, lento int) []byte {
	var b strings.Builder
	b.WriteString("pratica;attività;data;operatore\n")
	inizio := time.Date(2025, 1, 7, 9, 0, 0, 0, time.UTC)
	for i := range n {
		t := inizio.Add(time.Duration(i) * 84 * time.Hour)
		riga := func(attivita, chi string, dopo int) {
			t = t.Add(time.Duration(dopo) * time.Hour)
			fmt.Fprintf(&b, "P%03d;%s;%s;%s\n", i, attivita, t.Format("02/01/2006 15:04"), chi)
		}
		riga("Ricezione istanza", "Anna Galli", 0)
		riga("Istruttoria tecnica", "Marco Riva", 40+(i*37)%90)
		if i >= n-aperte {
			continue
		}
		if i%2 == 0 {
			riga("Richiesta parere Soprintendenza", "Marco Riva", 24)
			riga("Parere Soprintendenza reso", "", 24*(30+lento+(i*13)%25))
		}
		riga("Rilascio", "Sara Rota", 48+(i*17)%120)
	}
	return []byte(b.String())
}

// conUfficio is a site whose first log is that of an office, its meanings
// confirmed.
func conUfficio(t *testing.T, n, aperte int) *sito {
	t.Helper()
	s := nuovoSito(t)
	g := s.Carica("ufficio.csv", ufficio(n, aperte, 0))
	s.Leggi(g)
	if err := s.Servizio.ConfermaPassi(context.Background(), s.Attori["Anna"], analisitest.Lavorata, int64(g.N), analisi.Passi{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func dice(t *testing.T, dove string, parole ...string) {
	t.Helper()
	for _, x := range parole {
		if !strings.Contains(dove, x) {
			t.Errorf("the page does not say %q: %s", x, dove)
		}
	}
}

func tace(t *testing.T, dove string, parole ...string) {
	t.Helper()
	for _, x := range parole {
		if strings.Contains(dove, x) {
			t.Errorf("the page says %q", x)
		}
	}
}

const primo = richiesta + "/registri/1"

func TestSimulaUnoScenario(t *testing.T) {
	s := conUfficio(t, 90, 6)
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(primo+"/simula"), 200)
	main := testo(doc.Find("main"))
	dice(t, main, "Se nulla cambia, le pratiche che arrivano dureranno in media", "Componi uno scenario", "rrore della prova a ritroso", "Che cosa non si può simulare",
		"Il presente è il")
	if doc.Find("form[action='"+primo+"/simula'][method=get] select[name=persone_a]").Length() != 1 {
		t.Error("no form of the scenario")
	}
	proposta, ok := doc.Find("#proposte").Parent().Parent().Find("a[href*='/simula?']").First().Attr("href")
	if !ok {
		t.Fatal("no scenario is proposed")
	}
	pagina(t, anna.get(proposta), 200)

	q := url.Values{"attesa": {"Parere Soprintendenza reso"}, "attesa_meno": {"50"}}
	indirizzo := primo + "/simula?" + q.Encode()
	doc = pagina(t, anna.get(indirizzo), 200)
	lead := testo(doc.Find(".lead").First())
	dice(t, lead, "Con l’attesa di «Parere Soprintendenza reso» ridotta del 50% la durata media scenderebbe da")
	if n := doc.Find("main table").First().Find("thead th").Length(); n != 4 {
		t.Errorf("%d columns, want base, scenario and difference", n)
	}
	if doc.Find("svg").Length() == 0 {
		t.Error("no curve of the backlog")
	}
	if again := testo(pagina(t, anna.get(indirizzo), 200).Find("main")); again != testo(doc.Find("main")) {
		t.Error("the same address gives another result")
	}
}

func TestSimulaNonPuo(t *testing.T) {
	s := conUfficio(t, 90, 6)
	anna := s.di(s.Anna)
	q := url.Values{"passo": {"Non c’è"}, "arrivi": {"tanti"}, "ciclo": {"Rilascio"}, "persone_a": {"Parere Soprintendenza reso"}, "persone": {"1"}}
	main := testo(pagina(t, anna.get(primo+"/simula?"+q.Encode()), 200).Find("main"))
	dice(t, main, "Una parte dello scenario non si può provare.", "Nel registro non c’è l’attività «Non c’è».", "«tanti» non va bene", "«Rilascio» non si ripete mai",
		"Se nulla cambia")

	pochi := conUfficio(t, 12, 2)
	main = testo(pagina(t, pochi.di(pochi.Anna).get(primo+"/simula"), 200).Find("main"))
	dice(t, main, "Troppo poco per simulare")
	tace(t, main, "Se nulla cambia")
}

func TestAperteConRischio(t *testing.T) {
	s := conUfficio(t, 90, 6)
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(primo+"/aperte"), 200)
	main := testo(doc.Find("main"))
	dice(t, main, "6 pratiche aperte", "già concluse, la previsione fatta quando erano aperte sbagliava in media di", "L’intervallo conteneva la fine vera", "Come leggere l’elenco")
	righe := doc.Find("main tbody tr")
	if righe.Length() != 6 {
		t.Fatalf("%d open cases, want 6", righe.Length())
	}
	nome, _ := righe.First().Find("a[href*='caso=P']").First().Attr("href")
	pagina(t, anna.get(nome), 200)
	if n := righe.First().Find("a[href*='caso=P']").Length(); n < 2 {
		t.Errorf("%d links to cases: no similar ones", n)
	}
	w := anna.get(primo + "/aperte.csv")
	rec, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rec) != 7 || rec[0][0] != "pratica" || !strings.HasPrefix(rec[1][0], "P08") {
		t.Errorf("CSV: %v %v", rec, err)
	}
}

func TestAperteSenzaPrevisione(t *testing.T) {
	s := conUfficio(t, 14, 4)
	main := testo(pagina(t, s.di(s.Anna).get(primo+"/aperte"), 200).Find("main"))
	dice(t, main, "Troppo poco per prevedere", "Le pratiche concluse sono 10: per una previsione ne servono almeno 30.")
	tace(t, main, "volte su 100", "Fine prevista")

	s = conUfficio(t, 14, 0)
	dice(t, testo(pagina(t, s.di(s.Anna).get(primo+"/aperte"), 200).Find("main")), "Nessuna pratica aperta")

	s = nuovoSito(t)
	s.Leggi(s.Carica("senza.csv", []byte("pratica,attività,data\nP,A,2026-01-01\nP,B,2026-01-09\n")))
	main = testo(pagina(t, s.di(s.Anna).get(primo+"/aperte"), 200).Find("main"))
	dice(t, main, "Nessuna attività conclude la pratica")
}

func TestConfrontoEntiAnonimi(t *testing.T) {
	s := conUfficio(t, 60, 3)
	altro := func(ente int64, lento int) {
		s.Ente(ente, fmt.Sprintf("Comune Segreto %d", ente), 45_000)
		chi := s.Delegato(ente)
		s.Leggi(s.CaricaCome(chi, s.Richiesta(ente, 1), "altro.csv", ufficio(30, 2, lento), analisi.ScelteVuote()))
	}
	for i := range int64(4) {
		altro(30+i, int(i))
	}
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(primo+"/confronto"), 200)
	main := testo(doc.Find("main"))
	dice(t, main, "Gli enti simili con almeno 10 pratiche in un registro sono 5: ne servono almeno 6")
	tace(t, main, "Mediana degli altri", "Segreto")
	if doc.Find("#imbuto, #imbuto-titolo").Length() != 0 {
		t.Error("the funnel shows fewer than five bodies")
	}
	altro(40, 5)
	main = testo(pagina(t, anna.get(primo+"/confronto"), 200).Find("main"))
	dice(t, main, "Questo ente tra quelli simili", "Mediana degli altri", "Stima migliore", "quando cambiano quelle di almeno 6 enti insieme", "Gli enti non sono messi in classifica")
	tace(t, main, "Segreto", "più lento di tutti")
}

func TestConfrontoPeriodiESelezioni(t *testing.T) {
	s := conUfficio(t, 90, 6)
	anna := s.di(s.Anna)
	main := testo(pagina(t, anna.get(primo+"/confronto"), 200).Find("main"))
	dice(t, main, "Prima e dopo una data", "Tra i due gruppi non c’è una differenza di durata che il caso non spieghi", "Sono confrontate solo le pratiche concluse", "Nessuna selezione salvata")
	dice(t, testo(pagina(t, anna.get(primo+"/confronto?taglio=2025-01-10"), 200).Find("main")), "I casi sono troppo pochi per dire che cosa è cambiato")
	dice(t, testo(pagina(t, anna.get(primo+"/confronto?taglio=mai"), 200).Find("main")), "La data non si può usare.")
	dice(t, testo(pagina(t, anna.get(primo+"/confronto?accanto=sparito"), 200).Find("main")), "Il filtro salvato non c’è più.")

	if _, err := s.Servizio.SalvaFiltro(context.Background(), s.Attori["Anna"], analisitest.Lavorata, 1, analisi.Filtro{Nome: "con parere", Testo: conParere(t, anna)}); err != nil {
		t.Fatal(err)
	}
	main = testo(pagina(t, anna.get(primo+"/confronto?accanto=con+parere"), 200).Find("main"))
	dice(t, main, "La durata media è più breve nelle altre di questa selezione che in «con parere»", "Tutto il registro", "contano solo in «con parere»", "I passaggi cambiati")
}

// conParere is the selection of those with the opinion, as the form of the
// filters writes it.
func conParere(t *testing.T, b browser) string {
	t.Helper()
	w := b.get(primo + "/confronto?" + url.Values{"filtra": {"si"}, "con_passo": {"Parere Soprintendenza reso"}}.Encode())
	u, err := url.Parse(w.Header().Get("Location"))
	if w.Code != 303 || err != nil {
		t.Fatalf("filter: %d %s", w.Code, w.Header().Get("Location"))
	}
	return u.RawQuery
}

// TestPrevisioniPerRuolo: other bodies find nothing.
func TestPrevisioniPerRuolo(t *testing.T) {
	s := conUfficio(t, 40, 2)
	for _, p := range []string{"/simula", "/aperte", "/aperte.csv", "/confronto"} {
		if w := s.di(s.Carla).get(primo + p); w.Code != 200 {
			t.Errorf("expert, %s: %d", p, w.Code)
		}
		if w := s.di(s.Bruno).get(primo + p); w.Code != 404 {
			t.Errorf("another body, %s: %d", p, w.Code)
		}
		if w := s.di(s.Ivo).get(primo + p); w.Code != 403 {
			t.Errorf("region, %s: %d", p, w.Code)
		}
		if w := s.di(s.Anna).get(primo + p + "?" + url.Values{"accanto": {""}, "a": {"x"}, "durata": {"zzz"}}.Encode()); w.Code != 200 {
			t.Errorf("odd address, %s: %d", p, w.Code)
		}
	}
}
