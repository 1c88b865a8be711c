package analisiweb

import (
	"fmt"
	"slices"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/factors"
	"pass/internal/ui"
)

// campione is the cases among which factors are looked for: those that are
// over, and at most as many as a page can look at, evenly chosen.
func (s *studio) campione() (v *eventlog.View, conclusi int, soloConclusi bool) {
	v = s.vista
	if fini := s.dati(); fini.HaFini() {
		soloConclusi = true
		v = &eventlog.View{Log: s.vista.Log, Hidden: s.vista.Hidden}
		for _, c := range s.vista.Kept {
			l := s.Log
			if slices.ContainsFunc(l.Activity[l.Start[c]:l.Start[c+1]], func(a int32) bool { return s.Passi[a].Ends() }) {
				v.Kept = append(v.Kept, c)
			}
		}
	}
	conclusi = len(v.Kept)
	n := min(conclusi, maxCasiFattori)
	if eventi := s.eventi(); eventi > maxEventiCause {
		n = min(n, int(int64(conclusi)*maxEventiCause/int64(eventi)))
	}
	if n == conclusi {
		return v, conclusi, soloConclusi
	}
	scelti := &eventlog.View{Log: v.Log, Hidden: v.Hidden, Kept: make([]int32, n)}
	for i := range scelti.Kept {
		scelti.Kept[i] = v.Kept[i*conclusi/n]
	}
	return scelti, conclusi, soloConclusi
}

// trovaFattori looks for what goes with the duration.
func (s *studio) trovaFattori(v *eventlog.View) *factors.Result {
	return factors.Find(factors.Durations(v), v.Kept, factors.FromView(v, factors.LogOptions{Zone: kernel.Rome, Kinds: s.Passi}), factors.Options{Seed: seme, MaxCases: -1})
}

// fattori tells what goes with long durations, only where it was found.
func (s *studio) fattori() (b blocco, provati []string) {
	uno, molti := s.parola()
	v, conclusi, solo := s.campione()
	concluse := molti
	if solo {
		concluse += " concluse"
	}
	if len(v.Kept) < factors.DefaultMinCases {
		b.Niente = fmt.Sprintf("Con %s non si può dire che cosa va insieme al ritardo: ne servono almeno %d.", esame.Quanti(len(v.Kept), uno, concluse), factors.DefaultMinCases)
		return b, nil
	}
	r := s.trovaFattori(v)
	b.Frasi = append(b.Frasi, fmt.Sprintf("Su %s sono stati provati %s: %s.", esame.Quanti(len(v.Kept), uno, concluse), esame.Quanti(r.Tested, "fattore", "fattori"), trovati(r.Found)))
	if len(v.Kept) < conclusi {
		b.Frasi = append(b.Frasi, fmt.Sprintf("Le %s sono %s: per rispondere in tempo se ne guarda una parte, scelta a intervalli uguali.", concluse, kernel.Numero(int64(conclusi))))
	}
	if !solo {
		b.Frasi = append(b.Frasi, "Quali "+molti+" siano concluse non si sa: le durate arrivano all’ultimo evento.")
	}
	b.Frasi = append(b.Frasi, fmt.Sprintf("Se nessuno contasse, la probabilità di trovarne anche uno solo per caso sarebbe al massimo %s.", esame.IlPercento(r.Level)))
	if r.Found > 0 {
		b.Tabella = s.tabellaFattori(r)
	}
	var non, saltati []string
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.NotKnown != "":
			saltati = append(saltati, nomeFattore(f.Factor)+" ("+percheFattore[f.NotKnown]+")")
		case !f.Found:
			non = append(non, nomeFattore(f.Factor))
		}
	}
	if len(non) > 0 {
		provati = append(provati, "Nessuna differenza che si possa affermare: "+strings.Join(non, ", ")+".")
	}
	if len(saltati) > 0 {
		provati = append(provati, "Non provati: "+strings.Join(saltati, ", ")+".")
	}
	return b, provati
}

func trovati(n int) string {
	switch n {
	case 0:
		return "nessuno va insieme alla durata, per quanto si può affermare"
	case 1:
		return "uno va insieme alla durata"
	}
	return kernel.Numero(int64(n)) + " vanno insieme alla durata"
}

var percheFattore = map[factors.NotKnown]string{factors.TooFewCases: "troppo pochi casi", factors.NoVariation: "durate tutte uguali",
	factors.OneValue: "un solo valore, o gli altri troppo rari", factors.TooManyValues: "quasi un valore per caso"}

