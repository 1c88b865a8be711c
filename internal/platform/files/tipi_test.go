package files_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/files"
)

// cms makes a ContentInfo (RFC 5652 §3) of the given type around filler.
func cms(kind asn1.ObjectIdentifier) []byte {
	type contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0"`
	}
	inner, err := asn1.Marshal(struct {
		Version int
		Filler  []byte
	}{1, bytes.Repeat([]byte("firma"), 200)})
	if err != nil {
		panic(err)
	}
	b, err := asn1.Marshal(contentInfo{kind, asn1.RawValue{FullBytes: inner}})
	if err != nil {
		panic(err)
	}
	return b
}

var (
	signed    = cms(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2})
	enveloped = cms(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 3})
)

// ber is the same signature in indefinite length, as streams are written.
func ber() []byte {
	return append([]byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x80}, bytes.Repeat([]byte{0x04, 0x01, 0x41}, 50)...)
}

func lines(raw []byte) string {
	s := base64.StdEncoding.EncodeToString(raw)
	var b strings.Builder
	for len(s) > 64 {
		b.WriteString(s[:64] + "\r\n")
		s = s[64:]
	}
	return b.String() + s + "\r\n"
}

// entry is one file of an archive; declared, when it is not zero, is the size
// that the archive says it unpacks to.
type entry struct {
	name, content string
	declared      uint64
}

func archive(entries ...entry) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		var w io.Writer
		var err error
		if e.declared == 0 {
			w, err = z.Create(e.name)
		} else {
			w, err = z.CreateRaw(&zip.FileHeader{Name: e.name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(e.content)),
				CompressedSize64: uint64(len(e.content)), UncompressedSize64: e.declared})
		}
		if err == nil {
			_, err = io.WriteString(w, e.content)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func many(n int, first entry) string {
	all := []entry{first}
	for i := range n {
		all = append(all, entry{name: fmt.Sprint(i)})
	}
	return archive(all...)
}

var (
	word  = entry{name: "word/document.xml", content: "<w:document/>"}
	odf   = entry{name: "content.xml", content: "<office:document-content/>"}
	isODT = entry{name: "mimetype", content: "application/vnd.oasis.opendocument.text"}
	isODS = entry{name: "mimetype", content: "application/vnd.oasis.opendocument.spreadsheet"}
)

const exe = "MZ\x90\x00\x03\x00\x00\x00"

func gz(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.String()
}

var all = []files.Kind{files.PDF, files.P7M, files.PNG, files.JPEG, files.DOCX, files.XLSX, files.ODT, files.ODS, files.Text, files.CSV, files.XES, files.GZIP}

func TestFilesAreToldByNameAndContentTogether(t *testing.T) {
	for _, c := range []struct {
		name, content string
		want          files.Kind
	}{
		{"a.pdf", "%PDF-1.7\n…", files.PDF},
		{"A.PDF", "%PDF-1.4\r", files.PDF},
		{"contratto.exe.pdf", "%PDF-1.4\r", files.PDF},
		{"a.pdf.p7m", string(signed), files.P7M},
		{"a.p7m", string(ber()), files.P7M},
		{"a.p7m", lines(signed), files.P7M},
		{"a.p7m", base64.StdEncoding.EncodeToString(signed), files.P7M},
		{"a.p7m", "\r\n" + lines(ber()), files.P7M},
		{"a.p7m", string(pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: signed})), files.P7M},
		{"a.p7m", string(pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: signed})), files.P7M},
		{"a.png", "\x89PNG\r\n\x1a\n…", files.PNG},
		{"a.jpg", "\xff\xd8\xff\xe0", files.JPEG},
		{"a.jpeg", "\xff\xd8\xff\xe1", files.JPEG},
		{"a.docx", archive(word), files.DOCX},
		{"a.xlsx", archive(entry{name: "xl/workbook.xml"}), files.XLSX},
		{"a.odt", archive(isODT, odf), files.ODT},
		{"a.ods", archive(isODS, odf), files.ODS},
		{"a.odt", archive(odf), files.ODT},
		{"a.txt", "Città: perché no?\n", files.Text},
		{"a.csv", "codice;citt\xe0\n", files.CSV},
		{"a.csv", "\xef\xbb\xbfcodice;città\n", files.CSV},
		{"a.xes", "<?xml version=\"1.0\"?><log/>", files.XES},
		{"a.xml", "<log/>", files.XES},
		{"a.xes.gz", gz("<log/>"), files.GZIP},
		{"a.docx", many(9_999, word), files.DOCX},
		{"a.docx", archive(word, entry{"media.bin", "x", 999_000_000}), files.DOCX},
	} {
		got, err := files.Check(c.name, strings.NewReader(c.content), int64(len(c.content)), all)
		if err != nil || got.Name != c.want.Name || got.Type != c.want.Type {
			t.Errorf("%s (%.20q): %s, %v", c.name, c.content, got.Name, err)
		}
	}
}

