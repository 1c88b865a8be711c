package pubblico_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/pubblico"
)

var ctx = context.Background()

func at(day string) kernel.Instant { return kernel.MustDay(day).Start() }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sample is a small region: one Comune that joined and asked, one that did
// not, one that ceased.
func sample() pubblico.Attivita {
	c := pubblico.Cifre{Ricevute: 10, InLavorazione: 3, Evase: 6, Annullate: 1, PresaInCarico: pubblico.NuovaMisura(2.54, 9), Chiusura: pubblico.NuovaMisura(20, 4)}
	return pubblico.Attivita{AggiornataAl: at("2026-11-22"), Dal: kernel.MustDay("2026-01-08"),
		Regione:  pubblico.CifreRegione{Codice: "03", Nome: "Lombardia", EntiTotali: 2, EntiAderenti: 1, Cifre: c},
		Province: []pubblico.CifreProvincia{{Sigla: "LO", Nome: "Lodi", EntiTotali: 2, EntiAderenti: 1, Cifre: c}},
		Enti: []pubblico.CifreEnte{
			{ID: 1, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Aderente: true, AderenteDal: kernel.MustDay("2026-01-07"), Cifre: c},
			{ID: 2, Istat: "098032", Nome: "Comune di Lodi Vecchio", Provincia: "LO"},
			{ID: 3, Istat: "098007", Nome: "Comune di Camairago", Provincia: "LO", CessatoIl: kernel.MustDay("2018-01-01"), Successore: "098062"},
			{ID: 4, Nome: "Unione dell'Adda", Provincia: "LO"},
		},
	}
}

func publish(t *testing.T, d *db.DB, a pubblico.Attivita) {
	t.Helper()
	ok(t, d.InTx(ctx, func(tx *db.Tx) error { return pubblico.Pubblica(ctx, tx, pubblico.ChiaveAttivita, a, "Prova") }))
}

func TestASnapshotComesBackAsItWasPublished(t *testing.T) {
	now := dbtest.NewClock(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	dbtest.EachWith(t, db.Options{Clock: now.Now}, func(t *testing.T, d *db.DB) {
		publish(t, d, sample())
		var first, again, third pubblico.Istantanea
		var got pubblico.Attivita
		read := func(into *pubblico.Istantanea) {
			ok(t, d.Read(ctx, func(tx *db.Tx) (err error) {
				got, *into, err = pubblico.Leggi[pubblico.Attivita](ctx, tx, pubblico.ChiaveAttivita)
				return err
			}))
		}
		read(&first)
		want := sample()
		for _, c := range []*pubblico.Cifre{&want.Regione.Cifre, &want.Province[0].Cifre, &want.Enti[0].Cifre} {
			c.Chiusura.Valore = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("read back\n%+v\nwant\n%+v", got, want)
		}
		if first.Versione != 1 || first.Fonte != "Prova" || first.PubblicataIl.IsZero() {
			t.Errorf("head: %+v", first)
		}
		publish(t, d, sample())
		read(&again)
		if again.Versione != 1 {
			t.Errorf("the same content became version %d", again.Versione)
		}
		changed := sample()
		changed.Regione.Ricevute, changed.Regione.Evase = 11, 7
		publish(t, d, changed)
		read(&third)
		if third.Versione != 2 || got.Regione.Ricevute != 11 {
			t.Errorf("new content: %+v, %d", third, got.Regione.Ricevute)
		}
	})
}

func TestOnlyDeclaredContentIsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		broken := sample()
		broken.Regione.Ricevute++
		twice := sample()
		twice.Province = append(twice.Province, twice.Province[0])
		holes := sample()
		holes.Regione.Mesi = []pubblico.Mese{{Mese: "2026-09"}, {Mese: "2026-11"}}
		wild := sample()
		wild.Regione.Soddisfazione = pubblico.NuovaMisura(9, 30)
		for name, c := range map[string]struct {
			key  string
			data any
		}{
			"unknown key":         {"persone", sample()},
			"another type":        {pubblico.ChiaveAttivita, pubblico.Catalogo{AggiornatoAl: at("2026-11-22")}},
			"anything":            {pubblico.ChiaveAttivita, map[string]string{"nome": "Anna Rossi"}},
			"no instant":          {pubblico.ChiaveAttivita, pubblico.Attivita{}},
			"wrong sum":           {pubblico.ChiaveAttivita, broken},
			"the same twice":      {pubblico.ChiaveAttivita, twice},
			"a missing month":     {pubblico.ChiaveAttivita, holes},
			"a rating of nine":    {pubblico.ChiaveAttivita, wild},
			"an orphan procedure": {pubblico.ChiaveCatalogo, pubblico.Catalogo{AggiornatoAl: at("2026-11-22"), Procedimenti: []pubblico.ProcedimentoPubblico{{Codice: "aua", TaskForce: "x"}}}},
		} {
			err := d.InTx(ctx, func(tx *db.Tx) error { return pubblico.Pubblica(ctx, tx, c.key, c.data, "x") })
			if err == nil {
				t.Errorf("%s was published", name)
			}
		}
		err := d.Read(ctx, func(tx *db.Tx) error { _, err := pubblico.Testa(ctx, tx, pubblico.ChiaveAttivita); return err })
		if kernel.CodeOf(err) != kernel.NonTrovato {
			t.Errorf("something is there: %v", err)
		}
	})
}

func TestASnapshotBelongsToItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			ok(t, pubblico.Pubblica(ctx, tx, pubblico.ChiaveAttivita, sample(), "x"))
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		v, err := pubblico.NewLettore(d).Vista(ctx)
		if err != nil || v.DiAttivita.Versione != 0 || len(v.Attivita.Enti) != 0 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func TestAMeasureOfFewCasesNeverLeaves(t *testing.T) {
	value := 3.0
	for n := int64(0); n < 8; n++ {
		made := pubblico.NuovaMisura(value, n)
		if made.Nota() != (n >= 5) || made.N != n {
			t.Errorf("NuovaMisura of %d: %+v", n, made)
		}
		forged, err := json.Marshal(pubblico.Cifre{Chiusura: pubblico.Misura{Valore: &value, N: n}})
		ok(t, err)
		if strings.Contains(string(forged), "valore") != (n >= 5) {
			t.Errorf("a value of %d cases is written as %s", n, forged)
		}
	}
}

// allowed are all the fields that a snapshot may have, by their name in JSON.
// A name that could hold a person, a contact or a free text of a request must
// never enter this list.
var allowed = strings.Fields(`
	aggiornata_al aggiornato_al dal regione province enti task_force procedimenti termini codice nome descrizione
	ricevute in_lavorazione evase respinte annullate presa_in_carico prima_risposta chiusura soddisfazione mesi mese
	enti_totali enti_aderenti sigla id istat provincia aderente aderente_dal cessato_il successore esperti
	valore n base_legale competente fonte fonte_url affidabilita vigente_dal vigente_al giorni unita decorrenza
	santo giorno
	voci tipo titolo sommario indirizzo modificata_il
	semestre semestri versione versioni motivo impronta bloccata_il firmata_il pubblicata_il enti_invitati enti_rispondenti enti_attesi
	classe classi misure righe ente procedimento obiettivo concluse_silenzio_assenso concluse_espresse con_sospensioni con_conferenza
	durata durata_media durata_media_netta durata_mediana durata_p90 termine_massimo avviate in_transito arretrato motivo_arretrato pendenti_fine
	base_semestre base_durata base_arretrato dimostrativo colore traguardo al_semestre riduzione avanzamento riservate riservata
	calcolato_il al conclusione stima basso alto aiutati confronto pratiche frasi
	livello riferiti_al archi forme anelli`)

// TestNoSnapshotHasRoomForPersonalData walks every type that may be published.
func TestNoSnapshotHasRoomForPersonalData(t *testing.T) {
	names := map[string]bool{}
	for key, c := range pubblico.Contenuti {
		walk(t, reflect.TypeOf(c), key, names, map[reflect.Type]bool{})
	}
	walk(t, reflect.TypeFor[pubblico.MisureEnti](), pubblico.ChiaveMisureEnti(kernel.MustSemestre("2026-1")), names, map[reflect.Type]bool{})
	var found []string
	for n := range names {
		found = append(found, n)
	}
	want := append([]string(nil), allowed...)
	sort.Strings(found)
	sort.Strings(want)
	if strings.Join(found, " ") != strings.Join(want, " ") {
		t.Errorf("the fields of the snapshots are\n%v\nallowed are\n%v", found, want)
	}
}

