package monitoraggioweb

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// rotteEnte are the pages of one body: how it goes, its data, their sending.
func (p *pagine) rotteEnte(rt *web.Router) {
	compila := func(pattern string, h web.Handler) { web.Requires(monitoraggio.Compila, rt, pattern, h) }
	web.Requires(monitoraggio.Legge, rt, "GET /monitoraggio/enti/{ente}", p.sguardoEnte)
	verifica := func(pattern string, h web.Handler) { web.Requires(monitoraggio.Verifica, rt, pattern, h) }
	verifica("GET /monitoraggio/rilevazioni/{sem}/enti/{ente}/procedimenti/{pid}/pratiche", p.pratiche)
	verifica("GET /monitoraggio/rilevazioni/{sem}/enti/{ente}/procedimenti/{pid}/pratiche.csv", p.praticheCSV)
	verifica("GET /monitoraggio/rilevazioni/{sem}/enti/{ente}/procedimenti/{pid}/pratiche/{id}", p.pratica)
	compila("GET /monitoraggio/mio", p.sguardoMio)
	compila("GET /monitoraggio/mio/{sem}", p.compilazione)
	compila("POST /monitoraggio/mio/{sem}/procedimenti/{pid}/risposta", p.rispondi)
	compila("GET /monitoraggio/mio/{sem}/procedimenti/{pid}/numeri", p.numeri)
	compila("POST /monitoraggio/mio/{sem}/procedimenti/{pid}/numeri", p.salvaNumeri)
	compila("GET /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche", p.pratiche)
	compila("GET /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche.csv", p.praticheCSV)
	compila("GET /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche/nuova", p.nuovaPratica)
	compila("POST /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche/nuova", p.aggiungiPratica)
	compila("GET /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche/{id}", p.pratica)
	compila("POST /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche/{id}", p.correggiPratica)
	compila("POST /monitoraggio/mio/{sem}/procedimenti/{pid}/pratiche/{id}/elimina", p.eliminaPratica)
	compila("GET /monitoraggio/mio/{sem}/procedimenti/{pid}/aperte", p.aperte)
	compila("POST /monitoraggio/mio/{sem}/procedimenti/{pid}/aperte", p.chiudiAperte)
	compila("GET /monitoraggio/mio/{sem}/invia", p.riepilogo)
	compila("POST /monitoraggio/mio/{sem}/invia", p.invia)
	compila("GET /monitoraggio/mio/{sem}/ricevuta", p.ricevuta)
	compila("GET /monitoraggio/mio/{sem}/ricevute/{numero}", p.inviato)
	compila("GET /monitoraggio/mio/{sem}/revisione", p.revisione)
	compila("POST /monitoraggio/mio/{sem}/revisione", p.chiediRevisione)
	compila("GET /monitoraggio/mio/{sem}/modello", p.modello)
	compila("GET /monitoraggio/mio/{sem}/carica", p.carica)
	compila("POST /monitoraggio/mio/{sem}/carica", p.riceviFile)
	compila("GET /monitoraggio/mio/{sem}/caricamenti/{id}", p.caricamento)
	compila("POST /monitoraggio/mio/{sem}/caricamenti/{id}/mappa", p.mappaFile)
	compila("POST /monitoraggio/mio/{sem}/caricamenti/{id}/correggi", p.correggiFile)
	compila("POST /monitoraggio/mio/{sem}/caricamenti/{id}/acquisisci", p.acquisisciFile)
	compila("POST /monitoraggio/mio/{sem}/caricamenti/{id}/scarta", p.scartaFile)
	compila("GET /monitoraggio/mio/{sem}/caricamenti/{id}/errori", p.erroriFile)
}

// via writes the addresses of the pages of one body in one semester. Who acts
// for several bodies carries the body along; who checks reads the same pages
// under the campaign.
type via struct {
	sem      kernel.Semestre
	ente     int64
	molti    bool
	verifica bool
}

