-- Calendar of a body: its patron saint, its office hours, and when it is closed
-- besides the public holidays.
--
-- patrono: 'noto' is the saint that PAsS knows, if any; 'indicato' is the one
-- written here; 'nessuno' says that there is none. A body without a row has
-- said nothing: as 'noto'.
CREATE TABLE enti_calendari (
  ente_id INTEGER PRIMARY KEY REFERENCES enti (id),
  patrono TEXT NOT NULL DEFAULT 'noto' CHECK (patrono IN ('noto', 'indicato', 'nessuno')),
  santo TEXT NOT NULL DEFAULT '',
  mese INTEGER CHECK (mese BETWEEN 1 AND 12),
  giorno INTEGER CHECK (giorno BETWEEN 1 AND 31),
  fonte TEXT NOT NULL DEFAULT '',
  versione INTEGER NOT NULL DEFAULT 1,
  aggiornato_il TEXT NOT NULL,
  CHECK ((patrono = 'indicato') = (mese IS NOT NULL) AND (patrono = 'indicato') = (giorno IS NOT NULL))
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

-- Closed on the whole days from dal to the day before al; with dalle and alle
-- (seconds after midnight) from dal at dalle to al at alle. ogni_anni: every so
-- many years, 0 once; volte: how many times, 0 always; escluse: ISO dates with
-- a space between.
CREATE TABLE enti_chiusure (
  id INTEGER PRIMARY KEY,
  ente_id INTEGER NOT NULL REFERENCES enti (id),
  uid TEXT NOT NULL CHECK (uid <> ''),
  nome TEXT NOT NULL,
  dal TEXT NOT NULL,
  al TEXT NOT NULL,
  dalle INTEGER CHECK (dalle BETWEEN 0 AND 86400),
  alle INTEGER CHECK (alle BETWEEN 0 AND 86400),
  ogni_anni INTEGER NOT NULL DEFAULT 0 CHECK (ogni_anni >= 0),
  volte INTEGER NOT NULL DEFAULT 0 CHECK (volte >= 0),
  fino TEXT,
  escluse TEXT NOT NULL DEFAULT '',
  inserita_il TEXT NOT NULL,
  CHECK (al >= dal),
  CHECK ((dalle IS NULL) = (alle IS NULL)),
  UNIQUE (ente_id, uid)
) STRICT;
