package monitoraggio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// Confronto is what a file would change in the data of the body.
type Confronto struct {
	Nuove      int
	Aggiornate int
	Invariate  int
	Conservate int               // closed here and open in the file: they stay closed
	Fuori      []foglio.Problema // rows that package foglio takes and the data do not
	coppie     []coppia
	usati      []int64 // procedures with at least one practice in the file
}

// Prese counts the practices that would be taken in.
func (c Confronto) Prese() int { return c.Nuove + c.Aggiornate + c.Invariate }

// confronta sets the practices of a file beside those that are there. An empty
// cell never takes away a date that is already known: whoever typed it would
// lose it without a word.
func (b *banco) confronta(ctx context.Context, tx *db.Tx, e *foglio.Esito, c Caricamento) (out Confronto, err error) {
	_, ids, err := b.chiesti(ctx, tx)
	if err != nil {
		return out, err
	}
	fs, err := ferme(ctx, tx, b.ente.ID)
	if err != nil {
		return out, err
	}
	perProc := map[int64][]*foglio.PraticaLetta{}
	for i := range e.Pratiche {
		p := &e.Pratiche[i]
		pid := ids[p.Procedimento]
		if len(perProc[pid]) == 0 {
			out.usati = append(out.usati, pid)
		}
		perProc[pid] = append(perProc[pid], p)
	}
	for _, pid := range out.usati {
		numeri := make([]string, len(perProc[pid]))
		for i, p := range perProc[pid] {
			numeri[i] = p.Pratica.ID
		}
		note, err := PratichePerNumero(ctx, tx, b.ente.ID, pid, numeri)
		if err != nil {
			return out, err
		}
		for _, p := range perProc[pid] {
			var prima *Pratica
			if nota, ok := note[p.Pratica.ID]; ok {
				prima = &nota
			}
			b.accosta(&out, fs, p, pid, prima, c, tx.Now().Day())
		}
	}
	return out, nil
}

// accosta decides what one practice of the file does.
func (b *banco) accosta(out *Confronto, fs []ferma, p *foglio.PraticaLetta, pid int64, prima *Pratica, c Caricamento, oggi kernel.Day) {
	dopo, conservata := b.daFile(p, pid, prima, c)
	fuori := func(messaggio string) {
		out.Fuori = append(out.Fuori, foglio.Problema{Foglio: p.Foglio, Riga: p.Riga, Col: -1, Tipo: foglio.TipoPratica, Gravita: foglio.GravitaErrore, Messaggio: messaggio})
	}
	if errori := ValidaPratica(dopo, oggi); len(errori) > 0 {
		var testi []string
		for _, x := range errori {
			testi = append(testi, x.Message)
		}
		fuori("Pratica " + p.Pratica.ID + ": " + strings.Join(testi, " "))
		return
	}
	if conservata {
		out.Conservate++
	}
	if prima != nil && testoPratica(prima) == testoPratica(&dopo) {
		out.Invariate++
		return
	}
	if err := trattiene(fs, prima, &dopo); err != nil {
		fuori(messaggioDi(err))
		return
	}
	if prima == nil {
		out.Nuove++
	} else {
		out.Aggiornate++
	}
	out.coppie = append(out.coppie, coppia{prima, &dopo})
}

// daFile is the practice as the file tells it, with what was already known
// where the file says nothing. An exclusion without a day counts from the last
// day of the semester, or from the application when that is later.
func (b *banco) daFile(p *foglio.PraticaLetta, pid int64, prima *Pratica, c Caricamento) (dopo Pratica, conservata bool) {
	dopo = Pratica{EnteID: b.ente.ID, ProcedimentoID: pid, Pratica: p.Pratica, Tipologia: p.Tipologia, Nota: nota(p), Origine: DaFile,
		CaricamentoID: c.ID, Foglio: p.Foglio, Riga: p.Riga}
	if prima != nil {
		dopo.ID, dopo.Versione, dopo.CreataIl = prima.ID, prima.Versione, prima.CreataIl
		if dopo.Fine().IsZero() && !prima.Fine().IsZero() {
			dopo.Provvedimento, dopo.SilenzioAssenso, conservata = prima.Provvedimento, prima.SilenzioAssenso, true
		}
		if len(dopo.Sospensioni) == 0 && dopo.GiorniSospesi == 0 {
			dopo.Sospensioni, dopo.GiorniSospesi = prima.Sospensioni, prima.GiorniSospesi
		}
		if dopo.Termine == nil {
			dopo.Termine = prima.Termine
		}
		if !c.haColonna(p.Foglio, foglio.CampoConferenza) {
			dopo.Conferenza = prima.Conferenza
		}
		if dopo.MotivoEsclusione == "" {
			dopo.EsclusaIl, dopo.MotivoEsclusione = prima.EsclusaIl, prima.MotivoEsclusione
		} else if dopo.EsclusaIl.IsZero() {
			dopo.EsclusaIl = prima.EsclusaIl
		}
		if dopo.Tipologia == "" {
			dopo.Tipologia = prima.Tipologia
		}
		if dopo.Nota == "" {
			dopo.Nota = prima.Nota
		}
	}
	if dopo.MotivoEsclusione != "" && dopo.EsclusaIl.IsZero() {
		dopo.EsclusaIl = b.r.Semestre.Al()
		if dopo.Domanda.After(dopo.EsclusaIl) {
			dopo.EsclusaIl = dopo.Domanda
		}
	}
	return dopo, conservata
}

func nota(p *foglio.PraticaLetta) string {
	if p.Nota != "" && p.TipoSospensione != "" {
		return p.Nota + "; sospensione: " + p.TipoSospensione
	}
	if p.TipoSospensione != "" {
		return "Sospensione: " + p.TipoSospensione
	}
	return p.Nota
}

