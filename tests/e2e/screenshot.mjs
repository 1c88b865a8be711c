// Makes the picture of README.md from the demonstration:
// node tests/e2e/screenshot.mjs
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser, openContext } from './lib/browser.mjs'
import { enter, withRole } from './lib/people.mjs'
import { root } from './lib/report.mjs'
import { startServer } from './lib/server.mjs'

const server = await startServer('screenshot')
const browser = await openBrowser()
try {
  const context = await openContext(browser, server, { viewport: { width: 1200, height: 1000 } })
  const page = await context.newPage()
  const mayor = withRole(server, 'legale_rappresentante').at(-1)
  await enter(page, mayor)
  await page.goto('/richieste?stato=risposta_inviata')
  await page.getByRole('table').getByRole('link').first().click()
  await page.waitForURL(/\/richieste\/\d+$/)
  mkdirSync(join(root, 'docs', 'img'), { recursive: true })
  await page.screenshot({ path: join(root, 'docs', 'img', 'richiesta.png') })
} finally {
  await browser.close()
  await server.stop()
}
