package foglio

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// colonnaModello is a column of the template.
type colonnaModello struct {
	campo  Campo
	titolo string
	largo  float64
	aiuto  string
}

var colonneModello = []colonnaModello{
	{CampoID, "Numero pratica *", 22, "Il numero o il codice che distingue la pratica. Niente nomi né codici fiscali."},
	{CampoTipologia, "Tipologia", 24, "Il tipo di pratica, se serve distinguerlo."},
	{CampoDomanda, "Data domanda *", 16, "Il giorno in cui la domanda è arrivata, come giorno/mese/anno."},
	{CampoTermine, "Termine", 10, "Solo se diverso da quello del procedimento: 60 (giorni), 5l (giorni lavorativi), 3m (mesi)."},
	{CampoProvvedimento, "Data provvedimento", 20, "Il giorno del provvedimento finale, favorevole o no. Vuota se la pratica è aperta."},
	{CampoSilenzio, "Data silenzio-assenso", 22, "Il giorno in cui si è formato il silenzio-assenso. Vuota se c'è il provvedimento."},
	{CampoConferenza, "Conferenza di servizi", 22, "SÌ se è stata indetta una conferenza di servizi, altrimenti NO."},
	{CampoSospensioni, "Sospensioni", 34, "I periodi come 2024-04-03/2024-05-10, separati da spazi (2024-06-01/ se è ancora aperta), oppure il numero dei giorni."},
	{CampoMotivoEsclusione, "Motivo esclusione", 34, "Solo se la pratica non va contata: si sceglie dall'elenco."},
	{CampoDataEsclusione, "Data esclusione", 16, "Il giorno dal quale la pratica non va più contata."},
}

const (
	rigaTitoli     = 3    // of the header in the template
	righeModello   = 3000 // rows that carry the checks
	foglioIstruz   = "Istruzioni"
	foglioCorrez   = "Da correggere"
	massimoFoglio  = 31 // characters of the name of a sheet, the limit of Excel
	vietatiFoglio  = `[]:*?/\'`
	massimoModelli = MaxFogli - 2
)

// Modello writes the template of the collection: «Istruzioni», then one sheet
// per procedure with a frozen header and checked cells. The practices given
// are written in the sheet of their procedure, so that nobody types twice what
// was open at the end of the last semester; one whose procedure is not asked
// for is an error. Read back, the file gives the same practices and no problem.
func Modello(w io.Writer, procedimenti []Procedimento, aperte []PraticaLetta) error {
	if len(procedimenti) == 0 || len(procedimenti) > massimoModelli {
		return kernel.E(kernel.NonValido, fmt.Sprintf("Il modello si prepara per un numero di procedimenti fra 1 e %d.", massimoModelli))
	}
	b := excelize.NewFile()
	defer b.Close()
	s := &scrittore{b: b}
	s.stili()
	s.istruzioni(procedimenti)
	nomi := nomiFogli(procedimenti)
	scritte := 0
	for i, p := range procedimenti {
		n := s.procedimento(nomi[i], p, aperte)
		scritte += n
	}
	if s.err == nil && scritte != len(aperte) {
		return kernel.E(kernel.NonValido, "Alcune pratiche aperte sono di un procedimento che il modello non ha.")
	}
	if s.err == nil {
		b.SetActiveSheet(1)
		s.err = b.Write(w)
	}
	return s.err
}

// scrittore keeps the first error, so that the layout reads as a list.
type scrittore struct {
	b                               *excelize.File
	err                             error
	testata, data, testo, titolo, a int
}

func (s *scrittore) fa(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *scrittore) stile(st *excelize.Style) int {
	id, err := s.b.NewStyle(st)
	s.fa(err)
	return id
}

