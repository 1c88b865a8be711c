package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pass/assets"
	"pass/internal/accesso"
	"pass/internal/accesso/accessoweb"
	"pass/internal/analisi"
	"pass/internal/analisi/analisiweb"
	"pass/internal/catalogo"
	"pass/internal/catalogo/catalogoweb"
	"pass/internal/contatti"
	"pass/internal/contatti/contattiweb"
	"pass/internal/enti"
	"pass/internal/enti/entiweb"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggioweb"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/idp"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/platform/observe"
	"pass/internal/platform/pdf"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/api"
	"pass/internal/pubblico/pubblicoweb"
	"pass/internal/redazione"
	"pass/internal/redazione/redazioneweb"
	"pass/internal/registro"
	"pass/internal/registro/registroweb"
	"pass/internal/richieste"
	"pass/internal/richieste/richiesteweb"
	"pass/internal/scrivania/scrivaniaweb"
	"pass/internal/ui"
)

// App is a whole installation in one process.
type App struct {
	Config       config.Config
	DB           *db.DB
	Jobs         *jobs.Queue
	Mail         *mail.Mailer
	Files        *files.Folder
	Log          *slog.Logger
	Accesso      *accesso.Service
	Enti         *enti.Service
	Catalogo     *catalogo.Service
	Richieste    *richieste.Service
	Contatti     *contatti.Service
	Redazione    *redazione.Service
	Monitoraggio *monitoraggio.Service
	Analisi      *analisi.Service
	Router       *web.Router

	demo     bool // the data are invented: every page says so
	idp      *idp.Provider
	stampe   *pubblico.Stampe
	Avvisi   *pubblico.Avvisi
	pagine   func() http.Handler // the router, once the routes are there
	orologio orologio            // only a demonstration moves it
}

// New opens the database, fills the register and the catalogue if they are
// empty, and wires the areas. clock is the source of time, nil for the real
// one.
func New(ctx context.Context, cfg config.Config, clock func() time.Time) (a *App, err error) {
	if err := errors.Join(cfg.Check(), cfg.Segreti()); err != nil {
		return nil, err
	}
	a = &App{Config: cfg, Log: observe.New(os.Stderr, cfg.Registro == "json")}
	if clock == nil {
		clock = a.orologio.now
	}
	a.DB, err = db.Open(ctx, cfg.DatabaseAddress(), db.Options{Clock: clock, Log: a.Log})
	if err != nil {
		return nil, err
	}
	opened := a // what is returned with an error is nil
	defer func() {
		if err != nil {
			opened.Close()
		}
	}()
	if a.Files, err = files.OpenFolder(cfg.FilesDir()); err != nil {
		return nil, err
	}
	if err = a.semina(ctx); err != nil {
		return nil, err
	}
	if a.Config.Sviluppo {
		if err = a.segnaDimostrazione(ctx); err != nil {
			return nil, err
		}
		if err = a.providerDimostrativo(ctx); err != nil {
			return nil, err
		}
	}
	a.services()
	if err = a.Redazione.Prepara(ctx); err != nil {
		return nil, err
	}
	if err = a.Jobs.Ready(); err != nil {
		return nil, err
	}
	if a.Config.Sviluppo {
		if err = a.popola(ctx); err != nil {
			return nil, err
		}
	}
	a.routes()
	a.pagine = sync.OnceValue(a.Router.Handler)
	return a, nil
}

// Close ends what New opened.
func (a *App) Close() {
	if a.Files != nil {
		a.Files.Close()
	}
	if a.DB != nil {
		a.DB.Close()
	}
}

// semina loads the register of bodies on first start, and whatever the
// catalogue does not have yet: a new release may bring procedures.
func (a *App) semina(ctx context.Context) error {
	var mark string
	err := a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if mark, err = db.Setting(ctx, tx, "registro_caricato"); err != nil {
			return err
		}
		demo, err := db.Setting(ctx, tx, idp.SettingName)
		a.demo = demo == idp.SettingValue
		return err
	})
	if err != nil {
		return err
	}
	if mark != a.Config.Regione {
		if _, err := enti.CaricaBase(ctx, a.DB, a.Config.Regione); err != nil {
			return fmt.Errorf("il registro degli enti non si carica: %w", err)
		}
	}
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := catalogo.Semina(ctx, tx); err != nil {
			return err
		}
		return db.SetSetting(ctx, tx, "registro_caricato", a.Config.Regione)
	})
}

