package richiesteweb

import (
	"bytes"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

func (p *pagine) elenco(c *web.Context) error {
	f := leggiFiltri(c.R.URL.Query())
	l, err := p.Richieste.Elenca(c.Ctx(), c.Actor, f.filtro(c.Actor), f.EnteNome)
	if err != nil {
		return err
	}
	if e, ok := l.Enti[f.Ente]; f.Ente != 0 && f.EnteNome != "" && (!ok || !stessoNome(f.EnteNome, e)) {
		f.Ente = 0 // the words were changed after the choice: they count
		if l, err = p.Richieste.Elenca(c.Ctx(), c.Actor, f.filtro(c.Actor), f.EnteNome); err != nil {
			return err
		}
	}
	if pagine := quantePagine(l.Totale); f.Pagina > pagine {
		f.Pagina = pagine
		return c.Redirect(f.indirizzo("/richieste"))
	}
	return c.HTML(200, paginaElenco(vistaElenco(l, f, c.Actor, p.silenzio())))
}

func quantePagine(n int) int { return max(1, (n+richieste.PerPagina-1)/richieste.PerPagina) }

func (p *pagine) esportaCSV(c *web.Context) error {
	var b bytes.Buffer
	f := leggiFiltri(c.R.URL.Query())
	if err := p.Richieste.EsportaCSV(c.Ctx(), c.Actor, f.filtro(c.Actor), &b); err != nil {
		return err
	}
	return c.Download("richieste-"+oggi(c)+".csv", "text/csv; charset=utf-8; header=present", int64(b.Len()), &b)
}

func (p *pagine) esportaXLSX(c *web.Context) error {
	var b bytes.Buffer
	f := leggiFiltri(c.R.URL.Query())
	if err := p.Richieste.EsportaXLSX(c.Ctx(), c.Actor, f.filtro(c.Actor), &b); err != nil {
		return err
	}
	return c.Download("richieste-"+oggi(c)+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", int64(b.Len()), &b)
}

func oggi(c *web.Context) string { return c.Now().Day().String() }

// ruoloDiEnte reports whether the actor reads requests only for bodies.
func ruoloDiEnte(chi kernel.Actor) bool {
	return !chi.HasAny(kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo)
}
