package foglio

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// archivio is an open workbook.
type archivio struct {
	parti     map[string]*zip.File
	budget    spesa
	testi     []string
	formati   []bool // style index → shows a date
	sist1904  bool
	righe     int
	celle     int
	relazioni map[string]string
}

// rinvio is a sheet as the workbook lists it.
type rinvio struct {
	nome, id string
	nascosto bool
}

func leggiXLSX(r io.ReaderAt, size int64) (*Libro, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nonLeggibile(err)
	}
	a := &archivio{parti: map[string]*zip.File{}, budget: spesa{maxDecompresso, maxElementi}}
	var totale uint64
	for _, f := range z.File {
		nome := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		a.parti[strings.ToLower(nome)] = f
		if totale += f.UncompressedSize64; totale > 4*maxDecompresso || f.UncompressedSize64 > 4*maxDecompresso {
			return nil, gonfio()
		}
	}
	l, err := a.libro()
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, errTroppo), errors.Is(err, errPezzo), errors.Is(err, errElenchi):
		return nil, gonfio()
	}
	var nostro interface{ Unwrap() error }
	if errors.As(err, &nostro) && isKernel(err) {
		return nil, err
	}
	return nil, nonLeggibile(err)
}

func gonfio() error {
	return troppoGrande("Il file, una volta aperto, è molto più grande di un foglio di pratiche.")
}

func nonLeggibile(err error) error {
	return nonValido("Il file non è un foglio XLSX leggibile. Va aperto con il programma di calcolo, salvato come XLSX e caricato di nuovo.", err)
}

// apri opens a part; nil when it is not there.
func (a *archivio) apri(nome string) (*flusso, io.Closer, error) {
	f := a.parti[strings.ToLower(strings.TrimPrefix(nome, "/"))]
	if f == nil {
		return nil, nil, nil
	}
	rc, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return nuovoFlusso(rc, &a.budget), rc, nil
}

// perOgni calls fn with each element that opens in a part; a part that is not
// there has none.
func (a *archivio) perOgni(nome string, fn func(*flusso, xml.StartElement) error) error {
	f, c, err := a.apri(nome)
	if err != nil || f == nil {
		return err
	}
	defer c.Close()
	for {
		t, err := f.token()
		if err != nil || t == nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := fn(f, e); err != nil {
				return err
			}
		}
	}
}

// libro reads the workbook part by part.
func (a *archivio) libro() (*Libro, error) {
	cartella, principale, err := a.principale()
	if err != nil {
		return nil, err
	}
	fogli, err := a.elenco(principale)
	if err != nil {
		return nil, err
	}
	if a.relazioni, err = a.rel(cartella, path.Join(cartella, "_rels", path.Base(principale)+".rels"), "id"); err != nil {
		return nil, err
	}
	if err := a.leggiTesti(a.parteDi(cartella, "sharedstrings.xml")); err != nil {
		return nil, err
	}
	if err := a.leggiFormati(a.parteDi(cartella, "styles.xml")); err != nil {
		return nil, err
	}
	l := &Libro{Sistema1904: a.sist1904}
	for _, r := range fogli {
		parte := a.relazioni[r.id]
		if parte == "" || !strings.Contains(strings.ToLower(parte), "worksheet") {
			continue // a chart or a macro sheet has no cells
		}
		f := Foglio{Nome: r.nome, Nascosto: r.nascosto}
		if err := a.foglio(parte, &f); err != nil {
			return nil, err
		}
		l.Fogli = append(l.Fogli, f)
	}
	return l, nil
}

// principale is the part that lists the sheets.
func (a *archivio) principale() (cartella, parte string, err error) {
	rel, err := a.rel("", "_rels/.rels", "type")
	if err != nil {
		return "", "", err
	}
	for tipo, p := range rel {
		if strings.HasSuffix(tipo, "/officeDocument") {
			return path.Dir(p), p, nil
		}
	}
	if a.parti["xl/workbook.xml"] != nil {
		return "xl", "xl/workbook.xml", nil
	}
	if f := a.parti["content.xml"]; f != nil {
		return "", "", nonValido("Il file è in formato ODS. Va salvato come XLSX e caricato di nuovo.", nil)
	}
	return "", "", nonValido("Il file è un archivio ZIP, non un foglio XLSX. Va estratto prima di caricarlo.", nil)
}

