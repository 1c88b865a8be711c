package rapporti

import (
	"fmt"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// Fonti are the data sets that reports are composed from, read once for many
// reports of the same semester.
type Fonti struct {
	semestre  kernel.Semestre
	pubblico  pubblico.SemestrePubblico
	regione   string // its name
	tempi     dati.Tabella
	enti      dati.Tabella
	perEnte   map[string][][]string // rows of enti, by body
	obiettivi *dati.Tabella
	aiuto     dati.Tabella // requests by task force
	aiutoEnti dati.Tabella
	nomi      map[string]string // of procedures and task forces, by code
	ordine    map[string]int    // of procedures, by concluded practices
}

// Prepara reads the data sets for the reports of a semester; NonTrovato when
// its figures are not published.
func Prepara(s dati.Sorgente, sem kernel.Semestre) (f Fonti, err error) {
	f.semestre = sem
	var ok bool
	if s.Misure != nil {
		f.pubblico, ok = s.Misure.Misure.Semestre(sem)
		f.regione = s.Misure.Misure.Regione
	}
	if !ok {
		return f, kernel.E(kernel.NonTrovato, "Le cifre del "+sem.InItaliano()+" non sono pubblicate: il rapporto si può fare dopo.")
	}
	if f.tempi, err = dati.Di(s, "tempi-procedimenti"); err != nil {
		return f, err
	}
	if f.enti, err = dati.Di(s, "tempi-enti"); err != nil {
		return f, err
	}
	if f.aiuto, err = facoltativo(s, "richieste-task-force"); err != nil {
		return f, err
	}
	if f.aiutoEnti, err = facoltativo(s, "richieste-enti"); err != nil {
		return f, err
	}
	obiettivi, err := facoltativo(s, "obiettivi")
	if err != nil {
		return f, err
	}
	if len(obiettivi.Colonne) > 0 {
		f.obiettivi = &obiettivi
	}
	f.indici(s)
	return f, nil
}

// facoltativo is an empty table while the data set is not published.
func facoltativo(s dati.Sorgente, codice string) (dati.Tabella, error) {
	t, err := dati.Di(s, codice)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return dati.Tabella{}, nil
	}
	return t, err
}

func (f *Fonti) indici(s dati.Sorgente) {
	f.nomi, f.ordine, f.perEnte = map[string]string{}, map[string]int{}, map[string][][]string{}
	if s.Vista != nil {
		for _, t := range s.Vista.Catalogo.TaskForces {
			f.nomi[t.Codice] = t.Nome
		}
	}
	for i, p := range f.pubblico.Procedimenti {
		f.nomi[p.Codice], f.ordine[p.Codice] = p.Nome, i
	}
	ente := f.enti.Insieme.Colonna("codice")
	for _, r := range f.enti.Righe {
		f.perEnte[r[ente]] = append(f.perEnte[r[ente]], r)
	}
}

// Enti are the codes of the bodies that have figures in the semester, in the
// order of the data set.
func (f Fonti) Enti() (out []string) {
	sem, ente := f.enti.Insieme.Colonna("semestre"), f.enti.Insieme.Colonna("codice")
	for _, r := range f.enti.Righe {
		if r[sem] == f.semestre.String() && (len(out) == 0 || out[len(out)-1] != r[ente]) {
			out = append(out, r[ente])
		}
	}
	return out
}

func (f Fonti) rapporto(a Ambito, codice, nome, titolo string) Rapporto {
	v := f.pubblico.Versione()
	return Rapporto{Semestre: f.semestre, Ambito: a, Codice: codice, Nome: nome, Titolo: titolo, Versione: v.N, ImprontaCifre: v.Impronta, BloccateIl: v.BloccataIl, Fonte: f.pubblico.Fonte}
}

var colonneTempi = []string{"termine_massimo_giorni_di_calendario", "concluse_espresse", "durata_media_giorni_di_calendario", "durata_mediana_giorni_di_calendario",
	"durata_p90_giorni_di_calendario", "avviate", "arretrato"}

