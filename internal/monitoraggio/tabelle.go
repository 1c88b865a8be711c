package monitoraggio

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/pubblico"
)

// CifreSemestre are the figures of the Region for a semester with all that
// must be said beside them.
type CifreSemestre struct {
	Regione     string // "Lombardia"
	Rilevazione Rilevazione
	Quadro      Quadro
	Versione    *VersioneCifre  // the locked one; nil while the figures are provisional
	Versioni    []VersioneCifre // all locked ones, the first one first
	Obiettivi   map[int64]Obiettivo
	Prima       *Quadro // of the semester before, when there is one
	Chieste     int     // revisions that wait for a decision
	Aperte      int     // revisions under way
}

// Stato says in words what the figures are.
func (c CifreSemestre) Stato() string {
	if c.Versione == nil {
		return "provvisorie, calcolate il " + c.Quadro.CalcolatoIl.InItaliano()
	}
	s := fmt.Sprintf("versione %d, bloccata il %s", c.Versione.N, c.Versione.BloccataIl.InItaliano())
	if c.Versione.N > 1 {
		s = fmt.Sprintf("revisione %d del %s: %s", c.Versione.N, c.Versione.BloccataIl.Day().InItaliano(), c.Versione.Motivo)
	}
	if !c.Versione.FirmataIl.IsZero() {
		s += "; firmata da " + c.Versione.Firmatario + " il " + c.Versione.FirmataIl.InItaliano()
	}
	return s
}

// Al is the instant of the figures.
func (c CifreSemestre) Al() kernel.Instant {
	if c.Versione != nil {
		return c.Versione.BloccataIl
	}
	return c.Quadro.CalcolatoIl
}

// testata is the heading of every table of the Region; estratto is when it was
// taken out.
func (c CifreSemestre) testata(estratto kernel.Instant) []Dato {
	out := []Dato{
		{"Regione", c.Regione},
		{"Semestre", c.Rilevazione.Semestre.InItaliano() + " (dal " + c.Rilevazione.Semestre.Dal().InItaliano() + " al " + c.Rilevazione.Semestre.Al().InItaliano() + ")"},
		{"Cifre", c.Stato()},
		{"Data di estrazione", estratto.InItaliano()},
		{"Enti con dati", fmt.Sprintf("%s su %s invitati", kernel.Numero(int64(c.Quadro.contati(c.Versione != nil))), kernel.Numero(int64(c.Quadro.Invitati)))},
		{"Fonte", FonteMisure},
	}
	if c.Versione != nil {
		out = append(out, Dato{"Impronta SHA-256", c.Versione.Impronta})
	}
	return out
}

// contati are the bodies whose figures are in the Quadro.
func (q Quadro) contati(ferme bool) int {
	if ferme {
		return q.Approvati
	}
	return q.Consegnati
}

// colonneAppendice2 are the items of appendix 2, in its order.
var colonneAppendice2 = []Colonna{
	{"concluse_silenzio_assenso", "Concluse con silenzio-assenso (pratiche)", true},
	{"concluse_espresse", "Concluse con provvedimento espresso (pratiche)", true},
	{"con_sospensioni", "di cui con sospensioni (pratiche)", true},
	{"con_conferenza", "di cui con conferenza di servizi (pratiche)", true},
	{"durata_media", "Durata media effettiva (giorni di calendario)", true},
	{"termine_massimo", "Termine massimo (giorni di calendario)", true},
	{"avviate", "Avviate nel semestre (pratiche)", true},
	{"arretrato", "Arretrato: non concluse nei termini (pratiche)", true},
}

func celleAppendice2(m misure.Misure, noto bool) []Cella {
	if !noto {
		out := make([]Cella, len(colonneAppendice2))
		for i := range out {
			out[i] = cellaIgnota("nessun ente ha risposto")
		}
		out[5] = cellaTermine(m.TermineMassimo, m.MotivoTermine())
		return out
	}
	return []Cella{cellaIntera(m.ConcluseSilenzioAssenso), cellaIntera(m.ConcluseEspresse), cellaIntera(m.ConSospensioni), cellaIntera(m.ConConferenza),
		cellaDecimale(m.DurataMedia, 1, m.MotivoDurate()), cellaTermine(m.TermineMassimo, m.MotivoTermine()), cellaIntera(m.Avviate), cellaArretrato(m)}
}

