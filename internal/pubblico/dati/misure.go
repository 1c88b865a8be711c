package dati

import (
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/pubblico"
)

const fonteMisure = "Monitoraggio semestrale dei procedimenti, dati dei Comuni e delle Province approvati dalla Regione"

var parolePA = []string{"tempi dei procedimenti", "arretrato", "semplificazione", "PNRR"}

// colonneMisure are the items of the DPCM of 12 November 2021, annex B,
// appendix 2.
var colonneMisure = []Colonna{
	intero("concluse_silenzio_assenso", "Concluse per silenzio assenso", "Pratiche concluse nel semestre per silenzio assenso.", pratiche),
	intero("concluse_espresse", "Concluse con atto espresso", "Pratiche concluse nel semestre con un atto espresso.", pratiche),
	intero("con_sospensioni", "Con sospensioni", "Pratiche concluse con atto espresso che hanno avuto una sospensione.", pratiche),
	intero("con_conferenza", "Con conferenza di servizi", "Pratiche concluse con atto espresso dopo una conferenza di servizi.", pratiche),
	decimale("durata_media_giorni_di_calendario", "Durata media", "Media dei giorni dalla domanda all’atto, sospensioni comprese. Manca se le pratiche sono meno di cinque.", diCalendario),
	intero("durata_media_n", "Pratiche della media", "Quante pratiche misura la durata media.", pratiche),
	decimale("durata_mediana_giorni_di_calendario", "Durata mediana", "Metà delle pratiche dura al massimo così. Manca se le pratiche sono meno di cinque.", diCalendario),
	decimale("durata_p90_giorni_di_calendario", "Durata, 90° percentile", "Nove pratiche su dieci durano al massimo così. Manca se le pratiche sono meno di cinque.", diCalendario),
	intero("durata_n", "Pratiche della mediana", "Quante pratiche misurano la mediana e il 90° percentile.", pratiche),
	decimale("durata_media_giorni_netti", "Durata media netta", "Media dei giorni dalla domanda all’atto, senza i giorni di sospensione.", "giorni di calendario al netto delle sospensioni"),
	decimale("termine_massimo_giorni_di_calendario", "Termine massimo", "Termine di legge per concludere. Manca se la norma non dà un solo numero.", diCalendario),
	intero("avviate", "Avviate", "Pratiche arrivate nel semestre.", pratiche),
	intero("in_transito", "In transito", "Pratiche aperte in almeno un giorno del semestre.", pratiche),
	intero("pendenti_fine", "Pendenti alla fine", "Pratiche ancora aperte alla fine del semestre.", pratiche),
	intero("arretrato", "Arretrato", "Pratiche aperte alla fine del semestre oltre il termine. Manca se qualche pratica non ha un termine.", pratiche),
	testo("motivo_arretrato", "Perché manca l’arretrato", "Motivo per cui l’arretrato non è noto."),
	testo("riservate", "Colonne riservate", "Nomi dei dati riservati di questa riga: meno di cinque pratiche, o dati che servirebbero a ricavarle."),
	intero("versione", "Versione", "Versione delle cifre del semestre: cresce a ogni revisione.", ""),
	testo("impronta", "Impronta", "SHA-256 delle cifre bloccate e firmate, in esadecimale."),
}

func celleMisure(m pubblico.MisurePubbliche, v pubblico.VersionePubblica) []string {
	seNoto := func(campo string, n int64) string {
		if m.Riservato(campo) {
			return ""
		}
		return conta(n)
	}
	return []string{seNoto("concluse_silenzio_assenso", m.ConcluseSilenzioAssenso), seNoto("concluse_espresse", m.ConcluseEspresse), seNoto("con_sospensioni", m.ConSospensioni),
		seNoto("con_conferenza", m.ConConferenza), valore(m.DurataMedia), seNoto(pubblico.Durate, m.DurataMedia.N), valore(m.DurataMediana), valore(m.DurataP90),
		seNoto(pubblico.Durate, m.DurataMediana.N), valore(m.DurataMediaNetta), forseDecimale(m.TermineMassimo), seNoto("avviate", m.Avviate), forse(m.InTransito),
		forse(m.PendentiFine), forse(m.Arretrato), m.MotivoArretrato, strings.Join(m.Riservate, " "), conta(v.N), v.Impronta}
}

// misurato makes the definition of a data set of the monitoring.
func misurato(codice, titolo, descrizione string, chiave []string, colonne []Colonna, aggiornato func(Sorgente) kernel.Instant, righe func(Sorgente) ([][]string, error)) definizione {
	return definizione{Insieme: Insieme{Codice: codice, Titolo: titolo, Descrizione: descrizione, Fonte: fonteMisure, Metodo: metodoRichieste,
		Frequenza: "ANNUAL_2", Temi: []string{"GOVE"}, Parole: parolePA, Chiave: chiave, Colonne: colonne}, aggiornato: aggiornato, righe: righe}
}

