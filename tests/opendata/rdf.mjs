// Reads RDF with libraries that we did not write, and validates it with SHACL.
import { Readable } from 'node:stream'
import rdf from '@zazuko/env-node'
import jsonld from 'jsonld'
import { Parser } from 'n3'
import { RdfXmlParser } from 'rdfxml-streaming-parser'
import SHACLValidator from 'rdf-validate-shacl'

const text = 'http://www.w3.org/2001/XMLSchema#string'

const parsers = {
  ttl: (body) => new Parser().parse(body),
  rdf: (body) =>
    new Promise((done, failed) => {
      const quads = []
      Readable.from([body])
        .pipe(new RdfXmlParser({ strict: true }))
        .on('data', (q) => quads.push(q))
        .on('error', failed)
        .on('end', () => done(quads))
    }),
  // Our context holds prefixes only: nothing must be fetched to read the file.
  jsonld: async (body) =>
    jsonld.toRDF(JSON.parse(body), {
      documentLoader: (url) => {
        throw new Error(`the JSON-LD asks for ${url}`)
      },
    }),
}

// read gives the quads of a serialization: ttl, rdf or jsonld.
export async function read(form, body) {
  return parsers[form](body)
}

// statements writes each quad as text, sorted, so that two graphs without
// blank nodes can be compared.
export function statements(quads) {
  const term = (t) => {
    if (t.termType === 'BlankNode') throw new Error('the catalogue has a blank node')
    if (t.termType !== 'Literal') return `<${t.value}>`
    const kind = t.language ? `@${t.language}` : t.datatype && t.datatype.value !== text && t.datatype.value ? `^^${t.datatype.value}` : ''
    return JSON.stringify(t.value) + kind
  }
  return [...new Set(quads.map((q) => `${term(q.subject)} ${term(q.predicate)} ${term(q.object)}`))].sort()
}

export function dataset(turtle) {
  return rdf.dataset(new Parser().parse(turtle))
}

// violations lists what the shapes refuse: node, path and message.
export async function violations(shapes, data) {
  const report = await new SHACLValidator(shapes, { factory: rdf }).validate(data)
  return report.results
    .filter((r) => !r.severity || r.severity.value.endsWith('#Violation'))
    .map((r) => `${r.focusNode?.value} ${r.path?.value ?? ''} ${r.message.map((m) => m.value).join('; ')} ${r.value?.value ?? ''}`.trim())
}
