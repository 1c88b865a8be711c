-- Calendar of a body: its patron saint, its office hours, and the days on
-- which it is closed besides the public holidays. A body without a row in
-- enti_calendari has said nothing yet: its patron saint is the one that PAsS
-- knows, if any.
CREATE TABLE enti_calendari (
  ente_id INTEGER PRIMARY KEY REFERENCES enti (id),
  santo TEXT NOT NULL DEFAULT '',
  mese INTEGER CHECK (mese BETWEEN 1 AND 12),
  giorno INTEGER CHECK (giorno BETWEEN 1 AND 31),
  fonte TEXT NOT NULL DEFAULT '',
  versione INTEGER NOT NULL DEFAULT 1,
  aggiornato_il TEXT NOT NULL,
  CHECK ((mese IS NULL) = (giorno IS NULL))
) STRICT;

-- giorno: 1 is Monday, 7 is Sunday; dalle and alle are minutes after midnight.
CREATE TABLE enti_orari (
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  giorno INTEGER NOT NULL CHECK (giorno BETWEEN 1 AND 7),
  dalle INTEGER NOT NULL CHECK (dalle >= 0),
  alle INTEGER NOT NULL CHECK (alle <= 1440),
  PRIMARY KEY (ente_id, giorno, dalle),
  CHECK (alle > dalle)
) STRICT;

-- One row is one day, or the same day of every year when ogni_anno is set.
CREATE TABLE enti_chiusure (
  id INTEGER PRIMARY KEY,
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  giorno TEXT NOT NULL,
  parte TEXT NOT NULL CHECK (parte IN ('giornata', 'mattina', 'pomeriggio')),
  ogni_anno INTEGER NOT NULL DEFAULT 0 CHECK (ogni_anno IN (0, 1)),
  descrizione TEXT NOT NULL DEFAULT '',
  inserita_il TEXT NOT NULL,
  UNIQUE (ente_id, giorno, parte, ogni_anno)
) STRICT;
