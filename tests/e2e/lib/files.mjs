// Files that people upload: made here, so that what the pages must say of them
// is known.
import { createHash } from 'node:crypto'
import { openSync, closeSync, ftruncateSync, writeSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// pdf makes a small valid PDF of one page with a line of text.
export function pdf(text) {
  const line = text.replaceAll(/[()\\]/g, ' ').normalize('NFD').replaceAll(/[^\x20-\x7e]/g, '')
  const stream = `BT /F1 18 Tf 60 760 Td (${line}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((o, i) => {
    const at = body.length
    body += `${i + 1} 0 obj\n${o}\nendobj\n`
    return at
  })
  const xref = body.length
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n` + offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')
  body += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`
  return Buffer.from(body, 'latin1')
}

// upload is what Playwright's setInputFiles takes.
export function upload(name, buffer, mimeType = 'application/pdf') {
  return { name, mimeType, buffer }
}

export function sha256(buffer) {
  return createHash('sha256').update(buffer).digest('hex')
}

// exe is the beginning of a Windows program.
export function exe() {
  const b = Buffer.alloc(4096)
  b.write('MZ', 0, 'latin1')
  b.writeUInt32LE(0x80, 0x3c)
  b.write('PE\0\0', 0x80, 'latin1')
  return b
}

// bigPDF writes a file of the given size that begins like a PDF, and gives its
// path: it is too large to pass through the test as a buffer.
export function bigPDF(dir, bytes) {
  const path = join(dir, 'protocollo-grande.pdf')
  const f = openSync(path, 'w')
  writeSync(f, pdf('Grande'))
  ftruncateSync(f, bytes)
  closeSync(f)
  return path
}

export function write(dir, name, content) {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

const day = 86_400_000

// eventLog makes twelve cases of four activities. Ten cases take 13 days: one
// to the inquiry, ten waiting for the opinion, two to the act. In two cases
// the opinion takes 40 days. So: 48 events, median 13 days, mean 18 days, and
// the slowest step is «Istruttoria» → «Parere paesaggistico».
export function eventLog() {
  const rows = ['pratica,attivita,data,operatore']
  for (let i = 0; i < 12; i++) {
    let at = Date.UTC(2026, 0, 5 + i, 8)
    const steps = [['Protocollazione', 0], ['Istruttoria', 1], ['Parere paesaggistico', i < 10 ? 10 : 40], ['Rilascio', 2]]
    for (const [activity, days] of steps) {
      at += days * day
      rows.push(`PdC-${101 + i},${activity},${new Date(at).toISOString()},operatore${i % 3}`)
    }
  }
  return Buffer.from(rows.join('\n') + '\n')
}

// brokenLog is the same log with two rows that cannot be read: line 6 has a
// date that does not exist, line 10 has no case.
export function brokenLog() {
  const lines = eventLog().toString().trimEnd().split('\n')
  lines[5] = lines[5].replace(/\d{4}-\d\d-\d\dT[^,]*/, '2026-13-45T99:00:00Z')
  lines[9] = lines[9].replace(/^[^,]*/, '')
  return Buffer.from(lines.join('\n') + '\n')
}

// practices is the file that an office keeps: Windows-1252, semicolons, a
// title above the names of the columns, Italian dates, a total at the end. Row
// 8 has a day that does not exist, row 11 a codice fiscale beside the number.
// With row 8 mended: eight practices, six of them concluded in the second half
// of 2024, two open, one of which came in before it.
export function practices(cf) {
  const rows = ['Ufficio tecnico - permessi di costruire, attività del 2° semestre 2024;;;;', 'N. pratica;Data di presentazione della domanda;Data del provvedimento;Tipologia;Giorni di sospensione',
    'PdC 901/2024;05/06/2024;10/07/2024;Più unità abitative;', 'PdC 902/2024;02/07/2024;20/08/2024;Nuova costruzione;', 'PdC 903/2024;08/07/2024;16/09/2024;Nuova costruzione;20',
    'PdC 904/2024;01/08/2024;30/09/2024;Ampliamento;', 'PdC 905/2024;03/09/2024;15/10/2024;Ampliamento;', 'PdC 906/2024;10/09/2024;31/11/2024;Ampliamento;',
    'PdC 907/2024;07/05/2024;;Ristrutturazione;', ';;;;', `PdC 908/2024 ${cf};02/12/2024;;Ristrutturazione;`, 'Totale;8;;;']
  return Buffer.from(rows.join('\r\n') + '\r\n', 'latin1')
}
