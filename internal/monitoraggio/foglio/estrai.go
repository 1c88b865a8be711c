package foglio

import (
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// Opzioni are what the file does not say.
type Opzioni struct {
	// Oggi makes a date after it an error; zero leaves the future alone.
	Oggi kernel.Day
	// Chiave turns identifiers with personal data into pseudonyms. Without it
	// such a row is an error.
	Chiave []byte
	// Correzioni are what a person changed in the browser, in order.
	Correzioni []Correzione
}

// Correzione is a cell that a person rewrote, or a row that a person left out,
// without sending the file again.
type Correzione struct {
	Foglio string `json:"foglio"`
	Riga   int    `json:"riga"`
	Col    int    `json:"col"` // from 0
	Valore string `json:"valore"`
	Salta  bool   `json:"salta,omitempty"` // the whole row; told in Saltate
}

// PraticaLetta is a practice and where it was found.
type PraticaLetta struct {
	Foglio       string
	Riga         int
	Procedimento string // Mappa.Procedimento
	Tipologia    string
	// TipoSospensione is what the office wrote about why, without personal data.
	TipoSospensione string
	// Nota is a reason for closing that does not exclude.
	Nota string
	misure.Pratica
}

// RiepilogoFoglio is what became of one sheet.
type RiepilogoFoglio struct {
	Nome         string
	Procedimento string
	Letto        bool   // false: no Mappa names it
	Motivo       string // why it was not read, in Italian
	Nascosto     bool
	Righe        int // non-empty
	Pratiche     int
	InErrore     int
	Saltate      int
	Vuote        int
}

// Esito is what a file gave. RigheLette = len(Pratiche) + RigheInErrore +
// RigheSaltate, always.
type Esito struct {
	Pratiche      []PraticaLetta
	Problemi      []Problema
	AltriProblemi int // beyond MaxProblemi, not listed
	Saltate       []Saltata
	Fogli         []RiepilogoFoglio

	RigheLette    int // non-empty rows of every sheet
	RigheInErrore int
	RigheSaltate  int
	RigheDiTotale int // among RigheSaltate
	RigheVuote    int // not in RigheLette

	// DatiPersonali is true when the file holds a codice fiscale or a column
	// of names: the caller should not keep the original.
	DatiPersonali bool
}

// Errori and Avvisi count the listed problems.
func (e *Esito) Errori() int { return e.conta(GravitaErrore) }

// Avvisi counts the notices.
func (e *Esito) Avvisi() int { return e.conta(GravitaAvviso) }

func (e *Esito) conta(g Gravita) int {
	n := 0
	for i := range e.Problemi {
		if e.Problemi[i].Gravita == g {
			n++
		}
	}
	return n
}

// estrazione is an Esito in the making.
type estrazione struct {
	*Esito
	opz         Opzioni
	correzioni  map[string]map[int][]Correzione // sheet → row
	visti       map[[2]string]luogo             // procedure, identifier
	raggruppati map[gruppo]int                  // → position in Problemi, -1 when not listed
}

type luogo struct {
	foglio string
	riga   int
}

type gruppo struct {
	foglio string
	col    int
	tipo   Tipo
}

// Estrai turns the rows of the mapped sheets into practices. The mappings may
// come from Indovina or from a person; what they get wrong is told as a problem
// of the sheet. The Libro is not changed.
func Estrai(l *Libro, mm []Mappa, opz Opzioni) Esito {
	e := &estrazione{Esito: &Esito{}, opz: opz, correzioni: map[string]map[int][]Correzione{},
		visti: map[[2]string]luogo{}, raggruppati: map[gruppo]int{}}
	for _, c := range opz.Correzioni {
		if e.correzioni[c.Foglio] == nil {
			e.correzioni[c.Foglio] = map[int][]Correzione{}
		}
		e.correzioni[c.Foglio][c.Riga] = append(e.correzioni[c.Foglio][c.Riga], c)
	}
	usate := map[string]bool{}
	for i := range l.Fogli {
		f := &l.Fogli[i]
		e.RigheLette += len(f.Righe)
		e.RigheVuote += f.RigheVuote
		m := mappaDi(mm, f.Nome)
		if m == nil || usate[f.Nome] {
			e.nonLetto(f, usate[f.Nome])
			continue
		}
		usate[f.Nome] = true
		e.leggiFoglio(f.conIntestazione(m.Intestazione), m)
	}
	for _, m := range mm {
		if l.Foglio(m.Foglio) == nil {
			e.foglio(&Foglio{Nome: m.Foglio}, TipoFoglioMancante, GravitaErrore, "Il foglio non c'è più nel file. Va scelto un altro foglio.", 0)
		}
	}
	e.correzioniPerse(l, usate)
	return *e.Esito
}

func mappaDi(mm []Mappa, nome string) *Mappa {
	for i := range mm {
		if mm[i].Foglio == nome {
			return &mm[i]
		}
	}
	return nil
}

// correzioniPerse tells the corrections that touch nothing.
func (e *estrazione) correzioniPerse(l *Libro, lette map[string]bool) {
	for _, c := range e.opz.Correzioni {
		f := l.Foglio(c.Foglio)
		if f != nil && lette[c.Foglio] {
			if i := f.indiceRiga(c.Riga); i < len(f.Righe) && f.Righe[i].N == c.Riga && c.Col >= 0 && c.Col < MaxColonne {
				continue
			}
		}
		e.aggiungi(Problema{Foglio: c.Foglio, Riga: c.Riga, Col: -1, Tipo: TipoCorrezionePersa, Gravita: GravitaAvviso,
			Messaggio: "Una correzione riguarda una riga che nel file non c'è o non si legge: non è stata usata."})
	}
}

// nonLetto tells why a sheet is left out, and counts its rows.
func (e *estrazione) nonLetto(f *Foglio, doppio bool) {
	r := RiepilogoFoglio{Nome: f.Nome, Nascosto: f.Nascosto, Righe: len(f.Righe), Saltate: len(f.Righe), Vuote: f.RigheVuote}
	tipo := TipoFoglioNonUsato
	switch {
	case doppio:
		r.Motivo = "Nel file ci sono due fogli con lo stesso nome: questo non è stato letto. Va cambiato nome e caricato di nuovo il file."
	case f.Nascosto && f.Intestazione > 0:
		tipo = TipoFoglioNascosto
		r.Motivo = "Il foglio è nascosto e non è stato letto, ma sembra contenere pratiche. Se servono, va scelto il suo procedimento."
	case f.Nascosto:
		tipo = TipoFoglioNascosto
		r.Motivo = "Il foglio è nascosto e non è stato letto."
	case fogliDiServizio[kernel.Fold(f.Nome)]:
		r.Motivo = "Il foglio non contiene pratiche e non è stato letto."
	case f.Intestazione > 0:
		r.Motivo = "Il foglio non è stato letto, perché non è collegato a un procedimento. Se contiene pratiche, va scelto il procedimento."
	default:
		r.Motivo = "Nel foglio non si trovano i nomi delle colonne: non è stato letto. Se contiene pratiche, va indicata la riga con i nomi."
	}
	e.Fogli = append(e.Fogli, r)
	if len(f.Righe) == 0 {
		return
	}
	e.RigheSaltate += len(f.Righe)
	e.Saltate = append(e.Saltate, Saltata{Foglio: f.Nome, Motivo: SaltoFoglio, Messaggio: r.Motivo, Righe: len(f.Righe)})
	if n := kernel.Fold(f.Nome); n != kernel.Fold(foglioIstruz) && n != kernel.Fold(foglioCorrez) { // ours: nothing to look at
		e.foglio(f, tipo, GravitaAvviso, r.Motivo, len(f.Righe))
	}
}

// foglio adds a problem of a whole sheet.
func (e *estrazione) foglio(f *Foglio, t Tipo, g Gravita, msg string, righe int) {
	e.aggiungi(Problema{Foglio: f.Nome, Col: -1, Tipo: t, Gravita: g, Messaggio: msg, Righe: righe})
}

func (e *estrazione) aggiungi(p Problema) {
	if len(e.Problemi) >= MaxProblemi {
		e.AltriProblemi++
		return
	}
	e.Problemi = append(e.Problemi, p)
}

// leggiFoglio reads one mapped sheet.
func (e *estrazione) leggiFoglio(f *Foglio, m *Mappa) {
	pratiche, errori, saltate := len(e.Pratiche), e.RigheInErrore, e.RigheSaltate
	defer func() {
		e.Fogli = append(e.Fogli, RiepilogoFoglio{Nome: f.Nome, Procedimento: m.Procedimento, Letto: true, Nascosto: f.Nascosto,
			Righe: len(f.Righe), Pratiche: len(e.Pratiche) - pratiche, InErrore: e.RigheInErrore - errori,
			Saltate: e.RigheSaltate - saltate, Vuote: f.RigheVuote})
	}()
	l := &lettore{e: e, f: f, m: m, sospette: map[Campo]bool{}, posto: map[int]int{}}
	corpo := f.indiceRiga(f.Intestazione + 1)
	inizio := f.indiceRiga(f.Intestazione - f.RigheIntestazione + 1)
	for i := range f.Righe[:corpo] {
		if i >= inizio {
			e.salta(f, f.Righe[i].N, SaltoIntestazione, "")
		} else {
			e.salta(f, f.Righe[i].N, SaltoTitolo, "")
		}
	}
	if !l.colonneBuone() {
		e.RigheInErrore += len(f.Righe) - corpo
		return
	}
	l.avvisiDiFoglio(corpo)
	l.sospettaAmericane(corpo)
	for i := corpo; i < len(f.Righe); i++ {
		l.riga(&f.Righe[i])
	}
}

func (e *estrazione) salta(f *Foglio, riga int, m MotivoSalto, msg string) {
	if msg == "" {
		msg = perche[m]
	}
	e.RigheSaltate++
	if m == SaltoTotale {
		e.RigheDiTotale++
	}
	e.Saltate = append(e.Saltate, Saltata{Foglio: f.Nome, Riga: riga, Motivo: m, Messaggio: msg, Righe: 1})
}

// colonneBuone checks the mapping itself; each thing wrong is an error of the
// sheet, and every row of it is then in error.
func (l *lettore) colonneBuone() bool {
	buone := true
	guaio := func(c Campo, col int, t Tipo, msg string) {
		buone = false
		p := Problema{Foglio: l.f.Nome, Riga: l.f.Intestazione, Col: -1, Campo: c, Tipo: t, Gravita: GravitaErrore, Messaggio: msg}
		if col >= 0 {
			p.Col, p.Colonna, p.Titolo = col, LettereColonna(col), l.f.Titolo(col)
		}
		l.e.aggiungi(p)
	}
	for _, c := range Campi {
		col, ok := l.m.Campi[c]
		switch {
		case !ok && c.Obbligatorio():
			guaio(c, -1, TipoColonnaMancante, "Non si trova la colonna con "+articolo[c]+". Va indicata quale colonna è, oppure va aggiunta al foglio.")
		case ok && (col < 0 || col >= MaxColonne):
			guaio(c, -1, TipoColonnaMancante, "La colonna indicata per «"+c.Etichetta()+"» non esiste. Va scelta un'altra colonna.")
		case ok && titoloPersonale(l.f.Titolo(col)):
			l.e.DatiPersonali = true
			guaio(c, col, TipoColonnaPersonale, "La colonna contiene nomi o codici fiscali e non si può usare come «"+c.Etichetta()+"». Va scelta un'altra colonna.")
		}
	}
	return buone
}

var articolo = map[Campo]string{CampoID: "il numero della pratica", CampoDomanda: "la data della domanda"}

// avvisiDiFoglio tells what holds for the sheet: hidden rows and columns,
// columns that are not read, columns of personal data.
func (l *lettore) avvisiDiFoglio(corpo int) {
	var nascoste []string
	for i := corpo; i < len(l.f.Righe); i++ {
		if r := &l.f.Righe[i]; r.Nascosta {
			nascoste = append(nascoste, fmt.Sprint(r.N))
		}
	}
	if len(nascoste) > 0 {
		l.e.foglio(l.f, TipoRigheNascoste, GravitaAvviso, "Ci sono righe nascoste, forse da un filtro: sono state lette anche quelle. Righe: "+elenco(nascoste)+".", len(nascoste))
	}
	var cc []string
	for _, i := range l.f.ColonneNascoste {
		if l.f.Titolo(i) != "" {
			cc = append(cc, nomeColonna(l.f, i))
		}
	}
	if len(cc) > 0 {
		l.e.foglio(l.f, TipoColonneNascoste, GravitaAvviso, "Ci sono colonne nascoste: se servono, sono state lette anche quelle. Colonne: "+elenco(cc)+".", 0)
	}
	if l.f.oltre > 0 {
		l.e.foglio(l.f, TipoColonneNonLette, GravitaAvviso, fmt.Sprintf("Oltre la colonna %s ci sono celle scritte: non sono state lette.", LettereColonna(MaxColonne-1)), 0)
	}
	if l.f.troncate > 0 {
		l.e.foglio(l.f, TipoTestoTroncato, GravitaAvviso, "Alcune celle hanno più di 32.767 caratteri: ne è stata letta la prima parte.", 0)
	}
	l.colonneNonUsate()
}

func (l *lettore) colonneNonUsate() {
	usate := map[int]bool{}
	for _, c := range l.m.Campi {
		usate[c] = true
	}
	larghezza := len(l.f.Colonne)
	for i := range l.f.Righe {
		larghezza = max(larghezza, len(l.f.Righe[i].Celle))
	}
	var altre []string
	for i := range larghezza {
		if usate[i] {
			continue
		}
		r := l.f.ritratto(i)
		if r.piene == 0 && l.f.Titolo(i) == "" {
			continue
		}
		if titoloPersonale(l.f.Titolo(i)) || r.codici > 0 || r.nomi*10 >= r.piene*6 && r.nomi*2 >= r.righe && r.nomi > 2 {
			l.e.DatiPersonali = l.e.DatiPersonali || r.piene > 0
			l.e.aggiungi(Problema{Foglio: l.f.Nome, Riga: l.f.Intestazione, Col: i, Colonna: LettereColonna(i), Titolo: senzaCF(l.f.Titolo(i)),
				Tipo: TipoColonnaPersonale, Gravita: GravitaAvviso,
				Messaggio: "La colonna sembra contenere nomi o codici fiscali: non è stata letta. Conviene toglierla dal file prima di inviarlo."})
			continue
		}
		altre = append(altre, nomeColonna(l.f, i))
	}
	if len(altre) > 0 {
		l.e.foglio(l.f, TipoColonneNonUsate, GravitaAvviso, "Queste colonne non servono al monitoraggio e non sono state lette: "+elenco(altre)+".", 0)
	}
}

// elenco joins names, the first twenty.
func elenco(ss []string) string {
	if len(ss) > 20 {
		return strings.Join(ss[:20], ", ") + fmt.Sprintf(" e altre %d", len(ss)-20)
	}
	return strings.Join(ss, ", ")
}

// sospettaAmericane looks whether a column has dates with the month first:
// then every date there that could be swapped is told.
func (l *lettore) sospettaAmericane(corpo int) {
	for _, c := range []Campo{CampoDomanda, CampoProvvedimento, CampoSilenzio, CampoInizioSosp, CampoFineSosp, CampoDataEsclusione} {
		col, ok := l.m.Campi[c]
		if !ok {
			continue
		}
		l.sospette[c] = slices.ContainsFunc(l.f.Righe[corpo:], func(r Riga) bool {
			v := r.cella(col)
			return v.Tipo == Testo && len(v.Testo) < 40 && leggiData(v, false).forma == dataAmericana
		})
	}
}
