package foglio_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
)

// problemKey names a problem as a person finds it: sheet, row, column, kind.
type problemKey struct {
	Sheet  string
	Row    int
	Column string
	Kind   foglio.Tipo
}

// noticeKey names a kind of notice in a column.
type noticeKey struct {
	Sheet, Column string
	Kind          foglio.Tipo
}

type skipKey struct {
	Sheet string
	Row   int
	Why   foglio.MotivoSalto
}

// dirtyBook is a workbook and what has to be found in it.
type dirtyBook struct {
	name      string
	file      []byte
	csv       bool
	options   foglio.Opzioni
	sheets    []*dirtySheet
	practices []foglio.PraticaLetta
	errors    map[problemKey]bool
	notices   map[noticeKey]int // → rows
	skips     map[skipKey]int   // → rows
	fields    map[string]map[foglio.Campo]int
	personal  bool
}

// column of a dirty table.
type column struct {
	field foglio.Campo // empty: of no use
	title string
	extra string // "names", "codes", "other"
}

// dirt makes one book from one seed.
type dirt struct {
	*rand.Rand
	book      *dirtyBook
	csv       bool
	special   bool // cells that only rawXLSX can write
	epoch1904 bool
	sheet     *dirtySheet
	cols      []column
	row       int // from 0
	american  map[foglio.Campo]bool
	swappable map[foglio.Campo]int
	n         int
}

func (d *dirt) chance(percent int) bool { return d.IntN(100) < percent }

func pick[T any](d *dirt, vv ...T) T { return vv[d.IntN(len(vv))] }

var titles = map[foglio.Campo][]string{
	foglio.CampoID: {"id_pratica*", "ID PRATICA", "Nr. pratica", "N. Pratica", "Numero pratica", "prot. n.", "Prot. N°", "N. protocollo", "Num.\nprotocollo",
		"Codice pratica", "N° fascicolo", "Identificativo\u00a0pratica", "Rif. pratica", "Pratica n.", "numero  prátíca", "NUMERO PRATCA", "Id. istanza"},
	foglio.CampoDomanda: {"data_inizio_pratica*", "Data presentaz.", "DATA PRESENTAZIONE", "Data di presentazione della domanda", "Data\ndomanda", "data istanza",
		"Data prot.", "Data protocollo", "Data ricezione istanza", "Data arrivo", "Presentata il", "Data Avvio Procedimento", "Dt. presentazione",
		"Data presetnazione", "Data domanda (gg/mm/aaaa)", "DATA  DI  RICEVIMENTO"},
	foglio.CampoProvvedimento: {"data_fine_pratica", "Data provv.", "Data provvedimento", "DATA RILASCIO", "Data provvedimento finale", "Data conclusione",
		"Data di conclusione del procedimento", "Data fine\nprocedimento", "Data rilasc.", "Rilasciato il", "data atto", "Data provvedimeto finale"},
	foglio.CampoSilenzio:         {"data_fine_pratica_silenzio-assenso", "Data silenzio assenso", "Silenzio-assenso (data)", "DATA SILENZIO ASSENSO", "Data formaz. silenzio assenso"},
	foglio.CampoConferenza:       {"conferenza_servizi", "Conferenza dei servizi", "CdS", "Conferenza di servizi (SÌ/NO)", "Conf. Servizi", "C.d.S."},
	foglio.CampoSospensioni:      {"sospensioni", "Sospensione", "Periodi di sospensione (dal - al)", "PERIODO SOSPENSIONE"},
	foglio.CampoGiorniSospesi:    {"giorni_sospensioni", "GG sospensione", "Giorni di sospensione", "Durata sospensione (gg)", "n. giorni sosp.", "Tot. giorni sospensione"},
	foglio.CampoTipoSospensione:  {"tipologia_massima_sospensione", "Tipo sospensione", "Causa sospensione", "Motivo della sospensione"},
	foglio.CampoInizioSosp:       {"Inizio sospensione", "Data inizio sospensione", "Sospensione dal", "sospesa dal"},
	foglio.CampoFineSosp:         {"Fine sospensione", "Data fine sospensione", "Sospensione al", "data ripresa"},
	foglio.CampoTermine:          {"giorni_termine_normativo", "Termine", "Termine di legge", "Termine max (gg)", "Termine normativo", "TERMINE PROCEDIMENTO"},
	foglio.CampoMotivoEsclusione: {"motivazione_archiviazione", "Motivo esclusione", "Motivo archiviazione", "Causale di esclusione"},
	foglio.CampoTipologia:        {"tipologia_pratica", "Tipologia", "Tipo intervento", "TIPO PRATICA", "Tipologia dell'intervento"},
}

var extras = map[string][]string{
	"names": {"Richiedente", "Cognome e Nome", "INTESTATARIO", "Nominativo titolare", "Responsabile del procedimento"},
	"codes": {"Codice Fiscale", "C.F.", "cod. fiscale richiedente"},
	"other": {"Note", "Data fine lavori", "Data inizio pratica definitiva", "Scadenza", "Foglio e mappale", "Importo oneri", "Data parere commissione"},
}

