package api

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/pubblico"
)

func (a *API) semesters(ctx context.Context, in *Pagina) (*elencoOut[Semestre], error) {
	v, err := a.lettore.Misure(ctx)
	if err != nil {
		return nil, err
	}
	return taglia(in, v.Misure.Semestri, func(s pubblico.SemestrePubblico) (Semestre, error) {
		x := s.Versione()
		return Semestre{Semestre: s.Semestre.String(), Dal: s.Semestre.Dal().String(), Al: s.Semestre.Al().String(), Versione: x.N, Impronta: x.Impronta,
			PubblicataIl: x.PubblicataIl.String(), EntiInvitati: s.Invitati, EntiRispondenti: s.Rispondenti, Fonte: s.Fonte}, nil
	})
}

type tempiDi struct {
	Pagina
	Semestre     string `path:"semestre" pattern:"^[0-9]{4}-[12]$" maxLength:"6" doc:"Anno e semestre." example:"2026-1"`
	Procedimento string `query:"procedimento" maxLength:"100" doc:"Codice del procedimento."`
	Ambito       string `query:"ambito" enum:"regione,provincia,classe" doc:"A che cosa si riferiscono le righe."`
}

func (a *API) times(ctx context.Context, in *tempiDi) (*elencoOut[Tempo], error) {
	sem, err := kernel.ParseSemestre(in.Semestre)
	if err != nil {
		return nil, kernel.E(kernel.NonTrovato, "Questo semestre non esiste.")
	}
	t, err := a.table(ctx, "tempi-procedimenti", sem)
	if err != nil {
		return nil, err
	}
	if in.Procedimento != "" {
		t = t.Filtra("procedimento_codice", in.Procedimento)
	}
	if in.Ambito != "" {
		t = t.Filtra("ambito", in.Ambito)
	}
	return taglia(&in.Pagina, t.Righe, leggi[Tempo](t))
}

type cercaNotizie struct {
	Pagina
	Tipo string `query:"tipo" enum:"notizia,evento,pagina" doc:"Solo i contenuti di questo genere."`
}

func (a *API) news(ctx context.Context, in *cercaNotizie) (*elencoOut[Notizia], error) {
	v, err := a.lettore.Vista(ctx)
	if err != nil {
		return nil, err
	}
	var found []pubblico.NotiziaBreve
	for _, x := range v.Notizie.Voci {
		if in.Tipo == "" || x.Tipo == in.Tipo {
			found = append(found, x)
		}
	}
	return taglia(&in.Pagina, found, func(x pubblico.NotiziaBreve) (Notizia, error) {
		return Notizia{Tipo: x.Tipo, Titolo: x.Titolo, Sommario: x.Sommario, Indirizzo: a.base + x.URL, Giorno: x.Giorno.String(), ModificataIl: x.ModificataIl.String()}, nil
	})
}
