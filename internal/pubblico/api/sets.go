package api

import (
	"context"
	"slices"

	"pass/internal/kernel"
	"pass/internal/pubblico/dati"
)

func (a *API) brief(i dati.Insieme) InsiemeBreve {
	at := a.base + "/dati/" + i.Codice
	return InsiemeBreve{Codice: i.Codice, Titolo: i.Titolo, Descrizione: i.Descrizione, Fonte: i.Fonte, Frequenza: i.Frequenza, AggiornatoIl: i.AggiornatoIl.String(), Licenza: dati.Licenza, CSV: at + ".csv", JSON: at + ".json"}
}

func (a *API) sets(ctx context.Context, in *Pagina) (*elencoOut[InsiemeBreve], error) {
	s, err := a.source(ctx)
	if err != nil {
		return nil, err
	}
	return taglia(in, dati.Elenco(s), func(i dati.Insieme) (InsiemeBreve, error) { return a.brief(i), nil })
}

func (a *API) set(ctx context.Context, in *perCodice) (*uno[Insieme], error) {
	s, err := a.source(ctx)
	if err != nil {
		return nil, err
	}
	i, err := dati.Descritto(s, in.Codice)
	if err != nil {
		return nil, err
	}
	out := Insieme{InsiemeBreve: a.brief(i), Chiave: i.Chiave}
	for _, c := range i.Colonne {
		out.Colonne = append(out.Colonne, ColonnaDelSet{c.Nome, c.Etichetta, c.Descrizione, string(c.Tipo), c.Unita})
	}
	return &uno[Insieme]{out}, nil
}

// filtri are the key columns of all the data sets: each takes those of its own
// key.
type filtri struct {
	Pagina
	Set          string `path:"codice" maxLength:"100" doc:"Codice dell’insieme di dati." example:"richieste-province"`
	Codice       string `query:"codice" maxLength:"100" doc:"Filtro sulla colonna codice."`
	Sigla        string `query:"sigla" maxLength:"2" doc:"Filtro sulla colonna sigla."`
	Ambito       string `query:"ambito" maxLength:"20" doc:"Filtro sulla colonna ambito."`
	Mese         string `query:"mese" pattern:"^[0-9]{4}-[0-9]{2}$" maxLength:"7" doc:"Filtro sulla colonna mese."`
	Semestre     string `query:"semestre" pattern:"^[0-9]{4}-[12]$" maxLength:"6" doc:"Filtro sulla colonna semestre."`
	Procedimento string `query:"procedimento_codice" maxLength:"100" doc:"Filtro sulla colonna procedimento_codice."`
	Misura       string `query:"misura" enum:"durata,arretrato" doc:"Filtro sulla colonna misura."`
	VigenteDal   string `query:"vigente_dal" format:"date" doc:"Filtro sulla colonna vigente_dal."`
}

// valori are the filters by the name of their column.
func (f *filtri) valori() [][2]string {
	return [][2]string{{"semestre", f.Semestre}, {"codice", f.Codice}, {"sigla", f.Sigla}, {"ambito", f.Ambito}, {"mese", f.Mese}, {"procedimento_codice", f.Procedimento}, {"misura", f.Misura}, {"vigente_dal", f.VigenteDal}}
}

func (a *API) setRows(ctx context.Context, in *filtri) (*elencoOut[Riga], error) {
	s, err := a.source(ctx)
	if err != nil {
		return nil, err
	}
	i, err := dati.Descritto(s, in.Set)
	if err != nil {
		return nil, err
	}
	var wrong []kernel.FieldError
	for _, f := range in.valori() {
		if f[1] != "" && !slices.Contains(i.Chiave, f[0]) {
			wrong = append(wrong, kernel.FieldError{Field: "query." + f[0], Message: "Questa colonna non è nella chiave dell’insieme."})
		}
	}
	if err := kernel.Invalid(wrong); err != nil {
		return nil, err
	}
	var sem kernel.Semestre
	if in.Semestre != "" {
		if sem, err = kernel.ParseSemestre(in.Semestre); err != nil {
			return nil, kernel.E(kernel.NonTrovato, "Questo semestre non esiste.")
		}
	}
	t, err := a.table(ctx, in.Set, sem)
	if err != nil {
		return nil, err
	}
	for _, f := range in.valori() {
		if f[1] != "" {
			t = t.Filtra(f[0], f[1])
		}
	}
	return taglia(&in.Pagina, t.Righe, func(r []string) (Riga, error) { return t.RigaJSON(r), nil })
}
