package foglio_test

import (
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/termini"
)

// end writes how the practice ended: act, silence, or not yet.
func (d *dirt) end(p *foglio.PraticaLetta, wrong foglio.Campo) {
	act, silence := d.has(foglio.CampoProvvedimento), d.has(foglio.CampoSilenzio)
	finish := p.Domanda.AddDays(d.IntN(300))
	switch {
	case wrong == foglio.CampoProvvedimento && d.chance(60):
		d.wrongDay(foglio.CampoProvvedimento)
	case wrong == foglio.CampoProvvedimento:
		d.writeDay(foglio.CampoProvvedimento, p.Domanda.AddDays(-1-d.IntN(30)))
		d.fail(foglio.CampoProvvedimento, foglio.TipoDateInvertite)
	case wrong == foglio.CampoSilenzio && d.chance(50):
		d.wrongDay(foglio.CampoSilenzio)
	case wrong == foglio.CampoSilenzio && act:
		d.writeDay(foglio.CampoProvvedimento, finish)
		d.writeDay(foglio.CampoSilenzio, finish)
		d.fail(foglio.CampoSilenzio, foglio.TipoDueConclusioni)
	case wrong == foglio.CampoSilenzio:
		d.writeDay(foglio.CampoSilenzio, p.Domanda.AddDays(-1))
		d.fail(foglio.CampoSilenzio, foglio.TipoDateInvertite)
	case act && d.chance(60):
		p.Provvedimento = finish
		d.writeDay(foglio.CampoProvvedimento, finish)
	case silence && d.chance(30):
		p.SilenzioAssenso = finish
		d.writeDay(foglio.CampoSilenzio, finish)
	default:
		if act {
			d.nothing(foglio.CampoProvvedimento)
		}
		if silence {
			d.nothing(foglio.CampoSilenzio)
		}
	}
}

func (d *dirt) answer(p *foglio.PraticaLetta, wrong foglio.Campo) {
	f := foglio.CampoConferenza
	switch {
	case !d.has(f):
	case wrong == f:
		d.put(f, pick(d, "forse", "2", "SI/NO"))
		d.fail(f, foglio.TipoSiNo)
	case d.chance(30):
		p.Conferenza = true
		d.put(f, pick[any](d, "SÌ", "sì", "Si", "S", "x", "SI'", "1", "VERO", "sí"))
		if !d.csv && d.chance(20) {
			d.put(f, true)
		}
	default:
		d.put(f, pick[any](d, "NO", "no", "", "N", "0", "-"))
	}
}

func (d *dirt) term(p *foglio.PraticaLetta, wrong foglio.Campo) {
	f := foglio.CampoTermine
	switch {
	case !d.has(f):
	case wrong == f:
		d.put(f, pick(d, "boh", "-5", "0", "sessanta", "12,5"))
		d.fail(f, foglio.TipoTermine)
	case d.chance(50):
		terms := []struct {
			text string
			n    int
			unit termini.Unita
		}{{"60", 60, 0}, {"60 gg", 60, 0}, {"90 giorni", 90, 0}, {"30 GG.", 30, 0}, {"5 giorni lavorativi", 5, termini.GiorniLavorativi},
			{"3 mesi", 3, termini.Mesi}, {"60,0", 60, 0}, {"5l", 5, termini.GiorniLavorativi}, {"20 gg lav.", 20, termini.GiorniLavorativi}}
		t := terms[d.IntN(len(terms))]
		p.Termine = &termini.Termine{N: t.n, Unita: t.unit}
		d.put(f, t.text)
		if t.text == "60" && !d.csv {
			d.put(f, 60)
		}
		if t.text == "60 gg" && d.special {
			d.put(f, formula{60})
		}
	}
}

func (d *dirt) texts(p *foglio.PraticaLetta, wrong foglio.Campo) {
	if d.has(foglio.CampoTipologia) && d.chance(80) {
		p.Tipologia = pick(d, "PdC ordinario", "PdC in variante", "asseverato", "Accertamento di conformità")
		d.put(foglio.CampoTipologia, p.Tipologia)
	}
	if d.has(foglio.CampoTipoSospensione) && d.chance(30) {
		p.TipoSospensione = pick(d, "integrazione documentale", "parere di altro ente")
		d.put(foglio.CampoTipoSospensione, p.TipoSospensione)
	}
	f := foglio.CampoMotivoEsclusione
	if !d.has(f) || !d.chance(12) {
		return
	}
	switch m := d.IntN(5); m {
	case 0, 1:
		if p.Provvedimento.IsZero() && p.SilenzioAssenso.IsZero() && wrong == "" {
			p.MotivoEsclusione = foglio.Motivi[m].Testo
			d.put(f, pick(d, foglio.Motivi[m].Testo, strings.ToUpper(foglio.Motivi[m].Testo), "pratica "+foglio.Motivi[m].Testo))
		}
	case 2, 3:
		p.Nota = foglio.Motivi[m].Testo
		d.put(f, p.Nota+" ")
		d.notice(f, foglio.TipoMotivoNota)
	case 4:
		p.Nota = "rinunciata dopo il sopralluogo"
		d.put(f, p.Nota)
		d.notice(f, foglio.TipoMotivoIgnoto)
	}
}