func cellaArretrato(m misure.Misure) Cella {
	if m.Arretrato == nil {
		return cellaIgnota(m.MotivoArretrato())
	}
	return cellaIntera(*m.Arretrato)
}

var colonneObiettivi = []Colonna{
	{"partenza_semestre", "Partenza: semestre", false},
	{"partenza_durata_media", "Partenza: durata media (giorni di calendario)", true},
	{"partenza_arretrato", "Partenza: arretrato (pratiche)", true},
	{"obiettivo_durata", "Obiettivo: riduzione della durata media (%)", true},
	{"obiettivo_durata_entro", "Obiettivo della durata: entro il semestre", false},
	{"obiettivo_arretrato", "Obiettivo: riduzione dell'arretrato (%)", true},
	{"obiettivo_arretrato_entro", "Obiettivo dell'arretrato: entro il semestre", false},
	{"avanzamento_durata", "Avanzamento della durata (%)", true},
	{"semaforo_durata", "Semaforo della durata", false},
	{"avanzamento_arretrato", "Avanzamento dell'arretrato (%)", true},
	{"semaforo_arretrato", "Semaforo dell'arretrato", false},
	{"obiettivi_fonte", "Fonte di partenza e obiettivi", false},
}

func (c CifreSemestre) celleObiettivi(p QuadroProcedimento) []Cella {
	o, ok := c.Obiettivi[p.ProcedimentoID]
	if !ok {
		out := make([]Cella, len(colonneObiettivi))
		for i := range out {
			out[i] = cellaIgnota("partenza e obiettivi non sono stati impostati")
		}
		return out
	}
	durata, arretrato := c.Semafori(p)
	base := cellaIgnota("manca il valore di partenza")
	if o.BaseArretrato != nil {
		base = cellaIntera(int(*o.BaseArretrato))
	}
	fonte := o.Fonte
	if o.Dimostrativo {
		fonte = "valore dimostrativo"
	}
	entro := func(s Semaforo) Cella {
		if s.AlSemestre.IsZero() || s.Traguardo == nil {
			return cellaIgnota("nessun obiettivo per questa misura")
		}
		return cellaTesto(s.AlSemestre.String())
	}
	luce := func(s Semaforo) Cella {
		if s.Colore == Grigio {
			return cellaIgnota(s.Motivo)
		}
		return cellaTesto(s.Colore.Etichetta())
	}
	return []Cella{cellaTesto(o.BaseSemestre.String()), cellaDecimale(o.BaseDurata, 1, "manca il valore di partenza"), base,
		cellaDecimale(durata.Traguardo, 1, "nessun obiettivo per questa misura"), entro(durata), cellaDecimale(arretrato.Traguardo, 1, "nessun obiettivo per questa misura"), entro(arretrato),
		cellaDecimale(durata.Avanzamento, 1, durata.Motivo), luce(durata), cellaDecimale(arretrato.Avanzamento, 1, arretrato.Motivo), luce(arretrato), cellaTesto(fonte)}
}

// Semafori are the lights of a procedure: of the mean duration and of the
// arretrato.
func (c CifreSemestre) Semafori(p QuadroProcedimento) (durata, arretrato Semaforo) {
	o, ok := c.Obiettivi[p.ProcedimentoID]
	if !ok {
		s := Semaforo{Colore: Grigio, Motivo: "partenza e obiettivi non sono stati impostati"}
		return s, s
	}
	return o.Durata(c.Rilevazione.Semestre, p.Regione.DurataMedia), o.Arretrato(c.Rilevazione.Semestre, arretratoNoto(p))
}

