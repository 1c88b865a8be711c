package monitoraggio

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

const colonneRilevazione = `id, semestre, stato, scadenza, obbligatoria, nota, creata_il, aperta_il, chiusa_il, versione`

func scanRilevazione(row db.Row) (r Rilevazione, err error) {
	return r, row.Scan(&r.ID, &r.Semestre, &r.Stato, &r.Scadenza, &r.Obbligatoria, &r.Nota, &r.CreataIl, &r.ApertaIl, &r.ChiusaIl, &r.Versione)
}

// GetRilevazione reads a campaign.
func GetRilevazione(ctx context.Context, tx *db.Tx, id int64) (Rilevazione, error) {
	return db.One(ctx, tx, scanRilevazione, `SELECT `+colonneRilevazione+` FROM monitoraggio_rilevazioni WHERE id = $1`, id)
}

// RilevazioneDi reads the campaign of a semester.
func RilevazioneDi(ctx context.Context, tx *db.Tx, s kernel.Semestre) (Rilevazione, error) {
	return db.One(ctx, tx, scanRilevazione, `SELECT `+colonneRilevazione+` FROM monitoraggio_rilevazioni WHERE semestre = $1`, s)
}

// Rilevazioni lists all campaigns, the latest semester first.
func Rilevazioni(ctx context.Context, tx *db.Tx) ([]Rilevazione, error) {
	return db.Many(ctx, tx, scanRilevazione, `SELECT `+colonneRilevazione+` FROM monitoraggio_rilevazioni ORDER BY semestre DESC`)
}

func inserisciRilevazione(ctx context.Context, tx *db.Tx, r Rilevazione) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO monitoraggio_rilevazioni (semestre, dal, al, stato, scadenza, obbligatoria, nota, creata_il, versione)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,1) RETURNING id`, r.Semestre, r.Semestre.Dal(), r.Semestre.Al(), r.Stato, r.Scadenza, r.Obbligatoria, r.Nota, r.CreataIl)
}

// salvaRilevazione stores what may change, if nobody changed it meanwhile.
func salvaRilevazione(ctx context.Context, tx *db.Tx, r *Rilevazione) error {
	n, err := tx.Exec(ctx, `UPDATE monitoraggio_rilevazioni SET stato = $1, scadenza = $2, obbligatoria = $3, nota = $4, aperta_il = $5, chiusa_il = $6,
		versione = versione + 1 WHERE id = $7 AND versione = $8`, r.Stato, r.Scadenza, r.Obbligatoria, r.Nota, r.ApertaIl, r.ChiusaIl, r.ID, r.Versione)
	if err == nil && n == 0 {
		return cambiataIntanto("La rilevazione")
	}
	r.Versione++
	return err
}

func cambiataIntanto(che string) error {
	return kernel.E(kernel.Conflitto, che+" è cambiata mentre la pagina era aperta. Nulla è stato modificato: ricaricare la pagina e riprovare.")
}

// Rilevati lists the procedures of a campaign, in the order of the catalogue's
// identifiers.
func Rilevati(ctx context.Context, tx *db.Tx, rilevazione int64) ([]Rilevato, error) {
	return db.Many(ctx, tx, scanRilevato, `SELECT procedimento_id, rivolto_a, termine, termine_fonte FROM monitoraggio_rilevati WHERE rilevazione_id = $1 ORDER BY procedimento_id`, rilevazione)
}

func scanRilevato(row db.Row) (r Rilevato, err error) {
	var t string
	if err = row.Scan(&r.ProcedimentoID, &r.RivoltoA, &t, &r.TermineFonte); err != nil {
		return r, err
	}
	r.Termine, err = leggiTermine(t)
	return r, err
}

func salvaRilevato(ctx context.Context, tx *db.Tx, rilevazione int64, r Rilevato) error {
	_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_rilevati (rilevazione_id, procedimento_id, rivolto_a, termine, termine_fonte) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (rilevazione_id, procedimento_id) DO UPDATE SET rivolto_a = excluded.rivolto_a, termine = excluded.termine, termine_fonte = excluded.termine_fonte`,
		rilevazione, r.ProcedimentoID, r.RivoltoA, testoTermine(r.Termine), r.TermineFonte)
	return err
}

