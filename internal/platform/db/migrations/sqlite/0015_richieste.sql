-- The plan of intervention of a request: what is to be done, by whom, by when,
-- and what it rests on (evidenza: text, figures and link of the area that
-- found it).
CREATE TABLE richieste_azioni (
  id INTEGER PRIMARY KEY,
  richiesta_id INTEGER NOT NULL REFERENCES richieste (id),
  n INTEGER NOT NULL CHECK (n > 0),
  titolo TEXT NOT NULL CHECK (titolo <> ''),
  responsabile TEXT NOT NULL,
  entro TEXT,
  stato TEXT NOT NULL CHECK (stato IN ('da_fare','in_corso','fatta','abbandonata')),
  origine TEXT NOT NULL,
  evidenza TEXT NOT NULL,
  creata_da INTEGER NOT NULL,
  creata_nome TEXT NOT NULL,
  creata_il TEXT NOT NULL,
  cambiata_il TEXT NOT NULL,
  chiusa_il TEXT,
  versione INTEGER NOT NULL,
  CHECK ((chiusa_il IS NOT NULL) = (stato IN ('fatta','abbandonata'))),
  UNIQUE (richiesta_id, n)
) STRICT;
