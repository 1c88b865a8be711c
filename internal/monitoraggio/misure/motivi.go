package misure

import "pass/internal/kernel"

// Motivo is a reason for setting a practice aside, as the workbooks of Trento
// list them, and whether it takes the practice out of the measures.
type Motivo struct {
	Testo   string
	Esclude bool
}

// MotiviTrento are the reasons of the workbooks of the Provincia autonoma di
// Trento (github.com/franzmelchiori/pat_pnrr): only the first two exclude; a
// practice with one of the others is still there, and counts.
var MotiviTrento = []Motivo{
	{"eliminata da precedente monitoraggio", true},
	{"archiviata o in archiviazione per inerzia del richiedente", true},
	{"sospesa per controversie legali", false},
	{"formato silenzio assenso", false},
	{"in attesa di pagamento oneri/sanzioni da oltre 30 giorni", false},
	{"mancata conformità PRG in regime di salvaguardia", false},
}

// MotivoEsclude reports whether a reason excludes the practice; noto is false
// for a reason that the list does not have, which the office must judge. Case,
// accents and punctuation do not matter.
func MotivoEsclude(testo string) (esclude, noto bool) {
	testo = kernel.Fold(testo)
	for _, m := range MotiviTrento {
		if kernel.Fold(m.Testo) == testo {
			return m.Esclude, true
		}
	}
	return false, false
}