func leggiTermine(s string) (*termini.Termine, error) {
	if s == "" {
		return nil, nil
	}
	t, err := termini.ParseTermine(s)
	if err != nil {
		return nil, fmt.Errorf("monitoraggio: stored term: %w", err)
	}
	return &t, nil
}

func testoTermine(t *termini.Termine) string {
	if t == nil {
		return ""
	}
	return t.String()
}

const colonneInvio = `i.id, i.rilevazione_id, i.ente_id, i.stato, i.scadenza, i.motivo, i.numero, i.invitato_il, i.sollecitato_il, i.solleciti,
	i.inviato_il, i.inviato_da, i.deciso_il, i.deciso_da, i.aggiornato_il, i.versione`

func scanInvio(row db.Row) (i Invio, err error) {
	return i, row.Scan(&i.ID, &i.RilevazioneID, &i.EnteID, &i.Stato, &i.Proroga, &i.Motivo, &i.Numero, &i.InvitatoIl, &i.SollecitatoIl, &i.Solleciti,
		&i.InviatoIl, &i.InviatoDa, &i.DecisoIl, &i.DecisoDa, &i.AggiornatoIl, &i.Versione)
}

// InvioDi reads what a body sends for a campaign.
func InvioDi(ctx context.Context, tx *db.Tx, rilevazione, ente int64) (Invio, error) {
	return db.One(ctx, tx, scanInvio, `SELECT `+colonneInvio+` FROM monitoraggio_invii i WHERE i.rilevazione_id = $1 AND i.ente_id = $2`, rilevazione, ente)
}

// InviiDi lists what every body sends for a campaign, by body.
func InviiDi(ctx context.Context, tx *db.Tx, rilevazione int64) ([]Invio, error) {
	return db.Many(ctx, tx, scanInvio, `SELECT `+colonneInvio+` FROM monitoraggio_invii i WHERE i.rilevazione_id = $1 ORDER BY i.ente_id`, rilevazione)
}

// InviiEnte lists what a body sent in each campaign, by campaign.
func InviiEnte(ctx context.Context, tx *db.Tx, ente int64) ([]Invio, error) {
	return db.Many(ctx, tx, scanInvio, `SELECT `+colonneInvio+` FROM monitoraggio_invii i WHERE i.ente_id = $1 ORDER BY i.rilevazione_id`, ente)
}

