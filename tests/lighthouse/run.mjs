// Runs Lighthouse on the public pages that most people open, each as many
// times as asked, and prints medians: node run.mjs [runs] [mobile|desktop].
// It ends with 1 when a page is below the goals.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch } from 'chrome-launcher'
import lighthouse, { desktopConfig } from 'lighthouse'
import { root } from '../e2e/lib/report.mjs'
import { startServer } from '../e2e/lib/server.mjs'

const goals = { performance: 95, accessibility: 100, 'best-practices': 100 }
const runs = Number(process.argv[2] ?? 5)
const forms = process.argv[3] ? [process.argv[3]] : ['mobile', 'desktop']
const out = join(root, 'tests', 'lighthouse', 'out')
mkdirSync(out, { recursive: true })

const data = join(process.env.PASS_TEST_DATA ?? join(root, '..', 'shared'), 'data')
const boundaries = ['lombardia_comuni_2026.topo.json', 'lombardia_province.topo.json'].map((f) => join(data, f)).filter(existsSync)
const server = await startServer('lighthouse', { args: boundaries.flatMap((f) => ['--confini', f]) })
const chrome = await launch({ chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'], logLevel: 'error' })

// first gives the address of the first link of a page that matches.
async function first(page, pattern) {
  const found = (await (await fetch(server.url + page)).text()).match(pattern)
  if (!found) throw new Error(`no link like ${pattern} on ${page}`)
  return found[1]
}

const median = (xs) => xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)]
let missed = 0
try {
  const pages = {
    home: '/',
    map: '/mappa',
    'map of the Comuni': '/mappa/comuni',
    body: '/cifre/enti/108050', // Vimercate
    report: await first('/rapporti?q=lombardia', /href="(\/rapporti\/[^"?#./]+)"/),
    'report of a body': await first('/rapporti?ente=108050', /href="(\/rapporti\/[^"?#./]+)"/),
  }
  for (const form of forms) {
    console.log(`\n${form}, median of ${runs} (least and greatest): ${boundaries.length ? 'real boundaries' : 'drawn territories'}`)
    for (const [name, path] of Object.entries(pages)) {
      const scores = Object.fromEntries(Object.keys(goals).map((k) => [k, []]))
      const paints = []
      let bytes = 0
      const faults = new Set()
      for (let i = 0; i < runs; i++) {
        const { lhr } = await lighthouse(server.url + path, { port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: Object.keys(goals) }, form === 'desktop' ? desktopConfig : undefined)
        if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`)
        for (const k of Object.keys(goals)) scores[k].push(Math.round(lhr.categories[k].score * 100))
        paints.push(lhr.audits['largest-contentful-paint'].numericValue)
        bytes = lhr.audits['total-byte-weight'].numericValue
        for (const k of ['accessibility', 'best-practices']) {
          for (const ref of lhr.categories[k].auditRefs) {
            const audit = lhr.audits[ref.id]
            if (ref.weight > 0 && audit.score !== null && audit.score < 1) faults.add(`${ref.id}: ${audit.title} ${JSON.stringify(audit.details?.items?.slice(0, 2) ?? '').slice(0, 300)}`)
          }
        }
        writeFileSync(join(out, `${form}-${name.replaceAll(' ', '-')}.json`), JSON.stringify(lhr))
      }
      const said = Object.entries(scores).map(([k, xs]) => `${k} ${median(xs)} (${Math.min(...xs)}–${Math.max(...xs)})`)
      const below = Object.entries(scores).filter(([k, xs]) => median(xs) < goals[k])
      missed += below.length
      console.log(`${name} ${path}: ${said.join(', ')}; largest paint ${(median(paints) / 1000).toFixed(2)} s, ${(bytes / 1000).toFixed(0)} kB${below.length ? ' BELOW THE GOALS' : ''}`)
      for (const f of faults) console.log('   ', f)
    }
  }
} finally {
  await chrome.kill()
  await server.stop()
}
process.exitCode = missed > 0 ? 1 : 0
