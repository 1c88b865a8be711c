// Command carico asks a running PAsS for public pages at a fixed rate, as many
// readers would, from a process of its own:
//
//	go run ./tests/bench/carico -url http://127.0.0.1:8080 -al-secondo 200 -secondi 30
//
// Requests start when they are due, whether or not the earlier ones are
// answered, and each is timed from when it was due: a slow server cannot make
// its own figures better by slowing the questions down.
package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

type options struct {
	url      string
	rate     int
	seconds  int
	noCache  bool
	returned float64
}

// answer is one request, from when it was due to the last byte.
type answer struct {
	took   time.Duration
	status int
	bytes  int64
}

func main() {
	var o options
	flag.StringVar(&o.url, "url", "http://127.0.0.1:8080", "address of the service")
	flag.IntVar(&o.rate, "al-secondo", 200, "requests in a second")
	flag.IntVar(&o.seconds, "secondi", 30, "how long")
	flag.BoolVar(&o.noCache, "senza-cache", false, "ask for pages made anew (Cache-Control: no-cache)")
	flag.Float64Var(&o.returned, "gia-viste", 0.2, "share of the readers who have the page already (If-None-Match)")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "carico:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	paths, err := mix(client, o.url)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var all []answer
	tags := sync.Map{}
	var wg sync.WaitGroup
	rnd := rand.New(rand.NewPCG(5, 38)) //nolint:gosec // which page is read next
	start := time.Now()
	n := o.rate * o.seconds
	for i := range n {
		due := start.Add(time.Duration(i) * time.Second / time.Duration(o.rate))
		if wait := time.Until(due); wait > 0 {
			<-time.After(wait)
		}
		path := paths(rnd)
		again := !o.noCache && rnd.Float64() < o.returned
		wg.Go(func() {
			a := ask(client, o, path, again, &tags)
			a.took = time.Since(due)
			mu.Lock()
			all = append(all, a)
			mu.Unlock()
		})
	}
	wg.Wait()
	return report(all, time.Since(start), o)
}

// mix reads which pages there are and gives those that people read: half are
// bodies, the others the pages everybody comes through.
func mix(client *http.Client, base string) (func(*rand.Rand) string, error) {
	r, err := client.Get(base + "/cifre/enti.csv")
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	rows, err := csv.NewReader(r.Body).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, fmt.Errorf("the list of bodies cannot be read: %w", cmp.Or(err, errors.New("it is empty")))
	}
	rows = rows[1:]
	common := []string{"/", "/", "/", "/cifre", "/cifre", "/mappa", "/mappa", "/mappa/comuni", "/cifre/tempi", "/procedimenti", "/task-force", "/cifre/enti?q=san",
		"/procedimenti/permesso-di-costruire", "/procedimenti/aua", "/task-force/rinnovabili", "/cifre/province/MI", "/cifre/province/BG", "/mappa/province/BS", "/cifre/come-si-calcola"}
	return func(rnd *rand.Rand) string {
		if rnd.IntN(2) == 0 {
			return "/cifre/enti/" + rows[rnd.IntN(len(rows))][0]
		}
		return common[rnd.IntN(len(common))]
	}, nil
}

func ask(client *http.Client, o options, path string, again bool, tags *sync.Map) (a answer) {
	req, err := http.NewRequest(http.MethodGet, o.url+path, nil)
	if err != nil {
		return a
	}
	req.Header.Set("Accept-Encoding", "gzip")
	if o.noCache {
		req.Header.Set("Cache-Control", "no-cache")
	}
	if tag, ok := tags.Load(path); ok && again {
		req.Header.Set("If-None-Match", tag.(string))
	}
	r, err := client.Do(req)
	if err != nil {
		return a
	}
	defer r.Body.Close()
	a.status = r.StatusCode
	a.bytes, err = io.Copy(io.Discard, r.Body)
	if err != nil {
		a.status = 0
	}
	if tag := r.Header.Get("ETag"); tag != "" {
		tags.Store(path, tag)
	}
	return a
}

func report(all []answer, took time.Duration, o options) error {
	times := make([]time.Duration, len(all))
	var bytes int64
	byStatus := map[int]int{}
	for i, a := range all {
		times[i] = a.took
		bytes += a.bytes
		byStatus[a.status]++
	}
	slices.Sort(times)
	at := func(p int) float64 { return float64(times[(len(times)-1)*p/100].Microseconds()) / 1000 }
	kind := "with the cache"
	if o.noCache {
		kind = "made anew"
	}
	fmt.Printf("%-15s asked %d/s, answered %.1f/s; median %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms; %.1f kB each; ", kind, o.rate, float64(len(all))/took.Seconds(), at(50), at(95), at(99), at(100), float64(bytes)/1000/float64(len(all)))
	for _, s := range []int{200, 304} {
		fmt.Printf("%d: %d  ", s, byStatus[s])
		delete(byStatus, s)
	}
	fmt.Println()
	if len(byStatus) > 0 {
		return fmt.Errorf("other answers: %v", byStatus)
	}
	return nil
}
