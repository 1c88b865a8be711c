package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
)

// result is what all the tools tell, in the keys of "passd analizza --json".
type result struct {
	Counts struct {
		Cases    int `json:"cases"`
		Events   int `json:"events"`
		Variants int `json:"variants"`
	} `json:"counts"`
	Cases struct {
		Count int     `json:"count"`
		Sum   float64 `json:"sum"`
		Max   float64 `json:"max"`
	} `json:"case_duration_seconds"`
	DFG []struct {
		From   string  `json:"from"`
		To     string  `json:"to"`
		Count  int     `json:"count"`
		Sum    float64 `json:"sum"`
		Mean   float64 `json:"mean"`
		Median float64 `json:"median"`
		Min    float64 `json:"min"`
		Max    float64 `json:"max"`
	} `json:"dfg"`
	Variants []struct {
		Count    int      `json:"count"`
		Sequence []string `json:"sequence"`
	} `json:"variants_top20"`
}

// same asks that all the results say the same, and those of the product byte
// by byte.
func same(cs []*command) error {
	ours := cs[len(cs)-1]
	var want result
	if err := json.Unmarshal(ours.output, &want); err != nil {
		return fmt.Errorf("%s: %w", ours.name, err)
	}
	for _, c := range cs[:len(cs)-1] {
		if !c.keep {
			continue
		}
		if !c.rival && !bytes.Equal(c.output, ours.output) {
			return fmt.Errorf("%s and %s give different results", c.name, ours.name)
		}
		var got result
		if err := json.Unmarshal(c.output, &got); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if err := got.differs(&want); err != nil {
			return fmt.Errorf("%s and %s: %w", c.name, ours.name, err)
		}
	}
	fmt.Printf("The results are the same: %d cases, %d variants, %d transitions.\n", want.Counts.Cases, want.Counts.Variants, len(want.DFG))
	return nil
}

func (r *result) differs(want *result) error {
	if r.Counts != want.Counts || r.Cases.Count != want.Cases.Count || !near(r.Cases.Sum, want.Cases.Sum) || !near(r.Cases.Max, want.Cases.Max) {
		return fmt.Errorf("counts and cases %+v %+v, %+v %+v", r.Counts, r.Cases, want.Counts, want.Cases)
	}
	if !reflect.DeepEqual(r.Variants, want.Variants) {
		return fmt.Errorf("other variants")
	}
	if len(r.DFG) != len(want.DFG) {
		return fmt.Errorf("%d and %d transitions", len(r.DFG), len(want.DFG))
	}
	for i, w := range want.DFG {
		g := r.DFG[i]
		if g.From != w.From || g.To != w.To || g.Count != w.Count || !near(g.Sum, w.Sum) || !near(g.Mean, w.Mean) || !near(g.Median, w.Median) || !near(g.Min, w.Min) || !near(g.Max, w.Max) {
			return fmt.Errorf("transition %d: %+v, %+v", i, g, w)
		}
	}
	return nil
}

// near is the tolerance of the comparison: 1 ms, or 1e-9 of the value.
func near(a, b float64) bool { return math.Abs(a-b) <= max(0.001, 1e-9*math.Abs(b)) }
