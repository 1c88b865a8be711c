package monitoraggio

import (
	"context"
	"fmt"
	"math"
	"strings"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// Controllo is something to know before the figures are locked.
type Controllo struct {
	Grave bool // it must be mended first
	Testo string
	URL   string // where it is mended or looked at, or empty
}

// Valida lists what is missing or odd in the figures of a campaign, what must
// be mended first.
func (s *Service) Valida(ctx context.Context, chi kernel.Actor, rilevazione int64) (out []Controllo, err error) {
	if !Governa.Allows(chi) {
		return nil, soloRegione("I controlli prima del blocco sono della Regione.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := GetRilevazione(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		c, err := raccogli(ctx, tx, r, approvati)
		if err != nil {
			return err
		}
		out, err = controlla(ctx, tx, c)
		return err
	})
	return out, err
}

func soloRegione(messaggio string) error { return kernel.E(kernel.Vietato, messaggio) }

func controlla(ctx context.Context, tx *db.Tx, c raccolto) ([]Controllo, error) {
	out := c.controlliRaccolta()
	righe := c.righe()
	prima, err := fineSemestrePrima(ctx, tx, c.r)
	if err != nil {
		return nil, err
	}
	out = append(out, c.controlliRighe(righe, prima)...)
	obiettivi, err := Obiettivi(ctx, tx)
	if err != nil {
		return nil, err
	}
	senza := 0
	for _, l := range c.rilevati {
		if _, ok := obiettivi[l.ProcedimentoID]; !ok {
			senza++
		}
	}
	if senza > 0 {
		out = append(out, Controllo{Testo: fmt.Sprintf("Procedimenti senza partenza e obiettivi: %d su %d. Il loro semaforo resterà n.d.", senza, len(c.rilevati)), URL: "/monitoraggio/obiettivi"})
	}
	return out, nil
}

// controlliRaccolta says what is missing in the gathering itself.
func (c *raccolto) controlliRaccolta() (out []Controllo) {
	base := urlRilevazione(c.r.Semestre)
	switch c.r.Stato {
	case Chiusa:
	case InPreparazione, Aperta:
		out = append(out, Controllo{Grave: true, Testo: "La raccolta non è chiusa: chiuderla prima di bloccare le cifre.", URL: base})
	default:
		out = append(out, Controllo{Grave: true, Testo: "Le cifre sono già bloccate: per cambiarle serve una revisione.", URL: base + "/revisioni"})
	}
	per := map[StatoInvio]int{}
	for _, i := range c.invii {
		per[i.Stato]++
	}
	if n := per[Inviato]; n > 0 {
		out = append(out, Controllo{Grave: true, Testo: fmt.Sprintf("Enti che hanno inviato dati ancora da verificare: %d. Approvarli o restituirli, altrimenti i loro dati andrebbero persi.", n), URL: base + "/enti?stato=inviato"})
	}
	if per[Approvato] == 0 {
		out = append(out, Controllo{Grave: true, Testo: "Nessun ente ha dati approvati: non c'è nulla da bloccare.", URL: base + "/enti"})
	}
	for _, x := range []struct {
		stato StatoInvio
		testo string
	}{{Restituito, "Enti con dati da correggere"}, {InBozza, "Enti con dati in bozza"}, {NonIniziato, "Enti che non hanno iniziato"}} {
		if n := per[x.stato]; n > 0 {
			out = append(out, Controllo{Testo: fmt.Sprintf("%s: %d su %d. Resteranno fuori dalle cifre.", x.testo, n, len(c.invii)), URL: base + "/enti?stato=" + string(x.stato)})
		}
	}
	return out
}

// controlliRighe says what is odd in the figures of the bodies; prima are the
// practices that each had at the end of the semester before, when it is locked.
func (c *raccolto) controlliRighe(righe []MisureEnte, prima map[chiave]int) (out []Controllo) {
	risposte := map[int64]int{}
	var salti, lunghi, ignoti []string
	for _, m := range righe {
		risposte[m.ProcedimentoID]++
		nome := c.enti[m.EnteID].NomeEsteso()
		if fine, ok := prima[chiave{m.EnteID, m.ProcedimentoID}]; ok && m.Misure.SenzaStock == 0 && fine != m.Misure.PendentiInizio {
			salti = append(salti, fmt.Sprintf("%s (%d e %d)", nome, fine, m.Misure.PendentiInizio))
		}
		if d, t := m.Misure.DurataMedia, m.Misure.TermineMassimo; d != nil && t != nil && *d > 10**t {
			lunghi = append(lunghi, nome)
		}
		if m.Misure.Arretrato == nil {
			ignoti = append(ignoti, nome)
		}
	}
	url := urlRilevazione(c.r.Semestre) + "/enti"
	for _, x := range []struct {
		nomi  []string
		testo string
	}{
		{salti, "Pratiche pendenti all'inizio diverse da quelle alla fine del semestre precedente"},
		{lunghi, "Durata media oltre dieci volte il termine"},
		{ignoti, "Arretrato non noto: quello della regione sarà n.d. per lo stesso procedimento"},
	} {
		if len(x.nomi) > 0 {
			out = append(out, Controllo{Testo: x.testo + ": " + elencoBreve(x.nomi) + ".", URL: url})
		}
	}
	vuoti := 0
	for _, l := range c.rilevati {
		if risposte[l.ProcedimentoID] == 0 {
			vuoti++
		}
	}
	if vuoti > 0 {
		out = append(out, Controllo{Testo: fmt.Sprintf("Procedimenti senza alcuna risposta: %d su %d. Le loro cifre saranno n.d.", vuoti, len(c.rilevati)), URL: url})
	}
	return out
}

// elencoBreve names the first few and counts the others.
func elencoBreve(nomi []string) string {
	const primi = 4
	if len(nomi) <= primi {
		return strings.Join(nomi, ", ")
	}
	return fmt.Sprintf("%s e altri %d", strings.Join(nomi[:primi], ", "), len(nomi)-primi)
}

// fineSemestrePrima are the practices pending at the end of the semester
// before, where its figures are locked and come from a known stock.
func fineSemestrePrima(ctx context.Context, tx *db.Tx, r Rilevazione) (map[chiave]int, error) {
	prima, err := RilevazioneDi(ctx, tx, r.Semestre.Add(-1))
	if kernel.CodeOf(err) == kernel.NonTrovato || err == nil && !prima.Stato.Ferma() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v, err := UltimaVersione(ctx, tx, prima.ID)
	if err != nil {
		return nil, err
	}
	righe, err := RigheDi(ctx, tx, v.ID)
	out := map[chiave]int{}
	for _, m := range righe {
		if m.Misure.SenzaStock == 0 {
			out[chiave{m.EnteID, m.ProcedimentoID}] = m.Misure.PendentiFine
		}
	}
	return out, err
}

// Blocca freezes the figures of a closed campaign as version 1 (or the next
// one, if it was locked before), with their print.
func (s *Service) Blocca(ctx context.Context, chi kernel.Actor, rilevazione, versione int64) (v VersioneCifre, err error) {
	if !Governa.Allows(chi) {
		return v, soloRegione("Le cifre le blocca la Regione.")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := rilevazioneAlla(ctx, tx, rilevazione, versione)
		if err != nil {
			return err
		}
		if err := attendiEnti(ctx, tx, r.ID); err != nil {
			return err
		}
		c, err := raccogli(ctx, tx, r, approvati)
		if err != nil {
			return err
		}
		controlli, err := controlla(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, x := range controlli {
			if x.Grave {
				return kernel.E(kernel.Conflitto, "Le cifre non sono state bloccate. "+x.Testo)
			}
		}
		v = VersioneCifre{N: 1, BloccataDa: chi.Persona}
		if ultima, err := UltimaVersione(ctx, tx, r.ID); err == nil {
			v.N, v.Motivo = ultima.N+1, "Nuovo blocco dopo la riapertura della raccolta"
		} else if kernel.CodeOf(err) != kernel.NonTrovato {
			return err
		}
		if err := s.congela(ctx, tx, &c, &v, c.righe()); err != nil {
			return err
		}
		return annotaVersione(ctx, tx, chi, "Blocca", r, v)
	})
	return v, err
}

// congela freezes what was gathered and puts the campaign in Bloccata.
func (s *Service) congela(ctx context.Context, tx *db.Tx, c *raccolto, v *VersioneCifre, righe []MisureEnte) error {
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return err
	}
	v.Quadro = c.quadro(ps)
	v.Quadro.CalcolatoIl = tx.Now()
	if err := inserisciVersione(ctx, tx, c.r, v, righe); err != nil {
		return err
	}
	c.r.Stato = Bloccata
	if err := s.RichiediEffetti(ctx, tx); err != nil {
		return err
	}
	return salvaRilevazione(ctx, tx, &c.r)
}

