package catalogo

import "pass/internal/kernel"

// Storia are the terms of one procedure, oldest first. Its acts are pure; what
// they return is again a history in which no two terms hold on the same day.
type Storia []Termine

// InVigore gives the term that holds on the day.
func (s Storia) InVigore(giorno kernel.Day) (Termine, bool) {
	for _, t := range s {
		if t.Vale(giorno) {
			return t, true
		}
	}
	return Termine{}, false
}

// Inserisci adds a term after all the others. The last one is closed on the
// day before the new one begins, unless it ended earlier.
func (s Storia) Inserisci(nuovo Termine) (Storia, error) {
	if err := nuovo.Validate(); err != nil {
		return nil, err
	}
	out := append(Storia(nil), s...)
	if n := len(out); n > 0 {
		last := &out[n-1]
		if !nuovo.VigenteDal.After(last.VigenteDal) {
			return nil, kernel.Invalid([]kernel.FieldError{{Field: "vigente_dal",
				Message: "L'ultimo termine comincia il " + last.VigenteDal.InItaliano() + ": il nuovo comincia dopo. Per cambiare un termine già scritto c'è «Correggi»."}})
		}
		last.close(nuovo.VigenteDal)
	}
	return append(out, nuovo), nil
}

// Correggi replaces a term with what should have been written. It keeps its
// place between its neighbours: the one before is closed or opened again so
// that no day is left that the correction did not mean to leave.
func (s Storia) Correggi(corretto Termine) (Storia, error) {
	if err := corretto.Validate(); err != nil {
		return nil, err
	}
	i := s.index(corretto.ID)
	if i < 0 {
		return nil, kernel.E(kernel.NonTrovato, "Il termine cercato non esiste.")
	}
	out := append(Storia(nil), s...)
	if i > 0 {
		prev := &out[i-1]
		if !corretto.VigenteDal.After(prev.VigenteDal) {
			return nil, kernel.Invalid([]kernel.FieldError{{Field: "vigente_dal",
				Message: "Il termine precedente comincia il " + prev.VigenteDal.InItaliano() + ": questo comincia dopo."}})
		}
		if prev.VigenteAl == s[i].VigenteDal.AddDays(-1) {
			prev.VigenteAl = kernel.Day{}
		}
		prev.close(corretto.VigenteDal)
	}
	if i+1 < len(out) {
		next := out[i+1].VigenteDal
		if !corretto.VigenteDal.Before(next) {
			return nil, kernel.Invalid([]kernel.FieldError{{Field: "vigente_dal",
				Message: "Il termine successivo comincia il " + next.InItaliano() + ": questo comincia prima."}})
		}
		corretto.close(next)
	}
	out[i] = corretto
	return out, nil
}

// Togli takes away the last term, written by mistake. The one before it is
// open again if the mistake had closed it.
func (s Storia) Togli(id int64) (Storia, error) {
	i := s.index(id)
	if i < 0 {
		return nil, kernel.E(kernel.NonTrovato, "Il termine cercato non esiste.")
	}
	if i != len(s)-1 || len(s) == 1 {
		return nil, kernel.E(kernel.Conflitto, "Si può togliere solo l'ultimo termine, e uno deve restare. Per gli altri c'è «Correggi».")
	}
	out := append(Storia(nil), s[:i]...)
	if prev := &out[i-1]; prev.VigenteAl == s[i].VigenteDal.AddDays(-1) {
		prev.VigenteAl = kernel.Day{}
	}
	return out, nil
}

// close ends the term on the day before the next one, unless it ends earlier.
func (t *Termine) close(next kernel.Day) {
	end := next.AddDays(-1)
	if t.VigenteAl.IsZero() || t.VigenteAl.After(end) {
		t.VigenteAl = end
	}
}

func (s Storia) index(id int64) int {
	for i, t := range s {
		if t.ID == id && id != 0 {
			return i
		}
	}
	return -1
}
