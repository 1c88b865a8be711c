package pubblicoweb

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// source is what is published now, for the data sets.
func (p pages) source(c *web.Context) (dati.Sorgente, error) {
	pub, err := p.lettore.Tutto(c.Ctx())
	if err != nil {
		return dati.Sorgente{}, err
	}
	return dati.Sorgente{Vista: pub.Vista, Misure: pub.Misure, Effetto: pub.Effetto,
		Enti: func(sem kernel.Semestre) (pubblico.MisureEnti, error) { return p.lettore.MisureEnti(c.Ctx(), sem) }}, nil
}

func (p pages) provincesCSV(c *web.Context) error {
	return p.dataFile(c, kernel.Semestre{}, "richieste-province", csvForm, "pass-cifre-province.csv")
}

func (p pages) bodiesCSV(c *web.Context) error {
	return p.dataFile(c, kernel.Semestre{}, "richieste-enti", csvForm, "pass-cifre-enti.csv")
}

func (p pages) timesCSV(c *web.Context) error {
	return p.semesterTable(c, "tempi-procedimenti", "pass-tempi-")
}

func (p pages) timesBodiesCSV(c *web.Context) error {
	return p.semesterTable(c, "tempi-enti", "pass-tempi-enti-")
}

// semesterTable downloads the rows of one published semester.
func (p pages) semesterTable(c *web.Context, codice, prefix string) error {
	_, published, err := p.publishedSemester(c)
	if err != nil {
		return err
	}
	return p.dataFile(c, published.Semestre, codice, csvForm, prefix+published.Semestre.String()+".csv")
}
