-- What a body sees of like bodies: rounded figures, the same for everybody,
-- taken anew only when enough of them differ that no difference tells of one.
-- enti is a list of figures; the body is named only while it has the log they
-- come from.
CREATE TABLE analisi_fotografie (
  procedimento_id INTEGER NOT NULL,
  classe TEXT NOT NULL,
  enti TEXT NOT NULL,
  scattata_il TEXT NOT NULL,
  PRIMARY KEY (procedimento_id, classe)
) STRICT;

-- Bytes that a log takes once it is decoded; 0: not known.
ALTER TABLE analisi_registri ADD COLUMN memoria INTEGER NOT NULL DEFAULT 0 CHECK (memoria >= 0);