// rilevazioneAlla reads a campaign and refuses when it changed since the page
// was opened.
func rilevazioneAlla(ctx context.Context, tx *db.Tx, id, versione int64) (Rilevazione, error) {
	r, err := GetRilevazione(ctx, tx, id)
	if err == nil && r.Versione != versione {
		err = cambiataIntanto("La rilevazione")
	}
	return r, err
}

func annotaVersione(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto string, r Rilevazione, v VersioneCifre) error {
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: "rilevazione", OggettoID: r.ID,
		Dettagli: map[string]any{"semestre": r.Semestre, "versione": v.N, "impronta": v.Impronta}})
}

// Firma signs the last locked figures: the person says that they are those of
// the Region. impronta is the print that the person saw. Only a signed version
// is published; who locked may sign.
func (s *Service) Firma(ctx context.Context, chi kernel.Actor, rilevazione int64, impronta string) (v VersioneCifre, err error) {
	if !Governa.Allows(chi) || chi.Persona == 0 {
		return v, soloRegione("Le cifre le firma una persona della Regione.")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, ultima, err := ultimaIntegra(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		if r.Stato != Bloccata || !ultima.FirmataIl.IsZero() {
			return kernel.E(kernel.Conflitto, "Non c'è una versione da firmare. Nulla è stato modificato.")
		}
		if ultima.Impronta != impronta {
			return kernel.E(kernel.Conflitto, "Le cifre bloccate sono cambiate mentre la pagina era aperta. Nulla è stato firmato: ricaricare la pagina e leggerle.")
		}
		n, err := tx.Exec(ctx, `UPDATE monitoraggio_versioni SET firmata_il = $1, firmata_da = $2, firmatario = $3 WHERE id = $4 AND firmata_il IS NULL`,
			tx.Now(), chi.Persona, chi.Nome, ultima.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return cambiataIntanto("La versione")
		}
		ultima.FirmataIl, ultima.FirmataDa, ultima.Firmatario = tx.Now(), chi.Persona, chi.Nome
		v = ultima
		r.Stato = Firmata
		if err := salvaRilevazione(ctx, tx, &r); err != nil {
			return err
		}
		return annotaVersione(ctx, tx, chi, "Firma", r, v)
	})
	return v, err
}

