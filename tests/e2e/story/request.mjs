// The life of a request: written by the delegate, sent to a task force,
// assigned, worked on, answered, confirmed.
import { pdf, sha256, upload } from '../lib/files.mjs'
import { withRole } from '../lib/people.mjs'
import { equal, must } from '../lib/report.mjs'
import { detail, follow, open, press, told } from '../lib/story.mjs'
import { body } from './join.mjs'

const subject = 'Permessi di costruire fermi per il parere paesaggistico'
const text = 'Da marzo dodici pratiche aspettano il parere paesaggistico. Il professionista incaricato ha lasciato l’ufficio.\nAbbiamo già scritto due volte alla Soprintendenza.'

export async function write(s) {
  let page
  await s.step('the delegate writes a request; the draft saves itself', async () => {
    page = await s.person('delegate')
    await page.goto('/scrivania')
    await follow(page, 'Chiedi assistenza')
    await s.look(page, 'new request')
    await press(page, 'Inizia la richiesta')
    await page.waitForURL(/\/richieste\/\d+\/modifica/)
    s.request = new URL(page.url()).pathname.replace('/modifica', '')
    await s.look(page, 'form of a request')
    const option = page.getByLabel('Procedimento').locator('option', { hasText: /Permesso di costruire/i }).first()
    await page.getByLabel('Procedimento').selectOption(await option.getAttribute('value'))
    await page.getByLabel('Oggetto').fill(subject)
    await page.getByLabel('Descrizione del problema').pressSequentially(text.slice(0, 40))
    await page.getByLabel('Descrizione del problema').fill(text)
    await page.getByText(/^Bozza salvata alle/).waitFor()
    await s.look(page, 'form of a request, saved')
    await page.reload()
    equal(await page.getByLabel('Descrizione del problema').inputValue(), text, 'the text after a reload')
    equal(await page.getByLabel('Oggetto').inputValue(), subject, 'the subject after a reload')
  })

  await s.step('the request is sent with a document; the receipt has number and hash', async () => {
    const document = pdf('Elenco delle dodici pratiche')
    await page.getByLabel('Quante pratiche riguarda').fill('12')
    await page.getByLabel('Telefono').fill('0371 123456')
    await page.getByLabel('Documenti').setInputFiles(upload('elenco-pratiche.pdf', document))
    await press(page, 'Invia la richiesta')
    await page.waitForURL(/\/ricevuta$/)
    s.number = await detail(page, 'Numero')
    must(/^\d{4}\/\d{4,}$/.test(s.number), `the number is ${s.number}`)
    await told(page, sha256(document))
    await s.look(page, 'receipt of a request')
    await s.mail('ornella.viscardi@example.org', new RegExp(`Richiesta ${s.number}: ricevuta`))
    await follow(page, 'Vai alla richiesta')
    await told(page, 'Tocca alla segreteria')
    await s.look(page, 'request: sent, its body')
    s.document = await page.getByRole('link', { name: 'elenco-pratiche.pdf' }).first().getAttribute('href')
  })
}

export async function assign(s) {
  await s.step('the segreteria sends it to the task force of the procedure', async () => {
    const staff = await s.person('segreteria')
    await staff.goto('/richieste')
    await s.look(staff, 'list of requests, segreteria')
    await staff.goto(s.request)
    await s.look(staff, 'request: to triage')
    const form = staff.getByRole('form', { name: 'Smista alla task force' })
    must(await form.getByRole('radio', { name: /Edilizia/ }).isChecked(), 'the task force of the procedure is not chosen beforehand')
    await form.getByRole('button', { name: 'Smista alla task force' }).click()
    await told(staff, 'Smistata alla task force')
  })

  await s.step('the coordinator assigns it, seeing who has how much work', async () => {
    const page = await s.signedIn('coordinator', withRole(s.server, 'coordinatore')[0])
    await s.look(page, 'desk of a coordinator')
    await page.goto(s.request)
    await s.look(page, 'request: to assign')
    const form = page.getByRole('form', { name: 'Assegna agli esperti' })
    must(/richiest\w+ apert\w/.test(await form.innerText()), 'the workload of the experts is not shown')
    const expert = withRole(s.server, 'esperto')[0]
    await form.getByRole('checkbox', { name: new RegExp(expert.nome.split(' ').at(-1)) }).check()
    await form.getByRole('button', { name: 'Assegna agli esperti' }).click()
    await told(page, 'Assegnata agli esperti')
    await s.mail(expert.email, new RegExp(`Richiesta ${s.number}: assegnata`))
  })
}

