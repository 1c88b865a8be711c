package rapporti

import (
	"slices"
	"strings"
)

// Differenza is a cell that is no longer what a report says.
type Differenza struct {
	Sezione string // its title
	Riga    string // the values that name the row, in the order of the table
	Colonna string // its label
	Prima   string // as the report says it; empty: the row was not there
	Ora     string // as the figures say it today; empty: the row is no longer there
}

// Confronta lists the cells of the archived report that differ from the one
// composed today, in the order of the sections, of the rows that the report
// has, then of the new ones. Sections in exclude are left out: requests of
// help go on after a report.
func Confronta(archiviato, oggi Rapporto, escluse ...string) (out []Differenza) {
	for _, prima := range archiviato.Sezioni {
		if prima.Tabella == nil || slices.Contains(escluse, prima.Codice) {
			continue
		}
		ora, _ := oggi.Sezione(prima.Codice)
		out = append(out, confrontaTabelle(prima, ora)...)
	}
	return out
}

func confrontaTabelle(prima, ora Sezione) (out []Differenza) {
	nuove := map[string]Riga{}
	var ordine []string
	if ora.Tabella != nil {
		for _, r := range ora.Tabella.Righe {
			k := chiave(r)
			nuove[k] = r
			ordine = append(ordine, k)
		}
	}
	viste := map[string]bool{}
	for _, r := range prima.Tabella.Righe {
		k := chiave(r)
		viste[k] = true
		altra, ok := nuove[k]
		for i, c := range prima.Tabella.Colonne {
			d := Differenza{Sezione: prima.Titolo, Riga: nomeRiga(*prima.Tabella, r), Colonna: c.Etichetta, Prima: r.Celle[i].Testo}
			if ok && i < len(altra.Celle) {
				d.Ora = altra.Celle[i].Testo
			}
			if d.Prima != d.Ora {
				out = append(out, d)
			}
		}
	}
	for _, k := range ordine {
		if viste[k] {
			continue
		}
		for i, c := range ora.Tabella.Colonne {
			out = append(out, Differenza{Sezione: ora.Titolo, Riga: nomeRiga(*ora.Tabella, nuove[k]), Colonna: c.Etichetta, Ora: nuove[k].Celle[i].Testo})
		}
	}
	return out
}

func chiave(r Riga) string { return strings.Join(r.Chiave, "\x00") }

// nomeRiga are the texts of the row that are not figures.
func nomeRiga(t Tabella, r Riga) string {
	var parti []string
	for i, c := range t.Colonne {
		if !c.Numerica {
			parti = append(parti, r.Celle[i].Testo)
		}
	}
	return strings.Join(parti, ", ")
}
