package pubblicoweb

import (
	"bytes"

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
	return p.table(c, "richieste-province", "pass-cifre-province.csv")
}

func (p pages) bodiesCSV(c *web.Context) error {
	return p.table(c, "richieste-enti", "pass-cifre-enti.csv")
}

// table downloads a data set as CSV.
func (p pages) table(c *web.Context, codice, name string) error {
	s, err := p.source(c)
	if err != nil {
		return err
	}
	t, err := dati.Di(s, codice)
	if err != nil {
		return err
	}
	return downloadCSV(c, t, name)
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
	s, err := p.source(c)
	if err != nil {
		return err
	}
	t, err := dati.DelSemestre(s, codice, published.Semestre)
	if err != nil {
		return err
	}
	return downloadCSV(c, t, prefix+published.Semestre.String()+".csv")
}

func downloadCSV(c *web.Context, t dati.Tabella, name string) error {
	var b bytes.Buffer
	if err := t.ScriviCSV(&b); err != nil {
		return err
	}
	return c.Download(name, "text/csv; charset=utf-8", int64(b.Len()), &b)
}
