package catalogo

import (
	"context"

	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

// fonteCatalogo is written beside the public catalogue.
const fonteCatalogo = "Catalogo dei procedimenti di PAsS"

// pubblica publishes the active task forces and procedures with all their
// terms.
func pubblica(ctx context.Context, tx *db.Tx) error {
	tfs, err := TaskForces(ctx, tx)
	if err != nil {
		return err
	}
	ps, err := Procedimenti(ctx, tx, true)
	if err != nil {
		return err
	}
	storie, err := TuttiITermini(ctx, tx)
	if err != nil {
		return err
	}
	out := pubblico.Catalogo{AggiornatoAl: tx.Now()}
	codici := map[int64]string{}
	for _, t := range tfs {
		codici[t.ID] = t.Codice
		if t.Attiva {
			out.TaskForces = append(out.TaskForces, pubblico.TaskForcePubblica{Codice: t.Codice, Nome: t.Nome, Descrizione: t.Descrizione})
		}
	}
	for _, p := range ps {
		out.Procedimenti = append(out.Procedimenti, pubblico.ProcedimentoPubblico{
			Codice: p.Codice, Nome: p.Nome, TaskForce: codici[p.TaskForceID], BaseLegale: p.BaseLegale, Competente: p.Competente,
			Descrizione: p.Descrizione, Fonte: p.Fonte, FonteURL: p.FonteURL, Affidabilita: string(p.Affidabilita), Termini: terminiPubblici(storie[p.ID])})
	}
	return pubblico.Pubblica(ctx, tx, pubblico.ChiaveCatalogo, out, fonteCatalogo)
}

func terminiPubblici(s Storia) []pubblico.TerminePubblico {
	out := make([]pubblico.TerminePubblico, len(s))
	for i, t := range s {
		out[i] = pubblico.TerminePubblico{VigenteDal: t.VigenteDal, VigenteAl: t.VigenteAl, Giorni: t.Giorni, Unita: pubblico.CodiceUnita(t.Unita), Decorrenza: t.Decorrenza,
			Descrizione: t.Descrizione, Fonte: t.Fonte, FonteURL: t.FonteURL, Affidabilita: string(t.Affidabilita)}
	}
	return out
}