func (s *scrittore) stili() {
	data, testo := "dd/mm/yyyy", "@"
	s.testata = s.stile(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"0066CC"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	s.data = s.stile(&excelize.Style{CustomNumFmt: &data})
	s.testo = s.stile(&excelize.Style{CustomNumFmt: &testo})
	s.titolo = s.stile(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	s.a = s.stile(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
}

func cella(col, riga int) string { return fmt.Sprintf("%s%d", LettereColonna(col), riga) }

// nomiFogli makes names that a spreadsheet accepts, each once.
func nomiFogli(procedimenti []Procedimento) []string {
	presi := map[string]bool{strings.ToLower(foglioIstruz): true, strings.ToLower(foglioCorrez): true}
	out := make([]string, len(procedimenti))
	for i, p := range procedimenti {
		base := pulisci(strings.Map(func(r rune) rune {
			if strings.ContainsRune(vietatiFoglio, r) || r < ' ' {
				return ' '
			}
			return r
		}, p.Nome))
		if base == "" {
			base = "Procedimento"
		}
		nome := accorcia(base, "")
		for n := 2; presi[strings.ToLower(nome)] || fogliDiServizio[kernel.Fold(nome)]; n++ {
			nome = accorcia(base, fmt.Sprintf(" (%d)", n))
		}
		presi[strings.ToLower(nome)] = true
		out[i] = nome
	}
	return out
}

func accorcia(s, coda string) string {
	r := []rune(s)
	for len(r) > 0 && len(string(r))+len(coda) > massimoFoglio {
		r = r[:len(r)-1]
	}
	return strings.TrimSpace(string(r)) + coda
}

func (s *scrittore) istruzioni(procedimenti []Procedimento) {
	s.fa(s.b.SetSheetName("Sheet1", foglioIstruz))
	riga := 1
	scrivi := func(st int, testi ...string) {
		for i, t := range testi {
			s.fa(s.b.SetCellStr(foglioIstruz, cella(i, riga), t))
			s.fa(s.b.SetCellStyle(foglioIstruz, cella(i, riga), cella(i, riga), st))
		}
		riga++
	}
	scrivi(s.titolo, "Rilevazione semestrale dei tempi dei procedimenti")
	scrivi(s.a, "C'è un foglio per procedimento. Ogni riga è una pratica. Le colonne con l'asterisco sono obbligatorie.")
	scrivi(s.a, "Le pratiche già presenti erano aperte alla fine del semestre scorso: basta completarle. Le righe senza pratiche restano vuote.")
	scrivi(s.a, "Nel file non vanno scritti nomi di persone né codici fiscali.")
	riga++
	scrivi(s.testata, "Colonna", "Che cosa si scrive")
	for _, c := range colonneModello {
		scrivi(s.a, c.titolo, c.aiuto)
	}
	riga++
	scrivi(s.testata, "Motivi di esclusione", "Effetto")
	for _, m := range Motivi {
		if m.Esclude {
			scrivi(s.a, m.Testo, "La pratica non si conta.")
		}
	}
	riga++
	scrivi(s.testata, "Procedimento", "Codice")
	for _, p := range procedimenti {
		scrivi(s.a, p.Nome, p.Codice)
	}
	s.fa(s.b.SetColWidth(foglioIstruz, "A", "A", 40))
	s.fa(s.b.SetColWidth(foglioIstruz, "B", "B", 90))
}

// procedimento writes the sheet of one procedure and gives the number of
// practices in it.
func (s *scrittore) procedimento(nome string, p Procedimento, aperte []PraticaLetta) int {
	_, err := s.b.NewSheet(nome)
	s.fa(err)
	s.fa(s.b.SetCellStr(nome, "A1", p.Nome+" ["+p.Codice+"]"))
	s.fa(s.b.SetCellStyle(nome, "A1", "A1", s.titolo))
	s.fa(s.b.SetCellStr(nome, "A2", "Come si compila: foglio «"+foglioIstruz+"»."))
	for i, c := range colonneModello {
		s.fa(s.b.SetCellStr(nome, cella(i, rigaTitoli), c.titolo))
		col := LettereColonna(i)
		s.fa(s.b.SetColWidth(nome, col, col, c.largo))
		switch c.campo {
		case CampoDomanda, CampoProvvedimento, CampoSilenzio, CampoDataEsclusione:
			s.fa(s.b.SetColStyle(nome, col, s.data))
		default:
			s.fa(s.b.SetColStyle(nome, col, s.testo))
		}
		s.verifica(nome, i, c)
	}
	s.fa(s.b.SetCellStyle(nome, "A1", "A1", s.titolo))
	s.fa(s.b.SetCellStyle(nome, cella(0, rigaTitoli), cella(len(colonneModello)-1, rigaTitoli), s.testata))
	s.fa(s.b.SetPanes(nome, &excelize.Panes{Freeze: true, YSplit: rigaTitoli, XSplit: 1,
		TopLeftCell: cella(1, rigaTitoli+1), ActivePane: "bottomRight"}))
	n := 0
	for i := range aperte {
		if aperte[i].Procedimento == p.Codice {
			s.pratica(nome, rigaTitoli+1+n, &aperte[i])
			n++
		}
	}
	return n
}

// verifica puts the check of a column on its cells.
func (s *scrittore) verifica(nome string, i int, c colonnaModello) {
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(cella(i, rigaTitoli+1) + ":" + cella(i, righeModello))
	dv.SetInput(c.titolo, c.aiuto)
	switch c.campo {
	case CampoDomanda, CampoProvvedimento, CampoSilenzio, CampoDataEsclusione:
		// 18264 is 1 January 1950, 73050 is 31 December 2099.
		s.fa(dv.SetRange(18264, 73050, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween))
		dv.SetError(excelize.DataValidationErrorStyleStop, "Data", "Serve una data, come 03/04/2024.")
	case CampoConferenza:
		s.fa(dv.SetDropList([]string{"SÌ", "NO"}))
		dv.SetError(excelize.DataValidationErrorStyleStop, "Conferenza di servizi", "Serve SÌ o NO.")
	case CampoMotivoEsclusione:
		var motivi []string
		for _, m := range Motivi {
			if m.Esclude {
				motivi = append(motivi, m.Testo)
			}
		}
		s.fa(dv.SetDropList(motivi))
		dv.SetError(excelize.DataValidationErrorStyleWarning, "Motivo", "Il motivo non è nell'elenco: la pratica resterà nel conteggio.")
	}
	s.fa(s.b.AddDataValidation(nome, dv))
}

func (s *scrittore) pratica(nome string, riga int, p *PraticaLetta) {
	for i, c := range colonneModello {
		at := cella(i, riga)
		testo := func(v string) {
			if v != "" {
				s.fa(s.b.SetCellStr(nome, at, v))
			}
		}
		data := func(d kernel.Day) {
			if !d.IsZero() {
				s.fa(s.b.SetCellValue(nome, at, d.DaysSince(kernel.MustDay("1899-12-30"))))
				s.fa(s.b.SetCellStyle(nome, at, at, s.data))
			}
		}
		switch c.campo {
		case CampoID:
			testo(p.ID)
		case CampoTipologia:
			testo(p.Tipologia)
		case CampoDomanda:
			data(p.Domanda)
		case CampoTermine:
			if p.Termine != nil {
				testo(p.Termine.String())
			}
		case CampoProvvedimento:
			data(p.Provvedimento)
		case CampoSilenzio:
			data(p.SilenzioAssenso)
		case CampoConferenza:
			testo(map[bool]string{true: "SÌ", false: "NO"}[p.Conferenza])
		case CampoSospensioni:
			testo(scriviSospensioni(p.Sospensioni, p.GiorniSospesi))
		case CampoMotivoEsclusione:
			testo(p.MotivoEsclusione)
		case CampoDataEsclusione:
			data(p.EsclusaIl)
		}
	}
}

// scriviSospensioni is the text that sospensioni reads back; type, legal basis
// and cap of a suspension are not in the file.
func scriviSospensioni(ss []termini.Sospensione, giorni int) string {
	if len(ss) == 0 {
		if giorni == 0 {
			return ""
		}
		return fmt.Sprint(giorni)
	}
	var out []string
	for _, s := range slices.Clone(ss) {
		out = append(out, s.Dal.String()+"/"+s.Al.String())
	}
	return strings.Join(out, " ")
}
