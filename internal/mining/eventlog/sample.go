package eventlog

import (
	"bytes"

	"pass/internal/kernel"
)

// CSVSample is the beginning of a CSV file as Read would take it.
type CSVSample struct {
	Delimiter   byte
	Windows1252 bool // at least one value is not UTF-8
	Header      []string
	Rows        [][]string
}

// SampleCSV reads the header and at most some rows out of the first bytes of a
// CSV file, whatever the columns are. complete says that head is all of it;
// else its last, broken row is left out.
func SampleCSV(head []byte, complete bool, most int, opts Options) (CSVSample, error) {
	head = bytes.TrimPrefix(head, utf8BOM)
	if err := refuseForeign(head); err != nil {
		return CSVSample{}, err
	}
	scan := csvScanner{lineEnd: '\n', delimiter: opts.Delimiter}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		scan.lineEnd = '\r'
	}
	if d, n := excelHint(head); n > 0 {
		scan.delimiter, head = d, head[n:]
	}
	if scan.delimiter == 0 {
		scan.delimiter = detectDelimiter(head[:min(len(head), sampleSize)], complete && len(head) <= sampleSize, scan.lineEnd, opts.Mapping)
	}
	s := CSVSample{Delimiter: scan.delimiter}
	for len(head) > 0 && len(s.Rows) < most {
		n, st := scan.next(head, complete)
		if st == needMore || st == unclosed {
			break
		}
		head = head[n:]
		if st == empty {
			continue
		}
		row := make([]string, len(scan.fields))
		for i, f := range scan.fields {
			row[i] = decodeText(f)
			s.Windows1252 = s.Windows1252 || len(row[i]) != len(f)
		}
		if s.Header == nil {
			s.Header = row
		} else {
			s.Rows = append(s.Rows, row)
		}
	}
	if s.Header == nil {
		return s, kernel.E(kernel.NonValido, msgEmpty)
	}
	return s, nil
}
