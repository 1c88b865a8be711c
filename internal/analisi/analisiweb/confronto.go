package analisiweb

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/compare"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/filter"
	"pass/internal/mining/peers"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaConfronto is the page of the comparisons: with like bodies, with
// oneself in time, with another selection.
type vistaConfronto struct {
	Pagina   ui.Page
	Schede   []ui.Link
	Filtri   vistaFiltri
	Avviso   *ui.Alert
	Vuoto    *ui.EmptyStateProps
	Enti     vistaEnti
	Taglio   ui.FormProps
	Giorno   string // ISO
	Periodi  vistaDifferenza
	Voci     []ui.Link // saved filters to compare with
	Scelto   string
	Gruppi   *vistaDifferenza
	NonDetto []string
}

// vistaEnti is this body among those like it.
type vistaEnti struct {
	Frasi   []string
	Imbuto  *ui.PlotProps
	Quote   *ui.Table
	Perche  string // why nothing is shown
	Azzarda string // of the selection: the bodies are compared on the whole log
}

// vistaDifferenza is what changed from one group of cases to another.
type vistaDifferenza struct {
	Errore  *ui.Alert
	Frasi   []string
	Cifre   *ui.Table
	Passi   *ui.Table // what changed, only where it is claimed
	Nessuno string    // no step changed that can be claimed
}

func (d Deps) confronto(c *web.Context, s *studio) error {
	k, err := d.Analisi.Confronto(c.Ctx(), c.Actor, s.Fonte)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaConfronto(vediConfronto(s, k, c.R.URL.Query())))
}

