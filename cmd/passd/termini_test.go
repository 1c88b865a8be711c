package main

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// passd runs a command line as a person does.
func passd(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = esegui(context.Background(), args, &out, &err)
	return code, out.String(), err.String()
}

func leggiTermini(t *testing.T, testo string) string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(testo), &m); err != nil {
		t.Fatalf("%v in %s", err, testo)
	}
	var s []string
	for _, k := range []string{"scadenza_nominale", "scadenza", "giorni_lordi", "giorni_netti", "giorni_lavorativi", "scaduta"} {
		v, ok := m[k]
		if !ok {
			t.Fatalf("manca la chiave %s in %s", k, testo)
		}
		s = append(s, strings.Trim(string(v), `"`))
	}
	return strings.Join(s, " ")
}

// TestComandoTerminiInJSON holds the contract of the six keys.
func TestComandoTerminiInJSON(t *testing.T) {
	for args, want := range map[string]string{
		"--termine 30 --dal 2026-03-02":                                                                         "2026-04-01 2026-04-01 null null null null",
		"--termine 30 --dal 02/03/2026":                                                                         "2026-04-01 2026-04-01 null null null null",
		"--termine 30 --dal 2/3/2026":                                                                           "2026-04-01 2026-04-01 null null null null",
		"--termine 30 --dal 2026-03-06 --al 2026-04-07":                                                         "2026-04-05 2026-04-07 32 32 21 false",
		"--termine 30 --dal 2026-03-06 --al 08/04/2026":                                                         "2026-04-05 2026-04-07 33 33 22 true",
		"--termine 1m --dal 2026-01-31":                                                                         "2026-02-28 2026-02-28 null null null null",
		"--termine 5l --dal 2026-06-01 --al 2026-06-01":                                                         "2026-06-09 2026-06-09 0 0 0 false",
		"--termine 30 --dal 2026-01-12 --sospensione 2026-01-22/2026-02-20 --al 2026-03-12":                     "2026-03-12 2026-03-12 59 30 43 false",
		"--termine 30 --dal 2026-01-12 --sospensione 22/01/2026/20/02/2026 --al 2026-03-12":                     "2026-03-12 2026-03-12 59 30 43 false",
		"--termine 30 --dal 2026-01-12 --sospensione 2026-01-22/ --al 2027-01-12":                               "null null 365 10 254 false",
		"--termine 30 --dal 2026-01-12 --sospensione 22/01/2026/ --al 2027-01-12":                               "null null 365 10 254 false",
		"--termine 30 --dal 2026-01-12 --sospensione 2026-02-11/ --al 2026-02-12":                               "2026-02-11 2026-02-11 31 30 23 true",
		"--termine 30 --dal 2026-01-12 --sospensione 2026-02-01/2026-02-11 --sospensione 2026-01-22/2026-02-03": "2026-03-03 2026-03-03 null null null null",
		"--termine 30 --dal 2026-01-12 --interruzione 2026-02-02 --interruzione 2026-01-20 --sospensione 2026-01-14/2026-01-20 --al 2026-02-02": "2026-03-04 2026-03-04 21 15 15 false",
		"--termine 5l --dal 2026-12-03 --comune 015146 --al 2026-12-11":                                                                         "2026-12-14 2026-12-14 8 8 4 false",
		"--termine 5l --dal 2026-12-03 --comune 016024 --al 2026-12-11":                                                                         "2026-12-11 2026-12-11 8 8 5 false",
		"--termine 30 --dal 2026-11-07 --comune 015146":                                                                                         "2026-12-07 2026-12-07 null null null null",
	} {
		code, out, stderr := passd(append([]string{"termini", "--json"}, strings.Fields(args)...)...)
		if code != 0 || stderr != "" {
			t.Errorf("%s: esce con %d: %s", args, code, stderr)
			continue
		}
		if got := leggiTermini(t, out); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
}

// bareDays finds a number of days that does not say which days.
var bareDays = regexp.MustCompile(`\d (giorno|giorni)(\b[^ ]|[ ]*$| [^dl])`)

// TestComandoTerminiInParole: both due dates, the rule used, every number of
// days with its unit, and what is not known.
func TestComandoTerminiInParole(t *testing.T) {
	for args, dice := range map[string][]string{
		"--termine 30 --dal 2026-03-06 --al 2026-04-08": {"Scadenza nominale:   domenica 5 aprile 2026\n", "Scadenza:            martedì 7 aprile 2026 (prorogata)\n",
			"33 giorni di calendario\n", "22 giorni lavorativi\n", "termine scaduto:   sì\n", "cade in un giorno festivo"},
		"--termine 30 --dal 2026-01-12 --sospensione 2026-01-22/ --al 2026-03-12": {"Scadenza:            non ancora nota", "il tempo che resta è di 20 giorni di calendario", "termine scaduto:   no\n"},
		"--termine 5l --dal 2026-06-01 --comune 015002":                           {"5 giorni lavorativi da lunedì 1° giugno 2026", "Il santo patrono del Comune 015002 non è noto"},
		"--termine 5l --dal 2026-06-01 --comune 015146":                           {"Santo patrono: Sant'Ambrogio. Conta solo per i giorni lavorativi."},
	} {
		code, out, stderr := passd(append([]string{"termini"}, strings.Fields(args)...)...)
		if code != 0 || stderr != "" {
			t.Errorf("%s: esce con %d: %s", args, code, stderr)
		}
		for _, d := range dice {
			if !strings.Contains(out, d) {
				t.Errorf("%s: manca %q in\n%s", args, d, out)
			}
		}
		for _, r := range strings.Split(out, "\n") {
			if bareDays.MatchString(r) {
				t.Errorf("%s: giorni senza unità in %q", args, r)
			}
		}
	}
}

// TestComandoTerminiConIngressoErrato: exit code 2, one Italian line on the
// standard error, nothing on the standard output.
func TestComandoTerminiConIngressoErrato(t *testing.T) {
	for _, c := range []struct{ args, dice string }{
		{"", "manca l'opzione --termine"},
		{"--termine 30", "manca l'opzione --dal"},
		{"--termine x --dal 2026-03-02", "il termine \"x\" non si legge"},
		{"--termine 0 --dal 2026-03-02", "il termine deve stare fra 1 e"},
		{"--termine -5 --dal 2026-03-02", "l'opzione"},
		{"--termine=-5 --dal 2026-03-02", "il termine \"-5\" non si legge"},
		{"--termine 30 --dal 2026-02-30", "la data \"2026-02-30\" di --dal non esiste"},
		{"--termine 30 --dal 30/02/2026", "la data \"30/02/2026\" di --dal non esiste"},
		{"--termine 30 --dal 1500-02-03", "fuori dal calendario"},
		{"--termine 30 --dal 2026-03-02 --al 2026-03-01", "viene prima dell'inizio"},
		{"--termine 30 --dal 2026-03-02 --al domani", "la data \"domani\" di --al non esiste"},
		{"--termine 30 --dal 2026-03-02 --sospensione 2026-03-05", "la sospensione \"2026-03-05\" non si legge"},
		{"--termine 30 --dal 2026-03-02 --sospensione 05/03/2026", "la sospensione \"05/03/2026\" non si legge"},
		{"--termine 30 --dal 2026-03-02 --sospensione /2026-03-05", "non si legge"},
		{"--termine 30 --dal 2026-03-02 --sospensione 2026-03-05/x", "la data \"x\" di --sospensione non esiste"},
		{"--termine 30 --dal 2026-03-02 --sospensione x/2026-03-05", "la data \"x\" di --sospensione non esiste"},
		{"--termine 30 --dal 2026-03-02 --sospensione 2026-03-05/2026-03-04", "finisce prima di cominciare"},
		{"--termine 30 --dal 2026-03-02 --interruzione=", "manca il giorno dell'opzione --interruzione"},
		{"--termine 30 --dal 2026-03-02 --interruzione ieri", "la data \"ieri\" di --interruzione non esiste"},
		{"--termine 30 --dal 2026-03-02 --interruzione 2026-03-01", "l'interruzione del 2026-03-01 viene prima"},
		{"--termine 30 --dal 2026-03-02 --comune Milano", "il codice del Comune \"Milano\" non è valido"},
		{"--termine 30 --dal", "il valore dell'opzione --dal manca"},
		{"--termine 30 --dal 2026-03-02 --fretta", "l'opzione --fretta non esiste"},
		{"--termine 30 --dal 2026-03-02 subito", "«subito» non serve"},
		{"--json=forse", "il valore dell'opzione --json"},
	} {
		code, out, stderr := passd(append([]string{"termini"}, strings.Fields(c.args)...)...)
		if code != 2 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, c.dice) {
			t.Errorf("%s: esce con %d, %q, %q; want %q", c.args, code, out, stderr, c.dice)
		}
	}
	if code, _, stderr := passd("termini", "--termine", "30", "--dal", "2026\n-03"); code != 2 || strings.Count(stderr, "\n") != 1 {
		t.Errorf("una data su due righe: %d, %q", code, stderr)
	}
}
