package steps

import (
	"strings"
	"testing"
	"unicode"
)

func TestGuessReadsTheNamesOfMunicipalPractice(t *testing.T) {
	for want, names := range map[Kind][]string{
		Receipt: {
			"Ricezione istanza", "Presentazione della domanda", "Protocollazione richiesta", "RICEZIONE", "Istanza presentata",
			"Arrivo domanda", "Deposito SCIA", "Domanda pervenuta", "01 - Ricezione pratica", "Data presentazione istanza",
			"Prot. istanza", "Avvio d'ufficio", "Ricevimento richiesta",
		},
		SuspensionStart: {
			"Richiesta integrazioni", "Richiesta di integrazione documentale", "Rich. integr.", "RICHIESTA INTEGRAZIONI DOCUMENTALI",
			"Invio richiesta integrazioni", "Integrazioni richieste", "Richiesta documentazione mancante", "Richiesta chiarimenti",
			"Sospensione termini", "Sospensione del termine", "Sospensione del procedimento", "Pratica sospesa", "Inizio sospensione",
			"Soccorso istruttorio", "In attesa di integrazioni", "Sospensione per integrazioni", "3. Richiesta regolarizzazione",
		},
		SuspensionEnd: {
			"Ricezione integrazioni", "Integrazioni ricevute", "Integrazioni pervenute", "Presentazione integrazioni", "Ric. integrazioni",
			"Risposta a richiesta integrazioni", "Richiesta integrazioni evasa", "Acquisizione documentazione integrativa",
			"Ripresa dei termini", "Riavvio del procedimento", "Fine sospensione", "Termine sospensione", "Deposito integrazioni",
			"Risposta soccorso istruttorio", "Ricezione chiarimenti", "Protocollazione integrazioni", "Revoca sospensione termini",
		},
		Interruption: {"Interruzione dei termini", "Interruzione termini", "Termini interrotti", "Interruzione"},
		Notice: {
			"Preavviso di rigetto", "Preavviso di diniego", "Comunicazione motivi ostativi", "Comunicazione dei motivi ostativi all'accoglimento",
			"Preavviso rigetto art. 10-bis", "Comunicazione ex art. 10 bis L. 241/90", "PREAVV. DINIEGO", "Invio preavviso di rigetto",
		},
		NoticeEnd: {
			"Osservazioni al preavviso", "Osservazioni al preavviso di rigetto", "Ricezione osservazioni art. 10-bis", "Controdeduzioni al preavviso di diniego",
			"Risposta al preavviso di rigetto", "Memorie 10 bis",
		},
		OtherBodyStart: {
			"Richiesta parere", "Richiesta parere ASL", "Richiesta pareri enti", "Richiesta nulla osta Soprintendenza", "Rich. parere ARPA",
			"Indizione conferenza di servizi", "Convocazione CdS", "Trasmissione alla Soprintendenza", "Invio pratica ad ARPA",
			"Trasmissione atti per parere", "Richiesta DURC", "Richiesta informativa antimafia", "Avvio conferenza servizi",
		},
		OtherBodyEnd: {
			"Parere reso", "Parere reso ASL", "Ricezione parere", "Parere favorevole Soprintendenza", "Parere pervenuto VVF", "Acquisizione parere ASL",
			"Nulla osta pervenuto", "Conclusione conferenza di servizi", "Chiusura CdS", "Determinazione conclusiva della conferenza",
			"Silenzio assenso Soprintendenza", "Ricezione DURC", "Richiesta parere evasa", "Parere espresso dall'ARPAM",
		},
		ExpressEnd: {
			"Rilascio", "Rilascio permesso di costruire", "Rilascio PdC", "Rilascio autorizzazione", "Diniego", "Rigetto istanza", "Provvedimento finale",
			"Adozione provvedimento", "Adozione del provvedimento espresso", "Autorizzazione rilasciata", "Emissione ordinanza", "Conclusione del procedimento",
			"Provvedimento negativo", "Accoglimento", "Rilascio nulla osta", "Determinazione finale",
		},
		TacitEnd: {"Silenzio assenso", "Silenzio-assenso", "Formazione del silenzio assenso", "Silenzio rigetto", "Assenso tacito", "Silenzio-accoglimento"},
		OtherEnd: {"Archiviazione", "Archiviazione pratica", "Rinuncia del richiedente", "Ritiro istanza", "Dichiarazione di improcedibilità", "Pratica archiviata", "Irricevibilità"},
	} {
		for _, n := range names {
			if got := guess(n); got != want {
				t.Errorf("%q is %v, want %v", n, got, want)
			}
		}
	}
}

