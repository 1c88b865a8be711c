package contatti

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"pass/internal/contatti/messaggio"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
)

const (
	ognuna       = time.Minute // how often the mailbox is read
	perLettura   = 500         // mails of one reading; the next comes soon
	maxTentativi = 20          // for a mail that cannot be stored; then somebody must look
)

type casellaArgs struct{}

// Kind implements jobs.Args.
func (casellaArgs) Kind() string { return "contatti.casella" }

// registraCasella reads the mailbox every minute, if there is one.
func (s *Service) registraCasella() {
	jobs.Handle(s.Jobs, func(ctx context.Context, _ casellaArgs) error {
		_, err := s.LeggiCasella(ctx)
		if err != nil { // the next minute tries again: no other attempt is needed
			return jobs.Abandon(err)
		}
		return nil
	})
	if s.Config.IMAPHost != "" {
		s.Jobs.Every(ognuna, true, casellaArgs{})
	}
}

// LeggiCasella takes in the new mail of every folder of the mailbox, and says
// how many mails it read. A mail is marked as read in the mailbox only after it
// is stored here; nothing is ever deleted there.
func (s *Service) LeggiCasella(ctx context.Context) (n int, err error) {
	c, err := s.entra(ctx)
	if err == nil {
		defer c.Close()
		defer context.AfterFunc(ctx, func() { c.Close() })()
		for _, cartella := range strings.Split(s.Config.IMAPCartella, ",") {
			var letti int
			if letti, err = s.leggiCartella(ctx, c, strings.TrimSpace(cartella)); err != nil {
				err = fmt.Errorf("contatti: folder %q: %w", cartella, err)
				break
			}
			n += letti
		}
	}
	text := ""
	if err != nil {
		text = accorcia(unaRiga(strings.ToValidUTF8(err.Error(), "")), 300)
	} else {
		_ = c.Logout().Wait() //nolint:errcheck // what was read is stored already
	}
	return n, errors.Join(err, s.DB.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error { return lettura(ctx, tx, text) }))
}

// entra connects and signs in.
func (s *Service) entra(ctx context.Context) (*imapclient.Client, error) {
	address := net.JoinHostPort(s.Config.IMAPHost, strconv.Itoa(s.Config.IMAPPorta))
	o := &imapclient.Options{Dialer: &net.Dialer{Timeout: 20 * time.Second}, TLSConfig: &tls.Config{ServerName: s.Config.IMAPHost, MinVersion: tls.VersionTLS12}}
	dial := imapclient.DialTLS
	switch s.Config.IMAPTLS {
	case "starttls":
		dial = imapclient.DialStartTLS
	case "nessuno":
		dial = imapclient.DialInsecure
	}
	c, err := dial(address, o)
	if err != nil {
		return nil, fmt.Errorf("contatti: cannot reach the mailbox: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	if err := c.Login(s.Config.IMAPUtente, s.Config.IMAPPassword).Wait(); err != nil {
		c.Close()
		return nil, fmt.Errorf("contatti: the mailbox refuses the sign-in: %w", err)
	}
	return c, nil
}

func (s *Service) leggiCartella(ctx context.Context, c *imapclient.Client, cartella string) (n int, err error) {
	sel, err := c.Select(cartella, nil).Wait()
	if err != nil {
		return 0, err
	}
	casella := s.Config.IMAPUtente + " " + s.Config.IMAPHost + " " + cartella
	uids, segna, err := s.daLeggere(ctx, c, casella, sel.UIDValidity)
	if err != nil {
		return 0, err
	}
	if err := s.segna(ctx, c, casella, sel.UIDValidity, segna); err != nil {
		return 0, err
	}
	for _, u := range uids[:min(len(uids), perLettura)] {
		a := Arrivo{Casella: casella, Validita: sel.UIDValidity, UID: uint32(u)}
		gone, err := scarica(c, &a)
		if err != nil {
			return n, err
		}
		if gone {
			continue
		}
		n++
		tenuta, err := s.accogliOppure(ctx, a)
		if err != nil {
			return n, err
		}
		if !tenuta {
			continue
		}
		if err := s.segna(ctx, c, casella, sel.UIDValidity, []int64{u}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// accogliOppure takes a mail in; one that cannot be stored is noted, so that
// the others are not held up and it is tried again later.
func (s *Service) accogliOppure(ctx context.Context, a Arrivo) (tenuta bool, err error) {
	_, _, err = s.Accogli(ctx, a)
	if err == nil || ctx.Err() != nil || kernel.CodeOf(err) == kernel.NonDisponibile {
		return err == nil, err
	}
	s.Log.ErrorContext(ctx, "contatti: a mail cannot be stored and stays in the mailbox", "casella", a.Casella, "uid", a.UID, "err", err)
	return false, s.DB.InTx(ctx, func(tx *db.Tx) error { return segnaArrivo(ctx, tx, a, arrivo{esito: ArrivoDaRitentare}) })
}

// daLeggere lists what is new in the folder, the oldest first, with what could
// not be stored before; and what is here already but not marked there.
func (s *Service) daLeggere(ctx context.Context, c *imapclient.Client, casella string, validita uint32) (uids, segna []int64, err error) {
	var ultimo int64
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if uids, segna, err = daRiprendere(ctx, tx, casella, validita); err != nil {
			return err
		}
		ultimo, err = ultimoUID(ctx, tx, casella, validita)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var dopo imap.UIDSet
	dopo.AddRange(imap.UID(ultimo+1), 0)
	found, err := c.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{dopo}}, nil).Wait()
	if err != nil {
		return nil, nil, err
	}
	for _, u := range found.AllUIDs() {
		if int64(u) > ultimo { // "*" is the last one even when it is older
			uids = append(uids, int64(u))
		}
	}
	slices.Sort(uids)
	return uids, segna, nil
}

// scarica fetches a mail without marking it; of one that is too large only the
// headers. gone: somebody removed it meanwhile.
func scarica(c *imapclient.Client, a *Arrivo) (gone bool, err error) {
	set := imap.UIDSetNum(imap.UID(a.UID))
	sizes, err := c.Fetch(set, &imap.FetchOptions{RFC822Size: true, UID: true}).Collect()
	if err != nil || len(sizes) == 0 {
		return true, err
	}
	a.Dimensione = sizes[0].RFC822Size
	section := &imap.FetchItemBodySection{Peek: true}
	if a.Dimensione > messaggio.MaxByte {
		section.Specifier = imap.PartSpecifierHeader
	}
	cmd := c.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		for item := msg.Next(); item != nil; item = msg.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || body.Literal == nil || a.Raw != nil {
				continue
			}
			if a.Raw, err = io.ReadAll(io.LimitReader(body.Literal, messaggio.MaxByte)); err != nil {
				return false, errors.Join(err, cmd.Close())
			}
		}
	}
	return a.Raw == nil, cmd.Close()
}

// segna marks mails as read in the mailbox, then here: after a crash in
// between they are marked again.
func (s *Service) segna(ctx context.Context, c *imapclient.Client, casella string, validita uint32, uids []int64) error {
	if len(uids) == 0 {
		return nil
	}
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	if err := c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close(); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return segnati(ctx, tx, casella, validita, uids) })
}
