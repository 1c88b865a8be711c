package parquetfile_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"

	"pass/internal/mining/formats/parquetfile"
)

var limits = parquetfile.Limits{Rows: 1 << 20, Bytes: 64 << 20, Memory: 64 << 20}

// read gives the flat columns and the rows as text, "∅" for null.
func read(data []byte, l parquetfile.Limits) (names []string, out [][]string, err error) {
	f, err := parquetfile.Open(data, l)
	if err != nil {
		return nil, nil, err
	}
	var columns []int
	for i, c := range f.Columns {
		if c.Flat() {
			columns = append(columns, i)
			names = append(names, c.Name)
		}
	}
	rows := f.Read(columns)
	for {
		fields, err := rows.Next()
		if err == io.EOF {
			return names, out, nil
		}
		if err != nil {
			return names, out, err
		}
		row := make([]string, len(fields))
		for i, x := range fields {
			if row[i] = string(x); x == nil {
				row[i] = "∅"
			}
		}
		out = append(out, row)
	}
}

type record struct {
	S   string              `parquet:"s"`
	D   string              `parquet:"d,dict"`
	L   string              `parquet:"l,delta"`
	O   *string             `parquet:"o,optional,dict"`
	P   *string             `parquet:"p,optional"`
	I   int32               `parquet:"i"`
	J   int64               `parquet:"j,delta"`
	K   int32               `parquet:"k,delta"`
	U   uint32              `parquet:"u"`
	F   float64             `parquet:"f"`
	G   float32             `parquet:"g,split"`
	B   bool                `parquet:"b"`
	T   time.Time           `parquet:"t,timestamp(microsecond)"`
	N   time.Time           `parquet:"n,timestamp(nanosecond:local)"`
	M   *int64              `parquet:"m,optional,timestamp(millisecond)"`
	Day int32               `parquet:"day,date"`
	C   int64               `parquet:"c,decimal(2:18)"`
	X   deprecated.Int96    `parquet:"x"`
	Q   [16]byte            `parquet:"q,uuid"`
	In  struct{ V *string } `parquet:"in,optional"`
	R   []string            `parquet:"r,list"`
}

// sample makes n records and what should be read of them.
func sample(n int) (records []record, want [][]string) {
	base := time.Date(2024, 3, 31, 1, 59, 58, 123456000, time.UTC)
	for i := range n {
		at := base.Add(time.Duration(i) * 37 * time.Minute)
		text := "é" + strconv.Itoa(i*i)
		r := record{S: text, D: "voce " + strconv.Itoa(i%5), L: strings.Repeat("pre", i%7) + strconv.Itoa(i), I: int32(-i), J: int64(i) * -1e12,
			K: int32(i * i), U: uint32(1<<31) + uint32(i), F: float64(i) / 4, G: float32(i) + 0.5, B: i%3 == 0, T: at, N: at, Day: int32(i - 10), C: int64(i - 150),
			X: deprecated.Int96{uint32(i * 1000), 0, 2440588 + uint32(i)}, R: make([]string, i%3)}
		r.Q[15] = byte(i)
		row := []string{text, r.D, r.L, "∅", "∅", strconv.Itoa(-i), strconv.FormatInt(r.J, 10), strconv.Itoa(i * i), strconv.FormatUint(uint64(r.U), 10),
			strconv.FormatFloat(r.F, 'g', -1, 64), strconv.FormatFloat(float64(r.G), 'g', -1, 32), strconv.FormatBool(r.B),
			at.Format("2006-01-02T15:04:05.999999999Z"), at.Format("2006-01-02T15:04:05.999999999"), "∅",
			time.Date(1970, 1, 1+i-10, 0, 0, 0, 0, time.UTC).Format("2006-01-02"), fmt.Sprintf("%.2f", float64(i-150)/100),
			time.Date(1970, 1, 1+i, 0, 0, 0, i*1000, time.UTC).Format("2006-01-02T15:04:05.999999999"), fmt.Sprintf("00000000-0000-0000-0000-%012x", i%256), "∅"}
		if i%2 == 0 {
			r.O, row[3] = &r.D, r.D
		}
		if i%4 == 1 {
			millis := at.UnixMilli()
			r.P, row[4] = &r.S, text
			r.M, row[14] = &millis, time.UnixMilli(millis).UTC().Format("2006-01-02T15:04:05.999Z")
			r.In.V, row[19] = &r.L, r.L
		}
		records, want = append(records, r), append(want, row)
	}
	return records, want
}

