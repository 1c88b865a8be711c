-- Monitoring of a semester: campaigns, what each body sends, its practices,
-- the frozen figures, baselines and targets.
CREATE TABLE monitoraggio_rilevazioni (
  id INTEGER PRIMARY KEY,
  semestre TEXT NOT NULL UNIQUE,
  dal TEXT NOT NULL,
  al TEXT NOT NULL,
  stato TEXT NOT NULL CHECK (stato IN ('preparazione','aperta','chiusa','bloccata','firmata','pubblicata')),
  scadenza TEXT NOT NULL,
  obbligatoria INTEGER NOT NULL CHECK (obbligatoria IN (0,1)),
  nota TEXT NOT NULL,
  creata_il TEXT NOT NULL,
  aperta_il TEXT,
  chiusa_il TEXT,
  versione INTEGER NOT NULL,
  CHECK (dal < al AND scadenza > al)
) STRICT;

-- Which procedures a campaign asks for, and of which bodies.
CREATE TABLE monitoraggio_rilevati (
  rilevazione_id INTEGER NOT NULL REFERENCES monitoraggio_rilevazioni (id),
  procedimento_id INTEGER NOT NULL,
  rivolto_a TEXT NOT NULL CHECK (rivolto_a IN ('tutti','comuni','province')),
  termine TEXT NOT NULL,
  termine_fonte TEXT NOT NULL,
  PRIMARY KEY (rilevazione_id, procedimento_id)
) STRICT;

-- One per body and campaign. scadenza is the body's own extension.
CREATE TABLE monitoraggio_invii (
  id INTEGER PRIMARY KEY,
  rilevazione_id INTEGER NOT NULL REFERENCES monitoraggio_rilevazioni (id),
  ente_id INTEGER NOT NULL,
  stato TEXT NOT NULL CHECK (stato IN ('non_iniziato','bozza','inviato','restituito','approvato')),
  scadenza TEXT,
  motivo TEXT NOT NULL,
  numero INTEGER NOT NULL,
  invitato_il TEXT NOT NULL,
  sollecitato_il TEXT,
  solleciti INTEGER NOT NULL,
  inviato_il TEXT,
  inviato_da INTEGER NOT NULL,
  deciso_il TEXT,
  deciso_da INTEGER NOT NULL,
  aggiornato_il TEXT NOT NULL,
  versione INTEGER NOT NULL,
  UNIQUE (rilevazione_id, ente_id)
) STRICT;
CREATE INDEX monitoraggio_invii_ente ON monitoraggio_invii (ente_id, rilevazione_id);
CREATE INDEX monitoraggio_invii_stato ON monitoraggio_invii (rilevazione_id, stato, ente_id);

-- How a body answers for one procedure; the eight numbers only when declared.
CREATE TABLE monitoraggio_risposte (
  invio_id INTEGER NOT NULL REFERENCES monitoraggio_invii (id),
  procedimento_id INTEGER NOT NULL,
  modo TEXT NOT NULL CHECK (modo IN ('pratiche','dichiarate','nessuna')),
  dichiarate TEXT NOT NULL,
  nota TEXT NOT NULL,
  aggiornata_il TEXT NOT NULL,
  aggiornata_da INTEGER NOT NULL,
  PRIMARY KEY (invio_id, procedimento_id)
) STRICT;

-- Practices live across semesters: an open one is typed once. sospensioni:
-- "A/B A/B", open "A/"; giorni_sospesi when only their number is known. fine
-- is the day after which the practice is open no more, express, tacit or
-- excluded, for the indexes.
CREATE TABLE monitoraggio_pratiche (
  id INTEGER PRIMARY KEY,
  ente_id INTEGER NOT NULL,
  procedimento_id INTEGER NOT NULL,
  id_pratica TEXT NOT NULL CHECK (id_pratica <> ''),
  tipologia TEXT NOT NULL,
  data_domanda TEXT NOT NULL,
  data_provvedimento TEXT,
  data_silenzio_assenso TEXT,
  conferenza INTEGER NOT NULL CHECK (conferenza IN (0,1)),
  sospensioni TEXT NOT NULL,
  giorni_sospesi INTEGER NOT NULL CHECK (giorni_sospesi >= 0),
  termine TEXT NOT NULL,
  esclusa_il TEXT,
  motivo_esclusione TEXT NOT NULL,
  nota TEXT NOT NULL,
  fine TEXT,
  origine TEXT NOT NULL CHECK (origine IN ('file','modulo')),
  caricamento_id INTEGER NOT NULL,
  foglio TEXT NOT NULL,
  riga INTEGER NOT NULL,
  creata_il TEXT NOT NULL,
  aggiornata_il TEXT NOT NULL,
  versione INTEGER NOT NULL,
  CHECK (data_provvedimento IS NULL OR data_silenzio_assenso IS NULL),
  UNIQUE (ente_id, procedimento_id, id_pratica)
) STRICT;
CREATE INDEX monitoraggio_pratiche_tempo ON monitoraggio_pratiche (data_domanda, fine);
CREATE INDEX monitoraggio_pratiche_fine ON monitoraggio_pratiche (fine, data_domanda);

