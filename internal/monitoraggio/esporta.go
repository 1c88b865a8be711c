package monitoraggio

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// ColonneInvii heads the exported list of bodies. Times are Italian time; the
// delay is in calendar days. The list holds no person.
var ColonneInvii = []string{"semestre", "ente", "istat", "provincia", "classe", "stato", "ultimo_giorno", "giorni_di_calendario_di_ritardo",
	"invitato_il", "solleciti", "ultimo_sollecito_il", "inviato_il", "ricevuta", "deciso_il"}

// EsportaInvii writes the bodies of the filter as CSV (RFC 4180, UTF-8,
// comma), all of them whatever the page.
func (s *Service) EsportaInvii(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, f FiltroInvii, w io.Writer) error {
	if !Consulta.Allows(chi) {
		return kernel.E(kernel.Vietato, "Lo stato della raccolta è riservato a chi la segue.")
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(ColonneInvii); err != nil {
		return err
	}
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := RilevazioneDi(ctx, tx, sem)
		if err != nil {
			return err
		}
		righe, err := righeInvii(ctx, tx, r)
		if err != nil {
			return err
		}
		for _, x := range f.scegli(r, righe, tx.Now().Day()) {
			if err := c.Write(x.celle(r, tx.Now().Day())); err != nil {
				return err
			}
		}
		return nil
	})
	c.Flush()
	if err != nil {
		return err
	}
	return c.Error()
}

func (x RigaInvio) celle(r Rilevazione, oggi kernel.Day) []string {
	tardi, ricevuta := "", ""
	if x.InRitardo(r, oggi) {
		tardi = strconv.Itoa(oggi.DaysSince(x.Scadenza(r)))
	}
	if x.Numero != 0 {
		ricevuta = strconv.FormatInt(x.Numero, 10)
	}
	return []string{r.Semestre.String(), nonFormula(x.Ente.NomeEsteso()), string(x.Ente.Istat), x.Ente.Provincia, NomeClasse(x.Classe), x.Stato.Etichetta(),
		x.Scadenza(r).String(), tardi, momento(x.InvitatoIl), strconv.Itoa(x.Solleciti), momento(x.SollecitatoIl), momento(x.InviatoIl), ricevuta, momento(x.DecisoIl)}
}

// nonFormula puts an apostrophe before what a spreadsheet would compute.
func nonFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

func momento(i kernel.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().In(kernel.Rome).Format("2006-01-02 15:04")
}
