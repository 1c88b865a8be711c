package eventlog

import "runtime"

// minPart is how many events are worth a goroutine of their own.
const minPart = 1 << 14

// Parts divides the kept cases into at most threads ranges [from, to) of about
// as many events; with 0 threads the processors are asked, and small views are
// left whole. There is always at least one range.
func (v *View) Parts(threads int) [][2]int {
	l, total := v.Log, 0
	for _, c := range v.Kept {
		total += int(l.Start[c+1] - l.Start[c])
	}
	if threads <= 0 {
		threads = min(runtime.GOMAXPROCS(0), max(1, total/minPart))
	}
	threads = max(1, min(threads, len(v.Kept)))
	parts := make([][2]int, 0, threads)
	from, seen := 0, 0
	for k, c := range v.Kept {
		seen += int(l.Start[c+1] - l.Start[c])
		if len(parts) < threads-1 && seen >= total*(len(parts)+1)/threads {
			parts = append(parts, [2]int{from, k + 1})
			from = k + 1
		}
	}
	if from < len(v.Kept) || len(parts) == 0 {
		parts = append(parts, [2]int{from, len(v.Kept)})
	}
	return parts
}
