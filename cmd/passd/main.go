// Command passd is PAsS: web, background jobs and command line in one binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // Europe/Rome does not depend on the host

	"pass/internal/app"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/config"
)

// comandi is the command line.
type comandi struct {
	Serve    serveCmd    `cmd:"" help:"Avvia il servizio. Le impostazioni vengono da opzioni e variabili d'ambiente; tutte hanno un valore predefinito. I segreti vengono solo dall'ambiente: PASS_OIDC_SEGRETO e PASS_SMTP_PASSWORD, oppure i file indicati da PASS_OIDC_SEGRETO_FILE e PASS_SMTP_PASSWORD_FILE."`
	Demo     demoCmd     `cmd:"" help:"Avvia una dimostrazione con dati inventati, solo su questo computer."`
	Admin    adminCmd    `cmd:"" help:"Amministratori dell'installazione."`
	Import   importCmd   `cmd:"" help:"Carica elenchi ufficiali."`
	Backup   backupCmd   `cmd:"" help:"Salva base dati, file e registro degli atti in un solo archivio, a servizio acceso."`
	Restore  restoreCmd  `cmd:"" help:"Ripristina un archivio in un'installazione vuota."`
	Rotte    rotteCmd    `cmd:"" help:"Elenca le pagine con i ruoli che possono aprirle."`
	Rapporto rapportoCmd `cmd:"" help:"Scrive il rapporto di monitoraggio di un semestre: pagina, foglio di calcolo e CSV."`
	Verifica verificaCmd `cmd:"" help:"Controlla la catena del registro degli atti e le impronte dei file."`
	Termini  terminiCmd  `cmd:"" help:"Calcola la scadenza di un termine, con sospensioni e interruzioni, e i giorni trascorsi."`
	Misure   misureCmd   `cmd:"" help:"Calcola le misure di un semestre da una tabella CSV di pratiche: durate, arretrato, avviate, pendenti."`
	Analizza analizzaCmd `cmd:"" help:"Analizza un registro di eventi: percorsi, durate, passaggi lenti, ripetizioni."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := esegui(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

type serveCmd struct {
	config.Config `embed:""`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context) error {
	return app.Serve(ctx, c.Config, func(a *app.App) { fmt.Printf("PAsS è in ascolto su %s\n", a.Config.BaseURL()) })
}

type demoCmd struct {
	config.Config `embed:""`
	Confini       []string `env:"PASS_CONFINI" type:"existingfile" placeholder:"FILE" help:"File di confini da caricare per le mappe, dell'anno in corso. Senza file la mappa è schematica."`
}

// Run makes the demonstration data on an empty database and serves them.
func (c *demoCmd) Run(ctx context.Context) error {
	c.Sviluppo = true
	if len(c.Confini) > 0 {
		if err := app.With(ctx, c.Config, func(a *app.App) error {
			return a.ImportaConfini(ctx, os.Stdout, c.Confini, app.FonteConfini, kernel.NewDay(a.DB.Now().Day().Year(), time.January, 1))
		}); err != nil {
			return err
		}
	}
	return app.Serve(ctx, c.Config, func(a *app.App) {
		fmt.Printf("\nPAsS, dimostrazione con dati inventati: %s\n\n", a.Config.BaseURL())
		fmt.Println("Si entra da «Accedi» scegliendo una di queste persone:")
		for _, p := range app.PersoneDimostrative() {
			fmt.Printf("  %-20s %-46s %s\n", p.Nome, p.Ruolo, p.CodiceFiscale)
		}
		fmt.Printf("\nLa posta inviata si legge su %s/sviluppo/posta. Ctrl+C per fermare.\n", a.Config.BaseURL())
	})
}

type adminCmd struct {
	Crea adminCreaCmd `cmd:"" help:"Crea il primo amministratore, che entrerà con SPID o CIE."`
}

type adminCreaCmd struct {
	config.Config `embed:""`
	CodiceFiscale string `required:"" help:"Codice fiscale della persona."`
	Nome          string `required:"" help:"Nome."`
	Cognome       string `required:"" help:"Cognome."`
	Email         string `required:"" help:"Indirizzo e-mail."`
}

// Run makes an administrator.
func (c *adminCreaCmd) Run(ctx context.Context) error {
	return app.With(ctx, c.Config, func(a *app.App) error {
		if err := a.CreaAmministratore(ctx, c.CodiceFiscale, c.Nome, c.Cognome, c.Email); err != nil {
			return err
		}
		fmt.Printf("%s %s è amministratore: può entrare da %s/accesso.\n", c.Nome, c.Cognome, a.Config.BaseURL())
		return nil
	})
}

type importCmd struct {
	Confini importConfiniCmd `cmd:"" help:"Carica i confini di Comuni e province per le mappe, da file GeoJSON o TopoJSON."`
	Enti    importEntiCmd    `cmd:"" help:"Aggiorna il registro degli enti da un elenco ufficiale, senza perdere la storia."`
}

type importConfiniCmd struct {
	config.Config `embed:""`
	File          []string `arg:"" type:"existingfile" help:"File GeoJSON o TopoJSON, di Comuni o di province."`
	Al            string   `required:"" placeholder:"2026-01-01" help:"Giorno a cui si riferiscono i confini."`
	Fonte         string   `default:"ISTAT, confini delle unità amministrative, CC BY 4.0" help:"Fonte dei confini, scritta sotto ogni mappa."`
}

// Run loads boundaries for the maps, all files or none.
func (c *importConfiniCmd) Run(ctx context.Context) error {
	al, err := kernel.ParseDay(c.Al)
	if err != nil || al.IsZero() {
		return fmt.Errorf("il giorno dei confini si scrive anno-mese-giorno, per esempio 2026-01-01: %q non va bene", c.Al)
	}
	return app.With(ctx, c.Config, func(a *app.App) error {
		return a.ImportaConfini(ctx, os.Stdout, c.File, c.Fonte, al)
	})
}

type importEntiCmd struct {
	config.Config `embed:""`
	File          string `arg:"" type:"existingfile" help:"File scaricato dalla fonte ufficiale."`
	Tipo          string `required:"" enum:"istat,ipa,anpr,popolazione,variazioni" help:"Fonte: istat, ipa, anpr, popolazione o variazioni."`
	Prova         bool   `help:"Mostra che cosa cambierebbe, senza cambiare nulla."`
	Incerte       bool   `help:"Accetta anche i successori soltanto probabili."`
	Forza         bool   `help:"Procede anche se il file sembra incompleto."`
}

// Run imports an official list and prints the report.
func (c *importEntiCmd) Run(ctx context.Context) error {
	return app.With(ctx, c.Config, func(a *app.App) error {
		return a.ImportaEnti(ctx, os.Stdout, c.File, c.Tipo, enti.OpzioniImport{Prova: c.Prova, Incerte: c.Incerte, Forza: c.Forza})
	})
}

type backupCmd struct {
	config.Config `embed:""`
	Archivio      string `arg:"" help:"File da scrivere, per esempio pass-2026-11-22.tar.gz."`
}

// Run makes an archive while the service may be running.
func (c *backupCmd) Run(ctx context.Context) error {
	return app.Backup(ctx, os.Stdout, c.Config, c.Archivio)
}

type restoreCmd struct {
	config.Config `embed:""`
	Archivio      string `arg:"" type:"existingfile" help:"Archivio fatto da passd backup."`
	SoloVerifica  bool   `help:"Controlla l'archivio senza ripristinarlo."`
}

// Run brings an archive back.
func (c *restoreCmd) Run(ctx context.Context) error {
	return app.Restore(ctx, os.Stdout, c.Config, c.Archivio, c.SoloVerifica)
}

type rotteCmd struct {
	JSON bool `name:"json" help:"In JSON."`
}

// Run lists the routes of the service, without those of the demonstration.
func (c *rotteCmd) Run(ctx context.Context) error { return app.Rotte(ctx, os.Stdout, c.JSON) }

type verificaCmd struct {
	config.Config `embed:""`
}

// Run checks the audit trail and the stored files.
func (c *verificaCmd) Run(ctx context.Context) error {
	problemi, err := app.Verifica(ctx, os.Stdout, c.Config)
	if err == nil && problemi > 0 {
		err = errors.New("la verifica ha trovato problemi")
	}
	return err
}