// tabellaFattori lists the values that differ, the factors that explain most
// first; what happens during the case is told as part of the delay.
func (s *studio) tabellaFattori(r *factors.Result) *ui.Table {
	_, molti := s.parola()
	t := ui.Table{Caption: "Che cosa va insieme alla durata", HideCaption: true, Columns: []ui.Column{{Text: "Che cosa"}, {Text: esame.Maiuscola(molti), Numeric: true}, {Text: "Durata mediana", Numeric: true}, {Text: "Rispetto alle altre", Numeric: true}, {Text: "A parità degli altri fattori"}},
		Note: "«Va insieme» non vuol dire «è la causa». Tra parentesi l’intervallo in cui la differenza cade 95 volte su 100."}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.Found {
			continue
		}
		verdetto := verdettoFattore(f)
		for _, x := range f.Levels {
			if !x.Found || f.Factor.Kind == factors.Happened && x.Value == "no" {
				continue
			}
			che := ui.LinkCell(esame.Maiuscola(valoreFattore(f.Factor, x)), s.qui("/casi", "prova", provaFattore, "a", chiaveFattore(f.Factor), "b", x.Value))
			if f.Factor.During {
				che.Sub = "Succede durante la pratica: fa parte del ritardo, non lo precede."
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{che, ui.TextCell(kernel.Numero(int64(x.N))), ui.TextCell(esame.Durata(x.Median)), ui.TextCell(differenza(x)), ui.TextCell(verdetto)}})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return &t
}

func differenza(x factors.Level) string {
	testo := segno(x.Difference)
	if i := x.Interval; i != nil {
		testo += " (da " + segno(i.Low) + " a " + segno(i.Up) + ")"
	}
	return testo
}

func segno(secondi float64) string {
	if secondi < 0 {
		return esame.Durata(-secondi) + " in meno"
	}
	return esame.Durata(secondi) + " in più"
}

func verdettoFattore(f *factors.Finding) string {
	switch f.Verdict() {
	case factors.Alone:
		return "non ce ne sono altri"
	case factors.Independent:
		return "la differenza resta"
	case factors.Explained:
		return "non si vede più: può dipendere da " + nomeFattore(f.Rivals[0].Other)
	}
	return "non si distingue da " + nomeFattore(f.Rivals[0].Other)
}

func chiaveFattore(f *factors.Factor) string { return string(f.Kind) + ":" + f.Name }

// nomeFattore is a factor in words.
func nomeFattore(f *factors.Factor) string {
	switch f.Kind {
	case factors.Column:
		return "«" + f.Name + "»"
	case factors.Happened:
		return "la presenza di «" + f.Name + "»"
	}
	return map[factors.Kind]string{factors.Weekday: "il giorno della settimana di inizio", factors.Month: "il mese di inizio", factors.Period: "il semestre di inizio", factors.FirstStep: "la prima attività",
		factors.Resource: "chi comincia", factors.Suspended: "il numero di sospensioni", factors.OtherBody: "il numero di atti chiesti ad altri enti"}[f.Kind]
}

var (
	giorniSettimana = map[string]string{"1": "lunedì", "2": "martedì", "3": "mercoledì", "4": "giovedì", "5": "venerdì", "6": "sabato", "7": "domenica"}
	nomiMesi        = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}
)

// valoreFattore is a value of a factor in words.
func valoreFattore(f *factors.Factor, x factors.Level) string {
	v := x.Value
	if x.Gathered > 0 {
		v = esame.Quanti(x.Gathered, "altro valore raro", "altri valori rari")
	}
	switch f.Kind {
	case factors.Column:
		if v == "" {
			v = "nessun valore"
		}
		return f.Name + ": " + v
	case factors.Weekday:
		return "cominciate di " + giorniSettimana[v]
	case factors.Month:
		for i, nome := range nomiMesi {
			if fmt.Sprint(i+1) == v {
				return "cominciate in " + nome
			}
		}
	case factors.Period:
		anno, meta, _ := strings.Cut(v, "-")
		return "cominciate nel " + map[string]string{"1": "primo", "2": "secondo"}[meta] + " semestre " + anno
	case factors.FirstStep:
		return "prima attività: " + v
	case factors.Resource:
		return "cominciate da " + v
	case factors.Happened:
		nomi := append([]string{f.Name}, f.Also...)
		return "con " + virgolette(nomi, " e ")
	case factors.Suspended:
		return map[string]string{"0": "nessuna sospensione", "1": "una sospensione", "2+": "due o più sospensioni"}[v]
	case factors.OtherBody:
		return map[string]string{"0": "nessun atto di altri enti", "1": "un atto di altri enti", "2+": "due o più atti di altri enti"}[v]
	}
	return v
}

// provaFattori looks up the cases of a value that goes with the duration.
func (s *studio) provaFattori(a, b string) ([]int32, string) {
	v, _, _ := s.campione()
	for _, f := range s.trovaFattori(v).Findings {
		if !f.Found || chiaveFattore(f.Factor) != a {
			continue
		}
		for _, x := range f.Levels {
			if x.Value == b {
				return x.Cases, esame.Maiuscola(valoreFattore(f.Factor, x)) + "."
			}
		}
	}
	return nil, ""
}
