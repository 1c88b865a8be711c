-- People, the accounts with which they sign in, sessions, mandates (who may do
-- what, for whom, until when) and invitations.
CREATE TABLE persone (
  id INTEGER PRIMARY KEY,
  codice_fiscale TEXT UNIQUE CHECK (codice_fiscale IS NULL OR length(codice_fiscale) = 16),
  nome TEXT NOT NULL,
  cognome TEXT NOT NULL,
  ricerca TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  creata_il TEXT NOT NULL
) STRICT;
CREATE INDEX persone_ricerca ON persone (ricerca, id);

CREATE TABLE identita (
  id INTEGER PRIMARY KEY,
  persona_id INTEGER NOT NULL REFERENCES persone (id),
  emittente TEXT NOT NULL,
  soggetto TEXT NOT NULL,
  creata_il TEXT NOT NULL,
  usata_il TEXT NOT NULL,
  UNIQUE (emittente, soggetto)
) STRICT;
CREATE INDEX identita_persona ON identita (persona_id);

CREATE TABLE sessioni (
  id INTEGER PRIMARY KEY,
  persona_id INTEGER NOT NULL REFERENCES persone (id),
  token_sha256 TEXT NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
  emittente TEXT NOT NULL,
  agente TEXT NOT NULL,
  creata_il TEXT NOT NULL,
  vista_il TEXT NOT NULL,
  chiusa_il TEXT,
  motivo TEXT NOT NULL DEFAULT '' CHECK (motivo IN ('', 'uscita', 'nuovo_accesso', 'inattiva', 'durata_massima', 'chiusa_dalla_persona', 'chiusa_da_altri'))
) STRICT;
CREATE INDEX sessioni_persona ON sessioni (persona_id, chiusa_il);
CREATE INDEX sessioni_creata ON sessioni (creata_il);

CREATE TABLE accessi_in_corso (
  stato_sha256 TEXT PRIMARY KEY CHECK (length(stato_sha256) = 64),
  browser_sha256 TEXT NOT NULL CHECK (length(browser_sha256) = 64),
  nonce TEXT NOT NULL,
  verificatore TEXT NOT NULL,
  ritorno TEXT NOT NULL,
  creato_il TEXT NOT NULL,
  scade_il TEXT NOT NULL
) STRICT;
CREATE INDEX accessi_in_corso_scade ON accessi_in_corso (scade_il);

CREATE TABLE mandati (
  id INTEGER PRIMARY KEY,
  persona_id INTEGER NOT NULL REFERENCES persone (id),
  ruolo TEXT NOT NULL CHECK (ruolo IN ('legale_rappresentante', 'delegato', 'segreteria', 'coordinatore', 'esperto', 'regione', 'osservatore', 'amministratore')),
  titolo TEXT NOT NULL DEFAULT '',
  ente_id INTEGER NOT NULL DEFAULT 0,
  task_force_id INTEGER NOT NULL DEFAULT 0,
  dal TEXT,
  al TEXT,
  conferito_da INTEGER NOT NULL DEFAULT 0,
  conferito_il TEXT NOT NULL,
  revocato_il TEXT,
  revocato_da INTEGER NOT NULL DEFAULT 0,
  motivo TEXT NOT NULL DEFAULT '',
  CHECK ((ruolo IN ('legale_rappresentante', 'delegato')) = (ente_id <> 0)),
  CHECK ((ruolo IN ('coordinatore', 'esperto')) = (task_force_id <> 0)),
  CHECK (dal IS NULL OR al IS NULL OR dal <= al)
) STRICT;
CREATE INDEX mandati_persona ON mandati (persona_id);
CREATE INDEX mandati_ente ON mandati (ente_id, ruolo);
CREATE INDEX mandati_ruolo ON mandati (ruolo, task_force_id);

CREATE TABLE inviti (
  id INTEGER PRIMARY KEY,
  token_sha256 TEXT NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
  email TEXT NOT NULL,
  codice_fiscale TEXT NOT NULL DEFAULT '',
  descrizione TEXT NOT NULL,
  ruolo TEXT NOT NULL CHECK (ruolo IN ('legale_rappresentante', 'delegato', 'segreteria', 'coordinatore', 'esperto', 'regione', 'osservatore', 'amministratore')),
  titolo TEXT NOT NULL DEFAULT '',
  ente_id INTEGER NOT NULL DEFAULT 0,
  task_force_id INTEGER NOT NULL DEFAULT 0,
  dal TEXT,
  al TEXT,
  da_id INTEGER NOT NULL,
  creato_il TEXT NOT NULL,
  scade_il TEXT NOT NULL,
  accettato_il TEXT,
  accettato_da INTEGER NOT NULL DEFAULT 0,
  mandato_id INTEGER NOT NULL DEFAULT 0,
  revocato_il TEXT,
  CHECK (accettato_il IS NULL OR revocato_il IS NULL)
) STRICT;
CREATE INDEX inviti_ente ON inviti (ente_id);
CREATE INDEX inviti_creato ON inviti (creato_il);
