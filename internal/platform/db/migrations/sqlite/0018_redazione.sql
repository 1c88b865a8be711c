-- What the office writes: news, events with their documents, static pages.
-- Every save is a version (n); versione is the latest, versione_pubblica the
-- one that the public reads (0: none yet).
CREATE TABLE redazione_contenuti (
  id INTEGER PRIMARY KEY,
  tipo TEXT NOT NULL CHECK (tipo IN ('notizia','evento','pagina')),
  slug TEXT NOT NULL CHECK (slug <> ''),
  stato TEXT NOT NULL CHECK (stato IN ('bozza','programmata','pubblicata','ritirata')),
  versione INTEGER NOT NULL CHECK (versione > 0),
  versione_pubblica INTEGER NOT NULL DEFAULT 0 CHECK (versione_pubblica BETWEEN 0 AND versione),
  programmata_il TEXT,
  pubblicata_il TEXT,
  modificata_il TEXT,
  motivo TEXT NOT NULL DEFAULT '',
  commenti_aperti INTEGER NOT NULL CHECK (commenti_aperti IN (0, 1)),
  autore_id INTEGER NOT NULL,
  autore TEXT NOT NULL,
  creato_il TEXT NOT NULL,
  aggiornato_il TEXT NOT NULL,
  CHECK ((stato = 'programmata') = (programmata_il IS NOT NULL)),
  CHECK (stato <> 'pubblicata' OR versione_pubblica > 0 AND pubblicata_il IS NOT NULL),
  UNIQUE (tipo, slug)
) STRICT;
CREATE INDEX redazione_contenuti_stato ON redazione_contenuti (stato, tipo, pubblicata_il);

CREATE TABLE redazione_versioni (
  contenuto_id INTEGER NOT NULL REFERENCES redazione_contenuti (id),
  n INTEGER NOT NULL CHECK (n > 0),
  titolo TEXT NOT NULL CHECK (titolo <> ''),
  sommario TEXT NOT NULL,
  corpo TEXT NOT NULL,
  inizio_il TEXT,
  fine_il TEXT,
  luogo TEXT NOT NULL,
  collegamento TEXT NOT NULL,
  registrazione TEXT NOT NULL,
  nota TEXT NOT NULL,
  persona_id INTEGER NOT NULL,
  nome TEXT NOT NULL,
  il TEXT NOT NULL,
  PRIMARY KEY (contenuto_id, n)
) STRICT;

-- Every address that a content ever had: the old ones lead to the present one.
CREATE TABLE redazione_slug (
  tipo TEXT NOT NULL,
  slug TEXT NOT NULL,
  contenuto_id INTEGER NOT NULL REFERENCES redazione_contenuti (id),
  PRIMARY KEY (tipo, slug)
) STRICT;

-- What somebody is typing and has not saved yet (dati: JSON), on which version.
CREATE TABLE redazione_bozze (
  contenuto_id INTEGER NOT NULL REFERENCES redazione_contenuti (id),
  persona_id INTEGER NOT NULL,
  base INTEGER NOT NULL,
  dati TEXT NOT NULL,
  il TEXT NOT NULL,
  PRIMARY KEY (contenuto_id, persona_id)
) STRICT;

CREATE TABLE redazione_allegati (
  id INTEGER PRIMARY KEY,
  contenuto_id INTEGER NOT NULL REFERENCES redazione_contenuti (id),
  file_id INTEGER NOT NULL REFERENCES files (id),
  descrizione TEXT NOT NULL CHECK (descrizione <> ''),
  immagine INTEGER NOT NULL CHECK (immagine IN (0, 1)),
  persona_id INTEGER NOT NULL,
  caricato_il TEXT NOT NULL,
  tolto_il TEXT
) STRICT;
CREATE INDEX redazione_allegati_contenuto ON redazione_allegati (contenuto_id);

-- Comments of the public. The e-mail is emptied after a while; impronta tells
-- the same comment sent twice.
CREATE TABLE redazione_commenti (
  id INTEGER PRIMARY KEY,
  contenuto_id INTEGER NOT NULL REFERENCES redazione_contenuti (id),
  padre_id INTEGER REFERENCES redazione_commenti (id),
  nome TEXT NOT NULL,
  email TEXT NOT NULL,
  testo TEXT NOT NULL,
  stato TEXT NOT NULL CHECK (stato IN ('in_attesa','pubblicato','respinto','spam')),
  motivo TEXT NOT NULL DEFAULT '',
  punteggio REAL NOT NULL,
  segnale TEXT NOT NULL,
  impronta TEXT NOT NULL UNIQUE,
  inviato_il TEXT NOT NULL,
  deciso_il TEXT,
  deciso_da INTEGER NOT NULL DEFAULT 0,
  deciso_nome TEXT NOT NULL DEFAULT '',
  imparato TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX redazione_commenti_stato ON redazione_commenti (stato, inviato_il);
CREATE INDEX redazione_commenti_contenuto ON redazione_commenti (contenuto_id, stato);

-- What moderation taught the filter: how many messages of each kind had a
-- feature. Features are numbers from which no word comes back.
CREATE TABLE redazione_spam (
  caratteristica INTEGER PRIMARY KEY,
  spam INTEGER NOT NULL,
  buoni INTEGER NOT NULL
) STRICT;

-- Who follows what by e-mail; visto is what they were last told (JSON).
CREATE TABLE redazione_iscrizioni (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL CHECK (email <> ''),
  oggetto TEXT NOT NULL CHECK (oggetto <> ''),
  visto TEXT NOT NULL DEFAULT '',
  controllata TEXT,
  chiesta_il TEXT NOT NULL,
  confermata_il TEXT,
  avvisata_il TEXT,
  UNIQUE (email, oggetto)
) STRICT;

-- Links of e-mails, by the SHA-256 of their token.
CREATE TABLE redazione_gettoni (
  hash TEXT PRIMARY KEY,
  iscrizione_id INTEGER NOT NULL REFERENCES redazione_iscrizioni (id),
  scopo TEXT NOT NULL CHECK (scopo IN ('conferma','gestione')),
  creato_il TEXT NOT NULL
) STRICT;
CREATE INDEX redazione_gettoni_iscrizione ON redazione_gettoni (iscrizione_id);

-- Entries of the Atom feeds; they are never taken away.
CREATE TABLE redazione_voci (
  id INTEGER PRIMARY KEY,
  oggetto TEXT NOT NULL CHECK (oggetto <> ''),
  chiave TEXT NOT NULL CHECK (chiave <> ''),
  titolo TEXT NOT NULL,
  testo TEXT NOT NULL,
  indirizzo TEXT NOT NULL,
  pubblicata_il TEXT NOT NULL,
  UNIQUE (oggetto, chiave)
) STRICT;
