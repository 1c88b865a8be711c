package monitoraggioweb

import (
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaNumeri is the form of the eight numbers of a procedure.
type vistaNumeri struct {
	Pagina ui.Page
	Errori ui.Errors
	Gruppi []gruppoNumeri
	Nota   string
	Azione string
	Token  string
	Avviso *ui.Alert
	Indiet ui.Link
	Puo    bool
}

// gruppoNumeri is a set of numbers under one heading.
type gruppoNumeri struct {
	Titolo string
	Campi  []ui.Field
}

// campiNumeri are the numbers in the order of the form, by the key of
// monitoraggio.OttoNumeri.
var campiNumeri = []struct {
	gruppo, nome, etichetta, aiuto, unita string
	obbligatorio, decimale                bool
}{
	{"Pratiche concluse nel semestre", "concluse_espresse", "Concluse con provvedimento espresso", "Favorevole o no, qualunque sia la data della domanda.", "pratiche", true, false},
	{"Pratiche concluse nel semestre", "con_conferenza", "Di queste, con conferenza di servizi", "", "pratiche", true, false},
	{"Pratiche concluse nel semestre", "con_sospensioni", "Di queste, con sospensioni", "", "pratiche", true, false},
	{"Pratiche concluse nel semestre", "concluse_silenzio_assenso", "Concluse con silenzio-assenso", "", "pratiche", true, false},
	{"Tempi", "durata_media", "Durata media effettiva", "Dalla domanda al provvedimento, comprese le sospensioni e i giorni festivi. Solo se ci sono pratiche concluse con provvedimento.", "giorni di calendario", false, true},
	{"Tempi", "termine_massimo", "Termine massimo previsto", "Vuoto: vale quello della rilevazione.", "giorni di calendario", false, true},
	{"Pratiche avviate e aperte", "avviate", "Avviate nel semestre", "Domande ricevute nel semestre.", "pratiche", true, false},
	{"Pratiche avviate e aperte", "arretrato", "Arretrato a fine semestre", "Aperte l’ultimo giorno e già oltre il termine, tolte le sospensioni.", "pratiche", true, false},
	{"Pratiche avviate e aperte", "pendenti_inizio", "Aperte il primo giorno del semestre", "Se si conosce: permette di controllare che i conti tornino.", "pratiche", false, false},
	{"Pratiche avviate e aperte", "pendenti_fine", "Aperte l’ultimo giorno del semestre", "Se si conosce.", "pratiche", false, false},
}

func (p *pagine) numeri(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, x, err := p.voce(c, v, pid)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaNumeri(vediNumeri(k, x, v, testiNumeri(x.Risposta.Dichiarate), x.Risposta.Nota, nil)))
}

// voce reads the answer of one procedure.
func (p *pagine) voce(c *web.Context, v via, pid int64) (k monitoraggio.Compilazione, x monitoraggio.Voce, err error) {
	if k, err = p.Monitoraggio.Compilazione(c.Ctx(), c.Actor, v.ente, v.sem); err != nil {
		return k, x, err
	}
	x, ok := k.Voce(pid)
	if !ok {
		err = nonTrovato()
	}
	return k, x, err
}

func (p *pagine) salvaNumeri(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	testi := map[string]string{}
	for _, x := range campiNumeri {
		testi[x.nome] = f.Text(x.nome)
	}
	numeri, errori := leggiNumeri(testi)
	if len(errori) == 0 {
		err = p.Monitoraggio.Rispondi(c.Ctx(), c.Actor, v.ente, v.sem, pid, monitoraggio.Dichiarate, numeri, f.Text("nota"))
		if err != nil && kernel.CodeOf(err) != kernel.NonValido {
			return err
		}
		errori = ui.ErrorsOf(err)
	}
	if len(errori) > 0 {
		k, x, err := p.voce(c, v, pid)
		if err != nil {
			return err
		}
		return c.HTML(422, paginaNumeri(vediNumeri(k, x, v, testi, f.Get("nota"), errori)))
	}
	c.SetNotice("success", "Totali salvati", "Sono in bozza: verranno inviati insieme agli altri procedimenti.")
	return c.Redirect(v.a())
}

