// Bad input, as it happens: the wrong file, one too large, two clicks, a
// session that ends while one writes, a log that does not read. Each time the
// page says what happened, and nothing that was typed is lost.
import { bigPDF, brokenLog, exe, pdf, upload } from './lib/files.mjs'
import { newPerson, signIn, withRole } from './lib/people.mjs'
import { equal, must } from './lib/report.mjs'
import { startServer } from './lib/server.mjs'
import { Story, enter, follow, inDays, press, told, until } from './lib/story.mjs'
import { description, fill, writeAndSend } from './story/core.mjs'

export async function badInput(report, server, browser) {
  const s = new Story(report, server, browser, 'bad')
  try {
    await files(s)
    await forms(s)
    await session(s)
    await logs(s)
    await s.validate('bad input')
    await expired(report, browser)
  } finally {
    await s.end()
  }
}

async function files(s) {
  const mayor = newPerson('Quintilio', 'Spreafichi', 'SPRQTL62B03Z999')
  const label = 'Protocollo di Collaborazione firmato'
  let page, address
  await s.step('bad input: a mayor reaches the upload of the Protocollo', async () => {
    page = await s.signedIn('mayor with files', mayor)
    await toUpload(page, 'cantu', 'Cantù')
    address = page.url()
  })

  await s.step('bad input: a program renamed .pdf is refused with the reason, next to the field', async () => {
    await s.expecting(page, [422], async () => {
      await page.getByLabel(label).setInputFiles(upload('protocollo.pdf', exe()))
      await press(page, 'Carica il Protocollo')
      await summary(page, /contenuto non è PDF/)
    })
    await s.look(page, 'refused: a program as PDF')
  })

  await s.step('bad input: a file of 40 MB is refused before it travels', async () => {
    await page.getByLabel(label).setInputFiles(bigPDF(s.server.dir, 40_000_000))
    await told(page, /il massimo è 20 MB/)
    equal(await page.getByLabel(label).evaluate((i) => i.files.length), 0, 'files chosen after the refusal')
    await s.look(page, 'refused: too large, by script')
  })

  await s.step('bad input: without JavaScript the server refuses the 40 MB and keeps the page', async () => {
    const plain = await s.person('mayor without script', { javaScriptEnabled: false })
    await enter(plain, mayor)
    await plain.goto(address)
    await s.expecting(plain, [422, 413], async () => {
      await plain.getByLabel(label).setInputFiles(bigPDF(s.server.dir, 40_000_000))
      await plain.getByRole('button', { name: 'Carica il Protocollo' }).click()
      await told(plain, /supera il limite di 20 MB/)
    })
    await plain.getByLabel(label).setInputFiles(upload('protocollo.pdf', pdf('Protocollo')))
    await plain.getByRole('button', { name: 'Carica il Protocollo' }).click()
    await told(plain, 'Protocollo ricevuto')
  })
}

// toUpload takes a new mayor to the third step.
async function toUpload(page, typed, name) {
  await page.goto('/enti/adesione')
  await page.getByRole('combobox').pressSequentially(typed)
  await page.getByRole('option', { name: new RegExp(name) }).first().waitFor()
  await page.getByRole('option', { name: new RegExp(name) }).first().click()
  await press(page, 'Continua')
  await page.getByLabel('Sindaco', { exact: true }).check()
  await page.getByLabel('Fine del mandato').fill(inDays(400))
  await press(page, 'Continua')
  await page.waitForURL(/passo=protocollo/)
}

// summary waits for the list of errors, which has the focus and leads to the
// field; the field names the error too.
async function summary(page, words) {
  const box = page.locator('#errori')
  await box.waitFor()
  must(words.test(await box.innerText()), `the summary says: ${await box.innerText()}`)
  equal(await page.evaluate(() => document.activeElement?.id), 'errori', 'the focus after an error')
  const link = box.getByRole('link', { name: words }).first()
  const id = (await link.getAttribute('href')).slice(1)
  await link.click()
  const field = page.locator(`[id="${id}"]`)
  must(await field.evaluate((e) => e === document.activeElement || e.contains(document.activeElement)), `the summary does not lead to the field ${id}`)
  const described = await field.evaluate((e) => {
    const ids = (e.getAttribute('aria-describedby') ?? e.closest('fieldset')?.getAttribute('aria-describedby') ?? '').split(' ')
    return ids.map((i) => document.getElementById(i)?.textContent ?? '').join(' ')
  })
  must(words.test(described), `the field ${id} is described by «${described}»`)
}

