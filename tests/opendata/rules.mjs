// The description of the API against the Italian rules, with Spectral.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

// lint gives the findings of Spectral, errors and warnings.
function lint(file) {
  let text
  try {
    text = execFileSync(join(here, 'node_modules/.bin/spectral'), ['lint', '--quiet', '--format', 'json', '--ruleset', join(here, 'spectral.yaml'), file], { encoding: 'utf8', maxBuffer: 1 << 26 })
  } catch (error) {
    text = error.stdout
  }
  // Without findings it says so in words; anything else that is no list is a failure of the tool.
  if (/^\s*(No results|\[\]\s*No results)/.test(text) || text.trim() === '[]') return []
  return JSON.parse(text)
}

// each rule that the broken description must trip over
const refused = ['answers-are-objects', 'descriptions', 'errors-complete', 'etag-200', 'info-contact-complete', 'info-summary', 'info-terms', 'info-version-semver', 'integer-format', 'integer-format-there',
  'no-credentials-in-url', 'no-null', 'number-format', 'only-problem-json-for-errors', 'only-reading', 'operation-summary', 'parameters-snake-case', 'paths-kebab-case', 'paths-status', 'properties-snake-case',
  'ratelimit-200', 'ratelimit-429-completeness', 'retry-after-503', 'server-description', 'server-https', 'server-version', 'use-problem-json-for-errors']

export async function rules(t, server) {
  for (const form of ['json', 'yaml']) {
    await t.test(`openapi.${form} keeps the Italian rules`, async () => {
      const answer = await fetch(`${server.url}/api/v1/openapi.${form}`)
      assert.equal(answer.status, 200)
      const file = join(server.dir, `openapi.${form}`)
      writeFileSync(file, await answer.text())
      const found = lint(file)
      assert.ok(found.length === 0, found.slice(0, 12).map((f) => `${f.code} ${f.path.join('.')} ${f.message}`).join('\n'))
    })
  }
  await t.test('a description that breaks the rules is refused, rule by rule', () => {
    const found = new Set(lint(join(here, 'broken-api.yaml')).map((f) => f.code))
    const missed = refused.filter((code) => !found.has(code))
    assert.deepEqual(missed, [])
  })
}
