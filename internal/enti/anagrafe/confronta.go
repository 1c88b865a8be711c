package anagrafe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// Voce is a Comune as two lists are compared: what it is called and where it is,
// since when, and until when.
type Voce struct {
	Istat       kernel.CodiceIstat
	Belfiore    kernel.CodiceBelfiore
	Nome        string
	AltraLingua string
	Provincia   string // three digits
	Sigla       string
	Regione     string             // two digits
	Istituito   kernel.Day         // first day of what this entry says; zero when the list does not say
	Cessato     kernel.Day         // first day on which the Comune is no more; zero while it lives
	Successore  kernel.CodiceIstat // of a ceased Comune, who has its territory, when known
}

// Voce is the Comune as Confronta wants it.
func (c Comune) Voce() Voce {
	return Voce{Istat: c.Istat, Belfiore: c.Belfiore, Nome: c.Nome, AltraLingua: c.AltraLingua,
		Provincia: c.Provincia, Sigla: c.Sigla, Regione: c.Regione}
}

// Voci are the Comuni as Confronta wants them.
func Voci(comuni []Comune) []Voce {
	voci := make([]Voce, len(comuni))
	for i, c := range comuni {
		voci[i] = c.Voce()
	}
	return voci
}

func ordineVoci(a, b Voce) int {
	return cmp.Or(strings.Compare(string(a.Istat), string(b.Istat)), strings.Compare(string(a.Belfiore), string(b.Belfiore)),
		a.Cessato.Time().Compare(b.Cessato.Time()), strings.Compare(a.Nome, b.Nome))
}

// TipoVariazione says what happened to a Comune between two lists.
type TipoVariazione string

// The kinds, in the order in which they are to be applied.
const (
	NuovaIstituzione TipoVariazione = "nuova_istituzione" // was not in the register
	Ripristino       TipoVariazione = "ripristino"        // had ceased, lives again
	CambioProvincia  TipoVariazione = "cambio_provincia"  // and therefore ISTAT code
	CambioCodice     TipoVariazione = "cambio_codice"     // ISTAT or Belfiore, same province
	CambioNome       TipoVariazione = "cambio_nome"
	CambioGrafia     TipoVariazione = "cambio_grafia" // accents, apostrophes, second language: no history
	Fusione          TipoVariazione = "fusione"       // ceased, and its territory went to Successore
	Cessazione       TipoVariazione = "cessazione"    // ceased, and nobody says where its territory went
)

var ordineTipi = []TipoVariazione{NuovaIstituzione, Ripristino, CambioProvincia, CambioCodice, CambioNome,
	CambioGrafia, Fusione, Cessazione}

// Variazione is one difference between the register and a list. The register
// applies it by adding to its history: nothing is ever deleted.
type Variazione struct {
	Tipo       TipoVariazione
	Prima      Voce // what the register has; zero for NuovaIstituzione
	Dopo       Voce // what the list has; zero when the list no longer names the Comune
	Successore Voce // of Fusione
	Dal        kernel.Day
	Certa      bool // false when it is a likely reading, which a person should confirm
}

// Descrizione is the variation in one Italian sentence.
func (v Variazione) Descrizione() string {
	var s string
	switch v.Tipo {
	case NuovaIstituzione:
		s = fmt.Sprintf("%s è un nuovo Comune (codice ISTAT %s).", conSigla(v.Dopo), v.Dopo.Istat)
	case Ripristino:
		s = fmt.Sprintf("%s risultava cessato ed è di nuovo attivo.", conSigla(v.Dopo))
	case CambioProvincia:
		s = fmt.Sprintf("%s passa da %s a %s: il codice ISTAT %s diventa %s.", v.Prima.Nome, v.Prima.Sigla, v.Dopo.Sigla, v.Prima.Istat, v.Dopo.Istat)
	case CambioCodice:
		s = fmt.Sprintf("%s cambia codici: da %s a %s.", conSigla(v.Prima), v.Prima.codici(), v.Dopo.codici())
	case CambioNome:
		s = fmt.Sprintf("%s si chiama ora %s.", conSigla(v.Prima), v.Dopo.Nome)
	case CambioGrafia:
		s = fmt.Sprintf("%s si scrive ora %s.", conSigla(v.Prima), v.Dopo.Completo())
	case Fusione:
		s = fmt.Sprintf("%s cessa e confluisce in %s.", conSigla(v.Prima), conSigla(v.Successore))
	case Cessazione:
		s = fmt.Sprintf("%s cessa; l'elenco non dice dove va il suo territorio.", conSigla(v.Prima))
	}
	if !v.Certa {
		s += " Da confermare."
	}
	return s
}

func (v Voce) codici() string {
	if v.Belfiore == "" {
		return string(v.Istat) + " (senza Belfiore)"
	}
	return string(v.Istat) + " " + string(v.Belfiore)
}

func conSigla(v Voce) string { return v.Nome + " (" + v.Sigla + ")" }

