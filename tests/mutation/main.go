// Command mutation changes the code of one package, one operator at a time, and
// counts the changes that its tests notice ("killed"). A change that no test
// notices is printed with its place: it is a missing test, or a change that
// means the same.
//
//	go run ./tests/mutation -min 90 ./internal/termini
//
// The operators are those of go-gremlins. That tool tests only mutants that the
// coverage profile covers, and the profile knows neither the conditions of a
// switch nor package variables: a fifth of this code. Here every mutant counts.
// What does not compile is no mutant; what never ends is killed by the clock,
// and counted apart.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// memoria bounds what a mutant that never ends may take, in kilobytes.
const memoria = 4 << 20

func main() {
	minimo := flag.Float64("min", 90, "least percentage of mutants to kill")
	operai := flag.Int("workers", 2, "mutants tested at once")
	tempo := flag.Duration("timeout", 15*time.Second, "longest run of the tests on one mutant")
	flag.Parse()
	if err := prova(flag.Arg(0), *minimo, *operai, *tempo); err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

// prova tests every mutant of the package in dir and prints the score.
func prova(dir string, minimo float64, operai int, tempo time.Duration) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	mutanti, err := trova(dir)
	if err != nil {
		return err
	}
	lavoro, err := os.MkdirTemp("", "mutation")
	if err != nil {
		return err
	}
	defer os.RemoveAll(lavoro)
	b := banco{dir: dir, lavoro: lavoro, tempo: tempo}
	if e, err := b.esito(mutante{}, 0); err != nil || e != vivo {
		return fmt.Errorf("the tests do not pass on the code as it is: %s, %w", e, err)
	}
	conti := map[esito]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	var primo error
	for k := range operai {
		wg.Go(func() {
			for i := k; i < len(mutanti); i += operai {
				e, err := b.esito(mutanti[i], i+1)
				mu.Lock()
				conti[e]++
				primo = errors.Join(primo, err)
				if e == vivo {
					fmt.Println("lived:", mutanti[i].nome)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if primo != nil {
		return primo
	}
	presi := conti[ucciso] + conti[scaduto]
	totale := presi + conti[vivo]
	quota := 100 * float64(presi) / float64(totale)
	fmt.Printf("%s: killed %d of %d mutants (%.1f%%), of which %d by the clock; %d more do not compile; at least %.0f%% wanted\n",
		filepath.Base(dir), presi, totale, quota, conti[scaduto], conti[invalido], minimo)
	if quota < minimo {
		return fmt.Errorf("only %.1f%% of the mutants are killed", quota)
	}
	return nil
}

// esito is how a mutant ends.
type esito string

const (
	ucciso   esito = "killed"
	vivo     esito = "lived"
	scaduto  esito = "timed out"
	invalido esito = "not viable"
)

// mutante is a file with one operator changed.
type mutante struct{ file, nome, testo string }

// banco runs the tests on mutants.
type banco struct {
	dir, lavoro string
	tempo       time.Duration
}

// esito builds the tests with the mutant in the place of its file, and runs them.
func (b banco) esito(m mutante, n int) (esito, error) {
	base := filepath.Join(b.lavoro, fmt.Sprint(n))
	defer os.Remove(base + ".test")
	args := []string{"test", "-c", "-vet=off", "-ldflags=-s -w", "-o", base + ".test"}
	if m.file != "" {
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{m.file: base + ".go"}})
		if err != nil {
			return vivo, err
		}
		if err := errors.Join(os.WriteFile(base+".go", []byte(m.testo), 0o600), os.WriteFile(base+".json", overlay, 0o600)); err != nil {
			return vivo, err
		}
		args = append(args, "-overlay", base+".json")
	}
	costruisci := exec.Command("go", append(args, ".")...)
	costruisci.Dir = b.dir
	if err := costruisci.Run(); err != nil {
		return invalido, nil
	}
	ctx, stop := context.WithTimeout(context.Background(), b.tempo)
	defer stop()
	corri := exec.CommandContext(ctx, "bash", "-c", fmt.Sprintf("ulimit -v %d; exec %s.test -test.failfast", memoria, base))
	corri.Dir = b.dir
	err := corri.Run()
	switch {
	case ctx.Err() != nil:
		return scaduto, nil
	case err != nil:
		return ucciso, nil
	}
	return vivo, nil
}

// cambi are what each operator becomes.
var cambi = map[token.Token][]token.Token{
	token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL}, token.REM: {token.MUL},
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR}, token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL}, token.LAND: {token.LOR}, token.LOR: {token.LAND},
	token.INC: {token.DEC}, token.DEC: {token.INC}, token.ADD_ASSIGN: {token.SUB_ASSIGN}, token.SUB_ASSIGN: {token.ADD_ASSIGN},
	token.BREAK: {token.CONTINUE}, token.CONTINUE: {token.BREAK},
}

// trova makes every mutant of the package's files, tests apart.
func trova(dir string) ([]mutante, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	if len(files) == 0 {
		return nil, fmt.Errorf("no Go file in %q", dir)
	}
	var tutti []mutante
	for _, file := range files {
		set := token.NewFileSet()
		albero, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		aggiungi := func(dove token.Pos, da, a string) {
			var testo bytes.Buffer
			if err = printer.Fprint(&testo, set, albero); err == nil {
				p := set.Position(dove)
				tutti = append(tutti, mutante{file, fmt.Sprintf("%s:%d:%d %s → %s", filepath.Base(file), p.Line, p.Column, da, a), testo.String()})
			}
		}
		ast.Inspect(albero, func(n ast.Node) bool {
			muta(n, aggiungi)
			return err == nil
		})
		if err != nil {
			return nil, err
		}
	}
	return tutti, nil
}

// muta changes one node in every way, tells each, and puts it back.
func muta(n ast.Node, aggiungi func(dove token.Pos, da, a string)) {
	operatore := func(dove token.Pos, op *token.Token) {
		era := *op
		for _, nuovo := range cambi[era] {
			*op = nuovo
			aggiungi(dove, era.String(), nuovo.String())
		}
		*op = era
	}
	switch n := n.(type) {
	case *ast.BinaryExpr:
		operatore(n.OpPos, &n.Op)
	case *ast.IncDecStmt:
		operatore(n.TokPos, &n.Tok)
	case *ast.AssignStmt:
		operatore(n.TokPos, &n.Tok)
	case *ast.BranchStmt:
		operatore(n.TokPos, &n.Tok)
	case *ast.UnaryExpr:
		if n.Op == token.SUB || n.Op == token.NOT {
			// −x and !x lose their sign: a plus, or a second negation.
			era, x := n.Op, n.X
			if n.Op == token.SUB {
				n.Op = token.ADD
			} else {
				n.X = &ast.UnaryExpr{Op: token.NOT, X: x}
			}
			aggiungi(n.OpPos, era.String(), "")
			n.Op, n.X = era, x
		}
	}
}
