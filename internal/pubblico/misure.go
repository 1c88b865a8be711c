package pubblico

import (
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// ChiaveMisure is the snapshot of the times and of the arretrato of every
// published semester, type Misure; ChiaveMisureEnti(semester) is that of the
// figures of each body in one semester, type MisureEnti. monitoraggio
// publishes both together.
const ChiaveMisure = "misure"

// ChiaveMisureEnti names the snapshot of the bodies of a semester.
func ChiaveMisureEnti(s kernel.Semestre) string { return ChiaveMisure + "/" + s.String() }

// dichiarato is the content declared for the key: one of Contenuti, or the
// bodies of a semester.
func dichiarato(chiave string) (Contenuto, bool) {
	if c, ok := Contenuti[chiave]; ok {
		return c, true
	}
	if sem, ok := strings.CutPrefix(chiave, ChiaveMisure+"/"); ok {
		if s, err := kernel.ParseSemestre(sem); err == nil && !s.IsZero() {
			return MisureEnti{}, true
		}
	}
	return nil, false
}

// Misure are the published figures of the monitoring, per semester.
type Misure struct {
	Regione  string             `json:"regione"`  // "Lombardia"
	Semestri []SemestrePubblico `json:"semestri"` // the latest first
}

// SemestrePubblico are the figures of one semester, in the version that was
// published last.
type SemestrePubblico struct {
	Semestre     kernel.Semestre        `json:"semestre"`
	Versioni     []VersionePubblica     `json:"versioni"` // all published ones, the one in force last
	Fonte        string                 `json:"fonte"`
	Invitati     int64                  `json:"enti_invitati"`
	Rispondenti  int64                  `json:"enti_rispondenti"` // bodies whose data were approved
	Procedimenti []ProcedimentoMisurato `json:"procedimenti"`     // in the order of the catalogue
}

// VersionePubblica is one publication of the figures of a semester.
type VersionePubblica struct {
	N            int64          `json:"n"`
	Motivo       string         `json:"motivo,omitempty"` // of the revision; empty for the first
	Impronta     string         `json:"impronta"`         // hex SHA-256 of the locked figures
	BloccataIl   kernel.Instant `json:"bloccata_il"`
	FirmataIl    kernel.Instant `json:"firmata_il"`
	PubblicataIl kernel.Instant `json:"pubblicata_il"`
}

// ProcedimentoMisurato are the figures of one procedure.
type ProcedimentoMisurato struct {
	Codice          string          `json:"codice"` // of the catalogue
	Nome            string          `json:"nome"`
	EntiAttesi      int64           `json:"enti_attesi"`
	EntiRispondenti int64           `json:"enti_rispondenti"`
	Regione         MisurePubbliche `json:"regione"`
	Classi          []GruppoMisure  `json:"classi"`
	Province        []GruppoMisure  `json:"province"`
	Obiettivo       *ObiettivoMisto `json:"obiettivo,omitempty"`
}

// GruppoMisure are the figures of the bodies of a class or of a province.
type GruppoMisure struct {
	Codice          string          `json:"codice"`
	Nome            string          `json:"nome"`
	EntiAttesi      int64           `json:"enti_attesi"`
	EntiRispondenti int64           `json:"enti_rispondenti"`
	Misure          MisurePubbliche `json:"misure"`
}

// MisurePubbliche are the items of the DPCM of 12 November 2021, annex B,
// appendix 2, with the median and the 90th percentile. Small counts are not
// there, nor what would give them away (package riserbo): Riservate names them,
// and their fields are empty. Times of fewer than MinimoCasi practices are not
// there either.
type MisurePubbliche struct {
	ConcluseSilenzioAssenso int64    `json:"concluse_silenzio_assenso"`
	ConcluseEspresse        int64    `json:"concluse_espresse"`
	ConSospensioni          int64    `json:"con_sospensioni"`
	ConConferenza           int64    `json:"con_conferenza"`
	DurataMedia             Misura   `json:"durata_media"`               // calendar days, gross
	DurataMediana           Misura   `json:"durata_mediana"`             // calendar days, gross
	DurataP90               Misura   `json:"durata_p90"`                 // calendar days, gross
	DurataMediaNetta        Misura   `json:"durata_media_netta"`         // calendar days, net of suspensions
	TermineMassimo          *float64 `json:"termine_massimo,omitempty"`  // calendar days
	Avviate                 int64    `json:"avviate"`                    // received in the semester
	InTransito              *int64   `json:"in_transito,omitempty"`      // open on some day of the semester; nil: not known
	Arretrato               *int64   `json:"arretrato,omitempty"`        // nil: not known
	MotivoArretrato         string   `json:"motivo_arretrato,omitempty"` // why it is not known
	PendentiFine            *int64   `json:"pendenti_fine,omitempty"`    // nil: not known
	// Riservate are the JSON names of the fields that are held back; Durate
	// stands for the four times and their numbers of practices.
	Riservate []string `json:"riservate,omitempty"`
}

// Durate is the name under which Riservate holds the times.
const Durate = "durate"

// MotivoRiserbo says to people why a figure is held back.
const MotivoRiserbo = "dato riservato: meno di 5 pratiche, o servirebbe a ricavarle"

// Riservato reports whether the field of that JSON name is held back.
func (m MisurePubbliche) Riservato(campo string) bool { return slices.Contains(m.Riservate, campo) }

// ObiettivoMisto are the baseline and the targets of a procedure, as they were
// when the figures were published.
type ObiettivoMisto struct {
	Versione      int64            `json:"versione"`
	BaseSemestre  kernel.Semestre  `json:"base_semestre"`
	BaseDurata    *float64         `json:"base_durata,omitempty"`    // calendar days
	BaseArretrato *int64           `json:"base_arretrato,omitempty"` // practices
	Durata        SemaforoPubblico `json:"durata"`
	Arretrato     SemaforoPubblico `json:"arretrato"`
	Fonte         string           `json:"fonte"`
	Dimostrativo  bool             `json:"dimostrativo,omitzero"` // invented, to show how the pages work
}

// SemaforoPubblico is how a measure stands against its target.
type SemaforoPubblico struct {
	Colore      string          `json:"colore"`               // verde, giallo, rosso or grigio
	Motivo      string          `json:"motivo,omitempty"`     // why it is grigio
	Traguardo   *float64        `json:"traguardo,omitempty"`  // reduction asked for, percent of the baseline
	AlSemestre  kernel.Semestre `json:"al_semestre,omitzero"` // of the target that applies
	Riduzione   *float64        `json:"riduzione,omitempty"`  // obtained, percent
	Avanzamento *float64        `json:"avanzamento,omitempty"`
}

// Raggiunto tells whether the reduction asked for is obtained already.
func (s SemaforoPubblico) Raggiunto() bool {
	return s.Colore == "verde" && s.Avanzamento != nil && *s.Avanzamento >= 100
}

// MisureEnti are the figures of every body in one semester.
type MisureEnti struct {
	Semestre kernel.Semestre `json:"semestre"`
	Versione int64           `json:"versione"`
	Righe    []MisuraEnte    `json:"righe"` // by body and procedure
}

// MisuraEnte are the figures of one body for one procedure.
type MisuraEnte struct {
	EnteID       int64           `json:"ente"`
	Istat        string          `json:"istat,omitempty"`
	Nome         string          `json:"nome"`
	Provincia    string          `json:"provincia"`
	Classe       string          `json:"classe"`
	Procedimento string          `json:"procedimento"` // code of the catalogue
	Fonte        string          `json:"fonte"`        // pratiche, dichiarate or nessuna
	Misure       MisurePubbliche `json:"misure"`
}

// Controlla refuses figures that contradict themselves, and times of too few
// practices.
func (m Misure) Controlla() error {
	visti := map[kernel.Semestre]bool{}
	for i, s := range m.Semestri {
		if s.Semestre.IsZero() || visti[s.Semestre] || i > 0 && !s.Semestre.Before(m.Semestri[i-1].Semestre) {
			return fmt.Errorf("pubblico: misure: semester %q is empty, repeated or out of order", s.Semestre)
		}
		visti[s.Semestre] = true
		if err := s.controlla(); err != nil {
			return fmt.Errorf("pubblico: misure %s: %w", s.Semestre, err)
		}
	}
	return nil
}

func (s SemestrePubblico) controlla() error {
	if len(s.Versioni) == 0 || s.Fonte == "" {
		return fmt.Errorf("no version or no source")
	}
	for i, v := range s.Versioni {
		if v.N < 1 || i > 0 && v.N <= s.Versioni[i-1].N || len(v.Impronta) != 64 || v.BloccataIl.IsZero() || v.FirmataIl.IsZero() || v.PubblicataIl.IsZero() {
			return fmt.Errorf("version %d is not locked, signed and published in order", v.N)
		}
	}
	if s.Rispondenti > s.Invitati {
		return fmt.Errorf("%d bodies answered of %d", s.Rispondenti, s.Invitati)
	}
	for _, p := range s.Procedimenti {
		err := p.Regione.controlla()
		for _, g := range append(append([]GruppoMisure{}, p.Classi...), p.Province...) {
			err = first(err, g.Misure.controlla())
			if g.EntiRispondenti > g.EntiAttesi {
				err = first(err, fmt.Errorf("%s: %d bodies answered of %d", g.Codice, g.EntiRispondenti, g.EntiAttesi))
			}
		}
		if err != nil || p.Codice == "" {
			return fmt.Errorf("procedure %q: %w", p.Codice, err)
		}
	}
	return nil
}

// Controlla refuses rows that contradict themselves.
func (m MisureEnti) Controlla() error {
	if m.Semestre.IsZero() || m.Versione < 1 {
		return fmt.Errorf("pubblico: bodies without semester or version")
	}
	for _, r := range m.Righe {
		if err := r.Misure.controlla(); err != nil {
			return fmt.Errorf("pubblico: %s, %s: %w", r.Nome, r.Procedimento, err)
		}
	}
	return nil
}

func (m MisurePubbliche) controlla() error {
	for nome, n := range m.conteggi() {
		switch {
		case n < 0:
			return fmt.Errorf("a count is negative")
		case m.Riservato(nome) && n != 0:
			return fmt.Errorf("%s is held back and written", nome)
		case n > 0 && n < MinimoCasi:
			return fmt.Errorf("%s counts %d practices only", nome, n)
		}
	}
	if noto := !m.Riservato("concluse_espresse"); noto && (m.ConSospensioni > m.ConcluseEspresse || m.ConConferenza > m.ConcluseEspresse) {
		return fmt.Errorf("a part is larger than the express acts")
	}
	for _, x := range []Misura{m.DurataMedia, m.DurataMediana, m.DurataP90, m.DurataMediaNetta} {
		switch {
		case m.Riservato(Durate) && (x.N != 0 || x.Valore != nil):
			return fmt.Errorf("times are held back and written")
		case x.N > m.ConcluseEspresse || x.Valore != nil && *x.Valore < 0:
			return fmt.Errorf("a time of %d practices among %d", x.N, m.ConcluseEspresse)
		case x.N > 0 && x.N < MinimoCasi:
			return fmt.Errorf("a time of %d practices only", x.N)
		}
	}
	return nil
}

// conteggi are the counts by JSON name; those that are not known are left out.
func (m MisurePubbliche) conteggi() map[string]int64 {
	out := map[string]int64{"concluse_silenzio_assenso": m.ConcluseSilenzioAssenso, "concluse_espresse": m.ConcluseEspresse,
		"con_sospensioni": m.ConSospensioni, "con_conferenza": m.ConConferenza, "avviate": m.Avviate}
	for nome, n := range map[string]*int64{"in_transito": m.InTransito, "arretrato": m.Arretrato, "pendenti_fine": m.PendentiFine} {
		if n != nil {
			out[nome] = *n
		}
	}
	return out
}

// Semestre finds the figures of a semester.
func (m Misure) Semestre(s kernel.Semestre) (SemestrePubblico, bool) {
	for _, x := range m.Semestri {
		if x.Semestre == s {
			return x, true
		}
	}
	return SemestrePubblico{}, false
}

// Versione is the version in force.
func (s SemestrePubblico) Versione() VersionePubblica { return s.Versioni[len(s.Versioni)-1] }
