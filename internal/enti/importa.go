package enti

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// TipoImport names the layout of an official file.
type TipoImport string

// The layouts that Importa reads.
const (
	ImportIstat       TipoImport = "istat"       // ISTAT, «Elenco dei Comuni italiani»
	ImportIPA         TipoImport = "ipa"         // IPA, «Enti»
	ImportANPR        TipoImport = "anpr"        // ANPR, archive of Comuni with dates of validity
	ImportPopolazione TipoImport = "popolazione" // inhabitants by ISTAT code
	ImportVariazioni  TipoImport = "variazioni"  // ISTAT, administrative variations since 1991
)

// TipiImport lists the layouts, for the help of the command line.
var TipiImport = []TipoImport{ImportIstat, ImportIPA, ImportANPR, ImportPopolazione, ImportVariazioni}

// OpzioniImport change how a file is taken in; the zero value is the careful
// one.
type OpzioniImport struct {
	Prova   bool // say what would change, change nothing
	Incerte bool // also take the successors that are only likely
	Forza   bool // go on even if the file looks cut short
}

// Rapporto tells the office what an import did.
type Rapporto struct {
	Tipo      TipoImport
	File      string
	Prova     bool
	Letti     int // records of the file
	Nuovi     int // bodies added
	Cambiati  int // bodies with some change
	Cessati   int // bodies that ceased
	Invariati int // records of the regions in the register that changed nothing
	Fuori     int // records of regions or kinds that the register does not keep
	Modifiche []string
	Problemi  []anagrafe.Problema
	cambiati  map[int64]bool
}

// String is the report as the command line prints it.
func (r Rapporto) String() string {
	var b strings.Builder
	if r.Prova {
		b.WriteString("Prova: nessun dato è stato cambiato.\n")
	}
	fmt.Fprintf(&b, "%s: letti %s, nuovi %s, cambiati %s, cessati %s, invariati %s, fuori dal registro %s, problemi %s.\n", r.File,
		kernel.Numero(int64(r.Letti)), kernel.Numero(int64(r.Nuovi)), kernel.Numero(int64(r.Cambiati)), kernel.Numero(int64(r.Cessati)),
		kernel.Numero(int64(r.Invariati)), kernel.Numero(int64(r.Fuori)), kernel.Numero(int64(len(r.Problemi))))
	for _, m := range r.Modifiche {
		b.WriteString("  " + m + "\n")
	}
	for _, p := range r.Problemi {
		b.WriteString("  ! " + p.String() + "\n")
	}
	return b.String()
}

func (r *Rapporto) problema(format string, args ...any) {
	r.Problemi = append(r.Problemi, anagrafe.Problema{Messaggio: fmt.Sprintf(format, args...)})
}

func (r *Rapporto) cambiato(e *Ente, format string, args ...any) {
	if !r.cambiati[e.ID] {
		r.cambiati[e.ID] = true
		r.Cambiati++
	}
	if format != "" {
		r.Modifiche = append(r.Modifiche, fmt.Sprintf(format, args...))
	}
}

var errProva = errors.New("enti: only a trial")

// ImportaFile takes an official file into the register: what is new is added,
// what changed is changed with its history, what ceased keeps its row with
// everything that hangs on it. Nothing is ever deleted, and the same file
// again changes nothing. nome is the name of the file, from which some layouts
// take their date. Only the segreteria and PAsS itself may.
func (s *Service) ImportaFile(ctx context.Context, chi kernel.Actor, tipo TipoImport, nome string, file io.Reader, opz OpzioniImport) (Rapporto, error) {
	if !chi.DiSistema && !Gestisci.Allows(chi) {
		return Rapporto{}, kernel.E(kernel.Vietato, "Il registro degli enti è aggiornato dalla segreteria.")
	}
	lettura, err := leggiFile(tipo, nome, file)
	if err != nil {
		return Rapporto{}, err
	}
	var rap Rapporto
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		r, err := leggiRegistro(ctx, tx)
		if err != nil {
			return err
		}
		if len(r.regioni) == 0 {
			return kernel.E(kernel.Conflitto, "Il registro è vuoto: caricare prima il registro di base di una regione.")
		}
		rap = Rapporto{Tipo: tipo, File: nome, Prova: opz.Prova, Letti: lettura.letti, cambiati: map[int64]bool{},
			Problemi: append([]anagrafe.Problema(nil), lettura.problemi...)}
		i := &importazione{tx: tx, chi: chi, r: r, rap: &rap, opz: opz, fonte: lettura.fonte, oggi: tx.Now().Day()}
		if err := lettura.applica(ctx, i); err != nil {
			return err
		}
		if opz.Prova {
			return errProva
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "Importa", Oggetto: "registro_enti", Dettagli: map[string]any{
			"tipo": tipo, "file": nome, "letti": rap.Letti, "nuovi": rap.Nuovi, "cambiati": rap.Cambiati, "cessati": rap.Cessati, "problemi": len(rap.Problemi)}})
	})
	if errors.Is(err, errProva) {
		err = nil
	}
	return rap, err
}

