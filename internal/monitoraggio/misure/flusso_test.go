package misure_test

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/termini"
)

// giornoDi turns a number of the oracle into a day of the package.
func giornoDi(n int) kernel.Day {
	if n == mai {
		return kernel.Day{}
	}
	return kernel.MustDay(iso(n))
}

// pratica turns a case of the oracle into a practice of the package.
func (c caso) pratica(id string) misure.Pratica {
	p := misure.Pratica{ID: id, Domanda: giornoDi(c.domanda), Provvedimento: giornoDi(c.atto), SilenzioAssenso: giornoDi(c.silenzio),
		Conferenza: c.conferenza, GiorniSospesi: c.giorniSospesi, Termine: giorni(c.termine), EsclusaIl: giornoDi(c.esclusoIl)}
	for _, s := range c.sospensioni {
		p.Sospensioni = append(p.Sospensioni, termini.Sospensione{Dal: giornoDi(s[0]), Al: giornoDi(s[1])})
	}
	if c.escluso {
		p.MotivoEsclusione = "archiviata"
	}
	return p
}

// conEsclusioni excludes some practices on a day: while open, on the very day
// of the application or of the act, or after it, when it changes nothing.
func (g *generatore) conEsclusioni() caso {
	c := g.caso()
	if g.uno(4) {
		c.escluso = true
		c.esclusoIl = c.domanda + g.IntN(300)
		switch {
		case g.uno(6):
			c.esclusoIl = c.domanda
		case g.uno(6) && c.fine() != mai:
			c.esclusoIl = c.fine()
		}
	}
	return c
}

// stato says where the practice is at the end of a day, by looking at every
// day from the application on: the slow reading of the sentences on dated
// exclusions.
func (c caso) stato(al int) string {
	for g := c.domanda; g <= al; g++ {
		if c.escluso && g == c.esclusoIl {
			return "esclusa"
		}
		if g == c.fine() {
			return "conclusa"
		}
	}
	if c.domanda > al {
		return "futura"
	}
	return "pendente"
}

// TestM2RiportoTraSemestri follows 200 bodies over ten semesters: for each of
// them, and for all together, open at the start + started − concluded −
// excluded = open at the end, which is what the next semester starts from, and
// each count is that of the slow reading.
func TestM2RiportoTraSemestri(t *testing.T) {
	g := nuovo(2)
	sem := kernel.MustSemestre("2022-1")
	var enti [200][]caso
	for i := range enti {
		for range g.IntN(scegli(g, 2, 20, 150)) {
			enti[i] = append(enti[i], g.conEsclusioni())
		}
	}
	var fine [len(enti)]int
	escluse, fineRegione := 0, 0
	for s := range 10 {
		sem := sem.Add(s)
		regione := misure.NewCalcolo(sem, giorni(60))
		for i, casi := range enti {
			c := misure.NewCalcolo(sem, giorni(60))
			for _, x := range casi {
				p := x.pratica("p")
				c.Aggiungi(&p)
			}
			m := c.Misure()
			flusso(t, sem, m, fine[i])
			contaStati(t, sem, m, casi)
			fine[i] = m.PendentiFine
			escluse += m.Escluse
			regione.Unisci(c)
		}
		m := regione.Misure()
		flusso(t, sem, m, fineRegione)
		fineRegione = m.PendentiFine
	}
	if escluse < 100 || fineRegione < 100 {
		t.Errorf("%d excluded and %d open at the end: too few to prove anything", escluse, fineRegione)
	}
}

