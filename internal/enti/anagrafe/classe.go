package anagrafe

// ClassePopolazione groups Comuni by inhabitants.
type ClassePopolazione string

// The classes have the limits of d.lgs. 267/2000 (TUEL), art. 156, c. 1, with
// the smallest and the largest of its twelve classes put together: under 1,000
// (letters a, b), 1,000–2,999 (c, d), then e, f, g, h, i, and 100,000 or more
// (l, m, n). The last limit is also where the term of a permesso di costruire
// changes in Lombardy (l.r. 12/2005, art. 38).
const (
	ClasseIgnota      ClassePopolazione = "n.d."
	ClasseMeno1000    ClassePopolazione = "0-999"
	ClasseMeno3000    ClassePopolazione = "1000-2999"
	ClasseMeno5000    ClassePopolazione = "3000-4999"
	ClasseMeno10000   ClassePopolazione = "5000-9999"
	ClasseMeno20000   ClassePopolazione = "10000-19999"
	ClasseMeno60000   ClassePopolazione = "20000-59999"
	ClasseMeno100000  ClassePopolazione = "60000-99999"
	ClasseOltre100000 ClassePopolazione = "100000-"
)

type limiteClasse struct {
	sotto     int // exclusive; 0 means no limit
	classe    ClassePopolazione
	etichetta string
}

var limitiClassi = []limiteClasse{
	{1_000, ClasseMeno1000, "Meno di 1.000 abitanti"},
	{3_000, ClasseMeno3000, "Da 1.000 a 2.999 abitanti"},
	{5_000, ClasseMeno5000, "Da 3.000 a 4.999 abitanti"},
	{10_000, ClasseMeno10000, "Da 5.000 a 9.999 abitanti"},
	{20_000, ClasseMeno20000, "Da 10.000 a 19.999 abitanti"},
	{60_000, ClasseMeno60000, "Da 20.000 a 59.999 abitanti"},
	{100_000, ClasseMeno100000, "Da 60.000 a 99.999 abitanti"},
	{0, ClasseOltre100000, "100.000 abitanti e oltre"},
}

// ClasseDi is the class of a population; ClasseIgnota when it is not known.
func ClasseDi(p Popolazione) ClassePopolazione {
	if !p.Conosciuta() {
		return ClasseIgnota
	}
	for _, l := range limitiClassi {
		if l.sotto == 0 || p.Abitanti < l.sotto {
			return l.classe
		}
	}
	return ClasseIgnota
}

// Classi lists the classes from the smallest; ClasseIgnota comes last.
func Classi() []ClassePopolazione {
	classi := make([]ClassePopolazione, 0, len(limitiClassi)+1)
	for _, l := range limitiClassi {
		classi = append(classi, l.classe)
	}
	return append(classi, ClasseIgnota)
}

// Etichetta is the class as people read it.
func (c ClassePopolazione) Etichetta() string {
	for _, l := range limitiClassi {
		if l.classe == c {
			return l.etichetta
		}
	}
	return "n.d."
}
