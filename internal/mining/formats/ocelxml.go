package formats

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"pass/internal/kernel"
)

// maxXMLDepth is how deep elements may be nested; the standard needs five.
const maxXMLDepth = 100

// xmlSource is an OCEL 2.0 log as XML (OCEL 2.0 specification, §7.2).
type xmlSource struct{ data []byte }

var (
	errNesting = errors.New("formats: elements not closed in order, or nested too deeply")
	errDoctype = kernel.E(kernel.NonValido, "Il file contiene un DOCTYPE, che per sicurezza non è ammesso. Esportarlo di nuovo senza DOCTYPE.")
)

// xmlWalk reads the elements of a text and keeps their names.
type xmlWalk struct {
	d    *xml.Decoder
	open []string
	text []byte // of the innermost element
	done bool
}

// walkXML calls opens and closes for each element, with the names of those that
// are open; closes gets the text of the element.
func walkXML(data []byte, opens func(path []string, e xml.StartElement) error, closes func(path []string, text []byte) error) error {
	w := &xmlWalk{d: xml.NewDecoder(bytes.NewReader(data))}
	for {
		t, err := w.d.RawToken()
		if err == io.EOF && w.done {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive:
			return errDoctype
		case xml.StartElement:
			if w.done || len(w.open) >= maxXMLDepth {
				return errNesting
			}
			w.open, w.text = append(w.open, t.Name.Local), w.text[:0]
			if err := opens(w.open, t); err != nil {
				return err
			}
		case xml.CharData:
			w.text = append(w.text, t...)
		case xml.EndElement:
			n := len(w.open)
			if n == 0 || w.open[n-1] != t.Name.Local {
				return errNesting
			}
			if err := closes(w.open, w.text); err != nil {
				return err
			}
			w.open, w.text, w.done = w.open[:n-1], w.text[:0], n == 1
		}
	}
}

func xmlAttr(e xml.StartElement, name string) []byte {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return []byte(a.Value)
		}
	}
	return nil
}

// at tells the place of an element: log, section, item, list and entry.
func at(path []string, section, item, list, entry string) bool {
	want := [...]string{"log", section, item, list, entry}
	for i, name := range path {
		if i >= len(want) || want[i] != name {
			return false
		}
	}
	return len(path) > 2 && (len(path) == 5 || want[len(path)] == "")
}

func (x *xmlSource) declared(yield func(name []byte) error) error {
	return walkXML(x.data, func(path []string, e xml.StartElement) error {
		if name := xmlAttr(e, "name"); at(path, "event-types", "event-type", "attributes", "attribute") && len(name) > 0 {
			return yield(name)
		}
		return nil
	}, func([]string, []byte) error { return nil })
}

func (x *xmlSource) objects(yield func(*object) error) error {
	var o object
	var v value
	return walkXML(x.data, func(path []string, e xml.StartElement) error {
		switch {
		case at(path, "objects", "object", "", ""):
			o = object{id: xmlAttr(e, "id"), kind: xmlAttr(e, "type"), values: o.values[:0]}
		case at(path, "objects", "object", "attributes", "attribute"):
			v = value{name: xmlAttr(e, "name"), time: xmlAttr(e, "time")}
		}
		return nil
	}, func(path []string, text []byte) error {
		switch {
		case at(path, "objects", "object", "", ""):
			return yield(&o)
		case at(path, "objects", "object", "attributes", "attribute") && len(v.name) > 0:
			v.text = bytes.Clone(text)
			o.values = append(o.values, v)
		}
		return nil
	})
}

func (x *xmlSource) events(yield func(*event) error) error {
	var e event
	var v value
	n := 0
	err := walkXML(x.data, func(path []string, s xml.StartElement) error {
		switch {
		case at(path, "events", "event", "", ""):
			n++
			e = event{id: xmlAttr(s, "id"), kind: xmlAttr(s, "type"), time: xmlAttr(s, "time"), values: e.values[:0], objects: e.objects[:0]}
		case at(path, "events", "event", "attributes", "attribute"):
			v = value{name: xmlAttr(s, "name")}
		case at(path, "events", "event", "objects", "relationship"), at(path, "events", "event", "objects", "object"):
			e.objects = append(e.objects, xmlAttr(s, "object-id"))
		}
		return nil
	}, func(path []string, text []byte) error {
		switch {
		case at(path, "events", "event", "", ""):
			return yield(&e)
		case at(path, "events", "event", "attributes", "attribute") && len(v.name) > 0:
			v.text = bytes.Clone(text)
			e.values = append(e.values, v)
		}
		return nil
	})
	if err == nil || err == errStop {
		return err
	}
	return after(n, err)
}
