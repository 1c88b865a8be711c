package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"pass/internal/app"
)

// ingressoErrato is the exit code for input that cannot be used at all.
const ingressoErrato = 2

// uscita is an error that chooses the exit code of passd. Its text is one plain
// Italian line.
type uscita struct {
	code int
	err  error
}

// Error is the line that a person reads.
func (u *uscita) Error() string { return u.err.Error() }

// Unwrap gives the cause.
func (u *uscita) Unwrap() error { return u.err }

// rifiuta makes the error of a command whose input cannot be used: exit code 2
// and one line on the standard error.
func rifiuta(format string, args ...any) error {
	return &uscita{code: ingressoErrato, err: fmt.Errorf(format, args...)}
}

// contratti are the commands that other programs call: whatever is wrong with
// their input, options included, gives exit code 2 and one Italian line.
var contratti = []string{"termini", "misure", "analizza"}

// esegui runs one command line and gives its exit code. Commands print on the
// io.Writer that they ask for.
func esegui(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c comandi
	parser := kong.Must(&c, kong.Name("passd"), kong.Description("PAsS – PNRR ASsistenza e Supporto a Comuni e Province."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(stdout, (*io.Writer)(nil)), kong.Writers(stdout, stderr), kong.UsageOnError())
	k, err := parser.Parse(args)
	if err != nil && len(args) > 0 && slices.Contains(contratti, args[0]) {
		err = rifiuta("%s", opzioneInItaliano(err))
	} else {
		parser.FatalIfErrorf(err)
		err = k.Run()
	}
	if err == nil {
		return 0
	}
	var u *uscita
	if errors.As(err, &u) {
		fmt.Fprintln(stderr, "passd:", strings.Join(strings.Fields(app.Spiega(err)), " "))
		return u.code
	}
	fmt.Fprintln(stderr, "passd:", app.Spiega(err))
	return 1
}

// errori translates what kong says about options.
var errori = []struct {
	inglese  *regexp.Regexp
	italiano string
}{
	{regexp.MustCompile(`^unknown flag ([^,]*).*`), "l'opzione $1 non esiste: «--help» le elenca"},
	{regexp.MustCompile(`^unexpected argument ([^,]*).*`), "«$1» non serve a questo comando: «--help» mostra come si usa"},
	{regexp.MustCompile(`^missing flags: (.*)$`), "manca l'opzione $1"},
	{regexp.MustCompile(`^expected "?<?([^>"]*)>?"?$`), "manca $1: «--help» mostra come si usa"},
	{regexp.MustCompile(`^(--[^:=]*)[^:]*: .*`), "il valore dell'opzione $1 manca o non è valido"},
}

// opzioneInItaliano says what is wrong with the options, on one line.
func opzioneInItaliano(err error) string {
	for _, e := range errori {
		if s := err.Error(); e.inglese.MatchString(s) {
			return e.inglese.ReplaceAllString(s, e.italiano)
		}
	}
	return "le opzioni non sono valide: «--help» mostra come si usa"
}
