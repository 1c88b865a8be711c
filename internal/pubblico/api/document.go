package api

import "github.com/danielgtaylor/huma/v2"

func header(kind, format, description string) *huma.Param {
	return &huma.Param{Description: description, Schema: &huma.Schema{Type: kind, Format: format}}
}

// document adds to each operation the headers that the adapter writes.
func document(spec *huma.OpenAPI) {
	for name, text := range things {
		spec.Components.Schemas.Map()[name].Description = text
	}
	for _, path := range spec.Paths {
		op := path.Get
		for status, r := range op.Responses {
			if r.Headers == nil {
				r.Headers = map[string]*huma.Param{}
			}
			r.Headers["X-RateLimit-Limit"] = header(huma.TypeInteger, "int32", "Richieste ammesse in un minuto.")
			r.Headers["X-RateLimit-Remaining"] = header(huma.TypeInteger, "int32", "Richieste ancora ammesse.")
			r.Headers["X-RateLimit-Reset"] = header(huma.TypeInteger, "int32", "Secondi dopo i quali il conto è di nuovo pieno.")
			switch status {
			case "200":
				r.Headers["ETag"] = header(huma.TypeString, "", "Versione della risposta.")
				r.Headers["Cache-Control"] = header(huma.TypeString, "", "Per quanto tempo la risposta vale.")
				r.Description = "La risposta."
			case "429", "503":
				r.Headers["Retry-After"] = header(huma.TypeInteger, "int32", "Secondi dopo i quali riprovare.")
			}
			if d, ok := descriptions[status]; ok {
				r.Description = d
			}
		}
		op.Responses["304"] = &huma.Response{Description: "La risposta è quella che il client ha già.", Headers: map[string]*huma.Param{"ETag": header(huma.TypeString, "", "Versione della risposta.")}}
	}
}

// descriptions say each problem in words.
var descriptions = map[string]string{"400": "La richiesta non si può leggere.", "404": "Non c’è niente a questo indirizzo, o non è ancora pubblicato.", "406": "Il formato chiesto non è disponibile.",
	"422": "Qualche parametro non è ammesso.", "429": "Le richieste di questa rete sono troppe.", "500": "Il servizio non è riuscito a rispondere.", "503": "Il servizio non è disponibile."}

// things say what the schemas describe.
var things = map[string]string{"Cifre": "Le richieste di aiuto di un ambito. I valori non noti o riservati mancano.", "Problema": "Un problema, come RFC 9457."}
