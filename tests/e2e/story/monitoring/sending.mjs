// The data are sent, come back with a reason, are mended, sent again and
// approved.
import { equal, must } from '../../lib/report.mjs'
import { sha256 } from '../../lib/files.mjs'
import { detail, follow, open, press, told } from '../../lib/story.mjs'
import { campaign, own } from './campaign.mjs'
import { body, delegate } from './people.mjs'

const reason = 'La PdC 903/2024 dura 70 giorni: controllare la sospensione.'

export async function sends(s) {
  const page = await s.person('delegate')
  await s.step('the data are sent: the receipt has a number, and the hash of the file that was sent', async () => {
    await page.goto(own)
    await follow(page, 'Rivedere e inviare')
    await s.look(page, 'review before sending')
    await press(page, 'Invia i dati')
    s.receipt = await receipt(page)
    await s.look(page, 'receipt of the data')
  })

  await s.step('after the sending one practice changes only with a reason', async () => {
    await page.goto(s.practices)
    await page.getByRole('link', { name: 'PdC 902/2024' }).click()
    await page.getByLabel('Tipologia').fill('Nuova costruzione, lotto 2')
    await s.expecting(page, [422], () => press(page, 'Salva la pratica'))
    await told(page, 'scrivere perché questa pratica cambia')
    await s.look(page, 'practice: reason wanted')
    await page.getByLabel('Perché cambia dopo l’invio').fill('Mancava il lotto.')
    await press(page, 'Salva la pratica')
    await told(page, 'Pratica salvata')
  })
}

// receipt reads the receipt that the page shows, and proves it with the file.
async function receipt(page) {
  await page.waitForURL(/\/ricevuta$/)
  const number = await detail(page, 'Numero')
  must(/^\d+$/.test(number), `the number of the receipt is ${number}`)
  const file = await page.request.get(await page.getByRole('link', { name: 'Scaricare quanto inviato' }).getAttribute('href'))
  equal(await detail(page, 'Impronta SHA-256'), sha256(await file.body()), 'the hash on the receipt')
  return Number(number)
}

export async function checks(s) {
  const [page, staff] = [await s.person('delegate'), await s.person('segreteria')]
  await s.step('the segreteria returns the data with a reason', async () => {
    await staff.goto(`${campaign}/enti?stato=inviato`)
    await s.look(staff, 'bodies of a campaign')
    await follow(staff, body)
    s.check = new URL(staff.url()).pathname
    await s.look(staff, 'check of a body')
    await open(staff, 'Restituisci all’ente')
    const form = staff.getByRole('form', { name: 'Restituisci all’ente' })
    await form.getByLabel('Motivo').fill(reason)
    await Promise.all([staff.waitForEvent('load'), form.getByRole('button', { name: 'Restituisci all’ente' }).click()])
    await told(staff, 'Dati restituiti all’ente')
    const { link } = await s.mail(delegate.email, /dati da correggere/)
    await page.goto(link)
    await told(page, reason)
    await s.look(page, 'semester: returned')
  })

  await s.step('the body corrects and sends again, with a later receipt', async () => {
    await page.goto(s.practices)
    await page.getByRole('link', { name: 'PdC 903/2024' }).click()
    await s.look(page, 'practice: from the file')
    await page.getByLabel(/giorni di sospensione/).fill('25')
    await press(page, 'Salva la pratica')
    await page.goto(own)
    await follow(page, 'Rivedere e inviare')
    await press(page, 'Invia i dati')
    must((await receipt(page)) > s.receipt, 'the second receipt has no later number')
    await told(page, 'Invii precedenti')
    await s.look(page, 'receipt of the second sending')
  })

  await s.step('the segreteria approves', async () => {
    await staff.goto(s.check)
    await press(staff, 'Approva i dati')
    await told(staff, 'Dati approvati')
    await staff.goto(s.check)
    await s.look(staff, 'check of a body: approved')
    await s.mail(delegate.email, /dati approvati/)
  })
}
