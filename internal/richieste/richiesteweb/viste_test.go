package richiesteweb

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

func TestWhoIsNamedWithTheRightPreposition(t *testing.T) {
	for _, c := range []struct {
		e    enti.Ente
		want string
	}{
		{enti.Ente{Tipo: enti.Comune, Denominazione: "Comune di Lodi"}, "al Comune di Lodi"},
		{enti.Ente{Tipo: enti.Provincia, Denominazione: "Provincia di Bergamo"}, "alla Provincia di Bergamo"},
		{enti.Ente{Tipo: enti.CittaMetropolitana, Denominazione: "Città metropolitana di Milano"}, "alla Città metropolitana di Milano"},
		{enti.Ente{Tipo: enti.Unione, Denominazione: "Unione dei Comuni Terre dei Frassini"}, "all'Unione dei Comuni Terre dei Frassini"},
		{enti.Ente{Tipo: enti.ComunitaMontana, Denominazione: "Comunità Montana della Valchiavenna"}, "alla Comunità Montana della Valchiavenna"},
		{enti.Ente{Tipo: enti.Unione, Denominazione: "Terre di Oglio"}, "all'ente Terre di Oglio"},
	} {
		if got := aChi(richieste.ParteEnte, c.e, nil); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := aChi(richieste.ParteEsperto, enti.Ente{}, []string{"Elena Bianchi", "Ezio Gatti"}); got != "a Elena Bianchi, Ezio Gatti" {
		t.Error(got)
	}
}

func TestByWhenInWords(t *testing.T) {
	oggi := kernel.MustDay("2026-11-22")
	for _, c := range []struct {
		p    richieste.Passo
		want string
	}{
		{richieste.Passo{}, ""},
		{richieste.Passo{Entro: kernel.MustDay("2026-12-04")}, "Entro venerdì 4 dicembre 2026, tra 12 giorni di calendario."},
		{richieste.Passo{Entro: kernel.MustDay("2026-11-23")}, "Entro lunedì 23 novembre 2026, tra 1 giorno di calendario."},
		{richieste.Passo{Entro: oggi}, "Entro oggi, domenica 22 novembre 2026."},
		{richieste.Passo{Entro: kernel.MustDay("2026-11-20"), Tardi: 2}, "Era entro venerdì 20 novembre 2026: in ritardo di 2 giorni di calendario."},
		{richieste.Passo{Entro: kernel.MustDay("2026-11-20")}, "Era entro venerdì 20 novembre 2026."},
	} {
		if got := entroQuando(c.p, oggi); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestFiltersStayInTheAddress(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"", "/richieste"},
		{"stato=inviata&pagina=1", "/richieste?stato=inviata"},
		{"stato=inventato&task_force=-3&procedimento=boh&pagina=0", "/richieste"},
		{"stato=tutte&testo=++due++parole+&mie=si&ordine=recenti&pagina=3", "/richieste?mie=si&ordine=recenti&pagina=3&stato=tutte&testo=due+parole"},
		{"provincia=lo&ente=12&ente_nome=Comune+di+Lodi", "/richieste?ente=12&provincia=LO"},
		{"ente=12&ente_nome=", "/richieste"},
		{"ente=12", "/richieste?ente=12"},
		{"testo=" + strings.Repeat("a", 300), "/richieste?testo=" + strings.Repeat("a", 200)},
		{"pagina=99999999999999999999", "/richieste"},
		{"pagina=9223372036854775807", "/richieste"},
	} {
		q, err := url.ParseQuery(c.in)
		if err != nil {
			t.Fatal(err)
		}
		got := leggiFiltri(q).indirizzo("/richieste")
		if got != c.out {
			t.Errorf("%s becomes %s, want %s", c.in, got, c.out)
		}
		u, err := url.Parse(got)
		if err != nil || leggiFiltri(u.Query()).indirizzo("/richieste") != got {
			t.Errorf("%s does not stay as it is", got)
		}
	}
}

func TestTheFormOfAnActBecomesAMove(t *testing.T) {
	f := &web.Form{Values: url.Values{"testo": {" ecco\r\nqui "}, "esperti": {"7", "5", "7", "x"}, "referente": {"5"}, "voto": {"4"}, "task_force": {"3"}, "versione": {"12"}}}
	m, d := mossa(richieste.Assegna, f)
	if m.Testo != "ecco\nqui" || m.Voto != 4 || m.TaskForce != 3 || m.Versione != 12 {
		t.Errorf("%+v", m)
	}
	if !slices.Equal(m.Esperti, []int64{5, 7, 0}) { // the referente first; what is no number is refused later
		t.Errorf("experts: %v", m.Esperti)
	}
	if d.Referente != "5" || len(d.Esperti) != 4 {
		t.Errorf("%+v", d)
	}
}

func TestThePrimaryAct(t *testing.T) {
	incarico := []richieste.Incarico{{PersonaID: 1, Referente: true}}
	for _, c := range []struct {
		name string
		s    richieste.Scheda
		want richieste.Atto
	}{
		{"nothing to do", richieste.Scheda{}, ""},
		{"only a message", richieste.Scheda{AttiPossibili: []richieste.Atto{richieste.Scrivi, richieste.Ritira}}, ""},
		{"a fresh request", richieste.Scheda{AttiPossibili: []richieste.Atto{richieste.PrendiInValutazione, richieste.Smista, richieste.Respingi}}, richieste.Smista},
		{"already with a task force", richieste.Scheda{Richiesta: richieste.Richiesta{Stato: richieste.InValutazione, TaskForceID: 3},
			AttiPossibili: []richieste.Atto{richieste.Smista, richieste.Assegna}}, richieste.Assegna},
		{"experts at work", richieste.Scheda{Richiesta: richieste.Richiesta{Stato: richieste.InLavorazione, TaskForceID: 3, Incarichi: incarico},
			AttiPossibili: []richieste.Atto{richieste.Assegna, richieste.Scrivi}}, ""},
		{"the expert's answer", richieste.Scheda{AttiPossibili: []richieste.Atto{richieste.ChiediIntegrazioni, richieste.Rispondi, richieste.Scrivi}}, richieste.Rispondi},
		{"the body's word", richieste.Scheda{AttiPossibili: []richieste.Atto{richieste.Conferma, richieste.Riapri, richieste.Ritira}}, richieste.Conferma},
	} {
		if got := principale(c.s); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEveryActHasItsForm(t *testing.T) {
	for _, g := range richieste.Regole {
		m, ok := modi[g.Atto]
		inPage := g.Atto != richieste.Elimina && g.Atto != richieste.Invia && g.Atto != richieste.Sollecita && g.Atto != richieste.EvadiPerSilenzio
		if ok != inPage {
			t.Errorf("%s: form %v", g.Atto, ok)
		}
		if g.Testo && m.testo == "" {
			t.Errorf("%s needs a text and does not ask for it", g.Atto)
		}
	}
	for _, a := range primari {
		s := richieste.Scheda{AttiPossibili: []richieste.Atto{a}}
		if m := modulo(s, a, digitato{}, true); !m.semplice() && m.Invito == "" {
			t.Errorf("%s may be primary and nothing leads to its form", a)
		}
	}
}

func TestExpertsAreOfferedTheLeastBusyFirst(t *testing.T) {
	p := func(id int64, nome string) accesso.PersonaConMandato {
		return accesso.PersonaConMandato{Persona: accesso.Persona{ID: id, Nome: nome}}
	}
	s := richieste.Scheda{Assegnabili: []accesso.PersonaConMandato{p(1, "Ada"), p(2, "Bice"), p(3, "Ciro")}, Carichi: map[int64]int{1: 3, 3: 1}}
	s.Incarichi = []richieste.Incarico{{PersonaID: 1, Referente: true}}
	m := modulo(s, richieste.Assegna, digitato{}, true)
	var got []string
	for _, o := range m.EspOpts {
		got = append(got, o.Label+": "+o.Hint)
	}
	if strings.Join(got, "; ") != "Bice: nessuna richiesta aperta; Ciro: 1 richiesta aperta; Ada: 3 richieste aperte" {
		t.Error(got)
	}
	if !slices.Equal(m.Scelti, []string{"1"}) || m.Referente.Value != "1" {
		t.Errorf("who has it now is chosen: %v %q", m.Scelti, m.Referente.Value)
	}
	m = modulo(s, richieste.Assegna, digitato{Atto: richieste.Assegna}, true)
	if len(m.Scelti) != 0 || m.Referente.Value != "" {
		t.Error("what was typed counts, also when it is nothing")
	}
}

func TestChipsAndTones(t *testing.T) {
	for s, want := range map[richieste.Stato]ui.Tone{richieste.Bozza: ui.Neutral, richieste.InLavorazione: ui.Info, richieste.Evasa: ui.Success, richieste.Respinta: ui.Neutral, richieste.Annullata: ui.Neutral} {
		if got := chip(s, false); got.Tone != want || got.Text != s.Etichetta() {
			t.Errorf("%s: %+v", s, got)
		}
	}
	if chip(richieste.InAttesa, true).Tone != ui.Warning {
		t.Error("what waits for the reader does not stand out")
	}
}

func TestTheLegalTermInWords(t *testing.T) {
	n := int64(60)
	for _, c := range []struct {
		t    catalogo.Termine
		ok   bool
		want string
	}{
		{catalogo.Termine{}, false, "nessun termine in vigore nel catalogo"},
		{catalogo.Termine{Giorni: &n, Affidabilita: catalogo.Confermato}, true, "60 giorni di calendario"},
		{catalogo.Termine{Giorni: &n, Affidabilita: catalogo.DaVerificare}, true, "60 giorni di calendario (da verificare)"},
		{catalogo.Termine{Descrizione: "Dipende dal progetto"}, true, "Dipende dal progetto"},
	} {
		if got := termineLegale(c.t, c.ok); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestNoPersonalTimeIsWrittenBeforeItHappens(t *testing.T) {
	s := richieste.Scheda{Richiesta: richieste.Richiesta{Stato: richieste.InLavorazione, InviataIl: kernel.MustDay("2026-11-02").Start()}}
	s.PresaInCaricoIl = kernel.MustDay("2026-11-05").Start()
	got := tempi(s)
	if got[0].Text != "dopo 3 giorni di calendario dall’invio" || got[1].Text != "non ancora" || got[2].Text != "non ancora" {
		t.Errorf("%+v", got)
	}
	s.Stato, s.ChiusaIl = richieste.Annullata, kernel.MustDay("2026-11-06").Start()
	if got = tempi(s); got[1].Text != "non avvenuta" || got[2].Text != "dopo 4 giorni di calendario dall’invio" {
		t.Errorf("%+v", got)
	}
}
