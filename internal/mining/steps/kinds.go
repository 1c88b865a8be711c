package steps

import "fmt"

// kindNames are, by kind, the stable code for storage and URLs and the Italian
// label for people. Codes never change: stored mappings use them.
var kindNames = [...]struct{ code, label string }{
	Work:            {"lavoro", "Lavoro dell'ufficio"},
	Receipt:         {"ricezione", "Arrivo della domanda"},
	SuspensionStart: {"sospensione", "Richiesta di integrazioni: il termine si ferma"},
	SuspensionEnd:   {"ripresa", "Arrivo delle integrazioni: il termine riprende"},
	Interruption:    {"interruzione", "Interruzione: il termine ricomincia da capo"},
	Notice:          {"preavviso", "Preavviso di rigetto"},
	NoticeEnd:       {"osservazioni", "Osservazioni al preavviso di rigetto"},
	OtherBodyStart:  {"altro_ente", "Richiesta a un altro ente"},
	OtherBodyEnd:    {"altro_ente_fine", "Risposta di un altro ente"},
	ExpressEnd:      {"provvedimento", "Fine con provvedimento espresso"},
	TacitEnd:        {"silenzio", "Fine per silenzio"},
	OtherEnd:        {"altra_fine", "Fine in altro modo: rinuncia, archiviazione"},
}

// Kinds lists the kinds in the order in which a form shows them: ordinary work
// first, then as a procedure meets them.
func Kinds() []Kind {
	return []Kind{
		Work, Receipt, SuspensionStart, SuspensionEnd, Interruption, Notice, NoticeEnd,
		OtherBodyStart, OtherBodyEnd, ExpressEnd, TacitEnd, OtherEnd,
	}
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k >= 0 && int(k) < len(kindNames) }

// Label is the meaning in Italian, for forms and legends.
func (k Kind) Label() string {
	if !k.Valid() {
		return Work.Label()
	}
	return kindNames[k].label
}

// String is the stable code of the kind: lower case, without spaces and
// accents; Parse reads it back.
func (k Kind) String() string {
	if !k.Valid() {
		return fmt.Sprintf("kind(%d)", int(k))
	}
	return kindNames[k].code
}

// Parse reads the code that String writes. The message of the error is Italian,
// for people.
func Parse(code string) (Kind, error) {
	for k, n := range kindNames {
		if n.code == code {
			return Kind(k), nil
		}
	}
	return Work, fmt.Errorf("il significato %q non esiste: scegliere una voce dell'elenco", code)
}

// MarshalText is String, for JSON and forms.
func (k Kind) MarshalText() ([]byte, error) {
	if !k.Valid() {
		return nil, fmt.Errorf("steps: kind %d does not exist", int(k))
	}
	return []byte(k.String()), nil
}

// UnmarshalText is Parse; the empty text is Work.
func (k *Kind) UnmarshalText(b []byte) (err error) {
	*k = Work
	if len(b) > 0 {
		*k, err = Parse(string(b))
	}
	return err
}

// Stops reports whether the activity stops the clock of the office.
func (k Kind) Stops() bool { return k == SuspensionStart || k == Notice }

// Resumes reports whether the clock goes on after the activity.
func (k Kind) Resumes() bool { return k == SuspensionEnd || k == NoticeEnd }
