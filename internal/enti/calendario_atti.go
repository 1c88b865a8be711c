package enti

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
	"pass/internal/termini"
)

// DatiCalendario is what a body writes of its patron saint and office hours.
type DatiCalendario struct {
	Scelta  SceltaPatrono
	Patrono termini.Patrono         // counts only with PatronoIndicato
	Orari   map[time.Weekday]string // as people write them: "8:00-12:00, 13:30-18:00"; empty: closed
}

// MassimoChiusure bounds the closures of a body.
const MassimoChiusure = 500

const nonScrive = "Il calendario è scritto dalle persone dell'ente e dalla segreteria."

// AggiornaCalendario writes patron saint and office hours. versione is the one
// that the person saw. Wrong input is kernel.NonValido on "patrono", "santo",
// "giorno", "fonte" and "orario_1" (Monday) to "orario_7".
func (s *Service) AggiornaCalendario(ctx context.Context, chi kernel.Actor, ente, versione int64, d DatiCalendario) error {
	return s.suCalendario(ctx, chi, ente, versione, "AggiornaCalendario", func(tx *db.Tx, c Calendario) (map[string]any, error) {
		orari, fields := leggiFasce(d.Orari)
		fields = append(d.validaPatrono(), fields...)
		if err := kernel.Invalid(fields); err != nil {
			return nil, err
		}
		if err := scriviPatrono(ctx, tx, ente, d.Scelta, d.Patrono); err != nil {
			return nil, err
		}
		if err := scriviOrari(ctx, tx, ente, orari); err != nil {
			return nil, err
		}
		return map[string]any{"patrono": d.Scelta, "santo": d.Patrono.Nome, "mese": int(d.Patrono.Mese), "giorno": d.Patrono.Giorno, "orario": TestoOrari(orari)},
			pubblicaPatroni(ctx, tx)
	})
}

// suCalendario is what every act on a calendar has in common: who may, the
// calendar taken and read, the act, the trail.
func (s *Service) suCalendario(ctx context.Context, chi kernel.Actor, ente, versione int64, atto string, fn func(*db.Tx, Calendario) (map[string]any, error)) error {
	if !PuoVedereEnte(ente, chi) {
		return db.ErrNotFound
	}
	if !PuoModificareCalendario(ente, chi) {
		return kernel.E(kernel.Vietato, nonScrive)
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := Get(ctx, tx, ente); err != nil {
			return err
		}
		if err := prendiCalendario(ctx, tx, ente, versione); err != nil {
			return err
		}
		c, err := leggiCalendario(ctx, tx, ente)
		if err != nil {
			return err
		}
		dettagli, err := fn(tx, c)
		if err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: "calendario", OggettoID: ente, Ente: ente, Dettagli: dettagli})
	})
}

// validaPatrono checks the choice, and drops what does not count with it.
func (d *DatiCalendario) validaPatrono() (fields []kernel.FieldError) {
	add := func(field, message string) {
		fields = append(fields, kernel.FieldError{Field: field, Message: message})
	}
	switch d.Scelta {
	case PatronoNoto, PatronoNessuno:
		d.Patrono = termini.Patrono{}
		return nil
	case PatronoIndicato:
	default:
		add("patrono", "Scegliere una delle risposte.")
		return fields
	}
	p := &d.Patrono
	p.Nome, p.Fonte = strings.TrimSpace(p.Nome), strings.TrimSpace(p.Fonte)
	if n := utf8.RuneCountInString(p.Nome); n < 2 || n > 100 {
		add("santo", "Scrivere il nome del santo patrono, fino a 100 caratteri.")
	}
	// 2024 is a leap year: a feast on 29 February is kept in those years only.
	if day := kernel.NewDay(2024, p.Mese, p.Giorno); p.Mese < time.January || p.Mese > time.December || p.Giorno < 1 || day.Time().Day() != p.Giorno {
		add("giorno", "Scegliere il giorno e il mese della festa: questo giorno non esiste.")
	}
	if utf8.RuneCountInString(p.Fonte) > 200 {
		add("fonte", "La fonte supera 200 caratteri: accorciarla.")
	}
	if p.Fonte == "" {
		p.Fonte = "Indicato dall'ente"
	}
	return fields
}

