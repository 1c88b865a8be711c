package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// walk writes what the scanner finds.
func walk(text string) (string, error) {
	s := New([]byte(text))
	var b strings.Builder
	for {
		k, err := s.Next()
		if err != nil {
			return b.String(), err
		}
		switch k {
		case End:
			return b.String(), nil
		case Opens:
			fmt.Fprintf(&b, "%q<%s", s.Text(), s.Path()[len(s.Path())-1])
			for _, a := range s.attrs {
				fmt.Fprintf(&b, " %s=%q", local(a.name), a.value)
			}
			b.WriteString(">")
		case Closes:
			fmt.Fprintf(&b, "%q</%s>", s.Text(), s.Path()[len(s.Path())-1])
		}
	}
}

// standard writes the same with encoding/xml, which is stricter.
func standard(text string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	var b strings.Builder
	var data []byte
	depth, roots := 0, 0
	for {
		t, err := d.Token()
		if err == io.EOF {
			if roots != 1 {
				return "", ErrSyntax
			}
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
			fmt.Fprintf(&b, "%q<%s", data, t.Name.Local)
			for _, a := range t.Attr {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, strings.Map(func(r rune) rune {
					if r == '\t' || r == '\n' || r == '\r' {
						return ' '
					}
					return r
				}, a.Value))
			}
			b.WriteString(">")
			data = nil
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, "%q</%s>", data, t.Name.Local)
			data = nil
		case xml.CharData:
			if depth > 0 {
				data = append(data, t...)
			} else if len(bytes.TrimSpace(t)) > 0 {
				return "", ErrSyntax
			}
		case xml.Directive:
			return "", ErrDoctype
		}
	}
}

var seeds = []string{`<?xml version="1.0"?><!-- c --><log a="1" b='2&amp;"'><x:e y:k="v"/>te&lt;st<![CDATA[<raw>]]>&#232;&#x1F600;<e>` + "\r\n" + `</e ></log> `,
	`<a><b></a></b>`, `<a`, `<a/><b/>`, `<a>&x;</a>`, `<a>&#0;</a>`, `x<a/>`, `<a/>x`, `<a b=1/>`, `<a b="<"/>`, `<!DOCTYPE a><a/>`, `<a><!-- </a>`, ``, `</a>`, `<a/ >`}

func TestWalk(t *testing.T) {
	got, err := walk(seeds[0])
	if want := "\"\"<log a=\"1\" b=\"2&\\\"\">\"\"<e k=\"v\">\"\"</e>\"te<st<raw>è😀\"<e>\"\\n\"</e>\"\"</log>"; err != nil || got != want {
		t.Errorf("%s %v\n%s", got, err, want)
	}
	for _, text := range seeds[1:] {
		want := ErrSyntax
		if strings.Contains(text, "DOCTYPE") {
			want = ErrDoctype
		}
		if got, err := walk(text); !errors.Is(err, want) {
			t.Errorf("%q: %s %v", text, got, err)
		}
	}
	if _, err := walk(strings.Repeat("<a>", 1000)); !errors.Is(err, ErrDeep) {
		t.Error(err)
	}
}

// FuzzScanner compares with encoding/xml what that one accepts.
func FuzzScanner(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := walk(text)
		// The library turns line ends of attributes and of references alike, and
		// knows encodings and names of its own.
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r") || strings.Contains(text, "&#") || strings.Contains(text, "xmlns") || strings.Count(text, "<") > 100 {
			return
		}
		want, wrong := standard(text)
		if wrong == nil && (err != nil || got != want) {
			t.Fatalf("%q: %s %v, want %s", text, got, err, want)
		}
	})
}
