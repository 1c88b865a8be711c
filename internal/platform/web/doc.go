// Package web is the edge towards browsers: routes with their authorization,
// one adapter that turns returned errors into pages, forms with files, and the
// headers that every answer carries.
//
// A route is registered only through Public, Authenticated or Requires, so
// forgetting who may reach it does not compile; Routes lists them all for the
// test of the matrix role × route. What a person may do with one record is
// decided by the area's own service, which takes the Actor.
//
//	browser ─▶ headers ─▶ cross-site check ─▶ who is it ─▶ may they ─▶ handler
//	                                                         │            │ error
//	                                       sign-in, form kept ◀┘    one page per code
package web
