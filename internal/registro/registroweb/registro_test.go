package registroweb

import "testing"

func TestDettagliReadsAsWords(t *testing.T) {
	for raw, want := range map[string]string{
		`{"a":"in_valutazione","da":"inviata","evento":828,"file":null}`: "a: in valutazione, da: inviata, evento: 828",
		`{"file":["ab12","cd34"],"esito":true}`:                          "esito: sì, file: ab12 e cd34",
		`{"quota":0.5}`:                                                  "quota: 0.5",
		``:                                                               "",
		`non è JSON`:                                                     "non è JSON",
	} {
		if got := dettagli(raw); got != want {
			t.Errorf("dettagli(%q) = %q, want %q", raw, got, want)
		}
	}
}
