// The routes of the router, and which of them an address belongs to.
import { spawnSync } from 'node:child_process'
import { program } from './server.mjs'

// allRoutes asks the program itself: no list is kept by hand.
export function allRoutes() {
  const run = spawnSync(program, ['rotte', '--json'], { encoding: 'utf8', maxBuffer: 1 << 24 })
  if (run.status !== 0) throw new Error(`passd rotte: ${run.stderr}`)
  return JSON.parse(run.stdout).map((r) => {
    const [method, path] = r.pattern.split(' ')
    return { ...r, method, path, segments: segments(path) }
  })
}

function segments(path) {
  return path.split('/').slice(1)
}

// matcher gives the GET route of a path: literals win over names, as in Go's
// ServeMux.
export function matcher(routes) {
  const gets = routes.filter((r) => r.method === 'GET')
  return (pathname) => {
    const parts = segments(pathname)
    const fit = gets.filter((r) => fits(r.segments, parts))
    fit.sort((a, b) => literals(b.segments) - literals(a.segments))
    return fit[0]
  }
}

function fits(pattern, parts) {
  for (const [i, p] of pattern.entries()) {
    if (p === '{$}') return parts[i] === '' && parts.length === i + 1
    if (/^\{.*\.\.\.\}$/.test(p)) return true
    if (parts[i] === undefined || (p !== parts[i] && !(p.startsWith('{') && parts[i] !== ''))) return false
  }
  return pattern.length === parts.length
}

function literals(pattern) {
  return pattern.filter((p) => !p.startsWith('{')).length
}

// links gives the addresses of this site in a page, without fragments.
export function links(html, base) {
  const found = new Set()
  for (const [, raw] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
    const href = raw.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&#34;', '"')
    if (href.startsWith('#') || /^(mailto|tel|javascript):/.test(href)) continue
    const url = new URL(href, base)
    if (url.origin === new URL(base).origin) found.add(url.pathname + url.search)
  }
  return [...found]
}
