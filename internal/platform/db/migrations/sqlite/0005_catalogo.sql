-- Catalogue: task forces, procedures, and their maximum terms by validity.
-- vigente_dal and vigente_al are the first and the last day in force; an open
-- end is NULL.
CREATE TABLE catalogo_task_force (
  id INTEGER PRIMARY KEY,
  codice TEXT NOT NULL UNIQUE CHECK (codice <> ''),
  nome TEXT NOT NULL CHECK (nome <> ''),
  descrizione TEXT NOT NULL DEFAULT '',
  ordine INTEGER NOT NULL DEFAULT 0,
  attiva INTEGER NOT NULL DEFAULT 1 CHECK (attiva IN (0, 1)),
  aggiornata_il TEXT NOT NULL
) STRICT;

CREATE TABLE catalogo_procedimenti (
  id INTEGER PRIMARY KEY,
  codice TEXT NOT NULL UNIQUE CHECK (codice <> ''),
  nome TEXT NOT NULL CHECK (nome <> ''),
  task_force_id INTEGER NOT NULL REFERENCES catalogo_task_force (id),
  base_legale TEXT NOT NULL DEFAULT '',
  competente TEXT NOT NULL DEFAULT '',
  descrizione TEXT NOT NULL DEFAULT '',
  fonte TEXT NOT NULL DEFAULT '',
  fonte_url TEXT NOT NULL DEFAULT '',
  affidabilita TEXT NOT NULL CHECK (affidabilita IN ('confermato', 'da_verificare', 'ipotesi')),
  ordine INTEGER NOT NULL DEFAULT 0,
  attivo INTEGER NOT NULL DEFAULT 1 CHECK (attivo IN (0, 1)),
  aggiornato_il TEXT NOT NULL
) STRICT;
CREATE INDEX catalogo_procedimenti_task_force ON catalogo_procedimenti (task_force_id);

CREATE TABLE catalogo_termini (
  id INTEGER PRIMARY KEY,
  procedimento_id INTEGER NOT NULL REFERENCES catalogo_procedimenti (id),
  vigente_dal TEXT NOT NULL,
  vigente_al TEXT,
  giorni INTEGER CHECK (giorni > 0),
  decorrenza TEXT NOT NULL DEFAULT '',
  descrizione TEXT NOT NULL DEFAULT '',
  fonte TEXT NOT NULL DEFAULT '',
  fonte_url TEXT NOT NULL DEFAULT '',
  affidabilita TEXT NOT NULL CHECK (affidabilita IN ('confermato', 'da_verificare', 'ipotesi')),
  motivo TEXT NOT NULL DEFAULT '',
  inserito_il TEXT NOT NULL,
  CHECK (vigente_al IS NULL OR vigente_al >= vigente_dal),
  UNIQUE (procedimento_id, vigente_dal)
) STRICT;
