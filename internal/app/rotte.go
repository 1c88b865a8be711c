package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"pass/internal/platform/config"
	"pass/internal/platform/web"
)

// Rotta is a route as "passd rotte" lists it.
type Rotta struct {
	Pattern    string   `json:"pattern"`
	Access     string   `json:"access"` // pubblico, autenticato or permesso
	Permission string   `json:"permission"`
	Roles      []string `json:"roles"`
}

// Rotte lists every route of the service, from a throw-away installation.
func Rotte(ctx context.Context, out io.Writer, asJSON bool) error {
	dir, err := os.MkdirTemp("", "passd-rotte-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cfg := config.Config{Indirizzo: "127.0.0.1:8080", Dati: dir, Regione: "03", GiorniSilenzio: 30}
	return With(ctx, cfg, func(a *App) error {
		list := rotte(a.Router.Routes())
		if asJSON {
			e := json.NewEncoder(out)
			e.SetIndent("", " ")
			return e.Encode(list)
		}
		w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
		for _, r := range list {
			fmt.Fprintf(w, "%s\t%s\t%s\n", r.Pattern, r.Access, strings.Join(r.Roles, ", "))
		}
		return w.Flush()
	})
}

func rotte(routes []web.Route) []Rotta {
	out := []Rotta{}
	for _, r := range routes {
		x := Rotta{Pattern: r.Pattern, Access: "pubblico", Permission: r.Permission.Name, Roles: []string{}}
		switch r.Access {
		case web.AccessAuthenticated:
			x.Access = "autenticato"
		case web.AccessRequires:
			x.Access = "permesso"
			for _, role := range r.Permission.Roles {
				x.Roles = append(x.Roles, string(role))
			}
		}
		out = append(out, x)
	}
	return out
}
