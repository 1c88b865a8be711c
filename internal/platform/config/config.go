// Package config holds the settings of an installation. Every one has a
// working default and may come from a flag or from the environment; secrets
// come only from the environment or from a file.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Config is read by kong from flags and environment. The help texts are the
// documentation of "passd serve --help".
type Config struct {
	Indirizzo string `name:"indirizzo" env:"PASS_INDIRIZZO" default:"127.0.0.1:8080" help:"Indirizzo e porta su cui ascoltare."`
	URL       string `name:"url" env:"PASS_URL" help:"Indirizzo pubblico del servizio, come lo vedono le persone. Se vuoto: http:// e l'indirizzo su cui si ascolta."`
	Dati      string `name:"dati" env:"PASS_DATI" default:"dati" help:"Cartella dei dati: base dati SQLite e file caricati."`
	Database  string `name:"database" env:"PASS_DATABASE" help:"Base dati: percorso di un file SQLite oppure postgres://… Se vuoto: pass.db nella cartella dei dati."`
	Regione   string `name:"regione" env:"PASS_REGIONE" default:"03" help:"Codice ISTAT della regione servita (03 = Lombardia)."`
	Titolare  string `name:"titolare" env:"PASS_TITOLARE" default:"Regione Lombardia, ANCI Lombardia, PoliS-Lombardia, UPL" help:"Chi gestisce il servizio, mostrato in testa e in fondo alle pagine."`

	TitolareDati string `name:"titolare-dati" env:"PASS_TITOLARE_DATI" default:"Regione Lombardia" help:"Amministrazione titolare dei dati aperti, come nell'indice delle pubbliche amministrazioni (IPA)."`
	TitolareIPA  string `name:"titolare-ipa" env:"PASS_TITOLARE_IPA" default:"r_lombar" help:"Codice IPA dell'amministrazione titolare dei dati aperti."`

	APILimite int `name:"api-limite" env:"PASS_API_LIMITE" default:"300" help:"Richieste al minuto che una rete può fare alle API pubbliche."`

	OIDCEmittente string `name:"oidc-emittente" env:"PASS_OIDC_EMITTENTE" help:"Indirizzo (issuer) del fornitore di identità OpenID Connect."`
	OIDCCliente   string `name:"oidc-cliente" env:"PASS_OIDC_CLIENTE" help:"Identificativo del servizio (client_id) presso il fornitore."`
	OIDCSegreto   string `kong:"-"` // PASS_OIDC_SEGRETO, see Segreti
	OIDCChiave    string `name:"oidc-chiave" env:"PASS_OIDC_CHIAVE" help:"File PEM con la chiave privata del servizio: se indicato, al posto del segreto si usa private_key_jwt."`
	OIDCUditorio  string `name:"oidc-uditorio" env:"PASS_OIDC_UDITORIO" default:"emittente" enum:"emittente,token" help:"Destinatario (aud) di private_key_jwt: l'emittente oppure l'indirizzo del token endpoint, come chiede SPID."`
	OIDCLivello   string `name:"oidc-livello" env:"PASS_OIDC_LIVELLO" default:"https://www.spid.gov.it/SpidL2" help:"Livello minimo di autenticazione richiesto (acr). Vuoto: nessuno."`

	SMTPHost     string `name:"smtp-host" env:"PASS_SMTP_HOST" help:"Server di posta in uscita. Finché manca, i messaggi aspettano e partono quando c'è."`
	SMTPPorta    int    `name:"smtp-porta" env:"PASS_SMTP_PORTA" default:"587" help:"Porta del server di posta."`
	SMTPUtente   string `name:"smtp-utente" env:"PASS_SMTP_UTENTE" help:"Utente del server di posta."`
	SMTPPassword string `kong:"-"` // PASS_SMTP_PASSWORD, see Segreti
	SMTPMittente string `name:"smtp-mittente" env:"PASS_SMTP_MITTENTE" default:"non-rispondere@localhost.localdomain" help:"Mittente dei messaggi."`
	SMTPTLS      string `name:"smtp-tls" env:"PASS_SMTP_TLS" default:"obbligatorio" enum:"obbligatorio,se_possibile,nessuno" help:"Cifratura verso il server di posta: obbligatorio, se_possibile, nessuno."`

	SessioneInattiva time.Duration `name:"sessione-inattiva" env:"PASS_SESSIONE_INATTIVA" default:"30m" help:"Dopo quanta inattività la sessione scade."`
	SessioneMassima  time.Duration `name:"sessione-massima" env:"PASS_SESSIONE_MASSIMA" default:"8h" help:"Durata massima di una sessione."`
	GiorniSilenzio   int           `name:"giorni-silenzio" env:"PASS_GIORNI_SILENZIO" default:"30" help:"Giorni di calendario dopo la risposta dell'esperto, trascorsi i quali una richiesta senza riscontro è evasa."`

	Accessibilita string `name:"dichiarazione-accessibilita" env:"PASS_DICHIARAZIONE_ACCESSIBILITA" help:"Indirizzo della dichiarazione di accessibilità pubblicata su form.agid.gov.it."`
	RPD           string `name:"rpd" env:"PASS_RPD" default:"rpd@example.org" help:"Contatto del responsabile della protezione dei dati."`
	Contatto      string `name:"contatto" env:"PASS_CONTATTO" default:"assistenza@example.org" help:"Indirizzo a cui scrivere per assistenza e segnalazioni."`
	// ContattoEsteso puts the code of the conversation after a plus in the
	// address for answers; the mail server must take such addresses.
	ContattoEsteso bool `name:"contatto-esteso" env:"PASS_CONTATTO_ESTESO" help:"Il server di posta accetta indirizzi con il segno più (assistenza+codice@…): le risposte al pubblico ne usano uno."`

	IMAPHost     string `name:"imap-host" env:"PASS_IMAP_HOST" help:"Server IMAP della casella di contatto. Se vuoto, la posta in arrivo non viene letta."`
	IMAPPorta    int    `name:"imap-porta" env:"PASS_IMAP_PORTA" default:"993" help:"Porta del server IMAP."`
	IMAPUtente   string `name:"imap-utente" env:"PASS_IMAP_UTENTE" help:"Utente della casella."`
	IMAPPassword string `kong:"-"` // PASS_IMAP_PASSWORD, see Segreti
	IMAPTLS      string `name:"imap-tls" env:"PASS_IMAP_TLS" default:"diretto" enum:"diretto,starttls,nessuno" help:"Cifratura verso la casella: diretto (porta 993), starttls, nessuno."`
	IMAPCartella string `name:"imap-cartella" env:"PASS_IMAP_CARTELLA" default:"INBOX" help:"Cartelle da leggere, separate da virgole."`

	Chromium string `name:"chromium" env:"PASS_CHROMIUM" help:"Percorso di Chromium, che prepara i PDF dei rapporti. Se vuoto si cerca nel sistema; se manca, tutto il resto funziona."`

	Registro string `name:"registro-formato" env:"PASS_REGISTRO_FORMATO" default:"testo" enum:"testo,json" help:"Formato del registro tecnico: testo o json."`

	// Sviluppo is set only by "passd demo"; it never comes from the
	// environment, so that nobody switches it on by mistake.
	Sviluppo bool `kong:"-"`
}

