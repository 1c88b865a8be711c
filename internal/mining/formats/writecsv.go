package formats

import (
	"bufio"
	"io"
	"strings"

	"pass/internal/mining/eventlog"
)

// WriteCSV writes the visible events of a view as RFC 4180, UTF-8, commas,
// lines that end with CR LF: case, activity, time, resource, lifecycle, start,
// then the attributes. The names are byte for byte those of the log, so that
// the file reads back as the same log; therefore a name that begins with "="
// is left as it is, and a spreadsheet that opens the file may take it for a
// formula. A file made to be opened in a spreadsheet is another thing.
func WriteCSV(w io.Writer, v *eventlog.View) error {
	out := bufio.NewWriterSize(w, 1<<16)
	x := newWalk(v)
	var line []byte
	for i, name := range append(append([]string{}, roleColumns...), x.names...) {
		line = appendField(line, i, name)
	}
	out.Write(append(line, "\r\n"...))
	err := x.each(func(_ int, r *record) error {
		line = appendField(line[:0], 0, r.caseName)
		line = appendField(line, 1, r.activity)
		line = appendTime(append(line, ','), r.time)
		line = appendField(line, 3, r.resource)
		line = appendField(line, 4, r.lifecycle)
		line = appendBegin(append(line, ','), r.begin)
		for i, a := range r.attributes {
			line = appendField(line, len(roleColumns)+i, a)
		}
		_, err := out.Write(append(line, "\r\n"...))
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// appendField writes the i-th field of a line, in quotes when it needs them.
func appendField(b []byte, i int, s string) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
