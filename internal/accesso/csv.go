package accesso

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"pass/internal/kernel"
	"pass/internal/platform/mail"
)

// ModelloCSV is the file of invitations to fill in.
const ModelloCSV = "email;ruolo;task_force;dal;al;codice_fiscale\r\n" +
	"nome.cognome@example.org;esperto;Edilizia e Urbanistica;2027-01-01;2027-12-31;\r\n"

// ErroreCSV is what is wrong with one cell. Riga counts the lines of the file
// from 1, the header included; 0 is the whole file.
type ErroreCSV struct {
	Riga      int
	Colonna   string
	Messaggio string
}

// RigaCSV is one invitation of a file, for the preview.
type RigaCSV struct {
	Riga      int
	Invito    Invito
	TaskForce string
}

var (
	colonneObbligatorie = []string{"email", "ruolo", "task_force", "dal", "al"}
	colonneFacoltative  = []string{"codice_fiscale"}
)

// LeggiCSV reads a file of invitations: UTF-8 or Windows-1252, separated by
// semicolons or commas, columns in any order, dates as 2027-01-31 or
// 31/01/2027, roles and task forces by name. It finds all the errors, not only
// the first; a cell that a spreadsheet would take for a formula is one.
func LeggiCSV(raw []byte, chi kernel.Actor, tf []Scelta, oggi kernel.Day) (rows []RigaCSV, wrong []ErroreCSV) {
	file := func(message string) ([]RigaCSV, []ErroreCSV) { return nil, []ErroreCSV{{0, "", message}} }
	text := TestoCSV(raw)
	if strings.TrimSpace(text) == "" {
		return file("Il file è vuoto.")
	}
	head, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	if r.Comma = ','; strings.Contains(head, ";") {
		r.Comma = ';'
	}
	names, err := r.Read()
	if err != nil {
		return file("La prima riga non si legge: deve contenere i nomi delle colonne.")
	}
	where, message := intestazione(names)
	if message != "" {
		return file(message)
	}
	seen := map[string]int{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return rows, append(wrong, ErroreCSV{broken.StartLine, "", "Le virgolette non sono chiuse: da qui in poi il file non si legge."})
		}
		line, _ := r.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if len(rows) >= MaxInviti {
			return rows, append(wrong, ErroreCSV{line, "", "Un file contiene al massimo " + strconv.Itoa(MaxInviti) + " inviti: dividerlo."})
		}
		row, errs := rigaCSV(line, cells, where, chi, tf, oggi)
		key := strings.ToLower(row.Invito.Email) + "|" + string(row.Invito.Ruolo) + "|" + row.TaskForce
		if first := seen[key]; first != 0 && len(errs) == 0 {
			errs = append(errs, ErroreCSV{line, "email", "Lo stesso invito è già alla riga " + strconv.Itoa(first) + "."})
		}
		seen[key] = line
		rows, wrong = append(rows, row), append(wrong, errs...)
	}
	if len(rows) == 0 && len(wrong) == 0 {
		return file("Il file contiene solo i nomi delle colonne: aggiungere una riga per ogni persona.")
	}
	return rows, wrong
}

// TestoCSV gives the text of a file in UTF-8 without byte order mark; what is not valid UTF-8 is
// read as Windows-1252, which spreadsheets in Italian offices still write.
func TestoCSV(raw []byte) string {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		if dec, err := charmap.Windows1252.NewDecoder().Bytes(raw); err == nil {
			raw = dec
		}
	}
	return strings.ReplaceAll(string(raw), "\r\n", "\n")
}

func intestazione(names []string) (where map[string]int, message string) {
	where = map[string]int{}
	for i, n := range names {
		where[strings.ReplaceAll(kernel.Fold(n), " ", "_")] = i
	}
	var missing []string
	for _, n := range colonneObbligatorie {
		if _, ok := where[n]; !ok {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		return nil, "Nella prima riga mancano le colonne: " + strings.Join(missing, ", ") + "."
	}
	return where, ""
}

func rigaCSV(line int, cells []string, where map[string]int, chi kernel.Actor, tf []Scelta, oggi kernel.Day) (RigaCSV, []ErroreCSV) {
	var errs []ErroreCSV
	wrong := func(column, message string) { errs = append(errs, ErroreCSV{line, column, message}) }
	cell := map[string]string{}
	for _, n := range append(colonneObbligatorie, colonneFacoltative...) {
		i, ok := where[n]
		if !ok || i >= len(cells) {
			continue
		}
		if cell[n] = strings.TrimSpace(cells[i]); formula(cells[i]) {
			wrong(n, "Il valore comincia come una formula di un foglio di calcolo: toglierne il primo carattere.")
			cell[n] = ""
		}
	}
	had := len(errs)
	row := RigaCSV{Riga: line, TaskForce: cell["task_force"], Invito: Invito{Email: cell["email"], CodiceFiscale: kernel.CodiceFiscale(strings.ToUpper(cell["codice_fiscale"]))}}
	if had > 0 {
		return row, errs
	}
	if !mail.ValidAddress(row.Invito.Email) {
		wrong("email", emailErrata)
	}
	row.Invito.Ruolo = ruoloDa(cell["ruolo"], chi)
	if row.Invito.Ruolo == "" {
		wrong("ruolo", "Il ruolo non è tra quelli che si possono offrire: "+elencoRuoli(chi)+".")
	}
	row.ambito(tf, wrong)
	for _, d := range []struct {
		column string
		to     *kernel.Day
	}{{"dal", &row.Invito.Dal}, {"al", &row.Invito.Al}} {
		day, err := giorno(cell[d.column])
		if err != nil {
			wrong(d.column, "La data non è valida: scriverla come 31/12/2027 oppure 2027-12-31.")
		}
		*d.to = day
	}
	if len(errs) == 0 {
		for _, f := range kernel.FieldsOf(row.Invito.Validate(oggi)) {
			wrong(f.Field, f.Message)
		}
	}
	return row, errs
}

// ambito reads the task force by name or code, where the role wants one.
func (r *RigaCSV) ambito(tf []Scelta, wrong func(column, message string)) {
	if !DiTaskForce(r.Invito.Ruolo) {
		if r.Invito.Ruolo != "" && r.TaskForce != "" {
			wrong("task_force", "Questo ruolo non ha task force: lasciare vuota la colonna.")
		}
		return
	}
	for _, c := range tf {
		if k := kernel.Fold(r.TaskForce); k != "" && (k == kernel.Fold(c.Nome) || k == kernel.Fold(c.Codice)) {
			r.Invito.TaskForceID, r.TaskForce = c.ID, c.Nome
			return
		}
	}
	var names []string
	for _, c := range tf {
		names = append(names, c.Nome)
	}
	wrong("task_force", "La task force non esiste: scriverne una tra "+strings.Join(names, ", ")+".")
}

// formula reports whether a spreadsheet would run the cell (OWASP ASVS 5.0
// V1.2.10).
func formula(cell string) bool { return cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) }

func ruoloDa(s string, chi kernel.Actor) kernel.Ruolo {
	for _, r := range RuoliConferibili(chi) {
		if k := kernel.Fold(s); k == kernel.Fold(string(r)) || k == kernel.Fold(r.Etichetta()) {
			return r
		}
	}
	return ""
}

func elencoRuoli(chi kernel.Actor) string {
	var names []string
	for _, r := range RuoliConferibili(chi) {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func giorno(s string) (kernel.Day, error) {
	if t, err := time.Parse("2/1/2006", s); err == nil {
		return kernel.DayOf(t), nil
	}
	return kernel.ParseDay(s)
}
