package scrivaniaweb

import (
	"net/http"
	"strconv"

	"pass/internal/analisi"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/scrivania"
	"pass/internal/termini"
	"pass/internal/ui"
)

func (d Deps) scrivania(c *web.Context) error {
	var desk scrivania.Desk
	err := d.DB.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		desk, err = scrivania.Componi(c.Ctx(), tx, c.Actor, d.Config.GiorniSilenzio)
		return err
	})
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, page(vista(desk, c.Actor, c.Now().Day())))
}

// view is the desk as the page shows it.
type view struct {
	Lead       string
	Enti       []scrivania.EnteMio
	Adesioni   []adesione
	PuoAderire bool
	Sezioni    []sezione
	Carichi    ui.Table
	ConCarichi bool
	Cifre      []ui.FigureProps
	Verifiche  string
	Messaggi   string
	Redazione  []ui.Alert
	Pendenze   []ui.Alert
	Ammin      bool
	Servizio   bool    // may look at where the requests stop
	Primaria   ui.Link // the one primary action of the page
}

type adesione struct {
	Ente, URL, Stato string
	Tone             ui.Tone
}

type sezione struct {
	scrivania.Sezione
	Tabella ui.Table
	Conta   string
}

func vista(d scrivania.Desk, chi kernel.Actor, oggi kernel.Day) view {
	v := view{Lead: scrivania.Domanda(chi), Enti: d.Enti, PuoAderire: d.PuoAderire, Ammin: d.Ammin, Servizio: analisi.Servizio.Allows(chi)}
	for _, a := range d.Adesioni {
		v.Adesioni = append(v.Adesioni, adesione{Ente: d.NomiEnti[a.EnteID], URL: "/adesioni/" + strconv.FormatInt(a.ID, 10),
			Stato: a.Stato.Etichetta(), Tone: tonoAdesione(a.Stato)})
	}
	for _, s := range d.Sezioni {
		v.Sezioni = append(v.Sezioni, sezione{s, tabella(s, oggi), conta(s)})
	}
	if d.Segreteria && d.DaVerifica > 0 {
		v.Verifiche = quante(d.DaVerifica, "adesione aspetta una verifica", "adesioni aspettano una verifica") + "."
	}
	if d.Messaggi.Quanti > 0 {
		v.Messaggi = messaggi(d.Messaggi.Quanti, termini.GiorniLordi(d.Messaggi.Dal.Day(), oggi))
	}
	if n := d.Redazione.Commenti; n > 0 {
		v.Redazione = append(v.Redazione, ui.Alert{Tone: ui.Warning, Title: quante(n, "commento aspetta una decisione", "commenti aspettano una decisione") + ".", Links: []ui.Link{{Text: "Leggere i commenti", URL: "/redazione/commenti"}}})
	}
	if n := d.Redazione.Bozze; n > 0 {
		v.Redazione = append(v.Redazione, ui.Alert{Tone: ui.Info, Title: quante(n, "bozza del sito è da completare", "bozze del sito sono da completare") + ".", Links: []ui.Link{{Text: "Vedere le bozze", URL: "/redazione?stato=bozza"}}})
	}
	for _, p := range d.Pendenze {
		v.Pendenze = append(v.Pendenze, pendenza(p, oggi))
	}
	v.Primaria = primaria(d)
	v.Carichi, v.ConCarichi = carichi(d.Carichi), len(d.Carichi) > 0
	if d.Attivita != nil {
		v.Cifre = cifre(*d.Attivita)
	}
	return v
}

// messaggi says how many messages of the public wait, and for how many calendar
// days the oldest one does.
func messaggi(n, giorni int) string {
	da := "arrivato oggi"
	if giorni > 0 {
		da = "arrivato " + kernel.GiorniDiCalendario(giorni) + " fa"
	}
	if n == 1 {
		return "1 messaggio del pubblico da leggere, " + da + "."
	}
	return kernel.Numero(int64(n)) + " messaggi del pubblico da leggere; il più vecchio è " + da + "."
}

// pendenza is what the monitoring waits for, with its day.
func pendenza(p monitoraggio.Pendenza, oggi kernel.Day) ui.Alert {
	a := ui.Alert{Tone: ui.Info, Title: p.Testo, Links: []ui.Link{{Text: p.Azione, URL: p.URL}}}
	switch {
	case p.Entro.IsZero():
	case oggi.After(p.Entro):
		a.Tone, a.Text = ui.Late, "Il termine era "+p.Entro.ConGiornoSettimana()+", "+kernel.GiorniDiCalendario(termini.GiorniLordi(p.Entro, oggi))+" fa. I dati servono comunque."
	case p.Entro == oggi:
		a.Tone, a.Text = ui.Warning, "L'ultimo giorno è oggi."
	default:
		a.Tone, a.Text = ui.Warning, "Entro "+p.Entro.ConGiornoSettimana()+", tra "+kernel.GiorniDiCalendario(termini.GiorniLordi(oggi, p.Entro))+"."
	}
	return a
}

