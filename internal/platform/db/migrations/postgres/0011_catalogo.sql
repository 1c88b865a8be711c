-- The unit in which a term is counted; what was there counts calendar days
-- (c.c. art. 2963).
ALTER TABLE catalogo_termini ADD COLUMN unita TEXT NOT NULL DEFAULT 'calendario' CHECK (unita IN ('calendario', 'lavorativi', 'mesi'));