func write(t testing.TB, records []record, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[record](&b, options...)
	for i := 0; i < len(records); i += 900 {
		if _, err := w.Write(records[i:min(i+900, len(records))]); err != nil {
			t.Fatal(err)
		}
		if i%1800 == 900 {
			if err := w.Flush(); err != nil { // another row group
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSameAsTheLibrary reads what the library writes, in every form that is
// read.
func TestSameAsTheLibrary(t *testing.T) {
	records, want := sample(4000)
	for name, codec := range map[string]compress.Codec{"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "gzip": &parquet.Gzip, "zstd": &parquet.Zstd} {
		for _, version := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s v%d", name, version), func(t *testing.T) {
				data := write(t, records, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(2000))
				names, got, err := read(data, limits)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Join(names, ",") != "s,d,l,o,p,i,j,k,u,f,g,b,t,n,m,day,c,x,q,in.V" {
					t.Error(names)
				}
				if len(got) != len(want) {
					t.Fatalf("%d rows, want %d", len(got), len(want))
				}
				for i := range want {
					if !reflect.DeepEqual(got[i], want[i]) {
						t.Fatalf("row %d:\n%v\n%v", i, got[i], want[i])
					}
				}
			})
		}
	}
}

func TestRefused(t *testing.T) {
	records, _ := sample(10)
	brotli := write(t, records, parquet.Compression(&parquet.Brotli))
	sound := write(t, records, parquet.Compression(&parquet.Snappy))
	footer := binary.LittleEndian.Uint32(sound[len(sound)-8:])
	spoil := func(fn func(b []byte) []byte) []byte { return fn(bytes.Clone(sound)) }
	for name, c := range map[string]struct {
		data   []byte
		limits parquetfile.Limits
		want   error
	}{
		"brotli":       {brotli, limits, parquetfile.ErrUnsupported},
		"empty":        {[]byte("PAR1PAR1"), limits, parquetfile.ErrCorrupt},
		"truncated":    {sound[:len(sound)-9], limits, parquetfile.ErrCorrupt},
		"long footer":  {spoil(func(b []byte) []byte { binary.LittleEndian.PutUint32(b[len(b)-8:], 1<<31); return b }), limits, parquetfile.ErrCorrupt},
		"no footer":    {spoil(func(b []byte) []byte { clear(b[len(b)-8-int(footer) : len(b)-8]); return b }), limits, parquetfile.ErrCorrupt},
		"other footer": {spoil(func(b []byte) []byte { copy(b[len(b)-8-int(footer):], bytes.Repeat([]byte{0xf9}, 40)); return b }), limits, parquetfile.ErrCorrupt},
		"no pages":     {spoil(func(b []byte) []byte { clear(b[4 : len(b)-8-int(footer)]); return b }), limits, parquetfile.ErrCorrupt},
		"rows":         {sound, parquetfile.Limits{Rows: 9, Bytes: 1 << 20, Memory: 1 << 20}, parquetfile.ErrTooBig},
		"bytes":        {sound, parquetfile.Limits{Rows: 10, Bytes: 100, Memory: 1 << 20}, parquetfile.ErrTooBig},
		"memory":       {sound, parquetfile.Limits{Rows: 10, Bytes: 1 << 20, Memory: 100}, parquetfile.ErrTooBig},
	} {
		if _, _, err := read(c.data, c.limits); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestEveryByte spoils a small file one byte at a time: it must always end,
// with rows or with an error of ours, and never hold more than the limits.
func TestEveryByte(t *testing.T) {
	records, _ := sample(8)
	for _, version := range []int{1, 2} {
		sound := write(t, records, parquet.Compression(&parquet.Snappy), parquet.DataPageVersion(version))
		for i := range sound {
			b := bytes.Clone(sound)
			for _, c := range []byte{0xff, sound[i] ^ 1, sound[i] ^ 0x80} {
				b[i] = c
				_, rows, err := read(b, limits)
				if err != nil && !errors.Is(err, parquetfile.ErrCorrupt) && !errors.Is(err, parquetfile.ErrUnsupported) && !errors.Is(err, parquetfile.ErrTooBig) {
					t.Fatalf("byte %d: %v", i, err)
				}
				if int64(len(rows)) > limits.Rows {
					t.Fatalf("byte %d: %d rows", i, len(rows))
				}
			}
		}
	}
}

// TestMutations spoils files in the ways of a fuzzer, always the same ones.
func TestMutations(t *testing.T) {
	records, _ := sample(12)
	r := rand.New(rand.NewPCG(1, 2))
	for _, version := range []int{1, 2} {
		sound := write(t, records, parquet.DataPageVersion(version))
		for range 3000 {
			b := bytes.Clone(sound)
			for range 1 + r.IntN(4) {
				p, q, n := r.IntN(len(b)), r.IntN(len(b)), r.IntN(20)
				switch {
				case n < 8:
					b[p] ^= 1 << n
				case max(p, q)+n < len(b):
					copy(b[p:p+n], sound[q:q+n])
				}
			}
			_, rows, err := read(b, limits)
			if err != nil && !errors.Is(err, parquetfile.ErrCorrupt) && !errors.Is(err, parquetfile.ErrUnsupported) && !errors.Is(err, parquetfile.ErrTooBig) || int64(len(rows)) > limits.Rows {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
		}
	}
}

// FuzzOpen reads whatever calls itself Parquet.
func FuzzOpen(f *testing.F) {
	records, _ := sample(12)
	for _, version := range []int{1, 2} {
		f.Add(write(f, records, parquet.DataPageVersion(version)))
		f.Add(write(f, records, parquet.DataPageVersion(version), parquet.Compression(&parquet.Zstd)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		small := parquetfile.Limits{Rows: 1000, Bytes: 1 << 20, Memory: 1 << 20}
		if _, rows, _ := read(data, small); len(rows) > 1000 {
			t.Fatal("more rows than allowed")
		}
	})
}
