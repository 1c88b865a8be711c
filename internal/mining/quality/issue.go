package quality

import (
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// Code names a kind of issue.
type Code string

// The kinds of issue.
const (
	RejectedRow      Code = "riga-scartata"
	MissingValue     Code = "valore-mancante"
	MissingResource  Code = "risorsa-mancante"
	OrderInverted    Code = "ordine-invertito"
	FutureTime       Code = "data-futura"
	ImplausibleTime  Code = "data-implausibile"
	DatesOnly        Code = "solo-date"
	ConstantClock    Code = "orario-costante"
	MixedPrecision   Code = "orari-misti"
	EqualTimes       Code = "orari-uguali"
	BulkLoad         Code = "caricamento-in-blocco"
	StartAfterEnd    Code = "inizio-dopo-fine"
	ExactDuplicate   Code = "doppione"
	NearDuplicate    Code = "quasi-doppione"
	SimilarCase      Code = "pratiche-simili"
	SimilarActivity  Code = "attivita-simili"
	SimilarValue     Code = "valori-simili"
	BrokenText       Code = "caratteri-rovinati"
	TestCase         Code = "pratica-di-prova"
	HolidayReceipt   Code = "ricezione-festiva"
	NightReceipt     Code = "ricezione-notturna"
	LongCase         Code = "durata-anomala"
	ManyEvents       Code = "troppi-eventi"
	SingleEvent      Code = "un-solo-evento"
	TwoEnds          Code = "espressa-e-tacita"
	AfterEnd         Code = "dopo-la-fine"
	BeforeReceipt    Code = "prima-della-ricezione"
	NoStart          Code = "senza-ricezione"
	NoEnd            Code = "senza-conclusione"
	UnpairedPause    Code = "sospensione-spaiata"
	UnbalancedStarts Code = "avvii-spaiati"
)

// Severity is how much an issue matters.
type Severity int

// The severities.
const (
	Notice  Severity = iota // to be known
	Warning                 // some figures may be wrong
	Serious                 // figures are wrong until it is mended or explained
)

// Label is the severity in Italian.
func (s Severity) Label() string { return [...]string{"Da sapere", "Attenzione", "Grave"}[s] }

// Place is where an issue stands.
type Place struct {
	Row    int32  // of the file; 0 when it is about the whole case or log
	Column string // name in the file
	Case   int32  // id, or −1
	Event  int32  // in the columns of the log, or −1
	Value  string // what is there
	Other  int32  // the row that it is compared with, 0 none
}

// Issue is one kind of problem in one column.
type Issue struct {
	Code        Code
	Severity    Severity
	Title       string // Italian
	Description string // Italian: what was found, with the numbers
	Effect      string // Italian: what it does to the figures
	Column      string
	Values      []string // the names in question, for similar names
	Count       int      // all the places
	Places      []Place  // the first ones, by row
	CaseCount   int      // all the cases
	Cases       []int32  // the first ones
}

// Report is what was found.
type Report struct {
	Issues     []Issue // the most serious first, then by code, column and values
	Cases      int
	Events     int
	Rejected   int      // rows that are not in the log
	DatesOnly  bool     // the log has days, not times
	NotChecked []string // Italian: what could not be looked at, and why
}

// Has tells whether an issue of the kind was found.
func (r *Report) Has(c Code) bool {
	for _, i := range r.Issues {
		if i.Code == c {
			return true
		}
	}
	return false
}

// Options guides Of. The zero value works.
type Options struct {
	Kinds     []steps.Kind        // by activity; nil is steps.Guess
	Now       time.Time           // zero: future times are not looked for
	Earliest  kernel.Day          // what is before it is implausible; zero is 1 January 1990
	Zone      *time.Location      // nil is kernel.Rome
	Calendar  *termini.Calendario // nil is the national one
	MaxPlaces int                 // per issue; 0 is 20
	MaxCases  int                 // ids per issue; 0 is 1,000
}

func (o Options) withDefaults(activities []string) Options {
	if o.Kinds == nil {
		o.Kinds = steps.Guess(activities)
	}
	if o.Earliest.IsZero() {
		o.Earliest = kernel.NewDay(1990, time.January, 1)
	}
	if o.Zone == nil {
		o.Zone = kernel.Rome
	}
	if o.Calendar == nil {
		o.Calendar = termini.Nazionale()
	}
	if o.MaxPlaces <= 0 {
		o.MaxPlaces = 20
	}
	if o.MaxCases <= 0 {
		o.MaxCases = 1000
	}
	return o
}