-- Every change of a practice, with what it was before.
CREATE TABLE monitoraggio_modifiche (
  id INTEGER PRIMARY KEY,
  pratica_id INTEGER NOT NULL,
  ente_id INTEGER NOT NULL,
  procedimento_id INTEGER NOT NULL,
  prima TEXT NOT NULL,
  dopo TEXT NOT NULL,
  motivo TEXT NOT NULL,
  persona_id INTEGER NOT NULL,
  il TEXT NOT NULL
) STRICT;
CREATE INDEX monitoraggio_modifiche_pratica ON monitoraggio_modifiche (pratica_id, id);

-- Files of practices: read, mapped, corrected, then accepted.
CREATE TABLE monitoraggio_caricamenti (
  id INTEGER PRIMARY KEY,
  invio_id INTEGER NOT NULL REFERENCES monitoraggio_invii (id),
  file_id INTEGER NOT NULL REFERENCES files (id),
  stato TEXT NOT NULL CHECK (stato IN ('da_mappare','da_confermare','acquisito','scartato','fallito')),
  mappe TEXT NOT NULL,
  esito TEXT NOT NULL,
  pratiche INTEGER NOT NULL,
  errori INTEGER NOT NULL,
  avvisi INTEGER NOT NULL,
  caricato_il TEXT NOT NULL,
  caricato_da INTEGER NOT NULL,
  versione INTEGER NOT NULL
) STRICT;
CREATE INDEX monitoraggio_caricamenti_invio ON monitoraggio_caricamenti (invio_id, id);
CREATE INDEX monitoraggio_caricamenti_file ON monitoraggio_caricamenti (file_id);

-- The mapping of columns that a body confirmed, by the print of the header.
CREATE TABLE monitoraggio_mappe (
  ente_id INTEGER NOT NULL,
  impronta TEXT NOT NULL,
  mappa TEXT NOT NULL,
  usata_il TEXT NOT NULL,
  PRIMARY KEY (ente_id, impronta)
) STRICT;

