package eventlog

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"strings"
	"testing"
)

// zipped compresses what r gives, as it is read.
func zipped(r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		z := gzip.NewWriter(in)
		_, err := io.Copy(z, r)
		if err == nil {
			err = z.Close()
		}
		in.CloseWithError(err)
	}()
	return out
}

// times gives a text many times over.
type times struct {
	text string
	left int
	rest string
}

func (r *times) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if r.rest == "" {
			if r.left == 0 {
				break
			}
			r.rest, r.left = r.text, r.left-1
		}
		k := copy(p[n:], r.rest)
		r.rest = r.rest[k:]
		n += k
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// utf16 writes text as UTF-16, little endian.
func utf16(text string) string {
	var b strings.Builder
	for i := range len(text) {
		b.WriteByte(text[i])
		b.WriteByte(0)
	}
	return b.String()
}

// Broken and hostile files: each has its own error for people, and takes
// little memory however large it is.
func TestBrokenCorpus(t *testing.T) {
	const header = "case,activity,timestamp\n"
	text := strings.NewReader
	whole := gzipped(t, header+strings.Repeat("1,A,2024-01-01\n", 100_000))
	corrupt := bytes.Clone(whole)
	corrupt[len(corrupt)-6] ^= 0xff // in the checksum: everything before it was good
	entities := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">` + strings.Repeat(`<!ENTITY lol2 "&lol;&lol;&lol;&lol;">`, 9) + `]><log>&lol9;</log>`
	for _, c := range []struct {
		name  string
		file  io.Reader
		opts  Options
		words string
	}{
		{"truncated gzip", bytes.NewReader(whole[:len(whole)*2/3]), Options{}, "gzip"},
		{"corrupt gzip", bytes.NewReader(corrupt), Options{}, "gzip"},
		{"gzip bomb of lines", zipped(io.MultiReader(text(header), &times{"\n", 1 << 27, ""})), Options{MaxBytes: 64 << 20}, "64 MiB"},
		{"gzip bomb of one line", zipped(io.MultiReader(text(header), &times{"x", 1 << 27, ""})), Options{}, "riga 2 supera 16 MiB"},
		{"gzip in gzip", bytes.NewReader(gzipped(t, string(whole))), Options{}, "non è un registro"},
		{"line of 1 GB", io.MultiReader(text(header), &times{strings.Repeat("x", 1000), 1_000_000, ""}), Options{}, "riga 2 supera 16 MiB"},
		{"header of 1 GB", &times{"colonna,", 125_000_000, ""}, Options{}, "riga 1 supera 16 MiB"},
		{"quotes never closed", io.MultiReader(text(header+"1,\""), &times{"A\n", 1 << 29, ""}), Options{}, "riga 2 supera 16 MiB"},
		{"different names without end", &numbered{head: header}, Options{MaxNames: 4 << 20}, "troppi casi"},
		{"XML bomb", text(entities), Options{}, "DOCTYPE"},
		{"external entity", text(`<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log><string key="a" value="&x;"/></log>`), Options{}, "DOCTYPE"},
		{"external DTD", text(`<!DOCTYPE log SYSTEM "http://example.org/x.dtd"><log/>`), Options{}, "DOCTYPE"},
		{"endless nesting", io.MultiReader(text("<log>"), &times{"<list>", 1 << 28, ""}), Options{}, "100 elementi annidati"},
		{"endless nesting in an event", io.MultiReader(text("<log><trace><event>"), &times{`<list key="a">`, 1 << 26, ""}), Options{}, "100 elementi annidati"},
		{"endless tag", io.MultiReader(text("<log><string "), &times{"a='b' ", 1 << 28, ""}), Options{}, "supera 16 MiB"},
		{"endless comment", io.MultiReader(text("<log><!--"), &times{"- ", 1 << 28, ""}), Options{}, "supera 16 MiB"},
		{"endless value", io.MultiReader(text(`<log><trace><string key="concept:name" value="`), &times{"<trace>", 1 << 27, ""}), Options{}, "supera 16 MiB"},
		{"XES cut in the middle", text(tinyXES[:len(tinyXES)-60]), Options{}, "incompleto"},
		{"impossible times", text(header + "1,A,NaN\n1,A,Infinity\n1,A,0000-00-00\n1,A,2024-02-30\n1,A,9999999999-01-01\n1,A,1e300\n1,A,-1\n"), Options{}, "Nessun evento valido"},
		{"NUL bytes", text("case,activity,timestamp\n1,\x00\x00,2024-01-01\n"), Options{}, "non è un registro"},
		{"UTF-16 with mark", text("\xff\xfe" + utf16(header+"1,A,2024-01-01\n")), Options{}, "UTF-16"},
		{"UTF-16 without mark", text(utf16(header + "1,A,2024-01-01\n")), Options{}, "non è un registro"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && strings.Contains(c.name, "gzip bomb") {
				t.Skip("long")
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read(c.file, c.opts)
			runtime.ReadMemStats(&after)
			wantInvalid(t, err, c.words)
			// Everything ever allocated, also what was free again at once.
			if took := after.TotalAlloc - before.TotalAlloc; took > 256<<20 {
				t.Errorf("%d MiB of memory", took>>20)
			}
		})
	}
}

// numbered is an endless CSV whose rows all have different names.
type numbered struct {
	head string
	n    int
	rest []byte
}

func (r *numbered) Read(p []byte) (int, error) {
	if r.head != "" {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	if len(r.rest) == 0 {
		for range 1000 {
			r.n++
			r.rest = append(r.rest, "pratica "+strings.Repeat("0123456789"[r.n%10:r.n%10+1], 1+r.n%7)...)
			for k := r.n; k > 0; k /= 10 {
				r.rest = append(r.rest, byte('0'+k%10))
			}
			r.rest = append(r.rest, ",A,2024-01-01\n"...)
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
