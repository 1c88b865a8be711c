// Counts what passed and what did not, and says it in one place. A suite is a
// list of named tests; a test fails when it throws or when it notes a problem.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const here = join(dirname(fileURLToPath(import.meta.url)), '..')
export const root = join(here, '..', '..')
export const out = join(here, 'out')
mkdirSync(out, { recursive: true })

export class Report {
  constructor() {
    this.passed = 0
    this.failures = []
    this.started = Date.now()
  }

  // test runs fn and counts it. A failed test that others build on stops the
  // suite when stop is set.
  async test(name, fn, { stop = false, onFail } = {}) {
    const begin = Date.now()
    const problems = []
    try {
      await fn((problem) => problems.push(problem))
    } catch (error) {
      problems.push(plain(error))
      if (onFail) await onFail(name).catch(() => {})
      this.fail(name, problems, begin)
      if (stop) throw new Stopped(name)
      return false
    }
    if (problems.length) return this.fail(name, problems, begin)
    this.passed++
    console.log(`ok    ${name} (${seconds(begin)})`)
    return true
  }

  fail(name, problems, begin = Date.now()) {
    this.failures.push({ name, problems })
    console.log(`FAIL  ${name} (${seconds(begin)})`)
    for (const p of problems) console.log(`      ${String(p).replaceAll('\n', '\n      ')}`)
    return false
  }

  // suite runs a whole suite; a broken story counts as one failure more.
  async suite(name, fn) {
    console.log(`\n== ${name}`)
    try {
      await fn()
    } catch (error) {
      if (error instanceof Stopped) this.fail(`${name}: the rest was not reached`, [`stopped at «${error.message}»`])
      else this.fail(name, [error.stack ?? plain(error)])
    }
  }

  end() {
    if (this.failures.length) {
      console.log(`\nWhat failed, in ${seconds(this.started)}:`)
      for (const f of this.failures) console.log(`- ${f.name}: ${String(f.problems[0] ?? '').split('\n')[0]}`)
    }
    console.log(`${this.passed} passed, ${this.failures.length} failed`)
    return this.failures.length === 0 && this.passed > 0 ? 0 : 1
  }
}

class Stopped extends Error {}

function plain(error) {
  const text = error instanceof Error ? error.message : String(error)
  // Playwright colours its messages for terminals.
  const clean = text.replaceAll(/\u001b\[\d+m/g, '')
  const at = error instanceof Error ? (error.stack ?? '').split('\n').find((l) => l.includes('/tests/e2e/') && !l.includes('node_modules')) : ''
  return at ? `${clean}\n${at.trim()}` : clean
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

// must throws unless it holds, with words that say what was expected.
export function must(condition, text) {
  if (!condition) throw new Error(text)
}

// equal throws unless both are the same.
export function equal(got, want, what) {
  if (got !== want) throw new Error(`${what}: found «${got}», expected «${want}»`)
}
