package population

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
	"pass/internal/richieste"
)

// write numbers the requests and their acts in the order of time and stores
// everything.
func (m *maker) write(ctx context.Context, tx *db.Tx) error {
	slices.SortStableFunc(m.lives, func(a, b *life) int { return a.r.CreataIl.Time().Compare(b.r.CreataIl.Time()) })
	var events []event
	for i, l := range m.lives {
		l.r.ID = int64(i + 1)
		events = append(events, l.events...)
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.il.Time().Compare(b.il.Time()) })
	numbers, err := m.number(events)
	if err != nil {
		return err
	}
	requests, experts, err := m.requests()
	if err != nil {
		return err
	}
	acts, docs, mail, err := m.timelines(events)
	if err != nil {
		return err
	}
	for _, t := range []*table{m.people.persone, m.people.mandati, m.people.files, m.people.adesioni, m.people.atti,
		numbers, requests, experts, acts, docs, mail, m.sessions(), m.submissions()} {
		if err := t.write(ctx, tx); err != nil {
			return err
		}
	}
	m.tell(len(events))
	return m.trail.write(ctx, tx)
}

// number gives the numbers of each year in the order of sending.
func (m *maker) number(events []event) (*table, error) {
	last := map[int]int64{}
	for _, e := range events {
		if e.atto != richieste.Invia {
			continue
		}
		year := e.il.Day().Year()
		last[year]++
		e.life.r.Anno, e.life.r.Numero = year, last[year]
	}
	t := newTable("numeri", "serie anno ultimo")
	for year, n := range last {
		t.add("richieste", year, n)
	}
	return t, nil
}

func (m *maker) requests() (requests, experts *table, err error) {
	requests = newTable("richieste", `id anno numero ente_id provincia procedimento_id task_force_id creata_da stato modulo cerca esito voto commento
		creata_il inviata_il presa_in_carico_il prima_risposta_il chiusa_il stato_dal ultimo_atto_il versione`)
	experts = newTable("richieste_incarichi", "richiesta_id persona_id referente accettato dal_il al_il fine")
	for _, l := range m.lives {
		r := l.r
		form, err := json.Marshal(r.Modulo)
		if err != nil {
			return nil, nil, err
		}
		words := r.Modulo.Oggetto
		if r.Numero > 0 {
			words = r.Codice() + " " + r.Modulo.Oggetto + " " + l.body.Nome
		}
		requests.add(r.ID, r.Anno, r.Numero, r.EnteID, r.Provincia, r.ProcedimentoID, r.TaskForceID, r.CreataDa, string(r.Stato), string(form),
			kernel.Fold(words), string(r.Esito), r.Voto, r.Commento, r.CreataIl, r.InviataIl, r.PresaInCaricoIl, r.PrimaRispostaIl,
			r.ChiusaIl, r.StatoDal, r.UltimoAttoIl, r.Versione)
		for _, i := range r.Incarichi {
			experts.add(r.ID, i.PersonaID, i.Referente, i.Accettato, i.DalIl, i.AlIl, i.Fine)
		}
	}
	return requests, experts, nil
}

// timelines stores the acts with their documents, audit entries and, for the
// last ninety days, mail.
func (m *maker) timelines(events []event) (acts, docs, mail *table, err error) {
	acts = newTable("richieste_atti", "id richiesta_id n atto da a persona_id autore ruolo testo il")
	docs = newTable("richieste_documenti", "richiesta_id atto_id file_id")
	mail = newTable("posta", "destinatario oggetto testo html message_id filo stato tentativi creata_il spedita_il")
	recent := m.now.Add(-90 * 24 * time.Hour)
	for i, e := range events {
		id, r := int64(i+1), e.life.r
		acts.add(id, r.ID, e.n, string(e.atto), string(e.da), string(e.a), e.chi.Persona, e.chi.Nome, string(e.chi.RuoloPrincipale()), e.testo, e.il)
		var sums []string
		for range e.docs {
			m.people.nextFile++
			key, sum, size := stored(m.people.nextFile)
			m.people.files.add(m.people.nextFile, key, sum, size, "documento.pdf", "application/pdf", e.il)
			docs.add(r.ID, id, m.people.nextFile)
			sums = append(sums, sum)
		}
		err := m.trail.add(e.chi, e.il, registro.Voce{Atto: string(e.atto), Oggetto: "richiesta", OggettoID: r.ID, Ente: r.EnteID,
			Dettagli: map[string]any{"da": e.da, "a": e.a, "evento": id, "file": sums}})
		if err != nil {
			return nil, nil, nil, err
		}
		if e.il.After(recent) && e.atto != richieste.Crea {
			for k := range 2 {
				mail.add(fmt.Sprintf("p%d.%d@example.org", r.ID, k), "[PAsS] Richiesta "+r.Codice(), strings.Repeat("x", 400), strings.Repeat("x", 700),
					fmt.Sprintf("%d.%d@example.org", id, k), fmt.Sprintf("richiesta-%d@example.org", r.ID), "spedita", 1, e.il, e.il.Add(time.Second))
			}
		}
	}
	return acts, docs, mail, nil
}

// sessions are those of the last month, mostly closed.
func (m *maker) sessions() *table {
	t := newTable("sessioni", "persona_id token_sha256 emittente agente creata_il vista_il chiusa_il motivo")
	for i := range m.people.nextPersona {
		_, sum, _ := stored(-1 - i)
		at := m.now.Add(-time.Duration(m.rnd.IntN(30*24)) * time.Hour)
		t.add(i+1, sum, "https://idp.example.org", "Firefox su Windows", at, at.Add(5*time.Minute), at.Add(6*time.Minute), "uscita")
	}
	return t
}

// submissions are the keys of the forms of the last week.
func (m *maker) submissions() *table {
	t := newTable("invii", "chiave persona_id esito ricevuto_il")
	for i := range m.size.Requests / 20 {
		t.add(fmt.Sprintf("population-%d", i), int64(1+m.rnd.IntN(int(m.people.nextPersona))), "/scrivania", m.now.Add(-time.Duration(m.rnd.IntN(7*24))*time.Hour))
	}
	return t
}

// tell fills in what was made.
func (m *maker) tell(acts int) {
	tf := m.tfs[0].ID
	m.made = Made{Segreteria: m.staff.segreteria[0].Persona, Coordinatore: m.staff.coordinatori[tf][0].Persona, Esperto: m.staff.esperti[tf][0].Persona,
		Sindaco: m.bodies[0].people[0].Persona, Regione: m.staff.regione[0].Persona, Osservatore: m.staff.osservatori[0].Persona,
		Amministratore: m.staff.amministrano[0].Persona, Ente: m.bodies[0].ID,
		Bodies: len(m.bodies), People: int(m.people.nextPersona), Requests: len(m.lives), Acts: acts}
	for _, l := range m.lives {
		if l.body.ID != m.bodies[0].ID {
			continue
		}
		switch {
		case l.r.Stato == richieste.Bozza:
			m.made.Bozza = l.r.ID
		case len(l.events) == m.size.Long && l.r.Stato == richieste.InLavorazione:
			m.made.Lunga = l.r.ID
		}
	}
}
