package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pass/tests/fixture"
)

// TestSecretAddressesStayWhereTheyAre: the link that says which page one writes
// about does not carry the tokens of links that were sent by mail.
func TestSecretAddressesStayWhereTheyAre(t *testing.T) {
	a := fixture.New(t, fixture.Config(t.TempDir()), orologio)
	defer a.Close()
	h := a.Handler()
	for path, want := range map[string]string{
		"/segui/conferma/segretissimo":    "pagina=%2Fsegui%2Fconferma%2F\"",
		"/segui/iscrizione/segretissimo":  "pagina=%2Fsegui%2Fiscrizione%2F\"",
		"/contatti/ricevuta/segretissimo": "pagina=%2Fcontatti%2Fricevuta%2F\"",
		"/notizie?pagina=2":               "pagina=%2Fnotizie%3Fpagina%3D2\"",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "localhost:8080"
		h.ServeHTTP(w, r)
		if body := w.Body.String(); strings.Contains(body, "segretissimo") || !strings.Contains(body, want) {
			t.Errorf("%s: %d, the secret in it %v, the feedback link to %s %v", path, w.Code, strings.Contains(body, "segretissimo"), want, strings.Contains(body, want))
		}
	}
}
