package pubblicoweb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/mappa"
	"pass/internal/ui"
)

// mapURL is the page of the map.
const mapURL = "/mappa"

// mapShape is a territory as it is drawn.
type mapShape struct {
	Path  string // or, for a tile, the square at X, Y
	X, Y  int    // of the name
	Fill  string // empty: hatched, there is no figure
	Dark  bool   // the name is white on it
	Label string
	URL   string
	Title string // "Lodi: 40 richieste"
}

// mapKey is a line of the legend.
type mapKey struct {
	Fill, Text, Places string
}

func places(n int) string { return count(int64(n), "territorio", "territori") }

// mapDrawing is a choropleth map: the drawing, its key and where it comes from.
type mapDrawing struct {
	ID, Title   string
	W, H        int
	Tile        int // side of a tile; 0 when real boundaries are drawn
	Shapes      []mapShape
	Borders     []string // of the provinces, over their Comuni
	Keys        []mapKey
	Attribution string
}

// mapView is the page of the map.
type mapView struct {
	Page       ui.Page
	Sentences  []ui.Sentence
	Action     string
	Figures    []ui.Option
	Procedures []ui.Option
	Figure     ui.Field
	Procedure  ui.Field
	Map        *mapDrawing
	NoMap      string // why there is no drawing
	Table      ui.Table
	TableTitle string
	TableNote  string
	Levels     []ui.Link
	Share      *sharePart
}

func (p pages) mapRoutes(rt *web.Router) {
	web.Public(rt, "GET /mappa", p.showMap)
	web.Public(rt, "GET /mappa/comuni", p.showMap)
	web.Public(rt, "GET /mappa/province/{sigla}", p.showMap)
}

func (p pages) showMap(c *web.Context) error {
	pub, err := p.lettore.Tutto(c.Ctx())
	if err != nil {
		return err
	}
	choice := chooseMap(pub, c.Query("cifra"), c.Query("procedimento"))
	return p.serve(c, pub, choice.query, func(pub *pubblico.Pubblicato) (templ.Component, error) {
		v, err := p.newMapView(pub, choice, c.Path(), c.R.PathValue("sigla"))
		return mapPage(v), err
	})
}

// territory is one row of the map.
type territory struct {
	code, name, url string
	value           mapValue
}

func (p pages) newMapView(pub *pubblico.Pubblicato, choice mapChoice, path, sigla string) (mapView, error) {
	out := mapView{Action: path, TableTitle: "Gli stessi numeri in tabella"}
	out.Page = frame(ui.Page{Title: "Mappa", Heading: "La mappa: " + regionName(pub.Vista), Section: "cifre", Lead: choice.title() + ", provincia per provincia."}, updated(pub.Vista), crumbFigures)
	out.form(pub, choice)
	query := ""
	if choice.query != "" {
		query = "?" + choice.query
	}
	all := ui.Link{Text: "Le province", URL: mapURL + query}
	comuni := ui.Link{Text: "Tutti i Comuni", URL: mapURL + "/comuni" + query}
	embed, object := "/embed/mappa", "regione"
	var rows []territory
	switch {
	case sigla != "":
		prov, ok := pub.Provincia(sigla)
		if !ok {
			return out, absent()
		}
		out.Page.Title, out.Page.Heading = "Mappa della provincia di "+prov.Nome, "La mappa della provincia di "+prov.Nome
		out.Page.Lead = choice.title() + ", Comune per Comune."
		out.Page.Breadcrumb = append(out.Page.Breadcrumb, ui.Link{Text: "Mappa", URL: mapURL})
		rows = comuniOf(pub, choice, prov.Sigla)
		out.draw(choice, rows, p.outlines.get(pub, outlineKey{mappa.Comuni, prov.Sigla, 720}), false)
		out.Levels = []ui.Link{all, comuni, {Text: "Le cifre della provincia", URL: "/cifre/province/" + prov.Sigla}}
		embed += "/province/" + prov.Sigla
		object = "province/" + prov.Sigla
	case strings.HasSuffix(path, "/comuni"):
		out.Page.Title, out.Page.Lead = "Mappa dei Comuni", choice.title()+", Comune per Comune."
		out.Page.Breadcrumb = append(out.Page.Breadcrumb, ui.Link{Text: "Mappa", URL: mapURL})
		rows = comuniOf(pub, choice, "")
		out.draw(choice, rows, p.outlines.get(pub, outlineKey{mappa.Comuni, "", 900}), false)
		out.Levels = []ui.Link{all}
	default:
		rows = provincesOf(pub, choice, query)
		out.draw(choice, rows, p.outlines.get(pub, outlineKey{mappa.Province, "", 760}), true)
		out.Levels = []ui.Link{comuni}
	}
	out.Sentences = mapSentences(choice, rows)
	out.table(choice, rows, sigla == "" && strings.HasSuffix(path, "/comuni"))
	out.Share = p.share(path, object, embed, out.Page.Heading)
	return out, nil
}