// AggiungiChiusura adds one closure; without a UID it gets one. Wrong input is
// kernel.NonValido on "nome", "dal", "al", "dalle" and "alle".
func (s *Service) AggiungiChiusura(ctx context.Context, chi kernel.Actor, ente int64, x termini.Chiusura) (id int64, err error) {
	err = s.suCalendario(ctx, chi, ente, -1, "AggiungiChiusura", func(tx *db.Tx, c Calendario) (map[string]any, error) {
		x.Nome = strings.TrimSpace(x.Nome)
		if err := kernel.Invalid(validaChiusura(x)); err != nil {
			return nil, err
		}
		if len(c.Chiusure) >= MassimoChiusure {
			return nil, troppeChiusure()
		}
		for _, o := range c.Chiusure {
			if o.Dal == x.Dal && o.Al == x.Al && o.Oraria == x.Oraria && o.Dalle == x.Dalle && o.Alle == x.Alle && o.OgniAnni == x.OgniAnni {
				return nil, kernel.Invalid([]kernel.FieldError{{Field: "dal", Message: "C'è già una chiusura negli stessi giorni e orari: " + o.Nome + "."}})
			}
		}
		if x.UID == "" {
			x.UID = rand.Text() + "@pass"
		}
		var err error
		id, err = scriviChiusura(ctx, tx, ente, x)
		return map[string]any{"chiusura": id, "nome": x.Nome, "dal": x.Dal.String(), "al": ChiusuraEnte{Chiusura: x}.Ultimo().String(), "ogni_anni": x.OgniAnni}, err
	})
	return id, err
}

func troppeChiusure() error {
	return kernel.E(kernel.Conflitto, "Un calendario contiene fino a "+kernel.Numero(MassimoChiusure)+" chiusure. Togliere prima quelle passate.")
}

func validaChiusura(x termini.Chiusura) (fields []kernel.FieldError) {
	add := func(field, message string) {
		fields = append(fields, kernel.FieldError{Field: field, Message: message})
	}
	if n := utf8.RuneCountInString(x.Nome); n < 2 || n > 200 {
		add("nome", "Scrivere il motivo della chiusura, da 2 a 200 caratteri.")
	}
	fuori := func(d kernel.Day) bool { return d.Year() < termini.PrimoAnno || d.Year() > termini.UltimoAnno }
	switch durata := (ChiusuraEnte{Chiusura: x}).Ultimo().DaysSince(x.Dal); {
	case x.Dal.IsZero():
		add("dal", "Indicare il giorno della chiusura.")
	case fuori(x.Dal) || fuori(x.Al):
		add("dal", "L'anno è fuori dal calendario: controllare la data.")
	case durata < 0:
		add("al", "L'ultimo giorno viene prima del primo: controllare le due date.")
	case durata > 366:
		add("al", "Una chiusura dura al più un anno: controllare le due date.")
	case x.Oraria && (x.Dalle < 0 || x.Alle > 24*time.Hour || durata == 0 && x.Alle <= x.Dalle):
		add("alle", "L'ora di fine viene dopo quella di inizio, entro le 24.")
	}
	return fields
}

// TogliChiusura takes a closure away; one of another body is db.ErrNotFound.
func (s *Service) TogliChiusura(ctx context.Context, chi kernel.Actor, ente, id int64) error {
	return s.suCalendario(ctx, chi, ente, -1, "TogliChiusura", func(tx *db.Tx, c Calendario) (map[string]any, error) {
		i := slices.IndexFunc(c.Chiusure, func(x ChiusuraEnte) bool { return x.ID == id })
		if i < 0 {
			return nil, db.ErrNotFound
		}
		_, err := tx.Exec(ctx, `DELETE FROM enti_chiusure WHERE id = $1 AND ente_id = $2`, id, ente)
		x := c.Chiusure[i]
		return map[string]any{"chiusura": id, "nome": x.Nome, "dal": x.Dal.String(), "al": x.Ultimo().String()}, err
	})
}

// Anteprima is what importing a calendar file would do.
type Anteprima struct {
	Nuove    []termini.Chiusura
	Cambiate []termini.Chiusura // another version of one that is there, by UID
	Uguali   int                // already there as they are
	Problemi []termini.Problema // events left out, by line of the file
}

// Vuota reports whether nothing would change.
func (a Anteprima) Vuota() bool { return len(a.Nuove)+len(a.Cambiate) == 0 }

// MassimoICS is the largest calendar file, in bytes.
const MassimoICS = 1 << 20

