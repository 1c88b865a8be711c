package timing

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

const hour = 3600 * Second

// randomCase is a case on a grid of hours around a change to summer time.
func randomCase(r *stats.RNG) []event {
	names := []string{"Ricezione istanza", "Istruttoria", "Richiesta integrazioni", "Ricezione integrazioni", "Preavviso di rigetto", "Osservazioni al preavviso",
		"Richiesta parere", "Parere reso", "Interruzione termini", "Rilascio", "Esame"}
	start := at("2024-03-20 00:00") + int64(r.Intn(200))*hour
	if r.Intn(3) == 0 {
		start = at("2019-10-10 00:00") + int64(r.Intn(400))*hour // before the reform of the notice
	}
	var es []event
	for range 1 + r.Intn(9) {
		e := event{activity: names[r.Intn(len(names))], to: start + int64(r.Intn(24*40))*hour}
		if r.Intn(3) > 0 {
			e.from = e.to - int64(r.Intn(60))*hour
		}
		es = append(es, e)
	}
	return es
}

// naiveSuspended is the suspended days of a case, one by one, as the sentences of
// the package say.
func naiveSuspended(t *eventlog.Trace, kinds []steps.Kind, maxDays int) []termini.Sospensione {
	var ss []termini.Sospensione
	first := dayOf(t.Time[0])
	for i, a := range t.Activity {
		if k := kinds[a]; k == steps.Receipt {
			first = dayOf(t.Time[i])
			break
		}
	}
	for i, a := range t.Activity {
		d := dayOf(t.Time[i])
		next := func(k steps.Kind) kernel.Day {
			for j := i + 1; j < t.Len(); j++ {
				if kinds[t.Activity[j]] == k {
					return dayOf(t.Time[j])
				}
			}
			return kernel.Day{}
		}
		switch kinds[a] {
		case steps.SuspensionStart:
			ss = append(ss, termini.Sospensione{Dal: d, Al: next(steps.SuspensionEnd), Massimo: maxDays})
		case steps.Notice:
			limit := termini.Preavviso{Inviato: d, Ricevuto: d}.Limite(termini.Nazionale())
			seen := next(steps.NoticeEnd)
			end := limit
			if !seen.IsZero() && !seen.After(limit) {
				end = seen
				if !first.Before(kernel.MustDay("2020-07-17")) {
					end = seen.AddDays(10)
				}
			}
			ss = append(ss, termini.Sospensione{Dal: d, Al: end})
		}
	}
	return ss
}

// naivePart is the part of one hour of a case.
func naivePart(t *eventlog.Trace, kinds []steps.Kind, suspended map[kernel.Day]bool, open []span, at int64) Part {
	if suspended[dayOf(at)] {
		return Suspended
	}
	for _, x := range open {
		if x.from <= at && at < x.to {
			return OtherBody
		}
	}
	rest := WaitingOrProcessing
	for i, end := range t.Time {
		if t.Begin != nil && t.Begin[i] != eventlog.NoTime && t.Begin[i] <= at && at < end {
			return Processing
		}
	}
	for i, end := range t.Time { // the event that is reached
		if end > at {
			if t.Begin != nil && t.Begin[i] != eventlog.NoTime {
				rest = Waiting
			}
			break
		}
	}
	return rest
}

// naiveOpen is when other bodies had the case: with nameless requests, first
// asked is first answered.
func naiveOpen(t *eventlog.Trace, kinds []steps.Kind, end int64) (all []span) {
	var queue []int64
	for i, a := range t.Activity {
		switch k := kinds[a]; {
		case k == steps.OtherBodyStart:
			queue = append(queue, t.Time[i])
		case k == steps.OtherBodyEnd && len(queue) > 0:
			all, queue = append(all, span{queue[0], t.Time[i]}), queue[1:]
		case k.Ends():
			for _, q := range queue {
				all = append(all, span{q, t.Time[i]})
			}
			queue = nil
		}
	}
	for _, q := range queue {
		all = append(all, span{q, end})
	}
	return all
}

// TestSplitIsWhatEveryHourSays compares random cases with a count hour by hour.
func TestSplitIsWhatEveryHourSays(t *testing.T) {
	rng := stats.NewRNG(7)
	var seen Parts
	for range 3000 {
		l := build(randomCase(rng))
		kinds := kindsOf(l)
		maxDays := rng.Intn(3) * 10
		o := SplitOptions{Kinds: kinds, Rules: map[int32]SuspensionRule{}}
		for a := range l.Activities {
			o.Rules[int32(a)] = SuspensionRule{MaxDays: maxDays}
		}
		v := l.All()
		got := Split(v, o)
		checkSplit(t, v, got)
		c := got.Cases[0]
		var tr eventlog.Trace
		v.Trace(0, &tr)
		ss, suspended := naiveSuspended(&tr, kinds, maxDays), map[kernel.Day]bool{}
		days := 0
		for d := dayOf(c.From); d.Before(dayOf(c.To)); d = d.AddDays(1) {
			if termini.GiorniSospesi(d, d.AddDays(1), ss) == 1 {
				suspended[d] = true
				days++
			}
		}
		var want Parts
		for at := c.From; at < c.To; at += hour {
			want[naivePart(&tr, kinds, suspended, naiveOpen(&tr, kinds, c.To), at)] += hour
		}
		if c.Parts != want || c.SuspendedDays != days {
			t.Fatalf("%+v\nare %v hours and %d days, want %v and %d", l, inHours(c.Parts), c.SuspendedDays, inHours(want), days)
		}
		seen.plus(&want)
	}
	for p, v := range seen {
		if v < 1000*hour {
			t.Errorf("part %d was hardly seen: %d hours", p, v/hour)
		}
	}
}
