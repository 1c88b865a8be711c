package contatti

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Firma signs what leaves the office and comes back: the codes of the
// conversations, the Message-IDs, the instant at which a form was opened.
type Firma struct{ chiave []byte }

// NuovaFirma makes the signer of a key of at least 16 bytes.
func NuovaFirma(chiave []byte) Firma { return Firma{chiave} }

var base32minuscola = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// impronta is a code of 8 characters, 40 bits: guessing one takes 10^12 mails.
func (f Firma) impronta(testo string) string { return base32minuscola.EncodeToString(f.mac(testo)[:5]) }

func (f Firma) mac(testo string) []byte {
	h := hmac.New(sha256.New, f.chiave)
	h.Write([]byte(testo))
	return h.Sum(nil)
}

// Codice is the number of a conversation with its signature, as subjects and
// addresses carry it: "C-2026-000123-k3j2h5aa".
func (f Firma) Codice(anno int, numero int64) string {
	c := codice(anno, numero)
	return c + "-" + f.impronta("contatto:"+c)
}

var firmato = regexp.MustCompile(`(?i)\bC-(20\d\d)-(\d{6,12})-([a-z2-7]{8})\b`)

// Leggi finds the first code in a text whose signature holds.
func (f Firma) Leggi(testo string) (anno int, numero int64, ok bool) {
	for _, m := range firmato.FindAllStringSubmatch(testo, 20) {
		anno, errA := strconv.Atoi(m[1])
		numero, errN := strconv.ParseInt(m[2], 10, 64)
		if errA != nil || errN != nil {
			continue
		}
		if hmac.Equal([]byte(f.Codice(anno, numero)), []byte("C-"+m[1]+"-"+m[2]+"-"+strings.ToLower(m[3]))) {
			return anno, numero, true
		}
	}
	return 0, 0, false
}

// MessageID makes the identifier of a mail of ours: it carries the code, so
// that an answer to it finds its conversation and a copy of it is known.
func (f Firma) MessageID(c Contatto, host string) (string, error) {
	raw := make([]byte, 8)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return strings.ToLower(f.Codice(c.Anno, c.Numero)) + "." + hex.EncodeToString(raw) + "@" + host, nil
}

// Nostro reports whether a Message-ID was made by MessageID with this key.
func (f Firma) Nostro(messageID string) bool {
	if !strings.HasPrefix(messageID, "c-20") {
		return false
	}
	_, _, ok := f.Leggi(messageID)
	return ok
}

// Istanza names this installation in X-PAsS-Istanza; it tells nothing of the
// key.
func (f Firma) Istanza() string { return hex.EncodeToString(f.mac("istanza")[:12]) }

// Apertura is the value of the hidden field that says when a form was opened.
func (f Firma) Apertura(ora kernel.Instant) string {
	t := strconv.FormatInt(ora.Time().Unix(), 10)
	return t + "-" + f.impronta("apertura:"+t)
}

// ApertoIl reads Apertura back.
func (f Firma) ApertoIl(s string) (ora kernel.Instant, ok bool) {
	t, _, _ := strings.Cut(s, "-")
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil || n <= 0 || n > 1<<40 {
		return kernel.Instant{}, false
	}
	ora = kernel.InstantOf(time.Unix(n, 0))
	return ora, hmac.Equal([]byte(f.Apertura(ora)), []byte(s))
}

// Chiave hides who writes behind a keyed hash, for counting only.
func (f Firma) Chiave(cosa, valore string) string {
	return cosa + ":" + hex.EncodeToString(f.mac(cosa + ":" + valore)[:12])
}

// Firma gives the signer of this installation. Its key is made at the first
// need and lies in the database, so that a restored copy knows its old codes.
// It may not be called inside a transaction.
func (s *Service) Firma(ctx context.Context) (Firma, error) {
	s.chiaveMu.Lock()
	defer s.chiaveMu.Unlock()
	if s.chiave != nil {
		return Firma{s.chiave}, nil
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return Firma{}, err
	}
	var text string
	err := s.DB.InTx(db.WithSubmission(ctx, &db.Submission{}), func(tx *db.Tx) (err error) {
		text, err = chiaveDiFirma(ctx, tx, hex.EncodeToString(raw))
		return err
	})
	if err != nil {
		return Firma{}, err
	}
	if s.chiave, err = hex.DecodeString(text); err != nil || len(s.chiave) != 32 {
		s.chiave = nil
		return Firma{}, fmt.Errorf("contatti: the key of the codes is damaged: %w", err)
	}
	return Firma{s.chiave}, nil
}
