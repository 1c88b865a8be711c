package dati

import (
	"slices"

	"pass/internal/pubblico"
)

const (
	metodoRichieste = "/cifre/come-si-calcola"
	fonteRichieste  = "Richieste registrate in PAsS"
)

// colonneCifre are the figures of requests, the same in every data set that
// has them.
var colonneCifre = []Colonna{
	intero("ricevute", "Richieste ricevute", "Richieste inviate dagli enti dalla prima fino all’aggiornamento. È la somma delle quattro colonne che seguono.", richieste),
	intero("in_lavorazione", "Richieste in lavorazione", "Richieste inviate e non ancora chiuse.", richieste),
	intero("evase", "Richieste evase", "Richieste chiuse con una risposta.", richieste),
	intero("respinte", "Richieste respinte", "Richieste fuori dal campo del servizio.", richieste),
	intero("annullate", "Richieste annullate", "Richieste ritirate dall’ente.", richieste),
	decimale("presa_in_carico_giorni_mediana", "Tempo di presa in carico", "Mediana del tempo dall’invio alla presa in carico di un esperto. Manca se i casi sono meno di cinque.", diCalendario),
	intero("presa_in_carico_n", "Casi della presa in carico", "Quante richieste misura la mediana della presa in carico.", richieste),
	decimale("prima_risposta_giorni_mediana", "Tempo di prima risposta", "Mediana del tempo dall’invio alla prima risposta di un esperto. Manca se i casi sono meno di cinque.", diCalendario),
	intero("prima_risposta_n", "Casi della prima risposta", "Quante richieste misura la mediana della prima risposta.", richieste),
	decimale("chiusura_giorni_mediana", "Tempo di chiusura", "Mediana del tempo dall’invio alla chiusura con una risposta. Manca se i casi sono meno di cinque.", diCalendario),
	intero("chiusura_n", "Casi della chiusura", "Quante richieste misura la mediana della chiusura.", richieste),
	decimale("giudizio_medio", "Giudizio medio", "Media dei voti degli enti alla chiusura, da 1 a 5. Manca se i voti sono meno di cinque.", "voto da 1 a 5"),
	intero("giudizio_n", "Numero dei giudizi", "Quanti voti contiene la media. Manca se sono meno di cinque, o se servirebbe a ricavarli.", "giudizi"),
	istante("aggiornata_al", "Aggiornamento", "Istante a cui si riferiscono le cifre, nel tempo universale (UTC)."),
}

// seNota is the number of values of a measure, unless it is held back.
func seNota(m pubblico.Misura) string {
	if m.Riservata {
		return ""
	}
	return conta(m.N)
}

func celleCifre(s Sorgente, c pubblico.Cifre) []string {
	return []string{conta(c.Ricevute), conta(c.InLavorazione), conta(c.Evase), conta(c.Respinte), conta(c.Annullate),
		valore(c.PresaInCarico), conta(c.PresaInCarico.N), valore(c.PrimaRisposta), conta(c.PrimaRisposta.N),
		valore(c.Chiusura), conta(c.Chiusura.N), valore(c.Soddisfazione), seNota(c.Soddisfazione), s.Vista.Attivita.AggiornataAl.String()}
}

// cifre makes the definition of a data set of requests.
func cifre(codice, titolo, descrizione string, chiave []string, prime []Colonna, righe func(Sorgente) [][]string) definizione {
	return definizione{Insieme: Insieme{Codice: codice, Titolo: titolo, Descrizione: descrizione, Fonte: fonteRichieste, Metodo: metodoRichieste,
		Frequenza: "UPDATE_CONT", Temi: []string{"GOVE"}, Parole: []string{"assistenza tecnica", "richieste", "enti locali", "PNRR"},
		Chiave: chiave, Colonne: slices.Concat(prime, colonneCifre)},
		aggiornato: attivitaAl, righe: func(s Sorgente) ([][]string, error) { return righe(s), nil }}
}

var colonneEnti = []Colonna{
	intero("enti", "Enti", "Enti del territorio che esistono oggi.", enti),
	intero("enti_aderenti", "Enti aderenti", "Enti del territorio con un’adesione approvata.", enti),
}

var insiemeRegione = cifre("richieste-regione", "Richieste di aiuto in Lombardia", "Quante richieste gli enti hanno inviato agli esperti e in quanto tempo hanno avuto aiuto, in tutta la regione.",
	[]string{"codice"}, slices.Concat([]Colonna{testo("codice", "Codice della regione", "Codice ISTAT della regione, due cifre."), testo("regione", "Regione", "Nome della regione.")}, colonneEnti),
	func(s Sorgente) [][]string {
		r := s.Vista.Attivita.Regione
		return [][]string{append([]string{r.Codice, r.Nome, conta(r.EntiTotali), conta(r.EntiAderenti)}, celleCifre(s, r.Cifre)...)}
	})

var insiemeProvince = cifre("richieste-province", "Richieste di aiuto per provincia", "Quante richieste hanno inviato gli enti di ogni provincia e in quanto tempo hanno avuto aiuto.",
	[]string{"sigla"}, slices.Concat([]Colonna{testo("sigla", "Sigla", "Sigla della provincia o della città metropolitana."), testo("provincia", "Provincia", "Nome della provincia o della città metropolitana.")}, colonneEnti),
	func(s Sorgente) (out [][]string) {
		for _, p := range s.Vista.Attivita.Province {
			out = append(out, append([]string{p.Sigla, p.Nome, conta(p.EntiTotali), conta(p.EntiAderenti)}, celleCifre(s, p.Cifre)...))
		}
		return out
	})

