package enti

import (
	"context"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// DatiEnte is what the segreteria writes of a body. Of an association all
// fields count; of the others, which official lists describe, only PEC and,
// once they ceased, who took their place.
type DatiEnte struct {
	Tipo         Tipo
	Nome         string
	IPA          kernel.CodiceIPA
	Provincia    string // sigla of the seat
	PEC          string
	IstituitoIl  kernel.Day
	CessatoIl    kernel.Day
	SuccessoreID int64
}

// Validate says what is wrong; the fields are those of the form.
func (d DatiEnte) Validate(oggi kernel.Day) []kernel.FieldError {
	var es []kernel.FieldError
	add := func(field, message string) { es = append(es, kernel.FieldError{Field: field, Message: message}) }
	if !d.Tipo.Associativo() {
		add("tipo", "Scegliere Unione di Comuni o Comunità montana: gli altri enti vengono dagli elenchi ufficiali.")
	}
	if n := len([]rune(d.Nome)); n < 3 || n > 200 {
		add("nome", "Scrivere il nome completo dell'ente, da 3 a 200 caratteri.")
	}
	if d.Provincia == "" {
		add("provincia", "Scegliere la provincia della sede.")
	}
	if len(d.IPA) > 40 || strings.ContainsAny(string(d.IPA), " \t\n") {
		add("ipa", "Il codice IPA non ha spazi: copiarlo da indicepa.gov.it.")
	}
	return append(es, d.validaComuni(oggi)...)
}

func (d DatiEnte) validaComuni(oggi kernel.Day) []kernel.FieldError {
	var es []kernel.FieldError
	if d.PEC != "" && !mail.ValidAddress(d.PEC) {
		es = append(es, kernel.FieldError{Field: "pec", Message: "Scrivere un indirizzo PEC completo, per esempio protocollo@pec.ente.it."})
	}
	if d.IstituitoIl.After(oggi) {
		es = append(es, kernel.FieldError{Field: "istituito_il", Message: "La data di istituzione è nel futuro. Controllare la data."})
	}
	if !d.CessatoIl.IsZero() && !d.IstituitoIl.IsZero() && d.CessatoIl.Before(d.IstituitoIl) {
		es = append(es, kernel.FieldError{Field: "cessato_il", Message: "La cessazione viene prima dell'istituzione. Correggere una delle due date."})
	}
	if d.SuccessoreID != 0 && d.CessatoIl.IsZero() {
		es = append(es, kernel.FieldError{Field: "successore", Message: "Il successore si indica solo per un ente cessato: scrivere anche la data di cessazione."})
	}
	return es
}

const nonGestisce = "I dati degli enti sono aggiornati dalla segreteria."

// CreaEnte adds an Unione or a Comunità montana to the register.
func (s *Service) CreaEnte(ctx context.Context, chi kernel.Actor, d DatiEnte) (id int64, err error) {
	if !Gestisci.Allows(chi) {
		return 0, kernel.E(kernel.Vietato, nonGestisce)
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		e := Ente{}
		if err := s.prendi(ctx, tx, &e, d); err != nil {
			return err
		}
		if id, err = inserisci(ctx, tx, e); err != nil {
			return err
		}
		v := VariazioneEnte{EnteID: id, Campo: "istituzione", Dopo: e.NomeEsteso(), Dal: d.IstituitoIl, Fonte: "Segreteria", PersonaID: chi.Persona}
		if err := scriviVariazione(ctx, tx, v); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "CreaEnte", Oggetto: "ente", OggettoID: id, Ente: id, Dettagli: map[string]any{"nome": e.Nome, "tipo": e.Tipo}})
	})
	return id, err
}

