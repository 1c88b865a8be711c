package eventlog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// role is what a column is for.
type role int

const (
	roleCase role = iota
	roleActivity
	roleTime
	roleResource
	roleLifecycle
	roleStart
	roles = 6
)

// roleLabels name the roles in messages.
var roleLabels = [roles]string{"del caso (per esempio il numero di pratica)", "dell'attività", "della data", "della risorsa", "del ciclo di vita", "dell'inizio"}

// known are the headers by which each role is told, best first, in the form of
// kernel.Fold: the XES extensions, then what Italian and English systems
// export. When a log has both start and end of an activity, the end is its
// time.
var known = [roles][]string{
	roleCase: {"case concept name", "case id", "caseid", "case", "id caso", "idcaso", "caso", "case key", "trace id", "traceid", "trace",
		"id pratica", "idpratica", "numero pratica", "num pratica", "n pratica", "nr pratica", "codice pratica", "pratica",
		"numero protocollo", "num protocollo", "n protocollo", "nr protocollo", "protocollo", "id procedimento", "numero istanza", "id istanza", "istanza",
		"numero domanda", "domanda", "fascicolo", "numero fascicolo", "id richiesta", "numero richiesta", "richiesta", "ticket", "codice caso"},
	roleActivity: {"concept name", "activity", "activity name", "activityname", "activity id", "attivita", "nome attivita", "descrizione attivita",
		"task", "event", "event name", "evento", "fase", "nome fase", "passo", "step", "azione", "action", "operazione", "atto", "adempimento", "stato"},
	roleTime: {"time timestamp", "timestamp", "complete timestamp", "end timestamp", "time complete", "end time", "endtime", "complete time", "completed",
		"data fine", "data e ora fine", "fine", "data e ora", "data ora", "dataora", "datetime", "date time", "data evento", "data attivita", "data",
		"date", "istante", "time", "event time"},
	roleResource: {"org resource", "resource", "resource name", "risorsa", "operatore", "utente", "user", "username", "addetto", "assegnatario", "esecutore",
		"istruttore", "funzionario", "responsabile", "ufficio", "settore", "unita organizzativa"},
	roleLifecycle: {"lifecycle transition", "lifecycle", "transition", "ciclo di vita", "ciclo", "transizione", "event type", "tipo evento"},
	roleStart:     startNames,
}

// startNames are the headers of the start of an activity. A log that has no
// other time has this one as its time.
var startNames = []string{"start timestamp", "start time", "starttime", "time start", "data e ora inizio", "data ora inizio", "data inizio",
	"ora inizio", "inizio", "start date", "start", "started", "begin"}

// assignRoles finds the column of each role, −1 for an optional one that is
// absent. Names given in the mapping come first; a column has one role.
func assignRoles(header []string, m Mapping) ([roles]int, error) {
	column, missing := matchRoles(header, m)
	for r, name := range m.names() {
		if name != "" && name != Ignored && column[r] < 0 {
			return column, kernel.E(kernel.NonValido, fmt.Sprintf("Nel file non c'è la colonna «%s». Colonne trovate: %s.", name, listColumns(header)))
		}
	}
	if len(missing) > 0 {
		return column, kernel.E(kernel.NonValido, fmt.Sprintf("Non si riconosce la colonna %s. Colonne trovate: %s. Rinominare quella giusta nella prima riga del file e caricarlo di nuovo.",
			roleLabels[missing[0]], listColumns(header)))
	}
	return column, nil
}

// names lists the names by role.
func (m Mapping) names() [roles]string {
	return [roles]string{m.Case, m.Activity, m.Timestamp, m.Resource, m.Lifecycle, m.Start}
}

// matchRoles is assignRoles without judgement; missing lists the required
// roles that have no column.
func matchRoles(header []string, m Mapping) (column [roles]int, missing []role) {
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = kernel.Fold(h)
	}
	taken := make([]bool, len(header))
	given := m.names()
	for r := range given {
		column[r] = -1
		if given[r] == "" || given[r] == Ignored {
			continue
		}
		i := slices.Index(header, given[r])
		if i < 0 {
			i = slices.Index(folded, kernel.Fold(given[r]))
		}
		if column[r] = i; i >= 0 {
			taken[i] = true
		}
	}
	for r := range given {
		if given[r] == "" {
			column[r] = guess(folded, taken, known[r])
		}
		if role(r) == roleTime && column[r] < 0 && given[r] == "" {
			column[r] = guess(folded, taken, startNames)
		}
		if column[r] >= 0 {
			taken[column[r]] = true
		} else if role(r) <= roleTime {
			missing = append(missing, role(r))
		}
	}
	return column, missing
}

// guess is the free column with the best known name, or −1.
func guess(folded []string, taken []bool, names []string) int {
	for _, name := range names {
		for i, f := range folded {
			if f == name && !taken[i] {
				return i
			}
		}
	}
	return -1
}

// listColumns quotes the header in a message, cut if it is long.
func listColumns(header []string) string {
	const most = 12
	var b strings.Builder
	for i, h := range header[:min(len(header), most)] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("«" + excerpt([]byte(strings.TrimSpace(h))) + "»")
	}
	if len(header) > most {
		fmt.Fprintf(&b, " e altre %d", len(header)-most)
	}
	return b.String()
}

// mappingOf says which columns were chosen.
func mappingOf(header []string, column [roles]int) Mapping {
	name := func(r role) string {
		if column[r] < 0 {
			return ""
		}
		return header[column[r]]
	}
	return Mapping{Case: name(roleCase), Activity: name(roleActivity), Timestamp: name(roleTime), Resource: name(roleResource), Lifecycle: name(roleLifecycle), Start: name(roleStart)}
}

const (
	sampleSize    = 64 << 10
	sampleRecords = 50
)

// excelHint reads a first line "sep=;" and gives the delimiter and the length
// of the line, 0 if there is none.
func excelHint(sample []byte) (delimiter byte, n int) {
	end := bytes.IndexByte(sample, '\n')
	if end < 0 {
		return 0, 0
	}
	line := bytes.TrimRight(sample[:end], "\r")
	if len(line) != 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return 0, 0
	}
	return line[4], end + 1
}

// detectDelimiter tries each delimiter on the first records: the best one makes
// the most roles known, then the most records as wide as the header, then the
// most columns; on equal terms the first of the list.
func detectDelimiter(sample []byte, last bool, lineEnd byte, m Mapping) byte {
	best, bestScore := byte(','), [3]int{-1, 0, 0}
	for _, d := range []byte{',', ';', '\t', '|'} {
		s := csvScanner{delimiter: d, lineEnd: lineEnd}
		var score [3]int
		for rest, read := sample, 0; len(rest) > 0 && read < sampleRecords; {
			n, st := s.next(rest, last)
			if st == needMore || st == unclosed {
				break
			}
			rest = rest[n:]
			if st == empty {
				continue
			}
			if read++; read == 1 {
				score = headerScore(s.fields, m)
			} else if len(s.fields) == score[2] {
				score[1]++
			}
		}
		if slices.Compare(score[:], bestScore[:]) > 0 {
			best, bestScore = d, score
		}
	}
	return best
}

// headerScore gives roles known, 0, columns; a single column scores nothing.
func headerScore(fields [][]byte, m Mapping) [3]int {
	if len(fields) < 2 {
		return [3]int{0, 0, 0}
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = decodeText(f)
	}
	column, _ := matchRoles(names, m)
	found := 0
	for _, c := range column {
		if c >= 0 {
			found++
		}
	}
	return [3]int{found, 0, len(fields)}
}
