package accessoweb

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// maxCSV is the size of a file of invitations, in bytes.
const maxCSV = 1 << 20

// csvForm asks for a file of invitations.
func (p pages) csvForm(c *web.Context) error {
	return c.HTML(http.StatusOK, csvPage(newCSVView("", nil, nil, nil)))
}

// csvModel is the file to fill in.
func (p pages) csvModel(c *web.Context) error {
	return c.Download("modello-inviti.csv", files.CSV.Type, int64(len(accesso.ModelloCSV)), strings.NewReader(accesso.ModelloCSV))
}

// csvUpload reads the file and shows what would be sent; a second submission,
// which carries the same text, sends it. The text is read again both times.
func (p pages) csvUpload(c *web.Context) error {
	f, err := c.Form(maxCSV)
	if err != nil {
		return err
	}
	raw, wrong := csvText(f)
	if wrong != nil {
		return c.HTML(http.StatusUnprocessableEntity, csvPage(newCSVView("", nil, nil, wrong)))
	}
	tf, err := p.SceltaTaskForce(c.Ctx())
	if err != nil {
		return err
	}
	rows, errs := accesso.LeggiCSV(raw, c.Actor, tf, c.Now().Day())
	if len(errs) > 0 {
		return c.HTML(http.StatusUnprocessableEntity, csvPage(newCSVView("", nil, errs, nil)))
	}
	if f.Get("azione") != "spedisci" {
		return c.HTML(http.StatusOK, csvPage(newCSVView(string(raw), rows, nil, nil)))
	}
	inviti := make([]accesso.Invito, len(rows))
	for n, r := range rows {
		inviti[n] = r.Invito
	}
	if err := p.InvitaTutti(c.Ctx(), c.Actor, inviti); err != nil {
		if wrong, ok := again(err); ok {
			return c.HTML(http.StatusUnprocessableEntity, csvPage(newCSVView("", nil, nil, wrong)))
		}
		return err
	}
	c.SetNotice("success", "Inviti spediti: "+strconv.Itoa(len(inviti)), "Ogni collegamento vale 14 giorni di calendario e si usa una volta sola.")
	return c.Redirect("/accesso/persone")
}

// csvText is the text of the uploaded file, or the one that the preview
// carried.
func csvText(f *web.Form) ([]byte, ui.Errors) {
	up := f.Files["file"]
	if up == nil {
		if text := f.Get("contenuto"); text != "" {
			return []byte(text), nil
		}
		return nil, ui.Errors{{Field: "file", Message: "Scegliere il file CSV da caricare."}}
	}
	if _, err := up.Check(maxCSV, []files.Kind{files.CSV}); err != nil {
		return nil, fileError(err)
	}
	raw, err := io.ReadAll(io.NewSectionReader(up, 0, maxCSV))
	if err != nil {
		return nil, fileError(kernel.E(kernel.NonValido, "Il file non si legge. Sceglierlo di nuovo."))
	}
	return []byte(accesso.TestoCSV(raw)), nil
}

func fileError(err error) ui.Errors {
	if e, ok := err.(*kernel.Error); ok {
		return ui.Errors{{Field: "file", Message: e.Message}}
	}
	return ui.Errors{{Field: "file", Message: "Il file non si legge. Sceglierlo di nuovo."}}
}