// rel reads a list of relations, by id or by type, to names of parts.
func (a *archivio) rel(cartella, nome, chiave string) (map[string]string, error) {
	out := map[string]string{}
	err := a.perOgni(nome, func(_ *flusso, e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		meta := strings.ReplaceAll(attr(e, "Target"), `\`, "/")
		if strings.HasPrefix(meta, "/") {
			meta = strings.TrimPrefix(path.Clean(meta), "/")
		} else {
			meta = path.Join(cartella, meta)
		}
		k := attr(e, map[string]string{"id": "Id", "type": "Type"}[chiave])
		if len(out) < maxFormati {
			out[k] = meta
		}
		return nil
	})
	return out, err
}

// parteDi finds a part by the end of its name, among the relations first.
func (a *archivio) parteDi(cartella, fine string) string {
	trovata := ""
	for _, p := range a.relazioni {
		if strings.HasSuffix(strings.ToLower(p), fine) && (trovata == "" || p < trovata) {
			trovata = p
		}
	}
	if trovata == "" {
		return path.Join(cartella, fine)
	}
	return trovata
}

func (a *archivio) elenco(parte string) ([]rinvio, error) {
	var out []rinvio
	err := a.perOgni(parte, func(_ *flusso, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			a.sist1904 = vero(attr(e, "date1904"))
		case "sheet":
			r := rinvio{nome: attr(e, "name"), nascosto: attr(e, "state") != "" && attr(e, "state") != "visible"}
			for _, at := range e.Attr { // r:id, while sheetId has no prefix
				if at.Name.Local == "id" {
					r.id = at.Value
				}
			}
			if out = append(out, r); len(out) > MaxFogli {
				return troppoGrande("Il file ha più di " + strconv.Itoa(MaxFogli) + " fogli.")
			}
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = io.ErrUnexpectedEOF
	}
	return out, err
}

func (a *archivio) leggiTesti(parte string) error {
	spesi := 0
	return a.perOgni(parte, func(f *flusso, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := f.testoFino("si")
		if err != nil {
			return err
		}
		if spesi += len(s) + 16; spesi > maxTesti {
			return errTroppo
		}
		a.testi = append(a.testi, s)
		return nil
	})
}

// leggiFormati learns which styles show a date.
func (a *archivio) leggiFormati(parte string) error {
	propri := map[string]bool{}
	dentro := false
	return a.perOgni(parte, func(_ *flusso, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if len(propri) > maxFormati {
				return errElenchi
			}
			propri[attr(e, "numFmtId")] = formatoData(attr(e, "formatCode"))
		case "cellXfs":
			dentro = true
		case "cellStyles", "dxfs":
			dentro = false
		case "xf":
			if !dentro {
				return nil
			}
			if len(a.formati) > maxFormati {
				return errElenchi
			}
			id := attr(e, "numFmtId")
			data, proprio := propri[id]
			if !proprio {
				n, _ := strconv.Atoi(id)
				// ECMA-376 part 1, 18.8.30: the built-in date formats.
				data = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 58
			}
			a.formati = append(a.formati, data)
		}
		return nil
	})
}

// formatoData reports whether a number format shows a day: it has a d or a y
// outside quotes, brackets and escapes.
func formatoData(codice string) bool {
	dentro := byte(0)
	for i := 0; i < len(codice); i++ {
		c := codice[i]
		switch {
		case dentro != 0:
			if c == dentro {
				dentro = 0
			}
		case c == '"':
			dentro = '"'
		case c == '[':
			dentro = ']'
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == ';':
			return false // only the part for positive numbers counts
		case c == 'd' || c == 'D' || c == 'y' || c == 'Y':
			return true
		}
	}
	return false
}