func vediConfronto(s *studio, k analisi.Confronto, q url.Values) vistaConfronto {
	v := vistaConfronto{Schede: s.schede("/confronto"), Filtri: s.filtri("/confronto", q), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/confronto")
	v.Enti = vediEnti(k)
	if !s.filtro.IsZero() {
		v.Enti.Azzarda = "Il confronto con gli altri enti guarda tutto il registro, senza i filtri."
	}
	v.Pagina = s.pagina("Confronto", v.Enti.titolo())
	if s.vista.Cases() == 0 {
		v.Vuoto = s.nessuno("/confronto")
		return v
	}
	s.vediPeriodi(&v, q)
	s.vediGruppi(&v, q)
	v.NonDetto = []string{"Un confronto dice se una differenza c’è, non perché: tra due gruppi cambiano molte cose insieme.",
		"Sono indicate solo le differenze che il caso spiegherebbe meno di 5 volte su 100, tenendo conto di quante se ne guardano.",
		"Gli enti non sono messi in classifica: con poche pratiche il primo e l’ultimo posto li decide il caso."}
	return v
}

func (e *vistaEnti) titolo() string {
	if len(e.Frasi) > 0 {
		return e.Frasi[0]
	}
	return e.Perche
}

// vediEnti tells where the body stands; nothing of the others is shown unless
// they are enough to stay unknown.
func vediEnti(k analisi.Confronto) (v vistaEnti) {
	if !k.Anonimo() {
		v.Perche = fmt.Sprintf("Gli enti simili con almeno %d pratiche in un registro sono %d: ne servono almeno %d perché il confronto resti anonimo.", peers.DefaultMinCases, k.Candidati, analisi.MinimoEnti+1)
		if k.Candidati > analisi.MinimoEnti {
			v.Perche = fmt.Sprintf("Le cifre degli altri enti sono di oltre %d mesi fa. Il confronto torna quando almeno %d enti ne hanno di nuove.", analisi.MesiConservazione, analisi.MinimoEnti+1)
		}
		return v
	}
	corpi := k.Corpi()
	if corpi == nil {
		v.Perche = "Di questo registro non ci sono ancora le cifre per il confronto: si calcolano alla prossima lettura."
		return v
	}
	r := peers.Compare(corpi, peers.Options{})
	if r.NotKnown != peers.Known {
		v.Perche = esame.PerchePari(r.NotKnown, r.MinCases)
		return v
	}
	io := &r.Points[0]
	v.Frasi = append(v.Frasi, esame.Verdetto(io, r))
	if io.N > 0 {
		v.Frasi = append(v.Frasi, fmt.Sprintf("Durata tipica delle sue %s: %s; di un ente simile: %s (%s).", esame.Quanti(io.N, "pratica", "pratiche"), esame.Giorni(io.Typical), esame.Giorni(r.Centre),
			esame.TraBreve(r.Centre*secondiGiorno, r.CentreLow*secondiGiorno, r.CentreUp*secondiGiorno)))
		v.Frasi = append(v.Frasi, fmt.Sprintf("Stima migliore, tenendo conto anche degli altri: %s (%s).", esame.Giorni(io.Shrunk), esame.TraBreve(io.Shrunk*secondiGiorno, io.Low*secondiGiorno, io.Up*secondiGiorno)))
	}
	v.Frasi = append(v.Frasi, fmt.Sprintf("Stesso procedimento e stessa classe di popolazione: %s, con oltre %s pratiche in tutto. La durata tipica è vicina alla mediana.", esame.Quanti(r.Bodies, "ente", "enti"), kernel.Numero(int64(r.Cases-1)/50*50)))
	v.Frasi = append(v.Frasi, fmt.Sprintf("Le cifre degli altri sono arrotondate e ferme al %s. Si aggiornano quando cambiano quelle di almeno %d enti insieme, così nessuno si riconosce dalla differenza.", k.Al.InItaliano(), analisi.MinimoEnti+1))
	punti, perche := r.Anonymous(analisi.Questo)
	if perche != peers.Known {
		v.Frasi = append(v.Frasi, esame.PerchePari(perche, r.MinCases))
		return v
	}
	imbuto := imbuto(r, punti)
	v.Imbuto = &imbuto
	v.Quote = quoteEnti(k)
	return v
}

// imbuto is the funnel plot: the fewer the practices, the wider what chance
// explains.
func imbuto(r *peers.Result, punti []peers.Dot) ui.PlotProps {
	p := ui.PlotProps{ID: "imbuto", Title: "Questo ente tra quelli simili", XText: "pratiche concluse", YText: "durata tipica, giorni di calendario",
		Desc: "Un punto per ogni ente. Dentro l’imbuto la differenza può venire dal caso, tanto più quanto meno sono le pratiche.",
		Note: "Gli altri enti sono senza nome e con cifre arrotondate. Linee: limiti al 95 e al 99,8 per cento."}
	massimo, casi := 0.0, 20
	altri, io := ui.PlotSeries{Name: "altri enti", Kind: ui.PlotDots, Large: true}, ui.PlotSeries{Name: "questo ente", Kind: ui.PlotDots, Colour: 6, Large: true}
	p.Table = ui.Table{Caption: p.Title, Columns: []ui.Column{{Text: "Ente"}, {Text: "Pratiche concluse", Numeric: true}, {Text: "Durata tipica", Numeric: true}}}
	for _, x := range punti {
		nome, serie := "altro ente", &altri
		if x.Own {
			nome, serie = "questo ente", &io
		}
		serie.Points = append(serie.Points, ui.PlotPoint{X: float64(x.N), Y: x.Typical})
		massimo, casi = math.Max(massimo, x.Typical), max(casi, x.N)
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(nome), ui.TextCell(kernel.Numero(int64(x.N))), ui.TextCell(esame.Giorni(x.Typical))}})
	}
	p.MaxX = math.Ceil(float64(casi) * 1.1)
	basso, alto := ui.PlotSeries{Name: "limiti al 95%", Kind: ui.PlotLine, Colour: 1}, ui.PlotSeries{Kind: ui.PlotLine, Colour: 1}
	bassissimo, altissimo := ui.PlotSeries{Name: "limiti al 99,8%", Kind: ui.PlotLine, Colour: 2}, ui.PlotSeries{Kind: ui.PlotLine, Colour: 2}
	const tratti = 60
	da := float64(max(4, casi/20))
	for i := range tratti + 1 {
		n := da + (p.MaxX-da)*float64(i)/tratti
		l998, l95, u95, u998 := r.Limits(int(math.Round(n)))
		for _, x := range []struct {
			s *ui.PlotSeries
			y float64
		}{{&bassissimo, l998}, {&basso, l95}, {&alto, u95}, {&altissimo, u998}} {
			x.s.Points = append(x.s.Points, ui.PlotPoint{X: n, Y: x.y})
		}
		if n >= float64(casi)/6 {
			massimo = math.Max(massimo, u998)
		}
	}
	p.MaxY, p.YTicks = tacche(massimo)
	for _, s := range []*ui.PlotSeries{&bassissimo, &basso, &alto, &altissimo} {
		for i := range s.Points {
			s.Points[i].Y = math.Min(s.Points[i].Y, p.MaxY)
		}
	}
	p.XTicks = []ui.Tick{{At: 0, Text: "0"}, {At: p.MaxX, Text: kernel.Numero(int64(p.MaxX))}}
	p.Series = []ui.PlotSeries{bassissimo, altissimo, basso, alto, altri, io}
	return p
}

