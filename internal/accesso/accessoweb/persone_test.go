package accessoweb_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/accesso/accessoweb"
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

func TestEveryRoleAtEveryRoute(t *testing.T) {
	s := start(t)
	target := accessotest.Persona(t, s.d, "Anna", "Bersaglio")
	rt := web.NewRouter(web.Options{})
	accessoweb.Register(rt, accessoweb.Deps{Accesso: s.Service})
	replace := strings.NewReplacer("{id}", strconv.FormatInt(target.ID, 10), "{mandato}", "1", "{token}", strings.Repeat("x", 43), "{chiave}", "x")
	who := map[string]*browser{"nobody": s.browser(t), "no role": s.as(t, target)}
	for _, r := range kernel.Ruoli {
		who[string(r)] = s.as(t, s.staff(t, r))
	}
	if len(rt.Routes()) < 25 {
		t.Fatalf("%d routes", len(rt.Routes()))
	}
	for _, route := range rt.Routes() {
		method, path, _ := strings.Cut(replace.Replace(route.Pattern), " ")
		for name, b := range who {
			if strings.Contains(path, "esci") || strings.Contains(path, "entra") || strings.HasSuffix(path, "/chiudi") {
				continue // they end sessions, or leave the site: tested by themselves
			}
			var p page
			if method == http.MethodGet {
				p = b.get(path)
			} else {
				p = b.post(path, nil)
			}
			staff := name == string(kernel.Segreteria) || name == string(kernel.Amministratore)
			signIn := strings.HasPrefix(p.Path, "/accesso?ritorno=")
			switch {
			case p.Status >= 500:
				t.Errorf("%s %s as %s: %d", method, path, name, p.Status)
			case route.Access == web.AccessPublic && (signIn || p.Status == http.StatusForbidden):
				t.Errorf("%s %s as %s: %d at %s", method, path, name, p.Status, p.Path)
			case route.Access != web.AccessPublic && signIn != (name == "nobody"):
				t.Errorf("%s %s as %s: sign-in page %v", method, path, name, signIn)
			case route.Access == web.AccessRequires && name != "nobody" && (p.Status == http.StatusForbidden) == staff:
				t.Errorf("%s %s as %s: %d", method, path, name, p.Status)
			}
		}
	}
}

func TestTheSegreteriaInvitesAnExpertWhoAccepts(t *testing.T) {
	s := start(t)
	seg := s.as(t, s.staff(t, kernel.Segreteria))
	form := seg.get("/accesso/persone/nuova").is(http.StatusOK, "/accesso/persone/nuova")
	if form.Find(`#campo-ruolo option[value="amministratore"], #campo-ruolo option[value="delegato"]`).Length() != 0 {
		t.Error("a role that the segreteria may not offer is in the list")
	}
	p := seg.submit(form, "/accesso/persone/nuova", url.Values{"email": {"lucia@example.org"}, "ruolo": {"esperto"}, "task_force": {""}, "dal": {""}, "al": {"2027-12-31"}})
	p.is(http.StatusUnprocessableEntity, "/accesso/persone/nuova").says(".pass-errors", "Scegliere la task force")
	if v := p.Find("#campo-email").AttrOr("value", "") + p.Find("#campo-al").AttrOr("value", "") + p.Find("#campo-ruolo option[selected]").AttrOr("value", ""); v != "lucia@example.org2027-12-31esperto" {
		t.Errorf("typed text lost: %q", v)
	}
	p = seg.submit(p, "/accesso/persone/nuova", url.Values{"ruolo": {"esperto"}, "task_force": {"1"}})
	p.is(http.StatusOK, "/accesso/persone").says("main", "Invito spedito", "lucia@example.org", "esperto della task force Edilizia e Urbanistica")

	// The link leads through the sign-in to the offer.
	link := s.lastLink(t, "lucia@example.org")
	b := s.browser(t)
	offer := b.enter(link, lucia).is(http.StatusOK, link)
	offer.says("main", "esperto della task force Edilizia e Urbanistica", "Lucia Verdi", "31 dicembre 2027")
	b.submit(offer, link, nil).is(http.StatusOK, "/scrivania")
	b.get("/accesso/profilo").says("table", "Esperto", "Edilizia e Urbanistica", "31 dicembre 2027", "Attivo")
	b.get(link).is(http.StatusOK, link).says("h1", "Invito già accettato")
	other := s.browser(t)
	if got := other.enter(link, mario); got.Status != http.StatusGone {
		t.Errorf("somebody else: %d", got.Status)
	} else {
		got.says("main", "già stato usato da un'altra persona")
	}
	seg.get("/accesso/persone?ruolo=esperto").says("table", "Verdi Lucia", "Edilizia e Urbanistica", "31 dicembre 2027")
}