// EsaminaICS reads a calendar file (RFC 5545) and says what importing it would
// do, without doing it. A file that is no calendar is kernel.NonValido on
// "file".
func (s *Service) EsaminaICS(ctx context.Context, chi kernel.Actor, ente int64, file []byte) (a Anteprima, err error) {
	c, err := s.CalendarioDaModificare(ctx, chi, ente)
	if err != nil {
		return a, err
	}
	return c.esamina(file)
}

func (c Calendario) esamina(file []byte) (a Anteprima, err error) {
	lette, problemi, err := termini.LeggiICS(bytes.NewReader(file))
	if err != nil {
		return a, kernel.Invalid([]kernel.FieldError{{Field: "file", Message: "Il file non si legge come calendario: " + err.Error() + ". Niente è cambiato."}})
	}
	a.Problemi = problemi
	note := map[string]termini.Chiusura{}
	for _, x := range c.Chiusure {
		note[x.UID] = x.Chiusura
	}
	viste := map[string]bool{}
	for _, x := range lette {
		x = ripulita(x)
		if viste[x.UID] {
			continue // the same event twice in the file
		}
		viste[x.UID] = true
		switch vecchia, ok := note[x.UID]; {
		case !ok:
			a.Nuove = append(a.Nuove, x)
		case uguale(vecchia, x):
			a.Uguali++
		default:
			a.Cambiate = append(a.Cambiate, x)
		}
	}
	if len(c.Chiusure)+len(a.Nuove) > MassimoChiusure {
		return a, kernel.Invalid([]kernel.FieldError{{Field: "file", Message: fmt.Sprintf("Il file porterebbe il calendario a %s chiusure: il massimo è %s. Niente è cambiato.",
			kernel.Numero(int64(len(c.Chiusure)+len(a.Nuove))), kernel.Numero(MassimoChiusure))}})
	}
	return a, nil
}

// ripulita makes an event of a file fit to be kept: a name, and a UID that
// says what it is when the file gave none.
func ripulita(x termini.Chiusura) termini.Chiusura {
	x.Nome = strings.Join(strings.Fields(x.Nome), " ")
	if x.Nome == "" {
		x.Nome = "Chiusura"
	}
	if r := []rune(x.Nome); len(r) > 200 {
		x.Nome = string(r[:199]) + "…"
	}
	x.UID = strings.TrimSpace(x.UID)
	if x.UID == "" || len(x.UID) > 255 {
		sum := sha256.Sum256([]byte(fmt.Sprint(x.UID, x.Nome, x.Dal, x.Al, x.Oraria, x.Dalle, x.Alle, x.OgniAnni)))
		x.UID = hex.EncodeToString(sum[:16]) + "@pass"
	}
	return x
}

func uguale(a, b termini.Chiusura) bool {
	if !slices.Equal(a.Escluse, b.Escluse) {
		return false
	}
	a.Escluse, b.Escluse = nil, nil
	return fmt.Sprint(a) == fmt.Sprint(b)
}

// ImportaChiusure adds the closures of a calendar file and replaces those that
// have the same UID; the events that cannot be read are left out.
func (s *Service) ImportaChiusure(ctx context.Context, chi kernel.Actor, ente int64, file []byte) (a Anteprima, err error) {
	err = s.suCalendario(ctx, chi, ente, -1, "ImportaChiusure", func(tx *db.Tx, c Calendario) (map[string]any, error) {
		var err error
		if a, err = c.esamina(file); err != nil {
			return nil, err
		}
		if a.Vuota() {
			return nil, kernel.E(kernel.Conflitto, "Nel file non c'è niente di nuovo: il calendario è già così.")
		}
		for _, x := range slices.Concat(a.Nuove, a.Cambiate) {
			if _, err := scriviChiusura(ctx, tx, ente, x); err != nil {
				return nil, err
			}
		}
		sum := sha256.Sum256(file)
		return map[string]any{"nuove": len(a.Nuove), "cambiate": len(a.Cambiate), "uguali": a.Uguali, "problemi": len(a.Problemi), "sha256": hex.EncodeToString(sum[:])}, nil
	})
	return a, err
}

// ICS writes the closures of the body as a calendar file (RFC 5545).
func (s *Service) ICS(ctx context.Context, chi kernel.Actor, ente int64) (e Ente, file []byte, err error) {
	c, err := s.Calendario(ctx, chi, ente)
	if err != nil {
		return e, nil, err
	}
	var b bytes.Buffer
	if err := termini.ScriviICS(&b, c.chiusure(), s.db.Now()); err != nil {
		return e, nil, err
	}
	return c.Ente, b.Bytes(), nil
}
