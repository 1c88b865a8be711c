package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"pass/internal/platform/web"
)

// where gives the method and the address of a line.
func (r riga) where() (metodo, indirizzo string) {
	metodo, indirizzo, _ = strings.Cut(r.rotta, " ")
	if r.indirizzo != "" {
		indirizzo = r.indirizzo
	}
	return metodo, indirizzo
}

// esito is the letter of a person.
func (r riga) esito(chi string) byte {
	if r.esiti == "pubblica" {
		return 't'
	}
	return r.esiti[slices.Index(ruoli, chi)]
}

// Every route of the service is in the matrix with somebody who may reach it,
// and the matrix names no other.
func TestTheMatrixNamesEveryRoute(t *testing.T) {
	m := nuovoMondo(t, "")
	in := map[string]bool{}
	for _, r := range matrice {
		in[r.rotta] = true
		if r.esiti != "pubblica" && (len(r.esiti) != len(ruoli) || strings.Trim(r.esiti, "ptx34") != "") {
			t.Errorf("%s: %q is not one letter for each of %v", r.rotta, r.esiti, ruoli)
		}
	}
	for _, r := range m.app.Router.Routes() {
		if !in[r.Pattern] {
			t.Errorf("%s is not in the matrix", r.Pattern)
		}
		delete(in, r.Pattern)
		if r.Access == web.AccessPublic != pubblica(r.Pattern) {
			t.Errorf("%s: public for the router, not for the matrix, or the other way round", r.Pattern)
		}
	}
	for rotta := range in {
		t.Errorf("%s is in the matrix, not in the router", rotta)
	}
}

func pubblica(rotta string) bool {
	return slices.ContainsFunc(matrice, func(r riga) bool { return r.rotta == rotta && r.esiti == "pubblica" })
}

// giusta reports whether the answer is the one of the letter.
func (r riga) giusta(a risposta, letter byte, lato int) (want string, good bool) {
	metodo, _ := r.where()
	switch {
	case letter == 't' || letter == 'p' && lato == 0:
		if r.stato != 0 {
			return http.StatusText(r.stato), a.stato == r.stato || a.verso == "/scrivania"
		}
		good = a.stato == http.StatusOK || a.stato == http.StatusSeeOther && !strings.HasPrefix(a.verso, "/accesso?") ||
			metodo == http.MethodPost && (a.stato == http.StatusUnprocessableEntity || a.stato == http.StatusConflict)
		return "an answer", good
	case letter == '3' || letter == 'x' && lato == 0:
		return "403", a.stato == http.StatusForbidden
	}
	return "404", a.stato == http.StatusNotFound
}

// nega reports whether the letter refuses that side.
func nega(letter byte, lato int) bool {
	return letter == '3' || letter == '4' || letter == 'x' || letter == 'p' && lato == 1
}

// Who may not is refused, who may read reads, and nothing of this changes a
// single row: neither the forms of who may not, nor any page.
func TestEachRoleReachesWhatTheMatrixSays(t *testing.T) {
	m := nuovoMondo(t, "")
	h := m.app.Handler()
	before := m.impronta(t)
	for _, r := range matrice {
		metodo, template := r.where()
		for _, chi := range ruoli {
			for lato := range 2 {
				letter := r.esito(chi)
				if metodo == http.MethodPost && !nega(letter, lato) {
					continue // TestWhoMayActActs
				}
				path := m.indirizzo(t, template, lato, chi)
				a := chiedi(h, metodo, path, m.cookie[chi], "")
				if want, good := r.giusta(a, letter, lato); !good {
					t.Errorf("%s as %s: %s %s answered %d %s, want %s (%c)", r.rotta, chi, metodo, path, a.stato, a.verso, want, letter)
				}
			}
		}
		if after := m.impronta(t); after != before {
			t.Fatalf("%s changed the data, though nobody might", r.rotta)
		}
	}
}

// Each act of the matrix is done by each who may, in a world of its own.
func TestWhoMayActActs(t *testing.T) {
	m := nuovoMondo(t, "")
	for _, r := range matrice {
		metodo, template := r.where()
		if metodo != http.MethodPost {
			continue
		}
		for _, chi := range ruoli {
			if nega(r.esito(chi), 0) {
				continue
			}
			path := m.indirizzo(t, template, 0, chi)
			a := chiedi(m.copia(t).app.Handler(), metodo, path, m.cookie[chi], r.corpo)
			if want, good := r.giusta(a, r.esito(chi), 0); !good {
				t.Errorf("%s as %s: %s answered %d %s, want %s", r.rotta, chi, path, a.stato, a.verso, want)
			}
		}
	}
}