func TestInvitationsForOthersRevokedAndUnknown(t *testing.T) {
	s := start(t)
	seg := s.as(t, s.staff(t, kernel.Segreteria))
	invite := func(email, cf string) string {
		t.Helper()
		p := seg.get("/accesso/persone/nuova")
		seg.submit(p, "/accesso/persone/nuova", url.Values{"email": {email}, "codice_fiscale": {cf}, "ruolo": {"osservatore"}, "task_force": {""}, "dal": {""}, "al": {""}}).
			is(http.StatusOK, "/accesso/persone")
		return s.lastLink(t, email)
	}
	link := invite("lucia@example.org", string(lucia.CodiceFiscale))
	b := s.browser(t)
	p := b.enter(link, mario)
	if p.Status != http.StatusForbidden || p.Find("form[action^='/accesso/inviti']").Length() != 0 {
		t.Errorf("for another person: %d", p.Status)
	}
	p.says("main", "codice fiscale diverso")
	if strings.Contains(p.Body, "osservatore") || strings.Contains(p.Body, string(lucia.CodiceFiscale)) {
		t.Error("the invitation for another person is told")
	}
	list := seg.get("/accesso/persone")
	action := list.Find(`form[action$="/revoca"]`).AttrOr("action", "")
	seg.submit(list, action, nil).is(http.StatusOK, "/accesso/persone").says("main", "Invito revocato")
	right := s.browser(t)
	if got := right.enter(link, lucia); got.Status != http.StatusGone {
		t.Errorf("revoked: %d", got.Status)
	}
	if got := right.get("/accesso/inviti/" + strings.Repeat("x", 43)); got.Status != http.StatusNotFound {
		t.Errorf("unknown: %d", got.Status)
	}
	link = invite("lucia@example.org", "")
	s.clock.Advance(accesso.DurataInvito)
	if got := right.enter(link, lucia); got.Status != http.StatusGone {
		t.Errorf("expired: %d", got.Status)
	} else {
		got.says("main", "scaduto il 7 dicembre 2026")
	}
}

func TestAFileIsCheckedShownAndThenSent(t *testing.T) {
	s := start(t)
	seg := s.as(t, s.staff(t, kernel.Segreteria))
	const path = "/accesso/persone/csv"
	p := seg.post(path, url.Values{}).is(http.StatusUnprocessableEntity, path)
	p.says(".pass-errors", "Scegliere il file")
	p = seg.upload(path, "file", "inviti.csv", "email;ruolo;task_force;dal;al\nsbagliata;esperto;Bonifiche;;\nx@example.org;esperto;Marte;;\n").is(http.StatusUnprocessableEntity, path)
	p.says(".pass-errors", "Nessun invito è stato spedito", "2 errori")
	p.says("table", "2 email", "3 task_force", "Edilizia e Urbanistica, Bonifiche")
	p = seg.upload(path, "file", "inviti.exe", "MZ").is(http.StatusUnprocessableEntity, path)
	p.says(".pass-errors", "non è ammesso")
	p = seg.upload(path, "file", "inviti.csv", strings.Repeat("x", 1<<20+1)).is(http.StatusUnprocessableEntity, path)
	p.says(".pass-errors", "supera il limite")
	if e, err := s.Persone(ctx, kernel.Actor{Mandati: []kernel.Mandato{{Ruolo: kernel.Segreteria}}}, accesso.Filtro{}); err != nil || len(e.Inviti) != 0 {
		t.Fatalf("sent before the confirmation: %+v, %v", e.Inviti, err)
	}
	good := "email;ruolo;task_force;dal;al\nuno@example.org;esperto;Bonifiche;;31/12/2027\ndue@example.org;coordinatore;EU;;\n"
	p = seg.upload(path, "file", "inviti.csv", good).is(http.StatusOK, path)
	p.says("table", "uno@example.org", "Bonifiche", "31 dicembre 2027", "due@example.org", "Edilizia e Urbanistica")
	sent := seg.submit(p, path, url.Values{"azione": {"spedisci"}}).is(http.StatusOK, "/accesso/persone")
	sent.says("main", "Inviti spediti: 2", "uno@example.org", "due@example.org")
	seg.submit(p, path, url.Values{"azione": {"spedisci"}}).is(http.StatusOK, "/accesso/persone").says("main", "Già ricevuto")
	if link := s.lastLink(t, "due@example.org"); !strings.HasPrefix(link, "/accesso/inviti/") {
		t.Errorf("link %q", link)
	}
}