async function forms(s) {
  const mayor = withRole(s.server, 'legale_rappresentante')[0]
  let page
  await s.step('bad input: missing fields are listed, focused and linked; the rest stays', async () => {
    page = await s.signedIn('mayor with forms', mayor)
    await page.goto('/richieste/nuova')
    await press(page, 'Inizia la richiesta')
    await page.waitForURL(/modifica$/)
    await page.getByLabel('Oggetto').fill('Prova di errori')
    await page.getByLabel('Quante pratiche riguarda').fill('molte')
    await page.getByLabel('Telefono').fill('0371 987654')
    await s.expecting(page, [422], async () => {
      await press(page, 'Invia la richiesta')
      await page.locator('#errori').waitFor()
    })
    await s.look(page, 'form of a request, with errors')
    for (const words of [/Scegliere il procedimento/, /Descrivere il problema/, /numero intero/]) await summaryItem(page, words)
    equal(await page.getByLabel('Oggetto').inputValue(), 'Prova di errori', 'the subject after the error')
    equal(await page.getByLabel('Quante pratiche riguarda').inputValue(), 'molte', 'the wrong number after the error')
    equal(await page.getByLabel('Telefono').inputValue(), '0371 987654', 'the telephone after the error')
  })

  await s.step('bad input: two clicks send one request', async () => {
    await page.goto('/richieste/nuova')
    await press(page, 'Inizia la richiesta')
    await page.waitForURL(/modifica$/)
    const subject = `Due clic ${Date.now()}`
    await fill(page, subject)
    await page.getByRole('main').getByRole('button', { name: 'Invia la richiesta' }).dblclick()
    await page.waitForURL(/\/ricevuta$/)
    equal(await found(page, subject), 1, 'requests after two clicks')
  })

  await s.step('bad input: the same form sent twice by hand gives one request and says so', async () => {
    await page.goto('/richieste/nuova')
    await press(page, 'Inizia la richiesta')
    await page.waitForURL(/modifica$/)
    const subject = `Due invii ${Date.now()}`
    await fill(page, subject)
    const { action, fields } = await page.getByRole('form', { name: 'Richiesta di assistenza' }).evaluate((f) => ({ action: f.action, fields: [...new FormData(f)].filter(([, v]) => typeof v === 'string') }))
    const form = Object.fromEntries(fields.filter(([k]) => k !== 'azione'))
    const answers = await Promise.all([1, 2].map(() => page.request.post(action, { form, maxRedirects: 0 })))
    for (const a of answers) must(a.status() === 303, `one of two sendings answers ${a.status()}`)
    equal(answers[0].headers().location, answers[1].headers().location, 'where the two sendings lead')
    equal(await found(page, subject), 1, 'requests after two sendings')
    const again = await page.request.post(action, { form, maxRedirects: 0 })
    equal(again.status(), 303, 'the third sending')
    await page.goto(again.headers().location)
    await told(page, 'Già ricevuto')
  })
}

async function summaryItem(page, words) {
  await page.locator('#errori').evaluate((e) => e.focus())
  await summary(page, words)
}

// found counts the requests with these words that left the draft.
async function found(page, words) {
  await page.goto(`/richieste?stato=tutte&testo=${encodeURIComponent(words)}`)
  return page.getByRole('main').locator('tbody tr').count()
}

async function session(s) {
  const person = withRole(s.server, 'delegato')[0]
  const more = description + ' Testo scritto dopo la fine della sessione.'
  await s.step('bad input: the session is ended from elsewhere while one writes; the browser gives the text back', async () => {
    const page = await s.signedIn('delegate in a hurry', person)
    const draft = await beginDraft(page, 'Sessione chiusa a metà')
    await endSessions(s, person)
    await s.expecting(page, [401], async () => {
      await page.getByLabel('Descrizione del problema').fill(more)
      await told(page, /La sessione è scaduta/)
    })
    await s.look(page, 'form of a request, session ended')
    await press(page, 'Salva la bozza')
    await page.waitForURL(/\/accesso\?/)
    await signIn(page, person, { from: '' })
    await page.goto(draft)
    await s.look(page, 'form of a request, text to recover')
    await press(page, 'Recupera', { stays: true })
    await page.getByText(/^Bozza salvata alle/).waitFor()
    equal(await page.getByLabel('Descrizione del problema').inputValue(), more, 'the text after all')
  })
}

