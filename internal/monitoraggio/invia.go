package monitoraggio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/mail"
)

// Ricevuta is the proof of one sending: a body that corrects and sends again
// has one for each time.
type Ricevuta struct {
	ID        int64
	InvioID   int64
	Numero    int64 // unique among all bodies, from 1
	FileID    int64
	Impronta  string // SHA-256 of the file with everything that was sent, in hexadecimal
	Pratiche  int    // rows of practices in that file
	InviataIl kernel.Instant
	InviataDa int64
}

const colonneRicevuta = `id, invio_id, numero, file_id, impronta, pratiche, inviata_il, inviata_da`

func scanRicevuta(row db.Row) (r Ricevuta, err error) {
	return r, row.Scan(&r.ID, &r.InvioID, &r.Numero, &r.FileID, &r.Impronta, &r.Pratiche, &r.InviataIl, &r.InviataDa)
}

// ricevuteDi lists the receipts of a body for a campaign, the latest first.
func ricevuteDi(ctx context.Context, tx *db.Tx, invio int64) ([]Ricevuta, error) {
	return db.Many(ctx, tx, scanRicevuta, `SELECT `+colonneRicevuta+` FROM monitoraggio_ricevute WHERE invio_id = $1 ORDER BY id DESC`, invio)
}

// Riepilogo is what the body is about to send: the answers, and the print of
// the file that would be kept.
type Riepilogo struct {
	Compilazione
	Impronta string
	InCorso  *Caricamento // a file that was uploaded and neither taken in nor left
}

// Riepiloga shows the body what it is about to send.
func (s *Service) Riepiloga(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) (r Riepilogo, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		c, ps, err := b.compilazione(ctx, tx)
		if err != nil {
			return err
		}
		r = Riepilogo{Compilazione: c, Impronta: impronta(contenuto(c, ps))}
		cs, err := caricamentiDi(ctx, tx, b.invio.ID)
		for i := range cs {
			if cs[i].Stato.InCorso() {
				r.InCorso = &cs[i]
			}
		}
		return err
	})
	return r, err
}

// Invia sends the data of the body: exactly what it saw, told by the print
// that Riepiloga gave; empty takes what is there now. What was sent is kept as
// a file, the receipt carries its SHA-256. Data that are not complete are
// kernel.NonValido, one message per procedure.
func (s *Service) Invia(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, visto string) (ric Ricevuta, err error) {
	testo, err := s.daInviare(ctx, chi, ente, sem, visto)
	if err != nil {
		return ric, err
	}
	stored, err := s.Files.Put(ctx, bytes.NewReader(testo), maxInvio)
	if err != nil {
		return ric, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := bancoScrive(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		ric, err = s.invia(ctx, tx, chi, b, stored)
		return err
	})
	if err != nil {
		piano := context.WithoutCancel(ctx)
		if left := files.Discard(piano, s.DB, s.Files, err, stored); left != nil {
			s.Log.WarnContext(piano, "monitoraggio: a file is left to the sweep", "err", left)
		}
	}
	return ric, err
}

// maxInvio bounds the file of what was sent, in bytes.
const maxInvio = 200_000_000

func (s *Service) daInviare(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, visto string) (testo []byte, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if err := Scrivibile(b.r, b.invio); err != nil {
			return err
		}
		c, ps, err := b.compilazione(ctx, tx)
		if err != nil {
			return err
		}
		if err := c.mancanze(); err != nil {
			return err
		}
		testo = contenuto(c, ps)
		if visto != "" && visto != impronta(testo) {
			return cambiatiIntanto()
		}
		return nil
	})
	return testo, err
}

func cambiatiIntanto() error {
	return kernel.E(kernel.Conflitto, "I dati sono cambiati dopo il riepilogo. Nulla è stato inviato: rivedere il riepilogo e inviare di nuovo.")
}

// mancanze says, one field per procedure, what is missing.
func (c Compilazione) mancanze() error {
	var fs []kernel.FieldError
	for _, v := range c.Voci {
		for _, m := range v.Manca {
			fs = append(fs, kernel.FieldError{Field: fmt.Sprintf("procedimento-%d", v.Procedimento.ID), Message: v.Procedimento.Nome + ": " + minuscolaIniziale(m)})
		}
	}
	if len(c.Voci) == 0 {
		fs = append(fs, kernel.FieldError{Message: "La rilevazione non chiede nessun procedimento a questo ente."})
	}
	return kernel.Invalid(fs)
}