// Importa applies variations that anagrafe.Confronta found, as ImportaFile
// does; fonte is written in the history of each body.
func (s *Service) Importa(ctx context.Context, chi kernel.Actor, fonte string, variazioni []anagrafe.Variazione) (Rapporto, error) {
	if !chi.DiSistema && !Gestisci.Allows(chi) {
		return Rapporto{}, kernel.E(kernel.Vietato, "Il registro degli enti è aggiornato dalla segreteria.")
	}
	var rap Rapporto
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		r, err := leggiRegistro(ctx, tx)
		if err != nil {
			return err
		}
		rap = Rapporto{Tipo: ImportIstat, File: fonte, Letti: len(variazioni), cambiati: map[int64]bool{}}
		i := &importazione{tx: tx, chi: chi, r: r, rap: &rap, opz: OpzioniImport{Incerte: true}, fonte: fonte, oggi: tx.Now().Day()}
		if err := i.variazioni(ctx, variazioni, nil); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "Importa", Oggetto: "registro_enti", Dettagli: map[string]any{
			"fonte": fonte, "nuovi": rap.Nuovi, "cambiati": rap.Cambiati, "cessati": rap.Cessati}})
	})
	return rap, err
}

// lettura is a file as it was read, ready to be applied.
type lettura struct {
	letti    int
	fonte    string
	problemi []anagrafe.Problema
	applica  func(ctx context.Context, i *importazione) error
}

func leggiFile(tipo TipoImport, nome string, file io.Reader) (lettura, error) {
	switch tipo {
	case ImportIstat:
		e, problemi, err := anagrafe.LeggiIstat(file, nome)
		return lettura{len(e.Comuni), "ISTAT, elenco dei Comuni" + al(e.Riferimento), problemi,
			func(ctx context.Context, i *importazione) error { return i.istat(ctx, e) }}, err
	case ImportANPR:
		p, problemi, err := anagrafe.LeggiANPR(file, nome)
		return lettura{len(p), "ANPR, archivio dei Comuni", problemi,
			func(ctx context.Context, i *importazione) error { return i.anpr(ctx, p) }}, err
	case ImportIPA:
		e, problemi, err := anagrafe.LeggiIPA(file, nome)
		return lettura{len(e), "Indice delle Pubbliche Amministrazioni", problemi,
			func(ctx context.Context, i *importazione) error { return i.ipa(ctx, e) }}, err
	case ImportPopolazione:
		p, problemi, err := anagrafe.LeggiPopolazione(file, nome)
		return lettura{len(p), "Popolazione residente", problemi,
			func(ctx context.Context, i *importazione) error { return i.popolazione(ctx, p) }}, err
	case ImportVariazioni:
		v, problemi, err := anagrafe.LeggiVariazioni(file, nome)
		return lettura{len(v), "ISTAT, variazioni amministrative", problemi,
			func(ctx context.Context, i *importazione) error { return i.successioni(ctx, v) }}, err
	}
	var nomi []string
	for _, t := range TipiImport {
		nomi = append(nomi, string(t))
	}
	return lettura{}, kernel.E(kernel.NonValido, "Il tipo di file «"+string(tipo)+"» non è previsto. Tipi previsti: "+strings.Join(nomi, ", ")+".")
}

func al(d kernel.Day) string {
	if d.IsZero() {
		return ""
	}
	return " al " + d.InItaliano()
}

// importazione is one import under way, inside its transaction.
type importazione struct {
	tx    *db.Tx
	chi   kernel.Actor
	r     *registroEnti
	rap   *Rapporto
	opz   OpzioniImport
	fonte string
	oggi  kernel.Day
}