// Segreti reads the secrets from the environment: PASS_OIDC_SEGRETO,
// PASS_SMTP_PASSWORD and PASS_IMAP_PASSWORD, or from the files that the same names with _FILE point
// to. They never are flags, which every process of the machine can read.
func (c *Config) Segreti() error {
	for name, dest := range map[string]*string{"PASS_OIDC_SEGRETO": &c.OIDCSegreto, "PASS_SMTP_PASSWORD": &c.SMTPPassword, "PASS_IMAP_PASSWORD": &c.IMAPPassword} {
		if v := os.Getenv(name); v != "" {
			*dest = v
			continue
		}
		if path := os.Getenv(name + "_FILE"); path != "" {
			b, err := os.ReadFile(path)
			if err != nil {
				return fmt.Errorf("il file indicato da %s_FILE non si legge: %w", name, err)
			}
			*dest = strings.TrimSpace(string(b))
		}
	}
	return nil
}

// BaseURL is the public address, without a final slash.
func (c Config) BaseURL() string {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/")
	}
	host, port, err := net.SplitHostPort(c.Indirizzo)
	if err != nil {
		return "http://" + c.Indirizzo
	}
	if host == "" || host == "0.0.0.0" || host == "::" || host == "127.0.0.1" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Secure reports whether cookies are marked Secure and carry the __Host-
// prefix: under HTTPS, and on localhost, which browsers trust as much.
func (c Config) Secure() bool { return c.HTTPS() || c.Host() == "localhost" }

// HTTPS reports whether people reach the service over HTTPS.
func (c Config) HTTPS() bool { return strings.HasPrefix(c.BaseURL(), "https://") }

// Host is the domain of the public address, for Message-IDs.
func (c Config) Host() string {
	u, err := url.Parse(c.BaseURL())
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}

// DatabaseAddress is the database in use.
func (c Config) DatabaseAddress() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Dati, "pass.db")
}

// FilesDir is the folder of uploaded files.
func (c Config) FilesDir() string { return filepath.Join(c.Dati, "file") }

// codiceIPA is the form of the codes of the index of public administrations;
// the empty one means the default.
var codiceIPA = regexp.MustCompile(`^[A-Za-z0-9_]{0,16}$`)

