package ui

import "context"

type shellKey struct{}

// WithShell puts into ctx what every page of the installation shows around
// its own content: the person, the navigation, the settings, the notice.
func WithShell(ctx context.Context, shell Page) context.Context {
	return context.WithValue(ctx, shellKey{}, shell)
}

// inShell completes the page's own fields with those of the shell.
func inShell(ctx context.Context, p Page) Page {
	s, ok := ctx.Value(shellKey{}).(Page)
	if !ok {
		return p
	}
	p.User, p.LoginURL, p.Nav = s.User, s.LoginURL, s.Nav
	p.Demo, p.DevMail, p.Settings, p.CurrentPath = s.Demo, s.DevMail, s.Settings, s.CurrentPath
	if p.Notice == nil {
		p.Notice = s.Notice
	}
	if p.UpdatedAt == "" {
		p.UpdatedAt = s.UpdatedAt
	}
	if p.Canonical == "" && p.Robots {
		p.Canonical = s.Canonical
	}
	return p
}