func primaria(d scrivania.Desk) ui.Link {
	for _, e := range d.Enti {
		if e.PuoChieder {
			return ui.Link{Text: "Chiedi assistenza", URL: "/richieste/nuova", Primary: true}
		}
	}
	if d.Segreteria && d.DaVerifica > 0 {
		return ui.Link{Text: "Verifica le adesioni", URL: "/adesioni", Primary: true}
	}
	if d.PuoAderire && len(d.Adesioni) == 0 {
		return ui.Link{Text: "Registra il tuo ente", URL: "/enti/adesione", Primary: true}
	}
	return ui.Link{}
}

func tonoAdesione(s enti.Stato) ui.Tone {
	if s == enti.DaIntegrare || s == enti.Bozza {
		return ui.Warning
	}
	return ui.Info
}

func quante(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return kernel.Numero(n) + " " + many
}

func conta(s scrivania.Sezione) string {
	if s.Totale <= len(s.Voci) {
		return quante(int64(s.Totale), "richiesta", "richieste")
	}
	return "Prime " + kernel.Numero(int64(len(s.Voci))) + " di " + kernel.Numero(int64(s.Totale))
}

func tabella(s scrivania.Sezione, oggi kernel.Day) ui.Table {
	if s.Chiuse {
		return tabellaChiuse(s)
	}
	t := ui.Table{Caption: s.Titolo, HideCaption: true,
		Columns: []ui.Column{{Text: "Richiesta"}, {Text: "Stato"}, {Text: "Prossimo passo"}, {Text: "Entro"}}}
	for _, v := range s.Voci {
		entro, tono := entro(v, oggi)
		t.Rows = append(t.Rows, ui.Row{Tone: tono, Cells: []ui.Cell{
			{Text: v.Titolo, Sub: v.Sotto, URL: v.URL}, ui.ChipCell(ui.Chip{Text: v.Stato, Tone: tonoStato(v)}),
			{Text: v.Passo, Sub: v.Chi}, ui.TextCell(entro)}})
	}
	return t
}

func tabellaChiuse(s scrivania.Sezione) ui.Table {
	t := ui.Table{Caption: s.Titolo, HideCaption: true, Columns: []ui.Column{{Text: "Richiesta"}, {Text: "Stato"}, {Text: "Conclusa il"}}}
	for _, v := range s.Voci {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: v.Titolo, Sub: v.Sotto, URL: v.URL},
			ui.ChipCell(ui.Chip{Text: v.Stato, Tone: ui.Success}), ui.TextCell(v.ChiusaIl.InItaliano())}})
	}
	return t
}

func tonoStato(v scrivania.Voce) ui.Tone {
	switch {
	case v.Mia:
		return ui.Warning
	case v.Chi == "":
		return ui.Success
	}
	return ui.Info
}

// entro says by when, and how far that is in calendar days.
func entro(v scrivania.Voce, oggi kernel.Day) (string, ui.Tone) {
	switch {
	case v.Entro.IsZero():
		return "—", ui.Neutral
	case v.Tardi > 0:
		return v.Entro.InItaliano() + ", in ritardo di " + kernel.GiorniDiCalendario(v.Tardi), ui.Late
	case v.Entro == oggi:
		return "oggi", ui.Neutral
	case oggi.After(v.Entro):
		return v.Entro.InItaliano() + ", passato da " + kernel.GiorniDiCalendario(termini.GiorniLordi(v.Entro, oggi)), ui.Neutral
	}
	return v.Entro.InItaliano() + ", tra " + kernel.GiorniDiCalendario(termini.GiorniLordi(oggi, v.Entro)), ui.Neutral
}

func carichi(cs []scrivania.Carico) ui.Table {
	t := ui.Table{Caption: "Richieste aperte per esperto", HideCaption: true,
		Columns: []ui.Column{{Text: "Esperto"}, {Text: "Richieste aperte", Numeric: true}}}
	for _, c := range cs {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(c.Nome), ui.TextCell(kernel.Numero(int64(c.Aperte)))}})
	}
	return t
}

func cifre(a pubblico.Attivita) []ui.FigureProps {
	r := a.Regione
	periodo := "fino al " + a.AggiornataAl.InItaliano()
	fonte := "Richieste registrate in PAsS"
	out := []ui.FigureProps{
		{Label: "Enti aderenti", Value: kernel.Numero(r.EntiAderenti), Unit: "su " + kernel.Numero(r.EntiTotali) + " enti", Period: periodo, Source: fonte, URL: "/cifre"},
		{Label: "Richieste ricevute", Value: kernel.Numero(r.Ricevute), Unit: "richieste", Period: periodo, Source: fonte, URL: "/cifre"},
		{Label: "Richieste evase", Value: kernel.Numero(r.Evase), Unit: "richieste", Period: periodo, Source: fonte, URL: "/cifre"},
		{Label: "Tempo fino alla prima risposta", Value: "n.d.", Unit: "mediana, giorni di 24 ore", N: kernel.Numero(r.PrimaRisposta.N) + " richieste", Period: periodo, Source: fonte, URL: "/cifre"},
	}
	if r.PrimaRisposta.Nota() {
		out[3].Value = kernel.Decimale(*r.PrimaRisposta.Valore, 1)
	}
	return out
}