func (out *mapView) form(pub *pubblico.Pubblicato, choice mapChoice) {
	for _, f := range mapFigures {
		if !f.Procedure || choice.procedure != "" {
			out.Figures = append(out.Figures, ui.Option{Value: f.Code, Label: f.Label})
		}
	}
	for _, x := range choice.semester.Procedimenti {
		if x.EntiRispondenti > 0 {
			out.Procedures = append(out.Procedures, ui.Option{Value: x.Codice, Label: x.Nome})
		}
	}
	out.Figure = ui.Field{Name: "cifra", Label: "Che cosa mostrare", Value: choice.figure.Code, Required: true}
	out.Procedure = ui.Field{Name: "procedimento", Label: "Quale procedimento", Hint: "Serve solo per la durata e per l’arretrato.", Value: choice.procedure, Required: true}
}

func provincesOf(pub *pubblico.Pubblicato, choice mapChoice, query string) (out []territory) {
	for _, x := range pub.Attivita.Province {
		out = append(out, territory{x.Sigla, x.Nome, mapURL + "/province/" + x.Sigla + query, choice.province(pub, x.Sigla)})
	}
	return out
}

// comuniOf lists the Comuni of a province, or of all.
func comuniOf(pub *pubblico.Pubblicato, choice mapChoice, sigla string) (out []territory) {
	value := choice.comuni(pub)
	for _, e := range pub.Attivita.Enti {
		if len(e.Istat) == 6 && e.CessatoIl.IsZero() && (sigla == "" || e.Provincia == sigla) && strings.HasPrefix(e.Nome, "Comune di ") {
			out = append(out, territory{e.Istat, strings.TrimPrefix(e.Nome, "Comune di "), "/cifre/enti/" + e.Istat, value(e.Istat)})
		}
	}
	return out
}

// draw colours the boundaries; without them, the provinces become tiles.
func (out *mapView) draw(choice mapChoice, rows []territory, o *outline, provinces bool) {
	d := &mapDrawing{ID: "mappa", Title: choice.title()}
	classes := classesOf(choice, rows)
	switch {
	case len(o.shapes) > 0:
		d.shapes(o, rows, classes, provinces)
		d.Attribution = o.attribution
	case provinces && d.tiles(rows, classes):
		d.Attribution = "Disegno schematico: un quadrato per provincia, vicino alla sua posizione. I confini veri non sono ancora caricati."
	default:
		out.NoMap = "I confini non sono ancora caricati: per ora ci sono gli stessi numeri in tabella."
		return
	}
	d.keys(rows, classes)
	out.Map = d
}

func classesOf(choice mapChoice, rows []territory) mapClasses {
	var values []float64
	for _, r := range rows {
		if r.value.known {
			values = append(values, r.value.v)
		}
	}
	if len(rows) > 0 && len(rows[0].code) == 6 && choice.figure.Code == "aderenti" {
		return mapClasses{limits: []float64{100}, yesNo: true}
	}
	return newMapClasses(values, choice.figure)
}

// shape is the territory coloured by its class.
func shape(r territory, classes mapClasses) mapShape {
	out := mapShape{URL: r.url, Title: r.name + ": " + strings.TrimSpace(r.value.cell.Text+" "+subWords(r.value.cell.Sub))}
	if r.value.known {
		n := len(classes.limits) + 1
		out.Fill = colour(classes.of(r.value.v), n)
		out.Dark = out.Fill == mapColours[3] || out.Fill == mapColours[4]
	}
	return out
}