// Without a session every page that is not public leads to the sign-in, and a
// script is told 401; nothing changes.
func TestWithoutASessionOnlyThePublicAnswers(t *testing.T) {
	m := nuovoMondo(t, "")
	h := m.app.Handler()
	senza := map[string]*http.Cookie{"nobody": nil, "invented": {Name: m.cookie["legale"].Name, Value: strings.Repeat("A", len(m.cookie["legale"].Value))}, "closed": m.chiusa(t, h)}
	before := m.impronta(t)
	for _, r := range matrice {
		metodo, template := r.where()
		path := m.indirizzo(t, template, 0, "legale")
		for who, cookie := range senza {
			a := chiedi(h, metodo, path, cookie, "")
			if r.esiti == "pubblica" {
				if want, good := r.giusta(a, 't', 0); !good {
					t.Errorf("%s, %s: %d, want %s", who, r.rotta, a.stato, want)
				}
				continue
			}
			if a.stato != http.StatusSeeOther || !strings.HasPrefix(a.verso, "/accesso?ritorno=") {
				t.Errorf("%s, %s: %d %s, want the sign-in", who, r.rotta, a.stato, a.verso)
			}
			if j := chiedi(h, metodo, path, cookie, "", "Accept", "application/json"); j.stato != http.StatusUnauthorized {
				t.Errorf("%s, %s as a script: %d, want 401", who, r.rotta, j.stato)
			}
		}
	}
	if m.impronta(t) != before {
		t.Error("somebody without a session changed the data")
	}
}

// chiusa is the cookie of a session that the person ended.
func (m *mondo) chiusa(t *testing.T, h http.Handler) *http.Cookie {
	t.Helper()
	cookie := m.cookie["altro delegato"]
	if a := chiedi(h, http.MethodPost, "/accesso/esci", cookie, ""); a.stato != http.StatusSeeOther {
		t.Fatalf("cannot sign out: %d", a.stato)
	}
	return cookie
}

// A delegate who was removed keeps the session, and finds with it exactly what
// somebody without any mandate finds: nothing of the body, on every route.
func TestARemovedDelegateFindsNothingOfTheBody(t *testing.T) {
	m := nuovoMondo(t, "")
	h := m.app.Handler()
	before := m.impronta(t)
	for _, r := range matrice {
		letter := r.esito("nessuno")
		metodo, template := r.where()
		if metodo == http.MethodPost && !nega(letter, 0) {
			continue // what anybody may do for themselves
		}
		path := m.indirizzo(t, template, 0, "tolto")
		a := chiedi(h, metodo, path, m.cookie["tolto"], "")
		if want, good := r.giusta(a, letter, 0); !good {
			t.Errorf("%s: %s %s answered %d %s, want %s", r.rotta, metodo, path, a.stato, a.verso, want)
		}
		for _, secret := range []string{"Comune di Gubbio", "Richiesta di Gubbio", "Sindaca Gubbio"} {
			own := r.rotta == "GET /accesso/profilo" || r.rotta == "GET /enti/suggerimenti" // one's own past, and names that are public
			if r.esiti != "pubblica" && !own && strings.Contains(a.testo, secret) {
				t.Errorf("%s tells %q to a delegate who was removed", r.rotta, secret)
			}
		}
	}
	if m.impronta(t) != before {
		t.Error("a delegate who was removed changed the data")
	}
}

// The lists of a body, of a task force and of an expert hold nothing of the
// others.
func TestListsHoldNothingOfTheOthers(t *testing.T) {
	m := nuovoMondo(t, "")
	h := m.app.Handler()
	for _, chi := range []string{"legale", "delegato", "coordinatore", "esperto"} {
		for _, path := range []string{"/scrivania", "/richieste?stato=tutte", "/richieste/esporta.csv?stato=tutte", "/richieste?stato=tutte&ente=" + m.sigle[1]["ente"], "/richieste?testo=Assisi&stato=tutte"} {
			a := chiedi(h, http.MethodGet, path, m.cookie[chi], "")
			if a.stato != http.StatusOK {
				t.Errorf("%s as %s: %d", path, chi, a.stato)
			}
			for _, secret := range []string{"Richiesta di Assisi", "/richieste/" + m.sigle[1]["inviata"] + `"`, "Sindaca Assisi"} {
				if strings.Contains(a.testo, secret) {
					t.Errorf("%s as %s tells %q", path, chi, secret)
				}
			}
		}
		if a := chiedi(h, http.MethodGet, "/richieste?stato=tutte", m.cookie[chi], ""); !strings.Contains(a.testo, "Richiesta di Gubbio") {
			t.Errorf("the list of %s does not show their own", chi)
		}
	}
}
