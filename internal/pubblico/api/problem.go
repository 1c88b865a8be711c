package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pass/internal/platform/web"
)

// Problema describes web.Problem to OpenAPI; the documents are written there.
type Problema struct {
	Tipo      string        `json:"type" format:"uri" example:"about:blank" doc:"Che genere di problema è, come indirizzo."`
	Titolo    string        `json:"title" maxLength:"200" example:"Parametri non validi" doc:"Il problema in due parole, sempre le stesse per lo stesso stato."`
	Stato     int32         `json:"status" minimum:"400" maximum:"599" example:"422" doc:"Lo stato HTTP della risposta."`
	Dettaglio string        `json:"detail,omitempty" maxLength:"2000" doc:"Che cosa è successo e che cosa fare."`
	Richiesta string        `json:"instance,omitempty" format:"uri" doc:"Il codice della richiesta, da citare in una segnalazione."`
	Campi     []CampoErrato `json:"errors,omitempty" maxItems:"100" doc:"I parametri che non vanno."`
}

// CampoErrato is one parameter that is wrong.
type CampoErrato struct {
	Dove      string `json:"location" maxLength:"200" example:"query.limit" doc:"Dove si trova il valore."`
	Messaggio string `json:"message" maxLength:"500" doc:"Che cosa non va."`
}

// Error implements error.
func (p *Problema) Error() string { return p.Titolo }

// GetStatus implements huma.StatusError.
func (p *Problema) GetStatus() int { return int(p.Stato) }

// ContentType tells OpenAPI how errors are written.
func (p *Problema) ContentType(string) string { return "application/problem+json" }

// newProblem stands in for huma.NewError.
func newProblem(status int, _ string, errs ...error) huma.StatusError {
	p := &Problema{Tipo: "about:blank", Titolo: web.ProblemTitle(status), Stato: int32(status)}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			p.Campi = append(p.Campi, CampoErrato{Dove: d.Location, Messaggio: "Il valore non è ammesso: la descrizione dell’API dice quali lo sono."})
		}
	}
	return p
}

// handled runs a handler and hands its error over as it is, so that the router
// logs and words it as on every page.
func handled[I, O any](h func(context.Context, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			if o, ok := ctx.Value(outcomeKey{}).(*outcome); ok {
				o.err = err
			}
			return nil, &Problema{Stato: http.StatusInternalServerError}
		}
		return out, nil
	}
}