// Completo is the name in both languages: "Bolzano/Bozen".
func (v Voce) Completo() string {
	if v.AltraLingua == "" {
		return v.Nome
	}
	return v.Nome + "/" + v.AltraLingua
}

// ConCessati adds to a list the Comuni of the register that it no longer names
// and whose end is told by the successions, so that Confronta knows when they
// ceased and where they went, through later mergers too. Successions later than
// alGiorno are left for another time.
func ConCessati(nuovo, attuale []Voce, successioni []Successione, alGiorno kernel.Day) []Voce {
	vivi := map[kernel.CodiceIstat]bool{}
	stessi := map[kernel.CodiceBelfiore]bool{"": false}
	for _, n := range nuovo {
		vivi[n.Istat] = true
		stessi[n.Belfiore] = n.Belfiore != ""
	}
	eredi := map[kernel.CodiceIstat]Successione{}
	for _, s := range successioni {
		if _, ok := eredi[s.Cessato]; !ok && !s.Dal.After(alGiorno) {
			eredi[s.Cessato] = s
		}
	}
	nuovo = slices.Clone(nuovo)
	for _, a := range attuale {
		s, ok := eredi[a.Istat]
		if !ok || vivi[a.Istat] || stessi[a.Belfiore] {
			continue
		}
		a.Istituito, a.Cessato, a.Successore = kernel.Day{}, s.Dal, s.Successore
		for passi := 0; !vivi[a.Successore] && passi < len(eredi); passi++ {
			if s, ok = eredi[a.Successore]; !ok {
				break
			}
			a.Successore = s.Successore
		}
		nuovo = append(nuovo, a)
	}
	return nuovo
}

// Confronta says how the register becomes the list: attuale is the register,
// its ceased Comuni included; nuovo is the list as it is on alGiorno, with the
// ceased Comuni it knows of. A list may be of some regions only: the Comuni of a
// region that it does not name are left alone. The result is sorted in the
// order in which it is to be applied and depends on nothing but the arguments.
//
// A Comune is the same when its Belfiore code is, or else its ISTAT code. When
// the list does not say who succeeds a Comune, the only new Comune of its
// province that bears its name, or that begins on the day it ends, is proposed
// with Certa false.
func Confronta(attuale, nuovo []Voce, alGiorno kernel.Day) []Variazione {
	c := &confronto{alGiorno: alGiorno, nuovo: slices.Clone(nuovo), preso: make([]bool, len(nuovo)),
		regioni: map[string]bool{}, belfiore: map[kernel.CodiceBelfiore]int{}, istat: map[kernel.CodiceIstat]int{}}
	slices.SortFunc(c.nuovo, ordineVoci)
	c.indicizza()
	registro := slices.Clone(attuale)
	slices.SortFunc(registro, ordineVoci)
	// The living first: a ceased entry must not take the place of a living one.
	for _, vivo := range []bool{true, false} {
		for _, a := range registro {
			if a.Cessato.IsZero() == vivo {
				c.abbina(a)
			}
		}
	}
	c.nuovi()
	c.cessati()
	slices.SortStableFunc(c.esito, func(x, y Variazione) int {
		return cmp.Or(cmp.Compare(slices.Index(ordineTipi, x.Tipo), slices.Index(ordineTipi, y.Tipo)),
			ordineVoci(x.soggetto(), y.soggetto()))
	})
	return c.esito
}

func (v Variazione) soggetto() Voce {
	if v.Prima.Istat != "" {
		return v.Prima
	}
	return v.Dopo
}

type confronto struct {
	alGiorno kernel.Day
	nuovo    []Voce
	preso    []bool
	regioni  map[string]bool
	belfiore map[kernel.CodiceBelfiore]int
	istat    map[kernel.CodiceIstat]int
	spariti  []Variazione // Cessazione, before the search for a successor
	esito    []Variazione
}

// indicizza prefers, for each code, the entry that lives.
func (c *confronto) indicizza() {
	for i, n := range c.nuovo {
		if n.Regione != "" {
			c.regioni[n.Regione] = true
		}
		if j, ok := c.belfiore[n.Belfiore]; n.Belfiore != "" && (!ok || !c.nuovo[j].Cessato.IsZero()) {
			c.belfiore[n.Belfiore] = i
		}
		if j, ok := c.istat[n.Istat]; !ok || !c.nuovo[j].Cessato.IsZero() {
			c.istat[n.Istat] = i
		}
	}
}

// trova gives the entry of the list that is the same Comune, or -1.
func (c *confronto) trova(a Voce) int {
	if i, ok := c.belfiore[a.Belfiore]; ok && a.Belfiore != "" && !c.preso[i] {
		return i
	}
	i, ok := c.istat[a.Istat]
	if !ok || c.preso[i] {
		return -1
	}
	n := c.nuovo[i]
	if a.Belfiore != "" && n.Belfiore != "" && a.Belfiore != n.Belfiore && kernel.Fold(a.Nome) != kernel.Fold(n.Nome) {
		return -1
	}
	return i
}

