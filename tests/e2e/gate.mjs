// The gate that every page passes before people see it: each route of the
// router, for each role that can reach it. Nothing is listed by hand: routes
// come from the program, addresses from walking the site as every person.
import { readyRoles } from './gate/people.mjs'
import { crawlAll, fences, isolation, unreached } from './gate/reach.mjs'
import { seed } from './gate/seed.mjs'
import { downloads, errorPages, pagesOfRole } from './gate/pages.mjs'
import { emptyForms } from './gate/forms.mjs'
import { allRoutes, matcher } from './lib/routes.mjs'
import { Pages } from './lib/html.mjs'

export async function gate(report, server, browser, options) {
  const routes = allRoutes()
  const g = { report, server, browser, options, routes, match: matcher(routes), pages: new Pages('gate'), forms: new Map() }
  g.roles = await readyRoles(g)
  try {
    await report.test('gate: seeds for pages that no link leads to', () => seed(g))
    await crawlAll(g)
    await report.test('gate: every route of the router was reached', (note) => unreached(g, note))
    await report.test('gate: other roles are refused, and nobody gets in without signing in', (note) => fences(g, note))
    await report.test('gate: nothing of one body is shown to another', (note) => isolation(g, note))
    await report.test('gate: downloads answer with the right type', (note) => downloads(g, note))
    await inParallel(2, g.roles.map((role) => () => pagesOfRole(g, role)))
    await errorPages(g)
    await inParallel(2, emptyForms(g))
    await report.test(`gate: the HTML of ${g.pages.names.length} pages is valid`, async (note) => {
      for (const p of await g.pages.check()) note(p)
    })
  } finally {
    for (const role of g.roles) await role.context.close()
  }
}

// inParallel runs the tasks, n at a time.
async function inParallel(n, tasks) {
  const queue = [...tasks]
  await Promise.all(Array.from({ length: n }, async () => {
    for (let task = queue.shift(); task; task = queue.shift()) await task()
  }))
}
