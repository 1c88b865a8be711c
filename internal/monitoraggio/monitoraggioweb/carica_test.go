package monitoraggioweb_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const fileSporco = `Elenco pratiche del Comune;;;;
N. pratica;Data presentaz.;Data rilascio;Richiedente;Sospensioni
12/2026;15/01/2026;20/04/2026;Mario Draghetti;2026-02-01/2026-02-11
13/2026;31/02/2026;;Giulia Serbelloni;
14/2026;10/03/2026;01/02/2026;Piero Cattaneo;
15/2026;11/03/2026;;Franca Bolis;
15/2026;11/03/2026;;Franca Bolis;
Totale;4;;;
`

// TestAFileIsReadMappedMendedAndTakenIn walks the whole path of a dirty file
// without script: nothing of a person enters, no row is lost without a word.
func TestAFileIsReadMappedMendedAndTakenIn(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna, carica := s.di(s.Sindaca), mioSem+"/carica"
	anna.get(carica).is(200).says("main", "Va bene il file che l’ente usa già", "Scaricare il modello")
	anna.carica(carica, "", nil).is(422).says("main", "Scegliere il file da caricare.")
	anna.carica(carica, "foto.xlsx", []byte("%PDF-1.7 non un foglio")).is(422).says("main", "Il file è un PDF")
	file := anna.carica(carica, "elenco.csv", []byte(fileSporco)).goes(mioSem + "/caricamenti/1")

	// Two procedures are asked and the name says nothing: a person chooses.
	p := anna.get(file).is(200).says("main", "Indicare a quale procedimento si riferisce ogni foglio", "va scelto dall'elenco")
	if got := p.Find(`select[name="foglio-0.id_pratica"] option[selected]`).Text(); !strings.Contains(got, "N. pratica") {
		t.Errorf("the number was guessed in %q", got)
	}
	mappa := file + "/mappa"
	v := p.campi(mappa)
	p = anna.post(mappa, v).is(422).says("main", "Scegliere il procedimento di almeno un foglio.")
	v = p.campi(mappa)
	v.Set("foglio-0", s.Proc.Codice)
	v.Set("foglio-0.data_domanda", "")
	p = anna.post(mappa, v).is(422).says("main", "scegliere la colonna di «data della domanda»")
	v = p.campi(mappa)
	v.Set("foglio-0.data_domanda", "1")
	anna.post(mappa, v).goes(file)

	p = anna.get(file).is(200).says("main", "Da correggere", "riga 4", "riga 5", "riga 7", "La colonna sembra contenere nomi o codici fiscali: non è stata letta", "È una riga di totale.")
	p.says("main .pass-figure-value", "2").says("form[action$='acquisisci']", "Acquisisci 2 pratiche e lascia fuori 3 righe")
	if testo := testo(p.Find("main")); strings.Contains(testo, "Draghetti") || strings.Contains(testo, "Serbelloni") {
		t.Error("a name is on the page")
	}
	if errori := anna.get(file + "/errori").is(200); !bytes.HasPrefix(errori.Body, []byte("PK")) {
		t.Error("the marked workbook is none")
	}

	// Mended in the browser: a date, and a row left out.
	correggi := file + "/correggi"
	v = p.campi(correggi)
	for i := 0; v.Has(fmt.Sprint("foglio-", i)); i++ {
		switch v.Get(fmt.Sprint("riga-", i)) {
		case "4":
			v.Set(fmt.Sprint("valore-", i), "28/02/2026")
		case "7":
			v.Set(fmt.Sprint("salta-", i), "si")
		}
	}
	anna.post(correggi, v).goes(file)
	p = anna.get(file).is(200).says("main", "Correzioni salvate", "È stata tolta da chi ha corretto il file.").says("form[action$='acquisisci']", "Acquisisci 3 pratiche e lascia fuori 1 riga")
	// The old page acts no more.
	v.Set("token", "altro")
	anna.post(correggi, v).is(409)

	anna.post(file+"/acquisisci", p.campi(file+"/acquisisci")).goes(mioSem)
	anna.get(mioSem).says("main", "File acquisito", "3 pratiche nuove", "Rimaste fuori: 1 riga con errori", "3 pratiche nel semestre: 1 conclusa, 2 aperte", "durata media 95 giorni di calendario")
	anna.get(file).is(200).says("main", "Il file è stato acquisito.", "Eliminato dopo l’acquisizione, perché conteneva nomi").lacks("main form")
	anna.get(file + "/errori").is(404)
	if n := s.contenuti(t, "Draghetti"); n != 0 {
		t.Errorf("%d stored files still hold the name", n)
	}

	// The same layout again: nothing to map, the practices do not double, the
	// closed one stays closed.
	file = anna.carica(carica, "elenco-2.csv", []byte(strings.Replace(strings.Replace(fileSporco, "20/04/2026", "", 1), "01/02/2026", "01/06/2026", 1))).goes(mioSem + "/caricamenti/2")
	p = anna.get(file).is(200).says("main", "Righe", "la conclusione resta").says("form[action$='acquisisci']", "Acquisisci")
	anna.post(file+"/acquisisci", p.campi(file+"/acquisisci")).goes(mioSem)
	anna.get(s.proc("pratiche")).says("main", "4 pratiche", "Provvedimento del 20 aprile 2026", "Provvedimento del 1° giugno 2026")

	// Left: nothing enters, and the content goes away.
	file = anna.carica(carica, "elenco-3.csv", []byte(strings.ReplaceAll(fileSporco, "/2026;", "/2020;"))).goes(mioSem + "/caricamenti/3")
	p = anna.get(file)
	anna.post(file+"/scarta", p.campi(file+"/scarta")).goes(mioSem)
	anna.get(file).is(200).says("main", "Il file è stato scartato.")
	if n := s.contenuti(t, "Draghetti"); n != 0 {
		t.Errorf("%d stored files still hold the name", n)
	}
	// A file that waits is told before the sending, and left with it.
	file = anna.carica(carica, "elenco-4.csv", []byte(fileSporco)).goes("")
	anna.post(s.altro("risposta"), url.Values{"modo": {"nessuna"}}).goes(mioSem)
	p = anna.get(mioSem+"/invia").says("main", "Il file «elenco-4.csv» non è stato acquisito.")
	anna.post(mioSem+"/invia", p.campi(mioSem+"/invia")).goes(mioSem + "/ricevuta")
	anna.get(file).says("main", "Il file è stato scartato.")
	if n := s.contenuti(t, "Draghetti"); n != 0 {
		t.Errorf("%d stored files still hold the name", n)
	}
	bruno := s.di(s.SindacoBergamo)
	bruno.get(file).is(404)
	bruno.post(file+"/acquisisci", url.Values{"versione": {"1"}}).is(404)
}

