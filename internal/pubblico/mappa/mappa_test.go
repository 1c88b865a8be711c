package mappa_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/pubblico/mappa"
)

var update = flag.Bool("update", false, "rewrite testdata with what is drawn now")

// registro has three Comuni of Lodi and two provinces.
var registro = mappa.Registro{
	Comuni:   map[string]mappa.Nota{"098001": {Nome: "Abbadia Cerreto", Sigla: "LO"}, "098002": {Nome: "Bertonico", Sigla: "LO"}, "098003": {Nome: "Boffalora d’Adda", Sigla: "LO"}},
	Province: map[string]string{"LO": "Lodi", "CR": "Cremona"},
	Sigle:    map[string]string{"098": "LO", "019": "CR"},
}

var origine = mappa.Origine{Fonte: "Confini inventati", Il: kernel.MustDay("2026-01-01")}

// Two squares side by side share an edge with a bend; a third is an island
// with a hole. topo is the same territory as geo, quantized by a thousandth of
// a degree.
const (
	geo = `{"type":"FeatureCollection","features":[
	{"type":"Feature","properties":{"PRO_COM":98001,"COMUNE":"x"},"geometry":{"type":"Polygon","coordinates":[[[9.5,45.2],[9.6,45.2],[9.61,45.25],[9.6,45.3],[9.5,45.3],[9.5,45.2]]]}},
	{"type":"Feature","properties":{"PRO_COM":98002},"geometry":{"type":"Polygon","coordinates":[[[9.6,45.2],[9.7,45.2],[9.7,45.3],[9.6,45.3],[9.61,45.25],[9.6,45.2]]]}},
	{"type":"Feature","properties":{"PRO_COM":98003},"geometry":{"type":"MultiPolygon","coordinates":[[[[9.8,45.2],[9.9,45.2],[9.9,45.3],[9.8,45.3],[9.8,45.2]],[[9.84,45.24],[9.84,45.26],[9.86,45.26],[9.86,45.24],[9.84,45.24]]]]}}]}`
	topo = `{"type":"Topology","transform":{"scale":[0.001,0.001],"translate":[9.5,45.2]},
	"arcs":[[[100,0],[10,50],[-10,50]],[[100,100],[-100,0],[0,-100],[100,0]],[[100,0],[100,0],[0,100],[-100,0]],[[300,0],[100,0],[0,100],[-100,0],[0,-100]],[[340,40],[0,20],[20,0],[0,-20],[-20,0]]],
	"objects":{"comuni":{"type":"GeometryCollection","geometries":[
	{"type":"Polygon","id":"098001","arcs":[[0,1]]},{"type":"Polygon","id":"098002","arcs":[[2,-1]]},{"type":"MultiPolygon","id":"098003","arcs":[[[3],[4]]]}]}}}`
)

