-- Audit trail, chained by hash; rows are only added.
CREATE TABLE registro_testa (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  numero BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO registro_testa (id, numero, hash) VALUES (1, 0, '');

CREATE TABLE registro_atti (
  numero BIGINT PRIMARY KEY,
  il TIMESTAMPTZ NOT NULL,
  persona_id BIGINT NOT NULL,
  nome TEXT NOT NULL,
  ruolo TEXT NOT NULL,
  atto TEXT NOT NULL,
  oggetto TEXT NOT NULL,
  oggetto_id BIGINT NOT NULL,
  ente_id BIGINT NOT NULL,
  dettagli TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
);
CREATE INDEX registro_oggetto ON registro_atti (oggetto, oggetto_id);
CREATE FUNCTION registro_non_si_modifica() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'registro_atti is append-only'; END $$;
CREATE TRIGGER registro_non_si_modifica BEFORE UPDATE OR DELETE ON registro_atti
FOR EACH ROW EXECUTE FUNCTION registro_non_si_modifica();
CREATE TRIGGER registro_non_si_svuota BEFORE TRUNCATE ON registro_atti
FOR EACH STATEMENT EXECUTE FUNCTION registro_non_si_modifica();
