package foglio_test

import (
	"slices"

	"pass/internal/monitoraggio/foglio"
)

// begin opens a sheet.
func (d *dirt) begin(name string) {
	d.sheet = newSheet(name)
	d.book.sheets = append(d.book.sheets, d.sheet)
	d.row = 0
	d.american, d.swappable = map[foglio.Campo]bool{}, map[foglio.Campo]int{}
}

// staff is the sheet of the personnel, which is not about practices.
func (d *dirt) staff() {
	d.begin("ORGANICO")
	for r, line := range [][]any{{"n. dipendente", "tipo", "ore_settimana", "% ore edilizia privata"}, {1, "tecnico", 36, 50}, {2, "amministrativo", 18, 100}} {
		for c, v := range line {
			d.sheet.set(r, c, v)
		}
	}
	d.book.skips[skipKey{"ORGANICO", 0, foglio.SaltoFoglio}] = 3
	d.sheetNotice(foglio.TipoFoglioNonUsato, 3)
}

// hiddenSheet is last year's sheet, left there and hidden.
func (d *dirt) hiddenSheet() {
	d.begin("Vecchio")
	d.sheet.hidden = true
	for r := range 4 {
		d.sheet.set(r, 0, pick[any](d, "id_pratica", "1/2020"))
		d.sheet.set(r, 1, "data_domanda")
	}
	d.book.skips[skipKey{"Vecchio", 0, foglio.SaltoFoglio}] = 4
	d.sheetNotice(foglio.TipoFoglioNascosto, 4)
}

var sheetNames = map[string][]string{
	"pdc":       {"Permessi di Costruire", "PERMESSI COSTRUIRE", "Permesso di costruire", "PdC", "permessi costruire 2024", "Perm. di costruire"},
	"sanatoria": {"Prov di sanatoria", "Provvedimenti di Sanatoria", "Provv. sanatoria", "SANATORIA"},
}

// table is a sheet of practices with everything that offices add to it.
func (d *dirt) table(procedure string) {
	name := "CSV"
	if !d.csv {
		name = pick(d, sheetNames[procedure]...)
	}
	d.begin(name)
	d.columns()
	d.above()
	d.header()
	rows := 8 + d.IntN(30)
	for range rows {
		switch d.IntN(24) {
		case 0:
			d.row++ // an empty row
		case 1:
			d.stray()
		case 2:
			if d.has(foglio.CampoConferenza) && d.has(foglio.CampoTipologia) {
				d.put(foglio.CampoConferenza, "NO")
				d.put(foglio.CampoTipologia, "PdC ordinario")
				d.skip(foglio.SaltoPredisposta)
				d.row++
			}
		case 3:
			d.mergedType(procedure)
		case 4:
			d.continued(procedure)
		}
		d.practice(procedure)
		d.maybeHide()
		d.row++
	}
	if d.chance(60) {
		d.total()
	}
	if d.chance(30) {
		d.row++
		d.sheet.set(d.row, 0, pick(d, "N.B. i dati sono aggiornati alla fine del semestre", "Fonte: gestionale", "* pratiche trasmesse dal SUAP", "Note"))
		d.skip(foglio.SaltoNota)
		d.row++
	}
	d.wholeSheet()
}