// quoteEnti puts what the time was made of beside the medians of the others.
func quoteEnti(k analisi.Confronto) *ui.Table {
	t := ui.Table{Caption: "Di che cosa è fatto il tempo, accanto agli altri", Columns: []ui.Column{{Text: "Parte del tempo"}, {Text: "Questo ente", Numeric: true}, {Text: "Mediana degli altri", Numeric: true}},
		Note: fmt.Sprintf("La mediana degli altri è detta solo quando almeno %d registri la fanno conoscere.", analisi.MinimoEnti)}
	for _, x := range []struct {
		nome  string
		quota func(analisi.Cifre) *float64
	}{{"Attesa", func(c analisi.Cifre) *float64 { return c.Attesa }}, {"Lavorazione", func(c analisi.Cifre) *float64 { return c.Lavorazione }},
		{"Attesa e lavorazione insieme", func(c analisi.Cifre) *float64 { return c.AttesaOLavoro }},
		{"Sospensione", func(c analisi.Cifre) *float64 { return c.Sospensione }}, {"Altri enti", func(c analisi.Cifre) *float64 { return c.AltriEnti }}} {
		var altri []float64
		for _, a := range k.Altri {
			if y := x.quota(a); y != nil {
				altri = append(altri, *y)
			}
		}
		mia, mediana := "non si sa", "non si sa"
		if y := x.quota(*k.Proprie); y != nil {
			mia = esame.Percento(*y)
		} else if len(altri) < analisi.MinimoEnti {
			continue
		}
		if len(altri) >= analisi.MinimoEnti {
			slices.Sort(altri)
			mediana = esame.Percento((altri[(len(altri)-1)/2] + altri[len(altri)/2]) / 2)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.nome), ui.TextCell(mia), ui.TextCell(mediana)}})
	}
	return &t
}

// concluse keeps the cases that are over: open ones make a later period look
// shorter than it is. soloConcluse is false where nobody said what concludes.
func (s *studio) concluse(f filter.Filter) (v *eventlog.View, soloConcluse bool) {
	if fini := s.finiDelRegistro(); fini != nil {
		var nomi filter.Names
		for a, e := range fini {
			if e {
				nomi = append(nomi, s.Log.Activities[a])
			}
		}
		f, soloConcluse = filter.And(f, filter.Filter{With: []filter.Names{nomi}}), true
	}
	v, err := filter.Apply(s.Log, f)
	if err != nil {
		return s.vista, false
	}
	return v, soloConcluse
}

// vediPeriodi compares the cases begun before and after a day.
func (s *studio) vediPeriodi(v *vistaConfronto, q url.Values) {
	vista, concluse := s.concluse(s.filtro)
	v.Taglio = ui.FormProps{Action: s.URL + "/confronto", Get: true, Label: "Data che divide i due periodi", Hidden: s.nascosti()}
	if x := q.Get("accanto"); x != "" {
		v.Taglio.Hidden = append(v.Taglio.Hidden, ui.Hidden{Name: "accanto", Value: x})
	}
	if vista.Cases() == 0 {
		v.Periodi.Frasi = []string{"Nessuna pratica è conclusa: i due periodi non si possono confrontare."}
		return
	}
	inizi := make([]int64, 0, vista.Cases())
	for _, c := range vista.Kept {
		inizi = append(inizi, prima(s.Log, c))
	}
	slices.Sort(inizi)
	taglio := istante(inizi[0] + (inizi[len(inizi)-1]-inizi[0])/2).Day()
	if testo := q.Get("taglio"); testo != "" {
		if d, err := giornoDi(testo); err == nil {
			taglio = d
		} else {
			v.Periodi.Errore = &ui.Alert{Tone: ui.Warning, Title: "La data non si può usare.", Text: err.Error() + " I periodi sono divisi a metà."}
		}
	}
	v.Giorno = taglio.String()
	dal, al := compare.Periods(vista, taglio.Start().Time().UnixMicro())
	r := compare.Compare(dal, al, opzioniConfronto(vista))
	nome := taglio.InItaliano()
	s.raccontaDifferenza(&v.Periodi, r, "prima del "+nome, "dal "+nome+" in poi")
	if concluse {
		v.Periodi.Frasi = append(v.Periodi.Frasi, "Sono confrontate solo le pratiche concluse, per la data in cui sono cominciate.")
	}
	if r.Unripe > 0 {
		v.Periodi.Frasi = append(v.Periodi.Frasi, fmt.Sprintf("Attenzione: per %s cominciate da poco manca il tempo di vedere le più lunghe. Il secondo periodo può sembrare più breve di com’è.", esame.Quanti(r.Unripe, "pratica", "pratiche")))
	}
}