// flusso holds the arithmetic of one semester against the end of the one
// before.
func flusso(t *testing.T, sem kernel.Semestre, m misure.Misure, prima int) {
	t.Helper()
	if m.PendentiInizio != prima {
		t.Fatalf("%s starts with %d, the one before ended with %d", sem, m.PendentiInizio, prima)
	}
	if m.PendentiInizio+m.Avviate-m.Concluse()-m.Escluse != m.PendentiFine || m.PendentiInizio+m.Avviate != m.InTransito {
		t.Fatalf("%s: %d + %d − %d − %d is not %d, or in transit are %d", sem, m.PendentiInizio, m.Avviate, m.Concluse(), m.Escluse, m.PendentiFine, m.InTransito)
	}
	if *m.Arretrato > m.PendentiFine {
		t.Fatalf("%s: %d late of %d open", sem, *m.Arretrato, m.PendentiFine)
	}
}

func contaStati(t *testing.T, sem kernel.Semestre, m misure.Misure, casi []caso) {
	t.Helper()
	d0, d1 := estremi(sem.Anno(), sem.Parte())
	var concluse, escluse, pendenti int
	for _, c := range casi {
		prima, dopo := c.stato(d0-1), c.stato(d1)
		if dopo == "pendente" {
			pendenti++
		}
		if dopo != prima && dopo == "conclusa" {
			concluse++
		}
		if dopo != prima && dopo == "esclusa" {
			escluse++
		}
	}
	if m.Concluse() != concluse || m.Escluse != escluse || m.PendentiFine != pendenti {
		t.Fatalf("%s: concluded %d, excluded %d, open %d; day by day they are %d, %d, %d", sem, m.Concluse(), m.Escluse, m.PendentiFine, concluse, escluse, pendenti)
	}
}

// TestPredicatiComeIlCalcolo counts with the predicates that pages and lists
// use, and wants the figures of the count.
func TestPredicatiComeIlCalcolo(t *testing.T) {
	g := nuovo(4)
	sem := kernel.MustSemestre("2024-1")
	generale := giorni(90)
	c := misure.NewCalcolo(sem, generale)
	var conta struct{ concluse, espresse, avviate, transito, escluse, fine, inizio, ritardo, durate, nette int }
	piu := func(n *int, si bool) {
		if si {
			*n++
		}
	}
	for i := range 20_000 {
		x := g.conEsclusioni()
		if g.uno(10) {
			x.escluso, x.esclusoIl = true, mai
		}
		p := x.pratica("p")
		if problemi := p.Validate(); problemi != nil {
			t.Fatalf("practice %d %+v: %v", i, p, problemi)
		}
		c.Aggiungi(&p)
		piu(&conta.concluse, p.Conclusa(sem))
		piu(&conta.avviate, p.Avviata(sem))
		piu(&conta.transito, p.InTransito(sem))
		piu(&conta.escluse, p.EsclusaNel(sem))
		piu(&conta.fine, p.PendenteAl(sem.Al()))
		piu(&conta.inizio, p.PendenteAl(sem.Dal().AddDays(-1)))
		ritardo, noto := p.InRitardoAl(sem.Al(), generale)
		if !noto {
			t.Fatal("with a general term it is always known who is late")
		}
		piu(&conta.ritardo, ritardo)
		if p.ConclusaEspressa(sem) {
			conta.espresse++
			lorda, _ := p.Durata()
			netta, _ := p.DurataNetta()
			conta.durate += lorda
			conta.nette += netta
		}
	}
	m := c.Misure()
	for _, v := range []struct {
		nome     string
		ho, vuoi int
	}{
		{"concluse", conta.concluse, m.Concluse()}, {"espresse", conta.espresse, m.ConcluseEspresse}, {"avviate", conta.avviate, m.Avviate},
		{"transito", conta.transito, m.InTransito}, {"escluse", conta.escluse, m.Escluse}, {"fine", conta.fine, m.PendentiFine},
		{"inizio", conta.inizio, m.PendentiInizio}, {"ritardo", conta.ritardo, *m.Arretrato},
		{"durate", conta.durate, int(m.SommaDurate)}, {"nette", conta.nette, int(m.SommaNette)},
	} {
		if v.ho != v.vuoi || v.ho == 0 {
			t.Errorf("%s: the predicates say %d, the count %d", v.nome, v.ho, v.vuoi)
		}
	}
}
