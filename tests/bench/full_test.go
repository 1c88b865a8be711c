package bench

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pass/internal/platform/db"
	"pass/tests/bench/population"
	"pass/tests/fixture"
)

// makeEnv names the folder in which the process that makes the population
// works.
const makeEnv = "PASS_BENCH_MAKE"

const (
	dbFile   = "pass.db"
	madeFile = "made.json"
)

// full opens a copy of the full population, and tells how long passd takes
// from its start to the first page.
func full(b *testing.B) (h *house, started time.Duration) {
	b.Helper()
	kept := keep(b)
	dir := b.TempDir()
	if err := copyFile(filepath.Join(kept, dbFile), filepath.Join(dir, dbFile)); err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(kept, madeFile))
	if err != nil {
		b.Fatal(err)
	}
	var made population.Made
	if err := json.Unmarshal(text, &made); err != nil {
		b.Fatal(err)
	}
	cfg := fixture.Config(dir)
	cfg.Regione = "03"
	start := time.Now()
	a := fixture.New(b, cfg, clock)
	first := house{handler: a.Handler()}
	first.read(b, page{path: "/"})
	started = time.Since(start)
	h = enter(b, a, first.handler, made)
	return h, started
}

// keep gives the folder of the full population, made now if it is not there.
func keep(b *testing.B) string {
	b.Helper()
	sum := sha256.New()
	names, err := db.Migrations(db.SQLite)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range names {
		text, err := db.MigrationText(db.SQLite, n)
		if err != nil {
			b.Fatal(err)
		}
		sum.Write(text)
	}
	dir, err := filepath.Abs(filepath.Join("out", "population-"+population.Version+"-"+hex.EncodeToString(sum.Sum(nil))[:8]))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, madeFile)); err == nil {
		return dir
	}
	b.Log("making the population: about a minute")
	draft := dir + ".draft"
	if err := os.RemoveAll(draft); err != nil {
		b.Fatal(err)
	}
	if err := os.MkdirAll(draft, 0o750); err != nil {
		b.Fatal(err)
	}
	work := exec.Command(os.Args[0], "-test.run", "^TestMakeTheFullPopulation$")
	work.Env = append(os.Environ(), makeEnv+"="+draft)
	if out, err := work.CombinedOutput(); err != nil {
		b.Fatalf("cannot make the population: %v\n%s", err, out)
	}
	if err := os.Rename(draft, dir); err != nil {
		b.Fatal(err)
	}
	return dir
}

// TestMakeTheFullPopulation is the process that makes the population for the
// benchmarks; by itself it makes a tenth, to prove that it works.
func TestMakeTheFullPopulation(t *testing.T) {
	dir, size := os.Getenv(makeEnv), population.Full
	if dir == "" {
		dir = t.TempDir()
		size = population.Size{Bodies: 150, People: 500, Experts: 12, Requests: 500, Years: 3, Long: 40, Practices: 5000, Semesters: 4}
	}
	a, made := populated(t, dir, "03", size)
	if made.Bodies != size.Bodies || made.People < size.People || made.Requests != size.Requests || made.Acts < 10*size.Requests {
		t.Errorf("made %+v of %+v", made, size)
	}
	a.Close() // folds the log of the database into its file
	text, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, madeFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}
