package parquetfile

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"
)

const (
	millisPerDay = 86_400_000
	julianEpoch  = 2_440_588 // Julian day of 1970-01-01
)

// appendText writes a value as text; nothing for NaN.
func (c *Column) appendText(b []byte, v rawValue) []byte {
	n := int64(v.n)
	switch c.stored {
	case boolean:
		return strconv.AppendBool(b, v.n == 1)
	case floats:
		return appendFloat(b, float64(math.Float32frombits(uint32(v.n))), 32)
	case doubles:
		return appendFloat(b, math.Float64frombits(v.n), 64)
	case int96s:
		nanos, day := binary.LittleEndian.Uint64(v.bytes), int64(binary.LittleEndian.Uint32(v.bytes[8:]))-julianEpoch
		return appendStamp(b, time.Unix(day*86_400, 0).Add(time.Duration(nanos)), false)
	case byteArrays, fixedArrays:
		switch {
		case c.means == decimal:
			return c.appendDecimal(b, bigEndian(v.bytes))
		case c.means == uuid && len(v.bytes) == 16:
			x := v.bytes
			return fmt.Appendf(b, "%x-%x-%x-%x-%x", x[:4], x[4:6], x[6:8], x[8:10], x[10:])
		}
		return append(b, v.bytes...)
	case int32s:
		if n = int64(int32(v.n)); c.means == unsigned {
			n = int64(uint32(v.n))
		}
	}
	switch c.means {
	case unsigned:
		return strconv.AppendUint(b, uint64(n), 10)
	case decimal:
		return c.appendDecimal(b, big.NewInt(n))
	case date:
		return time.UnixMilli(0).UTC().AddDate(0, 0, int(n)).AppendFormat(b, time.DateOnly)
	case timeMillis:
		return time.UnixMilli(n).UTC().AppendFormat(b, "15:04:05.999")
	case timeMicros:
		return time.UnixMicro(n).UTC().AppendFormat(b, "15:04:05.999999")
	case timeNanos:
		return time.Unix(0, n).UTC().AppendFormat(b, "15:04:05.999999999")
	case stampMillis:
		return appendStamp(b, time.UnixMilli(n), c.UTC)
	case stampMicros:
		return appendStamp(b, time.UnixMicro(n), c.UTC)
	case stampNanos:
		return appendStamp(b, time.Unix(0, n), c.UTC)
	}
	return strconv.AppendInt(b, n, 10)
}

// appendStamp writes an instant, or the day and hour of a clock without zone.
// Years that four figures cannot write are not times of a log.
func appendStamp(b []byte, t time.Time, utc bool) []byte {
	b = t.UTC().AppendFormat(b, "2006-01-02T15:04:05.999999999")
	if utc {
		b = append(b, 'Z')
	}
	return b
}

// appendFloat writes whole numbers without a fraction, because tools keep
// numbers of practices with some missing as floating ones.
func appendFloat(b []byte, x float64, size int) []byte {
	switch {
	case math.IsNaN(x):
		return b
	case x == math.Trunc(x) && math.Abs(x) < 1e15:
		return strconv.AppendInt(b, int64(x), 10)
	}
	return strconv.AppendFloat(b, x, 'g', -1, size)
}

// bigEndian reads a two's complement number, of at most 64 bytes.
func bigEndian(raw []byte) *big.Int {
	raw = raw[:min(len(raw), 64)]
	n := new(big.Int).SetBytes(raw)
	if len(raw) > 0 && raw[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
	}
	return n
}

func (c *Column) appendDecimal(b []byte, n *big.Int) []byte {
	digits := new(big.Int).Abs(n).String()
	for len(digits) <= c.Decimal {
		digits = "0" + digits
	}
	if n.Sign() < 0 {
		b = append(b, '-')
	}
	b = append(b, digits[:len(digits)-c.Decimal]...)
	if c.Decimal > 0 {
		b = append(append(b, '.'), digits[len(digits)-c.Decimal:]...)
	}
	return b
}
