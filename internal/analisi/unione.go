package analisi

import (
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// Unione says what joining the start and the end of each activity did.
type Unione struct {
	Unite      int       `json:"unite"`      // activities with both
	FiniSole   int       `json:"fini_sole"`  // ends without a start before them: kept, their start is not known
	IniziSoli  int       `json:"inizi_soli"` // starts without an end after them: left out
	Rovesciate int       `json:"rovesciate"` // of Unite: the end is dated before the start; they last nothing
	AltreFasi  []Quante  `json:"altre_fasi"` // events of other phases (schedule, suspend…), left out
	Soli       []Spaiata `json:"soli"`       // activities with starts or ends alone, by name
	RigheSole  []int32   `json:"righe_sole"` // of the file: the first starts without an end
	DalFondo   bool      `json:"dal_fondo"`  // the file goes from the last event to the first
}

// Quante is a name and how often it is there.
type Quante struct {
	Nome  string `json:"nome"`
	Volte int    `json:"volte"`
}

// Spaiata is an activity of which some starts or ends are alone.
type Spaiata struct {
	Attivita string `json:"attivita"`
	Inizi    int    `json:"inizi"`
	Fini     int    `json:"fini"`
}

// letto notes what only the result tells of how the log was read.
func (r *Registro) letto(e *Risultato) {
	if e != nil && e.Lettura.Unione != nil {
		r.Ciclo = Unisci
	}
}

// maxRigheSole bounds the rows that are named.
const maxRigheSole = 100

// Fuori counts the events that are in no figure.
func (u *Unione) Fuori() int {
	n := u.IniziSoli
	for _, f := range u.AltreFasi {
		n += f.Volte
	}
	return n
}

// unisci joins the starts and the ends of a log without names of people. A log
// without any end is kernel.NonValido.
func unisci(p *eventlog.Log) (*eventlog.Log, *Unione, error) {
	l, fatto := p.Pair()
	if l.Events() == 0 {
		return p, nil, kernel.E(kernel.NonValido, "Nessuna riga dice la fine di un’attività: unendo inizi e fini non resta niente. Il file è al sicuro: tornare alle scelte e contare tutti gli eventi.")
	}
	u := &Unione{Unite: fatto.Paired, FiniSole: fatto.CompletesAlone, IniziSoli: fatto.StartsOpen, Rovesciate: fatto.Reversed, DalFondo: fatto.Backwards,
		AltreFasi: []Quante{}, Soli: []Spaiata{}, RigheSole: append([]int32{}, fatto.OpenRows[:min(len(fatto.OpenRows), maxRigheSole)]...)}
	for _, o := range fatto.Other {
		u.AltreFasi = append(u.AltreFasi, Quante{o.Name, o.Count})
	}
	for _, o := range fatto.Orphans {
		u.Soli = append(u.Soli, Spaiata{o.Activity, o.Starts, o.Completes})
	}
	return l, u, nil
}