func walk(t *testing.T, typ reflect.Type, path string, names map[string]bool, seen map[reflect.Type]bool) {
	switch typ {
	case reflect.TypeFor[kernel.Day](), reflect.TypeFor[kernel.Instant](), reflect.TypeFor[kernel.Semestre]():
		return
	}
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		if typ.Elem().Kind() == reflect.Int32 {
			return // places on a map: nobody lives in them
		}
		walk(t, typ.Elem(), path, names, seen)
	case reflect.Struct:
		if seen[typ] {
			return
		}
		seen[typ] = true
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				walk(t, f.Type, path, names, seen)
				continue
			}
			if !f.IsExported() || name == "" || name == "-" {
				t.Errorf("%s.%s has no name in JSON", path, f.Name)
			}
			names[name] = true
			walk(t, f.Type, path+"."+name, names, seen)
		}
	case reflect.String, reflect.Int64, reflect.Bool, reflect.Float64:
	default:
		t.Errorf("%s is a %s: anything could be in it", path, typ)
	}
}

func TestTheReaderSeesEachNewSnapshotAndReadsItOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := pubblico.NewLettore(d)
		see := func() (*pubblico.Vista, int64) {
			c, n := db.WithCounter(ctx)
			v, err := r.Vista(c)
			ok(t, err)
			return v, n.N()
		}
		if v, n := see(); v.DiAttivita.Versione != 0 || n != 1 {
			t.Errorf("before anything: %+v, %d queries", v.DiAttivita, n)
		}
		publish(t, d, sample())
		v, n := see()
		if v.Attivita.Regione.Ricevute != 10 || n != 2 {
			t.Errorf("first: %d received, %d queries", v.Attivita.Regione.Ricevute, n)
		}
		if again, n := see(); again != v || n != 1 {
			t.Errorf("unchanged: another view, %d queries", n)
		}
		ok(t, d.InTx(ctx, func(tx *db.Tx) error {
			return pubblico.Pubblica(ctx, tx, pubblico.ChiaveCatalogo, pubblico.Catalogo{AggiornatoAl: at("2026-11-22"), TaskForces: []pubblico.TaskForcePubblica{{Codice: "rifiuti"}}}, "c")
		}))
		v, n = see()
		if _, found := v.TaskForce("rifiuti"); !found || v.Attivita.Regione.Ricevute != 10 || n != 2 {
			t.Errorf("with the catalogue: %+v, %d queries", v.Catalogo, n)
		}
		changed := sample()
		changed.Enti = changed.Enti[:1]
		publish(t, d, changed)
		if v, _ = see(); len(v.Cerca("lodi")) != 1 || v.Ente("098032") != nil {
			t.Error("the old bodies are still there")
		}
	})
}

func TestBodiesAreFoundByNameAndCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		publish(t, d, sample())
		v, err := pubblico.NewLettore(d).Vista(ctx)
		ok(t, err)
		for q, want := range map[string]string{
			"LODI": "Comune di Lodi|Comune di Lodi Vecchio", "vec lod": "Comune di Lodi Vecchio", "ell'adda": "", "dell’adda": "Unione dell'Adda",
			"adda": "Unione dell'Adda", "comune": "Comune di Lodi|Comune di Lodi Vecchio|Comune di Camairago", "  ": "", "odi": "",
		} {
			var names []string
			for _, e := range v.Cerca(q) {
				names = append(names, e.Nome)
			}
			if got := strings.Join(names, "|"); got != want {
				t.Errorf("Cerca(%q) = %s, want %s", q, got, want)
			}
		}
		for code, want := range map[string]string{"098031": "Comune di Lodi", "id-1": "Comune di Lodi", "id-4": "Unione dell'Adda", "098007": "Comune di Camairago"} {
			if e := v.Ente(code); e == nil || e.Nome != want {
				t.Errorf("Ente(%s) = %v", code, e)
			}
		}
		if v.Ente("999999") != nil || pubblico.URLEnte("", 4) != "/cifre/enti/id-4" || pubblico.URLEnte("098031", 1) != "/cifre/enti/098031" {
			t.Error("codes and addresses disagree")
		}
		if n := len(v.EntiDi("LO")); n != 3 {
			t.Errorf("%d living bodies in the province, want 3", n)
		}
	})
}

func TestTheSeriesEndsWithTheMonthInCourse(t *testing.T) {
	for day, want := range map[string][2]string{"2026-03-31": {"2025-03", "2026-03"}, "2026-01-01": {"2025-01", "2026-01"}} {
		m := pubblico.UltimiMesi(kernel.MustDay(day))
		if len(m) != pubblico.MesiDellaSerie || m[0] != want[0] || m[len(m)-1] != want[1] {
			t.Errorf("%s: %v", day, m)
		}
	}
}
