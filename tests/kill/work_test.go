package kill

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// pause lets a moment pass, or ctx end.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// persist sends again what was not answered; it reports whether there was
// something.
func persist(ctx context.Context, p *person) bool {
	if p.pending == nil {
		return false
	}
	a := p.pendingAct
	got, ok := p.retry()
	if !ok {
		pause(ctx, 10*time.Millisecond)
		return true
	}
	p.answered(a, got)
	return true
}

// try sends a form for the first time.
func (p *person) try(f *form, a act) {
	entry := p.ledger.add(a)
	if got, ok := p.submit(f, entry); ok {
		p.answered(entry, got)
	}
}

// answered notes what the person was told.
func (p *person) answered(a *act, got answer) {
	switch a.kind {
	case "draft":
		if !strings.HasSuffix(got.location, "/modifica") {
			return // it was already received; where it went is not known
		}
		p.thing = idIn(got.location)
		p.ledger.ack(a, p.thing)
	case "sent", "columns":
		p.ledger.ack(a, a.thing)
		p.thing = 0
	case "log":
		p.answeredLog(a, got)
	default:
		p.ledger.ack(a, a.thing)
	}
}

// asks is an office that writes drafts, lets them save themselves and sends
// them with a document.
func asks(procedure int64) func(context.Context, *person) {
	return func(ctx context.Context, p *person) {
		if persist(ctx, p) {
			return
		}
		if p.thing == 0 {
			p.try(&form{path: "/richieste/nuova", fields: url.Values{"token": {p.token()}}}, act{kind: "draft", text: p.unique("Bozza")})
			return
		}
		fields := url.Values{"oggetto": {p.unique("Oggetto")}, "procedimento": {strconv.FormatInt(procedure, 10)}, "descrizione": {p.unique("Problema")}}
		if p.rnd.IntN(3) > 0 {
			p.try(&form{path: fmt.Sprintf("/richieste/%d/bozza", p.thing), fields: fields}, act{kind: "autosave", thing: p.thing, text: fields.Get("descrizione")})
			return
		}
		content, sum := p.pdf()
		fields.Set("token", p.token())
		fields.Set("azione", "invia")
		p.try(&form{path: fmt.Sprintf("/richieste/%d/modifica", p.thing), fields: fields, file: content, field: "allegati"},
			act{kind: "sent", thing: p.thing, text: fields.Get("descrizione"), sum: sum})
	}
}

// writes is somebody who sends messages with a document on one request.
func writes(request int64) func(context.Context, *person) {
	return func(ctx context.Context, p *person) {
		if persist(ctx, p) {
			return
		}
		content, sum := p.pdf()
		text := p.unique("Messaggio")
		p.try(&form{path: fmt.Sprintf("/richieste/%d/atti/Scrivi", request), fields: url.Values{"testo": {text}, "token": {p.token()}}, file: content, field: "allegati"},
			act{kind: "message", thing: request, text: text, sum: sum})
		pause(ctx, 10*time.Millisecond)
	}
}

var version = regexp.MustCompile(`name="versione" value="(\d+)"`)

// perAdesione is how often a representative uploads for one adesione: PAsS
// takes no more than twenty Protocolli.
const perAdesione = 18

// joins is a representative who uploads the Protocollo, and then a better one,
// for one body after the other.
func joins(adesioni []int64) func(context.Context, *person) {
	n := 0
	return func(ctx context.Context, p *person) {
		if persist(ctx, p) {
			return
		}
		pause(ctx, 10*time.Millisecond)
		if n == perAdesione*len(adesioni) {
			return
		}
		adesione := adesioni[n/perAdesione]
		path := fmt.Sprintf("/enti/adesione?id=%d&passo=protocollo", adesione)
		page, ok := p.do(http.MethodGet, path, "", nil)
		if !ok {
			return
		}
		v := version.FindStringSubmatch(page.body)
		if page.status != http.StatusOK || v == nil {
			p.ledger.wrong("%s: GET %s answered %d without a version: %s", p.name, path, page.status, excerpt(page.body))
			pause(ctx, 100*time.Millisecond)
			return
		}
		n++
		content, sum := p.pdf()
		p.try(&form{path: "/enti/adesione", fields: url.Values{"passo": {"protocollo"}, "id": {strconv.FormatInt(adesione, 10)}, "versione": {v[1]}, "token": {p.token()}},
			file: content, field: "protocollo"}, act{kind: "protocol", thing: adesione, text: p.unique("Protocollo"), sum: sum})
	}
}

// triages is the segreteria, which hands what was sent to a task force.
func triages(taskForce int64) func(context.Context, *person) {
	done := 0
	return func(ctx context.Context, p *person) {
		if persist(ctx, p) {
			return
		}
		sent := p.ledger.sent()
		if done >= len(sent) {
			pause(ctx, 10*time.Millisecond)
			return
		}
		id := sent[done]
		done++
		p.try(&form{path: fmt.Sprintf("/richieste/%d/atti/Smista", id), fields: url.Values{"task_force": {strconv.FormatInt(taskForce, 10)}, "testo": {p.unique("Nota")}, "token": {p.token()}}},
			act{kind: "triaged", thing: id})
	}
}

// sent lists the requests whose sending was acknowledged.
func (l *ledger) sent() (ids []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.acts {
		if a.kind == "sent" && a.acked {
			ids = append(ids, a.thing)
		}
	}
	return ids
}
