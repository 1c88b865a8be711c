package monitoraggioweb

import (
	"fmt"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

// righeSospensione is how many empty periods the form offers after those that
// are there; one more appears with each saving.
const righeSospensione = 2

// vistaPratica is the form of one practice.
type vistaPratica struct {
	Pagina        ui.Page
	Avviso        *ui.Alert
	Errori        ui.Errors
	Testi         map[string]string
	Conferenza    bool
	Motivi        []ui.Option
	AltriAperti   bool // the further data hold something, or something wrong
	Sospensioni   []periodo
	Giorni        ui.Field
	CampoNota     ui.Field
	AiutoTermine  string
	ConMotivo     bool
	Puo           bool
	Altra         bool
	Bottone       string
	Azione        string
	Token         string
	Nascosti      []ui.Hidden
	Indietro      ui.Link
	Elimina       *ui.ActionFormProps
	EliminaAperta bool
	ErroreElimina string
	Dettagli      []ui.Detail
	Storia        []ui.TimelineItem
}

// periodo are the two fields of a suspension.
type periodo struct{ Dal, Al ui.Field }

// Campo is a field with what was typed and what is wrong with it.
func (v vistaPratica) Campo(nome, etichetta, aiuto string, obbligatorio bool) ui.Field {
	return ui.Field{Name: nome, Label: etichetta, Hint: aiuto, Required: obbligatorio, Value: v.Testi[nome], Error: v.Errori.For(nome), Short: nome != "tipologia" && nome != "motivo_esclusione", MaxLength: map[string]int{"id_pratica": 80, "tipologia": 120, "termine": 8}[nome]}
}

func (p *pagine) nuovaPratica(c *web.Context) error { return p.mostraPratica(c, 200, 0, nil, nil) }

func (p *pagine) pratica(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.mostraPratica(c, 200, id, nil, nil)
}

// mostraPratica shows the form: as typed, when f is given.
func (p *pagine) mostraPratica(c *web.Context, status int, id int64, f *web.Form, errori ui.Errors) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, err := p.Monitoraggio.ApriPratica(c.Ctx(), c.Actor, v.ente, v.sem, pid, id)
	if err != nil {
		return err
	}
	return c.HTML(status, paginaPratica(vediPratica(k, v, id, f, errori)))
}

func (p *pagine) aggiungiPratica(c *web.Context) error { return p.salvaPratica(c, 0) }

func (p *pagine) correggiPratica(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.salvaPratica(c, id)
}

func (p *pagine) salvaPratica(c *web.Context, id int64) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	x, errori := leggiPratica(f)
	x.ID, x.ProcedimentoID = id, pid
	if len(errori) > 0 { // the rest is checked too, so that all is told at once
		for _, e := range monitoraggio.ValidaPratica(x, c.Now().Day()) {
			if e.Field != "sospensioni" && errori.For(e.Field) == "" {
				errori = append(errori, e)
			}
		}
	} else {
		if id == 0 {
			_, err = p.Monitoraggio.AggiungiPratica(c.Ctx(), c.Actor, v.ente, v.sem, x, f.Text("motivo"))
		} else {
			x.Versione, _ = strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is no version
			err = p.Monitoraggio.CorreggiPratica(c.Ctx(), c.Actor, v.ente, v.sem, x, f.Text("motivo"))
		}
		switch kernel.CodeOf(err) {
		case kernel.NonValido:
			errori = ui.ErrorsOf(err)
		case kernel.Conflitto:
			return p.mostraPratica(c, 409, id, f, ui.Errors{{Message: testoErrore(err)}})
		}
	}
	if len(errori) > 0 {
		return p.mostraPratica(c, 422, id, f, errori)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Pratica salvata", "La pratica "+x.Pratica.ID+" è salvata.")
	if f.Get("azione") == "altra" {
		return c.Redirect(v.proc(pid, "pratiche", "nuova"))
	}
	return c.Redirect(v.proc(pid, "pratiche"))
}

