package performance

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
)

// TestSameWhateverTheFile reads the public logs as XES and as CSV, in order and
// with permuted rows, with one, two and seven threads and more than once: the
// figures do not change by a byte.
func TestSameWhateverTheFile(t *testing.T) {
	dir := publicData(t)
	files, err := filepath.Glob(filepath.Join(dir, "logs", "*.xes.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no logs in %s: %v", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".xes.gz"), func(t *testing.T) {
			whole := readLog(t, file, eventlog.Options{})
			inOrder, permuted := asCSV(t, whole, false), asCSV(t, whole, true)
			all := []int{1, 2, 7}
			if whole.Events() > 100_000 {
				all = []int{7}
			}
			for mode, threads := range map[eventlog.Lifecycle][]int{eventlog.All: all, eventlog.Complete: {2}, eventlog.Distinct: {7}} {
				l := readLog(t, file, eventlog.Options{Lifecycle: mode, Threads: 1})
				want := figures(t, l, 1)
				for _, n := range threads {
					o := eventlog.Options{Lifecycle: mode, Threads: n}
					for what, got := range map[string]*eventlog.Log{"the same log": l, "XES": readLog(t, file, o), "CSV": readText(t, inOrder, o), "permuted CSV": readText(t, permuted, o)} {
						for run := range 2 {
							if !bytes.Equal(figures(t, got, n), want) {
								t.Errorf("mode %d, %d threads, run %d: %s counts otherwise", mode, n, run, what)
							}
						}
					}
				}
			}
		})
	}
}

// figures is the JSON form without what tells the order of the file.
func figures(t *testing.T, l *eventlog.Log, threads int) []byte {
	t.Helper()
	s := Summarize(l.All(), threads)
	s.Counts.Inversions = 0
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readLog(t *testing.T, file string, o eventlog.Options) *eventlog.Log {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := eventlog.Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func readText(t *testing.T, text []byte, o eventlog.Options) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Read(bytes.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// asCSV writes a log in the order of its file or, permuted, in an order that
// keeps only that of the events of one case with one time.
func asCSV(t *testing.T, l *eventlog.Log, permuted bool) []byte {
	t.Helper()
	order := make([]int32, l.Events())
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(l.Row[a], l.Row[b]) })
	if permuted {
		// Events of one case with one time share a key, and the sort is stable.
		key := func(i int32) uint64 {
			k := uint64(l.Case[i])*0x9e3779b97f4a7c15 ^ uint64(l.Time[i])*0xbf58476d1ce4e5b9
			return (k ^ k>>29) * 0x94d049bb133111eb
		}
		slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(key(a), key(b)) })
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	name := func(names []string, id int32) string {
		if id == eventlog.None {
			return ""
		}
		return names[id]
	}
	rows := [][]string{{"case:concept:name", "concept:name", "time:timestamp", "org:resource", "lifecycle:transition"}}
	for _, i := range order {
		rows = append(rows, []string{l.Cases[l.Case[i]], l.Activities[l.Activity[i]], time.UnixMicro(l.Time[i]).UTC().Format(time.RFC3339Nano),
			name(l.Resources, l.Resource[i]), name(l.Lifecycles, l.Lifecycle[i])})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
