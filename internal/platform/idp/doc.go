// Package idp is a small OpenID Connect provider for demonstrations and
// development: it shows a list of invented people and signs in as the one that
// is chosen, with no password. It therefore refuses to exist unless three
// things hold at once: the program runs as a demonstration, it is reached only
// from this machine, and the database itself is marked as a demonstration.
//
//	GET  /demo-idp/.well-known/openid-configuration
//	GET  /demo-idp/authorize   the list of people
//	POST /demo-idp/authorize   the choice; goes back with code, state and iss
//	POST /demo-idp/token       code + PKCE verifier + client secret ──▶ tokens
//	GET  /demo-idp/userinfo    the four attributes
//	GET  /demo-idp/jwks        the signing key, new at each start
//	GET  /demo-idp/logout      nothing to end here: back to the service
//
// Codes and tokens live in memory for a minute and serve once.
package idp
