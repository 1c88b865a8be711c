package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pass/internal/kernel"
)

type empty struct{}

type perCodice struct {
	Codice string `path:"codice" maxLength:"100" doc:"Codice." example:"098031"`
}

type perSigla struct {
	Sigla string `path:"sigla" maxLength:"2" doc:"Sigla della provincia." example:"LO"`
}

// get registers one reading operation.
func get[I, O any](api huma.API, path, id, tag, summary, description string, h func(context.Context, *I) (*O, error)) {
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: path, OperationID: id, Tags: []string{tag}, Summary: summary, Description: description, RejectUnknownQueryParameters: true,
		Errors: []int{400, 404, 406, 422, 429, 500, 503}}, handled(h))
}

func (a *API) operations(h huma.API) {
	get(h, "/status", "leggi-stato", "servizio", "Stato del servizio", "Risponde ok se il servizio e la sua base dati funzionano.", a.status)
	get(h, "/insiemi", "elenca-insiemi", "dati", "Insiemi di dati", "Gli insiemi di dati pubblicati, con i file da scaricare.", a.sets)
	get(h, "/insiemi/{codice}", "leggi-insieme", "dati", "Un insieme di dati", "La scheda di un insieme di dati, con il dizionario delle colonne.", a.set)
	get(h, "/insiemi/{codice}/righe", "elenca-righe", "dati", "Righe di un insieme di dati", "Le righe di un insieme di dati, a pagine. I filtri sono le colonne della chiave.", a.setRows)
	get(h, "/regione", "leggi-regione", "richieste", "Cifre della regione", "Richieste di aiuto e tempi di risposta in tutta la regione.", a.region)
	get(h, "/province", "elenca-province", "richieste", "Cifre delle province", "Richieste di aiuto e tempi di risposta di ogni provincia.", a.provinces)
	get(h, "/province/{sigla}", "leggi-provincia", "richieste", "Cifre di una provincia", "Richieste di aiuto e tempi di risposta di una provincia.", a.province)
	get(h, "/enti", "elenca-enti", "richieste", "Enti", "Gli enti del registro con le loro cifre. Si cercano per nome e per provincia.", a.bodies)
	get(h, "/enti/{codice}", "leggi-ente", "richieste", "Cifre di un ente", "Richieste di aiuto e tempi di risposta di un ente.", a.body)
	get(h, "/task-force", "elenca-task-force", "richieste", "Task force", "I gruppi di esperti con le loro cifre.", a.taskForces)
	get(h, "/procedimenti", "elenca-procedimenti", "tempi", "Procedimenti", "I procedimenti complessi del catalogo.", a.procedures)
	get(h, "/procedimenti/{codice}", "leggi-procedimento", "tempi", "Un procedimento", "La scheda di un procedimento, con i termini e le richieste di aiuto.", a.procedure)
	get(h, "/semestri", "elenca-semestri", "tempi", "Semestri pubblicati", "I semestri di cui sono pubblicati tempi e arretrato, dal più recente.", a.semesters)
	get(h, "/semestri/{semestre}/tempi", "elenca-tempi", "tempi", "Tempi di un semestre", "Durate e arretrato dei procedimenti in un semestre, per regione, provincia e classe di enti.", a.times)
	get(h, "/notizie", "elenca-notizie", "notizie", "Notizie ed eventi", "Le notizie, gli eventi e le pagine pubblicate, dalla più recente.", a.news)
}

func (a *API) status(ctx context.Context, _ *empty) (*uno[Stato], error) {
	if _, err := a.lettore.Vista(ctx); err != nil {
		return nil, kernel.Wrap(kernel.NonDisponibile, "Il servizio non è disponibile. Riprovare tra qualche minuto.", err)
	}
	return &uno[Stato]{Stato{"ok"}}, nil
}

func (a *API) region(ctx context.Context, _ *empty) (*uno[Regione], error) {
	t, err := a.table(ctx, "richieste-regione", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	r, err := leggi[Regione](t)(t.Righe[0])
	return &uno[Regione]{r}, err
}

func (a *API) provinces(ctx context.Context, in *Pagina) (*elencoOut[Provincia], error) {
	t, err := a.table(ctx, "richieste-province", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	return taglia(in, t.Righe, leggi[Provincia](t))
}

func (a *API) province(ctx context.Context, in *perSigla) (*uno[Provincia], error) {
	t, err := a.table(ctx, "richieste-province", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	r, err := riga[Provincia](t, in.Sigla)
	return &uno[Provincia]{r}, err
}

type cercaEnti struct {
	Pagina
	Q         string `query:"q" maxLength:"100" doc:"Parole del nome, anche solo l’inizio."`
	Provincia string `query:"provincia" maxLength:"2" doc:"Sigla della provincia."`
}

func (a *API) bodies(ctx context.Context, in *cercaEnti) (*elencoOut[Ente], error) {
	t, err := a.table(ctx, "richieste-enti", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	if in.Q != "" {
		v, err := a.lettore.Vista(ctx)
		if err != nil {
			return nil, err
		}
		place := map[int64]int{} // the rows are in the order of the snapshot
		for i, e := range v.Attivita.Enti {
			place[e.ID] = i
		}
		var found [][]string
		for _, e := range v.Cerca(in.Q) {
			if i := place[e.ID]; i < len(t.Righe) {
				found = append(found, t.Righe[i])
			}
		}
		t.Righe = found
	}
	if in.Provincia != "" {
		t = t.Filtra("provincia", in.Provincia)
	}
	return taglia(&in.Pagina, t.Righe, leggi[Ente](t))
}

func (a *API) body(ctx context.Context, in *perCodice) (*uno[Ente], error) {
	t, err := a.table(ctx, "richieste-enti", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	r, err := riga[Ente](t, in.Codice)
	return &uno[Ente]{r}, err
}

func (a *API) taskForces(ctx context.Context, in *Pagina) (*elencoOut[TaskForce], error) {
	t, err := a.table(ctx, "richieste-task-force", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	return taglia(in, t.Righe, leggi[TaskForce](t))
}

func (a *API) procedures(ctx context.Context, in *Pagina) (*elencoOut[Procedimento], error) {
	t, err := a.table(ctx, "procedimenti", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	return taglia(in, t.Righe, leggi[Procedimento](t))
}

func (a *API) procedure(ctx context.Context, in *perCodice) (*uno[SchedaProcedimento], error) {
	t, err := a.table(ctx, "procedimenti", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	p, err := riga[Procedimento](t, in.Codice)
	if err != nil {
		return nil, err
	}
	out := SchedaProcedimento{Procedimento: p, Termini: []Termine{}}
	terms, err := a.table(ctx, "termini", kernel.Semestre{})
	if err != nil {
		return nil, err
	}
	for _, r := range terms.Filtra("procedimento_codice", p.Codice).Righe {
		x, err := leggi[Termine](terms)(r)
		if err != nil {
			return nil, err
		}
		out.Termini = append(out.Termini, x)
	}
	figures, err := a.table(ctx, "richieste-procedimenti", kernel.Semestre{})
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return &uno[SchedaProcedimento]{out}, nil // figures are not published yet
	}
	if err != nil {
		return nil, err
	}
	if c, err := riga[Cifre](figures, p.Codice); err == nil {
		out.Cifre = &c
	} else if kernel.CodeOf(err) != kernel.NonTrovato {
		return nil, err
	}
	return &uno[SchedaProcedimento]{out}, nil
}
