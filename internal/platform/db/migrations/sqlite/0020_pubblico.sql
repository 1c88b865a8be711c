-- Monitoring reports, numbered and archived as they were published.
CREATE TABLE pubblico_rapporti (
  id INTEGER PRIMARY KEY,
  numero TEXT NOT NULL UNIQUE,
  semestre TEXT NOT NULL,
  ambito TEXT NOT NULL CHECK (ambito IN ('regione', 'ente')),
  codice TEXT NOT NULL,
  nome TEXT NOT NULL,
  nome_ricerca TEXT NOT NULL,
  titolo TEXT NOT NULL,
  versione INTEGER NOT NULL CHECK (versione > 0),
  contenuto TEXT NOT NULL,
  impronta TEXT NOT NULL CHECK (length(impronta) = 64),
  pubblicato_il TEXT NOT NULL,
  UNIQUE (semestre, ambito, codice, versione)
) STRICT;
CREATE INDEX pubblico_rapporti_codice ON pubblico_rapporti (ambito, codice);

-- What was published stays as it was, whoever asks.
CREATE TRIGGER pubblico_rapporti_fermi_u BEFORE UPDATE ON pubblico_rapporti
BEGIN SELECT RAISE(ABORT, 'pubblico: a published report does not change'); END;
CREATE TRIGGER pubblico_rapporti_fermi_d BEFORE DELETE ON pubblico_rapporti
BEGIN SELECT RAISE(ABORT, 'pubblico: a published report does not change'); END;
-- INSERT OR REPLACE takes rows away without firing the triggers of DELETE.
CREATE TRIGGER pubblico_rapporti_fermi_i BEFORE INSERT ON pubblico_rapporti
WHEN EXISTS (SELECT 1 FROM pubblico_rapporti r WHERE r.id = NEW.id OR r.numero = NEW.numero
  OR r.semestre = NEW.semestre AND r.ambito = NEW.ambito AND r.codice = NEW.codice AND r.versione = NEW.versione)
BEGIN SELECT RAISE(ABORT, 'pubblico: a published report does not change'); END;

-- The PDF of a report: asked for, then made by a job.
CREATE TABLE pubblico_rapporti_pdf (
  rapporto_id INTEGER PRIMARY KEY REFERENCES pubblico_rapporti (id),
  chiesto_il TEXT NOT NULL,
  file_id INTEGER REFERENCES files (id),
  prodotto_il TEXT,
  CHECK ((file_id IS NULL) = (prodotto_il IS NULL))
) STRICT;
