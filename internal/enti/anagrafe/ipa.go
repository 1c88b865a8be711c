package anagrafe

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"pass/internal/kernel"
)

// Genere is the kind of body as far as this service cares.
type Genere string

// The kinds. Those that IPA lists in the same category as the Comuni or the
// Province without being one are GenereAssociazione.
const (
	GenereComune             Genere = "comune"
	GenereProvincia          Genere = "provincia"
	GenereCittaMetropolitana Genere = "citta_metropolitana"
	GenereUnione             Genere = "unione"
	GenereComunitaMontana    Genere = "comunita_montana"
	GenereRegione            Genere = "regione" // regions and autonomous provinces
	GenereAssociazione       Genere = "associazione"
	GenereAltro              Genere = "altro"
)

// CategoriaIPA is one of IPA's categories that hold territorial bodies.
type CategoriaIPA struct {
	Codice string // "L6"
	Nome   string // as IPA writes it
	Genere Genere // of a body of this category whose nature is not more precise
	Natura string // ISTAT's legal form that proves the kind: "2430"
	Inizi  []string
}

// CategorieIPA maps IPA's categories to kinds. The name of a category is
// "… e loro Consorzi e Associazioni", so a body is of the kind only if its legal
// form says so (ISTAT, Classificazione delle forme giuridiche) or, when the file
// has no legal form, if its name begins as shown. Source: IPA, open data
// «Categorie degli enti».
func CategorieIPA() []CategoriaIPA {
	return []CategoriaIPA{
		{"L4", "Regioni, Province Autonome e loro Consorzi e Associazioni", GenereRegione, "2410",
			[]string{"regione", "provincia autonoma"}},
		{"L5", "Province e loro Consorzi e Associazioni", GenereProvincia, "2420",
			[]string{"provincia", "amministrazione provinciale", "libero consorzio comunale"}},
		{"L6", "Comuni e loro Consorzi e Associazioni", GenereComune, "2430",
			[]string{"comune", "roma capitale"}},
		{"L12", "Comunita' Montane e loro Consorzi e Associazioni", GenereComunitaMontana, "2440",
			[]string{"comunita montana", "comunita collinare", "unione montana", "comunita"}},
		{"L18", "Unioni di Comuni e loro Consorzi e Associazioni", GenereUnione, "2450",
			[]string{"unione"}},
		{"L45", "Citta' Metropolitane", GenereCittaMetropolitana, "2460",
			[]string{"citta metropolitana"}},
	}
}

// EnteIPA is a body as the Indice delle Pubbliche Amministrazioni lists it. The
// names of the people in charge are in the file and are left there.
type EnteIPA struct {
	IPA            kernel.CodiceIPA // lower case: "c_f205"; never derived
	Nome           string
	CodiceFiscale  string // of the body, eleven digits
	Categoria      string // IPA's code: "L6"
	Genere         Genere
	InLiquidazione bool
	SedeIstat      kernel.CodiceIstat    // Comune of the seat; for a Comune, itself
	SedeBelfiore   kernel.CodiceBelfiore // same, cadastral code
	CAP            string
	Indirizzo      string
	PEC            []string // certified addresses, in the order of the file
	Email          []string // the other addresses
	Sito           string   // as written, often without http
	Aggiornato     kernel.Day
}

// The layout of «Enti» (CSV, XLSX) and of the older «amministrazioni.txt».
// Source: IPA, open data.
var colonneIPA = []colonna{
	{"ipa", []string{"codice ipa", "cod amm"}, true},
	{"nome", []string{"denominazione ente", "des amm"}, true},
	{"cf", []string{"codice fiscale ente", "cf"}, false},
	{"categoria", []string{"codice categoria", "tipologia istat", "categoria"}, true},
	{"natura", []string{"codice natura"}, false},
	{"liquidazione", []string{"ente in liquidazione"}, false},
	{"istat", []string{"codice comune istat"}, false},
	{"belfiore", []string{"codice catastale comune"}, false},
	{"cap", []string{"cap"}, false},
	{"indirizzo", []string{"indirizzo"}, false},
	{"mail1", []string{"mail1"}, false}, {"tipo1", []string{"tipo mail1"}, false},
	{"mail2", []string{"mail2"}, false}, {"tipo2", []string{"tipo mail2"}, false},
	{"mail3", []string{"mail3"}, false}, {"tipo3", []string{"tipo mail3"}, false},
	{"mail4", []string{"mail4"}, false}, {"tipo4", []string{"tipo mail4"}, false},
	{"mail5", []string{"mail5"}, false}, {"tipo5", []string{"tipo mail5"}, false},
	{"sito", []string{"sito istituzionale"}, false},
	{"aggiornato", []string{"data aggiornamento"}, false},
}