// expired tells the same of a session that ends by itself, on a server where
// that takes seconds.
async function expired(report, browser) {
  const server = await startServer('expiry', { args: ['--sessione-inattiva', '12s'] })
  const s = new Story(report, server, browser, 'bad-expired')
  const person = withRole(server, 'delegato')[0]
  const more = description + ' Testo scritto dopo la scadenza.'
  try {
    await s.step('bad input: the session expires while one writes; after signing in the form is sent as it was', async () => {
      const page = await s.signedIn('delegate who thinks', person)
      const draft = await beginDraft(page, 'Sessione scaduta a metà')
      await s.expecting(page, [401], async () => {
        const ask = () => page.request.get('/enti/suggerimenti?q=lodi', { headers: { Accept: 'application/json' }, maxRedirects: 0 })
        await until(async () => (await ask()).status() === 401, 40, 'the session expires')
        await page.getByLabel('Descrizione del problema').fill(more)
        await told(page, /La sessione è scaduta/)
      })
      await press(page, 'Salva la bozza')
      await page.waitForURL(/\/accesso\?/)
      await told(page, /quanto scritto è conservato/)
      await s.look(page, 'door, with a kept form')
      await signIn(page, person, { from: '' })
      await page.waitForURL(/\/accesso\/moduli-sospesi\//)
      await told(page, 'Testo scritto dopo la scadenza.')
      await s.look(page, 'kept form', { tab: true })
      await press(page, 'Invia ora')
      await page.waitForURL(/modifica$/)
      equal(page.url(), draft, 'where the kept form leads')
      equal(await page.getByLabel('Descrizione del problema').inputValue(), more, 'the text after all')
    })
    await s.validate('expired session')
  } finally {
    await s.end()
    await server.stop()
  }
}

// beginDraft gives the address of a draft that was saved by itself.
async function beginDraft(page, subject) {
  await page.goto('/richieste/nuova')
  await press(page, 'Inizia la richiesta')
  await page.waitForURL(/modifica$/)
  await fill(page, subject)
  await page.getByText(/^Bozza salvata alle/).waitFor()
  return page.url()
}

// endSessions closes all the sessions of a person, from another browser.
async function endSessions(s, person) {
  const other = await s.signedIn('the same person elsewhere', person)
  await other.goto('/accesso/sessioni')
  await s.look(other, 'sessions')
  await press(other, 'Chiudi tutte le sessioni')
  await other.waitForURL(/\/accesso/)
}

async function logs(s) {
  const page = await s.person('mayor with forms')
  let address
  await s.step('bad input: an empty event log is refused, next to the field', async () => {
    address = (await writeAndSend(page, 'Richiesta con registri difficili')).replace('/richieste/', '/analisi/richieste/')
    await page.goto(address)
    await page.getByLabel('File del registro').setInputFiles(upload('vuoto.csv', Buffer.alloc(0), 'text/csv'))
    await told(page, /«vuoto.csv» è vuoto/)
    await s.look(page, 'refused: empty log')
  })

  await s.step('bad input: a log with only its header is read and refused with words', async () => {
    await page.getByLabel('File del registro').setInputFiles(upload('intestazione.csv', Buffer.from('pratica,attivita,data\n'), 'text/csv'))
    await press(page, 'Carica il registro')
    await page.waitForURL(/\/registri\/\d+\/colonne$/)
    await press(page, 'Leggi il registro')
    await told(page, /non contiene eventi/)
    must(/nessun|vuoto|non contiene|almeno/i.test(await page.getByRole('main').innerText()), 'the refusal does not say that there are no events')
    await s.look(page, 'log: without events')
  })

  await s.step('bad input: a log with broken rows names their lines', async () => {
    await page.goto(address)
    await page.getByLabel('File del registro').setInputFiles(upload('rotto.csv', brokenLog(), 'text/csv'))
    await press(page, 'Carica il registro')
    await page.waitForURL(/\/registri\/\d+\/colonne$/)
    await press(page, 'Leggi il registro')
    await told(page, /2 righe del file sono state scartate/)
    await follow(page, 'Quali righe, e perché')
    await page.getByRole('heading', { level: 2, name: 'Righe scartate' }).waitFor()
    const rows = await page.getByRole('table', { name: 'Righe scartate' }).locator('tbody tr').allInnerTexts()
    const lines = rows.map((r) => Number(/\d+/.exec(r)?.[0]))
    equal(lines.join(', '), '6, 10', 'the lines that are named')
    await s.look(page, 'log: with rejected rows')
  })

  await s.step('bad input: a program renamed .csv is refused', async () => {
    await page.goto(address)
    await s.expecting(page, [422], async () => {
      await page.getByLabel('File del registro').setInputFiles(upload('registro.csv', exe(), 'text/csv'))
      await press(page, 'Carica il registro')
      await page.locator('#errori').waitFor()
    })
    await s.look(page, 'refused: a program as log')
  })
}