func TestFilesThatSayOneThingAndAreAnother(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"a.pdf", "", "vuoto"},
		{"a.pdf", exe, "non è PDF"},
		{"a.pdf", "\n%PDF-1.7", "non è PDF"},
		{"a.pdf", archive(word), "non è PDF"},
		{"a.exe", exe, "non è ammesso"},
		{"a.pdf.exe", "%PDF-1.7", "non è ammesso"},
		{"a.pdf.", "%PDF-1.7", "non è ammesso"},
		{"a.pdf ", "%PDF-1.7", "non è ammesso"},
		{"pdf", "%PDF-1.7", "non è ammesso"},
		{"a.docm", archive(word), "non è ammesso"},
		{"a.html", "<script>", "non è ammesso"},
		{"a.svg", "<svg/>", "non è ammesso"},
		{"a.p7m", string(enveloped), "non è P7M"},
		{"a.p7m", lines(enveloped), "non è P7M"},
		{"a.p7m", "%PDF-1.7", "non è P7M"},
		{"a.p7m", "0", "non è P7M"},
		{"a.p7m", strings.Repeat("=", 100), "non è P7M"},
		{"a.p7m", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: bytes.Repeat([]byte{0x30, 0x82}, 60)})), "non è P7M"},
		{"a.png", "\xff\xd8\xff", "non è PNG"},
		{"a.jpg", "GIF89a", "non è JPEG"},
		{"a.docx", archive(entry{name: "xl/workbook.xml"}), "non è Word"},
		{"a.docx", archive(word, entry{name: "word/vbaProject.bin", content: "x"}), "non è Word"},
		{"a.docx", "PK\x03\x04 tronco", "non è Word"},
		{"a.docx", exe + archive(word), "non è Word"},
		{"a.docx", many(10_000, word), "non è Word"},
		{"bomba.docx", archive(word, entry{"x", "x", 1_000_000_001}), "non è Word"},
		{"bomba.docx", archive(word, entry{"x", "x", 600_000_000}, entry{"y", "x", 600_000_000}), "non è Word"},
		{"bomba.docx", archive(word, entry{"x", "x", 1<<63 + 5}, entry{"y", "x", 1<<63 + 5}), "non è Word"},
		{"bomba.ods", archive(isODS, odf, entry{"x", "x", 10 << 40}), "non è OpenDocument (ODS)"},
		{"a.ods", archive(isODT, odf), "non è OpenDocument (ODS)"},
		{"a.odt", archive(isODS, odf), "non è OpenDocument (ODT)"},
		{"a.odt", archive(isODT), "non è OpenDocument (ODT)"},
		{"a.txt", "testo\x00testo", "non è testo"},
		{"a.txt", strings.Repeat("riga\n", 40_000) + "\x00", "non è testo"},
		{"a.csv", exe, "non è CSV"},
		{"a.csv", "\x7fELF", "non è CSV"},
		{"a.csv", "%PDF-1.7", "non è CSV"},
		{"a.csv", archive(word), "non è CSV"},
		{"a.csv", "\xff\xfec\x00", "UTF-16"},
		{"a.xes", gz("<log/>"), "non è XES"},
		{"a.gz", "<log/>", "non è GZIP"},
	} {
		got, err := files.Check(c.name, strings.NewReader(c.content), int64(len(c.content)), all)
		if err == nil || kernel.CodeOf(err) != kernel.NonValido || !strings.Contains(err.Error(), c.want) || got.Name != "" {
			t.Errorf("%s (%.20q): %s, %v; want %q", c.name, c.content, got.Name, err, c.want)
		}
	}
	_, err := files.Check("a.png", strings.NewReader("\x89PNG\r\n\x1a\n"), 8, files.Protocollo)
	if err == nil || !strings.Contains(err.Error(), "Formati ammessi: PDF, P7M (firma CAdES).") {
		t.Errorf("a kind that is not allowed there: %v", err)
	}
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("è", 100)
	for name, want := range map[string]string{
		"verbale.pdf":                       "verbale.pdf",
		"Delibera n. 12 – città.pdf":        "Delibera n. 12 – città.pdf",
		"../../etc/passwd":                  "passwd",
		`C:\Utenti\Anna\verbale.pdf`:        "verbale.pdf",
		`..\..\windows\win.ini`:             "win.ini",
		"/":                                 "file",
		"":                                  "file",
		".":                                 "file",
		"..":                                "file",
		"...":                               "file",
		"..:":                               "file",
		"a/..":                              "file",
		" . ":                               "file",
		"\x00":                              "file",
		"a\x00b\r\nSet-Cookie: x.pdf":       "abSet-Cookie x.pdf",
		`a"b<c>d|e*f?g:h.pdf`:               "abcdefgh.pdf",
		"fattura\u202efdp.exe":              "fatturafdp.exe",
		"a\u2066b\u200bc\u2028d\ufeffe.pdf": "abcde.pdf",
		"a\u0085b\x9fc.pdf":                 "abc.pdf",
		"\xffa\xc3.pdf":                     "a.pdf",
		"  spazi  .pdf  ":                   "spazi  .pdf",
		long + ".pdf":                       strings.Repeat("è", 58) + ".pdf",
		strings.Repeat("x", 200):            strings.Repeat("x", 120),
		"a." + strings.Repeat("è", 100):     "a." + strings.Repeat("è", 59),
		strings.Repeat("x", 116) + "è.pdf":  strings.Repeat("x", 116) + ".pdf",
	} {
		if got := files.CleanName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"", "..", "a/../b", "x\x00y", strings.Repeat("è", 80) + "." + strings.Repeat("é", 8), "\u202e.pdf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := files.CleanName(s)
		if got == "" || len(got) > 120 || strings.ContainsAny(got, "/\\\x00\r\n\"") || strings.Trim(got, ".") == "" || strings.ToValidUTF8(got, "") != got {
			t.Fatalf("%q becomes %q", s, got)
		}
		if again := files.CleanName(got); again != got {
			t.Fatalf("%q becomes %q, then %q", s, got, again)
		}
	})
}

func TestThePoliciesAreShownToPeople(t *testing.T) {
	if got := files.Names(files.Registri); got != "CSV, Excel (XLSX), XES, Parquet, JSON (OCEL 2.0), SQLite (OCEL 2.0), GZIP" {
		t.Error(got)
	}
	if got := files.Accept(files.Protocollo); got != ".pdf,.p7m" {
		t.Error(got)
	}
}