// DellaRegione composes the report of the region.
func (f Fonti) DellaRegione() Rapporto {
	sem := f.semestre.String()
	righe := func(ambito string) [][]string {
		return dove(f.tempi, func(di func(string) string) bool {
			return di("semestre") == sem && di("ambito") == ambito && di("enti_rispondenti") != "0"
		})
	}
	regione := righe("regione")
	codice := ""
	if len(regione) > 0 {
		codice = regione[0][f.tempi.Insieme.Colonna("codice")]
	}
	r := f.rapporto(Regione, codice, f.regione, "Tempi e arretrato dei procedimenti in "+f.regione+", "+f.semestre.InItaliano())
	r.Sezioni = append(r.Sezioni, Sezione{Codice: "in-breve", Titolo: "In breve", Frasi: f.frasiRegione(regione)},
		Sezione{Codice: "procedimenti", Titolo: "Per procedimento", Tabella: scegli(f.tempi, regione, append([]string{"procedimento"}, append(colonneTempi, "enti_rispondenti", "enti_attesi")...)...), Note: noteTempi})
	for _, x := range []struct{ codice, titolo, ambito, colonna string }{{"province", "Per provincia", "provincia", "Provincia"}, {"classi", "Per classe di enti simili", "classe", "Classe"}} {
		if rs := righe(x.ambito); len(rs) > 0 {
			r.Sezioni = append(r.Sezioni, Sezione{Codice: x.codice, Titolo: x.titolo, Tabella: scegli(f.tempi, rs, "procedimento", "nome", "concluse_espresse", "durata_media_giorni_di_calendario", "arretrato", "enti_rispondenti")})
		}
	}
	r.Sezioni = append(r.Sezioni, f.andamento(dove(f.tempi, func(di func(string) string) bool {
		return di("ambito") == "regione" && di("enti_rispondenti") != "0" && !dopo(di("semestre"), f.semestre)
	})))
	if f.obiettivi != nil {
		if rs := dove(*f.obiettivi, func(di func(string) string) bool { return di("semestre") == sem }); len(rs) > 0 {
			t := scegli(*f.obiettivi, rs, "procedimento_codice", "misura", "base", "base_semestre", "traguardo", "al_semestre", "riduzione", "colore")
			f.conNomi(t)
			r.Sezioni = append(r.Sezioni, Sezione{Codice: "obiettivi", Titolo: "Partenza e obiettivi", Tabella: t, Note: noteObiettivi(*f.obiettivi, rs)})
		}
	}
	if len(f.aiuto.Colonne) > 0 {
		t := scegli(f.aiuto, f.aiuto.Righe, "task_force", "ricevute", "in_lavorazione", "evase", "prima_risposta_giorni_mediana", "chiusura_giorni_mediana")
		r.Sezioni = append(r.Sezioni, Sezione{Codice: Assistenza, Titolo: "L’aiuto degli esperti", Frasi: []string{"Le richieste di aiuto contate fino al " + f.aiuto.AggiornatoIl.Day().InItaliano() + "."}, Tabella: t})
	}
	r.Sezioni = append(r.Sezioni, f.metodo(r))
	return r
}

// Assistenza is the section of the requests of help, which go on after the
// report.
const Assistenza = "assistenza"