// contenuti counts the files known to the database that hold a text.
func (s *sito) contenuti(t *testing.T, testo string) (n int) {
	t.Helper()
	var chiavi []string
	s.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		chiavi, err = db.Many(ctx, tx, db.Scalar[string], `SELECT chiave FROM files`)
		return err
	})
	for _, k := range chiavi {
		r, err := s.Servizio.Files.Open(context.Background(), k)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
		if strings.Contains(b.String(), testo) {
			n++
		}
	}
	return n
}

// TestTheTemplateComesBackWithTheOpenPractices downloads the template, writes
// how a practice ended, and uploads it: nobody types a practice twice.
func TestTheTemplateComesBackWithTheOpenPractices(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna := s.di(s.Sindaca)
	nuova := s.proc("pratiche", "nuova")
	anna.post(nuova, pratica(anna.get(nuova), nuova, "id_pratica", "PdC 9/2025", "data_domanda", "2025-10-06")).goes("")
	modello := anna.get(mioSem + "/modello").is(200)
	b, err := excelize.OpenReader(bytes.NewReader(modello.Body))
	if err != nil {
		t.Fatal(err)
	}
	scritta := false
	for _, f := range b.GetSheetList() {
		righe, err := b.GetRows(f)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range righe {
			if len(r) > 0 && r[0] == "PdC 9/2025" {
				cella, _ := excelize.CoordinatesToCellName(5, i+1)
				if err := b.SetCellStr(f, cella, "12/05/2026"); err != nil {
					t.Fatal(err)
				}
				scritta = true
			}
		}
	}
	if !scritta {
		t.Fatal("the open practice is not in the template")
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	file := anna.carica(mioSem+"/carica", "modello.xlsx", out.Bytes()).goes("")
	p := anna.get(file).is(200).says("form[action$='acquisisci']", "Acquisisci 1 pratica").lacks("#errori")
	anna.post(file+"/acquisisci", p.campi(file+"/acquisisci")).goes(mioSem)
	anna.get(s.proc("pratiche")).says("main", "1 pratica", "Provvedimento del 12 maggio 2026")
}

// TestAColumnInAnUnusualRow lets a person say where the header is.
func TestAColumnInAnUnusualRow(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna := s.di(s.Sindaca)
	testo := "alfa;beta\nx;y\n1;03/02/2026\n2;04/02/2026\n"
	file := anna.carica(mioSem+"/carica", "strano.csv", []byte(testo)).goes("")
	mappa := file + "/mappa"
	p := anna.get(file).is(200)
	v := p.campi(mappa)
	v.Set("foglio-0", s.Proc.Codice)
	v.Set("foglio-0.intestazione", "2")
	p = anna.post(mappa, v).is(422).says("main", "La riga con i nomi delle colonne è cambiata")
	v = p.campi(mappa)
	v.Set("foglio-0.id_pratica", "0")
	v.Set("foglio-0.data_domanda", "1")
	anna.post(mappa, v).goes(file)
	anna.get(file).is(200).says("form[action$='acquisisci']", "Acquisisci 2 pratiche")
	s.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_mappe WHERE ente_id = $1`, s.Lodi.ID)
		if n != 1 {
			t.Errorf("%d mappings remembered", n)
		}
		return err
	})
	if _, err := s.Servizio.ApriCaricamento(context.Background(), s.Actor(t, s.SindacoBergamo), s.Bergamo.ID, monitoraggiotestSem, 1); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("another body opens the file: %v", err)
	}
}
