// Runs the browser tests against bin/passd: node tests/e2e/run.mjs [suite…].
// Suites: journey, monitoring, analysis, bad, plain, gate. Exit code 0 only when nothing failed; the
// last line is "N passed, M failed".
import { analysis } from './analysis.mjs'
import { badInput } from './badinput.mjs'
import { gate } from './gate.mjs'
import { journey } from './journey.mjs'
import { openBrowser } from './lib/browser.mjs'
import { Report, must } from './lib/report.mjs'
import { startServer, troubles } from './lib/server.mjs'
import { monitoring } from './monitoring.mjs'
import { plain } from './plain.mjs'

// The first five share a server, which they leave full; the gate wants the
// demonstration as everybody finds it.
const suites = { journey, monitoring, analysis, bad: badInput, plain, gate }
const asked = process.argv.slice(2).filter((a) => !a.startsWith('--'))
const chosen = Object.keys(suites).filter((name) => asked.length === 0 || asked.includes(name))
const options = { photos: process.argv.includes('--photos') }

const report = new Report()
const browser = await openBrowser()
let server
try {
  for (const [name, group] of [['story', chosen.filter((n) => n !== 'gate')], ['gate', chosen.filter((n) => n === 'gate')]]) {
    if (group.length === 0) continue
    server = await startServer(name)
    for (const suite of group) await report.suite(suite, () => suites[suite](report, server, browser, options))
    await report.test(`${name}: the server wrote no trouble in its log`, () => {
      const lines = troubles(server)
      must(lines.length === 0, lines.slice(0, 5).join('\n'))
    })
    await server.stop()
    server = null
  }
} catch (error) {
  report.fail('the tests did not run to the end', [error.stack])
} finally {
  await browser.close()
  if (server) await server.stop()
}
process.exitCode = report.end()