export async function work(s) {
  let expert
  const delegate = await s.person('delegate')
  await s.step('the expert takes it in charge and asks for integrations', async () => {
    expert = await s.signedIn('expert', withRole(s.server, 'esperto')[0])
    await s.look(expert, 'desk of an expert')
    await expert.goto(s.request)
    await s.look(expert, 'request: assigned')
    await press(expert, 'Prendi in carico')
    await told(expert, 'Presa in carico')
    await s.look(expert, 'request: in work')
    await open(expert, 'Chiedi integrazioni')
    const form = expert.getByRole('form', { name: 'Chiedi integrazioni' })
    await form.getByRole('textbox').fill('1. L’elenco delle pratiche con le date.\n2. La convenzione con la Soprintendenza.')
    await form.getByRole('button', { name: 'Chiedi integrazioni' }).click()
    await told(expert, 'Chieste integrazioni')
  })

  await s.step('the delegate answers with a document', async () => {
    await s.mail('ornella.viscardi@example.org', /servono integrazioni/)
    await delegate.goto(s.request)
    await told(delegate, 'La convenzione con la Soprintendenza')
    await s.look(delegate, 'request: waits for the body')
    const form = delegate.getByRole('form', { name: 'Invia le integrazioni' })
    await form.getByRole('textbox').fill('In allegato l’elenco con le date.')
    await form.getByLabel('Documenti').setInputFiles(upload('date.csv', Buffer.from('pratica;data\n1;2026-03-02\n'), 'text/csv'))
    await form.getByRole('button', { name: 'Invia le integrazioni' }).click()
    await told(delegate, 'Integrazioni inviate')
    must(await delegate.getByRole('link', { name: 'date.csv' }).count(), 'the document is not in the timeline')
  })

  await s.step('messages go both ways', async () => {
    await message(delegate, 'È possibile avere un modello di sollecito?')
    await expert.goto(s.request)
    await told(expert, 'È possibile avere un modello di sollecito?')
    await message(expert, 'Sì, arriva con la risposta.')
    await delegate.reload()
    await told(delegate, 'Sì, arriva con la risposta.')
    await s.mail('ornella.viscardi@example.org', /nuovo messaggio/)
  })
}

async function message(page, words) {
  const form = page.getByRole('form', { name: 'Scrivi un messaggio' })
  await form.getByLabel('Messaggio').fill(words)
  await form.getByRole('button', { name: 'Scrivi un messaggio' }).click()
  await told(page, words)
}

export async function answer(s) {
  const expert = await s.person('expert')
  await s.step('the expert delivers the answer with a document', async () => {
    await expert.goto(s.request)
    const form = expert.getByRole('form', { name: 'Invia la risposta' })
    await form.getByLabel('Risposta').fill('Il termine non è sospeso: si può procedere dopo 60 giorni. Nel documento c’è il modello.')
    await form.getByLabel('Documenti').setInputFiles(upload('modello-sollecito.pdf', pdf('Modello di sollecito')))
    await form.getByRole('button', { name: 'Invia la risposta' }).click()
    await told(expert, 'Risposta inviata')
    await s.look(expert, 'request: answered, expert')
  })

  await s.step('the mayor confirms with a rating: the request is evasa', async () => {
    const mayor = await s.person('mayor A')
    await mayor.goto(s.request)
    await s.look(mayor, 'request: to confirm')
    const form = mayor.getByRole('form', { name: 'Conferma e chiudi' })
    await form.getByRole('radio', { name: /^5/ }).check()
    await form.getByLabel('Commento').fill('Risposta chiara e rapida.')
    await form.getByRole('button', { name: 'Conferma e chiudi' }).click()
    await told(mayor, 'Evasa')
    must((await detail(mayor, 'Stato')).startsWith('Evasa'), `the state is ${await detail(mayor, 'Stato')}`)
    await told(mayor, 'Voto dell’ente')
    await s.look(mayor, 'request: evasa')
  })

  await s.step('the timeline tells every act with who did it and when', async () => {
    const mayor = await s.person('mayor A')
    const items = await mayor.locator('.pass-timeline-item').all()
    const told = await Promise.all(items.map(async (i) => ({ act: await i.locator('.pass-timeline-act').innerText(), who: await i.locator('.pass-timeline-who').innerText(),
      time: await i.locator('time').getAttribute('datetime') })))
    const acts = [['Richiesta inviata', 'Viscardi'], ['Smistata alla task force', 'Sartirana'], ['Assegnata agli esperti', 'Locatelli'], ['Presa in carico', 'Bonfanti'],
      ['Chieste integrazioni', 'Bonfanti'], ['Integrazioni inviate', 'Viscardi'], ['Messaggio', 'Viscardi'], ['Messaggio', 'Bonfanti'], ['Risposta inviata', 'Bonfanti'], ['Risposta confermata', 'Bellagamba']]
    equal(told.map((t) => t.act).join(' · '), acts.map(([a]) => a).join(' · '), 'the acts')
    for (const [i, [act, who]] of acts.entries()) must(told[i].who.includes(who) && !Number.isNaN(Date.parse(told[i].time)), `«${act}» is told as ${told[i].who} ${told[i].time}`)
    await follow(mayor, 'Versione da stampare')
    await s.look(mayor, 'request: to print')
    must((await mayor.getByRole('main').innerText()).includes(body), 'the printed request does not name the body')
  })
}
