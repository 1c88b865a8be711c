package population

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

var nomi = strings.Fields("Anna Marco Giulia Luca Sara Paolo Elena Andrea Chiara Davide Marta Stefano Laura Matteo Silvia Roberto Francesca Simone Elisa Fabio Valeria Giorgio Paola Alberto Monica Carlo Daniela Enrico Cristina Pietro")

var cognomi = strings.Fields("Rossi Bianchi Colombo Brambilla Fumagalli Ferrari Galli Sala Riva Villa Cattaneo Mariani Pozzi Rota Locatelli Carminati Bonetti Zanetti Moretti Barbieri Lombardi Gatti Corti Monti Vitali Longhi Beretta Castelli Redaelli Maggi Crippa Arrigoni Pedrini Negri Bassi Caprotti Sangalli Perego Viganò Mauri")

var inizi = []string{"Ritardi nel rilascio", "Pareri non arrivati", "Conferenza di servizi ferma", "Dubbi sulla documentazione da chiedere", "Carichi arretrati",
	"Interpretazione della norma", "Richiesta di affiancamento", "Verifica della completezza delle istanze", "Supporto alla redazione degli atti", "Coordinamento con gli enti terzi"}

var luoghi = []string{"nella zona industriale", "nel centro storico", "lungo il fiume", "nelle frazioni", "nell'area dell'ex scalo", "per le imprese agricole", "nel quartiere nuovo", "in collina"}

var frasi = []string{
	"L'ufficio ha un solo tecnico e le pratiche in attesa crescono ogni mese.",
	"Il parere della Soprintendenza manca da più di sessanta giorni.",
	"Le istanze arrivano incomplete e le richieste di integrazione allungano i tempi.",
	"Non è chiaro quale termine si applichi dopo la modifica della norma.",
	"È stata convocata una conferenza asincrona, ma due enti non hanno risposto.",
	"Il gestionale non permette di seguire le sospensioni dei termini.",
	"Si chiede un affiancamento per rivedere il flusso e i modelli in uso.",
	"Le pratiche più vecchie risalgono all'anno scorso e hanno rilievo per i fondi.",
	"Sono già stati chiesti chiarimenti alla Provincia senza esito.",
	"Si allega l'elenco delle pratiche con le date di presentazione.",
}

// testo makes a text of n sentences.
func testo(r *rand.Rand, n int) string {
	var out []string
	for range n {
		out = append(out, frasi[r.IntN(len(frasi))])
	}
	return strings.Join(out, " ")
}

func oggetto(r *rand.Rand, procedimento string) string {
	s := fmt.Sprintf("%s: %s %s", inizi[r.IntN(len(inizi))], procedimento, luoghi[r.IntN(len(luoghi))])
	if c := []rune(s); len(c) > 150 {
		s = string(c[:150])
	}
	return s
}
