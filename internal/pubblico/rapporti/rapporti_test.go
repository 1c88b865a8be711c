package rapporti_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/rapporti"
)

func ptr[T any](x T) *T { return &x }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var at = kernel.InstantOf(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))

func misure(n int64, media float64) pubblico.MisurePubbliche {
	return pubblico.MisurePubbliche{ConcluseEspresse: n, DurataMedia: pubblico.NuovaMisura(media, n), DurataMediana: pubblico.NuovaMisura(media-3, n), DurataP90: pubblico.NuovaMisura(media*2, n),
		DurataMediaNetta: pubblico.NuovaMisura(media-9, n), TermineMassimo: ptr(60.0), Avviate: n + 6, InTransito: ptr(n + 20), Arretrato: ptr(int64(12)), PendentiFine: ptr(int64(1300))}
}

// sorgente are two published semesters of two bodies, one of which has too few
// practices.
func sorgente(media float64, versione int64) dati.Sorgente {
	poche := pubblico.MisurePubbliche{Avviate: 9, MotivoArretrato: pubblico.MotivoRiserbo, Riservate: []string{"concluse_espresse", "arretrato", pubblico.Durate}}
	semestre := func(s string, media float64) pubblico.SemestrePubblico {
		v := []pubblico.VersionePubblica{{N: 1, Impronta: strings.Repeat("ab", 32), BloccataIl: at, FirmataIl: at, PubblicataIl: at}}
		if versione > 1 {
			v = append(v, pubblico.VersionePubblica{N: versione, Motivo: "errore di data", Impronta: strings.Repeat("cd", 32), BloccataIl: at, FirmataIl: at, PubblicataIl: at})
		}
		return pubblico.SemestrePubblico{Semestre: kernel.MustSemestre(s), Versioni: v, Fonte: "Monitoraggio semestrale", Invitati: 40, Rispondenti: 31,
			Procedimenti: []pubblico.ProcedimentoMisurato{{Codice: "pdc", Nome: "Permesso di costruire", EntiAttesi: 40, EntiRispondenti: 31, Regione: misure(2512, media),
				Province: []pubblico.GruppoMisure{{Codice: "LO", Nome: "Lodi", EntiAttesi: 10, EntiRispondenti: 8, Misure: misure(120, media)}},
				Classi:   []pubblico.GruppoMisure{{Codice: "medi", Nome: "Comuni medi", EntiAttesi: 9, EntiRispondenti: 8, Misure: misure(300, media)}}}}}
	}
	m := pubblico.Misure{Regione: "Lombardia", Semestri: []pubblico.SemestrePubblico{semestre("2026-1", media), semestre("2025-1", 83.5)}}
	return dati.Sorgente{Vista: &pubblico.Vista{}, Misure: &pubblico.VistaMisure{Misure: m, Di: pubblico.Istantanea{Versione: 1}}, Enti: func(s kernel.Semestre) (pubblico.MisureEnti, error) {
		return pubblico.MisureEnti{Semestre: s, Versione: versione, Righe: []pubblico.MisuraEnte{
			{EnteID: 12, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Classe: "medi", Procedimento: "pdc", Fonte: "pratiche", Misure: misure(37, media)},
			{EnteID: 13, Istat: "098032", Nome: "Comune di Lodi Vecchio", Provincia: "LO", Classe: "piccoli", Procedimento: "pdc", Fonte: "pratiche", Misure: poche}}}, nil
	}}
}

var sem = kernel.MustSemestre("2026-1")

func prepara(t *testing.T, s dati.Sorgente) rapporti.Fonti {
	t.Helper()
	f, err := rapporti.Prepara(s, sem)
	ok(t, err)
	return f
}

func TestM12TheReportOfTheRegionSaysItsFigures(t *testing.T) {
	r := prepara(t, sorgente(71.4, 1)).DellaRegione()
	breve, _ := r.Sezione("in-breve")
	for _, want := range []string{"Hanno dato i dati 31 enti su 40 invitati.", "Permesso di costruire: in media 71,4 giorni di calendario, su 2.512 pratiche.",
		"Permesso di costruire: senza le sospensioni sono in media 62,4 giorni di calendario, oltre il termine di 60 giorni di calendario.", "Permesso di costruire: un anno prima la media era più lunga di 12,1 giorni di calendario."} {
		if !strings.Contains(strings.Join(breve.Frasi, "\n"), want) {
			t.Errorf("%q is not among %q", want, breve.Frasi)
		}
	}
	for _, codice := range []string{"procedimenti", "province", "classi", "andamento", "metodo"} {
		if s, found := r.Sezione(codice); !found || codice != "metodo" && len(s.Tabella.Righe) == 0 {
			t.Errorf("section %s is missing or empty", codice)
		}
	}
	for _, s := range r.Sezioni {
		for _, f := range append(s.Frasi, s.Note...) {
			if n := len(strings.Fields(f)); n > 25 {
				t.Errorf("%d words: %s", n, f)
			}
		}
	}
}

