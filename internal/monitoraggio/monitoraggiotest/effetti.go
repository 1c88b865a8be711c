// Package monitoraggiotest makes regions with known figures for the tests of
// the monitoring.
package monitoraggiotest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/effetto"
	"pass/internal/platform/db"
)

// Taglia is how large a region is. Semesters are eight, from 2022-2: bodies
// are helped in the fifth or in the sixth.
type Taglia struct {
	Enti     int // one in four is helped
	Pratiche int // concluded, of each body, procedure and semester
}

// Effetti is a region in which some bodies were helped on two procedures.
// What the comparison must be given is known by construction, counted here
// practice by practice.
type Effetti struct {
	Con, Senza catalogo.Procedimento // the help made it shorter by Giorni; it changed nothing
	Giorni     int                   // of change in Con, for helped bodies: −20
	Durate     map[int64]effetto.Dati
	Quote      map[int64]effetto.Dati
	Dichiarate map[int64]int
	Ignoti     map[int64]int // semesters of bodies in which some pending practice has no term
}

// senzaTermine: in the second semester the campaign gave no term to Senza.
func (e *Effetti) senzaTermine(p int64, j int) bool { return p == e.Senza.ID && j == 1 }

// semestriEffetti are the semesters of the region.
func semestriEffetti() (out []kernel.Semestre) {
	for i := range 8 {
		out = append(out, kernel.MustSemestre("2022-2").Add(i))
	}
	return out
}

type casoEffetto struct {
	domanda, atto, silenzio, esclusa kernel.Day
	termine, sospesi                 int // 0: that of the campaign, 60
}

func (c casoEffetto) fine() kernel.Day {
	for _, d := range []kernel.Day{c.atto, c.silenzio, c.esclusa} {
		if !d.IsZero() {
			return d
		}
	}
	return kernel.Day{}
}

