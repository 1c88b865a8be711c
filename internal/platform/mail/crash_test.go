package mail_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/mail"
)

// dying is a node that dies right after the server took the message, the first
// time.
type dying struct {
	mail.SMTP
	died *atomic.Bool
}

func (d dying) Deliver(ctx context.Context, o mail.Outgoing) error {
	if err := d.SMTP.Deliver(ctx, o); err != nil {
		return err
	}
	if !d.died.Swap(true) {
		panic("the node dies here")
	}
	return nil
}

func TestAMessageSentTwiceAfterACrashHasTheSameID(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, nil, nil)
		o := newOffice(t, d, dying{s.transport("nessuno"), new(atomic.Bool)})
		o.send(t, sample)
		o.start(t)
		first, second := s.next(t), s.next(t)
		r := o.settled(t, "spedita")
		o.stop(t)
		if a, b := first.header.Get("Message-Id"), second.header.Get("Message-Id"); a != b || a != "<"+r.MessageID+">" {
			t.Errorf("Message-IDs %s and %s", a, b)
		}
		if first.text != second.text || len(s.arrived) != 0 {
			t.Errorf("the second is another message, or %d more arrived", len(s.arrived))
		}
	})
}

// slow is a server that answers only while the service is being stopped.
type slow struct {
	mail.SMTP
	taken chan struct{}
}

func (s slow) Deliver(ctx context.Context, o mail.Outgoing) error {
	err := s.SMTP.Deliver(ctx, o)
	close(s.taken)
	<-ctx.Done()
	return err
}

func TestAMessageTakenWhileStoppingIsNotSentAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, nil, nil)
		o := newOffice(t, d, slow{s.transport("nessuno"), make(chan struct{})})
		o.send(t, sample)
		o.start(t)
		s.next(t)
		c, cancel := context.WithCancel(ctx)
		cancel()
		if err := o.q.Stop(c); !errors.Is(err, context.Canceled) {
			t.Fatalf("stop: %v", err)
		}
		if r := o.row(t); r.State != "spedita" || r.Attempts != 1 {
			t.Errorf("%+v", r)
		}
	})
}

func TestMessagesWithoutAJobAreTakenUpAgain(t *testing.T) {
	t.Parallel()
	clock := dbtest.NewClock(time.Now())
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		s := newServer(t, nil, nil)
		o := newOffice(t, d, s.transport("nessuno"))
		lost := sample
		lost.Subject = "Ritrovata"
		o.send(t, lost)
		// As after a restore: the messages are there, the jobs are not.
		err := d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM river_job`); return err })
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(11 * time.Minute)
		fresh := sample
		fresh.Subject = "Appena scritta"
		o.send(t, fresh)
		o.start(t)
		got := []string{s.next(t).header.Get("Subject"), s.next(t).header.Get("Subject")}
		o.swept(t, 1)
		o.stop(t)
		slices.Sort(got)
		if !slices.Equal(got, []string{"[PAsS] Appena scritta", "[PAsS] Ritrovata"}) || len(s.arrived) != 0 {
			t.Errorf("arrived %q and %d more", got, len(s.arrived))
		}
	})
}

func TestTheSweepLeavesMessagesThatStillHaveAJob(t *testing.T) {
	t.Parallel()
	clock := dbtest.NewClock(time.Now())
	s := newServer(t, nil, func(int, string) error {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 0, 0}, Message: "Try again later"}
	})
	o := newOffice(t, dbtest.SQLite(t, db.Options{Clock: clock.Now}), s.transport("nessuno"))
	o.send(t, sample)
	clock.Advance(11 * time.Minute)
	o.start(t)
	o.swept(t, 1)
	o.stop(t)
	err := o.d.Read(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM river_job WHERE kind = 'mail.spedisci'`)
		if n != 1 {
			t.Errorf("%d jobs would send the same message", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
