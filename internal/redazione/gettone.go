package redazione

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// The form of a comment carries the instant at which it was made, signed: one
// that comes back at once was filled by a program, one that comes back after a
// day was lost somewhere.
const (
	minimoScrittura  = 3 * time.Second
	massimoScrittura = 24 * time.Hour
)

// nomeChiave is the setting that holds the key of the signatures.
const nomeChiave = "redazione_chiave"

// cassaforte keeps the key in memory.
type cassaforte struct {
	mu sync.Mutex
	k  []byte
}

// Prepara makes, once for an installation, what the public pages need before
// anybody reads them.
func (s *Service) Prepara(ctx context.Context) error {
	_, err := s.firma(ctx)
	return err
}

// firma is the key of the signatures, made the first time.
func (s *Service) firma(ctx context.Context) ([]byte, error) {
	s.chiave.mu.Lock()
	defer s.chiave.mu.Unlock()
	if s.chiave.k != nil {
		return s.chiave.k, nil
	}
	var testo string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { testo, err = db.Setting(ctx, tx, nomeChiave); return err })
	if err == nil && testo == "" {
		raw := make([]byte, 32)
		if _, err := rand.Read(raw); err != nil {
			return nil, err
		}
		err = s.db.InTx(ctx, func(tx *db.Tx) error {
			if testo, err = db.Setting(ctx, tx, nomeChiave); err != nil || testo != "" {
				return err
			}
			testo = hex.EncodeToString(raw)
			return db.SetSetting(ctx, tx, nomeChiave, testo)
		})
	}
	if err != nil {
		return nil, err
	}
	s.chiave.k, err = hex.DecodeString(testo)
	return s.chiave.k, err
}

// GettoneCommento is what the form of a comment carries. indietro makes it as
// if the form had been open for a moment already: after an error one may send
// at once.
func (s *Service) GettoneCommento(ctx context.Context, contenuto int64, indietro bool) (string, error) {
	k, err := s.firma(ctx)
	if err != nil {
		return "", err
	}
	il := s.db.Now()
	if indietro {
		il = il.Add(-minimoScrittura)
	}
	return gettone(k, contenuto, il.Time().Unix()), nil
}

func gettone(k []byte, contenuto, unix int64) string {
	h := hmac.New(sha256.New, k)
	h.Write([]byte("commento " + strconv.FormatInt(contenuto, 10) + " " + strconv.FormatInt(unix, 10)))
	return strconv.FormatInt(unix, 36) + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// leggiGettone tells how long the form was open; false when the token is not
// ours, or too old.
func leggiGettone(k []byte, contenuto int64, g string, ora kernel.Instant) (time.Duration, bool) {
	quando, _, _ := strings.Cut(g, ".")
	unix, err := strconv.ParseInt(quando, 36, 64)
	if err != nil || subtle.ConstantTimeCompare([]byte(gettone(k, contenuto, unix)), []byte(g)) != 1 {
		return 0, false
	}
	aperto := ora.Time().Sub(time.Unix(unix, 0))
	return aperto, aperto >= 0 && aperto <= massimoScrittura
}

// nuovoToken is a secret for a link, with the hash under which it is kept.
func nuovoToken() (token, hash string, err error) {
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		return "", "", err
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, hashToken(token), nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// freno counts what each sender did lately, on this node and in memory only:
// network addresses are never written.
type freno struct {
	mu  sync.Mutex
	ora time.Time // the window in course
	n   map[string]int
}

// The limits of what the public may send.
const (
	finestra    = 10 * time.Minute
	perMittente = 6   // comments, or subscriptions, of one network in a window
	perOgnuno   = 200 // of everybody together in a window
)

// passa counts one more thing of the sender, and tells whether it may pass.
func (f *freno) passa(cosa, da string, ora kernel.Instant) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w := ora.Time().Truncate(finestra); !w.Equal(f.ora) || f.n == nil {
		f.ora, f.n = w, map[string]int{}
	}
	// What one sender may not send does not count for the others: nobody shuts
	// the door for everybody.
	f.n[cosa+" "+da]++
	if f.n[cosa+" "+da] > perMittente {
		return false
	}
	f.n[cosa]++
	return f.n[cosa] <= perOgnuno
}

// troppi is what is told to who sends too much.
func troppi() error {
	return kernel.E(kernel.TroppeVolte, "Da questa rete sono arrivati molti invii in pochi minuti. Quello che è scritto qui è intatto: riprovare tra dieci minuti.")
}
