package analisiweb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/ui"
)

// How much of what was left alone a page lists.
const (
	maxSpaiate   = 20
	maxRigheSole = 20
)

// vediUnione tells what joining starts and ends did and left out; nil when they
// were not joined.
func vediUnione(u *analisi.Unione) *blocco {
	if u == nil {
		return nil
	}
	b := &blocco{}
	frase := func(n int, uno, molti string) {
		if n > 0 {
			b.Frasi = append(b.Frasi, esame.Quanti(n, uno, molti))
		}
	}
	if u.Unite == 0 {
		b.Frasi = append(b.Frasi, "Nessun inizio ha trovato la sua fine: attesa e lavorazione restano insieme.")
	}
	frase(u.Unite, "attività ha inizio e fine: si sa per quanto è stata lavorata.", "attività hanno inizio e fine: si sa per quanto sono state lavorate.")
	frase(u.FiniSole, "fine senza inizio: conta, ma non si sa per quanto si è lavorato.", "fini senza inizio: contano, ma non si sa per quanto si è lavorato.")
	frase(u.IniziSoli, "inizio senza fine: non entra nelle cifre.", "inizi senza fine: non entrano nelle cifre.")
	for _, f := range u.AltreFasi {
		frase(f.Volte, "riga di altra fase, «"+f.Nome+"»: non entra nelle cifre.", "righe di altra fase, «"+f.Nome+"»: non entrano nelle cifre.")
	}
	frase(u.Rovesciate, "attività ha la fine prima dell’inizio: il suo lavoro conta zero.", "attività hanno la fine prima dell’inizio: il loro lavoro conta zero.")
	if u.DalFondo {
		b.Frasi = append(b.Frasi, "Il file va dall’ultimo evento al primo: inizi e fini sono stati uniti partendo dal fondo.")
	}
	if n := min(len(u.RigheSole), maxRigheSole); n > 0 {
		righe := make([]string, n)
		for i, r := range u.RigheSole[:n] {
			righe[i] = kernel.Numero(int64(r))
		}
		che := "Righe degli inizi senza fine: "
		if n < u.IniziSoli {
			che = "Prime righe degli inizi senza fine: "
		}
		b.Frasi = append(b.Frasi, che+strings.Join(righe, ", ")+".")
	}
	if len(u.Soli) > 0 {
		b.Tabella = tabellaSpaiate(u.Soli)
	}
	return b
}

// tabellaSpaiate lists the activities with something alone, most starts first.
func tabellaSpaiate(soli []analisi.Spaiata) *ui.Table {
	t := &ui.Table{Caption: "Attività con inizi o fini soli", Columns: []ui.Column{{Text: "Attività"}, {Text: "Inizi senza fine", Numeric: true}, {Text: "Fini senza inizio", Numeric: true}}}
	ordine := slices.Clone(soli)
	slices.SortStableFunc(ordine, func(a, b analisi.Spaiata) int {
		return cmp.Or(cmp.Compare(b.Inizi, a.Inizi), cmp.Compare(b.Fini, a.Fini))
	})
	for _, x := range ordine[:min(len(ordine), maxSpaiate)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.Attivita), ui.TextCell(kernel.Numero(int64(x.Inizi))), ui.TextCell(kernel.Numero(int64(x.Fini)))}})
	}
	if altre := len(ordine) - maxSpaiate; altre > 0 {
		t.Note = fmt.Sprintf("E altre %s attività.", kernel.Numero(int64(altre)))
	}
	return t
}
