// Package observe sets up the one structured log: a line per request with an
// id that the error page shows too, and never a secret.
package observe

import (
	"context"
	"io"
	"log/slog"
	"strings"
)

type idKey struct{}

// WithRequestID attaches the id of the request to ctx.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, idKey{}, id)
}

// RequestID gives the id of the request, or nothing.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// New makes the log, as text or JSON, with the request id on each line and
// secrets blanked by the name of their attribute.
func New(w io.Writer, json bool) *slog.Logger {
	opts := &slog.HandlerOptions{ReplaceAttr: blank}
	var h slog.Handler = slog.NewTextHandler(w, opts)
	if json {
		h = slog.NewJSONHandler(w, opts)
	}
	return slog.New(withID{h})
}

var secret = []string{"password", "segreto", "secret", "token", "cookie", "authorization", "codice_fiscale"}

func blank(_ []string, a slog.Attr) slog.Attr {
	key := strings.ToLower(a.Key)
	for _, s := range secret {
		if strings.Contains(key, s) {
			return slog.String(a.Key, "•••")
		}
	}
	return a
}

type withID struct{ slog.Handler }

func (h withID) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h withID) WithAttrs(a []slog.Attr) slog.Handler { return withID{h.Handler.WithAttrs(a)} }

func (h withID) WithGroup(name string) slog.Handler { return withID{h.Handler.WithGroup(name)} }
