package dati

import "pass/internal/kernel"

// definizione is a data set: its description, where its date comes from and
// how its rows are made. aggiornato gives the zero instant while nothing is
// published.
type definizione struct {
	Insieme
	aggiornato func(Sorgente) kernel.Instant
	righe      func(Sorgente) ([][]string, error)
}

// definizioni are all the data sets, in the order of the catalogue.
var definizioni = []definizione{
	insiemeRegione, insiemeProvince, insiemeEnti, insiemeTaskForce, insiemeProcedimenti, insiemeMesi,
	insiemeTempi, insiemeTempiEnti, insiemeObiettivi, insiemeEffetto,
	insiemeCatalogo, insiemeTermini,
}

// Codici are the codes of all data sets, published or not, in the order of the
// catalogue.
func Codici() []string {
	out := make([]string, len(definizioni))
	for i, d := range definizioni {
		out[i] = d.Codice
	}
	return out
}

// Elenco describes the data sets that are published.
func Elenco(s Sorgente) []Insieme {
	var out []Insieme
	for _, d := range definizioni {
		if i, ok := d.pubblicato(s); ok {
			out = append(out, i)
		}
	}
	return out
}

// Descritto describes one data set; NonTrovato when there is none with that
// code, or when it is not published yet.
func Descritto(s Sorgente, codice string) (Insieme, error) {
	for _, d := range definizioni {
		if d.Codice != codice {
			continue
		}
		if i, ok := d.pubblicato(s); ok {
			return i, nil
		}
		return Insieme{}, kernel.E(kernel.NonTrovato, "Questi dati non sono ancora pubblicati.")
	}
	return Insieme{}, kernel.E(kernel.NonTrovato, "Questo insieme di dati non esiste. L’elenco completo è nella pagina dei dati aperti.")
}

// Di gives a data set with its rows; NonTrovato as Descritto.
func Di(s Sorgente, codice string) (Tabella, error) {
	i, err := Descritto(s, codice)
	if err != nil {
		return Tabella{}, err
	}
	for _, d := range definizioni {
		if d.Codice == codice {
			righe, err := d.righe(s)
			return Tabella{Insieme: i, Righe: righe}, err
		}
	}
	return Tabella{}, kernel.E(kernel.NonTrovato, "")
}

// DelSemestre is Di for one semester of a data set that has a column
// "semestre": the bodies of the other semesters are not read.
func DelSemestre(s Sorgente, codice string, sem kernel.Semestre) (Tabella, error) {
	one := s
	if s.Misure != nil {
		m := *s.Misure
		m.Misure.Semestri = nil
		if x, ok := s.Misure.Misure.Semestre(sem); ok {
			m.Misure.Semestri = append(m.Misure.Semestri, x)
		}
		one.Misure = &m
	}
	return Di(one, codice)
}

func (d definizione) pubblicato(s Sorgente) (Insieme, bool) {
	i := d.Insieme
	i.AggiornatoIl = d.aggiornato(s)
	return i, !i.AggiornatoIl.IsZero()
}

func attivitaAl(s Sorgente) kernel.Instant {
	if s.Vista == nil || s.Vista.DiAttivita.Versione == 0 {
		return kernel.Instant{}
	}
	return s.Vista.Attivita.AggiornataAl
}

func catalogoAl(s Sorgente) kernel.Instant {
	if s.Vista == nil || s.Vista.DiCatalogo.Versione == 0 {
		return kernel.Instant{}
	}
	return s.Vista.Catalogo.AggiornatoAl
}

// misureAl is the latest publication of any semester.
func misureAl(s Sorgente) (last kernel.Instant) {
	if s.Misure == nil {
		return last
	}
	for _, x := range s.Misure.Misure.Semestri {
		if at := x.Versione().PubblicataIl; at.After(last) {
			last = at
		}
	}
	return last
}

// obiettiviAl is misureAl once some procedure has a target.
func obiettiviAl(s Sorgente) kernel.Instant {
	if s.Misure != nil {
		for _, x := range s.Misure.Misure.Semestri {
			for _, p := range x.Procedimenti {
				if p.Obiettivo != nil {
					return misureAl(s)
				}
			}
		}
	}
	return kernel.Instant{}
}
