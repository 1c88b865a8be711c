package ocel

import (
	"pass/internal/kernel"
	"pass/internal/mining/formats/jsonscan"
)

// jsonSource is an OCEL 2.0 log as JSON (OCEL 2.0 specification, §7.3). The
// places of its two long arrays are found once.
type jsonSource struct {
	data                         []byte
	objectsAt, eventsAt, typesAt int // −1 if absent
}

func openJSON(data []byte) (source, error) {
	j := &jsonSource{data: data, objectsAt: -1, eventsAt: -1, typesAt: -1}
	s := &jsonscan.Scanner{Data: data}
	if len(data) > 2 && string(data[:3]) == "\xef\xbb\xbf" {
		s.P = 3
	}
	old := false
	err := s.Object(func(key []byte) error {
		k, err := s.Peek()
		if err != nil {
			return err
		}
		switch string(key) {
		case "objects":
			if k == jsonscan.Array {
				j.objectsAt = s.P
			}
		case "events":
			if k == jsonscan.Array {
				j.eventsAt = s.P
			}
		case "eventTypes":
			if k == jsonscan.Array {
				j.typesAt = s.P
			}
		case "ocel:events":
			old = true
		}
		return s.Skip()
	})
	switch {
	case old:
		return nil, kernel.E(kernel.NonValido, "Il registro è in OCEL 1.0. Esportarlo in OCEL 2.0 e riprovare.")
	case err != nil || !s.End():
		return nil, explain(&malformed{where: "come testo JSON", cause: jsonscan.ErrSyntax})
	case j.eventsAt < 0 || j.objectsAt < 0:
		return nil, kernel.E(kernel.NonValido, "Il file JSON non è un registro OCEL 2.0: mancano gli elenchi «objects» ed «events». Esportare i dati in OCEL 2.0 o CSV.")
	}
	return j, nil
}

func (j *jsonSource) declared(yield func(name []byte) error) error {
	if j.typesAt < 0 {
		return nil
	}
	s := &jsonscan.Scanner{Data: j.data, P: j.typesAt}
	return s.Array(func() error {
		if k, err := s.Peek(); err != nil || k != jsonscan.Object {
			return skip(s, err)
		}
		return s.Object(func(key []byte) error {
			if string(key) != "attributes" {
				return s.Skip()
			}
			values, err := jsonValues(s, nil)
			for _, v := range values {
				if err := yield(v.name); err != nil {
					return err
				}
			}
			return err
		})
	})
}

func (j *jsonSource) objects(yield func(*object) error) error {
	s := &jsonscan.Scanner{Data: j.data, P: j.objectsAt}
	var x object
	return s.Array(func() error {
		x = object{values: x.values[:0]}
		if k, err := s.Peek(); err != nil || k != jsonscan.Object {
			return skip(s, err)
		}
		err := s.Object(func(key []byte) (err error) {
			switch string(key) {
			case "id":
				x.id, err = s.Text()
			case "type":
				x.kind, err = s.Text()
			case "attributes":
				x.values, err = jsonValues(s, x.values)
			default:
				err = s.Skip()
			}
			return err
		})
		if err != nil {
			return err
		}
		return yield(&x)
	})
}

func (j *jsonSource) events(yield func(*event) error) error {
	s := &jsonscan.Scanner{Data: j.data, P: j.eventsAt}
	var e event
	n := 0
	return s.Array(func() error {
		n++
		e = event{values: e.values[:0], objects: e.objects[:0]}
		k, err := s.Peek()
		if err != nil {
			return err
		}
		if k != jsonscan.Object {
			e.wrong = "L'evento non ha la forma prevista da OCEL 2.0."
			if err := s.Skip(); err != nil {
				return err
			}
			return yield(&e)
		}
		err = s.Object(func(key []byte) (err error) {
			switch string(key) {
			case "id":
				e.id, err = s.Text()
			case "type":
				e.kind, err = s.Text()
			case "time":
				e.time, err = s.Text()
			case "attributes":
				e.values, err = jsonValues(s, e.values)
			case "relationships":
				e.objects, err = jsonLinks(s, e.objects)
			default:
				err = s.Skip()
			}
			return err
		})
		if err != nil {
			return after(n, err)
		}
		return yield(&e)
	})
}

func skip(s *jsonscan.Scanner, err error) error {
	if err != nil {
		return err
	}
	return s.Skip()
}

// jsonValues reads [{"name": …, "value": …, "time": …}]. What has another form
// is passed over.
func jsonValues(s *jsonscan.Scanner, out []value) ([]value, error) {
	if k, err := s.Peek(); err != nil || k != jsonscan.Array {
		return out, skip(s, err)
	}
	err := s.Array(func() error {
		if k, err := s.Peek(); err != nil || k != jsonscan.Object {
			return skip(s, err)
		}
		var v value
		err := s.Object(func(key []byte) (err error) {
			switch string(key) {
			case "name":
				v.name, err = s.Text()
			case "value":
				v.text, err = s.Text()
			case "time":
				v.time, err = s.Text()
			default:
				err = s.Skip()
			}
			return err
		})
		if err == nil && len(v.name) > 0 {
			out = append(out, v)
		}
		return err
	})
	return out, err
}

// jsonLinks reads [{"objectId": …, "qualifier": …}].
func jsonLinks(s *jsonscan.Scanner, out [][]byte) ([][]byte, error) {
	if k, err := s.Peek(); err != nil || k != jsonscan.Array {
		return out, skip(s, err)
	}
	err := s.Array(func() error {
		if k, err := s.Peek(); err != nil || k != jsonscan.Object {
			return skip(s, err)
		}
		return s.Object(func(key []byte) error {
			if string(key) != "objectId" {
				return s.Skip()
			}
			id, err := s.Text()
			out = append(out, id)
			return err
		})
	})
	return out, err
}
