package richieste

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
)

// riga is a row of the table of docs/richieste.md, as people read it.
type riga struct {
	atto, a, nota string
	da, chi       []string
	testo         bool
}

// tabella reads the table of the acts out of the page.
func tabella(t *testing.T) []riga {
	t.Helper()
	b, err := os.ReadFile("../../docs/richieste.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(b), "| Atto | Da quali stati |")
	if !ok {
		t.Fatal("the table of the acts is missing")
	}
	var out []riga
	for _, line := range strings.Split(rest, "\n")[2:] {
		if !strings.HasPrefix(line, "|") {
			break
		}
		c := strings.Split(strings.Trim(line, "|"), "|")
		if len(c) != 6 {
			t.Fatalf("%d columns in %q", len(c), line)
		}
		for i := range c {
			c[i] = strings.TrimSpace(c[i])
		}
		out = append(out, riga{atto: strings.Trim(c[0], "`"), da: strings.Split(c[1], ", "), a: c[2], chi: strings.Split(c[3], ", "), testo: c[4] == "sì", nota: c[5]})
	}
	return out
}

func nomeParte(p Parte) string {
	if p == ParteSistema {
		return "PAsS"
	}
	return strings.ToLower(p.Etichetta())
}

func TestTheDocumentAndTheRulesAreTheSame(t *testing.T) {
	rows := tabella(t)
	if len(rows) != len(Regole) {
		t.Fatalf("the document has %d acts, the code %d", len(rows), len(Regole))
	}
	for i, g := range Regole {
		d := rows[i]
		var da, chi []string
		for _, s := range g.Da {
			da = append(da, strings.ToLower(s.Etichetta()))
		}
		for _, p := range g.Chi {
			chi = append(chi, nomeParte(p))
		}
		a := "resta"
		if g.A != "" {
			a = strings.ToLower(g.A.Etichetta())
		}
		if d.atto != string(g.Atto) || !slices.Equal(d.da, da) || !slices.Equal(d.chi, chi) || d.a != a || d.testo != g.Testo || d.nota != g.Nota {
			t.Errorf("%s: the document says %+v, the code %+v", g.Atto, d, g)
		}
	}
}

func TestTheDocumentTellsTargetsAndMessages(t *testing.T) {
	b, err := os.ReadFile("../../docs/richieste.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for s, n := range Obiettivi {
		row := "| " + strings.ToLower(s.Etichetta()) + " | " + kernel.Numero(int64(n)) + " |"
		if !strings.Contains(text, row) {
			t.Errorf("the target %q is missing", row)
		}
	}
	for a, av := range avvisi {
		var chi []string
		for _, p := range av.a {
			chi = append(chi, nomeParte(p))
		}
		row := "| `" + string(a) + "` | " + strings.Join(chi, ", ") + " | " + av.oggetto + " |"
		if !strings.Contains(text, row) {
			t.Errorf("the message %q is missing", row)
		}
	}
}

var adesso = kernel.InstantOf(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))

const (
	lodi, bergamo    = int64(1), int64(2)
	tfRinn, tfAltra  = int64(7), int64(8)
	pEsperta, pFuori = int64(30), int64(31)
)

// attori are one for each way of standing before a request of Lodi that is
// with the task force tfRinn and with the expert pEsperta.
var attori = map[string]kernel.Actor{
	"sindaca":           {Persona: 10, Mandati: []kernel.Mandato{{Ruolo: kernel.LegaleRappresentante, Ente: lodi}}},
	"delegato":          {Persona: 11, Mandati: []kernel.Mandato{{Ruolo: kernel.Delegato, Ente: lodi}}},
	"altro sindaco":     {Persona: 12, Mandati: []kernel.Mandato{{Ruolo: kernel.LegaleRappresentante, Ente: bergamo}}},
	"segretario":        {Persona: 20, Mandati: []kernel.Mandato{{Ruolo: kernel.Segreteria}}},
	"coordinatrice":     {Persona: 21, Mandati: []kernel.Mandato{{Ruolo: kernel.Coordinatore, TaskForce: tfRinn}}},
	"altra coord.":      {Persona: 22, Mandati: []kernel.Mandato{{Ruolo: kernel.Coordinatore, TaskForce: tfAltra}}},
	"esperta":           {Persona: pEsperta, Mandati: []kernel.Mandato{{Ruolo: kernel.EspertoRuolo, TaskForce: tfRinn}}},
	"esperto fuori":     {Persona: pFuori, Mandati: []kernel.Mandato{{Ruolo: kernel.EspertoRuolo, TaskForce: tfRinn}}},
	"ex esperta":        {Persona: pEsperta}, // the incarico is there, the mandate ended
	"regione":           {Persona: 40, Mandati: []kernel.Mandato{{Ruolo: kernel.Regione}}},
	"osservatore":       {Persona: 41, Mandati: []kernel.Mandato{{Ruolo: kernel.Osservatore}}},
	"amministratore":    {Persona: 42, Mandati: []kernel.Mandato{{Ruolo: kernel.Amministratore}}},
	"coord. ed esperta": {Persona: pEsperta, Mandati: []kernel.Mandato{{Ruolo: kernel.Coordinatore, TaskForce: tfRinn}, {Ruolo: kernel.EspertoRuolo, TaskForce: tfRinn}}},
	"PAsS":              kernel.ActorSistema(),
	"nessuno":           {},
}

