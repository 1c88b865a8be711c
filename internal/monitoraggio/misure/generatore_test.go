package misure_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// The generator of tables: practices with the dirt of real files, whose
// errors are known because it is the generator that makes them.

var colonne = []string{"id_pratica", "data_domanda", "data_provvedimento", "data_silenzio_assenso", "conferenza_servizi", "sospensioni", "termine", "motivo_esclusione"}

// errore is the place of a planted mistake.
type errore struct {
	riga    int
	colonna string
}

// tabellaDiProva is a generated file with what must come out of it.
type tabellaDiProva struct {
	testo  []byte
	casi   []caso // the rows that count, exclusions among them
	errori []errore
}

type generatore struct {
	*rand.Rand
	n int
}

func nuovo(seme uint64) *generatore { return &generatore{Rand: rand.New(rand.NewPCG(seme, 3))} }

func (g *generatore) uno(n int) bool { return g.IntN(n) == 0 }

func scegli[T any](g *generatore, x ...T) T { return x[g.IntN(len(x))] }

func iso(n int) string {
	a, m, d := civile(n)
	return fmt.Sprintf("%04d-%02d-%02d", a, m, d)
}

// data writes a day in one of the forms that people use.
func (g *generatore) data(n int) string {
	a, m, d := civile(n)
	return scegli(g, iso(n), fmt.Sprintf("%02d/%02d/%04d", d, m, a), fmt.Sprintf("%d/%d/%04d", d, m, a))
}

// caso makes a practice of 2022–2026 without mistakes.
func (g *generatore) caso() caso {
	c := caso{domanda: numero(2022, 1, 1) + g.IntN(4*365), atto: mai, silenzio: mai, esclusoIl: mai}
	durata := g.IntN(scegli(g, 5, 90, 400))
	switch g.IntN(5) {
	case 0:
		c.silenzio = c.domanda + durata
	case 1, 2, 3:
		c.atto = c.domanda + durata
	}
	c.conferenza = g.uno(4)
	switch g.IntN(4) {
	case 0:
		c.giorniSospesi = g.IntN(120)
	case 1:
		for range 1 + g.IntN(4) {
			s := [2]int{c.domanda - 20 + g.IntN(200), mai}
			if !g.uno(5) {
				s[1] = s[0] + g.IntN(60)
			}
			c.sospensioni = append(c.sospensioni, s)
		}
	}
	if g.uno(2) {
		c.termine = scegli(g, 30, 60, 90, 150, 1+g.IntN(300))
	}
	return c
}

// celle writes a practice as the cells of a row.
func (g *generatore) celle(c caso) map[string]string {
	g.n++
	r := map[string]string{
		"id_pratica":         scegli(g, "P", "2024/", "Prot. n. ", "è-") + strconv.Itoa(g.n),
		"data_domanda":       g.data(c.domanda),
		"conferenza_servizi": scegli(g, "", "no", "NO", "n", "0", "false", "False"),
	}
	if c.conferenza {
		r["conferenza_servizi"] = scegli(g, "sì", "SÌ", "Sì", "si", "S", "x", "X", "1", "true", "TRUE")
	}
	if c.atto != mai {
		r["data_provvedimento"] = g.data(c.atto)
	}
	if c.silenzio != mai {
		r["data_silenzio_assenso"] = g.data(c.silenzio)
	}
	if c.giorniSospesi > 0 {
		r["sospensioni"] = strconv.Itoa(c.giorniSospesi)
	}
	var periodi []string
	for _, s := range c.sospensioni {
		fine := ""
		if s[1] != mai {
			fine = iso(s[1])
		}
		periodi = append(periodi, iso(s[0])+"/"+fine)
	}
	if periodi != nil {
		r["sospensioni"] = strings.Join(periodi, scegli(g, " ", "  "))
	}
	if c.termine > 0 {
		r["termine"] = strconv.Itoa(c.termine)
	}
	return r
}

