package ui

import (
	"strings"

	"github.com/a-h/templ"

	"pass/internal/kernel"
)

func (u Upload) accept() string { return strings.Join(u.Accept, ",") }

// describe writes kinds and size after the hint, so that nobody discovers
// them from an error.
func (u Upload) describe(f Field) Field {
	var parts []string
	if f.Hint != "" {
		parts = append(parts, f.Hint)
	}
	if len(u.Accept) > 0 {
		parts = append(parts, "Formati: "+strings.ReplaceAll(strings.Join(u.Accept, ", "), ".", "")+".")
	}
	if u.MaxBytes > 0 {
		parts = append(parts, "Al massimo "+Bytes(u.MaxBytes)+" per file.")
	}
	f.Hint = strings.Join(parts, " ")
	return f
}

func (f Field) fileAttributes() templ.Attributes {
	a := f.attributes("select")
	delete(a, "autocomplete")
	return a
}

// Bytes writes the size of a file as people read it, in decimal multiples:
// "1,2 MB".
func Bytes(n int64) string {
	switch {
	case n < 1000:
		return kernel.Numero(n) + " byte"
	case n < 999_500:
		return kernel.Numero((n+500)/1000) + " kB"
	default:
		return strings.TrimSuffix(kernel.Decimale(float64(n)/1e6, 1), ",0") + " MB"
	}
}
