// Package scrivaniaweb shows the desk.
package scrivaniaweb

import (
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	DB     *db.DB
	Config config.Config
}

// Register adds the routes of the area.
func Register(rt *web.Router, d Deps) {
	web.Authenticated(rt, "GET /scrivania", d.scrivania)
}