// others fills the columns of no use.
func (d *dirt) others() {
	for i, c := range d.cols {
		switch c.extra {
		case "names":
			d.sheet.set(d.row, i, d.name())
			d.book.personal = true
		case "codes":
			d.sheet.set(d.row, i, d.code())
			d.book.personal = true
		case "other":
			if d.chance(60) {
				d.sheet.set(d.row, i, pick[any](d, "vedi sopra", "12", 7, "03/05/2023"))
			}
		}
	}
}

func (d *dirt) suspend(p *foglio.PraticaLetta, wrong foglio.Campo) {
	a := p.Domanda.AddDays(1 + d.IntN(20))
	b := a.AddDays(1 + d.IntN(40))
	switch {
	case d.has(foglio.CampoSospensioni):
		d.suspensionCell(p, wrong, a, b)
	case d.has(foglio.CampoGiorniSospesi):
		f := foglio.CampoGiorniSospesi
		if wrong == f {
			d.put(f, pick(d, "-3", "trenta", "12,5", "#N/D"))
			kind := foglio.TipoNumero
			if d.sheet.rows[d.row][d.col(f)] == "#N/D" {
				kind = foglio.TipoCellaInErrore
			}
			d.fail(f, kind)
		} else if d.chance(40) {
			v := pick(d, "30", "30 gg", "30,0", "30 giorni", "1.030")
			p.GiorniSospesi = 30
			if v == "1.030" {
				p.GiorniSospesi = 1030
			}
			d.put(f, v)
			if v == "30" && !d.csv {
				d.put(f, 30)
			}
		} else if d.chance(30) {
			d.put(f, "0")
		}
	case d.has(foglio.CampoInizioSosp):
		d.suspensionColumns(p, wrong, a, b)
	}
}

func (d *dirt) suspensionCell(p *foglio.PraticaLetta, wrong foglio.Campo, a, b kernel.Day) {
	f := foglio.CampoSospensioni
	it := func(g kernel.Day) string { return g.Time().Format("02/01/2006") }
	c := b.AddDays(5)
	switch n := d.IntN(10); {
	case wrong == f:
		d.put(f, pick(d, b.String()+"/"+a.String(), "da definire", "dal "+it(a)+" al 31/02/2024", it(a)+" "+it(b)+" "+it(c)))
		d.fail(f, foglio.TipoSospensione)
	case n == 0:
		d.put(f, a.String()+"/"+b.String()+" "+c.String()+"/")
		p.Sospensioni = []termini.Sospensione{{Dal: a, Al: b}, {Dal: c}}
	case n == 1:
		d.put(f, "dal "+it(a)+" al "+it(b))
		p.Sospensioni = []termini.Sospensione{{Dal: a, Al: b}}
	case n == 2:
		d.put(f, it(a)+" - "+it(b)+";\n"+it(b)+" - "+it(c))
		p.Sospensioni = []termini.Sospensione{{Dal: a, Al: b}, {Dal: b, Al: c}}
	case n == 3:
		d.put(f, "dal "+a.Time().Format("2.1.06")+" in corso")
		p.Sospensioni = []termini.Sospensione{{Dal: a}}
		d.notice(f, foglio.TipoAnnoBreve)
	case n == 4:
		d.put(f, "45 gg")
		p.GiorniSospesi = 45
	case n == 5:
		d.put(f, pick(d, "nessuna", "n.d."))
		d.notice(f, foglio.TipoVuotoDetto)
	case n == 6:
		d.put(f, pick(d, "no", "-"))
	}
}

func (d *dirt) suspensionColumns(p *foglio.PraticaLetta, wrong foglio.Campo, a, b kernel.Day) {
	from, to := foglio.CampoInizioSosp, foglio.CampoFineSosp
	switch n := d.IntN(6); {
	case wrong == from:
		d.writeDay(to, b)
		d.fail(to, foglio.TipoSospensione)
	case wrong == to && d.chance(50):
		d.writeDay(from, a)
		d.writeDay(to, a.AddDays(-1))
		d.fail(to, foglio.TipoSospensione)
	case wrong == to:
		d.writeDay(from, a)
		d.wrongDay(to)
		if d.book.errors[problemKey{d.sheet.name, d.row + 1, d.letters(to), foglio.TipoDataFutura}] {
			d.put(to, "boh")
			delete(d.book.errors, problemKey{d.sheet.name, d.row + 1, d.letters(to), foglio.TipoDataFutura})
			d.fail(to, foglio.TipoData)
		}
	case n < 2:
		d.writeDay(from, a)
		d.writeDay(to, b)
		p.Sospensioni = []termini.Sospensione{{Dal: a, Al: b}}
	case n == 2:
		d.writeDay(from, a)
		p.Sospensioni = []termini.Sospensione{{Dal: a}}
	}
}
