-- The heads of the snapshots, which every public page reads.
CREATE INDEX pubblico_istantanee_teste ON pubblico_istantanee (chiave, versione, fonte, pubblicata_il);
