package analisi

import (
	"container/list"
	"context"
	"errors"
	"io"
	"sync"

	"pass/internal/analisi/deposito"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// MaxMemoria bounds the logs that a node keeps decoded, in bytes. A log over it
// is decoded each time it is asked for.
const MaxMemoria = 384 << 20

// MaxDeposito bounds a stored log, in bytes: over what MaxEventi events take.
const MaxDeposito = 4_000_000_000

// cassetto keeps the logs that were opened last, up to a number of bytes. Who
// asks for the same one together waits for one reading.
type cassetto struct {
	mu      sync.Mutex
	massimo int64
	pieno   int64
	voci    map[string]*list.Element // of *voce
	usate   *list.List               // the last used first
	attese  map[string]*attesa
}

type voce struct {
	chiave string
	log    *eventlog.Log
	peso   int64
}

type attesa struct {
	fatta chan struct{}
	log   *eventlog.Log
	err   error
}

var errInterrotta = errors.New("analisi: the reading of a log was cut short")

func nuovoCassetto(massimo int64) *cassetto {
	return &cassetto{massimo: massimo, voci: map[string]*list.Element{}, usate: list.New(), attese: map[string]*attesa{}}
}

// prendi gives the log with that key, made by fa if it is not there. Who waits
// for another one's reading stops waiting when ctx ends, and reads by itself if
// the other one's was cut short.
func (c *cassetto) prendi(ctx context.Context, chiave string, fa func() (*eventlog.Log, error)) (*eventlog.Log, error) {
	for {
		c.mu.Lock()
		if e, ok := c.voci[chiave]; ok {
			c.usate.MoveToFront(e)
			c.mu.Unlock()
			return e.Value.(*voce).log, nil
		}
		a, altri := c.attese[chiave]
		if !altri {
			a = &attesa{fatta: make(chan struct{})}
			c.attese[chiave] = a
			c.mu.Unlock()
			defer c.riponi(chiave, a)
			a.err = errInterrotta // what the others learn if fa never returns
			a.log, a.err = fa()
			return a.log, a.err
		}
		c.mu.Unlock()
		select {
		case <-a.fatta:
			if a.err == nil {
				return a.log, nil
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// riponi ends the waiting and keeps the log, letting go of those that were not
// used for the longest time.
func (c *cassetto) riponi(chiave string, a *attesa) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.attese, chiave)
	close(a.fatta)
	if a.err != nil || a.log == nil {
		return
	}
	peso := deposito.Memoria(a.log)
	if peso > c.massimo {
		return
	}
	for c.pieno+peso > c.massimo {
		ultima := c.usate.Back()
		v := c.usate.Remove(ultima).(*voce)
		delete(c.voci, v.chiave)
		c.pieno -= v.peso
	}
	c.voci[chiave] = c.usate.PushFront(&voce{chiave, a.log, peso})
	c.pieno += peso
}

// apriDeposito reads a stored log, from memory if this node has it. The key is
// that of the file, which never changes.
func (s *Service) apriDeposito(ctx context.Context, id int64) (*eventlog.Log, error) {
	var f files.File
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		f, err = files.Get(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.cassetto.prendi(ctx, f.Key, func() (*eventlog.Log, error) {
		content, err := s.Files.Open(ctx, f.Key)
		if err != nil {
			return nil, err
		}
		defer content.Close()
		b := make([]byte, f.Size)
		if _, err := io.ReadFull(finche{ctx, content}, b); err != nil {
			return nil, err
		}
		return deposito.Leggi(b)
	})
}
