// A mayor registers a Comune: the body is found by typing, the Protocollo is
// uploaded, the segreteria asks for a correction and approves.
import { pdf, sha256, upload } from '../lib/files.mjs'
import { newPerson, withRole } from '../lib/people.mjs'
import { equal, must } from '../lib/report.mjs'
import { detail, follow, inDays, open, press, told } from '../lib/story.mjs'

export const mayorA = newPerson('Tarcisio', 'Bellagamba', 'BLLTCS60A01Z999')
export const body = 'Comune di Sant\'Angelo Lodigiano'

export async function join(s) {
  const protocollo = pdf('Protocollo di Collaborazione, prima copia')
  const corrected = pdf('Protocollo di Collaborazione, con tutte le firme')
  let mayor

  await s.step('a mayor who was never here signs in and is told what to do first', async () => {
    mayor = await s.person('mayor A')
    await mayor.goto('/')
    await s.look(mayor, 'home')
    await mayor.getByRole('link', { name: 'Accedi' }).first().click()
    await s.look(mayor, 'door')
    await mayor.getByRole('main').getByRole('link', { name: /^Entra/ }).click()
    await mayor.waitForURL(/demo-idp/)
    await s.look(mayor, 'list of invented people')
    await s.signedIn('mayor A', mayorA)
    equal(new URL(mayor.url()).pathname, '/scrivania', 'after signing in')
    await s.look(mayor, 'desk of somebody new')
  })

  await s.step('the mayor finds the Comune without accents and apostrophes', async () => {
    await follow(mayor, 'Registra il tuo ente')
    await s.look(mayor, 'adesione: body')
    await mayor.getByRole('combobox').pressSequentially('sant angelo lod')
    const option = mayor.getByRole('option', { name: /Sant'Angelo Lodigiano/ })
    await option.waitFor()
    await s.look(mayor, 'adesione: suggestions open')
    await mayor.getByRole('combobox').press('ArrowDown')
    await mayor.getByRole('combobox').press('Enter')
    must((await mayor.getByRole('combobox').inputValue()).includes('Sant\'Angelo Lodigiano'), 'the choice is not in the field')
    await press(mayor, 'Continua')
    await mayor.waitForURL(/passo=dati/)
  })

  await s.step('the mayor declares office and end of the mandate', async () => {
    await s.look(mayor, 'adesione: data')
    await mayor.getByLabel('Sindaco', { exact: true }).check()
    await mayor.getByLabel('Fine del mandato').fill(inDays(700))
    await mayor.getByLabel('Numero di protocollo').fill('1234/2026')
    await mayor.getByLabel('Data di protocollo').fill(inDays(-3))
    await press(mayor, 'Continua')
    await mayor.waitForURL(/passo=protocollo/)
    await s.look(mayor, 'adesione: upload')
  })

  await s.step('the Protocollo is uploaded; the receipt shows hash and time, and is mailed', async () => {
    await send(mayor, protocollo, 'protocollo.pdf', 'Carica il Protocollo')
    equal(await detail(mayor, 'Impronta SHA-256'), sha256(protocollo), 'hash on the receipt')
    must(/\d{1,2} \p{L}+ \d{4}.*\d{1,2}[:.]\d{2}/u.test(await detail(mayor, 'Data e ora')), `no time on the receipt: ${await detail(mayor, 'Data e ora')}`)
    await s.look(mayor, 'adesione: receipt')
    const mail = await s.mail(mayorA.email, /Ricevuta del Protocollo/)
    must(mail.text.includes(sha256(protocollo)), 'the mailed receipt has another hash')
  })

  await s.step('the mayor sends the adesione', async () => {
    await mayor.goto('/scrivania')
    await follow(mayor, 'Sant\'Angelo Lodigiano')
    await s.look(mayor, 'adesione: draft')
    await follow(mayor, /Continua|Completa|Riprendi/)
    await toSummary(mayor)
    await s.look(mayor, 'adesione: summary')
    await mayor.getByLabel('Dichiaro di rappresentare').check()
    await press(mayor, 'Invia l\'adesione')
    await mayor.waitForURL(/\/adesioni\/\d+/)
    await told(mayor, 'Adesione inviata')
    await s.look(mayor, 'adesione: sent')
    s.adesione = new URL(mayor.url()).pathname
  })

  await s.step('the segreteria asks for a correction, with a reason', async () => {
    const staff = await s.signedIn('segreteria', withRole(s.server, 'segreteria')[0])
    await s.look(staff, 'desk of the segreteria')
    await staff.getByRole('navigation', { name: 'Principale' }).getByRole('link', { name: /Adesioni/ }).click()
    await s.look(staff, 'queue of adesioni')
    await follow(staff, body)
    await s.look(staff, 'adesione: to verify')
    await press(staff, 'Prendi in verifica')
    await told(staff, 'In verifica')
    await open(staff, 'Chiedi integrazioni')
    const form = staff.getByRole('form', { name: 'Chiedi integrazioni' })
    await form.getByLabel('Motivo').fill('Manca la firma sull\'ultima pagina.')
    await form.getByRole('button', { name: 'Chiedi integrazioni' }).click()
    await told(staff, 'Da integrare')
    const mail = await s.mail(mayorA.email, /Adesione da integrare/)
    must(mail.text.includes('Manca la firma'), 'the reason is not in the mail')
  })

  await s.step('the mayor corrects the Protocollo and sends it again', async () => {
    await mayor.goto(s.adesione)
    await told(mayor, 'Manca la firma')
    await s.look(mayor, 'adesione: to correct')
    await follow(mayor, /Correggi|Riprendi|Continua|Completa/)
    await toStep(mayor, 'Protocollo')
    await open(mayor, 'Sostituisci il file')
    await send(mayor, corrected, 'protocollo-firmato.pdf', 'Carica il nuovo file')
    equal(await detail(mayor, 'Impronta SHA-256'), sha256(corrected), 'hash on the second receipt')
    await toSummary(mayor)
    await mayor.getByLabel('Dichiaro di rappresentare').check()
    await press(mayor, 'Invia l\'adesione')
    await told(mayor, 'Adesione inviata')
  })

  await s.step('the segreteria approves, and the mayor\'s desk opens', async () => {
    const staff = await s.person('segreteria')
    await staff.goto(s.adesione)
    const prendi = staff.getByRole('main').getByRole('button', { name: 'Prendi in verifica' })
    if (await prendi.count()) await prendi.click()
    await press(staff, 'Approva')
    await told(staff, 'Approvata')
    await s.look(staff, 'adesione: approved')
    await s.mail(mayorA.email, /Adesione approvata/)
    await mayor.goto('/scrivania')
    await mayor.getByRole('heading', { name: body }).waitFor()
    must(await mayor.getByRole('link', { name: 'Chiedi assistenza' }).count(), 'the desk does not offer to ask for help')
    await s.look(mayor, 'desk of a mayor')
  })
}

export async function send(page, content, name, button) {
  await page.getByLabel('Protocollo di Collaborazione firmato').setInputFiles(upload(name, content))
  await told(page, name)
  await press(page, button)
  await told(page, 'Protocollo ricevuto')
}

async function toStep(page, name) {
  const link = page.getByRole('main').getByRole('link', { name })
  if (await link.count()) await link.first().click()
}

export async function toSummary(page) {
  await toStep(page, 'Riepilogo e invio')
  await page.getByLabel('Dichiaro di rappresentare').waitFor()
}
