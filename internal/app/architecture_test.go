package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// areaOrder lists the areas from left to right: each may import those before
// it. docs/architecture.md draws the same picture.
var areaOrder = []string{"pubblico", "registro", "accesso", "enti", "catalogo", "esperti", "richieste", "attivita", "orientamento", "contatti",
	"redazione", "monitoraggio", "analisi", "scrivania"}

// platformOrder lists the platform packages: each may import those before it.
var platformOrder = []string{"config", "observe", "db", "jobs", "mail", "files", "search", "pdf", "idp", "backup", "web"}

// miningBase lists the packages of mining on which the others stand, each on
// those before it.
var miningBase = []string{"stats", "eventlog", "steps"}

// embedded are the packages that only hold files, with who may import them.
var embedded = map[string]func(pkg) bool{
	"assets":       func(p pkg) bool { return p.kind == kindUI || p.kind == kindApp },
	"docs/manuale": func(p pkg) bool { return p.kind == kindWeb || p.kind == kindApp },
}

// readers are the pure parts of an area that stand on it, instead of under it:
// they make tables of what it has published and open nothing.
var readers = []string{"pubblico/dati", "pubblico/rapporti"}

type kind string

const (
	kindKernel   kind = "kernel"
	kindTermini  kind = "termini"
	kindXLSX     kind = "xlsx"
	kindMining   kind = "mining"
	kindPlatform kind = "platform"
	kindUI       kind = "ui"
	kindArea     kind = "area"
	kindPure     kind = "pure part of an area"
	kindWeb      kind = "web package"
	kindSupport  kind = "test support"
	kindApp      kind = "app"
	kindOutside  kind = "outside of internal"
)

// pkg is a package of ours, by its path without "pass/" and "internal/".
type pkg struct {
	path, base string // base: the area, or the package of mining or platform
	kind       kind
}

func classify(importPath string) (p pkg, known bool) {
	p.path = strings.TrimPrefix(importPath, "pass/")
	in, internal := strings.CutPrefix(p.path, "internal/")
	if !internal {
		p.kind = kindOutside
		return p, true
	}
	p.path = in
	first, rest, _ := strings.Cut(in, "/")
	p.base = first
	switch {
	case in == "kernel" || in == "termini" || in == "xlsx":
		p.kind = kind(in)
	case first == "ui":
		p.kind = kindUI
	case in == "app":
		p.kind = kindApp
	case first == "mining" && rest != "":
		p.kind, p.base = kindMining, rest
	case first == "platform" && rest != "":
		p.kind = kindPlatform
		p.base, _, _ = strings.Cut(rest, "/")
		if strings.HasSuffix(rest, "test") {
			p.kind = kindSupport
		}
		known = slices.Contains(platformOrder, p.base) || p.kind == kindSupport
		return p, known
	case slices.Contains(areaOrder, first):
		switch rest {
		case "":
			p.kind = kindArea
		case first + "web", "api":
			p.kind = kindWeb
		case first + "test":
			p.kind = kindSupport
		default:
			p.kind = kindPure
		}
	default:
		return p, false
	}
	return p, true
}

// mayImport says why p must not import q, or nothing. It is the table of the
// architecture, row by row.
func mayImport(p, q pkg) string {
	if who, ok := embedded[q.path]; ok && q.kind == kindOutside {
		return unless(who(p), "these files are for "+q.path+" to hand to pages and to app")
	}
	switch {
	case p.kind == kindOutside || p.kind == kindApp:
		return unless(q.kind != kindSupport || p.kind == kindOutside, "test support stays in tests")
	case q.kind == kindOutside:
		return "internal packages import nothing from outside internal"
	case q.kind == kindApp:
		return "only cmd and tests import app"
	case q.kind == kindKernel:
		return unless(p.kind != kindKernel, "")
	case p.kind == kindSupport:
		return unless(q.kind != kindWeb && (q.kind != kindArea || p.base == "platform" || !rightOf(q.base, p.base)), "test support goes no further than its area")
	case q.kind == kindSupport:
		return "test support stays in tests"
	}
	switch p.kind {
	case kindKernel:
		return "kernel imports only the standard library"
	case kindTermini, kindXLSX, kindUI:
		return string(p.kind) + " imports only kernel"
	case kindPure:
		if slices.Contains(readers, p.path) && q.kind == kindArea && q.base == areaOf(p) {
			return ""
		}
		return unless(q.kind == kindTermini || q.kind == kindXLSX || q.kind == kindMining || q.kind == kindPure && areaOf(q) == areaOf(p), "a pure part of an area imports kernel, termini, xlsx, mining and the other pure parts of its area")
	case kindMining:
		return unless(q.kind == kindTermini || q.kind == kindXLSX || q.kind == kindMining && inside(q.base, p.base) || q.kind == kindMining && slices.Contains(miningBase, q.base) && after(miningBase, p.base, q.base), "mining imports kernel, termini, xlsx, the packages inside its own, and "+strings.Join(miningBase, " ← "))
	case kindPlatform:
		if q.kind != kindPlatform {
			return "platform imports kernel and other platform packages"
		}
		return unless(!after(platformOrder, q.base, p.base), "platform imports downwards: "+strings.Join(platformOrder, " ← "))
	case kindArea:
		return areaImports(p, q)
	case kindWeb:
		if q.kind == kindUI {
			return ""
		}
		return areaImports(p, q)
	}
	return "nobody has said what " + string(p.kind) + " may import"
}