// inserisciInvio invites a body; one already invited stays as it is.
func inserisciInvio(ctx context.Context, tx *db.Tx, rilevazione, ente int64) (nuovo bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO monitoraggio_invii (rilevazione_id, ente_id, stato, motivo, numero, invitato_il, solleciti, inviato_da, deciso_da, aggiornato_il, versione)
		VALUES ($1,$2,$3,'',0,$4,0,0,0,$4,1) ON CONFLICT (rilevazione_id, ente_id) DO NOTHING`, rilevazione, ente, NonIniziato, tx.Now())
	return n > 0, err
}

// salvaInvio stores what may change, if nobody changed it meanwhile. Reminders
// are not among it: see segnaSollecito, which leaves the version as it is, so
// that no page that somebody is filling in grows old because of one.
func salvaInvio(ctx context.Context, tx *db.Tx, i *Invio) error {
	i.AggiornatoIl = tx.Now()
	n, err := tx.Exec(ctx, `UPDATE monitoraggio_invii SET stato = $1, scadenza = $2, motivo = $3, numero = $4, inviato_il = $5,
		inviato_da = $6, deciso_il = $7, deciso_da = $8, aggiornato_il = $9, versione = versione + 1 WHERE id = $10 AND versione = $11`,
		i.Stato, i.Proroga, i.Motivo, i.Numero, i.InviatoIl, i.InviatoDa, i.DecisoIl, i.DecisoDa, i.AggiornatoIl, i.ID, i.Versione)
	if err == nil && n == 0 {
		return cambiataIntanto("Questa raccolta di dati")
	}
	i.Versione++
	return err
}

const colonneRisposta = `invio_id, procedimento_id, modo, dichiarate, nota, aggiornata_il, aggiornata_da`

func scanRisposta(row db.Row) (r Risposta, err error) {
	var numeri string
	if err = row.Scan(&r.InvioID, &r.ProcedimentoID, &r.Modo, &numeri, &r.Nota, &r.AggiornataIl, &r.AggiornataDa); err != nil || numeri == "" {
		return r, err
	}
	if err := json.Unmarshal([]byte(numeri), &r.Dichiarate); err != nil {
		return r, fmt.Errorf("monitoraggio: numbers of %d/%d: %w", r.InvioID, r.ProcedimentoID, err)
	}
	return r, nil
}

// Risposte lists how a body answers, by procedure.
func Risposte(ctx context.Context, tx *db.Tx, invio int64) ([]Risposta, error) {
	return db.Many(ctx, tx, scanRisposta, `SELECT `+colonneRisposta+` FROM monitoraggio_risposte WHERE invio_id = $1 ORDER BY procedimento_id`, invio)
}

func salvaRisposta(ctx context.Context, tx *db.Tx, r Risposta) error {
	numeri := ""
	if r.Modo == Dichiarate {
		b, err := json.Marshal(r.Dichiarate)
		if err != nil {
			return err
		}
		numeri = string(b)
	}
	_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_risposte (`+colonneRisposta+`) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (invio_id, procedimento_id) DO UPDATE SET modo = excluded.modo, dichiarate = excluded.dichiarate, nota = excluded.nota,
		aggiornata_il = excluded.aggiornata_il, aggiornata_da = excluded.aggiornata_da`,
		r.InvioID, r.ProcedimentoID, r.Modo, numeri, r.Nota, tx.Now(), r.AggiornataDa)
	return err
}

const colonnePratica = `id, ente_id, procedimento_id, id_pratica, tipologia, data_domanda, data_provvedimento, data_silenzio_assenso, conferenza, sospensioni,
	giorni_sospesi, termine, esclusa_il, motivo_esclusione, nota, origine, caricamento_id, foglio, riga, creata_il, aggiornata_il, versione`

func scanPratica(row db.Row) (p Pratica, err error) {
	var sospensioni, termine string
	if err = row.Scan(&p.ID, &p.EnteID, &p.ProcedimentoID, &p.Pratica.ID, &p.Tipologia, &p.Domanda, &p.Provvedimento, &p.SilenzioAssenso, &p.Conferenza, &sospensioni,
		&p.GiorniSospesi, &termine, &p.EsclusaIl, &p.MotivoEsclusione, &p.Nota, &p.Origine, &p.CaricamentoID, &p.Foglio, &p.Riga, &p.CreataIl, &p.AggiornataIl, &p.Versione); err != nil {
		return p, err
	}
	if p.Termine, err = leggiTermine(termine); err != nil {
		return p, err
	}
	p.Sospensioni, err = LeggiSospensioni(sospensioni)
	return p, err
}

