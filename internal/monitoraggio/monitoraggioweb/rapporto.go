package monitoraggioweb

import (
	"context"
	"fmt"
	"io"
	"slices"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
)

// rapportoVista is the monitoring report of a semester: one document that
// stands alone, without the site around it.
type rapportoVista struct {
	Titolo, Sottotitolo string
	Dati                []monitoraggio.Dato
	Frasi               []string
	Nazionale           []monitoraggio.Tabella
	Note                []string
	Luci                [][4]string // procedure, of the duration, of the arretrato, source
	Regola              []string
	Ambiti              []ambitoRapporto
	Versioni            [][4]string // version with its reason, locked, signed, print
}

// ambitoRapporto is the detail of one procedure.
type ambitoRapporto struct {
	ID, Nome, Copertura string
	Tabelle             []monitoraggio.Tabella
}

// ScriviRapporto writes the report of a semester as one HTML document. The
// same figures always give the same bytes: no date but theirs.
func ScriviRapporto(ctx context.Context, w io.Writer, x monitoraggio.CifreSemestre) error {
	return documentoRapporto(vistaRapporto(x)).Render(ctx, w)
}

func vistaRapporto(x monitoraggio.CifreSemestre) rapportoVista {
	naz, det := x.TabellaNazionale(x.Al()), x.TabellaDettaglio(x.Al())
	v := rapportoVista{Titolo: "Rapporto di monitoraggio, " + x.Rilevazione.Semestre.InItaliano(), Sottotitolo: "Regione " + x.Regione + ". Tempi e arretrato dei procedimenti complessi.",
		Dati: naz.Testata, Frasi: frasiCifre(x), Nazionale: partiNazionale(naz), Note: naz.Note[:3], Regola: monitoraggio.RegolaSemaforo}
	for _, p := range x.Quadro.Procedimenti {
		d, a := x.Semafori(p)
		fonte := "n.d."
		if o, ok := x.Obiettivi[p.ProcedimentoID]; ok {
			fonte = fonteObiettivo(o)
		}
		v.Luci = append(v.Luci, [4]string{p.Nome, fraseLuce(d), fraseLuce(a), fonte})
		v.Ambiti = append(v.Ambiti, ambitoRapporto{ID: "procedimento-" + p.Codice, Nome: p.Nome,
			Copertura: fmt.Sprintf("Hanno risposto %s su %s. Termine massimo: %s.", quanti(p.Enti(), "ente", "enti"), kernel.Numero(int64(p.EntiAttesi)), p.TermineInItaliano())})
	}
	i, inizio := -1, 0
	chiudi := func(fine int) {
		if i >= 0 {
			v.Ambiti[i].Tabelle = partiDettaglio(v.Ambiti[i].Nome, det, inizio, fine)
		}
		i, inizio = i+1, fine
	}
	for k, r := range det.Righe {
		if r[2].Dato == "Regione" {
			chiudi(k)
		}
	}
	chiudi(len(det.Righe))
	for _, y := range x.Versioni {
		motivo := y.Motivo
		if motivo == "" {
			motivo = "prima versione"
		}
		firma := "non ancora firmata"
		if !y.FirmataIl.IsZero() {
			firma = y.Firmatario + ", " + y.FirmataIl.InItaliano()
		}
		v.Versioni = append(v.Versioni, [4]string{fmt.Sprintf("Versione %d: %s", y.N, motivo), y.BloccataIl.InItaliano(), firma, y.Impronta})
	}
	return v
}

// partiDettaglio splits the rows of one procedure in two tables that fit on a
// sheet: the items of appendix 2, then the other measures.
func partiDettaglio(nome string, det monitoraggio.Tabella, da, a int) []monitoraggio.Tabella {
	det.Righe = det.Righe[da:a]
	altre := slices.IndexFunc(det.Colonne, func(c monitoraggio.Colonna) bool { return c.Codice == "n_durate" })
	prime, seconde := []int{}, []int{2, 3}
	for k := 2; k < altre; k++ {
		prime = append(prime, k)
	}
	for k := altre; k < len(det.Colonne); k++ {
		seconde = append(seconde, k)
	}
	return []monitoraggio.Tabella{det.Parte(nome+": le voci dell’appendice 2", prime...), det.Parte(nome+": le altre misure", seconde...)}
}

// fraseLuce says a light in words.
func fraseLuce(s monitoraggio.Semaforo) string {
	if s.Colore == monitoraggio.Grigio {
		return "n.d.: " + s.Motivo
	}
	return chipSemaforo(s).Text + ", " + dettaglioLuce(s)
}
