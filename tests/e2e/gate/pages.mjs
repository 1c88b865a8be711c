// Each page, for each role: in a wide window, in a narrow one, by keyboard.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { axe } from '../lib/axe.mjs'
import { expecting, photo, sent, status, take } from '../lib/browser.mjs'
import { basics, cookies, keyboard, onPhone, reflow, wide } from '../lib/checks.mjs'
import { root } from '../lib/report.mjs'
import { the } from './people.mjs'

const bootstrapItalia = new Set([...readFileSync(join(root, 'assets/node_modules/bootstrap-italia/dist/css/bootstrap-italia.min.css'), 'utf8').matchAll(/\.(-?[a-z_][\w-]*)/gi)].map((m) => m[1]))

const types = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', json: 'application/json' }

// downloads opens one sample of everything that is not a page.
export async function downloads(g, note) {
  const seen = new Set()
  for (const r of g.roles) {
    for (const [pattern, samples] of r.found.samples) {
      const sample = samples.find((s) => !s.type.startsWith('text/html'))
      if (!sample || seen.has(pattern)) continue
      seen.add(pattern)
      const want = types[new URL(sample.address, g.server.url).pathname.split('.').at(-1)]
      if (want && sample.address !== '/api/v1/openapi.json' && !sample.type.startsWith(want)) note(`${sample.address} is ${sample.type}, not ${want}`)
      const answer = await r.context.request.get(sample.address)
      const body = await answer.body()
      if (answer.status() !== 200 || body.length === 0) note(`${sample.address} answers ${answer.status()} with ${body.length} bytes`)
      if (answer.headers()['x-content-type-options'] !== 'nosniff') note(`${sample.address} may be sniffed`)
    }
  }
  if (seen.size < 5) note(`only ${seen.size} downloads were found`)
}

// pagesOfRole looks at one page of every route that the role reached and that
// nobody of the same role has shown before.
export async function pagesOfRole(g, r) {
  const page = await r.context.newPage()
  for (const [pattern, samples] of r.found.samples) {
    const sample = samples.find((s) => s.type.startsWith('text/html'))
    if (!sample || seenBefore(g, r, pattern)) continue
    await g.report.test(`page: ${pattern} as ${r.name}`, (note) => onePage(g, r, page, { pattern, ...sample }, note))
  }
  await page.close()
}

function seenBefore(g, r, pattern) {
  g.shown ??= new Set()
  const key = `${r.role} ${pattern}`
  if (g.shown.has(key)) return true
  g.shown.add(key)
  return false
}

async function onePage(g, r, page, { pattern, address }, note) {
  take(r.context)
  await page.setViewportSize(wide)
  await page.goto(address)
  const html = await sent(page)
  if (!/<html/.test(html)) return // a fragment that a script asks for
  if (status(page) !== 200) note(`${address} answers ${status(page)}`)
  // What is shown inside a page of another site has no header and no footer.
  const part = address.startsWith('/embed/')
  for (const p of await whole(page)) if (!part || !/^the footer |the first Tab is not the skip link/.test(p)) note(`${address}: ${p}`)
  for (const p of await cookies(r.context, { signedIn: Boolean(r.person) })) note(`${address}: ${p}`)
  for (const p of take(r.context)) note(`${address}: ${p}`)
  for (const p of part ? [] : grammar(html)) note(`${address}: ${p}`)
  g.pages.add(`${pattern} ${r.name}`, html)
  if (g.options.photos) await photos(page, `${pattern} ${r.name}`)
  collectForms(g, r, pattern, address, html)
}

// grammar: at least 30% of the classes of a page are those of Bootstrap Italia
// (criterion C.SI.1.2 of the validator of municipal sites).
function grammar(html) {
  const classes = new Set([...html.matchAll(/\sclass="([^"]*)"/g)].flatMap((m) => m[1].split(/\s+/).filter(Boolean)))
  const share = [...classes].filter((c) => bootstrapItalia.has(c)).length / classes.size
  return share >= 0.3 ? [] : [`only ${Math.round(share * 100)}% of its classes are of Bootstrap Italia`]
}

// whole is every check of a page that is open.
export async function whole(page) {
  return [...(await basics(page)), ...(await reflow(page)), ...(await axe(page)), ...(await onPhone(page, async () => [...(await reflow(page)), ...(await keyboard(page))]))]
}

export async function photos(page, name) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
    await page.reload()
    await photo(page, `photo-${width}-${name}`)
  }
}

// collectForms notes the forms that ask for something, to send them empty.
function collectForms(g, r, pattern, address, html) {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main'))
  const forms = [...main.matchAll(/<form\b[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].map((m) => m[0])
  for (const [index, form] of forms.entries()) {
    if (!/\srequired[\s>=]/.test(form)) continue
    const action = /action="([^"]*)"/.exec(form)[1].replaceAll(/\d+/g, 'N').replace(/inviti\/[\w-]+/, 'inviti/T')
    const label = /aria-label="([^"]*)"/.exec(form)?.[1] ?? ''
    const key = `${action} ${label}`
    if (!g.forms.has(key)) g.forms.set(key, { r, pattern, address, index })
  }
}

// errorPages are the pages of what goes wrong.
export async function errorPages(g) {
  const cases = [['anonimo', '/non-esiste', 404], ['anonimo', '/accesso/ritorno', 400], ['legale_rappresentante', '/richieste/999999', 404], ['legale_rappresentante', '/accesso/persone', 403],
    ['esperto', '/richieste/nuova', 403], ['segreteria', '/enti/999999', 404], ['regione', '/catalogo/procedimenti/999999', 404], ['anonimo', '/cifre/enti/999999', 404],
    ['anonimo', '/manuale/non-esiste', 404], ['anonimo', '/cifre/tempi/1999-1', 404], ['delegato', '/monitoraggio/mio/1999-1', 404], ['regione', '/monitoraggio/rilevazioni/2026-3', 404],
    ['legale_rappresentante', '/monitoraggio/nuova', 403], ['senza mandato', '/accesso/inviti/non-esiste', [404, 410, 200]], ['senza mandato', '/accesso/moduli-sospesi/non-esiste', 404]]
  for (const [role, address, wanted] of cases) {
    const r = the(g, role)
    await g.report.test(`page: error at ${address} as ${role}`, async (note) => {
      const page = await r.context.newPage()
      await expecting(r.context, [400, 403, 404, 410], () => page.goto(address))
      if (![wanted].flat().includes(status(page))) note(`answers ${status(page)}, not ${wanted}`)
      g.pages.add(`error ${address}`, await sent(page))
      for (const p of await whole(page)) note(p)
      if (g.options.photos) await expecting(r.context, [400, 403, 404, 410], () => photos(page, `error ${address}`))
      for (const p of take(r.context)) note(p)
      await page.close()
    })
  }
}