// guasta plants one mistake in a good row, and names its column.
func (g *generatore) guasta(c caso, r map[string]string, gia string) string {
	rotta := func(col string) string {
		r[col] = scegli(g, "31/02/2025", "2025-02-30", "2025-13-01", "00/01/2025", "2025-1-1", "1/1/25", "10-01-2025", "0001-01-01", "12025-01-01",
			"2025-01-01T00:00", "-1", "45678", "domani", "٢٠٢٥-٠١-٠١", "2025/01/01", "29/2/2023", "2025-01-0١", "1/1/20255", "99/99/9999", "1899-12-31", "2024-04-31", "2025-01-01 2025-01-02")
		return col
	}
	switch g.IntN(12) {
	case 0:
		r["data_domanda"] = ""
		return "data_domanda"
	case 1:
		return rotta("data_domanda")
	case 2:
		return rotta("data_provvedimento")
	case 3:
		return rotta("data_silenzio_assenso")
	case 4:
		r["data_provvedimento"], r["data_silenzio_assenso"] = g.data(c.domanda-1-g.IntN(50)), ""
		return "data_provvedimento"
	case 5:
		r["data_silenzio_assenso"], r["data_provvedimento"] = g.data(c.domanda-1-g.IntN(50)), ""
		return "data_silenzio_assenso"
	case 6:
		r["data_provvedimento"], r["data_silenzio_assenso"] = g.data(c.domanda+3), g.data(c.domanda+3)
		return "data_silenzio_assenso"
	case 7:
		r["sospensioni"] = scegli(g, iso(c.domanda+10)+"/"+iso(c.domanda+9), "10 giorni", "-5", "1,5", "5.0", "/"+iso(c.domanda), iso(c.domanda), "99999999999",
			"1/2/2025", iso(c.domanda)+"/x", "01/01/2025", "10 "+iso(c.domanda)+"/", iso(c.domanda)+"/ "+iso(c.domanda+1)+" 3", "2025-02-30/", iso(c.domanda)+" - "+iso(c.domanda+4), "/")
		return "sospensioni"
	case 8:
		r["conferenza_servizi"] = scegli(g, "forse", "si'", "vero", "2", "-", "sí", "10", "yes")
		return "conferenza_servizi"
	case 9:
		r["termine"] = scegli(g, "0", "-30", "60,5", "60 giorni", "5l", "+60", "99999999999", "1e3", "60.0", "٦٠")
		return "termine"
	case 10:
		r["id_pratica"] = scegli(g, "", "  ")
		return "id_pratica"
	}
	if gia == "" {
		return rotta("data_domanda")
	}
	r["id_pratica"] = gia
	return "id_pratica"
}

// tabella makes a file of n practices, about one in ten with a mistake.
func (g *generatore) tabella(n int) tabellaDiProva {
	var t tabellaDiProva
	f := scrittore{g: g, sep: scegli(g, ",", ";"), capo: scegli(g, "\n", "\r\n"), ordine: g.Perm(len(colonne))}
	f.codifica = g.IntN(3)
	f.extra = g.uno(2)
	f.intestazione()
	riga, gia := 1, ""
	for range n {
		for g.uno(50) {
			f.vuota()
			riga++
		}
		riga++
		c := g.caso()
		r := g.celle(c)
		switch {
		case g.uno(12):
			c.escluso = true
			r["motivo_esclusione"] = scegli(g, "archiviata", "eliminata da precedente monitoraggio", "x; y, \"z\"", "à")
			if g.uno(3) {
				g.guasta(c, r, gia) // nobody looks at it
			}
			t.casi = append(t.casi, c)
		case g.uno(10):
			colonna := g.guasta(c, r, gia)
			t.errori = append(t.errori, errore{riga, colonna})
			if gia == "" && r["id_pratica"] != "" && colonna != "id_pratica" && g.uno(2) {
				gia = r["id_pratica"] // a repetition of a bad row is bad too
			}
		default:
			if g.uno(20) {
				gia = r["id_pratica"]
			}
			t.casi = append(t.casi, c)
		}
		f.scrivi(r)
	}
	t.testo = f.testo()
	return t
}

// scrittore writes rows in one of the dialects.
type scrittore struct {
	g         *generatore
	b         strings.Builder
	sep, capo string
	ordine    []int
	codifica  int // 0 UTF-8, 1 UTF-8 with its mark, 2 Windows-1252
	extra     bool
}

func (f *scrittore) intestazione() {
	var nomi []string
	for _, i := range f.ordine {
		c := colonne[i]
		nomi = append(nomi, scegli(f.g, c, c, " "+c+" ", strings.ToUpper(c), strings.ReplaceAll(c, "_", " "), `"`+c+`"`))
	}
	if f.extra {
		nomi = append(nomi, "note")
	}
	f.b.WriteString(strings.Join(nomi, f.sep) + f.capo)
}

func (f *scrittore) vuota() {
	f.b.WriteString(scegli(f.g, "", " ", strings.Repeat(f.sep, len(colonne)-1)) + f.capo)
}

func (f *scrittore) scrivi(r map[string]string) {
	var celle []string
	for _, i := range f.ordine {
		celle = append(celle, f.cella(r[colonne[i]]))
	}
	if f.extra {
		celle = append(celle, scegli(f.g, "", "nota", "\"su due"+f.capo+"righe\"", "\"con \"\"virgolette\"\" "+f.sep+" e separatore\"", "a metà\"", "né qui né là"))
	}
	for len(celle) > 1 && celle[len(celle)-1] == "" && f.g.uno(3) {
		celle = celle[:len(celle)-1] // spreadsheets cut the empty tail
	}
	f.b.WriteString(strings.Join(celle, f.sep) + f.capo)
}

func (f *scrittore) cella(s string) string {
	if strings.ContainsAny(s, f.sep+"\"\n") || s != "" && f.g.uno(20) {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	if s != "" && f.g.uno(20) {
		return " " + s + " "
	}
	return s
}

func (f *scrittore) testo() []byte {
	switch f.codifica {
	case 1:
		return []byte("\ufeff" + f.b.String())
	case 2:
		var out []byte
		for _, r := range f.b.String() {
			if r > 0xff {
				r = '?' // Arabic digits do not exist there, and "?" is no digit either
			}
			out = append(out, byte(r))
		}
		return out
	}
	return []byte(f.b.String())
}
