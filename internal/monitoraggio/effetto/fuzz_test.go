package effetto

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func FuzzCalcola(f *testing.F) {
	f.Add(uint64(1), uint8(8), uint8(20), uint16(40), uint8(0))
	f.Add(uint64(2), uint8(0), uint8(0), uint16(0), uint8(1))
	f.Add(uint64(3), uint8(6), uint8(6), uint16(3), uint8(7))
	f.Add(uint64(4), uint8(255), uint8(1), uint16(65535), uint8(255))
	f.Fuzz(func(t *testing.T, seme uint64, aiutati, altri uint8, grande uint16, modo uint8) {
		d := casuali(rand.New(rand.NewPCG(seme, 9)), int(aiutati%40), int(altri%60), float64(grande), modo)
		e, err := Calcola(d, Opzioni{MinEnti: 1 + int(modo%5), MinPratiche: 1, MinPratichePerEnte: 1, Finestra: 1 + int(modo%3)})
		if err != nil {
			t.Fatal(err)
		}
		sano(t, reflect.ValueOf(e))
		if (e.Conclusione == NonCalcolabile) != (e.Stima == nil) || (e.Stima == nil) != (e.Intervallo == nil) {
			t.Fatalf("%+v", e)
		}
		if e.Stima != nil && (e.Intervallo[0] > *e.Stima || e.Intervallo[1] < *e.Stima) {
			t.Fatalf("%v outside %v", *e.Stima, *e.Intervallo)
		}
		controllaFrasi(t, Frasi(e))
	})
}

// casuali are valid and nasty data: equal values, empty semesters, one huge
// body, durations from a day to centuries.
func casuali(r *rand.Rand, aiutati, altri int, grande float64, modo uint8) Dati {
	d := Dati{Misura: Misura(modo & 1)}
	for i := range aiutati + altri {
		s := Serie{Ente: fmt.Sprint(i), Classe: fmt.Sprint(r.IntN(1 + int(modo>>1&3)))}
		if i < aiutati {
			s.Aiuto = h0.Add(r.IntN(1 + int(modo>>3&3)))
		}
		for t := -5; t < 6; t++ {
			n := r.IntN(1 + int(grande)%50)
			if r.IntN(20) == 0 {
				n *= 100
			}
			p := PuntoQuota(h0.Add(t), n, r.IntN(n+1))
			if d.Misura == Durata {
				p = Punto{Semestre: h0.Add(t), N: n}
				for range min(n, 50) {
					x := 1 + math.Floor(r.Float64()*grande*float64(modo>>5&1))
					p.Somma, p.Quadrati = p.Somma+x, p.Quadrati+x*x
				}
				p.N = min(n, 50)
			}
			s.Punti = append(s.Punti, p)
		}
		d.Serie = append(d.Serie, s)
	}
	return d
}

// sano fails on any figure that is not a number, however deep.
func sano(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			t.Fatal("not a number")
		}
	case reflect.Pointer:
		if !v.IsNil() {
			sano(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			sano(t, v.Field(i))
		}
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			sano(t, v.Index(i))
		}
	}
}

func BenchmarkCalcola(b *testing.B) {
	m := mondi()[3]
	m.aiutati, m.confronto, m.classi = 300, 1200, 8
	d := m.dati(rand.New(rand.NewPCG(1, 1)))
	for b.Loop() {
		if _, err := Calcola(d, Opzioni{}); err != nil {
			b.Fatal(err)
		}
	}
}
