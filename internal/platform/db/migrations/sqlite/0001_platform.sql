-- Machinery: settings of the installation, stored files, outgoing mail, forms
-- interrupted by an expired session, submissions already received.
CREATE TABLE impostazioni (
  chiave TEXT PRIMARY KEY,
  valore TEXT NOT NULL,
  aggiornata_il TEXT NOT NULL
) STRICT;

CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  chiave TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  dimensione INTEGER NOT NULL CHECK (dimensione >= 0),
  nome TEXT NOT NULL,
  tipo TEXT NOT NULL,
  creato_il TEXT NOT NULL
) STRICT;

CREATE TABLE posta (
  id INTEGER PRIMARY KEY,
  destinatario TEXT NOT NULL,
  oggetto TEXT NOT NULL,
  testo TEXT NOT NULL,
  html TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  filo TEXT NOT NULL DEFAULT '',
  stato TEXT NOT NULL CHECK (stato IN ('da_spedire','spedita','rinunciata')),
  tentativi INTEGER NOT NULL DEFAULT 0,
  ultimo_errore TEXT NOT NULL DEFAULT '',
  creata_il TEXT NOT NULL,
  spedita_il TEXT
) STRICT;
CREATE INDEX posta_stato ON posta (stato, creata_il);

CREATE TABLE moduli_sospesi (
  id INTEGER PRIMARY KEY,
  chiave TEXT NOT NULL UNIQUE,
  persona_id INTEGER NOT NULL,
  percorso TEXT NOT NULL,
  valori TEXT NOT NULL,
  creato_il TEXT NOT NULL
) STRICT;

CREATE TABLE invii (
  chiave TEXT PRIMARY KEY,
  persona_id INTEGER NOT NULL,
  esito TEXT NOT NULL,
  ricevuto_il TEXT NOT NULL
) STRICT;
CREATE INDEX invii_ricevuto ON invii (ricevuto_il);

CREATE TABLE numeri (
  serie TEXT NOT NULL,
  anno INTEGER NOT NULL,
  ultimo INTEGER NOT NULL,
  PRIMARY KEY (serie, anno)
) STRICT;
