// Opens Debian's Chromium and watches what pages do behind one's back: errors
// of the console, violations of the security policy, requests to other sites.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { out } from './report.mjs'

const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

export function openBrowser() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags, env: { ...process.env, HOME: mkdtempSync(join(tmpdir(), 'pass-chromium-')) } })
}

// openContext gives a browser context as a person in Italy would have it. Its
// watch collects what no page may do.
export async function openContext(browser, server, options = {}) {
  const context = await browser.newContext({
    baseURL: server.url, locale: 'it-IT', timezoneId: 'Europe/Rome', reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options,
  })
  context.setDefaultTimeout(15_000)
  const watch = { problems: [], expected: new Set(), last: new Map() }
  context.watch = watch
  if (options.javaScriptEnabled !== false) {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))
    })
  }
  context.on('request', (request) => foreign(request, server, watch))
  context.on('response', (response) => answered(response, server, watch))
  context.on('console', (message) => spoken(message, watch))
  context.on('weberror', (error) => watch.problems.push(`script error: ${error.error().message}`))
  return context
}

function foreign(request, server, watch) {
  const url = request.url()
  if (/^(data|blob|about):/.test(url) || url.startsWith(server.url + '/')) return
  watch.problems.push(`request to another site: ${url}`)
}

function answered(response, server, watch) {
  const status = response.status()
  if (response.request().isNavigationRequest() && response.frame().parentFrame() === null) {
    watch.last.set(response.frame().page(), response)
    if (status >= 400 && !watch.expected.has(status)) watch.problems.push(`${status} from ${path(response.url(), server)}`)
    return
  }
  if (status >= 400 && !watch.expected.has(status)) watch.problems.push(`${status} from ${path(response.url(), server)}`)
}

// spoken notes errors of the console. That a page answered 4xx or 5xx is said
// by the browser too: answered has seen it already.
function spoken(message, watch) {
  if (message.type() !== 'error' || /^Failed to load resource: the server responded with a status of/.test(message.text())) return
  watch.problems.push(`console: ${message.text()}`)
}

function path(url, server) {
  return url.startsWith(server.url) ? url.slice(server.url.length) : url
}

// take empties the list of problems.
export function take(context) {
  return context.watch.problems.splice(0)
}

// status is the answer that the page was last loaded with.
export function status(page) {
  return page.context().watch.last.get(page)?.status()
}

// sent is the page as the server sent it, before any script.
export function sent(page) {
  return page.context().watch.last.get(page).text()
}

// expecting allows some answers while fn runs: a test that looks for a refusal.
export async function expecting(context, statuses, fn) {
  for (const s of statuses) context.watch.expected.add(s)
  try {
    return await fn()
  } finally {
    for (const s of statuses) context.watch.expected.delete(s)
  }
}

// photo keeps what the page looked like.
export async function photo(page, name) {
  await page.screenshot({ path: join(out, `${name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 90)}.png`), fullPage: true })
}