// DellEnte composes the report of a body; NonTrovato when it has no figures in
// the semester.
func (f Fonti) DellEnte(codice string) (Rapporto, error) {
	sem := f.semestre.String()
	at := func(nome string) int { return f.enti.Insieme.Colonna(nome) }
	var proprie, storia [][]string
	for _, x := range f.perEnte[codice] {
		if x[at("semestre")] == sem {
			proprie = append(proprie, x)
		}
		if !dopo(x[at("semestre")], f.semestre) {
			storia = append(storia, x)
		}
	}
	if len(proprie) == 0 {
		return Rapporto{}, kernel.E(kernel.NonTrovato, "L’ente non ha cifre pubblicate per il "+f.semestre.InItaliano()+".")
	}
	slices.SortStableFunc(proprie, func(a, b []string) int {
		return f.ordine[a[at("procedimento_codice")]] - f.ordine[b[at("procedimento_codice")]]
	})
	nome, classe := proprie[0][at("ente")], proprie[0][at("classe")]
	r := f.rapporto(Ente, codice, nome, "Tempi e arretrato dei procedimenti: "+nome+", "+f.semestre.InItaliano())
	proprio := scegli(f.enti, proprie, append([]string{"procedimento_codice"}, append(colonneTempi, "fonte")...)...)
	f.conNomi(proprio)
	r.Sezioni = append(r.Sezioni, Sezione{Codice: "in-breve", Titolo: "In breve", Frasi: f.frasiEnte(nome, proprie)},
		Sezione{Codice: "procedimenti", Titolo: "Per procedimento", Tabella: proprio, Note: noteTempi})
	propri := map[string]bool{}
	for _, x := range proprie {
		propri[x[at("procedimento_codice")]] = true
	}
	simili := dove(f.tempi, func(di func(string) string) bool {
		return di("semestre") == sem && propri[di("procedimento_codice")] && (di("ambito") == "regione" || di("ambito") == "classe" && di("codice") == classe)
	})
	r.Sezioni = append(r.Sezioni, Sezione{Codice: "simili", Titolo: "Gli enti simili e la regione", Tabella: scegli(f.tempi, simili, "procedimento", "nome", "concluse_espresse", "durata_media_giorni_di_calendario", "durata_mediana_giorni_di_calendario", "arretrato", "enti_rispondenti"),
		Note: []string{"Il confronto mostra dove guardare: non dice perché i tempi sono diversi."}})
	andamento := f.andamentoEnte(storia)
	r.Sezioni = append(r.Sezioni, andamento)
	if rs := dove(f.aiutoEnti, func(di func(string) string) bool { return di("codice") == codice }); len(rs) > 0 {
		r.Sezioni = append(r.Sezioni, Sezione{Codice: Assistenza, Titolo: "L’aiuto degli esperti", Frasi: []string{"Le richieste di aiuto contate fino al " + f.aiutoEnti.AggiornatoIl.Day().InItaliano() + "."},
			Tabella: scegli(f.aiutoEnti, rs, "ente", "ricevute", "in_lavorazione", "evase", "prima_risposta_giorni_mediana", "chiusura_giorni_mediana")})
	}
	r.Sezioni = append(r.Sezioni, f.metodo(r))
	return r, nil
}

func dopo(semestre string, di kernel.Semestre) bool {
	s, err := kernel.ParseSemestre(semestre)
	return err != nil || di.Before(s)
}

// conNomi writes the names of procedures in place of their codes.
func (f Fonti) conNomi(t *Tabella) {
	for i, c := range t.Colonne {
		if c.Nome != "procedimento_codice" {
			continue
		}
		t.Colonne[i].Etichetta = "Procedimento"
		for _, r := range t.Righe {
			if n := f.nomi[r.Celle[i].Valore]; n != "" {
				r.Celle[i].Testo = n
			}
		}
	}
}

func (f Fonti) andamento(righe [][]string) Sezione {
	p, s := f.tempi.Insieme.Colonna("procedimento_codice"), f.tempi.Insieme.Colonna("semestre")
	f.inOrdine(righe, p, s)
	return Sezione{Codice: "andamento", Titolo: "Semestre per semestre", Tabella: scegli(f.tempi, righe, "procedimento", "semestre", "concluse_espresse", "durata_media_giorni_di_calendario", "arretrato", "enti_rispondenti"),
		Note: []string{"Da un semestre all’altro cambiano anche gli enti che danno i dati: guardare l’ultima colonna."}}
}

func (f Fonti) andamentoEnte(righe [][]string) Sezione {
	p, s := f.enti.Insieme.Colonna("procedimento_codice"), f.enti.Insieme.Colonna("semestre")
	f.inOrdine(righe, p, s)
	t := scegli(f.enti, righe, "procedimento_codice", "semestre", "concluse_espresse", "durata_media_giorni_di_calendario", "arretrato")
	f.conNomi(t)
	return Sezione{Codice: "andamento", Titolo: "Semestre per semestre", Tabella: t}
}

// inOrdine sorts rows by procedure, then by semester.
func (f Fonti) inOrdine(righe [][]string, procedimento, semestre int) {
	slices.SortStableFunc(righe, func(a, b []string) int {
		if d := f.ordine[a[procedimento]] - f.ordine[b[procedimento]]; d != 0 {
			return d
		}
		if a[semestre] < b[semestre] {
			return -1
		}
		return 1
	})
}

// numero reads a count of the data set; ok is false when it is not known.
func numero(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

func decimale(s string) (float64, bool) {
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil
}

func giorni(x float64) string {
	if x == 1 {
		return "1 giorno di calendario"
	}
	return kernel.Decimale(x, 1) + " giorni di calendario"
}

func pratiche(n int64) string {
	if n == 1 {
		return "1 pratica"
	}
	return fmt.Sprintf("%s pratiche", kernel.Numero(n))
}