func (s *Service) invia(ctx context.Context, tx *db.Tx, chi kernel.Actor, b banco, stored files.Stored) (ric Ricevuta, err error) {
	if err := b.inizia(ctx, tx, chi); err != nil {
		return ric, err
	}
	c, ps, err := b.compilazione(ctx, tx)
	if err != nil {
		return ric, err
	}
	if impronta(contenuto(c, ps)) != stored.SHA256 {
		return ric, cambiatiIntanto()
	}
	for _, v := range c.Voci {
		if v.Risposta.Modo == v.Modo {
			continue
		}
		v.Risposta.InvioID, v.Risposta.Modo, v.Risposta.AggiornataDa = b.invio.ID, v.Modo, chi.Persona
		if err := salvaRisposta(ctx, tx, v.Risposta); err != nil {
			return ric, err
		}
	}
	cs, err := caricamentiDi(ctx, tx, b.invio.ID)
	if err != nil {
		return ric, err
	}
	for i := range cs {
		if cs[i].Stato.InCorso() {
			if err := s.lascia(ctx, tx, &cs[i]); err != nil {
				return ric, err
			}
		}
	}
	f, err := files.Record(ctx, tx, stored, fmt.Sprintf("monitoraggio-%s-%d.csv", b.r.Semestre, b.ente.ID), files.CSV.Type)
	if err != nil {
		return ric, err
	}
	ric = Ricevuta{InvioID: b.invio.ID, FileID: f.ID, Impronta: stored.SHA256, Pratiche: len(ps), InviataIl: tx.Now(), InviataDa: chi.Persona}
	if ric.Numero, err = db.NextNumber(ctx, tx, "monitoraggio", 0); err != nil {
		return ric, err
	}
	ric.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO monitoraggio_ricevute (invio_id, numero, file_id, impronta, pratiche, inviata_il, inviata_da)
		VALUES ($1,$2,$3,$4,$5,$6,$7) RETURNING id`, ric.InvioID, ric.Numero, ric.FileID, ric.Impronta, ric.Pratiche, ric.InviataIl, ric.InviataDa)
	if err != nil {
		return ric, err
	}
	b.invio.Stato, b.invio.Numero, b.invio.InviatoIl, b.invio.InviatoDa, b.invio.Motivo = Inviato, ric.Numero, tx.Now(), chi.Persona, ""
	if err := salvaInvio(ctx, tx, &b.invio); err != nil {
		return ric, err
	}
	err = b.annota(ctx, tx, chi, "Invia", "invio", b.invio.ID, map[string]any{"semestre": b.r.Semestre.String(), "numero": ric.Numero, "sha256": ric.Impronta, "pratiche": ric.Pratiche})
	if err != nil {
		return ric, err
	}
	if err := s.avvisaInviati(ctx, tx, b, ric); err != nil {
		return ric, err
	}
	return ric, s.InvioCambiato(ctx, tx, chi, b.r, b.invio)
}

// avvisaInviati writes the receipt to the people of the body, once each.
func (s *Service) avvisaInviati(ctx context.Context, tx *db.Tx, b banco, ric Ricevuta) error {
	return s.scriviEnte(ctx, tx, b, mail.Message{
		Subject: "Dati inviati: " + b.r.Semestre.InItaliano() + ", " + b.ente.NomeEsteso(),
		Text: []string{
			"I dati sui tempi dei procedimenti " + b.ente.Del() + " per il " + b.r.Semestre.InItaliano() + " sono stati inviati.",
			fmt.Sprintf("Ricevuta n. %d del %s.", ric.Numero, ric.InviataIl.InItaliano()),
			"Impronta SHA-256 di quanto inviato: " + ric.Impronta,
			"La segreteria tecnica li controlla. Se serve una correzione, arriva un avviso a questo indirizzo."},
		Link: s.Config.BaseURL() + fmt.Sprintf("/monitoraggio/mio/%s/ricevuta?ente=%d", b.r.Semestre, b.ente.ID), Label: "Aprire la ricevuta"})
}

// scriviEnte sends a message to every person of the body, once each.
func (s *Service) scriviEnte(ctx context.Context, tx *db.Tx, b banco, m mail.Message) error {
	persone, err := accesso.ConMandatoPerEnte(ctx, tx, b.ente.ID)
	if err != nil {
		return err
	}
	m.Thread = fmt.Sprintf("monitoraggio-%s-%d", b.r.Semestre, b.ente.ID)
	scritti := map[string]bool{}
	for _, p := range persone {
		if p.Email == "" || scritti[p.Email] {
			continue
		}
		scritti[p.Email] = true
		m.To = p.Email
		if err := s.Mail.Send(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Inviato opens the file of what was sent under a receipt; the caller closes
// it. Only who may read the single practices of the body gets it.
func (s *Service) Inviato(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, numero int64) (f files.File, r io.ReadSeekCloser, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := apriBanco(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if !PuoVederePratiche(chi, ente) {
			return db.ErrNotFound
		}
		ric, err := db.One(ctx, tx, scanRicevuta, `SELECT `+colonneRicevuta+` FROM monitoraggio_ricevute WHERE invio_id = $1 AND numero = $2`, b.invio.ID, numero)
		if err == nil {
			f, err = files.Get(ctx, tx, ric.FileID)
		}
		return err
	})
	if err == nil {
		r, err = s.Files.Open(ctx, f.Key)
	}
	return f, r, err
}

func impronta(testo []byte) string {
	h := sha256.Sum256(testo)
	return hex.EncodeToString(h[:])
}

// contenuto writes everything that a body sends, always in the same way: first
// the answers with their figures, then the practices, by procedure, date and
// number. Numbers are written in full and dates in ISO; text that a
// spreadsheet would take for a formula is quoted.
func contenuto(c Compilazione, ps []Pratica) []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	riga := func(campi ...string) { _ = w.Write(campi) }
	riga("semestre", "ente", "procedimento", "fonte", "concluse_silenzio_assenso", "concluse_espresse", "con_sospensioni", "con_conferenza", "durata_media_giorni_calendario",
		"termine_massimo_giorni", "avviate", "arretrato", "in_transito", "pendenti_inizio", "pendenti_fine", "escluse", "nota")
	codici := map[int64]string{}
	for _, v := range c.Voci {
		m := v.Misure
		codici[v.Procedimento.ID] = v.Procedimento.Codice
		riga(c.Rilevazione.Semestre.String(), c.Ente.NomeEsteso(), v.Procedimento.Codice, string(v.Modo), strconv.Itoa(m.ConcluseSilenzioAssenso), strconv.Itoa(m.ConcluseEspresse),
			strconv.Itoa(m.ConSospensioni), strconv.Itoa(m.ConConferenza), decimaleONulla(m.DurataMedia), decimaleONulla(m.TermineMassimo), strconv.Itoa(m.Avviate),
			interoONulla(m.Arretrato), strconv.Itoa(m.InTransito), strconv.Itoa(m.PendentiInizio), strconv.Itoa(m.PendentiFine), strconv.Itoa(m.Escluse), soloTesto(v.Risposta.Nota))
	}
	riga()
	riga(IntestazionePratiche...)
	for _, p := range ps {
		if codice, ok := codici[p.ProcedimentoID]; ok {
			riga(RigaPratica(codice, p)...)
		}
	}
	w.Flush()
	return b.Bytes()
}

// IntestazionePratiche are the columns of RigaPratica.
var IntestazionePratiche = []string{"procedimento", "id_pratica", "tipologia", "data_domanda", "data_provvedimento", "data_silenzio_assenso", "conferenza_servizi",
	"sospensioni", "giorni_sospesi", "termine", "data_esclusione", "motivo_esclusione", "nota"}

// RigaPratica is a practice as a row of text for a spreadsheet.
func RigaPratica(codice string, p Pratica) []string {
	conferenza := "no"
	if p.Conferenza {
		conferenza = "sì"
	}
	giorni := ""
	if p.GiorniSospesi > 0 {
		giorni = strconv.Itoa(p.GiorniSospesi)
	}
	return []string{codice, soloTesto(p.Pratica.ID), soloTesto(p.Tipologia), p.Domanda.String(), p.Provvedimento.String(), p.SilenzioAssenso.String(), conferenza,
		TestoSospensioni(p.Sospensioni), giorni, testoTermine(p.Termine), p.EsclusaIl.String(), soloTesto(p.MotivoEsclusione), soloTesto(p.Nota)}
}

// soloTesto keeps a spreadsheet from taking a text for a formula.
func soloTesto(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func decimaleONulla(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

func interoONulla(x *int) string {
	if x == nil {
		return ""
	}
	return strconv.Itoa(*x)
}

// messaggioDi is what an error says to people.
func messaggioDi(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return ""
}

func minuscolaIniziale(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// Ricevute reads the answers of a body with its receipts, and how many single
// practices were corrected with a reason after the last one.
func (s *Service) Ricevute(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) (c Compilazione, dopo int64, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := apriBanco(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if c, _, err = b.compilazione(ctx, tx); err != nil || len(c.Ricevute) == 0 {
			return err
		}
		dopo, err = ModificheDopoInvio(ctx, tx, ente, c.Ricevute[0].InviataIl)
		return err
	})
	return c, dopo, err
}
