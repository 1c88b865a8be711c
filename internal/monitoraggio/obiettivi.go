package monitoraggio

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// Traguardo is how far a procedure must have come in a semester: reductions
// of the baseline in percent, 0 to 100; nil is no target for that measure.
type Traguardo struct {
	Semestre  kernel.Semestre // zero: there is none
	Durata    *float64        // of the mean duration
	Arretrato *float64        // of the arretrato
}

// Obiettivo is the baseline of a procedure with its targets. Revised ones keep
// the earlier versions.
type Obiettivo struct {
	ID             int64
	ProcedimentoID int64
	N              int // version, from 1
	BaseSemestre   kernel.Semestre
	BaseDurata     *float64 // mean duration, calendar days, gross
	BaseArretrato  *int64   // practices
	Intermedio     Traguardo
	Finale         Traguardo
	Fonte          string
	Dimostrativo   bool // an invented value, to show how the pages work
	Motivo         string
	InseritoIl     kernel.Instant
	InseritoDa     int64
}

const maxTestoObiettivo = 1000

// Validate checks an Obiettivo as a person wrote it.
func (o Obiettivo) Validate() error {
	var fs []kernel.FieldError
	add := func(field, message string) { fs = append(fs, kernel.FieldError{Field: field, Message: message}) }
	if o.BaseSemestre.IsZero() {
		add("base_semestre", "Indicare il semestre di partenza, per esempio 2021-2.")
	}
	if o.BaseDurata == nil && o.BaseArretrato == nil {
		add("base_durata", "Indicare almeno un valore di partenza: la durata media o l'arretrato.")
	}
	if d := o.BaseDurata; d != nil && !(*d >= 1 && *d <= 36500) {
		add("base_durata", "La durata media di partenza va da 1 a 36.500 giorni di calendario.")
	}
	if a := o.BaseArretrato; a != nil && (*a < 0 || *a > 10_000_000) {
		add("base_arretrato", "L'arretrato di partenza va da 0 a 10.000.000 pratiche.")
	}
	fs = append(fs, o.traguardi()...)
	if strings.TrimSpace(o.Fonte) == "" && !o.Dimostrativo {
		add("fonte", "Indicare la fonte: l'atto o il documento che fissa partenza e obiettivi.")
	}
	if strings.TrimSpace(o.Motivo) == "" {
		add("motivo", "Indicare il motivo: resta nella storia degli obiettivi.")
	}
	for _, x := range [][2]string{{"fonte", o.Fonte}, {"motivo", o.Motivo}} {
		if utf8.RuneCountInString(x[1]) > maxTestoObiettivo {
			add(x[0], "Il testo supera 1.000 caratteri: accorciarlo.")
		}
	}
	return kernel.Invalid(fs)
}

func (o Obiettivo) traguardi() (fs []kernel.FieldError) {
	add := func(field, message string) { fs = append(fs, kernel.FieldError{Field: field, Message: message}) }
	if o.Finale.Semestre.IsZero() {
		add("finale_semestre", "Indicare il semestre dell'obiettivo finale, per esempio 2025-2.")
	} else if o.Finale.Durata == nil && o.Finale.Arretrato == nil {
		add("finale_durata", "Indicare almeno una riduzione: della durata media o dell'arretrato.")
	}
	prima := o.BaseSemestre
	for _, x := range []struct {
		nome string
		t    Traguardo
	}{{"intermedio", o.Intermedio}, {"finale", o.Finale}} {
		for _, y := range []struct {
			campo string
			v     *float64
			base  bool
		}{{"durata", x.t.Durata, o.BaseDurata != nil}, {"arretrato", x.t.Arretrato, o.BaseArretrato != nil}} {
			switch {
			case y.v == nil:
			case !(*y.v >= 0 && *y.v <= 100):
				add(x.nome+"_"+y.campo, "La riduzione va da 0 a 100 per cento.")
			case !y.base:
				add(x.nome+"_"+y.campo, "Manca il valore di partenza a cui si riferisce questa riduzione.")
			case x.t.Semestre.IsZero() && x.nome == "intermedio":
				add("intermedio_semestre", "Indicare il semestre dell'obiettivo intermedio.")
			}
		}
		if !x.t.Semestre.IsZero() && !prima.Before(x.t.Semestre) {
			add(x.nome+"_semestre", "Il semestre viene dopo quello che lo precede nella scheda ("+prima.InItaliano()+").")
		}
		if !x.t.Semestre.IsZero() {
			prima = x.t.Semestre
		}
	}
	return fs
}

