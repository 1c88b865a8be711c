-- Audit trail, chained by hash; rows are only added.
CREATE TABLE registro_testa (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  numero INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO registro_testa (id, numero, hash) VALUES (1, 0, '');

CREATE TABLE registro_atti (
  numero INTEGER PRIMARY KEY,
  il TEXT NOT NULL,
  persona_id INTEGER NOT NULL,
  nome TEXT NOT NULL,
  ruolo TEXT NOT NULL,
  atto TEXT NOT NULL,
  oggetto TEXT NOT NULL,
  oggetto_id INTEGER NOT NULL,
  ente_id INTEGER NOT NULL,
  dettagli TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX registro_oggetto ON registro_atti (oggetto, oggetto_id);
CREATE TRIGGER registro_non_si_modifica BEFORE UPDATE ON registro_atti
BEGIN SELECT RAISE(ABORT, 'registro_atti is append-only'); END;
CREATE TRIGGER registro_non_si_cancella BEFORE DELETE ON registro_atti
BEGIN SELECT RAISE(ABORT, 'registro_atti is append-only'); END;
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER registro_non_si_sostituisce BEFORE INSERT ON registro_atti
WHEN EXISTS (SELECT 1 FROM registro_atti WHERE numero = NEW.numero)
BEGIN SELECT RAISE(ABORT, 'registro_atti is append-only'); END;
