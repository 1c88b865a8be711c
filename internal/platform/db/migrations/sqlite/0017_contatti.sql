-- Messages from the public: the conversation, its lines, its files, and every
-- mail that the mailbox ever gave, so that none is read twice.
CREATE TABLE contatti (
  id INTEGER PRIMARY KEY,
  anno INTEGER NOT NULL,
  numero INTEGER NOT NULL,
  stato TEXT NOT NULL CHECK (stato IN ('nuovo','in_lavorazione','risposto','riaperto','chiuso','spam')),
  argomento TEXT NOT NULL,
  canale TEXT NOT NULL CHECK (canale IN ('modulo','posta')),
  automatico INTEGER NOT NULL CHECK (automatico IN (0,1)),
  nome TEXT NOT NULL,
  email TEXT NOT NULL,
  oggetto TEXT NOT NULL,
  pagina TEXT NOT NULL,
  cerca TEXT NOT NULL,
  assegnato_a INTEGER NOT NULL,
  richiesta_id INTEGER NOT NULL,
  creato_il TEXT NOT NULL,
  stato_dal TEXT NOT NULL,
  ultimo_arrivo_il TEXT NOT NULL,
  chiuso_il TEXT,
  versione INTEGER NOT NULL,
  UNIQUE (anno, numero)
) STRICT;
CREATE INDEX contatti_stato ON contatti (stato, ultimo_arrivo_il);
CREATE INDEX contatti_email ON contatti (email, creato_il);
CREATE INDEX contatti_chiusi ON contatti (chiuso_il);

CREATE TABLE contatti_messaggi (
  id INTEGER PRIMARY KEY,
  contatto_id INTEGER NOT NULL REFERENCES contatti (id),
  n INTEGER NOT NULL,
  atto TEXT NOT NULL,
  da TEXT NOT NULL,
  a TEXT NOT NULL,
  persona_id INTEGER NOT NULL,
  autore TEXT NOT NULL,
  indirizzo TEXT NOT NULL,
  testo TEXT NOT NULL,
  citazione TEXT NOT NULL,
  avvisi TEXT NOT NULL,
  message_id TEXT NOT NULL,
  originale_id INTEGER REFERENCES files (id),
  il TEXT NOT NULL,
  UNIQUE (contatto_id, n)
) STRICT;
CREATE INDEX contatti_messaggi_id ON contatti_messaggi (message_id);

CREATE TABLE contatti_allegati (
  id INTEGER PRIMARY KEY,
  messaggio_id INTEGER NOT NULL REFERENCES contatti_messaggi (id),
  file_id INTEGER NOT NULL REFERENCES files (id)
) STRICT;
CREATE INDEX contatti_allegati_messaggio ON contatti_allegati (messaggio_id);

CREATE TABLE contatti_arrivi (
  id INTEGER PRIMARY KEY,
  casella TEXT NOT NULL,
  validita INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  impronta TEXT NOT NULL,
  mittente TEXT NOT NULL,
  esito TEXT NOT NULL CHECK (esito IN ('nuovo','accodato','automatico','rapporto','proprio','doppione','troppo_grande','da_ritentare')),
  contatto_id INTEGER NOT NULL,
  messaggio_n INTEGER NOT NULL,
  tentativi INTEGER NOT NULL,
  segnato INTEGER NOT NULL CHECK (segnato IN (0,1)),
  arrivato_il TEXT NOT NULL,
  UNIQUE (casella, validita, uid)
) STRICT;
CREATE INDEX contatti_arrivi_id ON contatti_arrivi (message_id);
CREATE INDEX contatti_arrivi_impronta ON contatti_arrivi (impronta);
CREATE INDEX contatti_arrivi_mittente ON contatti_arrivi (mittente, arrivato_il);

CREATE TABLE contatti_ritmo (
  id INTEGER PRIMARY KEY,
  chiave TEXT NOT NULL,
  il TEXT NOT NULL
) STRICT;
CREATE INDEX contatti_ritmo_chiave ON contatti_ritmo (chiave, il);

CREATE TABLE contatti_posta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  chiave TEXT NOT NULL,
  letta_il TEXT,
  errore TEXT NOT NULL
) STRICT;
INSERT INTO contatti_posta (id, chiave, errore) VALUES (1, '', '');
