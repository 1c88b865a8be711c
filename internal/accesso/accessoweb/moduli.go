package accessoweb

import (
	"net/http"

	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// suspended shows a form that arrived after the session had expired, and sends
// it again on request.
func (p pages) suspended(c *web.Context) error {
	key := c.R.PathValue("chiave")
	s, err := c.Resume(key)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return kernel.E(kernel.NonTrovato, "Il modulo interrotto non è più conservato, oppure era di un'altra persona.")
	}
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, suspendedPage(newSuspendedView(key, s)))
}
