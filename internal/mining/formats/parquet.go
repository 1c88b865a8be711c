package formats

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats/parquetfile"
)

// parquetMemory bounds the pages and the dictionaries held at one time.
const parquetMemory = 1 << 30

func openParquet(data []byte, opts eventlog.Options) (*opened, error) {
	most := int64(cmp.Or(opts.MaxEvents, eventlog.DefaultMaxEvents))
	f, err := parquetfile.Open(data, parquetfile.Limits{Rows: most, Bytes: maxBytes(opts), Memory: parquetMemory})
	if err != nil {
		return nil, explainParquet(err, 0)
	}
	var header []string
	var places []int // in the file
	for i, c := range f.Columns {
		if c.Flat() && !slices.Contains(header, c.Name) {
			header, places = append(header, c.Name), append(places, i)
		}
	}
	// Only the columns that are used are decoded.
	used := usedColumns(header, opts)
	read := make([]int, len(used))
	for i, c := range used {
		read[i] = places[c]
	}
	rows, n := f.Read(read), 0
	fields := make([][]byte, len(header))
	t := eventlog.Rows{Format: eventlog.Parquet, Header: header, Next: func() (int, [][]byte, error) {
		values, err := rows.Next()
		if err != nil {
			return n, nil, explainParquet(err, n)
		}
		n++
		for i, c := range used {
			fields[c] = values[i]
		}
		return n, fields, nil
	}}
	return &opened{rows: t, done: func() {}}, nil
}

func explainParquet(err error, n int) error {
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, parquetfile.ErrTooBig):
		return kernel.Wrap(kernel.NonValido, "Il file Parquet, una volta aperto, è troppo grande. Dividerlo per periodo e caricarne una parte.", err)
	case errors.Is(err, parquetfile.ErrUnsupported):
		return kernel.Wrap(kernel.NonValido, "Il file Parquet usa una compressione o una codifica che non si può leggere. Salvarlo con compressione Snappy, gzip o Zstandard.", err)
	case n > 0:
		return kernel.Wrap(kernel.NonValido, fmt.Sprintf("Il file Parquet è danneggiato o incompleto dopo la riga %s. Esportarlo e caricarlo di nuovo.", kernel.Numero(int64(n))), err)
	}
	return kernel.Wrap(kernel.NonValido, "Il file Parquet è danneggiato o incompleto. Esportarlo e caricarlo di nuovo.", err)
}