// partiDi says by hand which parties each actor is, in the words of the
// document; con tells whether the request is with the task force, incarico
// whether with the expert.
func partiDi(nome string, con, incarico bool) []string {
	var out []string
	add := func(ok bool, p string) {
		if ok {
			out = append(out, p)
		}
	}
	switch nome {
	case "sindaca", "delegato":
		add(true, "ente")
	case "segretario":
		add(true, "segreteria tecnica")
	case "coordinatrice":
		add(con, "coordinatore della task force")
	case "esperta":
		add(incarico, "esperto")
	case "coord. ed esperta":
		add(con, "coordinatore della task force")
		add(incarico, "esperto")
	case "PAsS":
		add(true, "PAsS")
	}
	return out
}

// nello is a request of Lodi in the state, as its life leaves it there.
func nello(s Stato) Richiesta {
	r := Richiesta{ID: 1, EnteID: lodi, Stato: s, Versione: 3, StatoDal: adesso, UltimoAttoIl: adesso}
	switch s {
	case Bozza, Inviata:
		return r
	case Evasa, Respinta, Annullata:
		r.ChiusaIl = adesso
	}
	r.TaskForceID = tfRinn
	if s != InValutazione && s != Respinta {
		r.Incarichi = []Incarico{{ID: 1, PersonaID: pEsperta, Referente: true, Accettato: s != Assegnata, DalIl: adesso}}
	}
	return r
}

func piena(a Atto) Mossa {
	return Mossa{Atto: a, Testo: "Ecco perché.", TaskForce: tfRinn, Esperti: []int64{pEsperta}, Voto: 4}
}

// TestEveryActInEveryStateByEveryParty walks the whole product and compares
// with the table of the document, which it reads by itself.
func TestEveryActInEveryStateByEveryParty(t *testing.T) {
	rows := map[string]riga{}
	for _, r := range tabella(t) {
		rows[r.atto] = r
	}
	atti := append([]Atto{Crea, "Inventato"}, func() (out []Atto) {
		for _, g := range Regole {
			out = append(out, g.Atto)
		}
		return out
	}()...)
	allowed := 0
	for _, atto := range atti {
		for _, stato := range Stati {
			for nome, chi := range attori {
				r := nello(stato)
				row, known := rows[string(atto)]
				isParty := false
				for _, p := range partiDi(nome, r.TaskForceID != 0, len(r.Incarichi) > 0) {
					isParty = isParty || slices.Contains(row.chi, p)
				}
				inState := slices.Contains(row.da, strings.ToLower(stato.Etichetta()))
				want := known && isParty && inState
				if got := Puo(chi, atto, r, adesso); got != want {
					t.Fatalf("Puo(%s, %s, %s) = %v, the document says %v", nome, atto, stato, got, want)
				}
				after := r
				after.Incarichi = slices.Clone(r.Incarichi)
				err := after.Applica(chi, piena(atto), adesso)
				checkOutcome(t, nome, r, after, atto, row, err, known, isParty, inState)
				if want {
					allowed++
				}
			}
		}
	}
	if allowed < 60 {
		t.Fatalf("only %d allowed combinations: the test has lost its grip", allowed)
	}
}

func checkOutcome(t *testing.T, nome string, before, after Richiesta, atto Atto, row riga, err error, known, isParty, inState bool) {
	t.Helper()
	var want kernel.Code
	switch {
	case !known:
		want = kernel.NonTrovato
	case !isParty:
		want = kernel.Vietato
	case !inState:
		want = kernel.Conflitto
	default:
		if err != nil {
			t.Fatalf("%s by %s in %s: %v", atto, nome, before.Stato, err)
		}
		to := row.a
		switch {
		case atto == Assegna && before.Stato == InValutazione:
			to = "assegnata"
		case atto == Declina:
			to = "in valutazione" // the only expert
		case to == "resta":
			to = strings.ToLower(before.Stato.Etichetta())
		}
		if got := strings.ToLower(after.Stato.Etichetta()); got != to {
			t.Fatalf("%s by %s in %s leads to %s, the document says %s", atto, nome, before.Stato, got, to)
		}
		return
	}
	if kernel.CodeOf(err) != want {
		t.Fatalf("%s by %s in %s: %v, want %s", atto, nome, before.Stato, err, want)
	}
	if after.Stato != before.Stato || after.UltimoAttoIl != before.UltimoAttoIl || len(after.Incarichi) != len(before.Incarichi) {
		t.Fatalf("%s by %s in %s was refused and still changed the request", atto, nome, before.Stato)
	}
}