var (
	surnames = []string{"Rossi", "Bianchi", "Ferrari", "Colombo", "Brambilla"}
	given    = []string{"Mario", "Anna", "Luca", "Giulia"}
)

// code is an invented codice fiscale, with a good check character or without.
func (d *dirt) code() string {
	s := fmt.Sprintf("%s%02d%s%02d%s%03d", pick(d, "RSSMRA", "BNCNNA", "FRRLCU"), d.IntN(99), pick(d, "A", "C", "H", "R"), 1+d.IntN(28), pick(d, "F", "H", "L"), d.IntN(1000))
	if cf, ok := kernel.CompletaCodiceFiscale(s); ok && d.chance(70) {
		s = string(cf)
	} else {
		s += "X"
	}
	return pick(d, s, strings.ToLower(s), s[:6]+" "+s[6:11]+" "+s[11:])
}

func (d *dirt) name() string { return pick(d, surnames...) + " " + pick(d, given...) }

func (d *dirt) notice(f foglio.Campo, kind foglio.Tipo) {
	d.book.notices[noticeKey{d.sheet.name, d.letters(f), kind}]++
}

func (d *dirt) sheetNotice(kind foglio.Tipo, rows int) {
	d.book.notices[noticeKey{d.sheet.name, "", kind}] = rows
}

func (d *dirt) fail(f foglio.Campo, kind foglio.Tipo) {
	d.book.errors[problemKey{d.sheet.name, d.row + 1, d.letters(f), kind}] = true
}

func (d *dirt) skip(why foglio.MotivoSalto) {
	d.book.skips[skipKey{d.sheet.name, d.row + 1, why}]++
}

func (d *dirt) col(f foglio.Campo) int {
	for i, c := range d.cols {
		if c.field == f {
			return i
		}
	}
	return -1
}

func (d *dirt) has(f foglio.Campo) bool { return d.col(f) >= 0 }

func (d *dirt) letters(f foglio.Campo) string {
	if i := d.col(f); i >= 0 {
		return foglio.LettereColonna(i)
	}
	return ""
}

func (d *dirt) put(f foglio.Campo, v any) { d.sheet.set(d.row, d.col(f), v) }

// day is a day of the years that a monitoring sees.
func (d *dirt) day(from, to string) kernel.Day {
	a, b := kernel.MustDay(from), kernel.MustDay(to)
	return a.AddDays(d.IntN(b.DaysSince(a) + 1))
}

var monthNames = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// writeDay writes a date in one of the ways of an office, with the notices
// that each way deserves.
func (d *dirt) writeDay(f foglio.Campo, g kernel.Day) {
	t := g.Time()
	month := monthNames[t.Month()-1]
	text := ""
	swap := false
	switch n := d.IntN(17); n {
	case 0, 1, 2, 3:
		if !d.csv {
			x := serial(g, d.epoch1904)
			if n == 0 {
				x += 0.4375
			}
			d.put(f, dated{x})
			return
		}
		text, swap = t.Format("02/01/2006"), true
	case 4:
		d.notice(f, foglio.TipoDataSeriale)
		if x := int(serial(g, d.epoch1904)); d.csv {
			text = fmt.Sprint(x)
		} else {
			d.put(f, x)
			return
		}
	case 5:
		text, swap = t.Format("2/1/2006"), true
	case 6:
		text, swap = t.Format("02.01.2006"), true
	case 7:
		text, swap = t.Format("2-1-2006"), true
	case 8:
		text, swap = t.Format("02/01/06"), true
		d.notice(f, foglio.TipoAnnoBreve)
	case 9:
		text = t.Format("2006-01-02")
	case 10:
		text = t.Format("2006-01-02T") + "10:30:00"
	case 11:
		text, swap = t.Format("02/01/2006")+pick(d, " 10:30", " ore 9.05", " 08:15:30"), true
	case 12:
		text = fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
	case 13:
		text = fmt.Sprintf("%d-%s-%02d", t.Day(), month[:3], t.Year()%100)
		d.notice(f, foglio.TipoAnnoBreve)
	case 14:
		text = fmt.Sprintf("%d %s. %d", t.Day(), strings.ToUpper(month[:3]), t.Year())
	case 15:
		text, swap = "\u00a0"+t.Format("02/01/2006")+" \u200b", true
	case 16:
		text = t.Format("20060102")
	}
	if swap && t.Day() <= 12 && t.Day() != int(t.Month()) {
		d.swappable[f]++
	}
	d.put(f, text)
}

