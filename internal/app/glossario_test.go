package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// aree are the packages whose exported types and acts the office names.
var aree = []string{"registro", "accesso", "enti", "catalogo", "richieste", "contatti", "redazione", "monitoraggio", "analisi", "pubblico", "scrivania"}

// TestEveryTypeAndActIsInTheGlossary reads the areas' source: a type that the
// glossary does not explain, or an act that it does not name, fails; so does an
// entry of the glossary that no longer exists.
func TestEveryTypeAndActIsInTheGlossary(t *testing.T) {
	text, err := os.ReadFile("../../docs/glossario.md")
	if err != nil {
		t.Fatal(err)
	}
	glossary := string(text)
	known := map[string]bool{}
	for _, area := range aree {
		types, acts := exported(t, filepath.Join("..", area))
		if len(types) == 0 {
			t.Fatalf("no exported type in %s", area)
		}
		for _, name := range types {
			known[area+"."+name] = true
			if name != "Deps" && name != "Service" && !strings.Contains(glossary, "| `"+area+"."+name+"` |") {
				t.Errorf("docs/glossario.md does not explain `%s.%s`", area, name)
			}
		}
		for _, name := range acts {
			if !strings.Contains(glossary, "`"+name+"`") {
				t.Errorf("docs/glossario.md does not name the act `%s` of %s", name, area)
			}
		}
	}
	for _, line := range strings.Split(glossary, "\n") {
		name, ok := strings.CutPrefix(line, "| `")
		if name, _, _ = strings.Cut(name, "`"); ok && strings.Contains(name, ".") && !known[name] {
			t.Errorf("docs/glossario.md explains `%s`, which does not exist", name)
		}
	}
}

// exported lists the exported types of a package, and the values of its
// constants of type Atto, or whose type begins so.
func exported(t *testing.T, dir string) (types, acts []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() {
						types = append(types, s.Name.Name)
					}
				case *ast.ValueSpec:
					if id, ok := s.Type.(*ast.Ident); ok && strings.HasPrefix(id.Name, "Atto") && g.Tok == token.CONST {
						acts = append(acts, value(s)...)
					}
				}
			}
		}
	}
	return types, acts
}

func value(s *ast.ValueSpec) (out []string) {
	for _, v := range s.Values {
		if lit, ok := v.(*ast.BasicLit); ok {
			if name, err := strconv.Unquote(lit.Value); err == nil {
				out = append(out, name)
			}
		}
	}
	return out
}
