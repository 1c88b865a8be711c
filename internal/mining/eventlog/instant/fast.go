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
	hour := int64(clock&15)*10 + int64(clock>>8&15)
	minute := int64(clock>>24&15)*10 + int64(clock>>32&15)
	sec := int64(clock>>48&15)*10 + int64(clock>>56&15)
	if hour > 23 || minute > 59 || sec > 59 {
		return 0, false
	}
	at := t.dateDays*day + ((hour*60+minute)*60+sec)*second
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
		t.dateBytes, t.dayBytes, t.dateDays = date, dayOfMonth, days
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
		t.offsetBytes, t.offsetValue = offset, seconds
	}
	return at - t.offsetValue*second, true
}
