package rapporti

import (
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

var noteTempi = []string{
	"Le durate sono in giorni di calendario, dalla domanda al provvedimento, al lordo delle sospensioni.",
	"L’arretrato è il numero di pratiche aperte alla fine del semestre oltre il termine, al netto delle sospensioni.",
	fmt.Sprintf("«n.d.» vuol dire un valore che non si conosce, o riservato perché riguarda meno di %d pratiche.", pubblico.MinimoCasi),
}

// noteObiettivi warn of invented values.
func noteObiettivi(t dati.Tabella, righe [][]string) []string {
	note := []string{"La riduzione si misura sul valore di partenza. Un valore negativo è un aumento."}
	for _, r := range righe {
		if r[t.Insieme.Colonna("dimostrativo")] == "true" {
			return append(note, "I valori di partenza e gli obiettivi sono dimostrativi: servono a mostrare come funziona il rapporto.")
		}
	}
	return note
}

// frasiRegione say the figures of the procedures with most cases in words.
func (f Fonti) frasiRegione(righe [][]string) []string {
	out := []string{fmt.Sprintf("Hanno dato i dati %s enti su %s invitati.", kernel.Numero(f.pubblico.Rispondenti), kernel.Numero(f.pubblico.Invitati))}
	at := f.tempi.Insieme.Colonna
	primi := slices.Clone(righe)
	slices.SortStableFunc(primi, func(a, b []string) int {
		x, _ := numero(a[at("durata_media_n")])
		y, _ := numero(b[at("durata_media_n")])
		return int(y - x)
	})
	for _, r := range primi[:min(4, len(primi))] {
		media, ok := decimale(r[at("durata_media_giorni_di_calendario")])
		if !ok {
			continue
		}
		n, _ := numero(r[at("durata_media_n")])
		nome := r[at("procedimento")]
		out = append(out, fmt.Sprintf("%s: in media %s, su %s.", nome, giorni(media), pratiche(n)))
		out = append(out, confronti(nome, media, r[at("durata_media_giorni_netti")], r[at("termine_massimo_giorni_di_calendario")], f.unAnnoPrima(r))...)
		if n, ok := numero(r[at("arretrato")]); ok {
			out = append(out, fmt.Sprintf("%s: alla fine del semestre l’arretrato era di %s.", nome, pratiche(n)))
		}
	}
	return out
}

// unAnnoPrima is the mean of the same row two semesters before, or "".
func (f Fonti) unAnnoPrima(r []string) string {
	prima := f.semestre.Add(-2).String()
	at := f.tempi.Insieme.Colonna
	for _, x := range f.tempi.Righe {
		if x[at("semestre")] == prima && x[at("procedimento_codice")] == r[at("procedimento_codice")] && x[at("ambito")] == r[at("ambito")] && x[at("codice")] == r[at("codice")] {
			return x[at("durata_media_giorni_di_calendario")]
		}
	}
	return ""
}

// confronti set the net mean beside the term, which does not run during
// suspensions either, and the gross one beside that of a year before.
func confronti(nome string, media float64, netta, termine, prima string) (out []string) {
	n, nota := decimale(netta)
	if x, ok := decimale(termine); ok && nota {
		dove := "entro"
		if n > x {
			dove = "oltre"
		}
		out = append(out, fmt.Sprintf("%s: senza le sospensioni sono in media %s, %s il termine di %s.", nome, giorni(n), dove, kernel.Numero(int64(x))+" giorni di calendario"))
	}
	if x, ok := decimale(prima); ok {
		switch d := media - x; {
		case d > 0.05:
			out = append(out, fmt.Sprintf("%s: un anno prima la media era più breve di %s.", nome, giorni(d)))
		case d < -0.05:
			out = append(out, fmt.Sprintf("%s: un anno prima la media era più lunga di %s.", nome, giorni(-d)))
		default:
			out = append(out, nome+": un anno prima la media era la stessa.")
		}
	}
	return out
}

func (f Fonti) frasiEnte(nome string, righe [][]string) (out []string) {
	at := f.enti.Insieme.Colonna
	for _, r := range righe {
		procedimento := f.nomi[r[at("procedimento_codice")]]
		if media, ok := decimale(r[at("durata_media_giorni_di_calendario")]); ok {
			n, _ := numero(r[at("durata_media_n")])
			out = append(out, fmt.Sprintf("%s: in media %s, su %s.", procedimento, giorni(media), pratiche(n)))
			out = append(out, confronti(procedimento, media, r[at("durata_media_giorni_netti")], r[at("termine_massimo_giorni_di_calendario")], "")...)
		}
		if n, ok := numero(r[at("arretrato")]); ok && n > 0 {
			out = append(out, fmt.Sprintf("%s: alla fine del semestre l’arretrato era di %s.", procedimento, pratiche(n)))
		}
		if len(out) >= 9 {
			return out
		}
	}
	if len(out) == 0 {
		out = []string{nome + " ha dato i dati, ma le pratiche sono troppo poche per pubblicare i tempi."}
	}
	return out
}

// metodo says where the figures come from and how they may be used.
func (f Fonti) metodo(r Rapporto) Sezione {
	frasi := []string{
		"Le cifre seguono il decreto del Presidente del Consiglio dei ministri del 12 novembre 2021, allegato B, appendice 2.",
		"Ogni ente dà i propri dati. La Regione li controlla, li blocca e li firma.",
		fmt.Sprintf("Questo rapporto usa la versione %d delle cifre, bloccata il %s.", r.Versione, r.BloccateIl.Day().InItaliano()),
		"I due orologi non si mescolano: le durate contano anche i giorni di sospensione, l’arretrato no.",
		"Il rapporto non dice perché i tempi cambiano: per questo serve guardare le singole pratiche.",
	}
	if v := f.pubblico.Versione(); v.Motivo != "" {
		frasi = append(frasi, "Motivo della revisione: "+v.Motivo+".")
	}
	return Sezione{Codice: "metodo", Titolo: "Come leggere il rapporto", Frasi: frasi, Note: []string{"Fonte: " + r.Fonte + ".", "Impronta delle cifre (SHA-256): " + r.ImprontaCifre}}
}