var insiemeTempi = misurato("tempi-procedimenti", "Tempi e arretrato dei procedimenti", "Quanto durano i procedimenti complessi e quante pratiche sono in ritardo, per semestre. Ci sono la regione, le province e le classi di enti simili.",
	[]string{"semestre", "procedimento_codice", "ambito", "codice"}, slices.Concat([]Colonna{
		semestre("semestre", "Semestre", "Anno e semestre: 1 da gennaio a giugno, 2 da luglio a dicembre."),
		testo("procedimento_codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		testo("procedimento", "Procedimento", "Nome del procedimento."),
		testo("ambito", "Ambito", "A che cosa si riferisce la riga: regione, provincia o classe."),
		testo("codice", "Codice dell’ambito", "Codice ISTAT della regione, sigla della provincia o codice della classe."),
		testo("nome", "Nome dell’ambito", "Nome della regione, della provincia o della classe di enti."),
		intero("enti_attesi", "Enti attesi", "Enti invitati a dare i dati.", enti),
		intero("enti_rispondenti", "Enti rispondenti", "Enti con dati approvati.", enti)}, colonneMisure),
	misureAl, righeTempi)

func righeTempi(s Sorgente) (out [][]string, err error) {
	regione := "03"
	if s.Vista != nil && s.Vista.Attivita.Regione.Codice != "" {
		regione = s.Vista.Attivita.Regione.Codice
	}
	for _, x := range s.Misure.Misure.Semestri {
		v := x.Versione()
		for _, p := range x.Procedimenti {
			row := func(ambito, codice, nome string, attesi, rispondenti int64, m pubblico.MisurePubbliche) {
				out = append(out, append([]string{x.Semestre.String(), p.Codice, p.Nome, ambito, codice, nome, conta(attesi), conta(rispondenti)}, celleMisure(m, v)...))
			}
			row("regione", regione, s.Misure.Misure.Regione, p.EntiAttesi, p.EntiRispondenti, p.Regione)
			for _, g := range p.Province {
				row("provincia", g.Codice, g.Nome, g.EntiAttesi, g.EntiRispondenti, g.Misure)
			}
			for _, g := range p.Classi {
				row("classe", g.Codice, g.Nome, g.EntiAttesi, g.EntiRispondenti, g.Misure)
			}
		}
	}
	return out, nil
}

var insiemeTempiEnti = misurato("tempi-enti", "Tempi e arretrato per ente", "Quanto durano i procedimenti complessi in ogni ente che ha dato i dati, e quante pratiche sono in ritardo, per semestre.",
	[]string{"semestre", "codice", "procedimento_codice"}, slices.Concat([]Colonna{semestre("semestre", "Semestre", "Anno e semestre: 1 da gennaio a giugno, 2 da luglio a dicembre.")}, colonneEnte, []Colonna{
		testo("classe", "Classe", "Classe di enti simili, per dimensione e tipo."),
		testo("procedimento_codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		testo("fonte", "Fonte", "Da dove vengono i dati: pratiche, una per una, oppure totali dichiarati dall’ente.")}, colonneMisure),
	misureAl, righeTempiEnti)

func righeTempiEnti(s Sorgente) (out [][]string, err error) {
	for _, x := range s.Misure.Misure.Semestri {
		e, err := s.Enti(x.Semestre)
		if err != nil {
			return nil, err
		}
		for _, r := range e.Righe {
			out = append(out, append([]string{x.Semestre.String(), pubblico.CodiceEnte(r.Istat, r.EnteID), r.Istat, r.Nome, r.Provincia, r.Classe, r.Procedimento, r.Fonte}, celleMisure(r.Misure, x.Versione())...))
		}
	}
	return out, nil
}

const percento = "per cento"

var insiemeObiettivi = misurato("obiettivi", "Obiettivi di riduzione di tempi e arretrato", "Valore di partenza, traguardo e risultato di ogni procedimento, per la durata e per l’arretrato.",
	[]string{"semestre", "procedimento_codice", "misura"}, []Colonna{
		semestre("semestre", "Semestre", "Semestre del risultato: 1 da gennaio a giugno, 2 da luglio a dicembre."),
		testo("procedimento_codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		testo("misura", "Misura", "Che cosa si deve ridurre: durata o arretrato."),
		semestre("base_semestre", "Semestre di partenza", "Semestre del valore di partenza."),
		decimale("base", "Valore di partenza", "Durata media in giorni di calendario, o numero di pratiche in arretrato.", "giorni di calendario o pratiche"),
		decimale("traguardo", "Riduzione chiesta", "Riduzione da ottenere rispetto alla partenza.", percento),
		semestre("al_semestre", "Entro il semestre", "Semestre entro cui ottenere la riduzione."),
		decimale("riduzione", "Riduzione ottenuta", "Riduzione rispetto alla partenza. È negativa se il valore è aumentato.", percento),
		decimale("avanzamento", "Avanzamento", "Quanta parte della riduzione chiesta è ottenuta.", percento),
		testo("colore", "Semaforo", "Verde: in linea. Giallo: in ritardo. Rosso: fuori obiettivo. Grigio: non si può dire."),
		testo("motivo", "Perché è grigio", "Motivo per cui il risultato non si può dire."),
		testo("fonte", "Fonte", "Documento che fissa partenza e traguardi."),
		logico("dimostrativo", "Dimostrativo", "Se il valore è inventato, per mostrare come funziona la pagina."),
		intero("versione_obiettivi", "Versione degli obiettivi", "Versione di partenza e traguardi usata nel confronto.", "")},
	obiettiviAl, righeObiettivi)

func righeObiettivi(s Sorgente) (out [][]string, err error) {
	for _, x := range s.Misure.Misure.Semestri {
		for _, p := range x.Procedimenti {
			o := p.Obiettivo
			if o == nil {
				continue
			}
			row := func(misura, base string, l pubblico.SemaforoPubblico) {
				out = append(out, []string{x.Semestre.String(), p.Codice, misura, o.BaseSemestre.String(), base, forseDecimale(l.Traguardo), l.AlSemestre.String(),
					forseDecimale(l.Riduzione), forseDecimale(l.Avanzamento), l.Colore, l.Motivo, o.Fonte, vero(o.Dimostrativo), conta(o.Versione)})
			}
			row("durata", forseDecimale(o.BaseDurata), o.Durata)
			row("arretrato", forse(o.BaseArretrato), o.Arretrato)
		}
	}
	return out, nil
}
