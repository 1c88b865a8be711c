package monitoraggioweb

import (
	"fmt"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// maxColonneScelta bounds the choice of a column.
const maxColonneScelta = 120

// vediMappa shows every sheet with rows: those guessed with their columns, the
// others as not read.
func vediMappa(l monitoraggio.Lettura, scelte []foglio.Mappa, azione string, errori ui.Errors) *vistaMappa {
	out := &vistaMappa{Azione: azione, Token: web.NewSubmission(), Procedimenti: []ui.Option{{Value: "", Label: "Non leggere questo foglio"}}}
	for _, p := range l.Procedimenti {
		out.Procedimenti = append(out.Procedimenti, ui.Option{Value: p.Codice, Label: p.Nome})
	}
	for i := range l.Libro.Fogli {
		f := &l.Libro.Fogli[i]
		if len(f.Righe) == 0 {
			continue
		}
		n := len(out.Fogli)
		m := foglio.Mappa{Foglio: f.Nome, Intestazione: f.Intestazione}
		for _, x := range scelte {
			if x.Foglio == f.Nome {
				m = x
			}
		}
		out.Fogli = append(out.Fogli, vediFoglio(n, f, m, errori))
	}
	return out
}

func vediFoglio(n int, f *foglio.Foglio, m foglio.Mappa, errori ui.Errors) foglioMappa {
	riga := m.Intestazione
	if riga == 0 {
		riga = f.Intestazione
	}
	base := fmt.Sprintf("foglio-%d", n)
	out := foglioMappa{Indice: n, Nome: f.Nome, Nascosto: f.Nascosto, Dubbi: m.Dubbi, Righe: quanti(len(f.Righe), "riga scritta", "righe scritte"),
		Procedimento: ui.Field{Name: base, Label: "Procedimento del foglio «" + f.Nome + "»", Value: m.Procedimento, Error: errori.For(base)},
		Intestazione: ui.Field{Name: base + ".intestazione", Label: "Riga con i nomi delle colonne", Short: true, MaxLength: 6, Hint: "Il numero della riga nel foglio."}}
	if riga > 0 {
		out.Intestazione.Value = strconv.Itoa(riga)
	}
	out.Colonne = []ui.Option{{Value: "", Label: "Nessuna colonna"}}
	for i, t := range titoliRiga(f, riga) {
		testo := "Colonna " + foglio.LettereColonna(i)
		if t != "" {
			testo += ": " + t
		}
		out.Colonne = append(out.Colonne, ui.Option{Value: strconv.Itoa(i), Label: testo})
	}
	for _, c := range foglio.Campi {
		nome := base + "." + string(c)
		x := ui.Field{Name: nome, Label: maiuscola(c.Etichetta()), Error: errori.For(nome), Required: c.Obbligatorio()}
		if col, ok := m.Campi[c]; ok {
			x.Value = strconv.Itoa(col)
		}
		out.Campi = append(out.Campi, x)
	}
	return out
}

// titoliRiga are the titles of the columns in that row of the sheet; columns
// without a title count when some row has a cell there.
func titoliRiga(f *foglio.Foglio, riga int) []string {
	var out []string
	larghezza := len(f.Colonne)
	for i := range f.Righe {
		r := &f.Righe[i]
		larghezza = max(larghezza, len(r.Celle))
		if r.N == riga && riga != f.Intestazione {
			for _, c := range r.Celle {
				out = append(out, strings.TrimSpace(c.Testo))
			}
		}
	}
	if riga == f.Intestazione {
		out = append(out, f.Colonne...)
	}
	larghezza = min(larghezza, maxColonneScelta)
	for len(out) < larghezza {
		out = append(out, "")
	}
	return out[:larghezza]
}

// mappaFile takes the sheets and the columns as chosen. A header row that
// changes shows its columns first.
func (p *pagine) mappaFile(c *web.Context) error {
	v, id, versione, f, err := p.unCaricamento(c)
	if err != nil {
		return err
	}
	l, err := p.Monitoraggio.ApriCaricamento(c.Ctx(), c.Actor, v.ente, v.sem, id)
	if err != nil {
		return err
	}
	if l.Libro == nil {
		return kernel.E(kernel.Conflitto, "Questo file non aspetta più una conferma. Nulla è cambiato.")
	}
	ms, cambiata := leggiMappa(f, l)
	if cambiata {
		return p.mostraLettura(c, 422, ms, ui.Errors{{Message: "La riga con i nomi delle colonne è cambiata: scegliere di nuovo le colonne di quel foglio."}})
	}
	err = p.Monitoraggio.Mappa(c.Ctx(), c.Actor, v.ente, v.sem, id, versione, ms)
	if kernel.CodeOf(err) == kernel.NonValido {
		return p.mostraLettura(c, 422, ms, ui.ErrorsOf(err))
	}
	if err != nil {
		return err
	}
	return c.Redirect(v.a("caricamenti", id))
}

// leggiMappa reads the form; cambiata reports that a header row is another
// than before, so that the columns shown were not its own.
func leggiMappa(f *web.Form, l monitoraggio.Lettura) (ms []foglio.Mappa, cambiata bool) {
	n := 0
	for i := range l.Libro.Fogli {
		x := &l.Libro.Fogli[i]
		if len(x.Righe) == 0 {
			continue
		}
		base := fmt.Sprintf("foglio-%d", n)
		n++
		m := foglio.Mappa{Foglio: x.Nome, Procedimento: f.Text(base), Intestazione: x.Intestazione, Impronta: x.Impronta(), Campi: map[foglio.Campo]int{}}
		prima := x.Intestazione
		for _, y := range l.Caricamento.Mappe {
			if y.Foglio == x.Nome && y.Intestazione > 0 {
				prima = y.Intestazione
			}
		}
		if r, err := strconv.Atoi(f.Text(base + ".intestazione")); err == nil && r > 0 {
			m.Intestazione = r
		}
		for _, campo := range foglio.Campi {
			if col, err := strconv.Atoi(f.Text(base + "." + string(campo))); err == nil && col >= 0 && col < maxColonneScelta {
				m.Campi[campo] = col
			}
		}
		if m.Intestazione != x.Intestazione {
			m.Impronta = foglio.Impronta(titoliRiga(x, m.Intestazione))
			if m.Intestazione != prima && len(m.Campi) == 0 || m.Intestazione != prima && f.Get(base+".vista") != strconv.Itoa(m.Intestazione) {
				cambiata = cambiata || m.Procedimento != ""
				m.Campi = map[foglio.Campo]int{}
			}
		}
		ms = append(ms, m)
	}
	return ms, cambiata
}
