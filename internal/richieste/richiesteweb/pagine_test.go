package richiesteweb_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

// bozza begins a draft by the page and gives its address.
func (s *sito) bozza(b *browser) string {
	s.t.Helper()
	return b.post("/richieste/nuova", b.get("/richieste/nuova").is(200).campi("/richieste/nuova")).goes("")
}

// TestWhoReachesWhat tries every route as every role: an id that exists, of
// another body, or of nobody.
func TestWhoReachesWhat(t *testing.T) {
	s := nuovoSito(t)
	r := s.Porta(t, richieste.InLavorazione)
	bozza := s.Bozza(t, s.Sindaca, s.Lodi.ID)
	people := map[string]*browser{"nessuno": s.nessuno(), "altro sindaco": s.di(s.SindacoBergamo), "regione": s.di(s.Regione), "osservatore": s.di(s.Osservatore),
		"amministratrice": s.di(s.Amministratrice), "altro coordinatore": s.di(s.AltroCoordinatore), "esperto della stessa task force": s.di(s.Esperto), "esperto altrove": s.di(s.EspertoAltrove)}
	for name, b := range people {
		for _, route := range s.rt.Routes() {
			method, path, _ := strings.Cut(route.Pattern, " ")
			withID := strings.Contains(path, "{id}")
			for _, id := range []int64{r.ID, bozza, 999999} {
				path := strings.NewReplacer("{id}", fmt.Sprint(id), "{doc}", "1", "{atto}", "Scrivi").Replace(path)
				p := b.manda(method, path, "application/x-www-form-urlencoded", strings.NewReader("testo=Salve"))
				var want []int
				switch {
				case name == "nessuno":
					want = []int{http.StatusSeeOther} // to the sign-in
				case !route.Permission.Allows(s.Actor(t, persona(s, name))):
					want = []int{http.StatusForbidden}
				case withID:
					want = []int{http.StatusNotFound}
				default:
					want = []int{http.StatusOK, http.StatusSeeOther}
				}
				if !slices.Contains(want, p.Code) {
					t.Errorf("%s: %s %s answers %d, want %v", name, method, path, p.Code, want)
				}
				if name == "nessuno" && !strings.HasPrefix(p.Header.Get("Location"), "/accesso") {
					t.Errorf("%s leads to %s", path, p.Header.Get("Location"))
				}
				if strings.Contains(p.Body, "Ritardi nei permessi") {
					t.Errorf("%s reads the request at %s", name, path)
				}
				if !withID {
					break
				}
			}
		}
	}
	after := s.Actor(t, s.Sindaca)
	s.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		got, err := richieste.Carica(ctx, tx, after, r.ID)
		if got.Versione != r.Versione {
			t.Error("somebody changed the request")
		}
		return err
	})
}

func persona(s *sito, name string) accesso.Persona {
	return map[string]accesso.Persona{"altro sindaco": s.SindacoBergamo, "regione": s.Regione, "osservatore": s.Osservatore, "amministratrice": s.Amministratrice,
		"altro coordinatore": s.AltroCoordinatore, "esperto della stessa task force": s.Esperto, "esperto altrove": s.EspertoAltrove}[name]
}

func TestARoutesPermissionIsNeverLooser(t *testing.T) {
	s := nuovoSito(t)
	for _, r := range s.rt.Routes() {
		if r.Access != web.AccessRequires || !strings.HasPrefix(r.Permission.Name, "richieste.") {
			t.Errorf("%s is open", r.Pattern)
		}
	}
}

