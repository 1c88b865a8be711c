package misure

import (
	"math"

	"pass/internal/kernel"
)

// Misure are the figures of one procedure over one semester, for a body or
// for many together; the package comment defines each. A nil is a value that
// cannot be known. Numbers are never rounded: pages round when they show. The
// JSON keys are the contract of the command line.
type Misure struct {
	ConcluseSilenzioAssenso int      `json:"concluse_silenzio_assenso"`
	ConcluseEspresse        int      `json:"concluse_espresse"`
	ConSospensioni          int      `json:"con_sospensioni"`    // of the express ones
	ConConferenza           int      `json:"con_conferenza"`     // of the express ones
	DurataMedia             *float64 `json:"durata_media"`       // calendar days, gross
	DurataMediana           *float64 `json:"durata_mediana"`     // calendar days, gross
	DurataP90               *float64 `json:"durata_p90"`         // calendar days, gross
	DurataMediaNetta        *float64 `json:"durata_media_netta"` // calendar days, net of suspensions
	TermineMassimo          *float64 `json:"termine_massimo"`    // calendar days
	Avviate                 int      `json:"avviate"`            // received in the semester
	InTransito              int      `json:"in_transito"`        // open on some day of the semester
	Arretrato               *int     `json:"arretrato"`          // pending at the end, beyond the term net of suspensions
	PendentiInizio          int      `json:"pendenti_inizio"`
	PendentiFine            int      `json:"pendenti_fine"`
	Escluse                 int      `json:"escluse"`

	// What stands behind the means, to weight and to judge them.
	N                    int      `json:"-"` // durations known one by one
	SommaDurate          int64    `json:"-"` // calendar days, gross, over those N
	SommaNette           int64    `json:"-"` // calendar days, net, over those N
	NettaMediana         *float64 `json:"-"` // calendar days, net
	NettaP90             *float64 `json:"-"` // calendar days, net
	PendentiSenzaTermine int      `json:"-"` // why Arretrato is nil
	// What is known only as sums (Calcolo.AggiungiTotali).
	Sommate    int `json:"-"` // bodies that gave their sums alone
	SenzaStock int `json:"-"` // of them, without their pending practices: InTransito and Pendenti are too small then
	NMedia     int `json:"-"` // express acts behind DurataMedia: N, plus those of which only the mean is known
}

// Concluse are the practices concluded in the semester, by act or by silence.
func (m Misure) Concluse() int { return m.ConcluseEspresse + m.ConcluseSilenzioAssenso }

// Derivato is a figure made of others: the value, or why there is none, in
// Italian and without a final stop.
type Derivato struct {
	Valore *float64
	Motivo string
}

// InItaliano writes the value with that many decimals, or "n.d.".
func (d Derivato) InItaliano(decimali int) string {
	if d.Valore == nil {
		return "n.d."
	}
	return kernel.Decimale(*d.Valore, decimali)
}

func vale(x float64) Derivato { return Derivato{Valore: &x} }

// The reasons for which a figure cannot be known.
const (
	MotivoNessunaEspressa  = "nessuna pratica conclusa con provvedimento espresso nel semestre"
	MotivoNessunTermine    = "nessun termine massimo indicato"
	MotivoPendentiSenza    = "qualche pratica pendente non ha un termine"
	MotivoNessunaAvviata   = "nessuna pratica avviata nel semestre"
	MotivoNessunTransito   = "nessuna pratica in transito nel semestre"
	MotivoNessunaPendente  = "nessuna pratica pendente a fine semestre"
	MotivoStockIgnoto      = "alcuni enti non hanno indicato le pratiche pendenti"
	MotivoSoloSomme        = "alcuni enti hanno dato solo i totali"
	MotivoArretratoIgnoto  = "alcuni enti non conoscono il proprio arretrato"
	MotivoDurateMancantiDi = "alcuni enti hanno dato il numero delle pratiche concluse senza la durata"
)

// Saldo is concluded less started, in practices: above zero the stock shrinks.
func (m Misure) Saldo() Derivato { return vale(float64(m.Concluse() - m.Avviate)) }

// IndiceSmaltimento is concluded over started, a plain ratio: above 1 the
// stock shrinks. Unknown when nothing was started.
func (m Misure) IndiceSmaltimento() Derivato {
	if m.Avviate == 0 {
		return Derivato{Motivo: MotivoNessunaAvviata}
	}
	return vale(float64(m.Concluse()) / float64(m.Avviate))
}

// IndicePressione is √((mean duration / maximum term)² + (arretrato / in
// transito)²), Trento's index with practices in transit as the denominator; a
// plain number, 0 at best. Unknown when any of its parts is.
func (m Misure) IndicePressione() Derivato {
	switch {
	case m.SenzaStock > 0:
		return Derivato{Motivo: MotivoStockIgnoto}
	case m.InTransito == 0:
		return Derivato{Motivo: MotivoNessunTransito}
	case m.DurataMedia == nil:
		return Derivato{Motivo: m.MotivoDurate()}
	case m.TermineMassimo == nil || *m.TermineMassimo <= 0:
		return Derivato{Motivo: MotivoNessunTermine}
	case m.Arretrato == nil:
		return Derivato{Motivo: m.MotivoArretrato()}
	}
	return vale(math.Hypot(*m.DurataMedia / *m.TermineMassimo, float64(*m.Arretrato)/float64(m.InTransito)))
}

// QuotaArretrato is arretrato over the practices pending at the end, a ratio
// from 0 to 1. Unknown when either is, or when nothing is pending.
func (m Misure) QuotaArretrato() Derivato {
	switch {
	case m.Arretrato == nil:
		return Derivato{Motivo: m.MotivoArretrato()}
	case m.SenzaStock > 0:
		return Derivato{Motivo: MotivoStockIgnoto}
	case m.PendentiFine == 0:
		return Derivato{Motivo: MotivoNessunaPendente}
	}
	return vale(float64(*m.Arretrato) / float64(m.PendentiFine))
}

// MotivoDurate says why DurataMedia is nil; empty when it is not.
func (m Misure) MotivoDurate() string {
	switch {
	case m.DurataMedia != nil:
		return ""
	case m.ConcluseEspresse == 0:
		return MotivoNessunaEspressa
	}
	return MotivoDurateMancantiDi
}

// MotivoPercentili says why DurataMediana and DurataP90 are nil; empty when
// they are not.
func (m Misure) MotivoPercentili() string {
	switch {
	case m.DurataMediana != nil:
		return ""
	case m.ConcluseEspresse == 0:
		return MotivoNessunaEspressa
	}
	return MotivoSoloSomme
}

// MotivoArretrato says why Arretrato is nil; empty when it is not.
func (m Misure) MotivoArretrato() string {
	switch {
	case m.Arretrato != nil:
		return ""
	case m.PendentiSenzaTermine > 0:
		return MotivoPendentiSenza
	}
	return MotivoArretratoIgnoto
}

// MotivoTermine says why TermineMassimo is nil; empty when it is not.
func (m Misure) MotivoTermine() string {
	if m.TermineMassimo != nil {
		return ""
	}
	return MotivoNessunTermine
}