func areaImports(p, q pkg) string {
	switch q.kind {
	case kindTermini, kindPlatform:
		return ""
	case kindMining:
		return unless(p.base != "pubblico", "pubblico knows only what was published into it")
	case kindArea, kindPure:
		if q.base == p.base {
			return ""
		}
		return unless(!rightOf(q.base, p.base), "areas import to the left: "+strings.Join(areaOrder, " ← "))
	case kindWeb:
		return unless(false, "nothing imports a web package but app")
	}
	return "an area imports areas to its left, termini, mining and platform, not " + string(q.kind)
}

// inside reports whether a package of mining lies inside the one that p is, or
// is inside of.
func inside(q, p string) bool {
	outer, _, _ := strings.Cut(p, "/")
	return strings.HasPrefix(q, outer+"/")
}

// areaOf is the area of a package, by its path.
func areaOf(p pkg) string {
	area, _, _ := strings.Cut(p.path, "/")
	return area
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// after reports whether a comes after b, or is not in the list.
func after(order []string, a, b string) bool {
	return slices.Index(order, a) < 0 || slices.Index(order, a) > slices.Index(order, b)
}

func rightOf(a, b string) bool { return after(areaOrder, a, b) }

// source is one Go file of ours.
type source struct {
	file string
	pkg  pkg
	test bool
	ast  *ast.File
	set  *token.FileSet
}

func (s source) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", s.file, s.set.Position(pos).Line)
}

// sources parses every Go file below internal, cmd and tests.
func sources(t *testing.T) (all []source) {
	t.Helper()
	const root = "../.."
	for _, dir := range []string{"internal", "cmd", "tests"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(p, ".go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, p, nil, 0)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			own, known := classify(path.Dir(filepath.ToSlash(rel)))
			if !known {
				t.Errorf("%s: the architecture has no place for this package", rel)
			}
			all = append(all, source{rel, own, strings.HasSuffix(p, "_test.go"), file, set})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 50 {
		t.Fatalf("only %d files found", len(all))
	}
	return all
}

// TestImportsFollowTheArchitecture compares what every package imports with
// the table. Tests may also import test support, app, and what lies to the
// right of what they test, because they bring a whole installation to life.
func TestImportsFollowTheArchitecture(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.ast.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(name, "pass/") {
				if why := foreign(s.pkg, name); why != "" && !s.test {
					t.Errorf("%s imports %s: %s", s.at(i.Pos()), name, why)
				}
				continue
			}
			to, known := classify(name)
			if !known || s.test {
				continue // an unknown one is told where it lies
			}
			if why := mayImport(s.pkg, to); why != "" {
				t.Errorf("%s: %s imports %s: %s", s.at(i.Pos()), s.pkg.path, to.path, why)
			}
		}
	}
}

// foreign says why p must not import a package that is not ours, or nothing.
func foreign(p pkg, name string) string {
	std := !strings.Contains(strings.Split(name, "/")[0], ".")
	doors := []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "syscall"}
	switch p.kind {
	case kindKernel:
		if !std {
			return "kernel imports only the standard library"
		}
		fallthrough
	case kindTermini, kindXLSX, kindMining, kindPure:
		return unless(!slices.Contains(doors, name), string(p.kind)+" opens nothing and leaves nothing to chance")
	case kindArea, kindWeb:
		return unless(name != "database/sql" && !strings.HasPrefix(name, "github.com/jackc/") && !strings.HasPrefix(name, "modernc.org/sqlite") && !strings.HasPrefix(name, "github.com/riverqueue/"),
			"databases and queues are reached through platform")
	}
	return ""
}