func leggi(t testing.TB, text string) mappa.Confini {
	t.Helper()
	c, _, err := mappa.Leggi(strings.NewReader(text), registro, origine)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBothFormatsAreTheSameTerritory(t *testing.T) {
	g, tp := leggi(t, geo), leggi(t, topo)
	a, _ := json.Marshal(g)
	b, _ := json.Marshal(tp)
	if len(g.Forme) != 3 || len(tp.Forme) != 3 || g.Punti() != tp.Punti() || g.Riquadro() != tp.Riquadro() {
		t.Errorf("GeoJSON\n%s\nTopoJSON\n%s", a, b)
	}
	tela := mappa.NuovaTela(g.Riquadro(), 400)
	for i := range g.Forme {
		if math.Abs(area(t, tela, g, i)-area(t, tela, tp, i)) > 1 {
			t.Errorf("%s: %s and %s", g.Forme[i].Codice, tela.Percorso(g, g.Forme[i]), tela.Percorso(tp, tp.Forme[i]))
		}
	}
	if len(g.Archi) != 5 { // the edge that two share is there once
		t.Errorf("%d arcs: %v", len(g.Archi), g.Archi)
	}
	if g.Forme[0].Nome != "Abbadia Cerreto" || g.Forme[0].Sigla != "LO" || g.Fonte != "Confini inventati" {
		t.Errorf("%+v", g.Forme[0])
	}
}

// area is the signed area of the path of a shape, in square units.
func area(t testing.TB, tela mappa.Tela, c mappa.Confini, i int) (sum float64) {
	t.Helper()
	for _, ring := range rings(t, tela.Percorso(c, c.Forme[i])) {
		for j, p := range ring {
			q := ring[(j+1)%len(ring)]
			sum += p[0]*q[1] - q[0]*p[1]
		}
	}
	return math.Abs(sum / 2)
}

// rings reads a path as a browser does.
func rings(t testing.TB, d string) (out [][][2]float64) {
	t.Helper()
	for _, ring := range strings.Split(strings.TrimSuffix(d, "z"), "z") {
		start, steps, ok := strings.Cut(strings.TrimPrefix(ring, "M"), "l")
		var x, y float64
		if _, err := fmt.Sscan(start, &x, &y); err != nil || !ok {
			t.Fatalf("path %q", d)
		}
		points := [][2]float64{{x, y}}
		in := strings.NewReader(strings.ReplaceAll(steps, "-", " -"))
		for {
			var dx, dy float64
			if _, err := fmt.Fscan(in, &dx, &dy); err != nil {
				break
			}
			x, y = x+dx, y+dy
			points = append(points, [2]float64{x, y})
		}
		out = append(out, points)
	}
	return out
}

func TestTheDrawingIsAsItWas(t *testing.T) {
	c := leggi(t, topo)
	tela := mappa.NuovaTela(c.Riquadro(), 400)
	var b strings.Builder
	fmt.Fprintf(&b, "%d × %d\n", tela.Larghezza, tela.Altezza)
	for _, f := range c.Forme {
		x, y := tela.Centro(c, f)
		fmt.Fprintf(&b, "%s %s (%d, %d)\n", f.Codice, tela.Percorso(c, f), x, y)
	}
	file := filepath.Join("testdata", "disegno.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != b.String() {
		t.Errorf("%v\n%s\nwant\n%s", err, b.String(), want)
	}
}

func TestWrongFilesSayWhatIsWrongAndLoadNothing(t *testing.T) {
	square := `{"type":"Polygon","coordinates":[[[9.5,45.2],[9.6,45.2],[9.6,45.3],[9.5,45.2]]]}`
	feature := func(props, geometry string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":` + props + `,"geometry":` + geometry + `}]}`
	}
	for name, c := range map[string]struct{ text, want string }{
		"not JSON":           {"comune;codice", "non è in formato JSON"},
		"cut short":          {geo[:200], "è incompleto"},
		"another JSON":       {`{"type":"Feature"}`, "non di confini"},
		"a code of nobody":   {feature(`{"PRO_COM":"098999"}`, square), "098999: questo codice ISTAT non è nel registro"},
		"no code":            {feature(`{"nome":"Lodi"}`, square), "forma 1: non ha un codice"},
		"no shape":           {feature(`{"PRO_COM":98001}`, "null"), "098001: non ha la forma"},
		"empty shape":        {feature(`{"PRO_COM":98001}`, `{"type":"Polygon","coordinates":[]}`), "098001: non ha la forma"},
		"a line":             {feature(`{"PRO_COM":98001}`, `{"type":"LineString","coordinates":[[9.5,45.2],[9.6,45.2]]}`), "non è un poligono"},
		"a broken shape":     {feature(`{"PRO_COM":98001}`, `{"type":"Polygon","coordinates":[[["a"]]]}`), "non si legge"},
		"elsewhere on earth": {feature(`{"PRO_COM":98001}`, `{"type":"Polygon","coordinates":[[[-70,10],[-71,10],[-71,11],[-70,10]]]}`), "fuori dall’Italia"},
		"only other regions": {feature(`{"PRO_COM":58091}`, square), "nessun Comune e nessuna provincia"},
		"an arc that is not": {strings.Replace(topo, "[[2,-1]]", "[[2,99]]", 1), "098002: ha una forma che non si legge"},
		"a Comune twice":     {strings.Replace(topo, "098002", "098001", 1), "compare due volte"},
		"a short point":      {strings.Replace(topo, "[100,0],[10,50]", "[100],[10,50]", 1), "TopoJSON è guasto"},
		"a province among":   {strings.Replace(geo, `"PRO_COM":98003`, `"SIGLA":"CR"`, 1), "una provincia tra i Comuni"},
		"an empty file":      {"", "non è in formato JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := mappa.Leggi(strings.NewReader(c.text), registro, origine)
			if kernel.CodeOf(err) != kernel.NonValido || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "Nulla è stato caricato") {
				t.Errorf("%v, want %q", err, c.want)
			}
			if len(got.Forme) != 0 {
				t.Error("something was read all the same")
			}
		})
	}
	if _, _, err := mappa.Leggi(strings.NewReader(geo), registro, mappa.Origine{}); err == nil {
		t.Error("boundaries without source or day")
	}
}