func TestConditionsBeyondTheTable(t *testing.T) {
	senza := nello(InValutazione)
	senza.TaskForceID = 0
	preso := nello(Assegnata)
	preso.Incarichi[0].Accettato = true
	vecchia := nello(Evasa)
	vecchia.ChiusaIl = kernel.InstantOf(adesso.Time().AddDate(0, 0, -GiorniRiapertura-1))
	giusta := nello(Evasa)
	giusta.ChiusaIl = kernel.InstantOf(adesso.Time().AddDate(0, 0, -GiorniRiapertura))
	for _, c := range []struct {
		name string
		r    Richiesta
		chi  string
		m    Mossa
		want kernel.Code
		text string
	}{
		{"no task force yet", senza, "segretario", piena(Assegna), kernel.Conflitto, "smistata"},
		{"taken in charge twice", preso, "esperta", piena(PrendiInCarico), kernel.Conflitto, "già stato accettato"},
		{"declined after taking it", preso, "esperta", piena(Declina), kernel.Conflitto, "già stato accettato"},
		{"too late to reopen", vecchia, "sindaca", piena(Riapri), kernel.Conflitto, "180 giorni di calendario"},
		{"last day to reopen", giusta, "sindaca", piena(Riapri), "", ""},
		{"stale", nello(InLavorazione), "esperta", Mossa{Atto: Rispondi, Testo: "x", Versione: 2}, kernel.Conflitto, "qualcun altro"},
		{"same version", nello(InLavorazione), "esperta", Mossa{Atto: Rispondi, Testo: "x", Versione: 3}, "", ""},
		{"no vote", nello(RispostaInviata), "sindaca", Mossa{Atto: Conferma}, kernel.NonValido, "voto"},
		{"vote of six", nello(RispostaInviata), "sindaca", Mossa{Atto: Conferma, Voto: 6}, kernel.NonValido, "voto"},
		{"no task force chosen", nello(Inviata), "segretario", Mossa{Atto: Smista}, kernel.NonValido, "task_force"},
		{"no expert chosen", nello(InValutazione), "coordinatrice", Mossa{Atto: Assegna}, kernel.NonValido, "esperti"},
		{"text too long", nello(InLavorazione), "esperta", Mossa{Atto: Rispondi, Testo: strings.Repeat("à", MaxTesto+1)}, kernel.NonValido, "5.001 caratteri"},
		{"text just right", nello(InLavorazione), "esperta", Mossa{Atto: Rispondi, Testo: strings.Repeat("à", MaxTesto)}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.r
			err := r.Applica(attori[c.chi], c.m, adesso)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if kernel.CodeOf(err) != c.want || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("%v, want %s with %q", err, c.want, c.text)
			}
		})
	}
}

// TestAReasonIsRequired tries every act that needs a text without one, with
// blanks only too.
func TestAReasonIsRequired(t *testing.T) {
	n := 0
	for _, row := range tabella(t) {
		for _, text := range []string{"", " \n\t"} {
			err := Mossa{Atto: Atto(row.atto), Testo: text, TaskForce: 1, Esperti: []int64{1}, Voto: 3}.Valida()
			missing := slices.ContainsFunc(kernel.FieldsOf(err), func(f kernel.FieldError) bool { return f.Field == "testo" })
			if missing != row.testo {
				t.Errorf("%s with text %q: %v, the document says required=%v", row.atto, text, err, row.testo)
			}
		}
		if row.testo {
			n++
		}
	}
	if n < 10 {
		t.Fatalf("only %d acts ask for a reason", n)
	}
}

func TestWhoIsNoPartyIsNotToldTheState(t *testing.T) {
	for _, s := range Stati {
		r := nello(s)
		var e *kernel.Error
		if err := r.Applica(attori["altro sindaco"], piena(Ritira), adesso); !errors.As(err, &e) || strings.Contains(e.Message, s.Etichetta()) {
			t.Errorf("in %s: %v", s, err)
		}
	}
}

func TestEveryActHasItsWords(t *testing.T) {
	for _, g := range Regole {
		if g.Atto.Etichetta() == string(g.Atto) && g.Atto != Respingi && g.Atto != Ripristina && g.Atto != Riapri && g.Atto != Sollecita {
			t.Errorf("%s has no label", g.Atto)
		}
		if g.Atto.Fatto() == string(g.Atto) {
			t.Errorf("%s has no words for the timeline", g.Atto)
		}
	}
	for _, s := range Stati {
		if s.Etichetta() == string(s) {
			t.Errorf("%s has no label", s)
		}
		if _, ok := Obiettivi[s]; s.Aperta() && s != RispostaInviata && !ok {
			t.Errorf("%s is open and has no target", s)
		}
	}
}
