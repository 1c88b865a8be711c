// Accessibility by machine: axe-core with every tag that the project promises.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'EN-301-549v4', 'best-practice']

// axe gives the violations of the page, one line each. It is evaluated, not
// added as a script, so that the security policy stays as people get it.
export async function axe(page) {
  await page.evaluate(source)
  const found = await page.evaluate(async (runOnly) => {
    const r = await globalThis.axe.run(document, { runOnly, resultTypes: ['violations'], preload: false })
    return r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map((n) => ({ target: n.target.join(' '), html: n.html.slice(0, 160), why: n.failureSummary })) }))
  }, tags)
  return found.map((v) => `axe ${v.id}: ${v.help}; ${v.nodes.length} × e.g. ${v.nodes[0].target} ${v.nodes[0].html} ${oneLine(v.nodes[0].why)}`)
}

function oneLine(text) {
  return (text ?? '').replaceAll(/\s+/g, ' ').slice(0, 240)
}
