package instant

import "encoding/binary"

// fast reads the form in which nearly every log writes its times,
// aaaa-mm-ggThh:mm:ss[.fraction][Z|±hh:mm], looking at eight bytes at once. It
// reports false for any other, which may be good all the same.
func (t *Parser) fast(s []byte) (int64, bool) {
	if len(s) < 19 || s[10] != 'T' && s[10] != ' ' {
		return 0, false
	}
	date, dayOfMonth := binary.LittleEndian.Uint64(s), binary.LittleEndian.Uint16(s[8:])
	if (date != t.dateBytes || dayOfMonth != t.dayBytes) && !t.newDate(s, date, dayOfMonth) {
		return 0, false
	}
	clock := binary.LittleEndian.Uint64(s[11:])
	const digit, colon, high = 0x3030003030003030, 0x00003a00003a0000, 0xf0f000f0f000f0f0
	if clock&high != digit || (clock+0x0606000606000606)&high != digit || clock&^high&0x0000ff0000ff0000 != colon {
		return 0, false
	}
	clock &= 0x0f0f000f0f000f0f
	clock = clock*10 + clock>>8 // bytes 0, 3 and 6 are hours, minutes and seconds
	hour, minute, sec := clock&0xff, clock>>24&0xff, clock>>48&0xff
	if hour > 23 || minute > 59 || sec > 59 {
		return 0, false
	}
	at := t.dateMicros + int64((hour*60+minute)*60+sec)*second
	if len(s) == len("2006-01-02T15:04:05.000+00:00") {
		if millis, ok := thousandths(s); ok && binary.LittleEndian.Uint64(s[21:])>>16 == t.offsetBytes {
			return at + millis - t.offsetMicros, true
		}
	}
	s = s[19:]
	if len(s) > 1 && s[0] == '.' {
		var ok bool
		var fraction int64
		if fraction, s, ok = parseFraction(s[1:]); !ok {
			return 0, false
		}
		at += fraction
	}
	return t.fastOffset(at, s)
}

// thousandths reads the three decimals of a second, in microseconds.
func thousandths(s []byte) (int64, bool) {
	w := binary.LittleEndian.Uint32(s[19:])
	if w&0xf0f0f0ff != 0x3030302e || (w+0x06060600)&0xf0f0f000 != 0x30303000 {
		return 0, false
	}
	return int64(w>>8&15*100+w>>16&15*10+w>>24&15) * 1000, true
}

// newDate reads aaaa-mm-gg and remembers it.
func (t *Parser) newDate(s []byte, date uint64, dayOfMonth uint16) bool {
	for i, c := range s[:10] {
		if i == 4 || i == 7 {
			if c != '-' {
				return false
			}
		} else if c < '0' || c > '9' {
			return false
		}
	}
	days, _, ok := parseDate(s[:10])
	if ok {
		t.dateBytes, t.dayBytes, t.dateMicros = date, dayOfMonth, days*day
	}
	return ok
}

// fastOffset applies what follows the seconds.
func (t *Parser) fastOffset(at int64, s []byte) (int64, bool) {
	switch {
	case len(s) == 0:
		return at - t.offsetAt(at)*second, true
	case len(s) == 1 && s[0] == 'Z':
		return at, true
	case len(s) != 6:
		return 0, false
	}
	offset := uint64(binary.LittleEndian.Uint32(s)) | uint64(binary.LittleEndian.Uint16(s[4:]))<<32
	if offset != t.offsetBytes {
		seconds, local, ok := parseOffset(s)
		if !ok || local {
			return 0, false
		}
		t.offsetBytes, t.offsetMicros = offset, seconds*second
	}
	return at - t.offsetMicros, true
}
