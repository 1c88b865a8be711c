package population

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/registro"
)

// body is a body with who acts for it.
type body struct {
	enti.Ente
	people []kernel.Actor // the legal representative first
	since  kernel.Instant // of the approved adesione
}

// staff are the people of the service.
type staff struct {
	segreteria                         []kernel.Actor
	coordinatori, esperti              map[int64][]kernel.Actor // by task force
	regione, osservatori, amministrano []kernel.Actor
}

// people makes persons with their mandates; ids count from the first free one.
type people struct {
	rnd              *rand.Rand
	persone, mandati *table
	adesioni, atti   *table
	files            *table
	trail            *trail
	nextPersona      int64
	nextMandato      int64
	nextFile         int64
	nextAdesione     int64
}

func newPeople(rnd *rand.Rand, t *trail) *people {
	return &people{rnd: rnd, trail: t,
		persone:  newTable("persone", "id codice_fiscale nome cognome ricerca email creata_il"),
		mandati:  newTable("mandati", "id persona_id ruolo titolo ente_id task_force_id dal al conferito_da conferito_il"),
		adesioni: newTable("adesioni", "id ente_id richiedente_id titolo mandato_al stato file_id caricato_il mandato_id creata_il inviata_il decisa_il aggiornata_il versione"),
		atti:     newTable("adesioni_atti", "adesione_id atto da_stato a_stato motivo file_id persona_id nome ruolo il"),
		files:    newTable("files", "id chiave sha256 dimensione nome tipo creato_il")}
}

func (p *people) persona(il kernel.Instant) kernel.Actor {
	p.nextPersona++
	n := p.nextPersona
	nome, cognome := nomi[p.rnd.IntN(len(nomi))], cognomi[p.rnd.IntN(len(cognomi))]
	letters := []byte("PPLXXX")
	for i, x := 5, n; i >= 3; i, x = i-1, x/26 {
		letters[i] = byte('A' + x%26)
	}
	cf, ok := kernel.CompletaCodiceFiscale(fmt.Sprintf("%s%02dA01F%03d", letters, n%100, n%1000))
	if !ok {
		panic("population: not a codice fiscale: " + string(letters))
	}
	email := fmt.Sprintf("%s.%s.%d@example.org", strings.ToLower(nome), kernel.Fold(cognome), n)
	p.persone.add(n, string(cf), nome, cognome, kernel.Fold(cognome+" "+nome+" "+email), email, il)
	return kernel.Actor{Persona: n, Nome: nome + " " + cognome}
}

// confer gives a mandate, as accesso.Conferisci does.
func (p *people) confer(a *kernel.Actor, by kernel.Actor, m accesso.Mandato, il kernel.Instant) (int64, error) {
	p.nextMandato++
	id := p.nextMandato
	p.mandati.add(id, a.Persona, string(m.Ruolo), string(m.Titolo), m.EnteID, m.TaskForceID, m.Dal, m.Al, by.Persona, il)
	a.Mandati = append(a.Mandati, kernel.Mandato{ID: id, Ruolo: m.Ruolo, Ente: m.EnteID, TaskForce: m.TaskForceID})
	return id, p.trail.add(by, il, registro.Voce{Atto: "ConferisciMandato", Oggetto: "mandato", OggettoID: id, Ente: m.EnteID,
		Dettagli: map[string]any{"persona": a.Persona, "ruolo": m.Ruolo, "titolo": m.Titolo, "task_force": m.TaskForceID, "dal": m.Dal, "al": m.Al}})
}

