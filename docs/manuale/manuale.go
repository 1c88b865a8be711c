// Package manuale carries the user manual in Italian, one text per role. The
// texts are read here and shown by the public section under /manuale.
package manuale

import "embed"

// Testi are the guides, as *.md files.
//
//go:embed *.md
var Testi embed.FS
