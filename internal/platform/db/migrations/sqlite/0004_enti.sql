-- Register of bodies, its history and search, and the joining of a body. At
-- most one adesione of a body is in force, and at most one of a person for a
-- body is still open.
CREATE TABLE enti (
  id INTEGER PRIMARY KEY,
  tipo TEXT NOT NULL CHECK (tipo IN ('comune','provincia','citta_metropolitana','unione','comunita_montana')),
  istat TEXT NOT NULL DEFAULT '',
  belfiore TEXT NOT NULL DEFAULT '',
  ipa TEXT NOT NULL DEFAULT '',
  nome TEXT NOT NULL CHECK (nome <> ''),
  altra_lingua TEXT NOT NULL DEFAULT '',
  denominazione TEXT NOT NULL,
  ordine TEXT NOT NULL,
  provincia_codice TEXT NOT NULL DEFAULT '',
  provincia TEXT NOT NULL DEFAULT '',
  provincia_nome TEXT NOT NULL DEFAULT '',
  regione TEXT NOT NULL CHECK (length(regione) = 2),
  popolazione INTEGER CHECK (popolazione > 0),
  popolazione_fonte TEXT NOT NULL DEFAULT '',
  pec TEXT NOT NULL DEFAULT '',
  istituito_il TEXT,
  cessato_il TEXT,
  successore_id INTEGER REFERENCES enti (id),
  versione INTEGER NOT NULL DEFAULT 1,
  creato_il TEXT NOT NULL,
  aggiornato_il TEXT NOT NULL,
  CHECK (successore_id IS NULL OR cessato_il IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX enti_istat ON enti (tipo, istat) WHERE istat <> '' AND cessato_il IS NULL;
CREATE UNIQUE INDEX enti_belfiore ON enti (belfiore) WHERE belfiore <> '' AND cessato_il IS NULL;
CREATE UNIQUE INDEX enti_ipa ON enti (ipa) WHERE ipa <> '' AND cessato_il IS NULL;
CREATE INDEX enti_ordine ON enti (ordine);
CREATE INDEX enti_provincia ON enti (provincia, ordine);
CREATE INDEX enti_successore ON enti (successore_id);

CREATE TABLE enti_parole (
  parola TEXT NOT NULL,
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  PRIMARY KEY (parola, ente_id)
) STRICT;
CREATE INDEX enti_parole_ente ON enti_parole (ente_id);

CREATE TABLE enti_variazioni (
  id INTEGER PRIMARY KEY,
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  campo TEXT NOT NULL,
  prima TEXT NOT NULL,
  dopo TEXT NOT NULL,
  dal TEXT,
  fonte TEXT NOT NULL,
  persona_id INTEGER NOT NULL,
  registrata_il TEXT NOT NULL
) STRICT;
CREATE INDEX enti_variazioni_ente ON enti_variazioni (ente_id, id);

CREATE TABLE adesioni (
  id INTEGER PRIMARY KEY,
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  richiedente_id INTEGER NOT NULL REFERENCES persone (id),
  titolo TEXT NOT NULL DEFAULT '',
  mandato_al TEXT,
  stato TEXT NOT NULL CHECK (stato IN ('bozza','inviata','in_verifica','da_integrare','approvata','respinta','sospesa','cessata')),
  file_id INTEGER REFERENCES files (id),
  caricato_il TEXT,
  protocollo_numero TEXT NOT NULL DEFAULT '',
  protocollo_data TEXT,
  motivo TEXT NOT NULL DEFAULT '',
  mandato_id INTEGER NOT NULL DEFAULT 0,
  sostituisce_id INTEGER REFERENCES adesioni (id),
  creata_il TEXT NOT NULL,
  inviata_il TEXT,
  decisa_il TEXT,
  aggiornata_il TEXT NOT NULL,
  versione INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX adesioni_in_carica ON adesioni (ente_id) WHERE stato IN ('approvata','sospesa');
CREATE UNIQUE INDEX adesioni_aperta ON adesioni (ente_id, richiedente_id) WHERE stato IN ('bozza','inviata','in_verifica','da_integrare');
CREATE INDEX adesioni_coda ON adesioni (stato, inviata_il);
CREATE INDEX adesioni_ente ON adesioni (ente_id, id);
CREATE INDEX adesioni_richiedente ON adesioni (richiedente_id, id);
CREATE INDEX adesioni_file ON adesioni (file_id);

CREATE TABLE adesioni_atti (
  id INTEGER PRIMARY KEY,
  adesione_id INTEGER NOT NULL REFERENCES adesioni (id),
  atto TEXT NOT NULL,
  da_stato TEXT NOT NULL,
  a_stato TEXT NOT NULL,
  motivo TEXT NOT NULL DEFAULT '',
  file_id INTEGER REFERENCES files (id),
  persona_id INTEGER NOT NULL,
  nome TEXT NOT NULL,
  ruolo TEXT NOT NULL,
  il TEXT NOT NULL
) STRICT;
CREATE INDEX adesioni_atti_adesione ON adesioni_atti (adesione_id, id);
CREATE INDEX adesioni_atti_file ON adesioni_atti (file_id);

CREATE TABLE impedimenti (
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  chiave TEXT NOT NULL,
  testo TEXT NOT NULL,
  url TEXT NOT NULL DEFAULT '',
  da_il TEXT NOT NULL,
  PRIMARY KEY (ente_id, chiave)
) STRICT;
