package mail_test

import (
	"mime"
	"strings"
	"testing"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/mail"
)

var badAddresses = []string{"", "sindaca", "sindaca@", "@comune.it", "sindaca@comune", "a b@comune.it", "a@b@comune.it", "a@comune.it,b@comune.it",
	"a@comune.it;b@comune.it", "Anna <a@comune.it>", "<a@comune.it>", "a@comune.it\r\nBcc: b@evil.example", "a@comune.it\nb", "a\x00@comune.it",
	"a@comune.it ", " a@comune.it", "a..b@comune.it", ".a@comune.it", "a@comune..it", "a@.comune.it", "è@comune.it", "a@comùne.it", `"a b"@comune.it`,
	"a@comune.i", "a@[127.0.0.1]", "a(commento)@comune.it", strings.Repeat("a", 250) + "@b.it", "a@comune.it\t", "a:b@comune.it", "a@comune.it>"}

func TestValidAddress(t *testing.T) {
	for _, good := range []string{"a@b.it", "nome.cognome+pass@comune.esempio.mi.it", "O'Hara@example.org", "x_1-2@sub-dominio.example.org", "UFFICIO@COMUNE.IT"} {
		if !mail.ValidAddress(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range badAddresses {
		if mail.ValidAddress(bad) {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

func TestABadAddressDoesNotStopTheAct(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	o := newOffice(t, d, mail.Local{})
	for _, bad := range badAddresses {
		m := sample
		m.To = bad
		o.send(t, m)
	}
	err := d.Read(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM posta`)
		if n != 0 {
			t.Errorf("%d messages wait for nobody", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if log := o.log.String(); !strings.Contains(log, "thread=richiesta-12") || strings.Contains(log, "comune.it") || strings.Contains(log, sample.Subject) {
		t.Errorf("logged: %s", log)
	}
}

func TestNothingThatIsTypedBecomesAHeader(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil, nil)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, s.transport("nessuno"))
		m := sample
		m.Subject = "Ciao\r\nBcc: tutti@evil.example\r\n\r\nTesto \x00\x1b[31m\xff fine"
		m.Text = []string{"Prima\r\n.\r\nMAIL FROM:<x@evil.example>\r\n\x00seconda \xff"}
		m.Label = "Apri\r\nBcc: tutti@evil.example"
		o.send(t, m)
		o.start(t)
		e := s.next(t)
		o.settled(t, "spedita")
		o.stop(t)
		if e.header.Get("Bcc") != "" || len(e.header["Subject"]) != 1 || e.to != sample.To {
			t.Errorf("headers %v to %s", e.header, e.to)
		}
		got, err := new(mime.WordDecoder).DecodeHeader(e.header.Get("Subject"))
		if err != nil || got != "[PAsS] Ciao Bcc: tutti@evil.example Testo [31m\uFFFD fine" {
			t.Errorf("subject %q, %v", got, err)
		}
		if !strings.Contains(e.text, "Prima\n.\nMAIL FROM:<x@evil.example>\nseconda \uFFFD\n") || !strings.Contains(e.text, "\nApri Bcc: tutti@evil.example:\n") {
			t.Errorf("text:\n%q", e.text)
		}
	})
}

func TestTheOutboxShowsWhatWasSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, mail.Local{})
		other := sample
		other.To, other.Link = "delegato@comune.example.org", ""
		o.send(t, sample, other)
		err := d.Read(ctx, func(tx *db.Tx) error {
			all, err := mail.Outbox(ctx, tx, "", 10)
			if err != nil || len(all) != 2 || all[0].To != other.To || all[0].Link != "" || all[0].Sent {
				t.Errorf("%+v, %v", all, err)
			}
			mine, err := mail.Outbox(ctx, tx, sample.To, 10)
			if err != nil || len(mine) != 1 || mine[0].Link != sample.Link || mine[0].Subject != "[PAsS] "+sample.Subject {
				t.Errorf("%+v, %v", mine, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
