package redazione

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/pubblico"
)

// Oggetto is what one may follow: "notizie", "regione", "province/LO",
// "enti/098031", "procedimenti/permesso-di-costruire".
type Oggetto string

// The two that have no code.
const (
	SegueNotizie Oggetto = "notizie"
	SegueRegione Oggetto = "regione"
)

// Seguito is what one follows, with its names and addresses.
type Seguito struct {
	Oggetto Oggetto // in its one form
	Nome    string  // "Comune di Lodi"
	URL     string  // its public page
	Atom    string  // its feed
}

// fonte is all that is published, read at once.
type fonte struct {
	vista  *pubblico.Vista
	misure *pubblico.VistaMisure
	enti   map[string][]pubblico.MisuraEnte // figures of the latest semester, by Codice of the body
}

// leggiFonte reads what is published now.
func (s *Service) leggiFonte(ctx context.Context) (f fonte, err error) {
	if f.vista, err = s.lettore.Vista(ctx); err != nil {
		return f, err
	}
	if f.misure, err = s.lettore.Misure(ctx); err != nil {
		return f, err
	}
	f.enti = map[string][]pubblico.MisuraEnte{}
	sem, ok := f.semestre()
	if !ok {
		return f, nil
	}
	me, err := s.lettore.MisureEnti(ctx, sem.Semestre)
	if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
		return f, err
	}
	for _, r := range me.Righe {
		codice := pubblico.CodiceEnte(r.Istat, r.EnteID)
		f.enti[codice] = append(f.enti[codice], r)
	}
	return f, nil
}

// semestre is the latest published one.
func (f fonte) semestre() (pubblico.SemestrePubblico, bool) {
	if len(f.misure.Misure.Semestri) == 0 {
		return pubblico.SemestrePubblico{}, false
	}
	return f.misure.Misure.Semestri[0], true
}

// trova tells what an Oggetto is; false when there is no such thing.
func (f fonte) trova(o Oggetto) (Seguito, bool) {
	tipo, codice, _ := strings.Cut(string(o), "/")
	switch {
	case o == SegueNotizie:
		return Seguito{o, "Notizie", "/notizie", "/notizie.atom"}, true
	case o == SegueRegione:
		return Seguito{o, "Regione " + cmp.Or(f.vista.Attivita.Regione.Nome, "Lombardia"), "/cifre", "/atom/regione"}, true
	case tipo == "province":
		if p, ok := f.vista.Provincia(codice); ok {
			return Seguito{Oggetto("province/" + p.Sigla), "Enti in provincia di " + p.Nome, "/cifre/province/" + p.Sigla, "/atom/province/" + p.Sigla}, true
		}
	case tipo == "enti":
		if e := f.vista.Ente(codice); e != nil {
			return Seguito{Oggetto("enti/" + e.Codice()), e.Nome, pubblico.URLEnte(e.Istat, e.ID), "/atom/enti/" + e.Codice()}, true
		}
	case tipo == "procedimenti":
		if p, ok := f.vista.Procedimento(codice); ok {
			return Seguito{Oggetto("procedimenti/" + p.Codice), p.Nome, "/procedimenti/" + p.Codice, "/atom/procedimenti/" + p.Codice}, true
		}
	}
	return Seguito{}, false
}

// Cifra is a published figure of what one follows, in words.
type Cifra struct {
	Nome   string `json:"n"`
	Valore string `json:"v"`
}