func (c *confronto) abbina(a Voce) {
	i := c.trova(a)
	if i < 0 {
		if a.Cessato.IsZero() && c.competente(a) {
			c.spariti = append(c.spariti, Variazione{Tipo: Cessazione, Prima: a, Dal: c.alGiorno, Certa: true})
		}
		return
	}
	n := c.nuovo[i]
	c.preso[i] = true
	switch {
	case !n.Cessato.IsZero() && !n.Cessato.After(c.alGiorno):
		if a.Cessato.IsZero() {
			c.spariti = append(c.spariti, Variazione{Tipo: Cessazione, Prima: a, Dopo: n, Dal: n.Cessato, Certa: true})
		}
		return
	case !a.Cessato.IsZero():
		c.aggiungi(Ripristino, a, n)
	}
	c.cambi(a, n)
}

// competente reports whether the list speaks of the region of a.
func (c *confronto) competente(a Voce) bool {
	return a.Regione == "" || len(c.regioni) == 0 || c.regioni[a.Regione]
}

// cambi compares the two entries of one living Comune.
func (c *confronto) cambi(a, n Voce) {
	switch {
	case n.Provincia != "" && a.Provincia != n.Provincia:
		c.aggiungi(CambioProvincia, a, n)
	case a.Istat != n.Istat, n.Belfiore != "" && a.Belfiore != n.Belfiore:
		c.aggiungi(CambioCodice, a, n)
	}
	switch {
	case kernel.Fold(a.Nome) != kernel.Fold(n.Nome):
		c.aggiungi(CambioNome, a, n)
	case a.Nome != n.Nome, n.AltraLingua != "" && a.AltraLingua != n.AltraLingua:
		c.aggiungi(CambioGrafia, a, n)
	}
}

func (c *confronto) aggiungi(tipo TipoVariazione, a, n Voce) {
	dal := c.alGiorno
	if !n.Istituito.IsZero() && n.Istituito.After(a.Istituito) {
		dal = n.Istituito
	}
	c.esito = append(c.esito, Variazione{Tipo: tipo, Prima: a, Dopo: n, Dal: dal, Certa: true})
}

// nuovi are the living entries of the list that the register does not have.
func (c *confronto) nuovi() {
	for i, n := range c.nuovo {
		if !c.preso[i] && n.Cessato.IsZero() && !n.Istituito.After(c.alGiorno) {
			c.aggiungi(NuovaIstituzione, Voce{}, n)
		}
	}
}

// cessati looks for who has the territory of each Comune that is gone.
func (c *confronto) cessati() {
	for _, v := range c.spariti {
		if i, ok := c.istat[v.Dopo.Successore]; ok && v.Dopo.Successore != "" {
			v.Tipo, v.Successore = Fusione, c.nuovo[i]
		} else if s, ok := c.proposto(v); ok {
			v.Tipo, v.Successore, v.Certa = Fusione, s, false
			if v.Dopo.Istat == "" && !s.Istituito.IsZero() {
				v.Dal = s.Istituito
			}
		}
		c.esito = append(c.esito, v)
	}
}

// proposto is the only new Comune of the province that may have taken over.
func (c *confronto) proposto(v Variazione) (Voce, bool) {
	var perNome, perGiorno []Voce
	for _, e := range c.esito {
		if e.Tipo != NuovaIstituzione || e.Dopo.Provincia != v.Prima.Provincia {
			continue
		}
		if strings.Contains(" "+kernel.Fold(e.Dopo.Nome)+" ", " "+kernel.Fold(v.Prima.Nome)+" ") {
			perNome = append(perNome, e.Dopo)
		}
		if !e.Dopo.Istituito.IsZero() && e.Dopo.Istituito == v.Dopo.Cessato {
			perGiorno = append(perGiorno, e.Dopo)
		}
	}
	for _, candidati := range [][]Voce{perNome, perGiorno} {
		if len(candidati) == 1 {
			return candidati[0], true
		}
	}
	return Voce{}, false
}

// ControllaCessazioni refuses a list that looks cut short: too many Comuni of
// the register would cease without a certain successor. The error is for people;
// the caller may let a person go on all the same.
func ControllaCessazioni(variazioni []Variazione, attuale []Voce) error {
	const minimo, quota = 20, 20 // more than 20 and more than one in twenty
	vivi, cessati := 0, 0
	for _, a := range attuale {
		if a.Cessato.IsZero() {
			vivi++
		}
	}
	for _, v := range variazioni {
		if v.Tipo == Cessazione || v.Tipo == Fusione && !v.Certa {
			cessati++
		}
	}
	if cessati <= minimo || cessati*quota <= vivi {
		return nil
	}
	return kernel.E(kernel.Conflitto, fmt.Sprintf(
		"Nell'elenco mancano %s dei %s Comuni del registro: sembra incompleto. Nessun dato è stato cambiato.",
		kernel.Numero(int64(cessati)), kernel.Numero(int64(vivi))))
}