// TestProjectionOnTheCentralMeridian checks lengths that are known on the
// ellipsoid.
func TestProjectionOnTheCentralMeridian(t *testing.T) {
	if p := mappa.Proietta(9, 45); p[0] != 500_000 || p[1] != 4_982_950 {
		t.Errorf("9°E 45°N: %v", p) // the arc of meridian is 4,984,944.38 m, times 0.9996
	}
	east, west := mappa.Proietta(10.5, 45.5), mappa.Proietta(7.5, 45.5)
	if east[0]-500_000 != 500_000-west[0] || east[1] != west[1] {
		t.Errorf("the two sides of the meridian differ: %v %v", east, west)
	}
	// A degree of longitude at 45.5°N is 78,157 m on the ellipsoid.
	if a, b := mappa.Proietta(8.5, 45.5), mappa.Proietta(9.5, 45.5); math.Abs(float64(b[0]-a[0])-78_157*0.9996) > 5 {
		t.Errorf("a degree is %d m", b[0]-a[0])
	}
}

// grid is a patchwork of n by n Comuni whose borders wander.
func grid(n int, rnd *rand.Rand) (string, mappa.Registro) {
	type point [2]int
	const side = 12 // points of an edge
	at := map[point]point{}
	place := func(i, j int) point {
		k := point{i, j}
		if p, ok := at[k]; ok {
			return p
		}
		p := point{i*10 + rnd.IntN(7) - 3, j*10 + rnd.IntN(7) - 3}
		at[k] = p
		return p
	}
	r := mappa.Registro{Comuni: map[string]mappa.Nota{}, Province: map[string]string{}, Sigle: map[string]string{"098": "LO"}}
	var features []string
	for a := range n {
		for b := range n {
			var ring []string
			put := func(i, j int) {
				p := place(a*side+i, b*side+j)
				ring = append(ring, fmt.Sprintf("[%d,%d]", 500_000+p[0]*10, 5_000_000+p[1]*10))
			}
			for i := range side {
				put(i, 0)
			}
			for j := range side {
				put(side, j)
			}
			for i := side; i > 0; i-- {
				put(i, side)
			}
			for j := side; j > 0; j-- {
				put(0, j)
			}
			put(0, 0)
			code := fmt.Sprintf("098%03d", a*n+b)
			r.Comuni[code] = mappa.Nota{Nome: code, Sigla: "LO"}
			features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"pro_com_t":%q},"geometry":{"type":"Polygon","coordinates":[[%s]]}}`, code, strings.Join(ring, ",")))
		}
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`, r
}

