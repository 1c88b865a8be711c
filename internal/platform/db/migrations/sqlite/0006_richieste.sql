-- Requests for assistance: the present, the timeline, the experts, the files.
CREATE TABLE richieste (
  id INTEGER PRIMARY KEY,
  anno INTEGER NOT NULL,
  numero INTEGER NOT NULL,
  ente_id INTEGER NOT NULL,
  provincia TEXT NOT NULL,
  procedimento_id INTEGER NOT NULL,
  task_force_id INTEGER NOT NULL,
  creata_da INTEGER NOT NULL,
  stato TEXT NOT NULL CHECK (stato IN ('bozza','inviata','in_valutazione','assegnata','in_lavorazione','in_attesa_integrazioni','risposta_inviata','evasa','respinta','annullata')),
  modulo TEXT NOT NULL,
  cerca TEXT NOT NULL,
  esito TEXT NOT NULL CHECK (esito IN ('','con_assistenza','senza_assistenza')),
  voto INTEGER NOT NULL CHECK (voto BETWEEN 0 AND 5),
  commento TEXT NOT NULL,
  creata_il TEXT NOT NULL,
  inviata_il TEXT,
  presa_in_carico_il TEXT,
  prima_risposta_il TEXT,
  chiusa_il TEXT,
  stato_dal TEXT NOT NULL,
  ultimo_atto_il TEXT NOT NULL,
  versione INTEGER NOT NULL,
  CHECK ((stato = 'bozza') = (numero = 0))
) STRICT;
CREATE UNIQUE INDEX richieste_numero ON richieste (anno, numero) WHERE numero > 0;
CREATE INDEX richieste_ente ON richieste (ente_id, stato, stato_dal);
CREATE INDEX richieste_stato ON richieste (stato, stato_dal);
CREATE INDEX richieste_dal ON richieste (stato_dal, id);
CREATE INDEX richieste_task_force ON richieste (task_force_id, stato, stato_dal);
CREATE INDEX richieste_provincia ON richieste (provincia, stato, stato_dal);
CREATE INDEX richieste_recenti ON richieste (ultimo_atto_il, id);

CREATE TABLE richieste_atti (
  id INTEGER PRIMARY KEY,
  richiesta_id INTEGER NOT NULL REFERENCES richieste (id),
  n INTEGER NOT NULL,
  atto TEXT NOT NULL,
  da TEXT NOT NULL,
  a TEXT NOT NULL,
  persona_id INTEGER NOT NULL,
  autore TEXT NOT NULL,
  ruolo TEXT NOT NULL,
  testo TEXT NOT NULL,
  il TEXT NOT NULL,
  UNIQUE (richiesta_id, n)
) STRICT;

CREATE TABLE richieste_incarichi (
  id INTEGER PRIMARY KEY,
  richiesta_id INTEGER NOT NULL REFERENCES richieste (id),
  persona_id INTEGER NOT NULL,
  referente INTEGER NOT NULL CHECK (referente IN (0,1)),
  accettato INTEGER NOT NULL CHECK (accettato IN (0,1)),
  dal_il TEXT NOT NULL,
  al_il TEXT,
  fine TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX richieste_incarichi_attivi ON richieste_incarichi (richiesta_id, persona_id) WHERE al_il IS NULL;
CREATE INDEX richieste_incarichi_persona ON richieste_incarichi (persona_id, al_il);

CREATE TABLE richieste_documenti (
  id INTEGER PRIMARY KEY,
  richiesta_id INTEGER NOT NULL REFERENCES richieste (id),
  atto_id INTEGER NOT NULL REFERENCES richieste_atti (id),
  file_id INTEGER NOT NULL REFERENCES files (id)
) STRICT;
CREATE INDEX richieste_documenti_richiesta ON richieste_documenti (richiesta_id);
CREATE INDEX richieste_documenti_atto ON richieste_documenti (atto_id);
CREATE INDEX richieste_documenti_file ON richieste_documenti (file_id);
