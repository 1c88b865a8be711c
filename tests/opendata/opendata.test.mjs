// Open data as others read them: the real program with its demonstration data,
// and readers and validators that we did not write.
import { after, before, test } from 'node:test'
import { startServer } from '../e2e/lib/server.mjs'
import { catalogue } from './catalogue.mjs'
import { rules } from './rules.mjs'

let server
before(async () => {
  server = await startServer('opendata', { args: ['--contatto', 'pass@regione.example'] })
})
after(() => server?.stop())

test('the DCAT-AP_IT catalogue', (t) => catalogue(t, server.url))
test('the description of the API', (t) => rules(t, server))