func (a *App) services() {
	a.Jobs = jobs.New(a.DB, a.Log)
	a.Mail = mail.New(a.DB, a.Jobs, a.transport(), a.Config.Host(), a.Log)
	a.lavori()
	if a.Config.Sviluppo && a.idp != nil {
		a.Config.OIDCEmittente, a.Config.OIDCCliente, a.Config.OIDCSegreto = a.idp.Issuer, a.idp.ClientID, a.idp.Secret
	}
	a.Accesso = accesso.New(accesso.Deps{DB: a.DB, Mail: a.Mail, Jobs: a.Jobs, Config: a.Config, Log: a.Log,
		TaskForces: taskForces, NomeEnte: nomiEnti})
	a.Enti = enti.New(enti.Deps{DB: a.DB, Mail: a.Mail, Files: a.Files, Config: a.Config, Log: a.Log, Accesso: a.Accesso})
	a.Catalogo = catalogo.New(catalogo.Deps{DB: a.DB, Log: a.Log})
	a.Richieste = richieste.New(richieste.Deps{DB: a.DB, Mail: a.Mail, Jobs: a.Jobs, Files: a.Files, Config: a.Config, Log: a.Log})
	a.Contatti = contatti.New(contatti.Deps{DB: a.DB, Mail: a.Mail, Jobs: a.Jobs, Files: a.Files, Config: a.Config, Log: a.Log, Richieste: a.Richieste})
	a.Redazione = redazione.New(redazione.Deps{DB: a.DB, Mail: a.Mail, Jobs: a.Jobs, Files: a.Files, Config: a.Config, Log: a.Log})
	printer := &pdf.Printer{Browser: a.Config.Chromium, Address: a.Config.BaseURL(), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.pagine().ServeHTTP(w, r) })}
	a.stampe = &pubblico.Stampe{DB: a.DB, Jobs: a.Jobs, Files: a.Files, Log: a.Log, Stampa: printer.Print, Disponibile: printer.Available}
	a.stampe.Registra()
	a.Avvisi = &pubblico.Avvisi{DB: a.DB, Jobs: a.Jobs, Mail: a.Mail, Log: a.Log, Base: a.Config.BaseURL(), Interni: a.Config.Sviluppo, Annota: annotaAvvisi}
	a.Avvisi.Registra()
	a.Monitoraggio = monitoraggio.New(monitoraggio.Deps{DB: a.DB, Mail: a.Mail, Jobs: a.Jobs, Files: a.Files, Config: a.Config, Log: a.Log, Stampe: a.stampe})
	a.Analisi = analisi.New(analisi.Deps{DB: a.DB, Jobs: a.Jobs, Files: a.Files, Log: a.Log})
}

func (a *App) transport() mail.Transport {
	switch {
	case a.Config.SMTPHost != "":
	case a.Config.Sviluppo:
		return mail.Local{}
	default:
		return mail.Missing{}
	}
	return mail.SMTP{Host: a.Config.SMTPHost, Port: a.Config.SMTPPorta, User: a.Config.SMTPUtente, Password: a.Config.SMTPPassword,
		From: a.Config.SMTPMittente, TLS: a.Config.SMTPTLS}
}

// annotaAvvisi writes into the audit trail for pubblico, to the left of it.
func annotaAvvisi(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto string, destinazione int64, dettagli map[string]string) error {
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: "destinazione", OggettoID: destinazione, Dettagli: dettagli})
}

// taskForces and nomiEnti answer what accesso, to the left, may not ask.
func taskForces(ctx context.Context, tx *db.Tx) (out []accesso.Scelta, err error) {
	list, err := catalogo.TaskForces(ctx, tx)
	for _, t := range list {
		if t.Attiva {
			out = append(out, accesso.Scelta{ID: t.ID, Codice: t.Codice, Nome: t.Nome})
		}
	}
	return out, err
}

func nomiEnti(ctx context.Context, tx *db.Tx, ids []int64) (map[int64]string, error) {
	list, err := enti.PerID(ctx, tx, ids)
	out := map[int64]string{}
	for id, e := range list {
		out[id] = e.NomeEsteso()
	}
	return out, err
}

