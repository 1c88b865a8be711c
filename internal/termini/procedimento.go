package termini

import "pass/internal/kernel"

// Informazioni is the suspension for information or certificates that the
// administrations do not hold: once, at most 30 days, after which the term runs
// again by itself (L. 241/1990 art. 2 c. 7). The zero al is "not yet received".
func Informazioni(dal, al kernel.Day) Sospensione {
	r, _ := RegolaVigente(RichiestaInformazioni, dal)
	return Sospensione{Dal: dal, Al: al, Tipo: SospensioneInformazioni, BaseLegale: r.Fonte, Massimo: r.Termine.N}
}

// Preavviso is the notice of refusal of L. 241/1990 art. 10-bis.
type Preavviso struct {
	Inviato      kernel.Day // communicated: the term stops
	Ricevuto     kernel.Day // received: ten days for observations; zero while unknown
	Osservazioni kernel.Day // filed; zero: none
}

// Limite is the last day for observations: ten days from receipt, moved if it is
// a holiday; zero while the receipt is unknown.
func (p Preavviso) Limite(cal *Calendario) kernel.Day {
	if p.Ricevuto.IsZero() {
		return kernel.Day{}
	}
	return FinestraDi(OsservazioniPreavviso, p.Inviato, p.Ricevuto, cal).Entro
}

// ConPreavviso adds a notice of refusal to a term.
//
// Since DL 76/2020 art. 12 (17 July 2020) it suspends: the term runs again ten
// days after the observations or, without them, when the ten days to file them
// end. Until then it interrupted: the full term started again from the
// observations or, without them, from the end of the ten days. The version is
// that of the day on which the term starts. Observations after the ten days
// change nothing.
func (d Decorso) ConPreavviso(p Preavviso, cal *Calendario) Decorso {
	limite := p.Limite(cal)
	presentate := !p.Osservazioni.IsZero() && !limite.IsZero() && !p.Osservazioni.After(limite)
	if d.Dal.Before(dl76) {
		riparte := limite
		if presentate {
			riparte = p.Osservazioni
		}
		if riparte.IsZero() {
			// The interruption is known, its end is not: nothing expires meanwhile.
			d.Sospensioni = append(d.Sospensioni[:len(d.Sospensioni):len(d.Sospensioni)], Sospensione{Dal: p.Inviato, Tipo: SospensionePreavviso, BaseLegale: "L. 241/1990, art. 10-bis"})
			return d
		}
		d.Interruzioni = append(d.Interruzioni[:len(d.Interruzioni):len(d.Interruzioni)], riparte)
		return d
	}
	s := Sospensione{Dal: p.Inviato, Al: limite, Tipo: SospensionePreavviso, BaseLegale: "L. 241/1990, art. 10-bis; DL 76/2020, art. 12"}
	if presentate {
		r, _ := RegolaVigente(RipresaDopoOsservazioni, d.Dal)
		s.Al = p.Osservazioni.AddDays(r.Termine.N)
	}
	d.Sospensioni = append(d.Sospensioni[:len(d.Sospensioni):len(d.Sospensioni)], s)
	return d
}
