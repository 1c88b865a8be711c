package richiesteweb

import (
	"net/url"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/richieste"
)

// filtri are the choices of the list, as they stay in the address.
type filtri struct {
	Stato        string // "" the open ones, "tutte", or a state
	TaskForce    int64
	Procedimento int64
	Ente         int64
	EnteNome     string // what was typed to find the body
	Provincia    string
	Testo        string
	Mie          bool // with an incarico of the reader
	Recenti      bool
	Pagina       int
}

const tutte = "tutte"

// leggiFiltri reads the address; what makes no sense does not filter.
func leggiFiltri(q url.Values) filtri {
	id := func(name string) int64 {
		n, err := strconv.ParseInt(q.Get(name), 10, 64)
		if err != nil || n < 0 || n > 1<<53 { // beyond, pages times rows would overflow
			return 0
		}
		return n
	}
	f := filtri{Stato: q.Get("stato"), TaskForce: id("task_force"), Procedimento: id("procedimento"), Ente: id("ente"),
		EnteNome: parole(q.Get("ente_nome"), 100), Provincia: strings.ToUpper(parole(q.Get("provincia"), 2)), Testo: parole(q.Get("testo"), 200),
		Mie: q.Get("mie") == "si", Recenti: q.Get("ordine") == "recenti", Pagina: max(1, int(id("pagina")))}
	if f.Stato != tutte && !statoValido(f.Stato) {
		f.Stato = ""
	}
	if q.Has("ente_nome") && f.EnteNome == "" {
		f.Ente = 0
	}
	return f
}

func parole(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "))
	return string(r[:min(len(r), most)])
}

func statoValido(s string) bool {
	for _, v := range richieste.Stati {
		if string(v) == s {
			return true
		}
	}
	return false
}

// filtro is the choice as the area understands it.
func (f filtri) filtro(chi kernel.Actor) richieste.Filtro {
	out := richieste.Filtro{Tutte: f.Stato == tutte, TaskForce: f.TaskForce, Procedimento: f.Procedimento, Ente: f.Ente,
		Provincia: f.Provincia, Testo: f.Testo, Recenti: f.Recenti, Pagina: f.Pagina}
	if statoValido(f.Stato) {
		out.Stati = []richieste.Stato{richieste.Stato(f.Stato)}
	}
	if f.Mie {
		out.Esperto = chi.Persona
	}
	return out
}

// valori is the canonical form of the choices: only what differs from the
// beginning.
func (f filtri) valori() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("stato", f.Stato)
	set("task_force", strconv.FormatInt(f.TaskForce, 10))
	set("procedimento", strconv.FormatInt(f.Procedimento, 10))
	set("ente", strconv.FormatInt(f.Ente, 10))
	set("provincia", f.Provincia)
	set("testo", f.Testo)
	if f.Mie {
		q.Set("mie", "si")
	}
	if f.Recenti {
		q.Set("ordine", "recenti")
	}
	if f.Pagina > 1 {
		q.Set("pagina", strconv.Itoa(f.Pagina))
	}
	return q
}

// indirizzo is the address of the page at path with these choices.
func (f filtri) indirizzo(path string) string {
	if q := f.valori().Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// con is the same list with one choice changed, from its first page.
func (f filtri) con(change func(*filtri)) string {
	f.Pagina = 1
	change(&f)
	return f.indirizzo("/richieste")
}

// scelti reports whether anything but the state is chosen.
func (f filtri) scelti() bool {
	return f.TaskForce != 0 || f.Procedimento != 0 || f.Ente != 0 || f.Provincia != "" || f.Testo != "" || f.Mie
}
