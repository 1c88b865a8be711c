// Package api is the programming interface of version 1, /api/v1: the same
// published figures as pages and files, for other programs. It is described by
// OpenAPI 3.1, which is made from the types of the handlers, and follows the
// Italian interoperability model (AgID, Det. 547/2021).
//
//	request → web.Router (headers, log) → limits → Accept → huma handler
//	                                                          │ JSON in memory
//	        ← ETag, 304, gzip ← CORS ← rate limit headers ← ──┘
//
// Each operation is a route of its own. Answers are made of the cells of
// package dati, so they cannot differ from the files. Every error is a problem
// document. Only reading: no credential, no cookie.
package api
