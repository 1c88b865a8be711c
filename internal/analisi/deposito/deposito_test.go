package deposito_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi/deposito"
	"pass/internal/mining/eventlog"
)

const piccolo = `pratica,attività,inizio,data,operatore,fase,zona,esito
P1,Ricezione,2026-01-01T08:00,2026-01-01T09:00,R1,complete,nord,
P1,Parere,,2026-01-11T09:00,,complete,nord,sì
P1,Parere,2026-01-11T09:00,2026-01-11T09:00,R2,,nord,no
P2,Ricezione,2025-12-30T09:00,2026-02-01T09:00,R1,start,sud,
P2,Rilascio,,31/02/2026,R1,complete,sud,
,Rilascio,,2026-01-01,R1,complete,sud,
P3,Ricezione,,1969-12-31T23:00:00.000001,R1,complete,sud,
`

func leggi(t testing.TB, testo string) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Read(strings.NewReader(testo), eventlog.Options{Mapping: eventlog.Mapping{Case: "pratica", Activity: "attività", Timestamp: "data", Start: "inizio",
		Resource: "operatore", Lifecycle: "fase"}, Attributes: []string{"zona", "esito"}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func scritto(t testing.TB, l *eventlog.Log) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := deposito.Scrivi(&b, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestQuelloCheSiScriveSiRilegge compares every field of the log.
func TestQuelloCheSiScriveSiRilegge(t *testing.T) {
	var grande strings.Builder
	grande.WriteString("pratica,attività,inizio,data,operatore,fase,zona,esito\n")
	for i := range 5000 { // identifiers of two bytes, rows out of order
		fmt.Fprintf(&grande, "C%d,A%d,,2026-01-01T00:%02d:%02d,R%d,,z%d,\n", i%700, i%300, i/60%60, i%60, i%900, i%70_000)
	}
	for nome, testo := range map[string]string{"small": piccolo, "large": grande.String()} {
		l := leggi(t, testo)
		if nome == "small" && (l.Begin == nil || l.ProblemCount != 2 || l.Inversions == 0 && l.Ties == 0) {
			t.Fatalf("the fixture lost what it is for: %+v", l)
		}
		got, err := deposito.Leggi(scritto(t, l))
		if err != nil {
			t.Fatalf("%s: %v", nome, err)
		}
		senzaNulli(l)
		senzaNulli(got)
		a, b := reflect.ValueOf(*l), reflect.ValueOf(*got)
		for i := range a.NumField() {
			if x, y := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(x, y) {
				t.Errorf("%s: %s is not what was written", nome, a.Type().Field(i).Name)
			}
		}
		if m := deposito.Memoria(got); m < int64(28*l.Events()) {
			t.Errorf("%s: %d bytes of memory for %d events", nome, m, l.Events())
		}
	}
}

// senzaNulli makes no names and no list of names the same.
func senzaNulli(l *eventlog.Log) {
	nomi := []*[]string{&l.Cases, &l.Activities, &l.Resources, &l.Lifecycles}
	for i := range l.Attributes {
		nomi = append(nomi, &l.Attributes[i].Values)
	}
	for _, n := range nomi {
		if len(*n) == 0 {
			*n = nil
		}
	}
}

// TestUnDepositoDanneggiatoEUnErrore changes each byte in turn: what is read is
// an error or the very same log, never another one.
func TestUnDepositoDanneggiatoEUnErrore(t *testing.T) {
	l := leggi(t, piccolo)
	senzaNulli(l)
	buono := scritto(t, l)
	for i := range buono {
		b := bytes.Clone(buono)
		b[i] ^= 0x41
		got, err := deposito.Leggi(b)
		switch {
		case err != nil && !errors.Is(err, deposito.ErrDanneggiato):
			t.Fatalf("byte %d: %v", i, err)
		case err == nil && !reflect.DeepEqual(got, l):
			t.Fatalf("byte %d: another log was read", i)
		}
		if _, err := deposito.Leggi(buono[:i]); !errors.Is(err, deposito.ErrDanneggiato) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}

func FuzzLeggi(f *testing.F) {
	f.Add(scritto(f, leggi(f, piccolo)))
	f.Add([]byte("PASSLOG\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := deposito.Leggi(b)
		if err != nil {
			if !errors.Is(err, deposito.ErrDanneggiato) {
				t.Fatal(err)
			}
			return
		}
		again, err := deposito.Leggi(scritto(t, l))
		if err != nil || !reflect.DeepEqual(l.Time, again.Time) || !reflect.DeepEqual(l.Case, again.Case) {
			t.Fatalf("what was read does not write back: %v", err)
		}
	})
}

// milione is a log of one million events, of the shape of a real one.
func milione(tb testing.TB) *eventlog.Log {
	l := &eventlog.Log{Start: []int32{0}, Activities: make([]string, 20), Resources: make([]string, 50)}
	for i := range l.Activities {
		l.Activities[i] = fmt.Sprintf("Attività %d", i)
	}
	for i := range l.Resources {
		l.Resources[i] = fmt.Sprintf("R%d", i+1)
	}
	seme := uint64(1)
	caso := func(n int) int {
		seme = seme*6364136223846793005 + 1442695040888963407
		return int(seme>>33) % n
	}
	for c := 0; len(l.Time) < 1_000_000; c++ {
		l.Cases = append(l.Cases, fmt.Sprintf("PE/2026/%06d", c))
		ora := int64(1_700_000_000_000_000) + int64(c)*3_600_000_000
		for range 3 + caso(14) {
			ora += int64(caso(1_000_000)) * 1_000_000
			l.Case, l.Time = append(l.Case, int32(c)), append(l.Time, ora)
			l.Activity, l.Resource = append(l.Activity, int32(caso(20))), append(l.Resource, int32(caso(51)-1))
			l.Lifecycle, l.Row = append(l.Lifecycle, eventlog.None), append(l.Row, int32(len(l.Time)+1))
		}
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	return l
}

// TestUnMilioneDiEventi holds the time of opening a large log to what a page
// may wait, with room for a busy machine; BenchmarkLeggi tells the figure.
func TestUnMilioneDiEventi(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	l := milione(t)
	b := scritto(t, l)
	if per := float64(len(b)) / float64(l.Events()); per > 12 {
		t.Errorf("%.1f bytes per event", per)
	}
	migliore := time.Hour
	for range 3 {
		inizio := time.Now()
		got, err := deposito.Leggi(b)
		if err != nil || got.Events() != l.Events() {
			t.Fatal(err)
		}
		migliore = min(migliore, time.Since(inizio))
	}
	if migliore > 3*time.Second {
		t.Errorf("one million events open in %v", migliore)
	}
}

func BenchmarkLeggi(b *testing.B) {
	raw := scritto(b, milione(b))
	b.SetBytes(int64(len(raw)))
	b.ResetTimer()
	for range b.N {
		if _, err := deposito.Leggi(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScrivi(b *testing.B) {
	l := milione(b)
	b.ResetTimer()
	for range b.N {
		scritto(b, l)
	}
}

// TestRegistriPubblici writes and reads the public logs.
func TestRegistriPubblici(t *testing.T) {
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		t.Skipf("no public test data in %s", dir)
	}
	f, err := os.Open(filepath.Join(dir, "logs", "receipt_wabo.xes.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := eventlog.Read(f, eventlog.Options{Attributes: []string{eventlog.AllAttributes}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := deposito.Leggi(scritto(t, l))
	senzaNulli(l)
	if err != nil || !reflect.DeepEqual(got, l) {
		t.Errorf("the log of the permits does not come back: %v", err)
	}
}