func (p *pagine) eliminaPratica(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	versione, _ := strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is no version
	err = p.Monitoraggio.EliminaPratica(c.Ctx(), c.Actor, v.ente, v.sem, pid, id, versione, f.Text("motivo"))
	if kernel.CodeOf(err) == kernel.NonValido {
		k, err2 := p.Monitoraggio.ApriPratica(c.Ctx(), c.Actor, v.ente, v.sem, pid, id)
		if err2 != nil {
			return err2
		}
		w := vediPratica(k, v, id, nil, nil)
		w.EliminaAperta, w.ErroreElimina = true, ui.ErrorsOf(err).For("motivo")
		w.Errori = ui.Errors{{Field: "motivo-elimina", Message: w.ErroreElimina}} // the summary leads to the field of this form
		return c.HTML(422, paginaPratica(w))
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Pratica eliminata", "Quello che diceva resta nella storia delle modifiche.")
	return c.Redirect(v.proc(pid, "pratiche"))
}

// leggiPratica reads the form of a practice.
func leggiPratica(f *web.Form) (x monitoraggio.Pratica, errori ui.Errors) {
	sbaglio := func(campo, messaggio string) {
		errori = append(errori, kernel.FieldError{Field: campo, Message: messaggio})
	}
	giorno := func(campo string) kernel.Day {
		d, ok := leggiGiorno(f.Text(campo))
		if !ok {
			sbaglio(campo, "La data non esiste: scriverla come 31/01/2026.")
		}
		return d
	}
	x.Pratica.ID, x.Tipologia, x.Nota = f.Text("id_pratica"), f.Text("tipologia"), f.Text("nota")
	x.Domanda, x.Provvedimento, x.SilenzioAssenso, x.EsclusaIl = giorno("data_domanda"), giorno("data_provvedimento"), giorno("data_silenzio_assenso"), giorno("data_esclusione")
	x.MotivoEsclusione, x.Conferenza = f.Text("motivo_esclusione"), f.Get("conferenza_servizi") != ""
	for i := 0; f.Has(fmt.Sprintf("sospensione-%d-dal", i)) && i < 100; i++ {
		dal, al := fmt.Sprintf("sospensione-%d-dal", i), fmt.Sprintf("sospensione-%d-al", i)
		s := termini.Sospensione{Dal: giorno(dal), Al: giorno(al)}
		switch {
		case s.Dal.IsZero() && s.Al.IsZero():
			continue
		case s.Dal.IsZero():
			sbaglio(dal, "Manca l’inizio della sospensione.")
		case !s.Al.IsZero() && s.Al.Before(s.Dal):
			sbaglio(al, "La ripresa viene prima dell’inizio della sospensione.")
		}
		x.Sospensioni = append(x.Sospensioni, s)
	}
	if t := f.Text("giorni_sospesi"); t != "" {
		n, err := strconv.Atoi(t)
		if err != nil || n < 0 || n > 20000 {
			sbaglio("giorni_sospesi", "Scrivere un numero intero di giorni, per esempio 30.")
		}
		x.GiorniSospesi = n
	}
	if t := f.Text("termine"); t != "" {
		te, err := termini.ParseTermine(strings.ToLower(strings.ReplaceAll(t, " ", "")))
		if err != nil {
			sbaglio("termine", "Scrivere 60 per i giorni di calendario, 5l per i giorni lavorativi, 3m per i mesi.")
		} else {
			x.Termine = &te
		}
	}
	return x, errori
}

// leggiGiorno reads a date as the browser sends it, or as people write it.
func leggiGiorno(s string) (kernel.Day, bool) {
	if d, err := kernel.ParseDay(s); err == nil {
		return d, true
	}
	parti := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
	if len(parti) != 3 || len(parti[2]) != 4 || len(parti[0]) > 2 || len(parti[1]) > 2 {
		return kernel.Day{}, false
	}
	d, err := kernel.ParseDay(fmt.Sprintf("%s-%02s-%02s", parti[2], parti[1], parti[0]))
	return d, err == nil
}

func testiPratica(x monitoraggio.Pratica) map[string]string {
	out := map[string]string{"id_pratica": x.Pratica.ID, "tipologia": x.Tipologia, "data_domanda": x.Domanda.String(), "data_provvedimento": x.Provvedimento.String(),
		"data_silenzio_assenso": x.SilenzioAssenso.String(), "data_esclusione": x.EsclusaIl.String(), "motivo_esclusione": x.MotivoEsclusione, "nota": x.Nota}
	if x.GiorniSospesi > 0 {
		out["giorni_sospesi"] = strconv.Itoa(x.GiorniSospesi)
	}
	if x.Termine != nil {
		out["termine"] = x.Termine.String()
	}
	for i, s := range x.Sospensioni {
		out[fmt.Sprintf("sospensione-%d-dal", i)], out[fmt.Sprintf("sospensione-%d-al", i)] = s.Dal.String(), s.Al.String()
	}
	return out
}

// motiviEsclusione are the reasons that take a practice out of the measures.
func motiviEsclusione() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Non esclusa"}}
	for _, m := range foglio.Motivi {
		if m.Esclude {
			out = append(out, ui.Option{Value: m.Testo, Label: maiuscola(m.Testo)})
		}
	}
	return out
}