// LeggiIPA reads IPA's list of bodies, of every category: the caller keeps the
// kinds it wants.
func LeggiIPA(r io.Reader, _ string) ([]EnteIPA, []Problema, error) {
	t, err := apri(r, colonneIPA)
	if err != nil {
		return nil, nil, err
	}
	categorie := CategorieIPA()
	var enti []EnteIPA
	visti := map[kernel.CodiceIPA]int{}
	t.scorri(func(r *riga) {
		e := EnteIPA{IPA: kernel.CodiceIPA(strings.ToLower(r.testo("ipa"))), Nome: r.nome("nome")}
		switch prima, doppio := visti[e.IPA]; {
		case e.IPA == "" || strings.ContainsAny(string(e.IPA), " @/"):
			r.scarta("ipa", "Il codice IPA manca o non è scritto bene: "+citato(r.testo("ipa"))+".")
			return
		case doppio:
			r.scarta("ipa", fmt.Sprintf("Il codice IPA %s è già alla riga %d.", e.IPA, prima))
			return
		case e.Nome == "":
			r.scarta("nome", "Manca il nome dell'ente.")
			return
		}
		visti[e.IPA] = r.n
		e.Categoria, e.Genere = genereIPA(categorie, r.testo("categoria"), intero(r.testo("natura")), e.Nome)
		e.completa(r)
		enti = append(enti, e)
	})
	if err := t.vuota(len(enti)); err != nil {
		return nil, t.problemi.chiudi(), err
	}
	return enti, t.problemi.chiudi(), nil
}

// completa reads what is good to have and never costs the row.
func (e *EnteIPA) completa(r *riga) {
	e.CodiceFiscale = r.testo("cf")
	if e.CodiceFiscale != "" && (len(e.CodiceFiscale) != 11 || !cifre(e.CodiceFiscale)) {
		r.segnala("cf", "Il codice fiscale di un ente ha undici cifre; qui c'è "+citato(e.CodiceFiscale)+". È rimasto vuoto.")
		e.CodiceFiscale = ""
	}
	e.InLiquidazione = strings.EqualFold(r.testo("liquidazione"), "S")
	e.SedeIstat = r.istat("istat")
	if e.SedeIstat == "" && r.testo("istat") != "" {
		r.segnala("istat", "Il codice ISTAT della sede ha sei cifre; qui c'è "+citato(r.testo("istat"))+". È rimasto vuoto.")
	}
	e.SedeBelfiore = r.belfiore("belfiore")
	e.CAP, e.Indirizzo, e.Sito = r.codice("cap", 5), r.testo("indirizzo"), r.testo("sito")
	e.Aggiornato = r.giorno("aggiornato")
	for i := 1; i <= 5; i++ {
		n := strconv.Itoa(i)
		mail := strings.ToLower(r.testo("mail" + n))
		switch {
		case mail == "":
		case strings.Count(mail, "@") != 1 || strings.ContainsAny(mail, " ,;"):
			r.segnala("mail"+n, "L'indirizzo "+citato(mail)+" non è scritto bene: è stato lasciato fuori.")
		case strings.EqualFold(r.testo("tipo"+n), "pec"):
			e.PEC = append(e.PEC, mail)
		default:
			e.Email = append(e.Email, mail)
		}
	}
}

// genereIPA finds category and kind from the code or the name of the category.
func genereIPA(categorie []CategoriaIPA, categoria, natura, nome string) (string, Genere) {
	for _, c := range categorie {
		if c.Codice != strings.ToUpper(categoria) && kernel.Fold(c.Nome) != kernel.Fold(categoria) {
			continue
		}
		if natura != "" {
			if natura == c.Natura {
				return c.Codice, c.Genere
			}
			for _, altra := range categorie {
				if natura == altra.Natura {
					return c.Codice, altra.Genere
				}
			}
			return c.Codice, GenereAssociazione
		}
		for _, inizio := range c.Inizi {
			if strings.HasPrefix(kernel.Fold(nome)+" ", inizio+" ") {
				return c.Codice, c.Genere
			}
		}
		return c.Codice, GenereAssociazione
	}
	return categoria, GenereAltro
}
