package ui

import (
	"unicode"
	"unicode/utf8"
)

// capital turns the first letter into a capital one.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