// cifre lists the published figures of what one follows, in an order that
// stays. They are the same that its page shows.
func (f fonte) cifre(o Oggetto) (out []Cifra) {
	add := func(nome, valore string) { out = append(out, Cifra{nome, valore}) }
	a, _, _ := f.attivita(o)
	_, codice, _ := strings.Cut(string(o), "/")
	switch {
	case o == SegueRegione:
		add("Enti aderenti", kernel.Numero(f.vista.Attivita.Regione.EntiAderenti))
	case strings.HasPrefix(string(o), "province/"):
		p, _ := f.vista.Provincia(codice)
		add("Enti aderenti", kernel.Numero(p.EntiAderenti))
	}
	add("Richieste ricevute", kernel.Numero(a.Ricevute))
	add("Richieste in lavorazione", kernel.Numero(a.InLavorazione))
	add("Richieste evase", kernel.Numero(a.Evase))
	add("Tempo fino alla chiusura (mediana, giorni di 24 ore)", misura(a.Chiusura))
	sem, ok := f.semestre()
	if !ok {
		return out
	}
	if o == SegueRegione {
		add("Ultimo semestre con i tempi dei procedimenti", sem.Semestre.InItaliano()+versione(sem))
	}
	for _, p := range sem.Procedimenti {
		m := p.Regione
		switch {
		case strings.HasPrefix(string(o), "procedimenti/") && p.Codice == codice:
		case strings.HasPrefix(string(o), "enti/"):
			r, ok := f.misuraEnte(codice, p.Codice)
			if !ok {
				continue
			}
			m = r
		default:
			continue
		}
		add(p.Nome+", "+sem.Semestre.InItaliano()+": durata media (giorni di calendario)", misura(m.DurataMedia))
		add(p.Nome+", "+sem.Semestre.InItaliano()+": arretrato", intero(m.Arretrato))
	}
	return out
}

// attivita are the counts of requests of what one follows; false when nothing
// was published of it.
func (f fonte) attivita(o Oggetto) (c pubblico.Cifre, nome string, ok bool) {
	tipo, codice, _ := strings.Cut(string(o), "/")
	switch {
	case f.vista.DiAttivita.Versione == 0 || o == SegueNotizie:
	case o == SegueRegione:
		return f.vista.Attivita.Regione.Cifre, f.vista.Attivita.Regione.Nome, true
	case tipo == "province":
		p, ok := f.vista.Provincia(codice)
		return p.Cifre, p.Nome, ok
	case tipo == "enti":
		if e := f.vista.Ente(codice); e != nil {
			return e.Cifre, e.Nome, true
		}
	case tipo == "procedimenti":
		p, ok := f.vista.CifreProcedimento(codice)
		return p.Cifre, codice, ok
	}
	return pubblico.Cifre{}, "", false
}

func (f fonte) misuraEnte(codice, procedimento string) (pubblico.MisurePubbliche, bool) {
	for _, r := range f.enti[codice] {
		if r.Procedimento == procedimento {
			return r.Misure, r.Fonte != "nessuna"
		}
	}
	return pubblico.MisurePubbliche{}, false
}

func misura(m pubblico.Misura) string {
	if !m.Nota() {
		return "n.d."
	}
	return strings.TrimSuffix(kernel.Decimale(*m.Valore, 1), ",0")
}

func intero(n *int64) string {
	if n == nil {
		return "n.d."
	}
	return kernel.Numero(*n)
}

// versione says which publication of a semester it is, from the second on.
func versione(s pubblico.SemestrePubblico) string {
	if v := s.Versioni[len(s.Versioni)-1].N; v > 1 {
		return fmt.Sprintf(" (versione %d)", v)
	}
	return ""
}

// differenze tells in words what changed between two readings.
func differenze(prima, dopo []Cifra) (out []string) {
	vecchi := map[string]string{}
	for _, c := range prima {
		vecchi[c.Nome] = c.Valore
	}
	for _, c := range dopo {
		v, c0 := vecchi[c.Nome]
		switch {
		case !c0 && c.Valore != "n.d.":
			out = append(out, c.Nome+": "+c.Valore+" (nuova)")
		case c0 && v != c.Valore:
			out = append(out, c.Nome+": "+c.Valore+" (prima "+v+")")
		}
	}
	return out
}

// nomeMese writes "2026-10" as "ottobre 2026".
func nomeMese(m string) string {
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	_, senzaGiorno, _ := strings.Cut(kernel.DayOf(t).InItaliano(), " ")
	return senzaGiorno
}