func vediPratica(k monitoraggio.SchedaPratica, v via, id int64, f *web.Form, errori ui.Errors) vistaPratica {
	pid := k.Procedimento.ID
	out := vistaPratica{Errori: errori, Testi: testiPratica(k.Pratica), Conferenza: k.Pratica.Conferenza, ConMotivo: k.ConMotivo, Puo: k.Libera || k.ConMotivo, Motivi: motiviEsclusione(),
		Token: web.NewSubmission(), Azione: v.proc(pid, "pratiche", "nuova"), Bottone: "Aggiungi la pratica", Altra: id == 0,
		Indietro: ui.Link{Text: "Tornare alle pratiche", URL: v.proc(pid, "pratiche")},
		Pagina: ui.Page{Title: "Nuova pratica", Kicker: k.Procedimento.Nome + ", " + v.sem.InItaliano(), Section: "monitoraggio", Narrow: true,
			Breadcrumb: v.briciole(v.briciolaSemestre(), ui.Link{Text: k.Procedimento.Nome, URL: v.proc(pid, "pratiche")})}}
	sospensioni := len(k.Pratica.Sospensioni) + righeSospensione
	versione := k.Pratica.Versione
	if f != nil {
		out.Testi, sospensioni = map[string]string{}, 0
		for nome := range f.Values {
			out.Testi[nome] = f.Text(nome)
		}
		for f.Has(fmt.Sprintf("sospensione-%d-dal", sospensioni)) && sospensioni < 100 {
			sospensioni++
		}
		out.Conferenza = f.Get("conferenza_servizi") != ""
		versione, _ = strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is no version
	}
	for i := range sospensioni {
		dal := out.Campo(fmt.Sprintf("sospensione-%d-dal", i), fmt.Sprintf("Sospensione %d: dal", i+1), "", false)
		al := out.Campo(fmt.Sprintf("sospensione-%d-al", i), fmt.Sprintf("Sospensione %d: il termine riprende il", i+1), "", false)
		if i == 0 {
			al.Hint = "Il primo giorno che conta di nuovo; vuoto se è ancora sospesa."
			if e := errori.For("sospensioni"); e != "" && dal.Error == "" {
				dal.Error = e
			}
		}
		out.Sospensioni = append(out.Sospensioni, periodo{dal, al})
	}
	out.Giorni = out.Campo("giorni_sospesi", "Oppure, se si conosce solo il numero: giorni di sospensione", "", false)
	out.Giorni.Unit = "giorni di calendario"
	out.CampoNota = out.Campo("nota", "Nota", "Senza nomi di persone.", false)
	out.CampoNota.Rows, out.CampoNota.MaxLength, out.CampoNota.Short = 3, 1000, false
	out.AiutoTermine = "Solo se è diverso da quello del procedimento: 60 (giorni di calendario), 5l (lavorativi), 3m (mesi)."
	if t := k.Rilevato.Termine; t != nil {
		out.AiutoTermine = "Il procedimento ha " + t.InItaliano() + ". " + out.AiutoTermine
	}
	for _, nome := range []string{"termine", "data_esclusione", "motivo_esclusione", "nota"} {
		out.AltriAperti = out.AltriAperti || out.Testi[nome] != "" || errori.For(nome) != ""
	}
	if id != 0 {
		out.esistente(k, v, id, versione)
	}
	if k.ConMotivo {
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: "I dati del semestre sono già stati inviati.", Text: "La correzione vale subito e resta scritta con il motivo: non serve inviare di nuovo."}
	} else if !k.Libera {
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: k.Perche}
	}
	return out
}

// esistente turns the form into that of a practice that is there.
func (out *vistaPratica) esistente(k monitoraggio.SchedaPratica, v via, id, versione int64) {
	pid := k.Procedimento.ID
	out.Pagina.Title, out.Pagina.Kicker = "Pratica "+k.Pratica.Pratica.ID, k.Procedimento.Nome+", "+v.sem.InItaliano()
	out.Azione, out.Bottone = v.proc(pid, "pratiche", id), "Salva la pratica"
	out.Nascosti = []ui.Hidden{{Name: "versione", Value: strconv.FormatInt(versione, 10)}}
	if out.Puo {
		out.Elimina = &ui.ActionFormProps{Action: v.proc(pid, "pratiche", id, "elimina"), Token: web.NewSubmission(), Hidden: out.Nascosti}
	} else {
		x := k.Pratica
		out.Dettagli = []ui.Detail{{Term: "Tipologia", Text: x.Tipologia}, {Term: "Data della domanda", Text: x.Domanda.InItaliano()}, {Term: "Provvedimento", Text: x.Provvedimento.InItaliano()},
			{Term: "Silenzio-assenso", Text: x.SilenzioAssenso.InItaliano()}, {Term: "Sospensioni", Text: monitoraggio.TestoSospensioni(x.Sospensioni)}, {Term: "Esclusa dal", Text: x.EsclusaIl.InItaliano()}}
	}
	for i, m := range k.Modifiche {
		t := ui.TimelineItem{ID: fmt.Sprintf("modifica-%d", i), Author: m.Da, Time: m.Il.InItaliano(), TimeISO: m.Il.String(), Act: "Modificata", Text: m.Motivo}
		var righe []string
		for _, y := range m.Cambi {
			righe = append(righe, y.Campo+": da "+oNulla(y.Prima)+" a "+oNulla(y.Dopo))
		}
		if len(righe) > 0 {
			t.Text = strings.TrimSpace(strings.Join(righe, "; ") + ". " + conMotivo(m.Motivo))
		}
		out.Storia = append(out.Storia, t)
	}
}

func conMotivo(s string) string {
	if s == "" {
		return ""
	}
	return "Motivo: " + s
}

func oNulla(s string) string {
	if s == "" {
		return "(vuoto)"
	}
	return "«" + s + "»"
}
