// Walks the site as one person, following every link, without drawing pages.
import { links } from './routes.mjs'

// The walk goes on for as long as there are new links, except that pages which
// differ only in number or filter are opened up to a limit.
const maxPerRoute = 25
const maxPerPath = 12

// crawl gives { samples: Map(pattern → [address…]), wrong: [problem…],
// visited, skipped }. request is a Playwright APIRequestContext that carries
// the person's cookies.
export async function crawl(request, server, match, starts) {
  const walk = { samples: new Map(), wrong: [], visited: 0, skipped: 0 }
  const seen = new Set()
  const queue = starts.map((address) => ({ address, from: 'start' }))
  const perRoute = new Map()
  const perPath = new Map()
  while (queue.length) {
    const { address, from } = queue.shift()
    if (seen.has(address)) continue
    seen.add(address)
    const url = new URL(address, server.url)
    const route = match(url.pathname)
    if (outside(url.pathname)) continue
    const key = route?.pattern ?? 'none'
    if (over(perPath, url.pathname, maxPerPath) || (over(perRoute, key, maxPerRoute) && route)) {
      walk.skipped++
      continue
    }
    const found = await open(request, server, { address, from, route, walk })
    for (const next of found) if (!seen.has(next)) queue.push({ address: next, from: address })
  }
  return walk
}

// outside are the places that a walk must not touch: leaving, and what is not
// the product.
function outside(pathname) {
  return pathname.startsWith('/demo-idp/') || pathname.startsWith('/risorse/') || pathname === '/accesso/entra'
}

function over(counts, key, most) {
  const n = (counts.get(key) ?? 0) + 1
  counts.set(key, n)
  return n > most
}

async function open(request, server, { address, from, route, walk }) {
  const answer = await request.get(address, { maxRedirects: 0, failOnStatusCode: false })
  walk.visited++
  const status = answer.status()
  const type = answer.headers()['content-type'] ?? ''
  if (status >= 300 && status < 400) {
    const to = new URL(answer.headers().location, new URL(address, server.url))
    return to.origin === server.url ? [to.pathname + to.search] : []
  }
  if (status !== 200) {
    walk.wrong.push(`${status} at ${address}, linked from ${from}`)
    return []
  }
  if (!route && !address.startsWith('/sviluppo/')) walk.wrong.push(`${address}, linked from ${from}, is not in the list of routes`)
  if (route) {
    if (!walk.samples.has(route.pattern)) walk.samples.set(route.pattern, [])
    walk.samples.get(route.pattern).push({ address, type })
  }
  if (!type.startsWith('text/html')) {
    await answer.dispose()
    return []
  }
  // The mail of the demonstration belongs to everybody: its links do not.
  if (address.startsWith('/sviluppo/posta')) return []
  return links(await answer.text(), new URL(address, server.url))
}
