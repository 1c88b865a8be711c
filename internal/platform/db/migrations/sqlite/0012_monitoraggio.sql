-- The effect of the assistance on each procedure, as it was last computed.
CREATE TABLE monitoraggio_effetti (
  procedimento_id INTEGER PRIMARY KEY,
  effetto TEXT NOT NULL,
  calcolato_il TEXT NOT NULL
) STRICT;
