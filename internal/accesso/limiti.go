package accesso

import (
	"sync"
	"time"

	"pass/internal/kernel"
)

// How often things may happen that anybody, or one person, could repeat at the
// expense of others.
const (
	maxNegati = 60  // failed sign-ins that go into registro, a minute and a node
	maxCambi  = 10  // changes of one's own e-mail, a day
	maxInviti = 100 // invitations of delegates by one person, a day
)

// alMinuto lets maxNegati things pass in each minute; the zero value is ready.
type alMinuto struct {
	mu  sync.Mutex
	dal kernel.Instant // when the minute began
	n   int
}

func (a *alMinuto) passa(ora kernel.Instant) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ora.Sub(a.dal) >= time.Minute || ora.Before(a.dal) {
		a.dal, a.n = ora, 0
	}
	a.n++
	return a.n <= maxNegati
}
