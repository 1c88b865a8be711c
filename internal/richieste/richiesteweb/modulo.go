package richiesteweb

import (
	"context"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

// leggiModulo takes the form of a request exactly as typed.
func leggiModulo(f *web.Form) richieste.Modulo {
	t := func(name string) string { return strings.ReplaceAll(f.Get(name), "\r\n", "\n") }
	return richieste.Modulo{Oggetto: t("oggetto"), Procedimento: t("procedimento"), Descrizione: t("descrizione"),
		RisultatoAtteso: t("risultato_atteso"), Pratiche: t("pratiche"), EntroIl: t("entro_il"), Referente: t("referente"), Telefono: t("telefono")}
}

// ricevuti are the files of a form that were checked: those that may be kept,
// and what is wrong with the others.
type ricevuti struct {
	buoni  []*web.Upload
	tipi   []files.Kind
	errori []kernel.FieldError
}

const campoAllegati = "allegati"

// controlla checks the files of the form against kinds, size and number.
func controlla(f *web.Form, most int) (r ricevuti) {
	ups := f.Uploads(campoAllegati)
	if len(ups) > most {
		r.errori = append(r.errori, kernel.FieldError{Field: campoAllegati,
			Message: fmt.Sprintf("I documenti scelti sono %d: se ne inviano al massimo %d per volta.", len(ups), most)})
		return r
	}
	for _, u := range ups {
		k, err := u.Check(files.MaxDocumento, files.Documenti)
		if err != nil {
			r.errori = append(r.errori, kernel.FieldError{Field: campoAllegati, Message: nominato(u.Name, err)})
			continue
		}
		r.buoni, r.tipi = append(r.buoni, u), append(r.tipi, k)
	}
	return r
}

// nominato is the message of an error, with the name of the file in it.
func nominato(name string, err error) string {
	m := messaggio(err)
	if strings.Contains(m, name) {
		return m
	}
	return "«" + name + "»: " + minuscola(m)
}

// conserva keeps the good files, until an act takes them or scarta removes
// them.
func (p *pagine) conserva(c *web.Context, r ricevuti) ([]richieste.Allegato, error) {
	var out []richieste.Allegato
	for i, u := range r.buoni {
		s, err := u.Store(c.Ctx(), p.Richieste.Files, files.MaxDocumento)
		if err != nil {
			p.scarta(c, nil, out)
			return nil, err
		}
		out = append(out, richieste.Allegato{Stored: s, Nome: u.Name, Tipo: r.tipi[i].Type})
	}
	return out, nil
}

// scarta removes the files that the act did not take, so that nobody fills the
// disk with acts that fail; why is how it ended. What stays is swept later.
func (p *pagine) scarta(c *web.Context, why error, allegati []richieste.Allegato) {
	stored := make([]files.Stored, len(allegati))
	for i, a := range allegati {
		stored[i] = a.Stored
	}
	ctx := context.WithoutCancel(c.Ctx())
	if err := files.Discard(ctx, p.Richieste.DB, p.Richieste.Files, why, stored...); err != nil {
		p.Richieste.Log.WarnContext(ctx, "richieste: files are left to the sweep", "err", err)
	}
}

// estensioni are those that a file input accepts.
func estensioni() []string { return strings.Split(files.Accept(files.Documenti), ",") }