func TestGuessLeavesAsWorkWhatItCannotTell(t *testing.T) {
	for _, n := range []string{
		"", "—", "42", "Istruttoria", "Istruttoria tecnica", "Esame integrazioni", "Verifica integrazioni ricevute", "Valutazione osservazioni al preavviso",
		"Predisposizione richiesta integrazioni", "Bozza preavviso di rigetto", "Sollecito integrazioni", "Sollecito parere", "Integrazioni non pervenute",
		"Mancata presentazione integrazioni", "Integrazioni", "Integrazione documentale", "Trasmissione integrazioni agli enti", "Ricevuta richiesta integrazioni da ASL",
		"Proroga integrazioni", "Preavviso di sopralluogo", "Ritiro preavviso di rigetto", "Osservazioni del pubblico", "Sospensione lavori",
		"Ordinanza di sospensione attività", "Parere", "Parere commissione edilizia", "Richiesta parere interno", "Parere istruttorio del RUP", "Parere non reso",
		"Ricezione richiesta parere", "Prima riunione conferenza di servizi", "Conferenza stampa", "Archiviazione documenti", "Archiviazione fascicolo",
		"Proposta di provvedimento", "Proposta di archiviazione", "Preavviso di archiviazione", "Comunicazione rilascio", "Notifica diniego", "Ritiro titolo", "Rilascio copie",
		"Pagamento oneri per rilascio", "Firma provvedimento", "Attestazione silenzio assenso", "Silenzio inadempimento", "Comunicazione avvio procedimento",
		"Assegnazione al responsabile", "Chiusura fascicolo", "Calcolo oneri", "Sopralluogo", "Consegna titolo", "Ricorso contro diniego", "Nomina commissione",
		// other languages
		"Confirmation of receipt", "T08 Draft and send request for advice", "T02 Check confirmation of receipt", "Send Appeal to Prefecture", "Payment",
		"Receive Result Appeal from Prefecture", "W_Completeren aanvraag", "01_HOOFD_4", "Besluit verlenen", "A_DECLINED", "Suspension", "Deposit", "Archivering",
	} {
		if got := guess(n); got != Work {
			t.Errorf("%q is %v, it should stay work", n, got)
		}
	}
}

func TestGuessDoesNotMindCaseAccentsAndDashes(t *testing.T) {
	for _, n := range []string{"Richiesta integrazioni", "Preavviso di rigetto", "Silenzio assenso", "Parere reso ASL", "Rilascio permesso di costruire", "Dichiarazione di improcedibilità"} {
		want := guess(n)
		for _, v := range []string{strings.ToUpper(n), strings.ReplaceAll(n, " ", "_"), "  " + strings.ReplaceAll(n, " ", " - ") + " ", strings.ReplaceAll(n, "à", "a'")} {
			if got := guess(v); got != want || got == Work {
				t.Errorf("%q is %v, %q is %v", v, got, n, want)
			}
		}
	}
	if got := Guess([]string{"Rilascio", "boh"}); len(got) != 2 || got[0] != ExpressEnd || got[1] != Work {
		t.Errorf("Guess gives %v", got)
	}
}

func TestCodesAndLabelsOfKinds(t *testing.T) {
	if len(Kinds()) != len(kindNames) {
		t.Fatalf("the form lists %d kinds of %d", len(Kinds()), len(kindNames))
	}
	codes, labels := map[string]bool{}, map[string]bool{}
	for _, k := range Kinds() {
		back, err := Parse(k.String())
		if err != nil || back != k {
			t.Errorf("Parse(%q) = %v, %v", k.String(), back, err)
		}
		if codes[k.String()] || labels[k.Label()] || k.Label() == "" {
			t.Errorf("%v: the code or the label %q is not its own", k, k.Label())
		}
		codes[k.String()], labels[k.Label()] = true, true
		if strings.ContainsFunc(k.String(), func(r rune) bool { return !unicode.IsLower(r) && r != '_' || r > 127 }) {
			t.Errorf("%q does not fit in a URL", k.String())
		}
		var read Kind
		if b, err := k.MarshalText(); err != nil || read.UnmarshalText(b) != nil || read != k {
			t.Errorf("%v is not read back from its text", k)
		}
	}
	if _, err := Parse("boh"); err == nil {
		t.Error("an unknown code is read")
	}
	if _, err := Kind(99).MarshalText(); err == nil {
		t.Error("an impossible kind is written")
	}
	if !ExpressEnd.Ends() || Work.Ends() || !Notice.Stops() || Notice.Resumes() || !SuspensionEnd.Resumes() {
		t.Error("what the kinds do to the clock is wrong")
	}
}

func TestSubjectIsWhatTheNamesHaveInCommon(t *testing.T) {
	for n, want := range map[string]string{
		"Richiesta parere ASL": "asl", "Parere reso dall'ASL": "asl", "Richiesta parere": "", "Parere favorevole": "", "Nulla osta Soprintendenza": "soprintendenza",
		"Indizione conferenza di servizi": "conferenza servizi", "Chiusura CdS": "conferenza", "T08 Richiesta parere VVF": "vvf",
	} {
		if got := strings.Join(Subject(n), " "); got != want {
			t.Errorf("%q is about %q, want %q", n, got, want)
		}
	}
}