func (a *App) routes() {
	ui.SetAssetURL(assets.URL)
	a.Router = web.NewRouter(web.Options{DB: a.DB, Log: a.Log, Secure: a.Config.Secure(), HSTS: a.Config.HTTPS(),
		Identify: a.Accesso.Identify, Shell: a.shell, ErrorPage: paginaErrore, SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/"})
	a.Router.Static(assets.Prefix, assets.Handler())
	pubblicoweb.Register(a.Router, pubblicoweb.Deps{DB: a.DB, Config: a.Config, Stampe: a.stampe, Avvisi: a.Avvisi})
	api.Register(a.Router, api.Deps{DB: a.DB, Config: a.Config})
	accessoweb.Register(a.Router, accessoweb.Deps{Accesso: a.Accesso})
	entiweb.Register(a.Router, entiweb.Deps{Enti: a.Enti})
	catalogoweb.Register(a.Router, catalogoweb.Deps{Catalogo: a.Catalogo})
	richiesteweb.Register(a.Router, richiesteweb.Deps{Richieste: a.Richieste, Collegamenti: a.collegamenti})
	contattiweb.Register(a.Router, contattiweb.Deps{Contatti: a.Contatti, Config: a.Config})
	redazioneweb.Register(a.Router, redazioneweb.Deps{Redazione: a.Redazione, Config: a.Config})
	monitoraggioweb.Register(a.Router, monitoraggioweb.Deps{Monitoraggio: a.Monitoraggio})
	analisiweb.Register(a.Router, analisiweb.Deps{Analisi: a.Analisi, Richieste: a.Richieste})
	scrivaniaweb.Register(a.Router, scrivaniaweb.Deps{DB: a.DB, Config: a.Config})
	registroweb.Register(a.Router, registroweb.Deps{DB: a.DB})
	if a.Config.Sviluppo {
		a.sviluppo()
	}
}

// collegamenti are the links that areas to the right contribute to the page of
// a request.
func (a *App) collegamenti(ctx context.Context, chi kernel.Actor, r richieste.Richiesta) (links []ui.Link, err error) {
	err = a.DB.Read(ctx, func(tx *db.Tx) error {
		links, err = analisiweb.Collegamenti(ctx, tx, chi, r)
		return err
	})
	return links, err
}

// Handler answers everything, the demonstration provider included.
func (a *App) Handler() http.Handler {
	pages := a.pagine()
	if a.idp == nil {
		return pages
	}
	mux := http.NewServeMux()
	mux.Handle(idp.Prefix, a.idp)
	mux.Handle("/", pages)
	return mux
}

// With runs fn on a wired installation that serves nobody: for commands.
func With(ctx context.Context, cfg config.Config, fn func(a *App) error) error {
	a, err := New(ctx, cfg, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	return fn(a)
}

// Serve listens until ctx ends, then lets requests and jobs finish. ready is
// called when the first page can be asked for.
func Serve(ctx context.Context, cfg config.Config, ready func(a *App)) error {
	listener, err := net.Listen("tcp", cfg.Indirizzo)
	if err != nil {
		return fmt.Errorf("non si può ascoltare su %s: %w", cfg.Indirizzo, err)
	}
	defer listener.Close()
	cfg.Indirizzo = listener.Addr().String()
	a, err := New(ctx, cfg, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	server := newServer(a.Handler(), a.Log)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if err := a.Jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if a.Config.SMTPHost == "" && !a.Config.Sviluppo {
		a.Log.Warn("no mail server: messages wait until PASS_SMTP_HOST is set")
	}
	ready(a)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(grace), a.Jobs.Stop(grace))
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// newServer waits for nobody for ever: a request has a minute to arrive, and
// only a form with files may ask for more (web.Context.Form); an answer has
// half an hour to be read.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 30 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
}

// CreaAmministratore makes the person an administrator, who signs in with
// their own digital identity.
func (a *App) CreaAmministratore(ctx context.Context, cf, nome, cognome, email string) error {
	_, err := a.Accesso.CreaAmministratore(ctx, cf, nome, cognome, email)
	return err
}

// ImportaEnti updates the register from an official list and prints what
// changed.
func (a *App) ImportaEnti(ctx context.Context, out io.Writer, path, tipo string, opz enti.OpzioniImport) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	r, err := a.Enti.ImportaFile(ctx, kernel.ActorSistema(), enti.TipoImport(tipo), filepath.Base(path), in, opz)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, r.String())
	return err
}
