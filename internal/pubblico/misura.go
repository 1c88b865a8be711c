package pubblico

import (
	"encoding/json"
	"math"
)

// MinimoCasi is the least number of values of which a mean or a median is
// published. Below it the figure could tell about one case.
const MinimoCasi = 5

// Misura is a mean or a median with the number of values it was made from.
type Misura struct {
	Valore *float64 `json:"valore,omitempty"` // nil: not known, or of fewer than MinimoCasi values
	N      int64    `json:"n"`                // how many values; 0 when there are none, or it is held back
	// Riservata: value and number are held back, because the number is small
	// or would give away a small one (package riserbo).
	Riservata bool `json:"riservata,omitzero"`
}

// NuovaMisura makes a measure of n values, rounded to one decimal. With fewer
// than MinimoCasi values only n is kept.
func NuovaMisura(valore float64, n int64) Misura {
	if n < MinimoCasi || math.IsNaN(valore) || math.IsInf(valore, 0) {
		return Misura{N: n}
	}
	v := math.Round(valore*10) / 10
	return Misura{Valore: &v, N: n}
}

// Nota reports whether the value may be shown.
func (m Misura) Nota() bool { return m.Valore != nil && m.N >= MinimoCasi }

// MarshalJSON drops the value when it was made from too few cases, so that it
// cannot be published by mistake.
func (m Misura) MarshalJSON() ([]byte, error) {
	type plain Misura
	if !m.Nota() {
		m.Valore = nil
	}
	return json.Marshal(plain(m))
}