// Colore is the light that a measure shows.
type Colore string

// The lights.
const (
	Verde  Colore = "verde"
	Giallo Colore = "giallo"
	Rosso  Colore = "rosso"
	Grigio Colore = "grigio"
)

// Etichetta says the light in words, so that colour is never alone.
func (c Colore) Etichetta() string {
	switch c {
	case Verde:
		return "In linea"
	case Giallo:
		return "In ritardo"
	case Rosso:
		return "Fuori obiettivo"
	}
	return "n.d."
}

// RegolaSemaforo is the rule of Semaforo in words, shown wherever a light is.
var RegolaSemaforo = []string{
	"La riduzione è quanto il valore del semestre è sceso rispetto alla partenza, in percentuale.",
	"L'avanzamento è la riduzione ottenuta divisa per quella chiesta: si mostra da 0 a 100%.",
	"La quota attesa cresce in proporzione ai semestri trascorsi dalla partenza, fino al 100% nel semestre dell'obiettivo.",
	"Vale l'obiettivo intermedio fino al suo semestre; dopo vale quello finale.",
	"In linea (verde): obiettivo raggiunto, oppure avanzamento almeno pari alla quota attesa.",
	"In ritardo (giallo): avanzamento almeno pari a metà della quota attesa.",
	"Fuori obiettivo (rosso): avanzamento minore.",
	"n.d. (grigio): manca un valore, oppure la partenza è zero. Un arretrato che resta a zero è raggiunto.",
}

// Semaforo is how a measure stands against its target.
type Semaforo struct {
	Colore      Colore
	Motivo      string          // why the light is grey, or empty
	Traguardo   *float64        // reduction asked for, percent of the baseline
	AlSemestre  kernel.Semestre // of the target that applies
	Riduzione   *float64        // reduction obtained, percent; below zero it got worse
	Avanzamento *float64        // 0 to 100, for display
	Atteso      *float64        // share of the target expected by now, 0 to 100
	Raggiunto   bool
}

// Durata is the light of the mean duration (calendar days) in the semester.
func (o Obiettivo) Durata(s kernel.Semestre, valore *float64) Semaforo {
	t := o.vale(s, func(t Traguardo) *float64 { return t.Durata })
	return semaforo(o.BaseSemestre, o.BaseDurata, s, valore, t.Semestre, t.Durata)
}

// GiorniObiettivo is the mean duration, in calendar days, that the target in
// force in the semester asks for, and by when; false when there is none.
func (o Obiettivo) GiorniObiettivo(s kernel.Semestre) (giorni float64, entro kernel.Semestre, ok bool) {
	t := o.vale(s, func(t Traguardo) *float64 { return t.Durata })
	if o.BaseDurata == nil || t.Durata == nil {
		return 0, kernel.Semestre{}, false
	}
	return *o.BaseDurata * (1 - *t.Durata/100), t.Semestre, true
}

// Arretrato is the light of the arretrato (practices) at the end of the
// semester.
func (o Obiettivo) Arretrato(s kernel.Semestre, valore *int) Semaforo {
	var base, v *float64
	if o.BaseArretrato != nil {
		x := float64(*o.BaseArretrato)
		base = &x
	}
	if valore != nil {
		x := float64(*valore)
		v = &x
	}
	t := o.vale(s, func(t Traguardo) *float64 { return t.Arretrato })
	return semaforo(o.BaseSemestre, base, s, v, t.Semestre, t.Arretrato)
}

