-- The proof of each sending of a body: the file with everything that was sent,
-- and its print.
CREATE TABLE monitoraggio_ricevute (
  id INTEGER PRIMARY KEY,
  invio_id INTEGER NOT NULL REFERENCES monitoraggio_invii (id),
  numero INTEGER NOT NULL UNIQUE,
  file_id INTEGER NOT NULL REFERENCES files (id),
  impronta TEXT NOT NULL,
  pratiche INTEGER NOT NULL,
  inviata_il TEXT NOT NULL,
  inviata_da INTEGER NOT NULL
) STRICT;
CREATE INDEX monitoraggio_ricevute_invio ON monitoraggio_ricevute (invio_id, id);
CREATE INDEX monitoraggio_ricevute_file ON monitoraggio_ricevute (file_id);