func TestThePageOfAPersonEndsMandatesAndSessions(t *testing.T) {
	s := start(t)
	expert := s.staff(t, kernel.EspertoRuolo)
	theirs := s.as(t, expert)
	seg := s.as(t, s.staff(t, kernel.Segreteria))
	path := "/accesso/persone/" + strconv.FormatInt(expert.ID, 10)
	p := seg.get(path).is(http.StatusOK, path)
	p.says("table", "Esperto", "Edilizia e Urbanistica", "Attivo")
	action := p.Find(`form[action$="/termina"]`).AttrOr("action", "")
	wrong := seg.submit(p, action, url.Values{"motivo": {" "}})
	if wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", wrong.Status)
	}
	href := wrong.Find(".pass-errors a").AttrOr("href", "")
	if wrong.Find("details[open] "+href).Length() != 1 {
		t.Errorf("the summary leads to %q, which is not in an open disclosure", href)
	}
	seg.submit(wrong, action, url.Values{"motivo": {"Dimissioni"}}).is(http.StatusOK, path).says("table", "Terminato")
	theirs.get("/accesso/profilo").says("table", "Terminato")
	again := seg.submit(wrong, action, url.Values{"motivo": {"Dimissioni"}, "token": {"altro"}})
	if again.Status != http.StatusConflict {
		t.Errorf("ended twice: %d", again.Status)
	}
	seg.submit(seg.get(path), path+"/sessioni/chiudi", nil).is(http.StatusOK, path).says("main", "Sessioni chiuse: 1")
	theirs.get("/scrivania").is(http.StatusOK, "/accesso?ritorno=%2Fscrivania")
	if got := seg.get("/accesso/persone/99999"); got.Status != http.StatusNotFound {
		t.Errorf("nobody: %d", got.Status)
	}
}

// ASVS 5.0 V1.2.10.
func TestTheExportedListRunsNoFormula(t *testing.T) {
	s := start(t)
	accessotest.Persona(t, s.d, "=CMD()", "@Malvagio", accesso.Mandato{Ruolo: kernel.Osservatore})
	admin := s.as(t, s.staff(t, kernel.Amministratore))
	p := admin.get("/accesso/persone/elenco.csv?ruolo=osservatore")
	if got := p.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("disposition %q", got)
	}
	want := "\ufeffcognome;nome;email;incarichi\r\n'@Malvagio;'=CMD();cmd.malvagio@example.org;Osservatore\r\n"
	if p.Body != want {
		t.Errorf("got %q, want %q", p.Body, want)
	}
}

func TestLongListsHavePagesAndKeepTheFilters(t *testing.T) {
	s := start(t)
	for i := range accesso.PerPagina + 1 {
		accessotest.Persona(t, s.d, "Persona", "Numero"+strconv.Itoa(1000+i))
	}
	seg := s.as(t, s.staff(t, kernel.Segreteria))
	p := seg.get("/accesso/persone?testo=numero")
	p.says("main", "51 persone")
	if n := p.Find("tbody tr").Length(); n != accesso.PerPagina {
		t.Errorf("%d rows", n)
	}
	next := p.Find(`a[rel="next"]`).AttrOr("href", "")
	second := seg.get(next).is(http.StatusOK, "/accesso/persone?pagina=2&testo=numero")
	if second.Find("tbody tr").Length() != 1 {
		t.Errorf("second page: %s", second.text("tbody"))
	}
	seg.get("/accesso/persone?testo=nessuno+si+chiama+cosi").says("main", "Nessuna persona trovata")
}
