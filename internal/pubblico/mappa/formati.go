package mappa

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// oggetto is a feature: what it is called, and its rings.
type oggetto struct {
	campi  map[string]string
	anelli [][][2]float64
	errore string
}

// documento is what both formats may hold.
type documento struct {
	Type      string                     `json:"type"`
	Features  []geometria                `json:"features"`
	Arcs      [][][]float64              `json:"arcs"`
	Transform *trasformazione            `json:"transform"`
	Objects   map[string]json.RawMessage `json:"objects"`
}

type trasformazione struct {
	Scale     [2]float64 `json:"scale"`
	Translate [2]float64 `json:"translate"`
}

type geometria struct {
	Type        string                     `json:"type"`
	ID          json.RawMessage            `json:"id"`
	Properties  map[string]json.RawMessage `json:"properties"`
	Geometry    *geometria                 `json:"geometry"`
	Coordinates json.RawMessage            `json:"coordinates"`
	Arcs        json.RawMessage            `json:"arcs"`
	Geometries  []geometria                `json:"geometries"`
}

func leggiOggetti(text []byte) ([]oggetto, error) {
	var d documento
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &d); err != nil {
		return nil, nonValido("Il file non è in formato JSON, oppure è incompleto: serve un file GeoJSON o TopoJSON di confini.")
	}
	switch d.Type {
	case "FeatureCollection":
		var out []oggetto
		for _, f := range d.Features {
			x := oggetto{campi: campi(f)}
			if f.Geometry == nil {
				x.errore = "non ha la forma"
			} else {
				x.anelli, x.errore = anelliGeo(*f.Geometry)
			}
			out = append(out, x)
		}
		return out, nil
	case "Topology":
		return leggiTopologia(d)
	}
	return nil, nonValido(fmt.Sprintf("Il file è JSON, ma non di confini: serve «FeatureCollection» o «Topology», non «%s».", d.Type))
}

func leggiTopologia(d documento) ([]oggetto, error) {
	archi := make([][][2]float64, len(d.Arcs))
	for i, a := range d.Arcs {
		if archi[i] = decodifica(a, d.Transform); archi[i] == nil {
			return nil, nonValido(fmt.Sprintf("Il file TopoJSON è guasto: la linea %d non ha due coordinate per punto.", i))
		}
	}
	var best []geometria
	for _, nome := range slices.Sorted(maps.Keys(d.Objects)) {
		var g geometria
		if err := json.Unmarshal(d.Objects[nome], &g); err != nil {
			return nil, nonValido("Il file TopoJSON è guasto: un oggetto non si legge.")
		}
		if len(g.Geometries) > len(best) {
			best = g.Geometries
		}
	}
	var out []oggetto
	for _, g := range best {
		x := oggetto{campi: campi(g)}
		x.anelli, x.errore = anelliTopo(g, archi)
		out = append(out, x)
	}
	return out, nil
}

// decodifica undoes the steps of a quantized arc; nil when a point is short.
func decodifica(a [][]float64, t *trasformazione) [][2]float64 {
	out := make([][2]float64, 0, len(a))
	var x, y float64
	for _, p := range a {
		if len(p) < 2 {
			return nil
		}
		if t == nil {
			out = append(out, [2]float64{p[0], p[1]})
			continue
		}
		x, y = x+p[0], y+p[1]
		out = append(out, [2]float64{x*t.Scale[0] + t.Translate[0], y*t.Scale[1] + t.Translate[1]})
	}
	return out
}

const (
	senzaForma  = "non ha la forma"
	formaAltra  = "non è un poligono"
	formaGuasta = "ha una forma che non si legge"
)

func anelliTopo(g geometria, archi [][][2]float64) (out [][][2]float64, errore string) {
	var poligoni [][][]int
	switch g.Type {
	case "Polygon":
		var p [][]int
		if json.Unmarshal(g.Arcs, &p) != nil {
			return nil, formaGuasta
		}
		poligoni = [][][]int{p}
	case "MultiPolygon":
		if json.Unmarshal(g.Arcs, &poligoni) != nil {
			return nil, formaGuasta
		}
	case "":
		return nil, senzaForma
	default:
		return nil, formaAltra
	}
	for _, p := range poligoni {
		for _, anello := range p {
			var punti [][2]float64
			for _, i := range anello {
				rovescio := i < 0
				if rovescio {
					i = ^i
				}
				if i >= len(archi) {
					return nil, formaGuasta
				}
				a := archi[i]
				if rovescio {
					a = slices.Clone(a)
					slices.Reverse(a)
				}
				punti = append(punti, a...)
			}
			out = append(out, punti)
		}
	}
	return out, ""
}

func anelliGeo(g geometria) (out [][][2]float64, errore string) {
	var poligoni [][][][]float64
	switch g.Type {
	case "Polygon":
		var p [][][]float64
		if json.Unmarshal(g.Coordinates, &p) != nil {
			return nil, formaGuasta
		}
		poligoni = [][][][]float64{p}
	case "MultiPolygon":
		if json.Unmarshal(g.Coordinates, &poligoni) != nil {
			return nil, formaGuasta
		}
	case "":
		return nil, senzaForma
	default:
		return nil, formaAltra
	}
	for _, p := range poligoni {
		for _, anello := range p {
			punti := decodifica(anello, nil)
			if punti == nil {
				return nil, formaGuasta
			}
			out = append(out, punti)
		}
	}
	return out, ""
}

// campi are the properties of a feature as text, by lower-case name.
func campi(g geometria) map[string]string {
	out := map[string]string{}
	put := func(k string, v json.RawMessage) {
		var s string
		if json.Unmarshal(v, &s) != nil {
			s = strings.TrimSpace(string(v))
		}
		if s != "null" {
			out[strings.ToLower(k)] = s
		}
	}
	for k, v := range g.Properties {
		put(k, v)
	}
	if len(g.ID) > 0 {
		put("id", g.ID)
	}
	return out
}
