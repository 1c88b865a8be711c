package enti_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pass/internal/enti"
	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// nomi lists the extended names that a search finds.
func nomi(t *testing.T, d *db.DB, testo string, limite int) (out []string) {
	t.Helper()
	err := d.Read(ctx, func(tx *db.Tx) error {
		es, err := enti.Cerca(ctx, tx, testo, limite)
		for _, e := range es {
			out = append(out, e.NomeEsteso())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func lombardia(t *testing.T, d *db.DB) {
	t.Helper()
	n, err := enti.CaricaBase(ctx, d, "03")
	if err != nil || n != 1514 {
		t.Fatalf("%d new bodies, want 1502 Comuni, 11 Province and a Città metropolitana; %v", n, err)
	}
}

func TestLombardia(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		lombardia(t, d)
		start := time.Now()
		if n, err := enti.CaricaBase(ctx, d, "03"); n != 0 || err != nil {
			t.Errorf("again: %d new, %v", n, err)
		}
		if took := time.Since(start); took > 100*time.Millisecond {
			t.Errorf("nothing to do took %s", took)
		}
		if _, err := enti.CaricaBase(ctx, d, "99"); kernel.CodeOf(err) != kernel.NonValido {
			t.Errorf("region 99: %v", err)
		}
		// Another region goes beside it, by the same command.
		if n, err := enti.CaricaBase(ctx, d, "02"); n != 74 || err != nil {
			t.Errorf("Valle d'Aosta: %d new, %v; its region acts as province", n, err)
		}
		t.Run("search", func(t *testing.T) { cerca(t, d) })
		t.Run("sample", func(t *testing.T) { campione(t, d) })
	})
}

func cerca(t *testing.T, d *db.DB) {
	for _, tt := range []struct{ testo, want string }{
		{"cantu", "Comune di Cantù"},
		{"CANTÙ", "Comune di Cantù"},
		{"lodi", "Comune di Lodi, Provincia di Lodi, Comune di Lodi Vecchio"},
		{"comune di lodi", "Comune di Lodi, Comune di Lodi Vecchio"},
		{"milano", "Comune di Milano, Città metropolitana di Milano"},
		{"città metropolitana", "Città metropolitana di Milano"},
		{"citta metr", "Città metropolitana di Milano"},
		{"sant angelo", "Comune di Sant'Angelo Lodigiano, Comune di Sant'Angelo Lomellina"},
		{"sant'angelo lod", "Comune di Sant'Angelo Lodigiano"},
		{"santangelo lod", "Comune di Sant'Angelo Lodigiano"},
		{"lodigiano sant", "Comune di Sant'Angelo Lodigiano"},
		{"provincia brianza", "Provincia di Monza e della Brianza"},
		{"d'adda cassano", "Comune di Cassano d'Adda"},
		{"zzz", ""}, {"", ""}, {"  ' - ", ""},
	} {
		got := nomi(t, d, tt.testo, 3)
		if len(tt.want) == 0 && len(got) > 0 || len(got) > 3 || !strings.HasPrefix(strings.Join(got, ", "), tt.want) {
			t.Errorf("%q: %v, want %s", tt.testo, got, tt.want)
		}
	}
	if got := nomi(t, d, "s", 12); len(got) != 12 {
		t.Errorf("one letter: %d bodies, want the limit", len(got))
	}
	if got := nomi(t, d, strings.Repeat("parola ", 500)+`%_"'\`, 5); len(got) != 0 {
		t.Errorf("nonsense: %v", got)
	}
}

// The Comuni of Lombardy in 2026, public test data beside the checkout.
func campione(t *testing.T, d *db.DB) {
	root := os.Getenv("PASS_TEST_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", "lombardia_comuni_2026.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the public test data are not beside the checkout")
	}
	riesce(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	riesce(t, err)
	if len(rows) != 1503 {
		t.Fatalf("%d rows", len(rows))
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		es, err := enti.Comuni(ctx, tx, "")
		if err != nil {
			return err
		}
		byCode := map[string]enti.Ente{}
		for _, e := range es {
			byCode[string(e.Istat)] = e
		}
		for _, r := range rows[1:] {
			e, ok := byCode[r[0]]
			if !ok || string(e.Belfiore) != r[1] || kernel.Fold(e.Nome) != kernel.Fold(r[2]) || e.Provincia != r[4] || kernel.Fold(e.ProvinciaNome) != kernel.Fold(r[3]) || e.Regione != "03" {
				t.Errorf("register %+v, sample %v", e, r)
			}
			if found, err := enti.Cerca(ctx, tx, r[2], 1); err != nil || len(found) != 1 || kernel.Fold(found[0].Nome) != kernel.Fold(r[2]) {
				t.Errorf("search %s: %v %v", r[2], found, err)
			}
		}
		return nil
	})
	riesce(t, err)
}

// elencoIstat writes ISTAT's list of Comuni in the layout of 2026.
func elencoIstat(comuni []anagrafe.Comune) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	_ = w.Write([]string{"Codice Regione", "Codice Provincia (Storico)(1)", "Codice Comune formato alfanumerico", "Denominazione in italiano",
		"Sigla automobilistica", "Codice Catastale del comune"})
	for _, c := range comuni {
		_ = w.Write([]string{c.Regione, c.Provincia, string(c.Istat), c.Nome, c.Sigla, string(c.Belfiore)})
	}
	w.Flush()
	return b.String()
}

func (b banco) importa(t *testing.T, tipo enti.TipoImport, testo string, opz enti.OpzioniImport) enti.Rapporto {
	t.Helper()
	r, err := b.Enti.ImportaFile(ctx, kernel.ActorSistema(), tipo, string(tipo)+".csv", strings.NewReader(testo), opz)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func figure(r enti.Rapporto) string {
	return fmt.Sprintf("nuovi %d cambiati %d cessati %d problemi %d", r.Nuovi, r.Cambiati, r.Cessati, len(r.Problemi))
}

// umbria is the base list of the region, changed by fn; false leaves a Comune
// out.
func umbria(fn func(c anagrafe.Comune) (anagrafe.Comune, bool)) []anagrafe.Comune {
	comuni, _ := anagrafe.BaseRegione("10")
	out := []anagrafe.Comune{}
	for _, c := range comuni {
		if c, ok := fn(c); ok {
			out = append(out, c)
		}
	}
	return out
}

func TestAMergerKeepsWhatTheComuneDid(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		citerna, tiberina := b.Ente(t, "Comune di Citerna"), b.Ente(t, "Comune di Monte Santa Maria Tiberina")
		p, chi := b.persona(t, 1, "Rita")
		a := b.Approvata(t, chi, segreteria, citerna)
		// The two merge into one new Comune; Gubbio changes name, Norcia passes to
		// Terni with its code.
		lista := umbria(func(c anagrafe.Comune) (anagrafe.Comune, bool) {
			switch c.Nome {
			case "Citerna", "Monte Santa Maria Tiberina":
				return c, false
			case "Gubbio":
				c.Nome = "Gubbio dei Ceri"
			case "Norcia":
				c.Istat, c.Provincia, c.Sigla = "055099", "055", "TR"
			}
			return c, true
		})
		lista = append(lista, anagrafe.Comune{Istat: "054999", Belfiore: "Z999", Nome: "Citerna Tiberina", Provincia: "054", Sigla: "PG", Regione: "10"},
			anagrafe.Comune{Istat: "058091", Belfiore: "H501", Nome: "Roma", Provincia: "058", Sigla: "RM", Regione: "12"})
		prova := b.importa(t, enti.ImportIstat, elencoIstat(lista), enti.OpzioniImport{Prova: true})
		uguali(t, "trial", figure(prova), "nuovi 1 cambiati 2 cessati 2 problemi "+fmt.Sprint(len(prova.Problemi)))
		uguali(t, "nothing changed", b.Ente(t, "Gubbio").NomeEsteso(), "Comune di Gubbio")
		r := b.importa(t, enti.ImportIstat, elencoIstat(lista), enti.OpzioniImport{})
		uguali(t, "figures", figure(r), figure(prova))
		uguali(t, "outside", r.Fuori, 1)
		if !strings.Contains(r.String(), "Gubbio (PG) si chiama ora Gubbio dei Ceri.") || strings.Contains(r.String(), "Roma") {
			t.Errorf("report %s", r)
		}
		uguali(t, "renamed", nomi(t, b.DB, "gubbio", 3), "[Comune di Gubbio dei Ceri]")
		if n := b.Ente(t, "Norcia"); n.Istat != "055099" || n.Provincia != "TR" || n.ProvinciaNome != "Terni" {
			t.Errorf("Norcia is %+v", n)
		}
		// The ceased ones are not found any more, but they are there, and so is
		// all that hangs on them.
		for _, n := range nomi(t, b.DB, "citerna", 5) {
			if n == "Comune di Citerna" {
				t.Error("a ceased Comune is offered")
			}
		}
		nuovo := b.Ente(t, "Citerna Tiberina")
		b.scrive(t, func(tx *db.Tx) error {
			e, err := enti.Get(ctx, tx, citerna.ID)
			if err != nil || e.CessatoIl.IsZero() || e.Istat != citerna.Istat {
				t.Errorf("Citerna is %+v, %v", e, err)
			}
			return err
		})
		if got := b.crudo(t, a.ID); got.EnteID != citerna.ID || got.Stato != enti.Approvata || !b.attore(t, p).DiEnte(citerna.ID) {
			t.Errorf("the adesione is %+v", got)
		}
		if ok, chiavi := b.puoChiedere(t, citerna.ID); ok || len(chiavi) != 1 || chiavi[0] != "ente" {
			t.Errorf("a ceased Comune asks: %v %v", ok, chiavi)
		}
		_, err := b.Enti.Crea(ctx, chi, tiberina.ID)
		vuole(t, err, kernel.Conflitto)

		// Again: nothing.
		again := b.importa(t, enti.ImportIstat, elencoIstat(lista), enti.OpzioniImport{})
		uguali(t, "again", figure(again), "nuovi 0 cambiati 0 cessati 0 problemi "+fmt.Sprint(len(again.Problemi)))

		// Who has the territory is said by the official variations.
		v := "Tipo variazione;Codice Comune formato alfanumerico;Denominazione Comune;Codice del Comune associato alla variazione;Data decorrenza validità amministrativa;Provvedimento e documento\n" +
			"ES;" + string(citerna.Istat) + ";Citerna;054999;01/11/2026;L.R.\nES;" + string(tiberina.Istat) + ";Monte Santa Maria Tiberina;054999;01/11/2026;L.R.\n"
		for i, want := range []int{2, 0} {
			r = b.importa(t, enti.ImportVariazioni, v, enti.OpzioniImport{})
			if len(r.Modifiche) != want {
				t.Errorf("variations, time %d: %s", i+1, r)
			}
		}
		uguali(t, "found by the old name", nomi(t, b.DB, "monte santa maria tib", 3), "[Comune di Citerna Tiberina]")
		s, err := b.Enti.Scheda(ctx, segreteria, nuovo.ID)
		riesce(t, err)
		if len(s.Predecessori) != 2 || s.Predecessori[0].ID != citerna.ID {
			t.Errorf("sheet %+v", s.Predecessori)
		}
		b.integro(t)
	})
}

func TestTheHistorySaysWhatWas(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		v := anagrafe.Variazione{Tipo: anagrafe.CambioNome, Prima: anagrafe.Voce{Istat: e.Istat, Belfiore: e.Belfiore, Nome: e.Nome, Provincia: e.ProvinciaCodice, Sigla: e.Provincia, Regione: e.Regione},
			Dal: kernel.MustDay("2026-10-01"), Certa: true}
		v.Dopo = v.Prima
		v.Dopo.Nome = "Iguvium"
		ignoto := anagrafe.Variazione{Tipo: anagrafe.Cessazione, Prima: anagrafe.Voce{Istat: "999999", Nome: "Nessuno"}, Certa: true}
		for i, want := range []string{"nuovi 0 cambiati 1 cessati 0 problemi 1", "nuovi 0 cambiati 0 cessati 0 problemi 1"} {
			r, err := b.Enti.Importa(ctx, kernel.ActorSistema(), "Legge regionale", []anagrafe.Variazione{v, ignoto})
			riesce(t, err)
			uguali(t, fmt.Sprint("time ", i+1), figure(r), want)
		}
		b.legge(t, func(tx *db.Tx) error {
			s, err := enti.Storia(ctx, tx, e.ID)
			if len(s) != 1 || s[0].Campo != "nome" || s[0].Prima != "Gubbio" || s[0].Dopo != "Iguvium" || s[0].Dal != v.Dal || s[0].Fonte != "Legge regionale" {
				t.Errorf("history %+v", s)
			}
			return err
		})
		uguali(t, "found by the old name", nomi(t, b.DB, "gubbio", 3), "[Comune di Iguvium]")
		_, err := b.Enti.Importa(ctx, kernel.Actor{Persona: 1}, "x", nil)
		vuole(t, err, kernel.Vietato)
	})
}

func TestAListCutShortIsRefused(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		n := 0
		meta := elencoIstat(umbria(func(c anagrafe.Comune) (anagrafe.Comune, bool) { n++; return c, n%2 == 0 }))
		_, err := b.Enti.ImportaFile(ctx, kernel.ActorSistema(), enti.ImportIstat, "elenco.csv", strings.NewReader(meta), enti.OpzioniImport{})
		vuole(t, err, kernel.Conflitto)
		_, err = b.Enti.ImportaFile(ctx, kernel.ActorSistema(), enti.ImportIstat, "elenco.csv", strings.NewReader("non;è\nun;elenco\n"), enti.OpzioniImport{})
		vuole(t, err, kernel.NonValido)
		_, err = b.Enti.ImportaFile(ctx, kernel.ActorSistema(), "xyz", "elenco.csv", strings.NewReader(meta), enti.OpzioniImport{})
		vuole(t, err, kernel.NonValido)
		uguali(t, "still there", b.Ente(t, "Gubbio").CessatoIl.IsZero(), true)
	})
}

func TestPopolazioneAndIPA(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		p := "Codice Istat;Comune;Popolazione;Anno\n" + string(e.Istat) + ";Gubbio;30100;2025\n015146;Milano;1350000;2025\n" + string(e.Istat) + ";Gubbio;1;2025\nxx;Errore;12;2025\n"
		r := b.importa(t, enti.ImportPopolazione, p, enti.OpzioniImport{})
		uguali(t, "population", figure(r), "nuovi 0 cambiati 1 cessati 0 problemi 2")
		if g := b.Ente(t, "Gubbio"); *g.Popolazione != 30100 || g.PopolazioneFonte != "Popolazione residente 2025" {
			t.Errorf("Gubbio has %d, %s", *g.Popolazione, g.PopolazioneFonte)
		}
		uguali(t, "again", b.importa(t, enti.ImportPopolazione, p, enti.OpzioniImport{}).Cambiati, 0)

		ipa := "Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Codice_Categoria;Codice_natura;Ente_in_liquidazione;Codice_comune_ISTAT;Codice_catastale_comune;CAP;Indirizzo;Mail1;Tipo_Mail1\n" +
			"c_e256;Comune di Gubbio;00334990546;L6;2430;N;" + string(e.Istat) + ";" + string(e.Belfiore) + ";06024;Piazza;comune.gubbio@example.org;Pec\n" +
			"p_pg;Provincia di Perugia;00443770540;L5;2420;N;054039;G478;06121;Piazza;provincia@example.org;Pec\n" +
			"uc_prova;Unione dei Comuni di Prova;94000000000;L18;2450;N;" + string(e.Istat) + ";" + string(e.Belfiore) + ";06024;Piazza;unione@example.org;Pec\n" +
			"cmcm;Comunità Montana Finita;94000000001;L12;2440;S;" + string(e.Istat) + ";" + string(e.Belfiore) + ";06024;Piazza;x@example.org;Pec\n" +
			"c_f205;Comune di Milano;01199250158;L6;2430;N;015146;F205;20121;Piazza;milano@example.org;Pec\n"
		r = b.importa(t, enti.ImportIPA, ipa, enti.OpzioniImport{})
		uguali(t, "IPA", figure(r), "nuovi 1 cambiati 2 cessati 0 problemi 1")
		if g := b.Ente(t, "Gubbio"); g.IPA != "c_e256" || g.PEC != "comune.gubbio@example.org" {
			t.Errorf("Gubbio is %+v", g)
		}
		if u := b.Ente(t, "unione prova"); u.Tipo != enti.Unione || u.Provincia != "PG" || u.IPA != "uc_prova" {
			t.Errorf("Unione is %+v", u)
		}
		uguali(t, "again", figure(b.importa(t, enti.ImportIPA, ipa, enti.OpzioniImport{})), "nuovi 0 cambiati 0 cessati 0 problemi 1")
	})
}

func TestTheSegreteriaEntersAssociations(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		_, segreteria := b.Segretaria(t, "Sara", "Segre")
		_, chi := b.persona(t, 1, "Rita")
		d := enti.DatiEnte{Tipo: enti.Unione, Nome: "Unione dei Comuni Terre di Mezzo", Provincia: "PG", IPA: "uc_mezzo", PEC: "unione@pec.example.org", IstituitoIl: kernel.MustDay("2020-01-01")}
		_, err := b.Enti.CreaEnte(ctx, chi, d)
		vuole(t, err, kernel.Vietato)
		id, err := b.Enti.CreaEnte(ctx, segreteria, d)
		riesce(t, err)
		_, err = b.Enti.CreaEnte(ctx, segreteria, d)
		uguali(t, "twice", campi(err), []string{"ipa"})
		_, err = b.Enti.CreaEnte(ctx, segreteria, enti.DatiEnte{Tipo: enti.Comune, Provincia: "XX", PEC: "x", IPA: "a b"})
		uguali(t, "wrong", campi(err), []string{"tipo", "nome", "ipa", "pec", "provincia"})
		gubbio := b.Ente(t, "Comune di Gubbio")
		d.Nome, d.CessatoIl, d.SuccessoreID = "Unione delle Terre di Mezzo", kernel.MustDay("2026-01-01"), gubbio.ID
		riesce(t, b.Enti.ModificaEnte(ctx, segreteria, id, 1, d))
		vuole(t, b.Enti.ModificaEnte(ctx, segreteria, id, 1, d), kernel.Conflitto)
		vuole(t, b.Enti.ModificaEnte(ctx, chi, id, 2, d), kernel.Vietato)
		s, err := b.Enti.Scheda(ctx, segreteria, id)
		riesce(t, err)
		if s.Ente.Nome != d.Nome || s.Successore.ID != gubbio.ID || len(s.Storia) != 3 {
			t.Errorf("sheet %+v", s)
		}
		d.SuccessoreID, d.CessatoIl = id, kernel.Day{}
		uguali(t, "wrong", campi(b.Enti.ModificaEnte(ctx, segreteria, id, 2, d)), []string{"successore", "successore"})
		// Of a Comune only the PEC is theirs.
		riesce(t, b.Enti.ModificaEnte(ctx, segreteria, gubbio.ID, gubbio.Versione, enti.DatiEnte{Nome: "Altro", PEC: "gubbio@pec.example.org"}))
		if g := b.Ente(t, "Gubbio"); g.Nome != "Gubbio" || g.PEC != "gubbio@pec.example.org" {
			t.Errorf("Gubbio is %+v", g)
		}
	})
}
