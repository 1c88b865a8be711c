-- Where other programs are told that something was published (webhooks).
CREATE TABLE pubblico_destinazioni (
  id INTEGER PRIMARY KEY,
  indirizzo TEXT NOT NULL UNIQUE CHECK (indirizzo <> ''),
  descrizione TEXT NOT NULL CHECK (descrizione <> ''),
  email TEXT NOT NULL CHECK (email <> ''),
  eventi TEXT NOT NULL CHECK (eventi <> ''),
  segreto TEXT NOT NULL CHECK (segreto <> ''),
  stato TEXT NOT NULL CHECK (stato IN ('attiva','sospesa')),
  creata_il TEXT NOT NULL,
  creata_da INTEGER NOT NULL,
  errori_dal TEXT,
  sospesa_il TEXT
) STRICT;

-- Each message to each of them, until it arrives.
CREATE TABLE pubblico_consegne (
  id INTEGER PRIMARY KEY,
  destinazione_id INTEGER NOT NULL REFERENCES pubblico_destinazioni (id) ON DELETE CASCADE,
  messaggio TEXT NOT NULL CHECK (messaggio <> ''),
  evento TEXT NOT NULL CHECK (evento <> ''),
  corpo TEXT NOT NULL CHECK (corpo <> ''),
  stato TEXT NOT NULL CHECK (stato IN ('attesa','consegnata','fallita')),
  tentativi INTEGER NOT NULL CHECK (tentativi >= 0),
  creata_il TEXT NOT NULL,
  prossima_il TEXT,
  ultima_il TEXT,
  esito TEXT NOT NULL DEFAULT '',
  CHECK ((stato = 'attesa') = (prossima_il IS NOT NULL)),
  UNIQUE (destinazione_id, messaggio)
) STRICT;
CREATE INDEX pubblico_consegne_prossima ON pubblico_consegne (prossima_il);