func TestFromDraftToReceipt(t *testing.T) {
	s := nuovoSito(t)
	b := s.di(s.Sindaca)
	path := s.bozza(b)
	p := b.get(path).is(200).says("h1", "Richiesta di assistenza").says(".pass-kicker", "Comune di Lodi")
	if got := p.Find("select[name=procedimento] optgroup").Length(); got != 6 {
		t.Errorf("%d task forces", got)
	}
	if got := p.Find("select[name=procedimento] option[value!='']").Length(); got != 20 {
		t.Errorf("%d procedures", got)
	}
	p.says("select[name=procedimento]", "termine: ", " giorni di calendario")
	if got := p.Find("form[data-autosave]").AttrOr("data-autosave", ""); got != strings.TrimSuffix(path, "modifica")+"bozza" {
		t.Errorf("autosave to %s", got)
	}
	// Autosave, as the script does it.
	v := p.campi(path)
	v.Del("token")
	v.Set("oggetto", "Pratiche ferme <script>alert(1)</script>")
	a := b.manda("POST", strings.TrimSuffix(path, "modifica")+"bozza", "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
	if a.Code != 200 || !strings.Contains(a.Body, "messaggio") {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	p = b.get(path)
	if got := p.Find("input[name=oggetto]").AttrOr("value", ""); got != v.Get("oggetto") {
		t.Fatalf("the draft says %q", got)
	}
	// Save with two files at once.
	v = p.campi(path)
	v.Set("azione", "bozza")
	v.Set("descrizione", "  resta\n come è ")
	b.invia(path, v, documento{"uno.pdf", pdf("uno")}, documento{"due.txt", []byte("due")}).goes(path)
	p = b.get(path).says(".pass-attachments", "uno.pdf", "due.txt").says(".alert", "Bozza salvata")
	if got := p.Find("textarea[name=descrizione]").Text(); strings.TrimPrefix(got, "\n") != "  resta\n come è " {
		t.Errorf("typed %q", got)
	}
	// A file is taken away by a button inside the form: what is typed stays.
	v = p.campi(path)
	v.Set("oggetto", "Ritardi nelle istruttorie")
	togli := p.Find("button[formaction]:contains('due.txt')").AttrOr("formaction", "")
	b.post(togli, v).goes(path)
	p = b.get(path)
	if p.Find(".pass-attachments li").Length() != 1 || p.Find("input[name=oggetto]").AttrOr("value", "") != "Ritardi nelle istruttorie" {
		t.Fatal("the file, or the text")
	}
	if first := p.Find("form.pass-form button[type=submit]").First(); first.AttrOr("value", "") != "bozza" {
		t.Error("the Enter key would not keep the draft")
	}
	// Send with what is missing: errors beside the fields, everything kept.
	v = p.campi(path)
	v.Set("pratiche", "tante")
	v.Set("telefono", "0371 12345")
	p = b.invia(path, v, documento{"tre.pdf", pdf("tre")}).is(422).says("#errori", "Scegliere il procedimento", "numero intero")
	p.says("#campo-pratiche-errore", "numero intero").says("#campo-descrizione-errore", "troppo breve").says(".pass-attachments", "tre.pdf")
	if p.Find("input[name=pratiche]").AttrOr("value", "") != "tante" || p.Find("input[name=telefono]").AttrOr("value", "") != "0371 12345" {
		t.Error("typed text was lost")
	}
	v = p.campi(path)
	v.Set("pratiche", "12")
	v.Set("procedimento", fmt.Sprint(s.Proc.ID))
	v.Set("descrizione", "Le istruttorie sono ferme da otto mesi.")
	receipt := b.invia(path, v).goes(strings.TrimSuffix(path, "modifica") + "ricevuta")
	sum := sha256.Sum256(pdf("tre"))
	b.get(receipt).is(200).says(".pass-receipt", "2026/0001", "2 novembre 2026, ore 09:00", "Comune di Lodi", hex.EncodeToString(sum[:]), "uno.pdf", "Anna Rossi", "5 giorni di calendario")
	// From here on the draft is no more.
	request := strings.TrimSuffix(path, "/modifica")
	b.get(path).goes(request)
	v.Del("token")
	b.post(path, v).is(409).says("main", "già stata inviata")
	v.Set("azione", "bozza")
	b.post(path, v).is(409)
	b.post(request+"/elimina", url.Values{}).is(409)
	b.get(request).says("h1", "Ritardi nelle istruttorie").says(".pass-timeline", "Richiesta inviata", "Le istruttorie sono ferme", "uno.pdf", "tre.pdf")
}

func TestADraftIsEliminated(t *testing.T) {
	s := nuovoSito(t)
	b := s.di(s.Delegato)
	path := s.bozza(b)
	b.get(strings.TrimSuffix(path, "/modifica")).goes(path)
	b.get(strings.TrimSuffix(path, "modifica") + "ricevuta").goes(path)
	b.get("/richieste/nuova").says("#bozze + *, section[aria-labelledby=bozze]", "Richiesta senza oggetto")
	elimina := strings.TrimSuffix(path, "modifica") + "elimina"
	b.post(elimina, b.get(path).campi(elimina)).goes("/richieste")
	b.get("/richieste").is(200).says(".alert", "Bozza eliminata").says(".pass-empty", "Nessuna richiesta aperta")
	b.get(path).is(404)
}

// TestFilesThatAreRefused sends what must be refused, in a draft and with an
// act: the error is beside the field, and what was typed stays.
func TestFilesThatAreRefused(t *testing.T) {
	s := nuovoSito(t)
	ente := s.di(s.Sindaca)
	path := s.bozza(ente)
	r := s.Porta(t, richieste.InLavorazione)
	big := append(pdf(""), make([]byte, 40_000_000)...)
	for _, c := range []struct {
		name string
		ds   []documento
		says string
	}{
		{"40 MB", []documento{{"grande.pdf", big}}, "Il file «grande.pdf» supera il limite di 25 MB"},
		{"a program renamed", []documento{{"fattura.pdf", []byte("MZ\x90\x00\x03")}}, "«fattura.pdf»: il file si chiama «.pdf» ma il suo contenuto non è PDF"},
		{"a program", []documento{{"setup.exe", []byte("MZ\x90\x00\x03")}}, "Questo tipo di file non è ammesso"},
		{"empty", []documento{{"vuoto.pdf", nil}}, "Il file è vuoto"},
		{"one of two", []documento{{"bene.pdf", pdf("bene")}, {"male.pdf", []byte("male")}}, "«male.pdf»"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.says = strings.Replace(c.says, "Questo", "uesto", 1)
			v := ente.get(path).campi(path)
			v.Set("oggetto", "Scritto da me")
			v.Set("azione", "bozza")
			p := ente.invia(path, v, c.ds...).is(422).says("#campo-allegati-errore", strings.TrimPrefix(c.says, "Il "))
			if p.Find("input[name=oggetto]").AttrOr("value", "") != "Scritto da me" {
				t.Error("the draft lost what was typed")
			}
			request := fmt.Sprintf("/richieste/%d", r.ID)
			action := request + "/atti/Scrivi"
			v = ente.get(request).campi(action)
			v.Set("testo", "Un messaggio <b>lungo</b>")
			p = ente.invia(action, v, c.ds...).is(422).says("#campo-allegati-errore", strings.TrimPrefix(c.says, "Il ")).says("#errori", "dato da correggere")
			if got := strings.TrimPrefix(p.Find("form[action='"+action+"'] textarea").Text(), "\n"); got != "Un messaggio <b>lungo</b>" {
				t.Errorf("the act lost what was typed: %q", got)
			}
			if p.campi(action).Get("token") == v.Get("token") {
				t.Error("the form came back with the same token")
			}
		})
	}
	ente.get(path).says(".pass-attachments", "bene.pdf") // the good one was kept in the draft
	v := ente.get(fmt.Sprintf("/richieste/%d", r.ID)).campi(fmt.Sprintf("/richieste/%d/atti/Scrivi", r.ID))
	var many []documento
	for i := range richieste.MaxDocumenti + 1 {
		many = append(many, documento{fmt.Sprintf("%d.pdf", i), pdf(fmt.Sprint(i))})
	}
	ente.invia(fmt.Sprintf("/richieste/%d/atti/Scrivi", r.ID), v, many...).is(422).says("#campo-allegati-errore", "al massimo 5").says("#campo-testo-errore", "Scrivere il messaggio")
	if docs := s.conta("richieste_documenti"); docs != 1 {
		t.Errorf("%d documents were kept", docs)
	}
}

func (s *sito) conta(table string) (n int) {
	s.Leggi(s.t, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM `+table)
		return err
	})
	return n
}

func TestTheSameFormTwiceIsOneAct(t *testing.T) {
	s := nuovoSito(t)
	r := s.Porta(t, richieste.InLavorazione)
	b, path := s.di(s.Sindaca), fmt.Sprintf("/richieste/%d", r.ID)
	v := b.get(path).campi(path + "/atti/Scrivi")
	v.Set("testo", "Una volta sola")
	for range 3 {
		b.invia(path+"/atti/Scrivi", v, documento{"a.pdf", pdf("a")}).goes(path)
	}
	if got := strings.Count(testo(b.get(path).Find(".pass-timeline")), "Una volta sola"); got != 1 {
		t.Fatalf("%d messages", got)
	}
	// Sending a request twice gives one number and the same receipt.
	form := s.bozza(b)
	v = b.get(form).campi(form)
	m := s.Modulo()
	v.Set("oggetto", m.Oggetto)
	v.Set("procedimento", m.Procedimento)
	v.Set("descrizione", m.Descrizione)
	first := b.post(form, v).goes("")
	s.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM invii WHERE esito = $1`, first)
		if n != 1 {
			t.Errorf("the sending was not settled at %s", first)
		}
		return err
	})
	b.post(form, v).goes(first)
	b.get(first).is(200).says(".alert", "inviata")
	if n := s.conta("richieste"); n != 2 {
		t.Fatalf("%d requests", n)
	}
}