// columns chooses the layout and its titles.
func (d *dirt) columns() {
	fields := []foglio.Campo{foglio.CampoID, foglio.CampoDomanda, foglio.CampoProvvedimento}
	for _, f := range []foglio.Campo{foglio.CampoSilenzio, foglio.CampoConferenza, foglio.CampoTermine, foglio.CampoMotivoEsclusione, foglio.CampoTipologia} {
		if d.chance(70) {
			fields = append(fields, f)
		}
	}
	switch d.IntN(4) {
	case 0:
		fields = append(fields, foglio.CampoSospensioni)
	case 1:
		fields = append(fields, foglio.CampoGiorniSospesi, foglio.CampoTipoSospensione)
	case 2:
		fields = append(fields, foglio.CampoInizioSosp, foglio.CampoFineSosp)
	}
	d.cols = nil
	for _, f := range fields {
		d.cols = append(d.cols, column{field: f, title: pick(d, titles[f]...)})
	}
	for _, kind := range []string{"names", "codes", "other", "other"} {
		if d.chance(30) {
			c := column{title: pick(d, extras[kind]...), extra: kind}
			if !slices.ContainsFunc(d.cols, func(x column) bool { return x.title == c.title }) {
				d.cols = append(d.cols, c)
			}
		}
	}
	if d.chance(15) {
		d.cols = append(d.cols, column{}) // an empty column among the others
	}
	if d.chance(50) {
		d.Shuffle(len(d.cols), func(i, j int) { d.cols[i], d.cols[j] = d.cols[j], d.cols[i] })
	}
	if last := len(d.cols) - 1; d.cols[0].title == "" { // notes are written in the first one
		d.cols[0], d.cols[last] = d.cols[last], d.cols[0]
	}
	if d.has(foglio.CampoInizioSosp) { // two dates of one thing stand side by side
		i := d.col(foglio.CampoFineSosp)
		c := d.cols[i]
		d.cols = slices.Delete(d.cols, i, i+1)
		d.cols = slices.Insert(d.cols, d.col(foglio.CampoInizioSosp)+1, c)
	}
	fieldsAt := map[foglio.Campo]int{}
	for i, c := range d.cols {
		if c.field != "" {
			fieldsAt[c.field] = i
		}
	}
	d.book.fields[d.sheet.name] = fieldsAt
}

// above writes titles over the table.
func (d *dirt) above() {
	for range d.IntN(4) {
		if d.chance(30) {
			d.row++
			continue
		}
		d.sheet.set(d.row, 0, pick(d, "COMUNE DI PROVA", "Rilevazione dei tempi - primo semestre", "Ufficio edilizia privata", "Monitoraggio procedimenti complessi, allegato 2"))
		if !d.csv && d.chance(50) {
			d.sheet.merges = append(d.sheet.merges, [4]int{d.row, 0, d.row, 4})
		}
		d.skip(foglio.SaltoTitolo)
		d.row++
	}
}

// header writes the titles, over one row or two.
func (d *dirt) header() {
	pair := d.has(foglio.CampoInizioSosp)
	two := !d.csv && pair && d.chance(60)
	hints := !two && d.chance(15)
	for i, c := range d.cols {
		if two && (c.field == foglio.CampoInizioSosp || c.field == foglio.CampoFineSosp) {
			continue
		}
		d.sheet.set(d.row, i, c.title)
		if two && c.title != "" && d.chance(70) {
			d.sheet.merges = append(d.sheet.merges, [4]int{d.row, i, d.row + 1, i})
		}
	}
	d.skip(foglio.SaltoIntestazione)
	if two {
		i := d.col(foglio.CampoInizioSosp)
		d.sheet.set(d.row, i, pick(d, "Sospensione", "SOSPENSIONI", "Periodo di sospensione"))
		d.sheet.merges = append(d.sheet.merges, [4]int{d.row, i, d.row, i + 1})
		d.row++
		low := pick(d, []string{"inizio", "fine"}, []string{"dal", "al"}, []string{"Data inizio", "Data fine"})
		d.sheet.set(d.row, i, low[0])
		d.sheet.set(d.row, i+1, low[1])
		d.skip(foglio.SaltoIntestazione)
	}
	if hints {
		d.row++
		d.put(foglio.CampoDomanda, "(gg/mm/aaaa)")
		d.put(foglio.CampoID, "obbligatorio")
		d.skip(foglio.SaltoIntestazione)
	}
	d.row++
}

// stray is a row among the practices that is not one.
func (d *dirt) stray() {
	switch d.IntN(3) {
	case 0:
		d.total()
	case 1:
		d.sheet.set(d.row, 0, pick(d, "Pratiche presentate prima della riforma", "Nota: da qui in poi, secondo trimestre", "*** arretrato ***"))
		if !d.csv {
			if d.chance(30) {
				d.sheet.set(d.row, 0, "ARRETRATO") // a note only because it lies over many columns
			}
			d.sheet.merges = append(d.sheet.merges, [4]int{d.row, 0, d.row, 5})
		}
		d.skip(foglio.SaltoNota)
		d.row++
	case 2:
		if d.col(foglio.CampoInizioSosp) >= 0 {
			return // its titles may be over two rows
		}
		for i, c := range d.cols {
			d.sheet.set(d.row, i, c.title)
		}
		d.skip(foglio.SaltoIntestazione)
		d.row++
	}
}