// leggiNumeri reads the numbers as typed; 71,5 and 1.234 are numbers.
func leggiNumeri(testi map[string]string) (o monitoraggio.OttoNumeri, errori ui.Errors) {
	interi := map[string]**int64{"concluse_silenzio_assenso": &o.ConcluseSilenzioAssenso, "concluse_espresse": &o.ConcluseEspresse, "con_sospensioni": &o.ConSospensioni,
		"con_conferenza": &o.ConConferenza, "avviate": &o.Avviate, "arretrato": &o.Arretrato, "pendenti_inizio": &o.PendentiInizio, "pendenti_fine": &o.PendentiFine}
	decimali := map[string]**float64{"durata_media": &o.DurataMedia, "termine_massimo": &o.TermineMassimo}
	for _, x := range campiNumeri {
		testo := strings.ReplaceAll(testi[x.nome], " ", "")
		if testo == "" {
			continue
		}
		if d, ok := decimali[x.nome]; ok {
			n, ok := decimaleItaliano(testo)
			if !ok {
				errori = append(errori, kernel.FieldError{Field: x.nome, Message: "Scrivere un numero di giorni, per esempio 71 oppure 71,5."})
				continue
			}
			*d = &n
			continue
		}
		n, err := strconv.ParseInt(interoItaliano(testo), 10, 64)
		if err != nil || n < 0 || n > 10_000_000 {
			errori = append(errori, kernel.FieldError{Field: x.nome, Message: "Scrivere un numero intero, per esempio 12."})
			continue
		}
		*interi[x.nome] = &n
	}
	return o, errori
}

// interoItaliano drops the thousands separators of 1.234, and nothing else.
func interoItaliano(s string) string {
	parti := strings.Split(s, ".")
	for i, p := range parti {
		if len(parti) > 1 && (i > 0 && len(p) != 3 || i == 0 && (p == "" || len(p) > 3)) {
			return s
		}
	}
	return strings.Join(parti, "")
}

func decimaleItaliano(s string) (float64, bool) {
	intera, resto, virgola := strings.Cut(s, ",")
	if virgola {
		s = interoItaliano(intera) + "." + resto
	} else if !strings.Contains(s, ".") || interoItaliano(s) != s {
		s = interoItaliano(s)
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && n >= 0 && n < 1e9
}

func testiNumeri(o monitoraggio.OttoNumeri) map[string]string {
	intero := func(x *int64) string {
		if x == nil {
			return ""
		}
		return strconv.FormatInt(*x, 10)
	}
	decimale := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strings.Replace(strconv.FormatFloat(*x, 'f', -1, 64), ".", ",", 1)
	}
	return map[string]string{"concluse_silenzio_assenso": intero(o.ConcluseSilenzioAssenso), "concluse_espresse": intero(o.ConcluseEspresse), "con_sospensioni": intero(o.ConSospensioni),
		"con_conferenza": intero(o.ConConferenza), "avviate": intero(o.Avviate), "arretrato": intero(o.Arretrato), "pendenti_inizio": intero(o.PendentiInizio),
		"pendenti_fine": intero(o.PendentiFine), "durata_media": decimale(o.DurataMedia), "termine_massimo": decimale(o.TermineMassimo)}
}

func vediNumeri(k monitoraggio.Compilazione, x monitoraggio.Voce, v via, testi map[string]string, nota string, errori ui.Errors) vistaNumeri {
	out := vistaNumeri{Errori: errori, Nota: nota, Azione: v.proc(x.Procedimento.ID, "numeri"), Token: web.NewSubmission(), Puo: k.Aperta || k.Revisione == monitoraggio.RevisioneAperta,
		Indiet: ui.Link{Text: "Annulla e torna al semestre", URL: v.a()},
		Pagina: ui.Page{Title: "Solo i totali: " + x.Procedimento.Nome, Kicker: k.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio", Narrow: true,
			Breadcrumb: v.briciole(v.briciolaSemestre()), Lead: "Per chi non ha l’elenco delle pratiche. Con i soli totali la mediana e i tempi netti restano n.d."}}
	if k.Revisione == monitoraggio.RevisioneAperta {
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: "La revisione è aperta: i totali si possono correggere.", Text: "Le cifre bloccate cambiano quando la Regione chiude la revisione."}
	} else if !k.Aperta {
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: k.Perche}
	} else if x.Pratiche > 0 {
		out.Avviso = &ui.Alert{Tone: ui.Warning, Title: "Per questo procedimento ci sono già " + quanti(x.Pratiche, "pratica", "pratiche") + " nel semestre.",
			Text: "Salvando i totali valgono questi. Le pratiche restano e si può tornare a calcolare da quelle."}
	}
	for _, y := range campiNumeri {
		if len(out.Gruppi) == 0 || out.Gruppi[len(out.Gruppi)-1].Titolo != y.gruppo {
			out.Gruppi = append(out.Gruppi, gruppoNumeri{Titolo: y.gruppo})
		}
		g := &out.Gruppi[len(out.Gruppi)-1]
		g.Campi = append(g.Campi, ui.Field{Name: y.nome, Label: y.etichetta, Hint: y.aiuto, Unit: y.unita, Required: y.obbligatorio, Value: testi[y.nome], Error: errori.For(y.nome), Short: true, MaxLength: 12})
	}
	return out
}
