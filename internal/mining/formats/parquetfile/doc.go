// Package parquetfile reads the flat columns of a Parquet file as text, row by
// row, out of bytes that may come from a stranger. Source: the Apache Parquet
// format, github.com/apache/parquet-format (README, parquet.thrift,
// Encodings.md, Compression.md).
//
//	Open   bytes → File: columns, row groups, rows
//	Rows   File, columns → Next: the text of each column, absent for null
//
// The library that writes Parquet elsewhere in the project allocates what a
// page says of itself (run lengths, counts, sizes after decompression), so a
// file of a few kilobytes can ask it for terabytes. Here every value is decoded
// when it is asked for, and what is held at one time is one page and one
// dictionary of each column.
//
// # What is read
//
//   - Columns without repetition, required or optional, also inside groups;
//     lists and maps are passed over.
//   - All physical types; strings as they are, times as ISO 8601 (with Z when
//     they are adjusted to UTC), dates, decimals, UUIDs; whole floating numbers
//     without a fraction, NaN as null. INT96 is a time without offset.
//   - Encodings PLAIN, dictionary, RLE, the three DELTA ones and
//     BYTE_STREAM_SPLIT; data pages of both versions; compression none,
//     Snappy, gzip and Zstandard. Anything else is ErrUnsupported.
//
// # Limits
//
// Limits bound rows, bytes after decompression and memory; ErrTooBig beyond.
// What a file says wrongly of itself is ErrCorrupt.
package parquetfile
