-- Published snapshots: the only thing that public pages read. One row per key,
-- replaced as a whole; versione grows when the content changes.
CREATE TABLE pubblico_istantanee (
  chiave TEXT PRIMARY KEY,
  versione BIGINT NOT NULL,
  dati TEXT NOT NULL,
  fonte TEXT NOT NULL,
  pubblicata_il TIMESTAMPTZ NOT NULL
);
