package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/observe"
)

// Permission names what a route asks of the person and the roles that have
// it. Names begin with the area: "richieste.assegna".
type Permission struct {
	Name  string
	Roles []kernel.Ruolo
}

// Allows reports whether the actor holds one of the roles.
func (p Permission) Allows(a kernel.Actor) bool { return a.HasAny(p.Roles...) }

// Handler answers a request; what it returns becomes a page.
type Handler func(c *Context) error

// Access says who may reach a route.
type Access int

// The three kinds of access.
const (
	AccessPublic Access = iota
	AccessAuthenticated
	AccessRequires
)

// Route is one registered route, for the matrix test.
type Route struct {
	Pattern    string // "GET /richieste/{id}"
	Access     Access
	Permission Permission // only with AccessRequires
}

// Identity is what the session says of a request.
type Identity struct {
	Actor   kernel.Actor
	Session int64 // 0: nobody is signed in
	Expired int64 // the person whose session has just expired, or 0
}

// Options wire a Router to the rest; all are required.
type Options struct {
	DB  *db.DB
	Log *slog.Logger
	// Secure marks cookies Secure and __Host-.
	Secure bool
	// HSTS adds Strict-Transport-Security, under HTTPS.
	HSTS bool
	// Identify reads the session of a request.
	Identify func(ctx context.Context, r *http.Request) (Identity, error)
	// Shell lets the app put what every page shows into the context.
	Shell func(c *Context) context.Context
	// ErrorPage draws the page of an error.
	ErrorPage func(c *Context, status int, e *kernel.Error) templ.Component
	// SignIn is the path that people without a session are sent to, with
	// ?ritorno=.
	SignIn string
	// Resume is the path under which interrupted forms wait, with the key
	// appended.
	Resume string
}

// Router collects the routes of all areas.
type Router struct {
	opts   Options
	mux    *http.ServeMux
	routes []Route
}

// NewRouter makes an empty router.
func NewRouter(opts Options) *Router { return &Router{opts: opts, mux: http.NewServeMux()} }

// Routes lists the routes in the order of registration.
func (rt *Router) Routes() []Route { return append([]Route(nil), rt.routes...) }

// Public registers a route that everyone may reach.
func Public(rt *Router, pattern string, h Handler) {
	rt.add(Route{Pattern: pattern, Access: AccessPublic}, h)
}

// Authenticated registers a route for whoever is signed in, whatever the role:
// the service decides about the record.
func Authenticated(rt *Router, pattern string, h Handler) {
	rt.add(Route{Pattern: pattern, Access: AccessAuthenticated}, h)
}

// Requires registers a route for those who have the permission.
func Requires(p Permission, rt *Router, pattern string, h Handler) {
	rt.add(Route{Pattern: pattern, Access: AccessRequires, Permission: p}, h)
}

func (rt *Router) add(route Route, h Handler) {
	rt.routes = append(rt.routes, route)
	rt.mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) { rt.serve(w, r, route, h) })
}

// Static mounts a handler for files that are the same for everyone, such as
// the style sheets; it is not a page and not in Routes.
func (rt *Router) Static(prefix string, h http.Handler) { rt.mux.Handle("GET "+prefix, h) }

// Handler is the whole edge: headers, cross-site check, routes, and the page
// for what no route answers.
func (rt *Router) Handler() http.Handler {
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rt.serve(w, r, Route{Pattern: "cross-origin"}, func(*Context) error {
			return kernel.E(kernel.Vietato, "La richiesta arriva da un altro sito. Tornare alla pagina di PAsS e riprovare.")
		})
	}))
	rt.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		rt.serve(w, r, Route{Pattern: "not found"}, func(*Context) error { return db.ErrNotFound })
	})
	inner := protect.Handler(rt.mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rt.headers(w.Header())
		if storableText(r.URL.Path) != r.URL.Path {
			rt.serve(w, r, Route{Pattern: "not found"}, func(*Context) error { return db.ErrNotFound })
			return
		}
		r.URL.RawQuery = storableQuery(r.URL)
		inner.ServeHTTP(w, r)
	})
}

// storableQuery is the query of u, written again only when it holds what no
// database stores.
func storableQuery(u *url.URL) string {
	if !strings.Contains(u.RawQuery, "%") && utf8.ValidString(u.RawQuery) {
		return u.RawQuery
	}
	q := u.Query()
	if clean := storable(q).Encode(); clean != q.Encode() {
		return clean
	}
	return u.RawQuery
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (rt *Router) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if rt.opts.HSTS {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// serve is the one adapter: it makes the context, checks access, runs the
// handler and turns its error into a page.
func (rt *Router) serve(w http.ResponseWriter, r *http.Request, route Route, h Handler) {
	start := time.Now()
	ctx, counter := db.WithCounter(observe.WithRequestID(r.Context(), newID()))
	out := &recorder{ResponseWriter: w}
	c := &Context{W: out, R: r.WithContext(ctx), rt: rt, route: route, out: out}
	defer c.cleanup()
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			rt.opts.Log.ErrorContext(ctx, "panic", "value", p, "stack", string(debug.Stack()))
			c.fail(kernel.E(kernel.Interno, ""))
		}
		rt.opts.Log.InfoContext(ctx, "request", "method", r.Method, "route", route.Pattern, "status", cmp.Or(out.status, http.StatusOK),
			"ms", time.Since(start).Milliseconds(), "queries", counter.N(), "persona", c.Actor.Persona)
	}()
	if err := rt.run(c, h); err != nil {
		c.fail(err)
	}
}