// Check refuses settings that cannot work, with a message in Italian that says
// what to do.
func (c Config) Check() error {
	if _, _, err := net.SplitHostPort(c.Indirizzo); err != nil {
		return fmt.Errorf("--indirizzo deve essere host:porta, per esempio 127.0.0.1:8080")
	}
	if u, err := url.Parse(c.BaseURL()); err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" ||
		u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("--url deve essere un indirizzo completo e senza percorso, per esempio https://pass.example.org")
	}
	if !c.HTTPS() && !local(c.Host()) {
		return fmt.Errorf("--url deve cominciare con https://: senza cifratura chiunque sulla rete può entrare al posto di altri. Fa eccezione solo questo computer")
	}
	if len(c.Regione) != 2 || strings.Trim(c.Regione, "0123456789") != "" {
		return fmt.Errorf("--regione è il codice ISTAT di due cifre, per esempio 03")
	}
	if !codiceIPA.MatchString(c.TitolareIPA) {
		return fmt.Errorf("--titolare-ipa è il codice dell'indice delle pubbliche amministrazioni, per esempio r_lombar")
	}
	if c.APILimite < 0 {
		return fmt.Errorf("--api-limite deve essere almeno 1")
	}
	if c.GiorniSilenzio < 1 {
		return fmt.Errorf("--giorni-silenzio deve essere almeno 1")
	}
	if c.SessioneInattiva < 0 || c.SessioneMassima < 0 || c.SessioneMassima != 0 && c.SessioneInattiva > c.SessioneMassima {
		return fmt.Errorf("--sessione-inattiva deve essere al massimo quanto --sessione-massima")
	}
	return errors.Join(c.checkOIDC(), c.checkSMTP(), c.checkIMAP(), c.checkSviluppo())
}

func (c Config) checkOIDC() error {
	if c.OIDCEmittente == "" {
		return nil
	}
	if u, err := url.Parse(c.OIDCEmittente); err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("--oidc-emittente deve essere un indirizzo completo, per esempio https://accesso.example.org")
	}
	if u, _ := url.Parse(c.OIDCEmittente); u.Scheme != "https" && !local(u.Hostname()) {
		return fmt.Errorf("--oidc-emittente deve cominciare con https://: chi sta in mezzo potrebbe dire di essere chiunque")
	}
	if c.OIDCCliente == "" {
		return fmt.Errorf("con --oidc-emittente serve anche --oidc-cliente")
	}
	if c.OIDCChiave != "" {
		f, err := os.Open(c.OIDCChiave)
		if err != nil {
			return fmt.Errorf("--oidc-chiave: il file %s non si legge", c.OIDCChiave)
		}
		return f.Close()
	}
	return nil
}

func (c Config) checkSMTP() error {
	if c.SMTPHost == "" {
		return nil
	}
	if c.SMTPPorta < 1 || c.SMTPPorta > 65535 {
		return fmt.Errorf("--smtp-porta deve essere tra 1 e 65535, di solito 587")
	}
	if a, err := mail.ParseAddress(c.SMTPMittente); err != nil || a.Address != c.SMTPMittente {
		return fmt.Errorf("--smtp-mittente deve essere un indirizzo e-mail, per esempio non-rispondere@pass.example.org")
	}
	return nil
}

func (c Config) checkIMAP() error {
	if c.IMAPHost == "" {
		return nil
	}
	if c.IMAPPorta < 1 || c.IMAPPorta > 65535 {
		return fmt.Errorf("--imap-porta deve essere tra 1 e 65535, di solito 993")
	}
	if c.IMAPUtente == "" {
		return fmt.Errorf("con --imap-host serve anche --imap-utente")
	}
	if c.IMAPTLS == "nessuno" && !local(c.IMAPHost) {
		return fmt.Errorf("--imap-tls nessuno vale solo per un server su questo computer: la password viaggerebbe in chiaro")
	}
	return nil
}

// checkSviluppo keeps the demonstration, where anybody signs in as anybody,
// away from other computers and from what is used in earnest.
func (c Config) checkSviluppo() error {
	if !c.Sviluppo {
		return nil
	}
	if !c.Loopback() {
		return fmt.Errorf("la dimostrazione ascolta solo su questo computer: usare --indirizzo 127.0.0.1:8080")
	}
	if strings.EqualFold(strings.TrimSpace(os.Getenv("PASS_AMBIENTE")), "produzione") {
		return fmt.Errorf("PASS_AMBIENTE=produzione: la dimostrazione non parte")
	}
	return nil
}

// local reports whether a name or address is this very machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}

// Loopback reports whether the server listens only on this machine.
func (c Config) Loopback() bool {
	host, _, err := net.SplitHostPort(c.Indirizzo)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
