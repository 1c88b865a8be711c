// The HTML of all pages, checked once at the end by two validators.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { HtmlValidate } from 'html-validate'
import { out } from './report.mjs'

const vnuJar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar')

// Check boxes of one group share their name; buttons of one form do too.
const rules = { extends: ['html-validate:recommended'], rules: { 'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button'] }] } }

export class Pages {
  constructor(name) {
    this.dir = join(out, name)
    rmSync(this.dir, { recursive: true, force: true })
    mkdirSync(this.dir, { recursive: true })
    this.names = []
  }

  // add keeps the page as the server sent it.
  add(name, html) {
    const file = `${String(this.names.length + 1).padStart(3, '0')}-${name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}.html`
    writeFileSync(join(this.dir, file), html)
    this.names.push({ file, name })
  }

  // check gives the problems of all pages by both validators, the same problem
  // once with the pages that have it.
  async check() {
    if (this.names.length === 0) return ['no page was kept']
    return [...group(this.vnu()), ...group(await this.htmlValidate())]
  }

  vnu() {
    const run = spawnSync('java', ['-Xmx512m', '-jar', vnuJar, '--format', 'json', '--errors-only', '--exit-zero-always', this.dir], { encoding: 'utf8', maxBuffer: 1 << 28 })
    if (run.error || run.status !== 0) return [{ page: 'vnu', text: `vnu did not run: ${run.error ?? run.stderr.slice(0, 500)}` }]
    return JSON.parse(run.stderr).messages.map((m) => ({ page: basename(m.url ?? ''), text: `vnu: ${m.message} ${m.extract ?? ''}`.replaceAll(/\s+/g, ' ').slice(0, 300) }))
  }

  async htmlValidate() {
    const validator = new HtmlValidate(rules)
    const found = []
    for (const { file } of this.names) {
      const report = await validator.validateFile(join(this.dir, file))
      for (const result of report.results) {
        for (const m of result.messages) found.push({ page: file, text: `html-validate ${m.ruleId}: ${m.message} (line ${m.line})` })
      }
    }
    return found
  }
}

function group(found) {
  const byText = new Map()
  for (const { page, text } of found) {
    const key = text.replace(/ \(line \d+\)$/, '')
    if (!byText.has(key)) byText.set(key, [])
    byText.get(key).push(page)
  }
  return [...byText].map(([text, pages]) => `${text} — ${pages.length} page(s), e.g. ${pages[0]}`)
}