// SeminaEffetti writes the region into a database that has the catalogue.
func SeminaEffetti(t testing.TB, d *db.DB, taglia Taglia) *Effetti {
	t.Helper()
	ctx := context.Background()
	e := &Effetti{Giorni: -20, Durate: map[int64]effetto.Dati{}, Quote: map[int64]effetto.Dati{}, Dichiarate: map[int64]int{}, Ignoti: map[int64]int{}}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		ps, err := catalogo.Procedimenti(ctx, tx, true)
		if err != nil {
			return err
		}
		e.Con, e.Senza = ps[0], ps[1]
		return e.scrivi(ctx, tx, taglia)
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (e *Effetti) scrivi(ctx context.Context, tx *db.Tx, taglia Taglia) error {
	var (
		ora      = tx.Now()
		rnd      = rand.New(rand.NewPCG(20, 26))
		enti     = tabella{"enti", "id tipo nome denominazione ordine provincia provincia_nome regione popolazione creato_il aggiornato_il", nil}
		campagne = tabella{"monitoraggio_rilevazioni", "id semestre dal al stato scadenza obbligatoria nota creata_il versione", nil}
		chiesti  = tabella{"monitoraggio_rilevati", "rilevazione_id procedimento_id rivolto_a termine termine_fonte", nil}
		invii    = tabella{"monitoraggio_invii", "id rilevazione_id ente_id stato motivo numero invitato_il solleciti inviato_da deciso_da aggiornato_il versione", nil}
		risposte = tabella{"monitoraggio_risposte", "invio_id procedimento_id modo dichiarate nota aggiornata_il aggiornata_da", nil}
		aiuti    = tabella{"richieste", `anno numero ente_id provincia procedimento_id task_force_id creata_da stato modulo cerca esito voto commento creata_il
			presa_in_carico_il stato_dal ultimo_atto_il versione`, nil}
		pratiche = tabella{"monitoraggio_pratiche", `ente_id procedimento_id id_pratica tipologia data_domanda data_provvedimento data_silenzio_assenso conferenza sospensioni
			giorni_sospesi termine esclusa_il motivo_esclusione nota fine origine caricamento_id foglio riga creata_il aggiornata_il versione`, nil}
	)
	semestri := semestriEffetti()
	for i, s := range semestri {
		campagne.add(i+1, s, s.Dal(), s.Al(), statoCampagna(i), s.Al().AddDays(60), false, "", ora, 1)
		for _, p := range []int64{e.Con.ID, e.Senza.ID} {
			termine := "60"
			if e.senzaTermine(p, i) {
				termine = ""
			}
			chiesti.add(i+1, p, "tutti", termine, "prova")
		}
	}
	for i := range taglia.Enti {
		id := int64(i + 1)
		nome := fmt.Sprintf("Prova %04d", i)
		enti.add(id, "comune", nome, "Comune di "+nome, kernel.Fold(nome), "XX", "Prova", "03", []int64{1_000, 3_500, 9_000}[i%3], ora, ora)
		for j := range semestri {
			invio := i*len(semestri) + j + 1
			invii.add(invio, j+1, id, statoInvio(i, j), "", 0, ora, 0, 0, 0, ora, 1)
			for _, p := range []int64{e.Con.ID, e.Senza.ID} {
				risposte.add(invio, p, modo(i, j), "", "", ora, 0)
			}
		}
		for _, p := range []int64{e.Con.ID, e.Senza.ID} {
			richiesteDi(&aiuti, i, p, semestri, ora)
			casi := e.casi(rnd, i, p, taglia.Pratiche, semestri)
			for n, c := range casi {
				motivo, termine := "", ""
				if !c.esclusa.IsZero() {
					motivo = "Archiviata per inerzia del richiedente"
				}
				if c.termine > 0 {
					termine = strconv.Itoa(c.termine)
				}
				pratiche.add(id, p, "P"+strconv.Itoa(n), "", c.domanda, c.atto, c.silenzio, false, "", c.sospesi, termine, c.esclusa, motivo, "", c.fine(), "modulo", 0, "", 0, ora, ora, 1)
			}
			e.attende(i, p, casi, semestri)
		}
	}
	for _, x := range []tabella{enti, campagne, chiesti, invii, risposte, aiuti, pratiche} {
		if err := x.scrivi(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// statoCampagna: six locked, one closed, one open.
func statoCampagna(j int) string {
	switch j {
	case 6:
		return "chiusa"
	case 7:
		return "aperta"
	}
	return "pubblicata"
}

// statoInvio: some bodies did not send, one semester was sent too late to be
// locked, and in the last two nobody was approved yet.
func statoInvio(i, j int) string {
	switch {
	case j == 2 && i%10 == 3:
		return "bozza"
	case j == 3 && i%10 == 5, j >= 6:
		return "inviato"
	case j == 5 && i%30 == 7:
		return "restituito"
	}
	return "approvato"
}

func modo(i, j int) string {
	switch {
	case j == 3 && i%20 == 9:
		return "dichiarate"
	case j == 0 && i%20 == 11:
		return "nessuna"
	}
	return "pratiche"
}

// conta reports whether the answer of the body is in the comparison.
func conta(i, j int) bool {
	s := statoInvio(i, j)
	return modo(i, j) != "dichiarate" && (s == "approvato" || s == "inviato" && j >= 6)
}

// aiuto is the semester in which the body was helped, from 0; −1: never.
func aiuto(i int) int {
	if i%4 != 0 {
		return -1
	}
	return 4 + i/4%2
}

// richiesteDi writes the help, and requests that are no help.
func richiesteDi(t *tabella, i int, p int64, semestri []kernel.Semestre, ora kernel.Instant) {
	add := func(j int, stato, esito string) {
		t.add(2023, len(t.righe)+1, i+1, "XX", p, 1, 1, stato, "{}", "", esito, 0, "", ora, semestri[j].Dal().AddDays(40).Start(), ora, ora, 1)
	}
	if h := aiuto(i); h >= 0 {
		add(1, "evasa", "senza_assistenza")
		add(h+1, "in_lavorazione", "")
		add(h, "evasa", "con_assistenza")
		return
	}
	switch i % 4 {
	case 1:
		add(4, "respinta", "")
	case 2:
		add(5, "annullata", "")
	}
}

// casi are the practices of a body: concluded in each semester, pending at its
// end, some excluded. Concluded ones take from 70 to 160 days, less Giorni
// after the help; pending ones are late half of the time, one in five after
// the help.
func (e *Effetti) casi(rnd *rand.Rand, i int, p int64, quante int, semestri []kernel.Semestre) (out []casoEffetto) {
	lento := 30 * rnd.Float64()
	for j, s := range semestri {
		dopo := p == e.Con.ID && aiuto(i) >= 0 && j > aiuto(i)
		for range quante {
			d := 70 + int(lento) + rnd.IntN(60)
			if dopo {
				d += e.Giorni
			}
			fine := s.Dal().AddDays(rnd.IntN(s.Al().DaysSince(s.Dal()) + 1))
			out = append(out, casoEffetto{domanda: fine.AddDays(-d), atto: fine})
		}
		for k := range 4 {
			eta, soglia := 20+rnd.IntN(30), 0.5
			if dopo {
				soglia = 0.2
			}
			if rnd.Float64() < soglia {
				eta += 60
			}
			c := casoEffetto{domanda: s.Al().AddDays(-eta), silenzio: s.Al().AddDays(1 + rnd.IntN(20))}
			switch k {
			case 0:
				c.termine = 90
			case 1:
				c.sospesi = 10
			case 2:
				if rnd.IntN(4) == 0 {
					c.esclusa, c.silenzio = c.silenzio, kernel.Day{}
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// attende counts, practice by practice, what the comparison must be given.
func (e *Effetti) attende(i int, p int64, casi []casoEffetto, semestri []kernel.Semestre) {
	durate := effetto.Serie{Ente: strconv.Itoa(i + 1), Classe: []string{"c1", "c2", "c3"}[i%3]}
	if h := aiuto(i); h >= 0 {
		durate.Aiuto = semestri[h]
	}
	quote := durate
	for j, s := range semestri {
		if modo(i, j) == "dichiarate" && statoInvio(i, j) == "approvato" {
			e.Dichiarate[p]++
		}
		if !conta(i, j) {
			continue
		}
		var giorni []int
		pendenti, tardi, ignoti := 0, 0, 0
		for _, c := range casi {
			if modo(i, j) == "nessuna" {
				break
			}
			if s.Contiene(c.atto) {
				giorni = append(giorni, c.atto.DaysSince(c.domanda))
			}
			if !c.domanda.After(s.Al()) && c.fine().After(s.Al()) {
				pendenti++
				termine := 60
				if c.termine > 0 {
					termine = c.termine
				} else if e.senzaTermine(p, j) {
					ignoti++
				}
				if s.Al().DaysSince(c.domanda)-c.sospesi > termine {
					tardi++
				}
			}
		}
		durate.Punti = append(durate.Punti, effetto.PuntoDurate(s, giorni...))
		if ignoti > 0 {
			e.Ignoti[p]++
		} else {
			quote.Punti = append(quote.Punti, effetto.PuntoQuota(s, pendenti, tardi))
		}
	}
	nome := e.Con.Nome
	if p == e.Senza.ID {
		nome = e.Senza.Nome
	}
	e.Durate[p] = effetto.Dati{Procedimento: nome, Misura: effetto.Durata, Serie: append(e.Durate[p].Serie, durate)}
	e.Quote[p] = effetto.Dati{Procedimento: nome, Misura: effetto.QuotaArretrato, Serie: append(e.Quote[p].Serie, quote)}
}

// tabella are rows to be inserted many at a time.
type tabella struct {
	nome, colonne string
	righe         [][]any
}

func (t *tabella) add(valori ...any) { t.righe = append(t.righe, valori) }

func (t tabella) scrivi(ctx context.Context, tx *db.Tx) error {
	colonne := strings.Fields(t.colonne)
	for righe := range slices.Chunk(t.righe, 450/len(colonne)) { // few: SQLite looks for each name among all
		var q strings.Builder
		fmt.Fprintf(&q, "INSERT INTO %s (%s) VALUES ", t.nome, strings.Join(colonne, ", "))
		var args []any
		for i, r := range righe {
			if i > 0 {
				q.WriteByte(',')
			}
			q.WriteString("(" + db.Placeholders(len(args)+1, len(r)) + ")")
			args = append(args, r...)
		}
		if _, err := tx.Exec(ctx, q.String(), args...); err != nil {
			return err
		}
	}
	return nil
}