func TestTheReportOfABody(t *testing.T) {
	f := prepara(t, sorgente(71.4, 1))
	if got := strings.Join(f.Enti(), " "); got != "098031 098032" {
		t.Errorf("bodies: %s", got)
	}
	r, err := f.DellEnte("098031")
	ok(t, err)
	simili, _ := r.Sezione("simili")
	if len(simili.Tabella.Righe) != 2 || r.Nome != "Comune di Lodi" {
		t.Errorf("beside %d rows, of %s", len(simili.Tabella.Righe), r.Nome)
	}
	poche, err := f.DellEnte("098032")
	ok(t, err)
	breve, _ := poche.Sezione("in-breve")
	if len(breve.Frasi) != 1 || !strings.Contains(breve.Frasi[0], "troppo poche") {
		t.Errorf("few practices: %q", breve.Frasi)
	}
	tabella, _ := poche.Sezione("procedimenti")
	if c := tabella.Tabella.Righe[0].Celle[2]; c.Testo != rapporti.Ignoto || c.Valore != "" || c.Motivo != "dato riservato" {
		t.Errorf("a count that is held back: %+v", c)
	}
	if _, err := f.DellEnte("015146"); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("a body without figures: %v", err)
	}
	if _, err := rapporti.Prepara(sorgente(71.4, 1), kernel.MustSemestre("2024-1")); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("a semester that is not published: %v", err)
	}
}

// TestM8EveryFormOfTheReportSaysTheSame reads back CSV and workbook.
func TestM8EveryFormOfTheReportSaysTheSame(t *testing.T) {
	r := prepara(t, sorgente(71.4, 1)).DellaRegione()
	again := prepara(t, sorgente(71.4, 1)).DellaRegione()
	if !bytes.Equal(r.JSON(), again.JSON()) || r.Impronta() != again.Impronta() {
		t.Error("the same figures give two reports")
	}
	back, err := rapporti.Leggi(r.JSON())
	ok(t, err)
	if back.Impronta() != r.Impronta() {
		t.Error("a report that is read back is another")
	}
	var b, x, y bytes.Buffer
	ok(t, r.ScriviCSV(&b))
	rows, err := csv.NewReader(&b).ReadAll()
	ok(t, err)
	ok(t, r.ScriviXLSX(&x, "RM-2026-0001", at))
	ok(t, r.ScriviXLSX(&y, "RM-2026-0001", at))
	if !bytes.Equal(x.Bytes(), y.Bytes()) {
		t.Error("the workbook is not the same twice")
	}
	book, err := excelize.OpenReader(&x)
	ok(t, err)
	defer book.Close()
	k := 1
	for _, s := range r.Sezioni {
		if s.Tabella == nil {
			continue
		}
		for i, riga := range s.Tabella.Righe {
			for j, c := range s.Tabella.Colonne {
				cella, err := excelize.CoordinatesToCellName(j+1, i+4)
				ok(t, err)
				got, err := book.GetCellValue(s.Titolo, cella)
				ok(t, err)
				want := riga.Celle[j].Valore
				if !c.Numerica || want == "" {
					want = riga.Celle[j].Testo
				}
				if got != want {
					t.Errorf("%s %s: the workbook says %q, the report %q", s.Titolo, cella, got, want)
				}
				if c.Numerica {
					if row := rows[k]; row[0] != s.Codice || row[3] != c.Nome || row[4] != riga.Celle[j].Valore {
						t.Errorf("line %d of the CSV is %q, want %s of %s", k, row, c.Nome, s.Codice)
					}
					k++
				}
			}
		}
	}
	if k != len(rows) {
		t.Errorf("the CSV has %d lines, want %d", len(rows), k)
	}
}

// TestARevisionIsComparedWithTheArchivedReport names each figure that changed.
func TestARevisionIsComparedWithTheArchivedReport(t *testing.T) {
	prima, dopo := prepara(t, sorgente(71.4, 1)).DellaRegione(), prepara(t, sorgente(73, 2)).DellaRegione()
	if ds := rapporti.Confronta(prima, prepara(t, sorgente(71.4, 1)).DellaRegione()); len(ds) != 0 {
		t.Errorf("the same figures differ: %v", ds)
	}
	ds := rapporti.Confronta(prima, dopo)
	want := rapporti.Differenza{Sezione: "Per procedimento", Riga: "Permesso di costruire", Colonna: "Durata media, giorni di calendario", Prima: "71,4", Ora: "73,0"}
	found := false
	for _, d := range ds {
		found = found || d == want
	}
	if !found {
		t.Errorf("%+v is not among %+v", want, ds)
	}
	corto := prima
	corto.Sezioni = corto.Sezioni[:2]
	vuoto := prima
	tabella := *vuoto.Sezioni[1].Tabella
	tabella.Righe = nil
	vuoto.Sezioni = []rapporti.Sezione{{Codice: "procedimenti", Titolo: "Per procedimento", Tabella: &tabella}}
	if ds := rapporti.Confronta(corto, vuoto); len(ds) == 0 || ds[0].Ora != "" {
		t.Errorf("a row that is no longer there: %v", ds)
	}
	if ds := rapporti.Confronta(vuoto, corto); len(ds) == 0 || ds[0].Prima != "" {
		t.Errorf("a row that is new: %v", ds)
	}
}