-- A reasoned opening of locked figures, for one body.
CREATE TABLE monitoraggio_revisioni (
  id INTEGER PRIMARY KEY,
  rilevazione_id INTEGER NOT NULL REFERENCES monitoraggio_rilevazioni (id),
  ente_id INTEGER NOT NULL,
  stato TEXT NOT NULL CHECK (stato IN ('chiesta','aperta','conclusa','respinta')),
  motivo TEXT NOT NULL CHECK (motivo <> ''),
  risposta TEXT NOT NULL,
  chiesta_il TEXT NOT NULL,
  chiesta_da INTEGER NOT NULL,
  decisa_il TEXT,
  decisa_da INTEGER NOT NULL,
  conclusa_il TEXT,
  versione INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX monitoraggio_revisioni_in_corso ON monitoraggio_revisioni (rilevazione_id, ente_id) WHERE stato IN ('chiesta','aperta');

-- A frozen whole of the figures of a campaign: version 1, then the revisions.
CREATE TABLE monitoraggio_versioni (
  id INTEGER PRIMARY KEY,
  rilevazione_id INTEGER NOT NULL REFERENCES monitoraggio_rilevazioni (id),
  n INTEGER NOT NULL CHECK (n > 0),
  motivo TEXT NOT NULL,
  quadro TEXT NOT NULL,
  impronta TEXT NOT NULL,
  bloccata_il TEXT NOT NULL,
  bloccata_da INTEGER NOT NULL,
  firmata_il TEXT,
  firmata_da INTEGER NOT NULL,
  firmatario TEXT NOT NULL,
  pubblicata_il TEXT,
  pubblicata_da INTEGER NOT NULL,
  UNIQUE (rilevazione_id, n)
) STRICT;

CREATE TABLE monitoraggio_misure (
  versione_id INTEGER NOT NULL REFERENCES monitoraggio_versioni (id),
  ente_id INTEGER NOT NULL,
  procedimento_id INTEGER NOT NULL,
  fonte TEXT NOT NULL CHECK (fonte IN ('pratiche','dichiarate','nessuna')),
  classe TEXT NOT NULL,
  provincia TEXT NOT NULL,
  misure TEXT NOT NULL,
  PRIMARY KEY (versione_id, ente_id, procedimento_id)
) STRICT;
CREATE INDEX monitoraggio_misure_ente ON monitoraggio_misure (ente_id, procedimento_id, versione_id);

-- Frozen figures never move, whoever asks. A row added later would not fit
-- the print (impronta) of its version.
CREATE TRIGGER monitoraggio_misure_ferme_u BEFORE UPDATE ON monitoraggio_misure
BEGIN SELECT RAISE(ABORT, 'monitoraggio: frozen figures do not change'); END;
CREATE TRIGGER monitoraggio_misure_ferme_d BEFORE DELETE ON monitoraggio_misure
BEGIN SELECT RAISE(ABORT, 'monitoraggio: frozen figures do not change'); END;
-- INSERT OR REPLACE takes rows away without firing the triggers of DELETE.
CREATE TRIGGER monitoraggio_misure_ferme_i BEFORE INSERT ON monitoraggio_misure
WHEN EXISTS (SELECT 1 FROM monitoraggio_misure m WHERE m.rowid = NEW.rowid
  OR m.versione_id = NEW.versione_id AND m.ente_id = NEW.ente_id AND m.procedimento_id = NEW.procedimento_id)
BEGIN SELECT RAISE(ABORT, 'monitoraggio: frozen figures do not change'); END;
CREATE TRIGGER monitoraggio_versioni_ferme_i BEFORE INSERT ON monitoraggio_versioni
WHEN EXISTS (SELECT 1 FROM monitoraggio_versioni v WHERE v.id = NEW.id OR v.rilevazione_id = NEW.rilevazione_id AND v.n = NEW.n)
BEGIN SELECT RAISE(ABORT, 'monitoraggio: a frozen version does not change'); END;
CREATE TRIGGER monitoraggio_versioni_ferme_u BEFORE UPDATE ON monitoraggio_versioni
WHEN NEW.id <> OLD.id OR NEW.rilevazione_id <> OLD.rilevazione_id OR NEW.n <> OLD.n OR NEW.motivo <> OLD.motivo
  OR NEW.quadro <> OLD.quadro OR NEW.impronta <> OLD.impronta OR NEW.bloccata_il <> OLD.bloccata_il OR NEW.bloccata_da <> OLD.bloccata_da
  OR (OLD.firmata_il IS NOT NULL AND (NEW.firmata_il IS NOT OLD.firmata_il OR NEW.firmata_da <> OLD.firmata_da OR NEW.firmatario <> OLD.firmatario))
  OR (OLD.pubblicata_il IS NOT NULL AND (NEW.pubblicata_il IS NOT OLD.pubblicata_il OR NEW.pubblicata_da <> OLD.pubblicata_da))
BEGIN SELECT RAISE(ABORT, 'monitoraggio: a frozen version does not change'); END;
CREATE TRIGGER monitoraggio_versioni_ferme_d BEFORE DELETE ON monitoraggio_versioni
BEGIN SELECT RAISE(ABORT, 'monitoraggio: a frozen version does not change'); END;

-- The figures of the whole region for a campaign that is not locked yet,
-- computed by a job.
CREATE TABLE monitoraggio_quadri (
  rilevazione_id INTEGER PRIMARY KEY REFERENCES monitoraggio_rilevazioni (id),
  quadro TEXT NOT NULL,
  calcolato_il TEXT NOT NULL
) STRICT;

-- Baseline and targets of a procedure; revised ones keep the earlier versions.
-- Reductions are percentages of the baseline, 0 to 100.
CREATE TABLE monitoraggio_obiettivi (
  id INTEGER PRIMARY KEY,
  procedimento_id INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n > 0),
  base_semestre TEXT NOT NULL,
  base_durata REAL,
  base_arretrato INTEGER,
  intermedio_semestre TEXT NOT NULL,
  intermedio_durata REAL,
  intermedio_arretrato REAL,
  finale_semestre TEXT NOT NULL,
  finale_durata REAL,
  finale_arretrato REAL,
  fonte TEXT NOT NULL,
  dimostrativo INTEGER NOT NULL CHECK (dimostrativo IN (0,1)),
  motivo TEXT NOT NULL,
  inserito_il TEXT NOT NULL,
  inserito_da INTEGER NOT NULL,
  UNIQUE (procedimento_id, n)
) STRICT;