// vale is the target that applies in the semester: the interim one up to its
// own semester, the final one afterwards.
func (o Obiettivo) vale(s kernel.Semestre, chiesta func(Traguardo) *float64) Traguardo {
	if !o.Intermedio.Semestre.IsZero() && chiesta(o.Intermedio) != nil && !o.Intermedio.Semestre.Before(s) {
		return o.Intermedio
	}
	return o.Finale
}

// quasi keeps a reduction of exactly the target from failing by the last bit.
const quasi = 1e-9

// semaforo applies RegolaSemaforo; it is pure.
func semaforo(da kernel.Semestre, base *float64, s kernel.Semestre, valore *float64, al kernel.Semestre, chiesta *float64) Semaforo {
	out := Semaforo{Colore: Grigio, Traguardo: chiesta, AlSemestre: al}
	switch {
	case chiesta == nil || al.IsZero():
		out.Motivo = "nessun obiettivo per questa misura"
	case base == nil:
		out.Motivo = "manca il valore di partenza"
	case valore == nil:
		out.Motivo = "il valore del semestre non è noto"
	case !da.Before(s):
		out.Motivo = "il semestre non segue quello di partenza"
	case *base == 0 && *valore == 0:
		return Semaforo{Colore: Verde, Traguardo: chiesta, AlSemestre: al, Raggiunto: true, Avanzamento: reale(100), Atteso: reale(atteso(da, s, al))}
	case *base == 0:
		out.Motivo = "n.d. (partenza 0)"
	default:
		out.confronta((*base-*valore)/(*base)*100, *chiesta, atteso(da, s, al))
	}
	return out
}

func (out *Semaforo) confronta(riduzione, chiesta, atteso float64) {
	out.Riduzione, out.Atteso = reale(riduzione), reale(atteso)
	out.Raggiunto = riduzione >= chiesta-quasi
	avanzamento := 0.0
	switch {
	case out.Raggiunto:
		avanzamento = 100
	case chiesta > 0:
		avanzamento = riduzione / chiesta * 100
	}
	out.Avanzamento = reale(math.Max(0, math.Min(100, avanzamento)))
	switch {
	case out.Raggiunto || avanzamento >= atteso-quasi:
		out.Colore = Verde
	case avanzamento >= atteso/2-quasi:
		out.Colore = Giallo
	default:
		out.Colore = Rosso
	}
}

// atteso is the share of the way, in percent, that should be behind by now.
func atteso(da, s, al kernel.Semestre) float64 {
	tutti, passati := semestri(da, al), semestri(da, s)
	if tutti <= 0 || passati >= tutti {
		return 100
	}
	return float64(passati) / float64(tutti) * 100
}

func semestri(da, a kernel.Semestre) int {
	return 2*(a.Anno()-da.Anno()) + a.Parte() - da.Parte()
}

func reale(x float64) *float64 { return &x }

const colonneObiettivo = `id, procedimento_id, n, base_semestre, base_durata, base_arretrato, intermedio_semestre, intermedio_durata, intermedio_arretrato,
	finale_semestre, finale_durata, finale_arretrato, fonte, dimostrativo, motivo, inserito_il, inserito_da`

func scanObiettivo(row db.Row) (o Obiettivo, err error) {
	return o, row.Scan(&o.ID, &o.ProcedimentoID, &o.N, &o.BaseSemestre, &o.BaseDurata, &o.BaseArretrato, &o.Intermedio.Semestre, &o.Intermedio.Durata, &o.Intermedio.Arretrato,
		&o.Finale.Semestre, &o.Finale.Durata, &o.Finale.Arretrato, &o.Fonte, &o.Dimostrativo, &o.Motivo, &o.InseritoIl, &o.InseritoDa)
}

