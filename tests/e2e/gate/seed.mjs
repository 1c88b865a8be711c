// Makes the few things that the demonstration does not hold and that pages
// need: an invitation, a log that was read and one that is broken, files of
// practices, revisions of locked figures.
import { brokenLog, eventLog, practices, upload } from '../lib/files.mjs'
import { must } from '../lib/report.mjs'
import { inDays, until } from '../lib/story.mjs'
import { the } from './people.mjs'

export async function seed(g) {
  await invitation(g)
  await log(g)
  await uploads(g)
  await revisions(g)
}

// invitation: a mayor invites somebody; the link is in the mail.
async function invitation(g) {
  const mayor = the(g, 'legale_rappresentante')
  const page = await mayor.context.newPage()
  await page.goto('/scrivania')
  await page.getByRole('link', { name: 'Gestire i delegati' }).first().click()
  await page.getByLabel('E-mail della persona').fill('ermenegilda.zuccotti@example.org')
  await page.getByLabel('Delega valida fino al').fill(inDays(200))
  await page.getByRole('button', { name: 'Spedisci l\'invito' }).click()
  await page.getByText('ermenegilda.zuccotti@example.org').first().waitFor()
  await page.goto('/sviluppo/posta?a=ermenegilda.zuccotti@example.org')
  const link = await page.getByRole('link', { name: /^Seguire il collegamento/ }).first().getAttribute('href')
  await page.close()
  the(g, 'senza mandato').starts = [new URL(link, g.server.url).pathname]
}

// log: an expert uploads two logs to a request that they follow.
async function log(g) {
  const expert = the(g, 'esperto')
  const list = await (await expert.context.request.get('/richieste?stato=in_lavorazione')).text()
  const id = /href="\/richieste\/(\d+)"/.exec(list)?.[1]
  must(id, 'the expert of the demonstration has no request in work')
  const at = `/analisi/richieste/${id}`
  for (const [name, buffer] of [['permessi.csv', eventLog()], ['rotto.csv', brokenLog()]]) {
    const sent = await expert.context.request.post(`${at}/registri`, { maxRedirects: 0, multipart: { file: { name, mimeType: 'text/csv', buffer } } })
    must(sent.status() === 303, `uploading ${name} answers ${sent.status()}: ${(await sent.text()).slice(0, 300)}`)
    const columns = sent.headers().location
    const html = await (await expert.context.request.get(columns)).text()
    const confirmed = await expert.context.request.post(columns, { maxRedirects: 0, form: proposed(html) })
    must(confirmed.status() === 303, `confirming the columns of ${name} answers ${confirmed.status()}: ${(await confirmed.text()).slice(0, 300)}`)
    const log = confirmed.headers().location
    await until(async () => /Che cosa rallenta/.test(await (await expert.context.request.get(log)).text()), 60, `${name} is read`)
    expert.starts = [...(expert.starts ?? []), log, `${log}/avanzamento`, `${log}/passi`]
  }
  const waiting = await expert.context.request.post(`${at}/registri`, { maxRedirects: 0, multipart: { file: { name: 'attesa.csv', mimeType: 'text/csv', buffer: eventLog() } } })
  expert.starts.push(waiting.headers().location)
}

// proposed are the choices that the form of the columns proposes.
function proposed(html) {
  const form = {}
  for (const [, name, options] of html.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    form[name] = /<option value="([^"]*)"[^>]* selected/.exec(options)?.[1] ?? ''
  }
  for (const [input] of html.matchAll(/<input type="radio"[^>]* checked[^>]*>/g)) {
    form[/name="([^"]*)"/.exec(input)[1]] = /value="([^"]*)"/.exec(input)[1]
  }
  return form
}

// uploads: the delegate uploads two files of practices to the open campaign:
// one whose columns are to be told, one that was read and has an error.
async function uploads(g) {
  const page = await the(g, 'delegato').context.newPage()
  await page.goto('/monitoraggio/mio')
  const own = /href="(\/monitoraggio\/mio\/\d{4}-[12])/.exec(await page.content())?.[1]
  must(own, 'the delegate of the demonstration has no semester')
  for (const [name, buffer] of [['senza-nomi.csv', Buffer.from('12/2026;aperta;lunga\n13/2026;chiusa;corta\n')], ['pratiche.csv', practices('RSSMRA80A01F205X')]]) {
    await page.goto(`${own}/carica`)
    await page.getByLabel('File delle pratiche').setInputFiles(upload(name, buffer, 'text/csv'))
    await page.getByRole('button', { name: 'Carica il file' }).click()
    await page.waitForURL(/\/caricamenti\/\d+/)
  }
  await page.goto(`${page.url()}?colonne=1`)
  await page.getByLabel(/^Procedimento/).selectOption({ label: 'Permesso di costruire' })
  await page.getByRole('button', { name: 'Leggi il file così' }).click()
  await page.getByLabel(/^Valore giusto/).first().waitFor()
  await page.close()
}

// revisions: two bodies ask to correct a published semester, and the Region
// grants the first.
async function revisions(g) {
  const region = the(g, 'regione').context.request
  const mayors = g.roles.filter((r) => r.role === 'legale_rappresentante')
  const semesters = [...new Set([...(await (await region.get('/monitoraggio')).text()).matchAll(/rilevazioni\/(\d{4}-[12])/g)].map((m) => m[1]))].sort()
  for (const [i, mayor] of mayors.entries()) {
    const sent = await mayor.context.request.post(`/monitoraggio/mio/${semesters[i]}/revisione`, { maxRedirects: 0, form: { motivo: 'Una data è sbagliata.' } })
    must(sent.status() === 303, `asking for a revision of ${semesters[i]} as ${mayor.name} answers ${sent.status()}`)
    if (i > 0) continue
    const at = `/monitoraggio/rilevazioni/${semesters[i]}/revisioni`
    const [, act] = /action="([^"]*\/concedi)"/.exec(await (await region.get(at)).text())
    const granted = await region.post(act, { maxRedirects: 0, form: { versione: '1' } })
    must(granted.status() === 303, `granting the revision answers ${granted.status()}`)
  }
}