// prendi checks the data of an association and writes them into e.
func (s *Service) prendi(ctx context.Context, tx *db.Tx, e *Ente, d DatiEnte) error {
	fields := d.Validate(tx.Now().Day())
	sede, err := db.One(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e
		WHERE e.provincia = $1 AND e.tipo IN ('comune','provincia','citta_metropolitana') AND e.cessato_il IS NULL ORDER BY e.id LIMIT 1`, d.Provincia)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		if d.Provincia != "" {
			fields = append(fields, kernel.FieldError{Field: "provincia", Message: "La provincia scelta non è nel registro. Sceglierne un'altra."})
		}
	} else if err != nil {
		return err
	}
	doppi, err := db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e WHERE e.cessato_il IS NULL AND e.id <> $1
		AND ((e.tipo = $2 AND e.ordine = $3 AND e.provincia = $4) OR ($5 <> '' AND e.ipa = $5))`,
		e.ID, string(d.Tipo), kernel.Fold(d.Nome), d.Provincia, string(d.IPA))
	if err != nil {
		return err
	}
	for _, o := range doppi {
		if d.IPA != "" && o.IPA == d.IPA {
			fields = append(fields, kernel.FieldError{Field: "ipa", Message: "Questo codice IPA è già " + o.Del() + "."})
		} else {
			fields = append(fields, kernel.FieldError{Field: "nome", Message: "Nel registro c'è già " + o.NomeEsteso() + " nella stessa provincia."})
		}
	}
	e.Tipo, e.Nome, e.Denominazione, e.IPA, e.PEC = d.Tipo, d.Nome, denominazione(d.Tipo, d.Nome), d.IPA, d.PEC
	e.ProvinciaCodice, e.Provincia, e.ProvinciaNome, e.Regione = sede.ProvinciaCodice, sede.Provincia, sede.ProvinciaNome, sede.Regione
	e.IstituitoIl = d.IstituitoIl
	return kernel.Invalid(fields)
}

// ModificaEnte changes a body, keeping what it was in its history. Of a body
// from the official lists only PEC and successor change. versione is the one
// that the person saw.
func (s *Service) ModificaEnte(ctx context.Context, chi kernel.Actor, id, versione int64, d DatiEnte) error {
	if !Gestisci.Allows(chi) {
		return kernel.E(kernel.Vietato, nonGestisce)
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		e, err := Get(ctx, tx, id)
		if err != nil {
			return err
		}
		prima := e
		if err := s.applica(ctx, tx, &e, d); err != nil {
			return err
		}
		e.Versione = versione
		if err := aggiorna(ctx, tx, e); err != nil {
			return err
		}
		for _, v := range differenze(prima, e) {
			v.EnteID, v.Fonte, v.PersonaID = id, "Segreteria", chi.Persona
			if err := scriviVariazione(ctx, tx, v); err != nil {
				return err
			}
		}
		if err := indicizza(ctx, tx, e); err != nil {
			return err
		}
		if erede := e.SuccessoreID; erede != 0 && erede != prima.SuccessoreID {
			n, err := Get(ctx, tx, erede)
			if err != nil {
				return err
			}
			if err := indicizza(ctx, tx, n); err != nil {
				return err
			}
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ModificaEnte", Oggetto: "ente", OggettoID: id, Ente: id})
	})
}

func (s *Service) applica(ctx context.Context, tx *db.Tx, e *Ente, d DatiEnte) error {
	fields := []kernel.FieldError{}
	if d.SuccessoreID != 0 {
		erede, err := Get(ctx, tx, d.SuccessoreID)
		if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
			return err
		}
		if err != nil || erede.ID == e.ID || !erede.CessatoIl.IsZero() {
			fields = append(fields, kernel.FieldError{Field: "successore", Message: "Scegliere un altro ente che esiste ancora."})
		}
	}
	if e.Tipo.Associativo() {
		err := s.prendi(ctx, tx, e, d)
		if err != nil && kernel.CodeOf(err) != kernel.NonValido {
			return err
		}
		fields = append(fields, kernel.FieldsOf(err)...)
		e.CessatoIl = d.CessatoIl
	} else {
		d.CessatoIl, d.IstituitoIl = e.CessatoIl, e.IstituitoIl
		fields = append(fields, d.validaComuni(tx.Now().Day())...)
		e.PEC = d.PEC
	}
	e.SuccessoreID = d.SuccessoreID
	return kernel.Invalid(fields)
}

// differenze lists what changed between two readings of a body.
func differenze(prima, dopo Ente) []VariazioneEnte {
	var vs []VariazioneEnte
	add := func(campo, a, b string, dal kernel.Day) {
		if a != b {
			vs = append(vs, VariazioneEnte{Campo: campo, Prima: a, Dopo: b, Dal: dal})
		}
	}
	add("nome", prima.Nome, dopo.Nome, kernel.Day{})
	add("ipa", string(prima.IPA), string(dopo.IPA), kernel.Day{})
	add("pec", prima.PEC, dopo.PEC, kernel.Day{})
	add("provincia", prima.Provincia, dopo.Provincia, kernel.Day{})
	add("cessazione", prima.CessatoIl.String(), dopo.CessatoIl.String(), dopo.CessatoIl)
	return vs
}