func (rt *Router) run(c *Context, h Handler) error {
	id, err := rt.opts.Identify(c.Ctx(), c.R)
	if err != nil {
		return err
	}
	c.Actor, c.Session, c.expired = id.Actor, id.Session, id.Expired
	if c.route.Access != AccessPublic || c.Session != 0 {
		c.W.Header().Set("Cache-Control", "no-store")
	}
	c.R = c.R.WithContext(rt.opts.Shell(c))
	switch {
	case c.route.Access == AccessPublic:
	case c.Session == 0:
		return c.toSignIn()
	}
	if err := c.allowed(); err != nil {
		return err
	}
	err = h(c)
	if errors.Is(err, db.ErrRepeated) {
		return c.repeated()
	}
	return err
}

// allowed refuses who does not have the permission of the route.
func (c *Context) allowed() error {
	if c.route.Access != AccessRequires || c.route.Permission.Allows(c.Actor) {
		return nil
	}
	c.rt.opts.Log.WarnContext(c.Ctx(), "denied", "permission", c.route.Permission.Name, "persona", c.Actor.Persona)
	return kernel.E(kernel.Vietato, "Questa pagina è riservata a un altro ruolo.")
}

// statuses maps each code to its HTTP status, once.
var statuses = map[kernel.Code]int{
	kernel.NonValido: http.StatusUnprocessableEntity, kernel.NonAutenticato: http.StatusUnauthorized,
	kernel.Vietato: http.StatusForbidden, kernel.NonTrovato: http.StatusNotFound, kernel.Conflitto: http.StatusConflict,
	kernel.TroppoGrande: http.StatusRequestEntityTooLarge, kernel.TroppeVolte: http.StatusTooManyRequests,
	kernel.NonDisponibile: http.StatusServiceUnavailable, kernel.Interno: http.StatusInternalServerError,
}

// Status is the HTTP status of a code.
func Status(code kernel.Code) int {
	if s, ok := statuses[code]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// goneAway is what the log calls a request whose browser did not wait.
const goneAway = 499

func (c *Context) fail(err error) {
	if c.out.status != 0 {
		c.rt.opts.Log.ErrorContext(c.Ctx(), "error after the answer began", "err", err)
		return
	}
	if errors.Is(err, context.Canceled) && c.Ctx().Err() != nil {
		c.out.status = goneAway
		return
	}
	var e *kernel.Error
	if !errors.As(err, &e) {
		e = kernel.Wrap(kernel.Interno, "", err)
	}
	status := Status(e.Code)
	if status >= 500 {
		c.rt.opts.Log.ErrorContext(c.Ctx(), "failed", "err", err)
	}
	if status == http.StatusInternalServerError || e.Message == "" {
		e = &kernel.Error{Code: e.Code, Message: "Il servizio non è riuscito a completare l'operazione. I dati già confermati sono al sicuro: riprovare tra qualche minuto."}
	}
	c.W.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		c.W.Header().Set("Retry-After", "10")
	}
	if c.forMachines() {
		_ = c.problemOf(status, e)
		return
	}
	if c.WantsJSON() {
		_ = c.JSON(status, map[string]any{"error": e.Message, "code": string(e.Code), "fields": e.Fields, "id": observe.RequestID(c.Ctx())})
		return
	}
	if err := c.errorPage(status, e); err != nil {
		c.rt.opts.Log.ErrorContext(c.Ctx(), "the error page failed", "err", err)
		c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_ = c.write(status, []byte("Il servizio non è riuscito a mostrare la pagina. Riprovare tra qualche minuto, o segnalare il codice "+observe.RequestID(c.Ctx())+".\n"))
	}
}

// errorPage draws the page of an error; if even that panics, it is an error.
func (c *Context) errorPage(status int, e *kernel.Error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.HTML(status, c.rt.opts.ErrorPage(c, status, e))
}

// recorder notes the status of the answer, however it is written.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	r.status = cmp.Or(r.status, http.StatusOK)
	return r.ResponseWriter.Write(b)
}

// ReadFrom lets a file go out without a copy in memory.
func (r *recorder) ReadFrom(src io.Reader) (int64, error) {
	r.status = cmp.Or(r.status, http.StatusOK)
	return io.Copy(r.ResponseWriter, src)
}

// Unwrap serves http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func newID() string {
	raw := make([]byte, 8)
	if _, err := rand.Read(raw); err != nil {
		return "0"
	}
	return hex.EncodeToString(raw)
}

// LocalPath cleans a path that came from outside, such as ?ritorno=: only a
// path of this site is kept, anything else becomes fallback.
func LocalPath(p, fallback string) string {
	u, err := url.Parse(p)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.Contains(p, "\\") {
		return fallback
	}
	return u.RequestURI()
}
