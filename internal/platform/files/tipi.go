package files

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pass/internal/kernel"
)

// Kind is a kind of file that PAsS accepts, told by content and extension
// together: a file that says one thing and is another is refused.
type Kind struct {
	Name       string // for people
	Type       string // media type
	Extensions []string
	match      func(head []byte, r io.ReaderAt, size int64) bool
}

// The kinds of file.
var (
	PDF  = Kind{"PDF", "application/pdf", []string{".pdf"}, func(h []byte, _ io.ReaderAt, _ int64) bool { return bytes.HasPrefix(h, []byte("%PDF-")) }}
	P7M  = Kind{"P7M (firma CAdES)", "application/pkcs7-mime", []string{".p7m"}, isP7M}
	PNG  = Kind{"PNG", "image/png", []string{".png"}, prefix("\x89PNG\r\n\x1a\n")}
	JPEG = Kind{"JPEG", "image/jpeg", []string{".jpg", ".jpeg"}, prefix("\xff\xd8\xff")}
	DOCX = Kind{"Word (DOCX)", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}, zipWith("word/document.xml")}
	XLSX = Kind{"Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}, zipWith("xl/workbook.xml")}
	ODT  = Kind{"OpenDocument (ODT)", odt, []string{".odt"}, openDocument(odt)}
	ODS  = Kind{"OpenDocument (ODS)", ods, []string{".ods"}, openDocument(ods)}
	Text = Kind{"testo", "text/plain; charset=utf-8", []string{".txt"}, isText}
	CSV  = Kind{"CSV", "text/csv; charset=utf-8", []string{".csv"}, isText}
	XES  = Kind{"XES", "application/xml", []string{".xes", ".xml", ".xmlocel"}, isText}
	GZIP = Kind{"GZIP", "application/gzip", []string{".gz"}, prefix("\x1f\x8b")}

	Parquet = Kind{"Parquet", "application/vnd.apache.parquet", []string{".parquet"}, prefix("PAR1")}
	JSON    = Kind{"JSON (OCEL 2.0)", "application/json", []string{".json", ".jsonocel"}, isText}
	SQLite  = Kind{"SQLite (OCEL 2.0)", "application/vnd.sqlite3", []string{".sqlite", ".db"}, prefix("SQLite format 3\x00")}
)

const (
	odt = "application/vnd.oasis.opendocument.text"
	ods = "application/vnd.oasis.opendocument.spreadsheet"
)

// The policies: what may be uploaded where.
var (
	Protocollo = []Kind{PDF, P7M}
	Documenti  = []Kind{PDF, P7M, DOCX, XLSX, ODT, ODS, CSV, Text, PNG, JPEG}
	Registri   = []Kind{CSV, XLSX, XES, Parquet, JSON, SQLite, GZIP}
)

// Limits of size, in bytes.
const (
	MaxProtocollo = 20_000_000
	MaxDocumento  = 25_000_000
	MaxRegistro   = 200_000_000
)

// Check tells which of the allowed kinds the file is. The error, for people,
// names what was expected.
func Check(name string, r io.ReaderAt, size int64, allowed []Kind) (Kind, error) {
	if size == 0 {
		return Kind{}, kernel.E(kernel.NonValido, "Il file è vuoto. Scegliere un altro file.")
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return Kind{}, kernel.Wrap(kernel.NonValido, "Il file non si legge. Sceglierlo di nuovo.", err)
	}
	ext := strings.ToLower(path.Ext(name))
	for _, k := range allowed {
		for _, e := range k.Extensions {
			if e != ext {
				continue
			}
			if k.match(head, r, size) {
				return k, nil
			}
			if strings.HasPrefix(k.Type, "text/") && isUTF16(head) {
				return Kind{}, kernel.E(kernel.NonValido, "Il file è in UTF-16. Salvarlo in UTF-8 e sceglierlo di nuovo.")
			}
			return Kind{}, kernel.E(kernel.NonValido, "Il file si chiama «"+ext+"» ma il suo contenuto non è "+k.Name+". Scegliere il file originale.")
		}
	}
	return Kind{}, kernel.E(kernel.NonValido, "Questo tipo di file non è ammesso. Formati ammessi: "+Names(allowed)+".")
}

// Names lists kinds for people.
func Names(kinds []Kind) string {
	var n []string
	for _, k := range kinds {
		n = append(n, k.Name)
	}
	return strings.Join(n, ", ")
}

