package xlsx

import (
	"math"
	"time"
)

// lastSerial is 31 December 9999 in the calendar of 1900.
const lastSerial = 2_958_465

// Serial turns the number of a date cell into the day and hour that it shows,
// to the millisecond, written as a time in UTC because a workbook knows no
// zone. The calendar of 1900 counts a 29 February 1900 that never was
// (ECMA-376 part 1, 18.17.4.1); that day, hours without a day and what lies
// after the year 9999 are no times.
func Serial(x float64, date1904 bool) (time.Time, bool) {
	if date1904 {
		x += 1462
	}
	if math.IsNaN(x) || x < 1 || x >= lastSerial+1 || x >= 60 && x < 61 {
		return time.Time{}, false
	}
	day := math.Floor(x)
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if day < 60 {
		epoch = epoch.AddDate(0, 0, 1)
	}
	ms := time.Duration(math.Round((x-day)*86_400_000)) * time.Millisecond
	return epoch.AddDate(0, 0, int(day)).Add(ms), true
}
