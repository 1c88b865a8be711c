package entiweb

import (
	"net/http"

	"pass/internal/platform/web"
)

// modello is GET /enti/protocollo-modello: the text to sign, to be printed.
func (d Deps) modello(c *web.Context) error { return c.HTML(http.StatusOK, paginaModello()) }