// TestSimplifyingLeavesNoGapsAndNoOverlaps: whatever is taken away, each line
// between two shapes is still of both, in opposite directions, and no shape
// disappears.
func TestSimplifyingLeavesNoGapsAndNoOverlaps(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		text, r := grid(2+int(seed%4), rnd)
		c, esito, err := mappa.Leggi(strings.NewReader(text), r, origine)
		if err != nil || len(esito.Mancanti) != 0 {
			t.Fatal(err, esito.Mancanti)
		}
		before := c.Punti()
		for _, a := range []float64{1, 500, 5_000, 1e9} {
			s := c.Semplifica(a)
			if err := s.Controlla(); err != nil || len(s.Forme) != len(c.Forme) {
				t.Fatalf("seed %d, %v: %v", seed, a, err)
			}
			uses := map[int32]int{}
			for _, f := range s.Forme {
				for _, ring := range f.Anelli {
					for _, i := range ring {
						if i < 0 {
							uses[^i] += 10
						} else {
							uses[i]++
						}
					}
				}
			}
			for i, n := range uses {
				if n != 1 && n != 10 && n != 11 {
					t.Fatalf("seed %d: arc %d is used %d times", seed, i, n)
				}
			}
			for i, arc := range s.Archi {
				o := c.Archi[i]
				if arc[0] != o[0] || arc[len(arc)-1] != o[len(o)-1] {
					t.Fatalf("seed %d: the ends of arc %d moved", seed, i)
				}
			}
			if a == 1e9 && s.Punti() >= before/3 {
				t.Errorf("seed %d: %d points of %d are left", seed, s.Punti(), before)
			}
		}
		if light := c.Alleggerisci(before / 2); light.Punti() > before/2 || c.Punti() != before {
			t.Errorf("seed %d: %d points where %d were asked; the original has %d of %d", seed, light.Punti(), before/2, c.Punti(), before)
		}
	}
}

// TestTheRealBoundariesOfLombardy reads the public files beside the checkout.
func TestTheRealBoundariesOfLombardy(t *testing.T) {
	read := func(name string) string {
		folder := filepath.Join(cmp.Or(os.Getenv("PASS_TEST_DATA"), filepath.Join("..", "..", "..", "..", "shared")), "data")
		if _, err := os.Stat(folder); err != nil {
			t.Skip("the public test data are not beside the checkout")
		}
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	r := mappa.Registro{Comuni: map[string]mappa.Nota{}, Province: map[string]string{}, Sigle: map[string]string{}}
	var file struct {
		Objects map[string]struct {
			Geometries []struct{ Properties struct{ N, P, I string } }
		}
	}
	comuni := read("lombardia_comuni_2026.topo.json")
	if err := json.Unmarshal([]byte(comuni), &file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Objects["comuni"].Geometries {
		p := g.Properties
		r.Comuni[p.I], r.Province[p.P], r.Sigle[p.I[:3]] = mappa.Nota{Nome: p.N, Sigla: p.P}, p.P, p.P
	}
	c, esito, err := mappa.Leggi(strings.NewReader(comuni), r, origine)
	if err != nil || esito.Lette != 1502 {
		t.Fatal(esito.Lette, err)
	}
	box := c.Riquadro()
	if w, h := box.MaxX-box.MinX, box.MaxY-box.MinY; w < 200_000 || w > 260_000 || h < 190_000 || h > 240_000 {
		t.Errorf("Lombardy is %d by %d m", w, h)
	}
	p, _, err := mappa.Leggi(strings.NewReader(read("lombardia_province.topo.json")), r, origine)
	if err != nil || len(p.Forme) != 12 || p.Livello != mappa.Province {
		t.Fatalf("%d provinces, %v", len(p.Forme), err)
	}
	tela := mappa.NuovaTela(box, 900)
	drawn, size := c.Semplifica(tela.UnitaQuadra()), 0
	for i, f := range drawn.Forme {
		d := tela.Percorso(drawn, f)
		size += len(d)
		if area(t, tela, drawn, i) == 0 {
			t.Errorf("%s has no area: %s", f.Codice, d)
		}
	}
	if size > 150_000 {
		t.Errorf("the paths of all Comuni take %d bytes", size)
	}
	if lo := c.Della("lo"); len(lo.Forme) != 60 {
		t.Errorf("Lodi has %d Comuni", len(lo.Forme))
	}
}

func FuzzLeggi(f *testing.F) {
	f.Add([]byte(geo))
	f.Add([]byte(topo))
	f.Add([]byte(`{"type":"Topology","arcs":[[[1e300,1],[2,2]]],"objects":{"a":{"geometries":[{"type":"Polygon","id":"098001","arcs":[[0,-2]]}]}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, _, err := mappa.Leggi(strings.NewReader(string(text)), registro, origine)
		if err != nil {
			return
		}
		if err := c.Controlla(); err != nil {
			t.Fatal(err)
		}
		tela := mappa.NuovaTela(c.Riquadro(), 100)
		for _, x := range c.Semplifica(1000).Forme {
			rings(t, tela.Percorso(c, x))
		}
	})
}
