// What can be reached, by whom, and what must not be.
import { crawl } from '../lib/crawl.mjs'

// Addresses that people reach without a link: by typing, by a script, by the
// provider or a monitor.
const typed = ['/', '/scrivania', '/accesso', '/accesso/uscita', '/accesso/jwks.json', '/status', '/enti/suggerimenti?q=lodi', '/manuale', '/enti/adesione', '/enti/protocollo-modello',
  // What programs read: search engines, readers of feeds, clients of the API.
  '/robots.txt', '/sitemap.xml', '/atom/regione', '/atom/province/LO', '/atom/enti/108050', '/atom/procedimenti/permesso-di-costruire', '/notizie.atom',
  '/dati/catalogo', '/api/v1', '/api/v1/status', '/api/v1/insiemi', '/api/v1/insiemi/tempi-enti', '/api/v1/insiemi/tempi-enti/righe', '/api/v1/regione', '/api/v1/province',
  '/api/v1/province/LO', '/api/v1/enti', '/api/v1/enti/108050', '/api/v1/task-force', '/api/v1/procedimenti', '/api/v1/procedimenti/permesso-di-costruire',
  '/api/v1/semestri', '/api/v1/semestri/2025-2/tempi', '/api/v1/notizie', '/api/v1/openapi.json', '/api/v1/openapi.yaml',
  // Where a form leads.
  '/segui/inviato', '/segui/attiva', '/segui/tolta']

// Routes that no walk can reach, and where they are tried instead.
const elsewhere = {
  'GET /accesso/entra': 'every sign-in',
  'GET /accesso/ritorno': 'every sign-in; its refusal is among the error pages',
  'GET /accesso/moduli-sospesi/{chiave}': 'bad input, the session that expires',
  'GET /segui/conferma/{token}': 'the link of a mail: tests of redazione',
  'GET /segui/iscrizione/{token}': 'the link of a mail: tests of redazione',
  'GET /contatti/ricevuta/{codice}': 'after a message was sent: tests of contatti',
  'GET /amministrazione/webhook/{id}': 'after an address was registered: tests of pubblico and of app',
  'GET /contatti/messaggi/{id}/allegati/{allegato}': 'of a mail with an attachment: tests of contatti',
  'GET /notizie/{slug}/commenti/ricevuto': 'after a comment was sent: tests of redazione',
  'GET /dati/catalogo': 'leads to the form that the program asks for: tests of pubblicoweb',
  'GET /api/v1': 'leads to the description: contract tests of the API',
  'GET /api/v1/{resto...}': 'what is not there: contract tests of the API',
}

// crawlAll walks the site as everybody.
export async function crawlAll(g) {
  for (const r of g.roles) {
    await g.report.test(`gate: walk as ${r.name}`, async (note) => {
      r.found = await crawl(r.context.request, g.server, g.match, [...typed.filter((t) => r.person || open(g, t)), ...(r.starts ?? [])])
      for (const w of r.found.wrong) note(w)
      console.log(`      ${r.found.visited} addresses of ${r.found.samples.size} routes, ${r.found.skipped} more of the same not opened`)
    })
  }
}

function open(g, address) {
  const route = g.match(new URL(address, g.server.url).pathname)
  return route?.access === 'pubblico'
}

export function unreached(g, note) {
  const reached = new Set(g.roles.flatMap((r) => [...r.found.samples.keys()]))
  for (const r of g.routes) {
    if (r.method === 'GET' && !reached.has(r.pattern) && !elsewhere[r.pattern]) note(`${r.pattern} was not reached by anybody`)
  }
  for (const pattern of Object.keys(elsewhere)) if (!g.routes.some((r) => r.pattern === pattern)) note(`${pattern} is in the list of exceptions but is not a route`)
}

// fences asks, as each person, for an address of every route that another
// role reached: the roles of the route decide.
export async function fences(g, note) {
  for (const route of g.routes.filter((r) => r.method === 'GET' && r.access !== 'pubblico')) {
    const sample = g.roles.flatMap((r) => r.found.samples.get(route.pattern) ?? [])[0]
    if (!sample) continue
    for (const r of g.roles) {
      const answer = await r.context.request.get(sample.address, { maxRedirects: 0 })
      const status = answer.status()
      await answer.dispose()
      if (!r.person) {
        if (status !== 303 || !answer.headers().location.startsWith('/accesso?')) note(`${sample.address} answers ${status} to nobody`)
      } else if (route.access === 'permesso' && !route.roles.includes(r.role)) {
        if (status !== 403) note(`${sample.address} answers ${status} to ${r.name}, who lacks the role`)
      } else if (![200, 303, 403, 404, 409].includes(status)) { // 409: not now, such as a file after the data were sent
        note(`${sample.address} answers ${status} to ${r.name}`)
      }
    }
  }
}

// records are the addresses that belong to one body, by what names the record.
const records = [/^\/(?:analisi\/)?(richieste\/\d+)/, /^\/(adesioni\/\d+)/, /^\/monitoraggio\/(enti\/\d+)/, /^\/monitoraggio\/mio\/[^/]+\/(?:procedimenti\/\d+\/)?((?:pratiche|caricamenti|ricevute)\/\d+)/]

function record(address) {
  return records.map((r) => r.exec(address)?.[1]).find(Boolean)
}

// isolation asks as the people of one body for every record that the people of
// another, or the staff, reached: requests, logs, documents, adesioni, figures,
// practices, files. What asks for a body by its number is refused too.
export async function isolation(g, note) {
  const bodies = g.roles.filter((r) => ['legale_rappresentante', 'delegato', 'senza mandato'].includes(r.role))
  const name = (r) => /Comune di (.+)$/.exec(r.person.ruolo ?? '')?.[1] ?? r.name
  const reached = (r) => [...r.found.samples.values()].flat().map((s) => s.address)
  const all = new Set(g.roles.flatMap(reached).filter(record))
  let asked = 0
  const refuse = async (r, address) => {
    const answer = await r.context.request.get(address, { maxRedirects: 0 })
    asked++
    if (![403, 404].includes(answer.status())) note(`${address} answers ${answer.status()} to ${r.name}`)
    await answer.dispose()
  }
  for (const r of bodies) {
    const mine = new Set(bodies.filter((b) => name(b) === name(r)).flatMap(reached).map(record).filter(Boolean))
    for (const address of all) if (!mine.has(record(address))) await refuse(r, address)
    const others = [...all].map((a) => /^\/monitoraggio\/enti\/(\d+)$/.exec(a)?.[1]).filter((id) => id && !mine.has(`enti/${id}`)).slice(0, 3)
    for (const address of reached(r).filter((a) => /^\/monitoraggio\/mio(\/|$)[^?]*$/.test(a))) for (const id of others) await refuse(r, `${address}?ente=${id}`)
  }
  if (asked < 100) note(`only ${asked} addresses were asked for: the demonstration is too small for this test`)
}
