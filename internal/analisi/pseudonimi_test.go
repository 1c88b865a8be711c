package analisi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// conPersone has people where nobody looks for them: in the activities, in the
// dates that cannot be read, in a column kept twice, in the name of the file.
const conPersone = `pratica,attività,data,operatore,settore
Draghetti,Ricezione da DRGMRA80A01F205X,2026-01-01T09:00,Mario Draghetti,Mario Draghetti
Draghetti,Mail a mario.draghetti@example.it,2026-01-02T09:00,Lucia Bertolazzi,Urbanistica
Draghetti,Ricezione da BRTLCU80A41F205Y,2026-01-03T09:00,Lucia Bertolazzi,Urbanistica
Bertolazzi,Ricezione da R1,2026-01-03T09:00,Lucia Bertolazzi,Urbanistica
Bertolazzi,Rilascio,DRGMRA80A01F205X,Mario Draghetti,Urbanistica
Bertolazzi,Rilascio,Mario Draghetti,Mario Draghetti,Urbanistica
`

// TestNienteNomiDaNessunaParte reads every place in which PAsS keeps the log
// and looks for the people of the file.
func TestNienteNomiDaNessunaParte(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		s := analisi.ScelteVuote()
		s.Colonne = eventlog.Mapping{Case: "pratica", Activity: "attività", Timestamp: "data", Resource: "operatore"}
		s.Tieni = []string{"settore", "operatore", "pratica"}
		s.Personali = []string{"settore"}
		g := m.CaricaCome(m.Attori["Anna"], analisitest.Lavorata, "pratica Draghetti.csv", []byte(conPersone), s)
		m.Leggi(g)
		f, err := m.Servizio.ApriFonte(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N))
		if err != nil {
			t.Fatal(err)
		}
		testo, err := json.Marshal([]any{f.Log, f.Risultato, f.Problemi, f.Passi})
		if err != nil {
			t.Fatal(err)
		}
		for _, nome := range []string{"Draghetti", "Bertolazzi", "DRGMRA80A01F205X", "BRTLCU80A41F205Y", "example.it"} {
			if strings.Contains(strings.ToLower(string(testo)), strings.ToLower(nome)) {
				t.Errorf("%s is left: %s", nome, testo)
			}
		}
		visti := map[string]bool{}
		for _, a := range f.Log.Activities {
			if visti[a] {
				t.Errorf("two activities have become %q", a)
			}
			visti[a] = true
		}
		if len(f.Log.Activities) != 4 || len(f.Problemi) != 2 {
			t.Errorf("activities %q, problems %v", f.Log.Activities, f.Problemi)
		}
		if err := m.Servizio.EliminaRegistro(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N)); err != nil {
			t.Fatal(err)
		}
		if n := quanti(t, m, `SELECT COUNT(*) FROM analisi_registri WHERE nome LIKE '%Draghetti%'`); n != 0 {
			t.Error("the name of a deleted file stays")
		}
	})
}