// a is the page under the semester with these parts.
func (v via) a(parti ...any) string {
	s := "/monitoraggio/mio/" + v.sem.String()
	if v.verifica {
		s = percorsoInvio(v.sem, v.ente)
	}
	for _, x := range parti {
		s += "/" + fmt.Sprint(x)
	}
	return v.con(s)
}

// casa is the page of how the body goes.
func (v via) casa() string { return v.con("/monitoraggio/mio") }

func (v via) con(path string) string {
	if !v.molti {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + "ente=" + strconv.FormatInt(v.ente, 10)
}

// proc is a page of one procedure.
func (v via) proc(procedimento int64, parti ...any) string {
	return v.a(append([]any{"procedimenti", procedimento}, parti...)...)
}

// briciole lead from the desk to the semester.
func (v via) briciole(altre ...ui.Link) []ui.Link {
	if v.verifica {
		return bricioleRilevazione(v.sem, append([]ui.Link{{Text: "Enti", URL: percorso(v.sem, "enti")}}, altre...)...)
	}
	return append([]ui.Link{{Text: "Scrivania", URL: "/scrivania"}, {Text: "Tempi dei procedimenti", URL: v.casa()}}, altre...)
}

// briciolaSemestre is the page of the semester as an ancestor.
func (v via) briciolaSemestre() ui.Link {
	if v.verifica {
		return ui.Link{Text: "Dati dell’ente", URL: v.a()}
	}
	return ui.Link{Text: maiuscola(v.sem.InItaliano()), URL: v.a()}
}

// mia reads body and semester of the address: the body asked for with ?ente=,
// else the only one that the actor acts for.
func (p *pagine) mia(c *web.Context) (v via, err error) {
	if c.R.PathValue("sem") != "" {
		if v.sem, err = semestre(c); err != nil {
			return v, err
		}
	}
	if c.R.PathValue("ente") != "" {
		v.verifica = true
		v.ente, err = c.ID("ente")
		return v, err
	}
	enti := c.Actor.Enti()
	v.molti = len(enti) > 1
	if q := c.Query("ente"); q != "" {
		n, err := strconv.ParseInt(q, 10, 64)
		if err != nil || !c.Actor.DiEnte(n) {
			return v, nonTrovato()
		}
		v.ente = n
		return v, nil
	}
	if len(enti) == 1 {
		v.ente = enti[0]
	}
	return v, nil
}

// miaPerProc is mia with the procedure of the address; without a body the
// person chooses one first.
func (p *pagine) miaPerProc(c *web.Context) (v via, pid int64, err error) {
	if v, err = p.mia(c); err != nil {
		return v, 0, err
	}
	if v.ente == 0 {
		return v, 0, nonTrovato()
	}
	if c.R.PathValue("pid") != "" {
		pid, err = c.ID("pid")
	}
	return v, pid, err
}

func nonTrovato() error { return kernel.E(kernel.NonTrovato, "") }

// giorniMedi writes a mean as days with their unit, or n.d.
func giorniMedi(x *float64) string {
	if x == nil {
		return "n.d."
	}
	s := breveGiorni(*x)
	if s == "1" {
		return "1 giorno di calendario"
	}
	return s + " giorni di calendario"
}

// breveGiorni writes a mean with one decimal when it is small.
func breveGiorni(x float64) string {
	if x < 10 {
		return strings.TrimSuffix(kernel.Decimale(x, 1), ",0")
	}
	return kernel.Decimale(x, 0)
}

// entro says until when, and how many days that leaves.
func entro(giorno, oggi kernel.Day) (testo string, tardi bool) {
	switch n := giorno.DaysSince(oggi); {
	case n < 0:
		return "Il termine era " + giorno.ConGiornoSettimana() + ", " + kernel.GiorniDiCalendario(-n) + " fa. I dati si possono ancora inviare.", true
	case n == 0:
		return "Entro oggi, " + giorno.ConGiornoSettimana() + ".", false
	case n == 1:
		return "Entro domani, " + giorno.ConGiornoSettimana() + ".", false
	default:
		return "Entro " + giorno.ConGiornoSettimana() + ", tra " + kernel.GiorniDiCalendario(n) + ".", false
	}
}

func conQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
