package dati

import "pass/internal/pubblico"

const fonteCatalogo = "Catalogo dei procedimenti di PAsS"

var insiemeCatalogo = deiProcedimenti("procedimenti", "Procedimenti complessi", "I procedimenti su cui gli enti possono chiedere aiuto, con la base legale e chi decide.",
	[]string{"codice"}, []Colonna{
		testo("codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		testo("procedimento", "Procedimento", "Nome del procedimento."),
		testo("task_force", "Codice della task force", "Codice del gruppo di esperti che aiuta."),
		testo("task_force_nome", "Task force", "Nome del gruppo di esperti che aiuta."),
		testo("base_legale", "Base legale", "Norme che regolano il procedimento."),
		testo("competente", "Chi decide", "Livello di governo che decide."),
		testo("descrizione", "Descrizione", "Che cosa è il procedimento."),
		testo("fonte", "Fonte", "Perché il procedimento è nell’elenco."),
		testo("fonte_url", "Indirizzo della fonte", "Pagina pubblica della fonte, se esiste."),
		testo("affidabilita", "Affidabilità", "Quanto è certa la presenza nell’elenco: confermato, da_verificare o ipotesi.")},
	func(s Sorgente) (out [][]string, err error) {
		for _, p := range s.Vista.Catalogo.Procedimenti {
			t, _ := s.Vista.TaskForce(p.TaskForce)
			out = append(out, []string{p.Codice, p.Nome, p.TaskForce, t.Nome, p.BaseLegale, p.Competente, p.Descrizione, p.Fonte, p.FonteURL, p.Affidabilita})
		}
		return out, nil
	})

var insiemeTermini = deiProcedimenti("termini", "Termini massimi dei procedimenti", "Il termine di legge di ogni procedimento, con il periodo in cui vale e la norma da cui viene.",
	[]string{"procedimento_codice", "vigente_dal"}, []Colonna{
		testo("procedimento_codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		giorno("vigente_dal", "In vigore dal", "Primo giorno in cui il termine vale."),
		giorno("vigente_al", "In vigore fino al", "Ultimo giorno in cui il termine vale. Manca se è aperto."),
		intero("durata", "Durata", "Lunghezza del termine, nell’unità della colonna seguente. Manca se la norma non dà un solo numero.", "si veda la colonna unita"),
		testo("unita", "Unità", "Unità della durata: calendario, cioè giorni di calendario; lavorativi, cioè giorni lavorativi; mesi."),
		testo("decorrenza", "Decorrenza", "Da quando si conta."),
		testo("descrizione", "Spiegazione", "Come si legge il termine."),
		testo("fonte", "Fonte", "Norma da cui viene il termine."),
		testo("fonte_url", "Indirizzo della fonte", "Pagina pubblica della norma, se esiste."),
		testo("affidabilita", "Affidabilità", "Quanto è certo il termine: confermato, da_verificare o ipotesi.")},
	func(s Sorgente) (out [][]string, err error) {
		for _, p := range s.Vista.Catalogo.Procedimenti {
			for _, t := range p.Termini {
				unita := ""
				if l, ok := t.Legale(); ok {
					unita = pubblico.CodiceUnita(l.Unita)
				}
				out = append(out, []string{p.Codice, t.VigenteDal.String(), t.VigenteAl.String(), forse(t.Giorni), unita, t.Decorrenza, t.Descrizione, t.Fonte, t.FonteURL, t.Affidabilita})
			}
		}
		return out, nil
	})

// deiProcedimenti makes the definition of a data set of the catalogue.
func deiProcedimenti(codice, titolo, descrizione string, chiave []string, colonne []Colonna, righe func(Sorgente) ([][]string, error)) definizione {
	return definizione{Insieme: Insieme{Codice: codice, Titolo: titolo, Descrizione: descrizione, Fonte: fonteCatalogo, Metodo: "/procedimenti",
		Frequenza: "IRREG", Temi: []string{"GOVE", "JUST"}, Parole: []string{"procedimenti amministrativi", "termini", "semplificazione"}, Chiave: chiave, Colonne: colonne},
		aggiornato: catalogoAl, righe: righe}
}
