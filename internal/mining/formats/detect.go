package formats

import (
	"bytes"
	"encoding/xml"
	"slices"

	"pass/internal/mining/formats/ocel"
	"pass/internal/mining/formats/sqlitefile"
)

// kind is how a file is read.
type kind int

const (
	streamed   kind = iota // CSV and XES, and what eventlog refuses
	workbook               // XLSX
	columns                // Parquet
	encrypted              // Parquet with an encrypted footer
	jsonText               // OCEL 2.0 JSON
	xmlObjects             // OCEL 2.0 XML
	database               // OCEL 2.0 SQLite
)

// forms are the kinds of OCEL logs.
var forms = map[kind]ocel.Form{jsonText: ocel.JSON, xmlObjects: ocel.XML, database: ocel.SQLite}

// detect tells the kind of a file by its first bytes.
func detect(head []byte) kind {
	for _, m := range []struct {
		magic string
		kind  kind
	}{{"PK\x03\x04", workbook}, {"PK\x05\x06", workbook}, {"PAR1", columns}, {"PARE", encrypted}, {sqlitefile.Magic, database}} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.kind
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("{")):
		return jsonText
	case bytes.HasPrefix(text, []byte("<")) && holdsObjects(text):
		return xmlObjects
	}
	return streamed
}

// holdsObjects tells an OCEL log from an XES one, which have the same root, by
// the first child that only one of them has.
func holdsObjects(head []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(head))
	d.Strict = false
	for depth := 0; ; {
		t, err := d.RawToken()
		if err != nil {
			return false
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth == 0 && t.Name.Local != "log" {
				return false
			}
			if depth == 1 {
				switch {
				case slices.Contains([]string{"object-types", "event-types", "objects", "events"}, t.Name.Local):
					return true
				case slices.Contains([]string{"trace", "event", "extension", "classifier"}, t.Name.Local):
					return false
				}
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
}