func (i *importazione) istat(ctx context.Context, e anagrafe.ElencoIstat) error {
	alGiorno := e.Riferimento
	if alGiorno.IsZero() {
		alGiorno = i.oggi
	}
	if err := i.province(ctx, e.Province); err != nil {
		return err
	}
	attuale := i.r.voci()
	nuovo := anagrafe.ConCessati(anagrafe.Voci(e.Comuni), attuale, anagrafe.Successioni(), alGiorno)
	if err := i.confronta(ctx, attuale, nuovo, alGiorno, e.Province); err != nil {
		return err
	}
	for _, c := range e.Comuni {
		if err := i.abitanti(ctx, c.Istat, c.Belfiore, c.Popolazione, "Popolazione legale"); err != nil {
			return err
		}
	}
	i.conta(len(e.Comuni), func(n int) bool { return i.r.regioni[e.Comuni[n].Regione] })
	return nil
}

func (i *importazione) anpr(ctx context.Context, periodi []anagrafe.PeriodoANPR) error {
	voci := anagrafe.VociANPR(periodi, i.oggi)
	if err := i.confronta(ctx, i.r.voci(), voci, i.oggi, nil); err != nil {
		return err
	}
	i.conta(len(voci), func(n int) bool { return i.r.regioni[voci[n].Regione] && voci[n].Cessato.IsZero() })
	i.rap.Letti = len(periodi)
	return nil
}

// conta fills the two figures of what was read and changed nothing.
func (i *importazione) conta(n int, nostro func(int) bool) {
	nostri := 0
	for k := range n {
		if nostro(k) {
			nostri++
		}
	}
	i.rap.Fuori = n - nostri
	i.rap.Invariati = max(0, nostri-i.rap.Nuovi-i.rap.Cambiati)
}

// confronta compares the Comuni and applies what concerns the regions of the
// register.
func (i *importazione) confronta(ctx context.Context, attuale, nuovo []anagrafe.Voce, alGiorno kernel.Day, province []anagrafe.Provincia) error {
	variazioni := anagrafe.Confronta(attuale, nuovo, alGiorno)
	if err := anagrafe.ControllaCessazioni(variazioni, attuale); err != nil && !i.opz.Forza {
		return err
	}
	return i.variazioni(ctx, variazioni, province)
}

func (i *importazione) popolazione(ctx context.Context, figure []anagrafe.PopolazioneComune) error {
	for _, p := range figure {
		if err := i.abitanti(ctx, p.Istat, p.Belfiore, p.Popolazione, "Popolazione residente"); err != nil {
			return err
		}
	}
	i.conta(len(figure), func(n int) bool { return i.r.comune(figure[n].Istat, figure[n].Belfiore) != nil })
	return nil
}

// abitanti writes a figure for a Comune of the register, if it says something
// new. A figure without a year never replaces one that has it.
func (i *importazione) abitanti(ctx context.Context, istat kernel.CodiceIstat, belfiore kernel.CodiceBelfiore, p anagrafe.Popolazione, titolo string) error {
	e := i.r.comune(istat, belfiore)
	if e == nil || !p.Conosciuta() {
		return nil
	}
	n, fonte := popolazione(p, titolo, 0)
	if e.Popolazione != nil && *e.Popolazione == *n && (e.PopolazioneFonte == fonte || p.Anno == 0) {
		return nil
	}
	prima := "n.d."
	if e.Popolazione != nil {
		prima = kernel.Numero(*e.Popolazione) + ", " + e.PopolazioneFonte
	}
	e.Popolazione, e.PopolazioneFonte = n, fonte
	i.rap.cambiato(e, "")
	return i.cambia(ctx, e, VariazioneEnte{Campo: "popolazione", Prima: prima, Dopo: kernel.Numero(*n) + ", " + fonte})
}

// cambia writes a body with the entries of its history.
func (i *importazione) cambia(ctx context.Context, e *Ente, storia ...VariazioneEnte) error {
	if err := aggiorna(ctx, i.tx, *e); err != nil {
		return err
	}
	e.Versione++
	for _, v := range storia {
		v.EnteID, v.Fonte, v.PersonaID = e.ID, i.fonte, i.chi.Persona
		if err := scriviVariazione(ctx, i.tx, v); err != nil {
			return err
		}
	}
	return nil
}