// TestTheTableItselfRefuses tries the rules on imports that nobody must write.
func TestTheTableItselfRefuses(t *testing.T) {
	for imports, want := range map[string]bool{
		"internal/kernel → internal/ui":                               false,
		"internal/ui → internal/kernel":                               true,
		"internal/ui → internal/platform/db":                          false,
		"internal/ui → internal/accesso":                              false,
		"internal/ui → assets":                                        true,
		"internal/termini → internal/platform/db":                     false,
		"internal/mining/discovery → internal/mining/eventlog":        true,
		"internal/mining/eventlog → internal/mining/discovery":        false,
		"internal/mining/eventlog → internal/platform/files":          false,
		"internal/mining/formats → internal/xlsx":                     true,
		"internal/mining/formats → internal/mining/formats/jsonscan":  true,
		"internal/mining/formats/ocel → internal/mining/formats/json": true,
		"internal/mining/formats/ocel → internal/mining/formats":      false,
		"internal/mining/steps → internal/mining/formats/jsonscan":    false,
		"internal/monitoraggio/foglio → internal/xlsx":                true,
		"internal/monitoraggio → internal/xlsx":                       false,
		"internal/xlsx → internal/mining/eventlog":                    false,
		"internal/ui → internal/xlsx":                                 false,
		"internal/platform/web → internal/platform/db":                true,
		"internal/platform/db → internal/platform/jobs":               false,
		"internal/platform/web → internal/accesso":                    false,
		"internal/platform/mail → internal/ui":                        false,
		"internal/registro → internal/platform/web":                   true,
		"internal/enti → internal/accesso":                            true,
		"internal/accesso → internal/enti":                            false,
		"internal/richieste → internal/analisi":                       false,
		"internal/analisi → internal/richieste":                       true,
		"internal/analisi → internal/mining/eventlog":                 true,
		"internal/analisi/deposito → internal/mining/eventlog":        true,
		"internal/analisi/deposito → internal/platform/files":         false,
		"internal/enti → internal/ui":                                 false,
		"internal/enti → internal/enti/entiweb":                       false,
		"internal/enti → internal/enti/anagrafe":                      true,
		"internal/enti/anagrafe → internal/platform/db":               false,
		"internal/enti/anagrafe → internal/enti":                      false,
		"internal/enti/entiweb → internal/enti":                       true,
		"internal/enti/entiweb → internal/accesso":                    true,
		"internal/enti/entiweb → internal/ui":                         true,
		"internal/enti/entiweb → internal/richieste":                  false,
		"internal/enti/entiweb → internal/accesso/accessoweb":         false,
		"internal/pubblico → internal/registro":                       false,
		"internal/pubblico → internal/enti":                           false,
		"internal/pubblico → internal/mining/performance":             false,
		"internal/pubblico/pubblicoweb → internal/enti":               false,
		"internal/pubblico/pubblicoweb → internal/pubblico":           true,
		"internal/pubblico/pubblicoweb → internal/pubblico/dati":      true,
		"internal/pubblico/dati → internal/pubblico":                  true,
		"internal/pubblico/api → internal/pubblico/dati":              true,
		"internal/pubblico/api → internal/richieste":                  false,
		"internal/pubblico/pubblicoweb → internal/pubblico/api":       false,
		"internal/pubblico/dati → internal/platform/db":               false,
		"internal/pubblico/dati → internal/richieste":                 false,
		"internal/pubblico/pubblicoweb → docs/manuale":                true,
		"internal/pubblico → docs/manuale":                            false,
		"internal/enti → internal/app":                                false,
		"internal/scrivania/scrivaniaweb → internal/app":              false,
		"internal/app → internal/enti/entiweb":                        true,
		"internal/app → internal/accesso/accessotest":                 false,
		"cmd/passd → internal/app":                                    true,
		"tests/kill → internal/app":                                   true,
		"internal/enti → internal/accesso/accessotest":                false,
		"internal/enti/entitest → internal/accesso/accessotest":       true,
		"internal/enti/entitest → internal/richieste":                 false,
		"internal/enti → tests/fixture":                               false,
		"internal/platform/db/dbtest → internal/platform/db":          true,
		"internal/scrivania → internal/analisi":                       true,
		"internal/richieste/richiesteweb → internal/analisi":          false,
		"internal/catalogo/catalogoweb → internal/mining/performance": true,
	} {
		from, to, _ := strings.Cut(imports, " → ")
		p, known := classify(from)
		q, alsoKnown := classify(to)
		if !known || !alsoKnown {
			t.Errorf("%s: no place for it", imports)
		} else if why := mayImport(p, q); (why == "") != want {
			t.Errorf("%s: allowed %v (%s)", imports, why == "", why)
		}
	}
	for _, stranger := range []string{"internal/utils", "internal/platform/cache", "internal/mining", "internal/enti2", "internal/platform"} {
		if _, known := classify(stranger); known {
			t.Errorf("%s has a place", stranger)
		}
	}
}

// TestPureCodeReadsNoClock looks for calls of the clock where time comes in as
// an argument.
func TestPureCodeReadsNoClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !slices.Contains([]kind{kindKernel, kindTermini, kindXLSX, kindMining, kindPure, kindUI}, s.pkg.kind) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if x, isName := ast.Unparen(expr(sel, ok)).(*ast.Ident); isName && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Tick", "Sleep"}, sel.Sel.Name) {
				t.Errorf("%s reads the clock: time.%s", s.at(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

func expr(sel *ast.SelectorExpr, ok bool) ast.Expr {
	if !ok {
		return &ast.BadExpr{}
	}
	return sel.X
}
