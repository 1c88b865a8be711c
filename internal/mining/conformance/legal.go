package conformance

import (
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// Legal lists the ready models of common procedures. They hold only what the
// cited texts say; what depends on regional law or on readings that are not
// settled is marked Uncertain and must be confirmed by the office. Each call
// makes new models, which the caller may change.
func Legal() []*Model {
	return []*Model{Generale(), PermessoDiCostruire(), ConferenzaSemplificata(false), ConferenzaSemplificata(true), Paesaggistica()}
}

// LegalByCode finds a ready model, nil if there is none.
func LegalByCode(code string) *Model {
	for _, m := range Legal() {
		if m.Code == code {
			return m
		}
	}
	return nil
}

// Steps that many models share.
func domanda(source string) Step {
	return Step{ID: "domanda", Name: "Ricezione della domanda", Kinds: []steps.Kind{steps.Receipt}, Source: source}
}

func integrazione(source, note string) []Step {
	return []Step{
		{ID: "richiesta-integrazioni", Name: "Richiesta di integrazioni", Anywhere: true, Kinds: []steps.Kind{steps.SuspensionStart, steps.Interruption}, Source: source, Note: note},
		{ID: "integrazioni", Name: "Ricezione delle integrazioni", Anywhere: true, Kinds: []steps.Kind{steps.SuspensionEnd}, Source: source},
	}
}

const (
	preavvisoSource = "L. 241/1990, art. 10-bis"
	preavvisoNote   = "Non è dovuto nelle procedure concorsuali e nei procedimenti previdenziali e assistenziali."
	avvioNote       = "La ricevuta della domanda può valere come comunicazione di avvio se ne ha i contenuti (L. 241/1990, art. 18-bis). La comunicazione può mancare per ragioni di celerità (art. 7)."
	silenzioNote    = "Dopo il silenzio assenso un provvedimento tardivo è inefficace; resta l'autotutela (art. 21-nonies)."
)

func preavviso() []Step {
	return []Step{
		{ID: "preavviso", Name: "Comunicazione dei motivi ostativi", Anywhere: true, Kinds: []steps.Kind{steps.Notice}, Source: preavvisoSource, Note: preavvisoNote},
		{ID: "osservazioni", Name: "Osservazioni del richiedente", Anywhere: true, Kinds: []steps.Kind{steps.NoticeEnd}, Source: preavvisoSource},
	}
}

// conclusioni are the ways in which a procedure ends; refusal is told by its
// name, because the meaning of an express end does not say which way it went.
func conclusioni(source string) []Step {
	return []Step{
		{ID: "provvedimento", Name: "Provvedimento espresso", Kinds: []steps.Kind{steps.ExpressEnd}, Source: source},
		{ID: "diniego", Name: "Provvedimento negativo", Or: true, Final: true, Words: []string{"diniego -preavviso -osservazioni -comunicazione -motivi", "rigetto -preavviso -osservazioni -comunicazione -motivi", "provvedimento negativo -preavviso", "non accoglimento -preavviso -motivi"}, Source: source},
		{ID: "silenzio", Name: "Conclusione per silenzio", Or: true, Kinds: []steps.Kind{steps.TacitEnd}, Source: "L. 241/1990, art. 20"},
		{ID: "altra-conclusione", Name: "Rinuncia o archiviazione", Or: true, Kinds: []steps.Kind{steps.OtherEnd}, Source: "L. 241/1990, art. 2, c. 1"},
	}
}

// decided are the ends that must come within the term. Silence is not one of
// them: it forms because the term passed.
var decided = []string{"provvedimento", "diniego", "altra-conclusione"}

// commonRules are those of L. 241/1990 that hold in every model.
func commonRules() []Constraint {
	return []Constraint{
		{Template: Precedence, A: "preavviso", B: "diniego", Source: preavvisoSource, Note: preavvisoNote},
		{Template: NotCoexistence, A: "silenzio", B: "diniego", Source: "L. 241/1990, art. 2, c. 8-bis, e art. 20", Note: silenzioNote},
	}
}

func join(parts ...[]Step) (out []Step) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// Generale is any procedure under L. 241/1990 on the application of a party.
func Generale() *Model {
	avvio := Step{ID: "avvio", Name: "Comunicazione di avvio del procedimento", Words: []string{"avvio procedimento", "comunicazione avvio"},
		Source: "L. 241/1990, artt. 7 e 8", Note: avvioNote, Uncertain: true}
	return &Model{
		Code: "legge-241", Name: "Procedimento amministrativo a istanza di parte", Source: "L. 241/1990",
		Note:  "Modello generale: il termine di 30 giorni di calendario vale se nessuna norma ne fissa un altro.",
		Steps: join([]Step{domanda("L. 241/1990, art. 2, c. 6"), avvio}, conclusioni("L. 241/1990, art. 2, c. 1"), integrazione("L. 241/1990, art. 2, c. 7", "La sospensione è ammessa una volta sola e per non più di 30 giorni di calendario."), preavviso()),
		Deadlines: []Deadline{
			{From: "domanda", To: decided, Rule: termini.ConclusioneOrdinaria, Pause: NetOnce, Source: "L. 241/1990, art. 2, c. 2", Note: "Solo se leggi, decreti o regolamenti non prevedono un termine diverso.", Uncertain: true},
		},
		Constraints: append([]Constraint{
			{Template: Absence, A: "richiesta-integrazioni", N: 1, Source: "L. 241/1990, art. 2, c. 7"},
		}, commonRules()...),
	}
}

// PermessoDiCostruire follows DPR 380/2001 art. 20 as in force on 17 July 2026.
// Regional laws may shorten the terms (c. 12); those of complex projects are
// doubled (c. 7).
func PermessoDiCostruire() *Model {
	const law = "DPR 380/2001, art. 20"
	const regional = "Le leggi regionali possono ridurre i termini (c. 12); per i progetti particolarmente complessi sono raddoppiati (c. 7)."
	return &Model{
		Code: "permesso-costruire", Name: "Permesso di costruire", Source: law, Note: regional,
		Steps: join([]Step{
			domanda(law + ", c. 1"),
			{ID: "responsabile", Name: "Comunicazione del responsabile del procedimento", Words: []string{"nominativo responsabile", "comunicazione responsabile", "avvio procedimento", "comunicazione avvio"}, Source: law + ", c. 2"},
			{ID: "proposta", Name: "Proposta di provvedimento", Words: []string{"proposta provvedimento", "relazione proposta", "proposta responsabile"}, Source: law + ", c. 3"},
		}, conclusioni(law+", c. 6"), integrazione(law+", c. 5", "Interrompe il termine una volta sola, entro 30 giorni di calendario dalla domanda."), preavviso()),
		Deadlines: []Deadline{
			{From: "domanda", To: []string{"responsabile"}, Within: termini.Termine{N: 10}, Source: law + ", c. 2"},
			{From: "domanda", To: []string{"richiesta-integrazioni"}, Within: termini.Termine{N: 30}, Source: law + ", c. 5", Note: regional},
			{From: "domanda", To: []string{"proposta"}, Within: termini.Termine{N: 60}, Pause: NetRestarts, Source: law + ", c. 3 e 5", Note: regional},
			{From: "proposta", To: decided, Within: termini.Termine{N: 30}, Unless: "preavviso", Source: law + ", c. 6", Note: "Con la conferenza di servizi valgono i suoi termini (artt. 14 e seguenti della L. 241/1990)."},
			{From: "proposta", To: decided, Within: termini.Termine{N: 40}, If: "preavviso", Source: law + ", c. 6"},
		},
		Constraints: append([]Constraint{
			{Template: Absence, A: "richiesta-integrazioni", N: 1, Source: law + ", c. 5", Note: "Le modifiche di modesta entità (c. 4) si chiedono a parte e sospendono il termine.", Uncertain: true},
		}, commonRules()...),
	}
}

// ConferenzaSemplificata follows L. 241/1990 art. 14-bis; the terms are those in
// force when each case begins. With sensitive interests (environment,
// landscape, cultural heritage, health, public safety) the bodies have longer.
func ConferenzaSemplificata(sensibili bool) *Model {
	const law = "L. 241/1990, art. 14-bis"
	code, name, rule := "conferenza-semplificata", "Conferenza di servizi semplificata", termini.DeterminazioniConferenza
	if sensibili {
		code, name, rule = code+"-interessi-sensibili", name+" con interessi sensibili", termini.DeterminazioniSensibili
	}
	return &Model{
		Code: code, Name: name, Source: law,
		Steps: join([]Step{
			domanda(law + ", c. 2"),
			{ID: "indizione", Name: "Indizione della conferenza", Words: []string{"indizione conferenza", "convocazione conferenza", "indizione cds"}, Kinds: []steps.Kind{steps.OtherBodyStart}, Source: law + ", c. 2"},
			{ID: "determinazione-ente", Name: "Determinazione di un'amministrazione", Kinds: []steps.Kind{steps.OtherBodyEnd}, Optional: true, Repeatable: true, Source: law + ", c. 3 e 4", Note: "Il silenzio vale assenso senza condizioni (c. 4)."},
		}, conclusioni(law+", c. 5"), integrazione(law+", c. 2, lett. b)", ""), preavviso()),
		Deadlines: []Deadline{
			{From: "domanda", To: []string{"indizione"}, Rule: termini.IndizioneConferenza, Source: law + ", c. 2"},
			{From: "indizione", To: []string{"richiesta-integrazioni"}, Rule: termini.IntegrazioniConferenza, Source: law + ", c. 2, lett. b)"},
			{From: "indizione", To: []string{"determinazione-ente"}, Rule: rule, Pause: Net, Source: law + ", c. 2, lett. c)", Note: "Si guarda la prima determinazione; l'attesa di ogni ente è misurata a parte."},
			{From: "indizione", To: decided, Rule: rule, Then: termini.DecisioneConferenza, Pause: Net, Source: law + ", c. 5", Note: "Cinque giorni lavorativi dalla scadenza del termine per le determinazioni; non vale se si passa alla riunione (c. 6).", Uncertain: true},
		},
		Constraints: append([]Constraint{
			{Template: Precedence, A: "indizione", B: "determinazione-ente", Source: law + ", c. 2"},
			{Template: Absence, A: "richiesta-integrazioni", N: 1, Source: "L. 241/1990, art. 2, c. 7"},
		}, commonRules()...),
	}
}

// Paesaggistica is the ordinary landscape authorisation, d.lgs. 42/2004 art.
// 146 as in force on 17 July 2026.
func Paesaggistica() *Model {
	const law = "d.lgs. 42/2004, art. 146"
	const receipt = "Il termine decorre da quando la soprintendenza riceve gli atti: qui si conta dalla trasmissione, se il registro non riporta la ricezione."
	return &Model{
		Code: "autorizzazione-paesaggistica", Name: "Autorizzazione paesaggistica ordinaria", Source: law,
		Steps: join([]Step{
			domanda(law + ", c. 7"),
			{ID: "trasmissione", Name: "Trasmissione alla soprintendenza", Words: []string{"trasmissione soprintenden", "invio soprintenden", "richiesta soprintenden"}, Kinds: []steps.Kind{steps.OtherBodyStart}, Source: law + ", c. 7"},
			{ID: "parere", Name: "Parere della soprintendenza", Words: []string{"parere soprintenden -richiesta -trasmissione -invio"}, Kinds: []steps.Kind{steps.OtherBodyEnd}, Optional: true, Source: law + ", c. 8", Note: "Trascorsi 60 giorni di calendario senza parere l'amministrazione provvede comunque (c. 9)."},
		}, conclusioni(law+", c. 8"), integrazione(law+", c. 7", ""), preavviso()),
		Deadlines: []Deadline{
			{From: "domanda", To: []string{"trasmissione"}, Within: termini.Termine{N: 40}, Pause: Net, Source: law + ", c. 7", Note: "Le integrazioni fermano il termine per la regola generale (L. 241/1990, art. 2, c. 7).", Uncertain: true},
			{From: "trasmissione", To: []string{"parere"}, Within: termini.Termine{N: 45}, Source: law + ", c. 8", Note: receipt, Uncertain: true},
			{From: "parere", FromLast: true, To: decided, Within: termini.Termine{N: 20}, Pause: Net, Source: law + ", c. 8"},
		},
		Constraints: append([]Constraint{
			{Template: Precedence, A: "trasmissione", B: "provvedimento", Source: law + ", c. 5 e 7"},
			{Template: Absence, A: "silenzio", N: 0, Source: "L. 241/1990, art. 20, c. 4; " + law + ", c. 9", Note: "Il silenzio assenso non si applica alla tutela del paesaggio."},
		}, commonRules()...),
	}
}