func subWords(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func (d *mapDrawing) shapes(o *outline, rows []territory, classes mapClasses, names bool) {
	d.W, d.H, d.Borders = o.w, o.h, o.borders
	for _, r := range rows {
		f, ok := o.shapes[r.code]
		if !ok {
			continue
		}
		s := shape(r, classes)
		s.Path = f.path
		if names {
			s.X, s.Y, s.Label = f.x, f.y, r.code
		}
		d.Shapes = append(d.Shapes, s)
	}
}

// lombardTiles is where each territory of Lombardy stands: column and row.
var lombardTiles = map[string][2]int{"CO": {1, 0}, "LC": {2, 0}, "SO": {3, 0}, "VA": {0, 1}, "MB": {1, 1}, "BG": {2, 1}, "BS": {3, 1},
	"MI": {1, 2}, "LO": {2, 2}, "CR": {3, 2}, "MN": {4, 2}, "PV": {1, 3}}

// tileSide is the side of a tile, with the gap to the next.
const tileSide = 120

// tiles draws a square for each province; false when there is none.
func (d *mapDrawing) tiles(rows []territory, classes mapClasses) bool {
	known := !slices.ContainsFunc(rows, func(r territory) bool { _, ok := lombardTiles[r.code]; return !ok })
	cols, lines := 0, 0
	for i, r := range rows {
		at := [2]int{i % 5, i / 5}
		if known {
			at = lombardTiles[r.code]
		}
		cols, lines = max(cols, at[0]+1), max(lines, at[1]+1)
		s := shape(r, classes)
		s.X, s.Y, s.Label = at[0]*tileSide, at[1]*tileSide, r.code
		d.Shapes = append(d.Shapes, s)
	}
	d.Tile, d.W, d.H = tileSide, cols*tileSide, lines*tileSide
	return len(rows) > 0
}

func (d *mapDrawing) keys(rows []territory, classes mapClasses) {
	texts := classes.texts()
	counts := make([]int, len(texts))
	missing := 0
	for _, r := range rows {
		if r.value.known {
			counts[classes.of(r.value.v)]++
		} else {
			missing++
		}
	}
	for i, t := range texts {
		if counts[i] > 0 {
			d.Keys = append(d.Keys, mapKey{colour(i, len(texts)), t, places(counts[i])})
		}
	}
	if missing > 0 {
		d.Keys = append(d.Keys, mapKey{"", "n.d.: dato che manca o con pochi casi", places(missing)})
	}
}

// mapSentences say the extremes in words.
func mapSentences(choice mapChoice, rows []territory) []ui.Sentence {
	var known []territory
	for _, r := range rows {
		if r.value.known {
			known = append(known, r)
		}
	}
	when := ""
	if choice.figure.Procedure {
		when = "Nel " + choice.semester.Semestre.InItaliano() + ". "
	}
	if len(known) == 0 {
		return plain(when + "Il dato è n.d. in ogni territorio: manca, oppure i casi sono meno di 5.")
	}
	low := slices.MinFunc(known, func(a, b territory) int { return cmp.Compare(a.value.v, b.value.v) })
	high := slices.MaxFunc(known, func(a, b territory) int { return cmp.Compare(a.value.v, b.value.v) })
	if classesOf(choice, rows).yesNo {
		joined := 0
		for _, r := range known {
			if r.value.v > 0 {
				joined++
			}
		}
		return plain(fmt.Sprintf("Ha aderito: %s su %s.", count(int64(joined), "Comune", "Comuni"), kernel.Numero(int64(len(rows)))))
	}
	out := plain(fmt.Sprintf("%sIl dato c’è per %s su %s.", when, count(int64(len(known)), "territorio", "territori"), kernel.Numero(int64(len(rows)))))
	if low.value.v == high.value.v {
		return append(out, ui.Say("Il valore è lo stesso ovunque: ", value(high), " "+choice.figure.Unit+"."))
	}
	if !choice.figure.Count || low.value.v != 0 {
		out = append(out, ui.Say("Il valore più basso è: "+low.name+", ", value(low), " "+choice.figure.Unit+"."))
	}
	return append(out, ui.Say("Il valore più alto è: "+high.name+", ", value(high), " "+choice.figure.Unit+"."))
}

func value(t territory) ui.Cited {
	return ui.Cited{Text: t.value.cell.Text, Value: t.value.cell.Data, Cifra: t.value.cell.Cifra}
}

// table repeats the map in words; of all the Comuni of a region it keeps those
// of which there is something to say.
func (out *mapView) table(choice mapChoice, rows []territory, brief bool) {
	head := "Provincia"
	if strings.Contains(out.Action, "/comuni") || strings.Contains(out.Action, "/province/") {
		head = "Comune"
	}
	out.Table = ui.Table{Caption: choice.title(), Columns: []ui.Column{{Text: head}, {Text: choice.figure.Column, Numeric: true}}}
	left := 0
	for _, r := range rows {
		if brief && (!r.value.known || r.value.v == 0) {
			left++
			continue
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(r.name, r.url), r.value.cell}})
	}
	if left > 0 {
		out.TableNote = fmt.Sprintf("%s non sono in questa tabella: il valore è zero o n.d. L’elenco completo è nei file da scaricare.", count(int64(left), "Comune", "Comuni"))
	}
}

// homeMap is the drawing of the home page: the requests of each province.
func (p pages) homeMap(pub *pubblico.Pubblicato) *mapDrawing {
	if pub.DiAttivita.Versione == 0 || len(pub.Attivita.Province) == 0 {
		return nil
	}
	choice := chooseMap(pub, "", "")
	var v mapView
	v.draw(choice, provincesOf(pub, choice, ""), p.outlines.get(pub, outlineKey{mappa.Province, "", 560}), true)
	return v.Map
}

// embedMap is the map alone, for other sites.
func (p pages) embedMap(c *web.Context, pub *pubblico.Pubblicato) (embedView, error) {
	sigla := c.R.PathValue("sigla")
	path := mapURL
	if sigla != "" {
		path += "/province/" + sigla
	}
	v, err := p.newMapView(pub, chooseMap(pub, "", ""), path, sigla)
	if err != nil {
		return embedView{}, err
	}
	out := embedView{Title: v.Page.Heading, Address: p.config.BaseURL() + path, Sentences: append(plain(v.Page.Lead), v.Sentences...), Map: v.Map, Source: v.NoMap}
	if v.Map != nil { // inside a frame links lead to the whole pages
		for i := range v.Map.Shapes {
			v.Map.Shapes[i].URL = p.config.BaseURL() + v.Map.Shapes[i].URL
		}
	}
	return out, nil
}