// ultimaIntegra reads the last version and checks its print against what is
// stored.
func ultimaIntegra(ctx context.Context, tx *db.Tx, rilevazione int64) (r Rilevazione, v VersioneCifre, err error) {
	if r, err = GetRilevazione(ctx, tx, rilevazione); err != nil {
		return r, v, err
	}
	v, err = UltimaVersione(ctx, tx, rilevazione)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return r, v, kernel.E(kernel.Conflitto, "Le cifre di questo semestre non sono ancora bloccate. Nulla è stato modificato.")
	}
	if err != nil {
		return r, v, err
	}
	righe, err := righeFerme(ctx, tx, v.ID)
	if err == nil && improntaVersione(r.Semestre, v, righe) != v.Impronta {
		err = kernel.E(kernel.Conflitto, "Le cifre bloccate non corrispondono alla loro impronta: qualcuno le ha alterate. Nulla è stato firmato né pubblicato: avvisare chi gestisce il servizio.")
	}
	return r, v, err
}

// Pubblica puts the signed figures in public: from then on they are those that
// everybody reads, until a later version is published.
func (s *Service) Pubblica(ctx context.Context, chi kernel.Actor, rilevazione, versione int64) (v VersioneCifre, err error) {
	if !Governa.Allows(chi) {
		return v, soloRegione("Le cifre le pubblica la Regione.")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, ultima, err := ultimaIntegra(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		if r.Versione != versione {
			return cambiataIntanto("La rilevazione")
		}
		if r.Stato != Firmata || ultima.FirmataIl.IsZero() {
			return kernel.E(kernel.Conflitto, "Si pubblicano solo cifre firmate. Nulla è stato pubblicato.")
		}
		if _, err := tx.Exec(ctx, `UPDATE monitoraggio_versioni SET pubblicata_il = $1, pubblicata_da = $2 WHERE id = $3 AND pubblicata_il IS NULL`, tx.Now(), chi.Persona, ultima.ID); err != nil {
			return err
		}
		ultima.PubblicataIl, ultima.PubblicataDa = tx.Now(), chi.Persona
		v = ultima
		if err := pubblicaVersione(ctx, tx, r, v, s.Config.Regione); err != nil {
			return err
		}
		if err := s.RichiediEffetti(ctx, tx); err != nil {
			return err
		}
		r.Stato = Pubblicata
		if err := salvaRilevazione(ctx, tx, &r); err != nil {
			return err
		}
		return annotaVersione(ctx, tx, chi, "Pubblica", r, v)
	})
	return v, err
}

// arrotonda is a value with one decimal, as pages and files show it.
func arrotonda(x *float64) *float64 {
	if x == nil {
		return nil
	}
	v := math.Round(*x*10) / 10
	return &v
}
