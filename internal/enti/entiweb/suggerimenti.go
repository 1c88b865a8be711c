package entiweb

import (
	"net/http"
	"strconv"

	"pass/internal/enti"
	"pass/internal/platform/web"
)

// maxSuggerimenti is how many bodies are offered while one types.
const maxSuggerimenti = 12

type suggerimento struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Note  string `json:"note"`
}

// suggerimenti answers the combobox: {"items":[{"value","label","note"}]}.
func (d Deps) suggerimenti(c *web.Context) error {
	es, err := d.Enti.Suggerisci(c.Ctx(), c.Query("q"), maxSuggerimenti)
	if err != nil {
		return err
	}
	items := make([]suggerimento, 0, len(es))
	for _, e := range es {
		items = append(items, suggerimento{strconv.FormatInt(e.ID, 10), e.NomeEsteso(), nota(e)})
	}
	return c.JSON(http.StatusOK, map[string]any{"items": items})
}

// nota tells bodies of the same name apart.
func nota(e enti.Ente) string {
	if e.AltraLingua != "" {
		return e.AltraLingua + ", " + e.Luogo()
	}
	return e.Luogo()
}
