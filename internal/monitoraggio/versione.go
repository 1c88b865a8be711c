package monitoraggio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// VersioneCifre is a frozen whole of the figures of a campaign. Version 1
// comes from Blocca, the later ones from revisions.
type VersioneCifre struct {
	ID            int64
	RilevazioneID int64
	N             int
	Motivo        string // of the revision; empty for version 1
	Quadro        Quadro
	Impronta      string // hex SHA-256 of everything that the version says
	BloccataIl    kernel.Instant
	BloccataDa    int64
	FirmataIl     kernel.Instant
	FirmataDa     int64
	Firmatario    string // name of who signed, as it was then
	PubblicataIl  kernel.Instant
	PubblicataDa  int64

	testo string // the stored Quadro, which the print covers
}

// urlRilevazione is the page of a campaign.
func urlRilevazione(s kernel.Semestre) string { return "/monitoraggio/rilevazioni/" + s.String() }

const colonneVersione = `id, rilevazione_id, n, motivo, quadro, impronta, bloccata_il, bloccata_da, firmata_il, firmata_da, firmatario, pubblicata_il, pubblicata_da`

func scanVersione(row db.Row) (v VersioneCifre, err error) {
	if err = row.Scan(&v.ID, &v.RilevazioneID, &v.N, &v.Motivo, &v.testo, &v.Impronta, &v.BloccataIl, &v.BloccataDa, &v.FirmataIl, &v.FirmataDa,
		&v.Firmatario, &v.PubblicataIl, &v.PubblicataDa); err != nil {
		return v, err
	}
	if err = json.Unmarshal([]byte(v.testo), &v.Quadro); err != nil {
		err = fmt.Errorf("monitoraggio: version %d of campaign %d: %w", v.N, v.RilevazioneID, err)
	}
	return v, err
}

// UltimaVersione reads the last frozen figures of a campaign.
func UltimaVersione(ctx context.Context, tx *db.Tx, rilevazione int64) (VersioneCifre, error) {
	return db.One(ctx, tx, scanVersione, `SELECT `+colonneVersione+` FROM monitoraggio_versioni WHERE rilevazione_id = $1 ORDER BY n DESC LIMIT 1`, rilevazione)
}

// VersioniDi lists the frozen figures of a campaign, the first one first.
func VersioniDi(ctx context.Context, tx *db.Tx, rilevazione int64) ([]VersioneCifre, error) {
	return db.Many(ctx, tx, scanVersione, `SELECT `+colonneVersione+` FROM monitoraggio_versioni WHERE rilevazione_id = $1 ORDER BY n`, rilevazione)
}

const colonneMisura = `ente_id, procedimento_id, fonte, classe, provincia, misure`

// rigaFerma is one frozen row as it is stored.
type rigaFerma struct {
	MisureEnte
	testo string
}

func scanMisura(row db.Row) (m rigaFerma, err error) {
	if err = row.Scan(&m.EnteID, &m.ProcedimentoID, &m.Modo, &m.Classe, &m.Provincia, &m.testo); err != nil {
		return m, err
	}
	var c Cifre
	if err = json.Unmarshal([]byte(m.testo), &c); err != nil {
		return m, fmt.Errorf("monitoraggio: frozen figures of %d/%d: %w", m.EnteID, m.ProcedimentoID, err)
	}
	m.Misure = c.Misure
	return m, nil
}

// RigheDi lists the frozen figures of a version, by body and procedure.
func RigheDi(ctx context.Context, tx *db.Tx, versione int64) ([]MisureEnte, error) {
	righe, err := righeFerme(ctx, tx, versione)
	out := make([]MisureEnte, len(righe))
	for i, r := range righe {
		out[i] = r.MisureEnte
	}
	return out, err
}

func righeFerme(ctx context.Context, tx *db.Tx, versione int64) ([]rigaFerma, error) {
	return db.Many(ctx, tx, scanMisura, `SELECT `+colonneMisura+` FROM monitoraggio_misure WHERE versione_id = $1 ORDER BY ente_id, procedimento_id`, versione)
}

// misureFerme are the figures of one body in the last version.
func misureFerme(ctx context.Context, tx *db.Tx, rilevazione, ente int64) ([]MisureEnte, error) {
	righe, err := db.Many(ctx, tx, scanMisura, `SELECT `+colonneMisura+` FROM monitoraggio_misure WHERE ente_id = $1 AND versione_id =
		(SELECT id FROM monitoraggio_versioni WHERE rilevazione_id = $2 ORDER BY n DESC LIMIT 1) ORDER BY procedimento_id`, ente, rilevazione)
	out := make([]MisureEnte, len(righe))
	for i, r := range righe {
		out[i] = r.MisureEnte
	}
	return out, err
}