// colonneEnte name a body, the same in every data set of bodies.
var colonneEnte = []Colonna{
	testo("codice", "Codice dell’ente", "Codice dell’ente nelle pagine di PAsS: il codice ISTAT se esiste."),
	testo("codice_istat", "Codice ISTAT", "Sei cifre per i Comuni, con gli zeri iniziali. Manca per gli enti senza codice."),
	testo("ente", "Ente", "Nome completo dell’ente."),
	testo("provincia", "Provincia", "Sigla della provincia."),
}

var insiemeEnti = cifre("richieste-enti", "Richieste di aiuto per ente", "Quante richieste ha inviato ogni ente della Lombardia e in quanto tempo ha avuto aiuto. L’elenco comprende anche gli enti non aderenti.",
	[]string{"codice"}, slices.Concat(colonneEnte, []Colonna{
		logico("aderente", "Aderente", "Se l’ente ha oggi un’adesione approvata."),
		giorno("aderente_dal", "Aderente dal", "Giorno dell’approvazione in vigore."),
		giorno("cessato_il", "Cessato il", "Giorno in cui l’ente ha cessato di esistere, per esempio per fusione.")}),
	func(s Sorgente) (out [][]string) {
		codici := codiciUnici(s.Vista.Attivita.Enti)
		for i, e := range s.Vista.Attivita.Enti {
			out = append(out, append([]string{codici[i], e.Istat, e.Nome, e.Provincia, vero(e.Aderente), e.AderenteDal.String(), e.CessatoIl.String()}, celleCifre(s, e.Cifre)...))
		}
		return out
	})

// codiciUnici names the bodies so that no two rows have the same name. Of two
// bodies with the same code the living one keeps it, as on the pages; the other
// is "id-7".
func codiciUnici(enti []pubblico.CifreEnte) []string {
	vivo := map[string]int{}
	for i, e := range enti {
		if at, ok := vivo[e.Codice()]; !ok || !enti[at].CessatoIl.IsZero() {
			vivo[e.Codice()] = i
		}
	}
	out := make([]string, len(enti))
	for i, e := range enti {
		if out[i] = e.Codice(); vivo[out[i]] != i {
			out[i] = pubblico.CodiceEnte("", e.ID)
		}
	}
	return out
}

var insiemeTaskForce = cifre("richieste-task-force", "Richieste di aiuto per task force", "Quante richieste ha ricevuto ogni gruppo di esperti e in quanto tempo ha risposto.",
	[]string{"codice"}, []Colonna{testo("codice", "Codice della task force", "Codice della task force nel catalogo di PAsS."),
		testo("task_force", "Task force", "Nome del gruppo di esperti."),
		intero("esperti", "Esperti", "Esperti con un incarico oggi. Manca se non è pubblicato.", "persone")},
	func(s Sorgente) (out [][]string) {
		for _, x := range s.Vista.Attivita.TaskForces {
			t, _ := s.Vista.TaskForce(x.Codice)
			out = append(out, append([]string{x.Codice, t.Nome, forse(x.Esperti)}, celleCifre(s, x.Cifre)...))
		}
		return out
	})

var insiemeProcedimenti = cifre("richieste-procedimenti", "Richieste di aiuto per procedimento", "Su quali procedimenti gli enti chiedono aiuto, e in quanto tempo lo hanno.",
	[]string{"codice"}, []Colonna{testo("codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		testo("procedimento", "Procedimento", "Nome del procedimento."),
		testo("task_force", "Codice della task force", "Codice del gruppo di esperti che aiuta.")},
	func(s Sorgente) (out [][]string) {
		for _, x := range s.Vista.Attivita.Procedimenti {
			p, _ := s.Vista.Procedimento(x.Codice)
			out = append(out, append([]string{x.Codice, p.Nome, p.TaskForce}, celleCifre(s, x.Cifre)...))
		}
		return out
	})

var insiemeMesi = definizione{Insieme: Insieme{Codice: "richieste-mesi", Titolo: "Richieste di aiuto mese per mese",
	Descrizione: "Richieste ricevute ed evase negli ultimi tredici mesi, per regione, provincia, ente, task force e procedimento. L’ultimo mese è in corso.",
	Fonte:       fonteRichieste, Metodo: metodoRichieste, Frequenza: "UPDATE_CONT", Temi: []string{"GOVE"}, Parole: []string{"assistenza tecnica", "richieste", "serie storica"},
	Chiave: []string{"ambito", "codice", "mese"}, Colonne: []Colonna{
		testo("ambito", "Ambito", "A che cosa si riferisce la riga: regione, provincia, ente, task-force o procedimento."),
		testo("codice", "Codice", "Codice del territorio, dell’ente, della task force o del procedimento."),
		{"mese", "Mese", "Mese di calendario in Italia, anno e mese.", Mese, ""},
		intero("ricevute", "Richieste ricevute", "Richieste inviate nel mese.", richieste),
		intero("evase", "Richieste evase", "Richieste chiuse nel mese con una risposta.", richieste)}},
	aggiornato: attivitaAl, righe: righeMesi}

func righeMesi(s Sorgente) (out [][]string, err error) {
	add := func(ambito, codice string, c pubblico.Cifre) {
		for _, m := range c.Mesi {
			out = append(out, []string{ambito, codice, m.Mese, conta(m.Ricevute), conta(m.Evase)})
		}
	}
	a := s.Vista.Attivita
	add("regione", a.Regione.Codice, a.Regione.Cifre)
	for _, x := range a.Province {
		add("provincia", x.Sigla, x.Cifre)
	}
	codici := codiciUnici(a.Enti)
	for i, x := range a.Enti {
		add("ente", codici[i], x.Cifre)
	}
	for _, x := range a.TaskForces {
		add("task-force", x.Codice, x.Cifre)
	}
	for _, x := range a.Procedimenti {
		add("procedimento", x.Codice, x.Cifre)
	}
	return out, nil
}