// LeggiSospensioni reads the stored form, "2026-01-10/2026-02-01 2026-03-01/":
// pairs of days, the second of which is the first day that runs again; an
// empty one is still open.
func LeggiSospensioni(s string) (out []termini.Sospensione, err error) {
	if s == "" {
		return nil, nil
	}
	for _, f := range strings.Fields(s) {
		dal, al, ok := strings.Cut(f, "/")
		if !ok {
			return nil, fmt.Errorf("monitoraggio: %q is not a suspension", f)
		}
		var x termini.Sospensione
		if x.Dal, err = kernel.ParseDay(dal); err != nil {
			return nil, err
		}
		if x.Al, err = kernel.ParseDay(al); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// TestoSospensioni writes what LeggiSospensioni reads.
func TestoSospensioni(ss []termini.Sospensione) string {
	var b strings.Builder
	for i, s := range ss {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s.Dal.String() + "/" + s.Al.String())
	}
	return b.String()
}

// GetPratica reads one practice.
func GetPratica(ctx context.Context, tx *db.Tx, id int64) (Pratica, error) {
	return db.One(ctx, tx, scanPratica, `SELECT `+colonnePratica+` FROM monitoraggio_pratiche WHERE id = $1`, id)
}

// PraticheEnte lists the practices of a body that were open on some day from
// dal to al, by procedure and number; procedimento 0 is all of them.
func PraticheEnte(ctx context.Context, tx *db.Tx, ente, procedimento int64, dal, al kernel.Day) ([]Pratica, error) {
	return db.Many(ctx, tx, scanPratica, `SELECT `+colonnePratica+` FROM monitoraggio_pratiche
		WHERE ente_id = $1 AND (CAST($2 AS BIGINT) = 0 OR procedimento_id = $2) AND data_domanda <= $3 AND (fine IS NULL OR fine >= $4)
		ORDER BY procedimento_id, data_domanda, id_pratica`, ente, procedimento, al, dal)
}

// PratichePerNumero reads the practices of a body and a procedure that have
// one of the numbers.
func PratichePerNumero(ctx context.Context, tx *db.Tx, ente, procedimento int64, numeri []string) (map[string]Pratica, error) {
	out := map[string]Pratica{}
	for len(numeri) > 0 {
		n := min(len(numeri), db.MaxArgs-2)
		args := append([]any{ente, procedimento}, db.Args(numeri[:n])...)
		err := db.Each(ctx, tx, func(row db.Row) error {
			p, err := scanPratica(row)
			out[p.Pratica.ID] = p
			return err
		}, `SELECT `+colonnePratica+` FROM monitoraggio_pratiche WHERE ente_id = $1 AND procedimento_id = $2 AND id_pratica IN (`+db.Placeholders(3, n)+`)`, args...)
		if err != nil {
			return nil, err
		}
		numeri = numeri[n:]
	}
	return out, nil
}

// fine is the day from which the practice is open no more: the earlier of its
// end and its exclusion.
func fine(p Pratica) kernel.Day {
	f := p.Provvedimento
	if f.IsZero() {
		f = p.SilenzioAssenso
	}
	if !p.EsclusaIl.IsZero() && (f.IsZero() || p.EsclusaIl.Before(f)) {
		f = p.EsclusaIl
	}
	return f
}

// scriviPratica inserts (ID 0) or changes a practice, if nobody changed it
// meanwhile, and returns its id. It checks nothing: use cambia.
func scriviPratica(ctx context.Context, tx *db.Tx, p Pratica) (int64, error) {
	args := []any{p.Tipologia, p.Domanda, p.Provvedimento, p.SilenzioAssenso, p.Conferenza, TestoSospensioni(p.Sospensioni), p.GiorniSospesi,
		testoTermine(p.Termine), p.EsclusaIl, p.MotivoEsclusione, p.Nota, fine(p), p.Origine, p.CaricamentoID, p.Foglio, p.Riga, tx.Now()}
	if p.ID == 0 {
		return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO monitoraggio_pratiche (tipologia, data_domanda, data_provvedimento, data_silenzio_assenso, conferenza, sospensioni,
			giorni_sospesi, termine, esclusa_il, motivo_esclusione, nota, fine, origine, caricamento_id, foglio, riga, creata_il, aggiornata_il, ente_id, procedimento_id, id_pratica, versione)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$17,$18,$19,$20,1) RETURNING id`,
			append(args, p.EnteID, p.ProcedimentoID, p.Pratica.ID)...)
	}
	n, err := tx.Exec(ctx, `UPDATE monitoraggio_pratiche SET tipologia = $1, data_domanda = $2, data_provvedimento = $3, data_silenzio_assenso = $4, conferenza = $5, sospensioni = $6,
		giorni_sospesi = $7, termine = $8, esclusa_il = $9, motivo_esclusione = $10, nota = $11, fine = $12, origine = $13, caricamento_id = $14, foglio = $15, riga = $16,
		aggiornata_il = $17, id_pratica = $18, versione = versione + 1 WHERE id = $19 AND ente_id = $20 AND versione = $21`,
		append(args, p.Pratica.ID, p.ID, p.EnteID, p.Versione)...)
	if err == nil && n == 0 {
		return 0, cambiataIntanto("La pratica")
	}
	return p.ID, err
}
