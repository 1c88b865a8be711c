package ocel

import (
	"errors"

	"pass/internal/kernel"
	"pass/internal/mining/formats/xmlscan"
)

// xmlSource is an OCEL 2.0 log as XML (OCEL 2.0 specification, §7.2).
type xmlSource struct{ data []byte }

func openXML(data []byte) (source, error) {
	s := xmlscan.New(data)
	for {
		k, err := s.Next()
		switch {
		case errors.Is(err, xmlscan.ErrDoctype):
			return nil, kernel.Wrap(kernel.NonValido, "Il file contiene un DOCTYPE, che per sicurezza non è ammesso. Esportarlo di nuovo senza DOCTYPE.", err)
		case err != nil:
			return nil, explain(&malformed{where: "come testo XML", cause: err})
		case k == xmlscan.End:
			return &xmlSource{data}, nil
		}
	}
}

// walk calls fn with the tags inside a section of the log, which are told by
// the path from the item on, until the section ends.
func (x *xmlSource) walk(section string, fn func(k xmlscan.Kind, path [][]byte, s *xmlscan.Scanner) error) error {
	s := xmlscan.New(x.data)
	for {
		k, err := s.Next()
		if err != nil || k == xmlscan.End {
			return err
		}
		path := s.Path()
		if len(path) < 2 || string(path[1]) != section {
			continue
		}
		if len(path) > 2 {
			err = fn(k, path[2:], s)
		} else if k == xmlscan.Closes {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// at tells the place of a tag.
func at(path [][]byte, names ...string) bool {
	if len(path) != len(names) {
		return false
	}
	for i, name := range names {
		if string(path[i]) != name {
			return false
		}
	}
	return true
}

func (x *xmlSource) declared(yield func(name []byte) error) error {
	return x.walk("event-types", func(k xmlscan.Kind, path [][]byte, s *xmlscan.Scanner) error {
		if k == xmlscan.Opens && at(path, "event-type", "attributes", "attribute") {
			if name := s.Attr("name"); len(name) > 0 {
				return yield(name)
			}
		}
		return nil
	})
}

// xmlValues gathers the attributes of an item.
func xmlValues(item string, k xmlscan.Kind, path [][]byte, s *xmlscan.Scanner, open *value, out []value) []value {
	if !at(path, item, "attributes", "attribute") {
		return out
	}
	if k == xmlscan.Opens {
		*open = value{name: s.Attr("name"), time: s.Attr("time")}
	} else if len(open.name) > 0 {
		open.text = s.Text()
		out = append(out, *open)
	}
	return out
}

func (x *xmlSource) objects(yield func(*object) error) error {
	var o object
	var v value
	return x.walk("objects", func(k xmlscan.Kind, path [][]byte, s *xmlscan.Scanner) error {
		switch {
		case !at(path, "object"):
			o.values = xmlValues("object", k, path, s, &v, o.values)
		case k == xmlscan.Opens:
			o = object{id: s.Attr("id"), kind: s.Attr("type"), values: o.values[:0]}
		default:
			return yield(&o)
		}
		return nil
	})
}

func (x *xmlSource) events(yield func(*event) error) error {
	var e event
	var v value
	return x.walk("events", func(k xmlscan.Kind, path [][]byte, s *xmlscan.Scanner) error {
		switch {
		case !at(path, "event"):
			e.values = xmlValues("event", k, path, s, &v, e.values)
			if k == xmlscan.Opens && (at(path, "event", "objects", "relationship") || at(path, "event", "objects", "object")) {
				e.objects = append(e.objects, s.Attr("object-id"))
			}
		case k == xmlscan.Opens:
			e = event{id: s.Attr("id"), kind: s.Attr("type"), time: s.Attr("time"), values: e.values[:0], objects: e.objects[:0]}
		default:
			return yield(&e)
		}
		return nil
	})
}