// Accept is the value of the accept attribute of a file input.
func Accept(kinds []Kind) string {
	var n []string
	for _, k := range kinds {
		n = append(n, k.Extensions...)
	}
	return strings.Join(n, ",")
}

// CleanName keeps the last element of a name, without what is not seen or has
// a meaning for an operating system, at most 120 bytes long. Characters that
// turn the direction of writing go too: they make "exe.pdf" look like another.
func CleanName(name string) string {
	name = strings.ToValidUTF8(strings.ReplaceAll(name, "\\", "/"), "")
	name = path.Base("/" + name)
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || strings.ContainsRune(`"<>|*?:/`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	const most = 120
	if len(name) <= most {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	base := name[:most-len(ext)]
	for !utf8.ValidString(base) {
		base = base[:len(base)-1]
	}
	return strings.TrimSpace(base) + ext
}

func prefix(p string) func([]byte, io.ReaderAt, int64) bool {
	return func(h []byte, _ io.ReaderAt, _ int64) bool { return bytes.HasPrefix(h, []byte(p)) }
}

// isP7M accepts a CMS SignedData in DER or BER, or the same in base64 or PEM.
// Source: RFC 5652 §3, object identifier 1.2.840.113549.1.7.2.
func isP7M(head []byte, _ io.ReaderAt, _ int64) bool {
	oid := []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	if len(head) > 2 && head[0] == 0x30 && bytes.Contains(head[:min(len(head), 40)], oid) {
		return true
	}
	text := strings.TrimSpace(string(head))
	text = strings.TrimPrefix(text, "-----BEGIN PKCS7-----")
	text = strings.TrimPrefix(text, "-----BEGIN CMS-----")
	text = strings.Join(strings.Fields(text), "")
	if len(text) < 64 {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(text[:64])
	return err == nil && raw[0] == 0x30 && bytes.Contains(raw, oid)
}

// zipWith accepts a zip archive that holds the given entry, no macros, and is
// not a bomb: at most 10,000 entries and 1 GB unpacked as declared.
func zipWith(entry string) func([]byte, io.ReaderAt, int64) bool {
	return func(head []byte, r io.ReaderAt, size int64) bool {
		z := openZip(head, r, size)
		return z != nil && slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == entry })
	}
}

// openDocument accepts a zip archive with content.xml whose entry mimetype,
// when there is one, says the given type. Source: OpenDocument 1.3 part 2 §3.3.
func openDocument(mediaType string) func([]byte, io.ReaderAt, int64) bool {
	return func(head []byte, r io.ReaderAt, size int64) bool {
		z := openZip(head, r, size)
		if z == nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "content.xml" }) {
			return false
		}
		for _, f := range z.File {
			if f.Name != "mimetype" {
				continue
			}
			in, err := f.Open()
			if err != nil {
				return false
			}
			said, err := io.ReadAll(io.LimitReader(in, 200))
			in.Close()
			if err != nil || string(bytes.TrimSpace(said)) != mediaType {
				return false
			}
		}
		return true
	}
}

func openZip(head []byte, r io.ReaderAt, size int64) *zip.Reader {
	const mostEntries, mostBytes = 10_000, 1_000_000_000
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) > mostEntries {
		return nil
	}
	var total uint64
	for _, f := range z.File {
		// One by one, because the sum of what they declare may overflow.
		if f.UncompressedSize64 > mostBytes {
			return nil
		}
		total += f.UncompressedSize64
		if path.Base(f.Name) == "vbaProject.bin" {
			return nil
		}
	}
	if total > mostBytes {
		return nil
	}
	return z
}

// isText refuses what holds NUL bytes anywhere or begins like a program or an
// archive, and accepts UTF-8 as well as Windows-1252.
func isText(head []byte, r io.ReaderAt, size int64) bool {
	for _, magic := range []string{"MZ", "\x7fELF", "%PDF-", "PK\x03\x04", "\x1f\x8b"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return false
		}
	}
	in, buf := io.NewSectionReader(r, 0, size), make([]byte, 1<<16)
	for {
		n, err := in.Read(buf)
		if bytes.IndexByte(buf[:n], 0) >= 0 {
			return false
		}
		if err != nil {
			return err == io.EOF
		}
	}
}

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}
