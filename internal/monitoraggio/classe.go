package monitoraggio

import "pass/internal/enti"

// Classe groups like bodies, by kind and by inhabitants, so that a small
// Comune is not set beside Milano.
type Classe struct {
	Codice string // stored: "c1" … "c5", "p", "n"
	Nome   string
	fino   int64 // inhabitants, excluded; 0: no limit
}

// Classi lists the classes. The limits are thresholds of the law: 2,000 and
// 60,000 in art. 156 of the TUEL, 5,000 the small Comuni of l. 158/2017,
// 15,000 that of artt. 71 and 73 of the TUEL.
var Classi = []Classe{
	{"c1", "Comuni fino a 2.000 abitanti", 2_000},
	{"c2", "Comuni da 2.000 a 5.000 abitanti", 5_000},
	{"c3", "Comuni da 5.000 a 15.000 abitanti", 15_000},
	{"c4", "Comuni da 15.000 a 60.000 abitanti", 60_000},
	{"c5", "Comuni con almeno 60.000 abitanti", 0},
	{"p", "Province e Città metropolitana", 0},
	{"u", "Unioni e Comunità montane", 0},
	{"n", "Comuni di cui non è nota la popolazione", 0},
}

// ClasseDi is the code of the class of a body.
func ClasseDi(e enti.Ente) string {
	switch {
	case e.Tipo == enti.Provincia || e.Tipo == enti.CittaMetropolitana:
		return "p"
	case e.Tipo != enti.Comune:
		return "u"
	case e.Popolazione == nil:
		return "n"
	}
	for _, c := range Classi[:4] {
		if *e.Popolazione < c.fino {
			return c.Codice
		}
	}
	return "c5"
}

// NomeClasse is the class for people.
func NomeClasse(codice string) string {
	for _, c := range Classi {
		if c.Codice == codice {
			return c.Nome
		}
	}
	return codice
}
