package rapporti

import (
	"slices"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// Ignoto is what is written for a figure that cannot be known.
const Ignoto = "n.d."

// scegli makes a table of some columns of a data set, for the given rows.
func scegli(t dati.Tabella, righe [][]string, colonne ...string) *Tabella {
	out := &Tabella{Insieme: t.Codice}
	var posti []int
	for _, nome := range colonne {
		k := t.Insieme.Colonna(nome)
		c := t.Colonne[k]
		posti = append(posti, k)
		etichetta := c.Etichetta
		if c.Unita != "" {
			etichetta += ", " + c.Unita
		}
		out.Colonne = append(out.Colonne, Colonna{Nome: nome, Etichetta: etichetta, Numerica: c.Tipo == dati.Intero || c.Tipo == dati.Decimale})
	}
	for _, r := range righe {
		riga := Riga{Chiave: t.ChiaveDi(r)}
		for _, k := range posti {
			riga.Celle = append(riga.Celle, cella(t, r, k))
		}
		out.Righe = append(out.Righe, riga)
	}
	return out
}

// cella reads a cell for people, and says why it is empty.
func cella(t dati.Tabella, riga []string, k int) Cella {
	c, v := t.Colonne[k], riga[k]
	out := Cella{Valore: v, Testo: v}
	switch {
	case v == "" && (c.Tipo == dati.Intero || c.Tipo == dati.Decimale):
		out.Testo, out.Motivo = Ignoto, motivo(t, riga, c.Nome)
	case c.Tipo == dati.Intero:
		n, _ := strconv.ParseInt(v, 10, 64)
		out.Testo = kernel.Numero(n)
	case c.Tipo == dati.Decimale:
		x, _ := strconv.ParseFloat(v, 64)
		out.Testo = kernel.Decimale(x, 1)
		if c.Nome == "termine_massimo_giorni_di_calendario" && x == float64(int64(x)) {
			out.Testo = kernel.Numero(int64(x)) // a term is written as the law writes it
		}
	case c.Tipo == dati.Semestre:
		if s, err := kernel.ParseSemestre(v); err == nil {
			out.Testo = s.InItaliano()
		}
	}
	return out
}

// motivo says why a figure is not known: it is held back, or the data set has
// a column with the reason.
func motivo(t dati.Tabella, riga []string, colonna string) string {
	di := func(nome string) string {
		if k := t.Insieme.Colonna(nome); k >= 0 {
			return riga[k]
		}
		return ""
	}
	riservate := strings.Fields(di("riservate"))
	if slices.Contains(riservate, colonna) || strings.HasPrefix(colonna, "durata") && slices.Contains(riservate, pubblico.Durate) {
		return "dato riservato"
	}
	if colonna == "arretrato" {
		return di("motivo_arretrato")
	}
	if colonna == "termine_massimo_giorni_di_calendario" {
		return "secondo la pratica"
	}
	if strings.HasPrefix(colonna, "durata") {
		return "nessuna pratica misurata"
	}
	return ""
}

// dove keeps the rows for which ok holds.
func dove(t dati.Tabella, ok func(di func(colonna string) string) bool) (out [][]string) {
	for _, r := range t.Righe {
		if ok(func(nome string) string { return r[t.Insieme.Colonna(nome)] }) {
			out = append(out, r)
		}
	}
	return out
}
