package entiweb

import (
	"net/http"
	"slices"
	"strings"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// dettaglio is GET /adesioni/{id}.
func (d Deps) dettaglio(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return d.mostraDettaglio(c, http.StatusOK, id, "", "", nil)
}

func (d Deps) mostraDettaglio(c *web.Context, status int, id int64, atto enti.Atto, motivo string, es ui.Errors) error {
	det, err := d.Enti.Dettaglio(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	v := vistaDi(det, c.Now().Day())
	v.Errori = es
	for i := range v.Moduli {
		if m := &v.Moduli[i]; m.Atto == atto {
			m.Motivo, m.Aperto, m.Errore = motivo, true, es.For(m.campo())
		}
	}
	return c.HTML(status, paginaDettaglio(v))
}

// protocollo is GET /adesioni/{id}/protocollo: the file as an attachment.
func (d Deps) protocollo(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, r, err := d.Enti.Protocollo(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	defer r.Close()
	return c.Download(f.Name, f.Type, f.Size, r)
}

// azioni names the acts of the segreteria in addresses.
var azioni = []struct {
	slug   string
	atto   enti.Atto
	titolo string // of the notice
}{
	{"prendi-in-verifica", enti.ActPrendiInVerifica, "Adesione presa in verifica"},
	{"approva", enti.ActApprova, "Adesione approvata"},
	{"chiedi-integrazioni", enti.ActChiediIntegrazioni, "Integrazioni chieste"},
	{"respingi", enti.ActRespingi, "Adesione respinta"},
	{"annulla-decisione", enti.ActAnnullaDecisione, "Decisione annullata"},
	{"sospendi", enti.ActSospendi, "Adesione sospesa"},
	{"riattiva", enti.ActRiattiva, "Adesione riattivata"},
	{"cessa", enti.ActCessa, "Adesione cessata"},
}

// atto is POST /adesioni/{id}/{atto}.
func (d Deps) atto(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	for _, a := range azioni {
		if a.slug != c.R.PathValue("atto") {
			continue
		}
		campo := campoMotivo(a.slug)
		motivo := f.Text(campo)
		err := d.esegui(c, a.atto, id, numero(f, "versione"), motivo)
		if es, status, ok := errori(err); ok {
			for i := range es {
				if es[i].Field == "motivo" {
					es[i].Field = campo
				}
			}
			return d.mostraDettaglio(c, status, id, a.atto, motivo, es)
		}
		if err != nil {
			return err
		}
		c.SetNotice("success", a.titolo, "Chi ha presentato l'adesione è stato avvisato per e-mail.")
		return c.Redirect(urlAdesione(id))
	}
	return kernel.E(kernel.NonTrovato, "Questo atto non esiste.")
}

func (d Deps) esegui(c *web.Context, atto enti.Atto, id, versione int64, motivo string) error {
	ctx, chi, s := c.Ctx(), c.Actor, d.Enti
	switch atto {
	case enti.ActPrendiInVerifica:
		return s.PrendiInVerifica(ctx, chi, id, versione)
	case enti.ActApprova:
		return s.Approva(ctx, chi, id, versione)
	case enti.ActChiediIntegrazioni:
		return s.ChiediIntegrazioni(ctx, chi, id, versione, motivo)
	case enti.ActRespingi:
		return s.Respingi(ctx, chi, id, versione, motivo)
	case enti.ActAnnullaDecisione:
		return s.AnnullaDecisione(ctx, chi, id, versione, motivo)
	case enti.ActSospendi:
		return s.Sospendi(ctx, chi, id, versione, motivo)
	case enti.ActRiattiva:
		return s.Riattiva(ctx, chi, id, versione, motivo)
	default:
		return s.Cessa(ctx, chi, id, versione, motivo)
	}
}

func campoMotivo(slug string) string { return "motivo_" + strings.ReplaceAll(slug, "-", "_") }

// moduloAtto is one act that the person may do, with its reason if it has one.
type moduloAtto struct {
	Atto      enti.Atto
	Slug      string
	ConMotivo bool
	Spiega    string
	Motivo    string
	Errore    string
	Aperto    bool
	Primario  bool
	Pericolo  bool
}

func (m moduloAtto) campo() string { return campoMotivo(m.Slug) }

var spiegazioni = map[enti.Atto]string{
	enti.ActChiediIntegrazioni: "L'adesione torna a chi l'ha presentata, che corregge e invia di nuovo.",
	enti.ActRespingi:           "L'adesione si chiude. Chi l'ha presentata può iniziarne un'altra.",
	enti.ActAnnullaDecisione:   "L'adesione torna in verifica. Se era approvata, l'incarico termina subito e torna quello precedente.",
	enti.ActSospendi:           "L'ente non può inviare nuove richieste finché l'adesione non è riattivata.",
	enti.ActRiattiva:           "L'ente può di nuovo inviare richieste.",
	enti.ActCessa:              "Tutti gli incarichi dell'ente, delegati compresi, terminano subito. Le richieste restano.",
}

// vistaDettaglio is the page of an adesione.
type vistaDettaglio struct {
	enti.Dettaglio
	Tocca   ui.NextStepProps
	Moduli  []moduloAtto
	Riprova ui.Link // of the applicant: go on with the wizard
	Storia  []ui.TimelineItem
	Atteso  string
	Token   string
	Errori  ui.Errors
	Firma   string
	Staff   bool
	Lead    string
}

func vistaDi(d enti.Dettaglio, oggi kernel.Day) vistaDettaglio {
	a := d.Adesione
	v := vistaDettaglio{Dettaglio: d, Token: web.NewSubmission(), Staff: d.Parte == enti.ParteSegreteria,
		Lead: "Presentata da " + d.Richiedente.NomeCompleto() + " per rappresentare " + d.Ente.Il() + "."}
	v.Tocca, v.Atteso = tocca(d, oggi)
	for _, x := range azioni {
		if !slices.Contains(d.Consentiti, x.atto) {
			continue
		}
		m := moduloAtto{Atto: x.atto, Slug: x.slug, Spiega: spiegazioni[x.atto], Primario: x.atto == enti.ActApprova || x.atto == enti.ActPrendiInVerifica,
			Pericolo: x.atto == enti.ActRespingi || x.atto == enti.ActCessa}
		m.ConMotivo = !m.Primario
		v.Moduli = append(v.Moduli, m)
	}
	if slices.Contains(d.Consentiti, enti.ActSalva) {
		v.Riprova = ui.Link{Text: "Completa l'adesione", URL: urlPasso(a.ID, passoDati), Primary: true}
	}
	if d.File.ID != 0 {
		v.Firma = enti.DiceFirma(d.File.Type)
	}
	for _, x := range d.Atti {
		v.Storia = append(v.Storia, voceStoria(x, a))
	}
	return v
}

func voceStoria(x enti.AttoAdesione, a enti.Adesione) ui.TimelineItem {
	ruolo := x.Ruolo.Etichetta()
	if x.PersonaID == a.RichiedenteID {
		ruolo = "Richiedente"
	}
	i := ui.TimelineItem{Author: x.Nome, Role: ruolo, Time: x.Il.InItaliano(), TimeISO: x.Il.String(), Act: x.Atto.Fatto(), Text: x.Motivo}
	switch x.A {
	case enti.Approvata:
		i.Tone = ui.Success
	case enti.Respinta, enti.Sospesa:
		i.Tone = ui.Late
	case enti.DaIntegrare:
		i.Tone = ui.Warning
	}
	return i
}

// tocca says who must act, and what is expected next.
func tocca(d enti.Dettaglio, oggi kernel.Day) (ui.NextStepProps, string) {
	a := d.Adesione
	mia := d.Parte == enti.ParteRichiedente
	chi := "Tocca a chi ha presentato l'adesione"
	if mia {
		chi = "Completare e inviare"
	}
	switch a.Stato {
	case enti.Bozza:
		return ui.NextStepProps{Title: chi, Text: "L'adesione è una bozza: la segreteria non la vede ancora."}, "L'invio dell'adesione."
	case enti.DaIntegrare:
		return ui.NextStepProps{Title: chi, Text: "La segreteria ha chiesto correzioni. I dati già inseriti sono conservati."}, "L'invio dell'adesione corretta."
	case enti.Inviata:
		return ui.NextStepProps{Title: "Tocca alla segreteria", Text: "L'adesione aspetta la verifica " + fa(a.InviataIl, oggi) + "."}, "La segreteria prende in verifica l'adesione."
	case enti.InVerifica:
		return ui.NextStepProps{Title: "Tocca alla segreteria", Text: "L'adesione è in verifica. È stata inviata il " + a.InviataIl.Day().InItaliano() + "."}, "La decisione della segreteria."
	case enti.Approvata:
		t := "L'ente può chiedere assistenza. L'incarico vale fino al " + a.Dati.MandatoAl.InItaliano() + "."
		if a.Dati.MandatoAl.Before(oggi) {
			t = "L'incarico è terminato il " + a.Dati.MandatoAl.InItaliano() + ": chi rappresenta ora l'ente presenta una nuova adesione."
		}
		return ui.NextStepProps{Title: "Adesione conclusa", Text: t}, ""
	case enti.Respinta:
		return ui.NextStepProps{Title: "Adesione respinta", Text: "È possibile presentare una nuova adesione."}, ""
	case enti.Sospesa:
		return ui.NextStepProps{Title: "Adesione sospesa", Text: "L'ente per ora non può inviare nuove richieste."}, "La segreteria riattiva o cessa l'adesione."
	}
	return ui.NextStepProps{Title: "Adesione cessata", Text: "L'incarico collegato a questa adesione è terminato."}, ""
}

// ricevuta proves that the Protocollo was received.
func ricevuta(d enti.Dettaglio, avanti []string) ui.ReceiptProps {
	return ui.ReceiptProps{Title: "Protocollo di Collaborazione ricevuto", Time: d.Adesione.CaricatoIl.InItaliano(), Hash: d.File.SHA256,
		Rows: []ui.Detail{{Term: "Ente", Text: d.Ente.NomeEsteso()}, {Term: "File", Text: d.File.Name},
			{Term: "Dimensione", Text: files.Size(d.File.Size)}},
		Next: avanti, Links: []ui.Link{{Text: "Scarica il file", URL: urlAdesione(d.Adesione.ID) + "/protocollo"}}}
}

// riepilogo lists what the adesione declares.
func riepilogo(d enti.Dettaglio) []ui.Detail {
	a := d.Adesione
	cf := d.Richiedente.CodiceFiscale.Mascherato()
	if d.Parte == enti.ParteSegreteria {
		cf = string(d.Richiedente.CodiceFiscale)
	}
	out := []ui.Detail{{Term: "Ente", Text: d.Ente.NomeEsteso()}, {Term: "Provincia", Text: d.Ente.Luogo()},
		{Term: "Chi presenta l'adesione", Text: d.Richiedente.NomeCompleto()}, {Term: "Codice fiscale", Text: cf},
		{Term: "E-mail", Text: d.Richiedente.Email}, {Term: "Titolo", Text: titoloPer(a.Dati.Titolo, d.Ente.Tipo)},
		{Term: "Fine del mandato dichiarata", Text: a.Dati.MandatoAl.InItaliano()}}
	if a.Dati.Protocollo != "" || !a.Dati.ProtoData.IsZero() {
		out = append(out, ui.Detail{Term: "Protocollo dell'ente", Text: "n. " + oppure(a.Dati.Protocollo, "n.d.") + " del " + a.Dati.ProtoData.InItaliano()})
	}
	file := ui.Detail{Term: "Protocollo di Collaborazione", Text: "Non ancora caricato"}
	if d.File.ID != 0 {
		file = ui.Detail{Term: "Protocollo di Collaborazione", Text: d.File.Name, URL: urlAdesione(a.ID) + "/protocollo"}
	}
	return append(out, file)
}

func oppure(s, altro string) string {
	if s == "" {
		return altro
	}
	return s
}