func (d *dirt) total() {
	d.sheet.set(d.row, 0, nil)
	d.put(foglio.CampoID, pick(d, "TOTALE", "Totale pratiche: 12", "Tot.", "SUBTOTALE", "Totali"))
	if d.has(foglio.CampoGiorniSospesi) {
		d.put(foglio.CampoGiorniSospesi, 99)
	}
	d.skip(foglio.SaltoTotale)
	d.row++
}

// mergedType is one type merged over two practices.
func (d *dirt) mergedType(procedure string) {
	f := foglio.CampoTipologia
	if d.csv || !d.has(f) {
		return
	}
	d.practice(procedure)
	d.put(f, "PdC ordinario")
	merged := func(row int) {
		if n := len(d.book.practices); n > 0 && d.book.practices[n-1].Riga == row+1 && d.book.practices[n-1].Foglio == d.sheet.name {
			d.book.practices[n-1].Tipologia = "PdC ordinario"
		}
	}
	merged(d.row)
	d.row++
	d.practice(procedure)
	delete(d.sheet.rows[d.row], d.col(f))
	merged(d.row)
	d.notice(f, foglio.TipoCellaUnita)
	d.sheet.merges = append(d.sheet.merges, [4]int{d.row - 1, d.col(f), d.row, d.col(f)})
	d.row++
}

// continued is one practice over two rows: its number is merged, and the
// second row has another suspension.
func (d *dirt) continued(procedure string) {
	if d.csv || !d.has(foglio.CampoSospensioni) {
		return
	}
	d.practice(procedure)
	if len(d.sheet.rows[d.row]) == 0 || d.sheet.rows[d.row][d.col(foglio.CampoID)] == nil {
		d.row++
		return
	}
	d.row++
	d.put(foglio.CampoSospensioni, "2024-10-01/2024-10-11")
	d.sheet.merges = append(d.sheet.merges, [4]int{d.row - 1, d.col(foglio.CampoID), d.row, d.col(foglio.CampoID)})
	d.skip(foglio.SaltoContinua)
	if n := len(d.book.practices) - 1; n >= 0 && d.book.practices[n].Riga == d.row && d.book.practices[n].Foglio == d.sheet.name {
		p := &d.book.practices[n]
		p.Sospensioni = append(p.Sospensioni, days("2024-10-01", "2024-10-11")...)
		if p.GiorniSospesi > 0 {
			p.GiorniSospesi = 0
			d.book.notices[noticeKey{d.sheet.name, "", foglio.TipoDueSospensioni}]++
		}
	}
	d.row++
}

func (d *dirt) maybeHide() {
	if !d.csv && d.chance(6) {
		d.sheet.hiddenRows[d.row] = true
	}
}

// wholeSheet writes down what is told once for the sheet.
func (d *dirt) wholeSheet() {
	if n := len(d.sheet.hiddenRows); n > 0 {
		d.sheetNotice(foglio.TipoRigheNascoste, n)
	}
	other := false
	for i, c := range d.cols {
		switch c.extra {
		case "names", "codes":
			d.book.notices[noticeKey{d.sheet.name, foglio.LettereColonna(i), foglio.TipoColonnaPersonale}] = 1
		case "other":
			other = true
			if !d.csv && d.chance(30) {
				d.sheet.hiddenCols[i] = true
			}
		}
	}
	if len(d.sheet.hiddenCols) > 0 {
		d.sheetNotice(foglio.TipoColonneNascoste, 1)
	}
	if other {
		d.sheetNotice(foglio.TipoColonneNonUsate, 1)
	}
	for f := range d.american {
		if d.swappable[f] > 0 {
			d.book.notices[noticeKey{d.sheet.name, d.letters(f), foglio.TipoDataAmbigua}] = d.swappable[f]
		}
	}
}
