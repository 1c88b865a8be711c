package monitoraggioweb

import (
	"strings"
	"testing"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
)

func reale(x float64) *float64 { return &x }

// TestTheSentenceOfTheOneLook: how it goes, against a year before and the
// term, for the procedure with most practices.
func TestTheSentenceOfTheOneLook(t *testing.T) {
	sem := kernel.MustSemestre("2026-1")
	voce := func(nome string, n int, media, prima, termine *float64) monitoraggio.VoceSguardo {
		x := monitoraggio.VoceSguardo{Procedimento: catalogo.Procedimento{Nome: nome}}
		x.Mia.Modo = monitoraggio.DaPratiche
		x.Mia.Misure = misure.Misure{DurataMedia: media, NMedia: n, TermineMassimo: termine}
		x.Serie = []monitoraggio.PuntoSerie{{Semestre: sem.Add(-2), Media: prima}, {Semestre: sem.Add(-1)}, {Semestre: sem, Media: media}}
		return x
	}
	for _, c := range []struct {
		voci []monitoraggio.VoceSguardo
		want string
	}{
		{[]monitoraggio.VoceSguardo{voce("AIA", 2, reale(200), nil, nil), voce("Permesso", 12, reale(71.4), reale(83), reale(60))},
			"Permesso, primo semestre 2026: in media 71 giorni di calendario su 12 pratiche, 12 in meno di un anno fa e 11 in più del termine."},
		{[]monitoraggio.VoceSguardo{voce("Permesso", 1, reale(60), reale(60), reale(60))},
			"Permesso, primo semestre 2026: in media 60 giorni di calendario su 1 pratica, quanto un anno fa e quanto il termine."},
		{[]monitoraggio.VoceSguardo{voce("Permesso", 3, reale(7.5), nil, nil)}, "Permesso, primo semestre 2026: in media 7,5 giorni di calendario su 3 pratiche."},
		{[]monitoraggio.VoceSguardo{voce("Permesso", 0, nil, reale(60), reale(60))}, "Nel primo semestre 2026 non risultano pratiche concluse con provvedimento espresso."},
	} {
		if got := fraseGenerale(monitoraggio.Sguardo{Semestre: sem, Voci: c.voci}); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	if got := fraseGenerale(monitoraggio.Sguardo{}); got != "Non ci sono ancora cifre di questo ente." {
		t.Error(got)
	}
}

func TestHowFarTheDeadlineIs(t *testing.T) {
	for giorno, want := range map[string]string{"2026-12-04": "Entro venerdì 4 dicembre 2026, tra 12 giorni di calendario.", "2026-11-23": "Entro domani, lunedì 23 novembre 2026.",
		"2026-11-22": "Entro oggi, domenica 22 novembre 2026.", "2026-11-21": "Il termine era sabato 21 novembre 2026, 1 giorno di calendario fa. I dati si possono ancora inviare."} {
		if got, tardi := entro(kernel.MustDay(giorno), kernel.MustDay("2026-11-22")); got != want || tardi != strings.HasPrefix(want, "Il termine era") {
			t.Errorf("%s: %s", giorno, got)
		}
	}
}

func TestNumbersAsOfficesTypeThem(t *testing.T) {
	for testo, want := range map[string]float64{"71": 71, "71,5": 71.5, "71.5": 71.5, "1.234": 1234, "1.234,5": 1234.5, "12.5": 12.5} {
		if got, ok := decimaleItaliano(testo); !ok || got != want {
			t.Errorf("%q is %v", testo, got)
		}
	}
	for _, testo := range []string{"", "settanta", "-3", "1e400", "NaN", "1,2,3"} {
		if got, ok := decimaleItaliano(testo); ok {
			t.Errorf("%q is %v", testo, got)
		}
	}
	o, errori := leggiNumeri(map[string]string{"concluse_espresse": "1.204", "avviate": "12,5", "arretrato": "-1", "durata_media": " 71,5 "})
	if *o.ConcluseEspresse != 1204 || *o.DurataMedia != 71.5 || errori.For("avviate") == "" || errori.For("arretrato") == "" || o.Avviate != nil {
		t.Errorf("%+v %v", o, errori)
	}
	if back := testiNumeri(o); back["concluse_espresse"] != "1204" || back["durata_media"] != "71,5" {
		t.Errorf("%v", back)
	}
}

func TestDaysAsPeopleTypeThem(t *testing.T) {
	for testo, want := range map[string]string{"2026-02-28": "2026-02-28", "28/02/2026": "2026-02-28", "1/3/2026": "2026-03-01", "5.4.2026": "2026-04-05", "": ""} {
		if got, ok := leggiGiorno(testo); !ok || got.String() != want {
			t.Errorf("%q is %s", testo, got)
		}
	}
	for _, testo := range []string{"31/02/2026", "2026-13-01", "ieri", "1/2/26", "1/2", "2026/02/28"} {
		if got, ok := leggiGiorno(testo); ok {
			t.Errorf("%q is %s", testo, got)
		}
	}
}

// TestWhereTheAddressesLead keeps the body in every address of who acts for
// several.
func TestWhereTheAddressesLead(t *testing.T) {
	v := via{sem: kernel.MustSemestre("2026-1"), ente: 7}
	for got, want := range map[string]string{v.a("invia"): "/monitoraggio/mio/2026-1/invia", v.proc(3, "pratiche", 9): "/monitoraggio/mio/2026-1/procedimenti/3/pratiche/9", v.casa(): "/monitoraggio/mio"} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	v.molti = true
	if got := v.con(v.sem.String() + "?x=1"); got != "2026-1?x=1&ente=7" {
		t.Error(got)
	}
	if got := v.a(); got != "/monitoraggio/mio/2026-1?ente=7" {
		t.Error(got)
	}
	v.molti, v.verifica = false, true
	if got := v.proc(3, "pratiche"); got != "/monitoraggio/rilevazioni/2026-1/enti/7/procedimenti/3/pratiche" {
		t.Error(got)
	}
}