// TabellaNazionale has one row per procedure with the items of appendix 2, in
// the layout of the national collection, then baseline and targets.
func (c CifreSemestre) TabellaNazionale(estratto kernel.Instant) Tabella {
	t := Tabella{Nome: "Appendice 2", Titolo: "Monitoraggio dei tempi e dell'arretrato – Regione " + c.Regione + ", " + c.Rilevazione.Semestre.InItaliano(), Testata: c.testata(estratto), Note: noteAppendice2}
	t.Colonne = append([]Colonna{{"procedimento", "Procedimento", false}, {"semestre", "Semestre", false}}, colonneAppendice2...)
	t.Colonne = append(t.Colonne, Colonna{"enti_rispondenti", "Enti che hanno risposto", true}, Colonna{"enti_attesi", "Enti attesi", true})
	t.Colonne = append(t.Colonne, colonneObiettivi...)
	for _, p := range c.Quadro.Procedimenti {
		riga := append([]Cella{cellaTesto(p.Nome), cellaTesto(c.Rilevazione.Semestre.String())}, celleAppendice2(p.Regione.Misure, p.Enti() > 0)...)
		riga = append(riga, cellaIntera(p.Enti()), cellaIntera(p.EntiAttesi))
		t.Righe = append(t.Righe, append(riga, c.celleObiettivi(p)...))
	}
	return t
}

var noteAppendice2 = append([]string{
	"Concluse: nel semestre, qualunque sia la data di avvio. Durata media: giorni di calendario dal ricevimento della domanda al provvedimento espresso, al lordo delle sospensioni.",
	"Le medie regionali sono di tutte le pratiche, non medie di medie. Arretrato: pratiche pendenti a fine semestre oltre il termine, al netto delle sospensioni.",
	"n.d.: il valore non si può conoscere; non è zero.",
}, RegolaSemaforo...)

var colonneDettaglio = []Colonna{
	{"procedimento", "Procedimento", false}, {"semestre", "Semestre", false}, {"ambito", "Ambito", false}, {"nome", "Nome", false},
	{"enti_attesi", "Enti attesi", true}, {"enti_rispondenti", "Enti che hanno risposto", true},
}

var colonneMisure = []Colonna{
	{"n_durate", "Durate note una per una (pratiche)", true},
	{"durata_mediana", "Durata mediana (giorni di calendario)", true},
	{"durata_p90", "Durata entro cui sta il 90% delle pratiche (giorni di calendario)", true},
	{"durata_media_netta", "Durata media al netto delle sospensioni (giorni netti)", true},
	{"durata_mediana_netta", "Durata mediana al netto delle sospensioni (giorni netti)", true},
	{"in_transito", "In transito nel semestre (pratiche)", true},
	{"pendenti_inizio", "Pendenti all'inizio (pratiche)", true},
	{"pendenti_fine", "Pendenti alla fine (pratiche)", true},
	{"escluse", "Escluse (pratiche)", true},
	{"saldo", "Saldo: concluse meno avviate (pratiche)", true},
	{"indice_smaltimento", "Indice di smaltimento: concluse su avviate", true},
	{"indice_pressione", "Indice di pressione", true},
}

func celleMisure(m misure.Misure, noto bool) []Cella {
	if !noto {
		out := make([]Cella, len(colonneMisure))
		for i := range out {
			out[i] = cellaIgnota("nessun ente ha risposto")
		}
		return out
	}
	stock := func(n int) Cella {
		if m.SenzaStock > 0 {
			return cellaIgnota(misure.MotivoStockIgnoto)
		}
		return cellaIntera(n)
	}
	p := m.MotivoPercentili()
	return []Cella{cellaIntera(m.N), cellaDecimale(m.DurataMediana, 1, p), cellaDecimale(m.DurataP90, 1, p), cellaDecimale(m.DurataMediaNetta, 1, p), cellaDecimale(m.NettaMediana, 1, p),
		stock(m.InTransito), stock(m.PendentiInizio), stock(m.PendentiFine), cellaIntera(m.Escluse),
		cellaDerivata(m.Saldo(), 0), cellaDerivata(m.IndiceSmaltimento(), 2), cellaDerivata(m.IndicePressione(), 2)}
}