func (c Caricamento) haColonna(nome string, campo foglio.Campo) bool {
	for _, m := range c.Mappe {
		if m.Foglio == nome {
			_, ok := m.Campi[campo]
			return ok
		}
	}
	return false
}

// Acquisisci takes the good rows of a file into the data, all in one
// transaction; rows in error stay out and stay told. Practices already there
// are brought up to date, by their number.
func (s *Service) Acquisisci(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, id, versione int64) (out Caricamento, err error) {
	l, err := s.ApriCaricamento(ctx, chi, ente, sem, id)
	if err != nil {
		return out, err
	}
	if l.Libro == nil {
		return out, kernel.E(kernel.Conflitto, "Questo file non aspetta più una conferma. Nulla è cambiato.")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, c, err := s.unCaricamento(ctx, tx, chi, ente, sem, id, versione)
		if err != nil {
			return err
		}
		chiave, err := leggiChiave(ctx, tx)
		if err != nil {
			return err
		}
		e := estrai(l.Libro, c, tx.Now().Day(), chiave)
		k, err := b.confronta(ctx, tx, &e, c)
		if err != nil {
			return err
		}
		if k.Prese() == 0 {
			return kernel.E(kernel.Conflitto, "Nel file non c'è nessuna pratica da acquisire. Nulla è cambiato: controllare le colonne e gli errori elencati.")
		}
		if out, err = s.acquisisci(ctx, tx, chi, &b, c, &e, k); err != nil {
			return err
		}
		return b.annota(ctx, tx, chi, "Acquisisci", "caricamento", id, map[string]any{"semestre": sem.String(), "nuove": k.Nuove, "aggiornate": k.Aggiornate, "invariate": k.Invariate, "fuori": out.Lavorazione.Fuori})
	})
	return out, err
}

func (s *Service) acquisisci(ctx context.Context, tx *db.Tx, chi kernel.Actor, b *banco, c Caricamento, e *foglio.Esito, k Confronto) (Caricamento, error) {
	fs, err := ferme(ctx, tx, b.ente.ID)
	if err != nil {
		return c, err
	}
	if err := cambiaMolte(ctx, tx, chi, fs, k.coppie, ""); err != nil {
		return c, err
	}
	for _, pid := range k.usati {
		if err := b.usaPratiche(ctx, tx, chi, pid); err != nil {
			return c, err
		}
	}
	c.Stato, c.Pratiche, c.Errori, c.Avvisi = Acquisito, k.Prese(), e.Errori()+len(k.Fuori), e.Avvisi()
	c.Lavorazione.Nuove, c.Lavorazione.Aggiornate, c.Lavorazione.Invariate = k.Nuove, k.Aggiornate, k.Invariate
	c.Lavorazione.Fuori, c.Lavorazione.DatiPersonali = e.RigheInErrore+len(k.Fuori), e.DatiPersonali
	c.Lavorazione.Correzioni = nil // a cell that was rewritten may hold a name too
	if e.DatiPersonali {
		return c, s.dimentica(ctx, tx, &c)
	}
	return c, salvaCaricamento(ctx, tx, &c)
}

// dimentica stores the file without its content: what a body uploads may hold
// names, and is kept only while it is needed.
func (s *Service) dimentica(ctx context.Context, tx *db.Tx, c *Caricamento) error {
	vuoto, err := s.Files.Put(ctx, strings.NewReader("Il contenuto di questo file è stato eliminato dopo l'uso.\n"), 1000)
	if err != nil {
		return err
	}
	f, err := files.Record(ctx, tx, vuoto, c.NomeFile, files.Text.Type)
	if err != nil {
		return err
	}
	vecchio := c.FileID
	c.FileID = f.ID
	if err := salvaCaricamento(ctx, tx, c); err != nil {
		return err
	}
	return files.Forget(ctx, tx, vecchio)
}

// ErroriFile writes the body's own workbook with the wrong cells marked and a
// sheet that lists every problem.
func (s *Service) ErroriFile(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, id int64, w io.Writer) (nome string, err error) {
	l, err := s.ApriCaricamento(ctx, chi, ente, sem, id)
	if err != nil {
		return "", err
	}
	if l.Libro == nil {
		return "", db.ErrNotFound
	}
	var key string
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		f, err := files.Get(ctx, tx, l.Caricamento.FileID)
		key = f.Key
		return err
	})
	if err != nil {
		return "", err
	}
	r, err := s.Files.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer r.Close()
	originale, err := io.ReadAll(io.LimitReader(r, foglio.MaxFile+1))
	if err != nil {
		return "", err
	}
	l.Esito.Problemi = append(l.Esito.Problemi, l.Confronto.Fuori...)
	return fmt.Sprintf("da-correggere-%s.xlsx", sem), foglio.ScriviErrori(w, originale, &l.Esito)
}

// Modello writes the template of the semester for the body, with its open
// practices already in it.
func (s *Service) Modello(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) ([]byte, error) {
	var procedimenti []foglio.Procedimento
	var aperte []foglio.PraticaLetta
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		var ids map[string]int64
		if procedimenti, ids, err = b.chiesti(ctx, tx); err != nil {
			return err
		}
		for _, p := range procedimenti {
			ps, err := praticheAperte(ctx, tx, ente, ids[p.Codice])
			if err != nil {
				return err
			}
			for _, x := range ps {
				aperte = append(aperte, foglio.PraticaLetta{Procedimento: p.Codice, Tipologia: x.Tipologia, Pratica: x.Pratica})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = foglio.Modello(&out, procedimenti, aperte)
	return out.Bytes(), err
}