func TestAfterAnErrorTheOldFormStillWorks(t *testing.T) {
	s := nuovoSito(t)
	b := s.di(s.Sindaca)
	form := s.bozza(b)
	v := b.get(form).campi(form)
	b.post(form, v).is(422) // nothing filled in
	m := s.Modulo()
	v.Set("oggetto", m.Oggetto)
	v.Set("procedimento", m.Procedimento)
	v.Set("descrizione", m.Descrizione)
	b.post(form, v).goes(strings.TrimSuffix(form, "modifica") + "ricevuta") // the back button, and the old token
}

func TestABodyThatMayNotAskIsToldWhy(t *testing.T) {
	s := nuovoSito(t)
	b := s.di(s.Sindaca)
	form := s.bozza(b)
	if err := s.DB.InTx(context.Background(), func(tx *db.Tx) error {
		return enti.PoniImpedimento(context.Background(), tx, enti.Impedimento{EnteID: s.Lodi.ID, Chiave: "prova", Testo: "Mancano i dati del semestre.", URL: "/monitoraggio"})
	}); err != nil {
		t.Fatal(err)
	}
	b.get("/richieste/nuova").is(200).says(".alert", "Comune di Lodi non può ancora chiedere assistenza", "Mancano i dati del semestre", "Che cosa fare").lacks("main form").says("main", "Richiesta senza oggetto")
	b.post("/richieste/nuova", url.Values{}).is(409).says(".alert", "Mancano i dati")
	v := b.get(form).campi(form)
	m := s.Modulo()
	v.Set("oggetto", m.Oggetto)
	v.Set("procedimento", m.Procedimento)
	v.Set("descrizione", m.Descrizione)
	p := b.post(form, v).is(409).says(".alert", "non è stata inviata", "Mancano i dati", "salvo nella bozza")
	if p.Find("textarea[name=descrizione]").Text() == "" {
		t.Error("typed text was lost")
	}
	b.get(form).says("textarea[name=descrizione]", "Le istruttorie sono ferme")
}

func TestOneWhoActsForTwoBodiesChooses(t *testing.T) {
	s := nuovoSito(t)
	s.DB.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := accesso.Conferisci(context.Background(), tx, kernel.ActorSistema(), accesso.Mandato{PersonaID: s.Delegato.ID, Ruolo: kernel.Delegato, EnteID: s.Bergamo.ID})
		return err
	})
	b := s.di(s.Delegato)
	p := b.get("/richieste/nuova").is(200).says("form", "Comune di Lodi", "Comune di Bergamo")
	b.post("/richieste/nuova", p.campi("/richieste/nuova")).is(422).says("#campo-ente-errore", "Scegliere per quale ente")
	v := p.campi("/richieste/nuova")
	v.Set("ente", fmt.Sprint(s.Bergamo.ID))
	to := b.post("/richieste/nuova", v).goes("")
	b.get(to).is(200).says(".pass-kicker", "Comune di Bergamo")
	v = b.get("/richieste/nuova").campi("/richieste/nuova")
	v.Set("ente", "424242")
	b.post("/richieste/nuova", v).is(422)
}
