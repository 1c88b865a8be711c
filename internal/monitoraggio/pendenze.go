package monitoraggio

import (
	"context"
	"fmt"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Pendenza is something of the monitoring that waits for the actor: the desk
// shows it.
type Pendenza struct {
	Testo  string
	Azione string // the link to it
	URL    string
	Entro  kernel.Day // by when; zero: nobody said
}

// Pendenze lists what waits for the actor, the most urgent first, with a fixed
// number of queries.
func Pendenze(ctx context.Context, tx *db.Tx, chi kernel.Actor) (out []Pendenza, err error) {
	if !Legge.Allows(chi) {
		return nil, nil
	}
	rs, err := Rilevazioni(ctx, tx)
	if err != nil {
		return nil, err
	}
	if Compila.Allows(chi) {
		miei, err := inviiMiei(ctx, tx, chi.Enti())
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			for _, m := range miei[r.ID] {
				out = append(out, daInviareA(r, m.Invio, m.Ente, len(chi.Enti()) > 1)...)
			}
		}
	}
	if !Verifica.Allows(chi) {
		return out, nil
	}
	stati, err := statiPerRilevazione(ctx, tx)
	if err != nil {
		return nil, err
	}
	chieste, err := revisioniChieste(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, r := range rs {
		base := urlRilevazione(r.Semestre)
		if n := stati[r.ID][Inviato]; n > 0 && (r.Stato == Aperta || r.Stato == Chiusa) {
			out = append(out, Pendenza{Testo: quante(n, "ente ha inviato", "enti hanno inviato") + " i dati del " + r.Semestre.InItaliano() + ": vanno verificati.",
				Azione: "Verifica i dati inviati", URL: base + "/enti?stato=inviato"})
		}
		if !Governa.Allows(chi) {
			continue
		}
		if n := chieste[r.ID]; n > 0 {
			out = append(out, Pendenza{Testo: quante(n, "revisione chiesta", "revisioni chieste") + " per il " + r.Semestre.InItaliano() + ".", Azione: "Decidi le revisioni", URL: base + "/revisioni"})
		}
		if x, ok := daDecidere[r.Stato]; ok {
			out = append(out, Pendenza{Testo: "Cifre del " + r.Semestre.InItaliano() + ": " + x + ".", Azione: "Apri i passi fino alla pubblicazione", URL: base + "/blocco"})
		}
	}
	return out, nil
}

// daDecidere is what the Region does next in a state.
var daDecidere = map[StatoRilevazione]string{Chiusa: "raccolta chiusa, da bloccare", Bloccata: "bloccate, da firmare", Firmata: "firmate, da pubblicare"}

// daInviareA is what a body still owes to a campaign; it is pure.
func daInviareA(r Rilevazione, i Invio, e enti.Ente, piuEnti bool) []Pendenza {
	if r.Stato != Aperta || i.Stato.Consegnato() {
		return nil
	}
	p := Pendenza{Testo: "Dati del " + r.Semestre.InItaliano() + " da inviare.", Azione: "Completa i dati", URL: "/monitoraggio/mio/" + r.Semestre.String(), Entro: i.Scadenza(r)}
	if i.Stato == Restituito {
		p.Testo, p.Azione = "Dati del "+r.Semestre.InItaliano()+" da correggere: "+i.Motivo, "Correggi i dati"
	}
	if piuEnti {
		p.Testo = e.NomeEsteso() + ". " + p.Testo
		p.URL += fmt.Sprintf("?ente=%d", e.ID)
	}
	return []Pendenza{p}
}

// revisioniChieste counts the revisions that wait for the Region, by campaign.
func revisioniChieste(ctx context.Context, tx *db.Tx) (map[int64]int, error) {
	out := map[int64]int{}
	return out, db.Each(ctx, tx, func(row db.Row) error {
		var id int64
		var n int
		err := row.Scan(&id, &n)
		out[id] = n
		return err
	}, `SELECT rilevazione_id, COUNT(*) FROM monitoraggio_revisioni WHERE stato = 'chiesta' GROUP BY rilevazione_id`)
}