// staff makes the people of the service: experts spread over the task forces.
func (p *people) staff(tfs []catalogo.TaskForce, experts int, il kernel.Instant) (s staff, err error) {
	s.coordinatori, s.esperti = map[int64][]kernel.Actor{}, map[int64][]kernel.Actor{}
	make1 := func(r kernel.Ruolo, tf int64) (kernel.Actor, error) {
		a := p.persona(il)
		_, err := p.confer(&a, kernel.ActorSistema(), accesso.Mandato{Ruolo: r, TaskForceID: tf, Dal: il.Day()}, il)
		return a, err
	}
	for _, g := range []struct {
		ruolo kernel.Ruolo
		n     int
		out   *[]kernel.Actor
	}{{kernel.Segreteria, 8, &s.segreteria}, {kernel.Regione, 6, &s.regione}, {kernel.Osservatore, 12, &s.osservatori}, {kernel.Amministratore, 2, &s.amministrano}} {
		for range g.n {
			a, err := make1(g.ruolo, 0)
			if err != nil {
				return s, err
			}
			*g.out = append(*g.out, a)
		}
	}
	for i := range max(experts, len(tfs)) {
		tf := tfs[i%len(tfs)].ID
		if i < len(tfs) {
			a, err := make1(kernel.Coordinatore, tf)
			if err != nil {
				return s, err
			}
			s.coordinatori[tf] = append(s.coordinatori[tf], a)
		}
		a, err := make1(kernel.EspertoRuolo, tf)
		if err != nil {
			return s, err
		}
		s.esperti[tf] = append(s.esperti[tf], a)
	}
	return s, nil
}

// join makes a body join through its representative, as the services do, with
// the delegates.
func (p *people) join(e enti.Ente, delegates int, s staff, il kernel.Instant, al kernel.Day) (b body, err error) {
	b = body{Ente: e, since: il.Add(72 * time.Hour)}
	chi := p.persona(il)
	prima := chi // while nobody has approved, no mandate
	seg := s.segreteria[p.rnd.IntN(len(s.segreteria))]
	p.nextAdesione++
	p.nextFile++
	titolo := enti.Titoli(e.Tipo)[0]
	key, sum, size := stored(p.nextFile)
	caricato, inviata, verifica := il.Add(20*time.Minute), il.Add(30*time.Minute), il.Add(48*time.Hour)
	p.files.add(p.nextFile, key, sum, size, "protocollo.pdf", "application/pdf", caricato)
	mandato, err := p.confer(&chi, seg, accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: titolo, EnteID: e.ID, Dal: b.since.Day(), Al: al}, b.since)
	if err != nil {
		return b, err
	}
	p.adesioni.add(p.nextAdesione, e.ID, chi.Persona, string(titolo), al, string(enti.Approvata), p.nextFile, caricato, mandato, il, inviata, b.since, b.since, 6)
	for _, v := range []struct {
		atto   enti.Atto
		da, a  enti.Stato
		chi    kernel.Actor
		ruolo  kernel.Ruolo
		il     kernel.Instant
		file   any
		extras map[string]any
	}{
		{enti.ActCrea, "", enti.Bozza, prima, kernel.LegaleRappresentante, il, nil, nil},
		{enti.ActSalva, enti.Bozza, enti.Bozza, prima, kernel.LegaleRappresentante, il.Add(10 * time.Minute), nil, nil},
		{enti.ActCaricaProtocollo, enti.Bozza, enti.Bozza, prima, kernel.LegaleRappresentante, caricato, p.nextFile, map[string]any{"file": p.nextFile, "sha256": sum, "dimensione": size}},
		{enti.ActInvia, enti.Bozza, enti.Inviata, prima, kernel.LegaleRappresentante, inviata, nil, nil},
		{enti.ActPrendiInVerifica, enti.Inviata, enti.InVerifica, seg, kernel.Segreteria, verifica, nil, nil},
		{enti.ActApprova, enti.InVerifica, enti.Approvata, seg, kernel.Segreteria, b.since, nil, map[string]any{"mandato": mandato, "sostituisce": 0}},
	} {
		p.atti.add(p.nextAdesione, string(v.atto), string(v.da), string(v.a), "", v.file, v.chi.Persona, v.chi.Nome, string(v.ruolo), v.il)
		details := map[string]any{"da": v.da, "a": v.a}
		for k, x := range v.extras {
			details[k] = x
		}
		if err := p.trail.add(v.chi, v.il, registro.Voce{Atto: string(v.atto), Oggetto: "adesione", OggettoID: p.nextAdesione, Ente: e.ID, Dettagli: details}); err != nil {
			return b, err
		}
	}
	b.people = []kernel.Actor{chi}
	for range delegates {
		d := p.persona(b.since)
		if _, err := p.confer(&d, chi, accesso.Mandato{Ruolo: kernel.Delegato, EnteID: e.ID, Dal: b.since.Day(), Al: al}, b.since.Add(time.Hour)); err != nil {
			return b, err
		}
		b.people = append(b.people, d)
	}
	return b, nil
}