// TabellaDettaglio has all measures per procedure: of the Region, of each
// class of bodies and of each province.
func (c CifreSemestre) TabellaDettaglio(estratto kernel.Instant) Tabella {
	t := Tabella{Nome: "Dettaglio", Titolo: "Tutte le misure – Regione " + c.Regione + ", " + c.Rilevazione.Semestre.InItaliano(), Testata: c.testata(estratto), Note: noteAppendice2[:3]}
	t.Colonne = append(append(append([]Colonna{}, colonneDettaglio...), colonneAppendice2...), colonneMisure...)
	for _, p := range c.Quadro.Procedimenti {
		riga := func(ambito, nome string, attesi, enti int, m misure.Misure) {
			r := []Cella{cellaTesto(p.Nome), cellaTesto(c.Rilevazione.Semestre.String()), cellaTesto(ambito), cellaTesto(nome), cellaIntera(attesi), cellaIntera(enti)}
			r = append(append(r, celleAppendice2(m, enti > 0)...), celleMisure(m, enti > 0)...)
			t.Righe = append(t.Righe, r)
		}
		riga("Regione", c.Regione, p.EntiAttesi, p.Enti(), p.Regione.Misure)
		for _, g := range p.Classi {
			riga("Classe di enti", g.Nome, g.EntiAttesi, g.Enti, g.Cifre.Misure)
		}
		for _, g := range p.Province {
			riga("Provincia", g.Nome, g.EntiAttesi, g.Enti, g.Cifre.Misure)
		}
	}
	return t
}

// Trasparenza are the figures of one body for the table that art. 2 c. 4-bis
// of l. 241/1990 asks every administration to publish.
type Trasparenza struct {
	Ente      string
	EnteID    int64
	Semestre  kernel.Semestre
	Semestri  []kernel.Semestre // those that may be asked for, the latest first
	Stato     string            // locked, approved, provisional: in words
	Righe     []RigaTrasparenza
	Indirizzo string // absolute address of the public page of the semester; empty until it is published
	Al        kernel.Instant
}

// RigaTrasparenza is one procedure of the table.
type RigaTrasparenza struct {
	Procedimento string
	BaseLegale   string
	Termine      string // legal term in words
	TermineFonte string
	URL          string // absolute address of the public sheet of the procedure
	Modo         Modo
	Misure       misure.Misure
}

// Tabella is the table to publish in «Amministrazione trasparente».
func (x Trasparenza) Tabella() Tabella {
	t := Tabella{Nome: "Tempi dei procedimenti", Titolo: "Tempi effettivi di conclusione dei procedimenti – " + x.Ente + ", " + x.Semestre.InItaliano(),
		Testata: []Dato{{"Ente", x.Ente}, {"Semestre di riferimento", x.Semestre.InItaliano()}, {"Norma", "L. 241/1990, art. 2, comma 4-bis"}, {"Cifre", x.Stato}},
		Colonne: []Colonna{{"procedimento", "Procedimento", false}, {"norma", "Riferimento normativo", false}, {"termine", "Termine massimo previsto", false},
			{"tempo_medio", "Tempo medio effettivo (giorni di calendario)", true}, {"tempo_mediano", "Tempo mediano effettivo (giorni di calendario)", true},
			{"pratiche", "Pratiche concluse con provvedimento espresso", true}, {"silenzio_assenso", "Pratiche concluse con silenzio-assenso", true},
			{"semestre", "Semestre di riferimento", false}, {"fonte", "Da dove vengono le cifre", false}, {"collegamento", "Scheda del procedimento", false}},
		Note: []string{"I tempi vanno dal ricevimento della domanda al provvedimento espresso, in giorni di calendario, al lordo delle sospensioni (DPCM 12 novembre 2021, allegato B, appendice 2).",
			fmt.Sprintf("Con meno di %d pratiche il tempo medio dice poco: leggere anche il numero di pratiche.", pubblico.MinimoCasi), "n.d.: il valore non si può conoscere; non è zero."}}
	if x.Indirizzo != "" {
		t.Testata = append(t.Testata, Dato{"Cifre pubblicate dalla Regione", x.Indirizzo})
	}
	for _, r := range x.Righe {
		m := r.Misure
		t.Righe = append(t.Righe, []Cella{cellaTesto(r.Procedimento), cellaTesto(r.BaseLegale), cellaTesto(r.Termine), cellaDecimale(m.DurataMedia, 1, m.MotivoDurate()),
			cellaDecimale(m.DurataMediana, 1, m.MotivoPercentili()), cellaIntera(m.ConcluseEspresse), cellaIntera(m.ConcluseSilenzioAssenso),
			cellaTesto(x.Semestre.String()), cellaTesto(r.Modo.Etichetta()), cellaTesto(r.URL)})
	}
	return t
}