// Obiettivi are the baselines and targets in force, by procedure.
func Obiettivi(ctx context.Context, tx *db.Tx) (map[int64]Obiettivo, error) {
	out := map[int64]Obiettivo{}
	return out, db.Each(ctx, tx, func(row db.Row) error {
		o, err := scanObiettivo(row)
		out[o.ProcedimentoID] = o // the later version replaces the earlier one
		return err
	}, `SELECT `+colonneObiettivo+` FROM monitoraggio_obiettivi ORDER BY procedimento_id, n`)
}

// StoriaObiettivo lists the versions of the targets of a procedure, the last
// one first.
func StoriaObiettivo(ctx context.Context, tx *db.Tx, procedimento int64) ([]Obiettivo, error) {
	return db.Many(ctx, tx, scanObiettivo, `SELECT `+colonneObiettivo+` FROM monitoraggio_obiettivi WHERE procedimento_id = $1 ORDER BY n DESC`, procedimento)
}

// ImpostaObiettivo writes a new version of the targets of a procedure; o.N is
// the version that the person saw, 0 when there was none.
func (s *Service) ImpostaObiettivo(ctx context.Context, chi kernel.Actor, o Obiettivo) (n int, err error) {
	if !Governa.Allows(chi) {
		return 0, kernel.E(kernel.Vietato, "Gli obiettivi li imposta la Regione.")
	}
	if err := o.Validate(); err != nil {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := catalogo.GetProcedimento(ctx, tx, o.ProcedimentoID); err != nil {
			return err
		}
		storia, err := StoriaObiettivo(ctx, tx, o.ProcedimentoID)
		if err != nil {
			return err
		}
		if len(storia) != o.N {
			return cambiataIntanto("La scheda degli obiettivi")
		}
		nuovo := o
		nuovo.N, nuovo.InseritoDa = o.N+1, chi.Persona
		n = nuovo.N
		return InserisciObiettivo(ctx, tx, chi, nuovo)
	})
	return n, err
}

// InserisciObiettivo writes one version of the targets as it is and records
// the act: ImpostaObiettivo and the demonstration use it.
func InserisciObiettivo(ctx context.Context, tx *db.Tx, chi kernel.Actor, o Obiettivo) error {
	n, err := tx.Exec(ctx, `INSERT INTO monitoraggio_obiettivi (procedimento_id, n, base_semestre, base_durata, base_arretrato, intermedio_semestre, intermedio_durata, intermedio_arretrato,
		finale_semestre, finale_durata, finale_arretrato, fonte, dimostrativo, motivo, inserito_il, inserito_da)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) ON CONFLICT (procedimento_id, n) DO NOTHING`,
		o.ProcedimentoID, o.N, o.BaseSemestre, o.BaseDurata, o.BaseArretrato, o.Intermedio.Semestre, o.Intermedio.Durata, o.Intermedio.Arretrato,
		o.Finale.Semestre, o.Finale.Durata, o.Finale.Arretrato, o.Fonte, o.Dimostrativo, o.Motivo, tx.Now(), o.InseritoDa)
	if err != nil {
		return err
	}
	if n == 0 {
		return cambiataIntanto("La scheda degli obiettivi")
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ImpostaObiettivo", Oggetto: "obiettivo", OggettoID: o.ProcedimentoID,
		Dettagli: map[string]any{"versione": o.N, "motivo": o.Motivo, "dimostrativo": o.Dimostrativo}})
}

// InItaliano says a target: "−15% entro il secondo semestre 2025".
func (s Semaforo) InItaliano() string {
	if s.Traguardo == nil || s.AlSemestre.IsZero() {
		return "nessun obiettivo"
	}
	return fmt.Sprintf("−%s%% entro il %s", breveDecimale(*s.Traguardo), s.AlSemestre.InItaliano())
}

// breveDecimale drops the decimal of whole numbers.
func breveDecimale(x float64) string {
	if x == math.Trunc(x) {
		return kernel.Decimale(x, 0)
	}
	return kernel.Decimale(x, 1)
}