// improntaVersione is the print of a version: every field with its length in
// front, so that no two contents share one text. Rows are in the order of body
// and procedure.
func improntaVersione(sem kernel.Semestre, v VersioneCifre, righe []rigaFerma) string {
	h := sha256.New()
	scrivi := func(fields ...any) {
		for _, f := range fields {
			s := fmt.Sprint(f)
			fmt.Fprintf(h, "%d:%s", len(s), s)
		}
	}
	scrivi("PAsS monitoraggio 1", sem, v.N, v.Motivo, v.BloccataIl.String(), v.BloccataDa, v.testo, len(righe))
	for _, r := range righe {
		scrivi(r.EnteID, r.ProcedimentoID, r.Modo, r.Classe, r.Provincia, r.testo)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// inserisciVersione freezes the figures: the version, its rows and its print.
func inserisciVersione(ctx context.Context, tx *db.Tx, r Rilevazione, v *VersioneCifre, ms []MisureEnte) error {
	b, err := json.Marshal(v.Quadro)
	if err != nil {
		return err
	}
	v.RilevazioneID, v.testo, v.BloccataIl = r.ID, string(b), tx.Now()
	righe := make([]rigaFerma, len(ms))
	for i, m := range ms {
		b, err := json.Marshal(Cifre{m.Misure})
		if err != nil {
			return err
		}
		righe[i] = rigaFerma{m, string(b)}
	}
	v.Impronta = improntaVersione(r.Semestre, *v, righe)
	if v.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO monitoraggio_versioni (rilevazione_id, n, motivo, quadro, impronta, bloccata_il, bloccata_da, firmata_da, firmatario, pubblicata_da)
		VALUES ($1,$2,$3,$4,$5,$6,$7,0,'',0) RETURNING id`, v.RilevazioneID, v.N, v.Motivo, v.testo, v.Impronta, v.BloccataIl, v.BloccataDa); err != nil {
		return err
	}
	for gruppo := range slices.Chunk(righe, 500) { // a statement for each row would be a journey for each row
		args := make([]any, 0, 7*len(gruppo))
		var values strings.Builder
		for i, x := range gruppo {
			if i > 0 {
				values.WriteByte(',')
			}
			values.WriteString("(" + db.Placeholders(7*i+1, 7) + ")")
			args = append(args, v.ID, x.EnteID, x.ProcedimentoID, x.Modo, x.Classe, x.Provincia, x.testo)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO monitoraggio_misure (versione_id, `+colonneMisura+`) VALUES `+values.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

// VerificaImpronte computes every print again from what is stored. It returns
// how many versions hold, and in Italian what is wrong with the others.
func VerificaImpronte(ctx context.Context, tx *db.Tx) (integre int, problemi []string, err error) {
	type testa struct {
		v        VersioneCifre
		semestre kernel.Semestre
	}
	vs, err := db.Many(ctx, tx, func(row db.Row) (t testa, err error) {
		return t, row.Scan(&t.v.ID, &t.v.N, &t.v.Motivo, &t.v.testo, &t.v.Impronta, &t.v.BloccataIl, &t.v.BloccataDa, &t.semestre)
	}, `SELECT v.id, v.n, v.motivo, v.quadro, v.impronta, v.bloccata_il, v.bloccata_da, r.semestre
		FROM monitoraggio_versioni v JOIN monitoraggio_rilevazioni r ON r.id = v.rilevazione_id ORDER BY r.semestre, v.n`)
	if err != nil {
		return 0, nil, err
	}
	for _, t := range vs {
		righe, err := db.Many(ctx, tx, func(row db.Row) (m rigaFerma, err error) {
			return m, row.Scan(&m.EnteID, &m.ProcedimentoID, &m.Modo, &m.Classe, &m.Provincia, &m.testo)
		}, `SELECT `+colonneMisura+` FROM monitoraggio_misure WHERE versione_id = $1 ORDER BY ente_id, procedimento_id`, t.v.ID)
		if err != nil {
			return integre, problemi, err
		}
		if improntaVersione(t.semestre, t.v, righe) == t.v.Impronta {
			integre++
		} else {
			problemi = append(problemi, fmt.Sprintf("Le cifre del %s, versione %d, non corrispondono alla loro impronta: sono state alterate.", t.semestre.InItaliano(), t.v.N))
		}
	}
	return integre, problemi, nil
}