// wrongDay writes what is not a date, and gives its kind.
func (d *dirt) wrongDay(f foglio.Campo) {
	switch n := d.IntN(9); {
	case n == 0:
		d.put(f, "31/02/2024")
		d.fail(f, foglio.TipoData)
	case n == 1:
		d.put(f, pick(d, "boh", "vedi fascicolo", "aprile 2024", "primavera"))
		d.fail(f, foglio.TipoData)
	case n == 2 && d.american != nil:
		d.put(f, "04/25/2024")
		d.fail(f, foglio.TipoDataAmericana)
		d.american[f] = true
	case n == 3:
		d.put(f, "03/04/2031")
		d.fail(f, foglio.TipoDataFutura)
	case n == 4:
		d.put(f, "12/05/1024")
		d.fail(f, foglio.TipoDataAntica)
	case n == 5 && d.special:
		d.put(f, broken(pick(d, "#N/A", "#REF!", "#VALUE!")))
		d.fail(f, foglio.TipoCellaInErrore)
	case n == 6 && d.special:
		d.put(f, formula{})
		d.fail(f, foglio.TipoFormulaVuota)
	case n == 7:
		d.put(f, "#N/D")
		d.fail(f, foglio.TipoCellaInErrore)
	default:
		d.put(f, "32.13.2024")
		d.fail(f, foglio.TipoData)
	}
}

// nothing writes that there is no date.
func (d *dirt) nothing(f foglio.Campo) {
	switch d.IntN(8) {
	case 0:
		d.put(f, pick(d, "-", "//", "—", " "))
	case 1:
		d.put(f, pick(d, "n.d.", "in corso", "Aperta", "NULL"))
		d.notice(f, foglio.TipoVuotoDetto)
	}
}

// identifier writes a number of practice nobody used yet in the sheet's
// procedure, and gives what has to be read.
func (d *dirt) identifier() string {
	d.n++
	year := 2021 + d.IntN(4)
	id := pick(d, fmt.Sprintf("%d/%d", 100+d.n, year), fmt.Sprintf("PdC %d-%d", 1000+d.n, year), fmt.Sprintf("SUE.%05d", d.n), fmt.Sprintf("%d", 20_000_000+d.n))
	switch {
	case d.chance(3):
		text := d.code() + pick(d, "", fmt.Sprintf(" n. %d", d.n))
		d.put(foglio.CampoID, text)
		return d.private(text)
	case d.chance(2):
		text := fmt.Sprintf("%s %d", d.name(), d.n)
		d.put(foglio.CampoID, text)
		return d.private(text)
	case !d.csv && strings.Trim(id, "0123456789") == "":
		d.put(foglio.CampoID, 20_000_000+d.n)
	case d.chance(20):
		d.put(foglio.CampoID, " "+id+"\u00a0")
	default:
		d.put(foglio.CampoID, id)
	}
	return id
}

// private is what has to be read for an identifier with personal data; empty
// when it has to be refused.
func (d *dirt) private(string) string {
	d.book.personal = true
	if len(d.book.options.Chiave) == 0 {
		d.fail(foglio.CampoID, foglio.TipoDatoPersonale)
		return ""
	}
	d.notice(foglio.CampoID, foglio.TipoPseudonimo)
	return "pseudonym"
}

// practice writes one row of data, right or wrong in one cell.
func (d *dirt) practice(procedure string) {
	before := len(d.book.errors)
	wrong := foglio.Campo("")
	if d.chance(14) {
		wrong = d.cols[d.IntN(len(d.cols))].field
	}
	p := foglio.PraticaLetta{Foglio: d.sheet.name, Riga: d.row + 1, Procedimento: procedure}
	if wrong == foglio.CampoID {
		d.wrongID()
	} else {
		p.ID = d.identifier()
	}
	p.Domanda = d.day("2022-01-01", "2023-12-31")
	if wrong == foglio.CampoDomanda {
		if d.chance(30) {
			d.fail(foglio.CampoDomanda, foglio.TipoManca)
		} else {
			d.wrongDay(foglio.CampoDomanda)
		}
	} else {
		d.writeDay(foglio.CampoDomanda, p.Domanda)
	}
	d.end(&p, wrong)
	d.answer(&p, wrong)
	d.suspend(&p, wrong)
	d.term(&p, wrong)
	d.texts(&p, wrong)
	d.others()
	if len(d.book.errors) == before {
		d.book.practices = append(d.book.practices, p)
	}
}

func (d *dirt) wrongID() {
	switch {
	case d.chance(40) && d.special:
		d.put(foglio.CampoID, broken("#N/A"))
		d.fail(foglio.CampoID, foglio.TipoCellaInErrore)
	case d.chance(30):
		d.put(foglio.CampoID, strings.Repeat("pratica1 ", 20))
		d.fail(foglio.CampoID, foglio.TipoIDLungo)
	case d.chance(50) && len(d.book.practices) > 0:
		last := d.book.practices[len(d.book.practices)-1]
		if last.Foglio == d.sheet.name && last.ID != "pseudonym" {
			d.put(foglio.CampoID, strings.ToLower(last.ID))
			d.fail(foglio.CampoID, foglio.TipoIDRipetuto)
			return
		}
		fallthrough
	default:
		d.fail(foglio.CampoID, foglio.TipoManca)
	}
}
