-- Event logs uploaded for a request and what was measured in them.
CREATE TABLE analisi_registri (
  id INTEGER PRIMARY KEY,
  richiesta_id INTEGER NOT NULL REFERENCES richieste (id),
  n INTEGER NOT NULL CHECK (n > 0),
  file_id INTEGER REFERENCES files (id),
  nome TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  dimensione INTEGER NOT NULL CHECK (dimensione >= 0),
  zona TEXT NOT NULL,
  ciclo TEXT NOT NULL CHECK (ciclo IN ('tutti','completi')),
  stato TEXT NOT NULL CHECK (stato IN ('in_coda','in_lettura','pronto','rifiutato')),
  avanzamento INTEGER NOT NULL CHECK (avanzamento BETWEEN 0 AND 100),
  tentativi INTEGER NOT NULL CHECK (tentativi >= 0),
  errore TEXT NOT NULL,
  risultato TEXT NOT NULL,
  problemi TEXT NOT NULL,
  caricato_da INTEGER NOT NULL,
  caricato_nome TEXT NOT NULL,
  caricato_il TEXT NOT NULL,
  letto_il TEXT,
  eliminato_il TEXT,
  UNIQUE (richiesta_id, n),
  CHECK (eliminato_il IS NULL OR (file_id IS NULL AND risultato = '' AND problemi = '[]'))
) STRICT;
CREATE INDEX analisi_registri_caricato ON analisi_registri (caricato_il) WHERE eliminato_il IS NULL;
CREATE INDEX analisi_registri_file ON analisi_registri (file_id);