// opzioniConfronto bounds the resamplings by the size of what is compared.
func opzioniConfronto(v *eventlog.View) compare.Options {
	o := compare.Options{Seed: seme, Draws: 499, MaxCases: 1}
	if v.Cases() > 5_000 {
		o.Draws = 199
	}
	return o
}

// nascosti keeps the filter in a form of the page.
func (s *studio) nascosti() (out []ui.Hidden) {
	condizioni, _ := url.ParseQuery(s.filtro.String())
	for _, k := range filter.Keys {
		for _, x := range condizioni[k] {
			out = append(out, ui.Hidden{Name: k, Value: x})
		}
	}
	return out
}

// vediGruppi compares the selection with a saved one.
func (s *studio) vediGruppi(v *vistaConfronto, q url.Values) {
	v.Scelto = q.Get("accanto")
	for _, f := range s.Filtri {
		salvato, err := filter.Parse(f.Testo)
		if err != nil {
			continue
		}
		kv := []string{"accanto", f.Nome}
		if x := q.Get("taglio"); x != "" {
			kv = append(kv, "taglio", x)
		}
		v.Voci = append(v.Voci, ui.Link{Text: f.Nome, URL: s.qui("/confronto", kv...) + "#gruppi", Current: f.Nome == v.Scelto})
		if f.Nome != v.Scelto || v.Gruppi != nil {
			continue
		}
		v.Gruppi = &vistaDifferenza{}
		altra, _ := s.concluse(salvato)
		questa, concluse := s.concluse(s.filtro)
		sola, comuni := senzaComuni(questa, altra)
		if sola.Cases() == 0 {
			v.Gruppi.Frasi = []string{"Tutte le pratiche di questa selezione stanno anche nell’altra: non c’è niente da confrontare."}
			continue
		}
		r := compare.Compare(altra, sola, opzioniConfronto(questa))
		s.raccontaDifferenza(v.Gruppi, r, "in «"+f.Nome+"»", "nelle altre di questa selezione")
		if comuni > 0 {
			v.Gruppi.Frasi = append(v.Gruppi.Frasi, fmt.Sprintf("%s in entrambe: contano solo in «%s».", esame.Maiuscola(esame.Quanti(comuni, "pratica sta", "pratiche stanno")), f.Nome))
		}
		if concluse {
			v.Gruppi.Frasi = append(v.Gruppi.Frasi, "Sono confrontate solo le pratiche concluse.")
		}
	}
	if v.Scelto != "" && v.Gruppi == nil {
		v.Gruppi = &vistaDifferenza{Errore: &ui.Alert{Tone: ui.Warning, Title: "Il filtro salvato non c’è più.", Text: "Nessun filtro di questo registro si chiama «" + v.Scelto + "»."}}
	}
}

// senzaComuni takes from a view the cases that another one has too: two groups
// are compared only if each case is in one of them.
func senzaComuni(v, altra *eventlog.View) (*eventlog.View, int) {
	in := make(map[int32]bool, len(altra.Kept))
	for _, c := range altra.Kept {
		in[c] = true
	}
	out := *v
	out.Kept = nil
	for _, c := range v.Kept {
		if !in[c] {
			out.Kept = append(out.Kept, c)
		}
	}
	return &out, len(v.Kept) - len(out.Kept)
}
