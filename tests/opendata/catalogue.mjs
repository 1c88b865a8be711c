// The DCAT-AP_IT catalogue: three forms of one graph, valid for the European
// shapes and for the national obligatory fields.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataset, read, statements, violations } from './rdf.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const national = readFileSync(join(here, 'dcat-ap-it.ttl'), 'utf8')
// Public test data beside the checkout.
const shapes = join(process.env.PASS_TEST_DATA ?? join(here, '../../../shared'), 'data', 'shacl')

function none(found) {
  assert.ok(found.length === 0, `${found.length} violations:\n${found.slice(0, 10).join('\n')}`)
}

export async function catalogue(t, url) {
  const bodies = {}
  for (const [form, kind] of [['ttl', 'text/turtle'], ['rdf', 'application/rdf+xml'], ['jsonld', 'application/ld+json']]) {
    const answer = await fetch(`${url}/dati/catalogo.${form}`)
    assert.equal(answer.status, 200)
    assert.ok(answer.headers.get('content-type').startsWith(kind), `${form} is ${answer.headers.get('content-type')}`)
    bodies[form] = await answer.text()
  }
  const graph = statements(await read('ttl', bodies.ttl))

  await t.test('RDF/XML, Turtle and JSON-LD are the same graph', async () => {
    assert.ok(graph.length > 200, `only ${graph.length} statements`)
    for (const form of ['rdf', 'jsonld']) assert.deepEqual(statements(await read(form, bodies[form])), graph, form)
  })
  await t.test('each form is the same bytes when nothing has changed', async () => {
    for (const form of Object.keys(bodies)) assert.equal(await (await fetch(`${url}/dati/catalogo.${form}`)).text(), bodies[form])
  })
  await t.test('the obligatory fields of DCAT-AP_IT are there', async () => {
    none(await violations(dataset(national), dataset(bodies.ttl)))
  })
  for (const version of ['2.1.1', '3.0.0']) {
    const file = join(shapes, `dcat-ap-${version}.ttl`)
    await t.test(`the shapes of DCAT-AP ${version} conform`, { skip: !existsSync(shapes) && 'the public test data are not beside the checkout' }, async () => {
      none(await violations(dataset(readFileSync(file, 'utf8')), dataset(bodies.ttl)))
    })
  }
  await broken(t, bodies.ttl)
}

// Each obligatory field is taken away from one record: the validation must
// name that record and that field.
async function broken(t, turtle) {
  const cases = [
    ['dct:identifier "r_lombar:pass:termini"', '/dati/termini', 'identificativo'],
    ['dct:rightsHolder <[^>]+>', '/dati/obiettivi', 'titolare', '/dati/obiettivi'],
    ['dct:accrualPeriodicity <[^>]+>', '/dati/termini', 'frequenza', '/dati/termini'],
    ['dcat:theme <[^>]+>', '/dati/richieste-enti', 'tema', '/dati/richieste-enti'],
    ['dct:format <[^>]+>', '/dati/richieste-enti#csv', 'formato', '/dati/richieste-enti#csv'],
    ['dct:license <[^>]+>', '/dati/richieste-enti#json', 'licenza', '/dati/richieste-enti#json'],
    ['foaf:name "Regione Lombardia"@it', '#r_lombar', 'nome'],
    ['dct:publisher <[^>]+>', '/dati/catalogo', 'editore', '/dati/catalogo'],
    ['vcard:hasEmail <[^>]+>', '/dati/catalogo#contatto', 'e-mail'],
  ]
  for (const [what, where, field, block] of cases) {
    await t.test(`without ${field}, ${where} is named`, async () => {
      const start = block ? turtle.search(new RegExp(`^<[^>]*${block}> a `, 'm')) : 0
      assert.ok(start >= 0)
      const rest = turtle.slice(start).replace(new RegExp(`${what} (;|\\.)`), (_, end) => (end === ';' ? `<urn:nothing> 0 ;` : `<urn:nothing> 0 .`))
      const damaged = turtle.slice(0, start) + rest
      assert.notEqual(damaged, turtle, `${what} is not there`)
      const found = await violations(dataset(national), dataset(damaged))
      assert.ok(found.some((v) => v.split(' ')[0].endsWith(where) && v.includes(field)), `not named: ${found.join('\n')}`)
    })
  }
}
