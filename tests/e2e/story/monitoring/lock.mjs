// The figures are locked, signed and published; a later change is a revision
// with its reason, which everybody reads.
import { withRole } from '../../lib/people.mjs'
import { equal, must } from '../../lib/report.mjs'
import { detail, follow, press, told, until } from '../../lib/story.mjs'
import { campaign, own, semester } from './campaign.mjs'
import { delegate } from './people.mjs'

const why = 'Per la PdC 904/2024 il provvedimento è del 10 ottobre, non del 30 settembre.'
const publicWhy = 'Corretta la data di un provvedimento'

export async function locks(s) {
  const region = await s.person('region')
  await s.step('the Region checks, locks and signs', async () => {
    await region.goto(campaign)
    await follow(region, 'Controlla e blocca le cifre')
    await told(region, 'Resteranno fuori dalle cifre')
    await s.look(region, 'lock: checks')
    await press(region, 'Blocca le cifre')
    await s.look(region, 'lock: locked')
    await sign(s, region)
    await told(region, 'Cifre firmate')
    must(/^[0-9a-f]{64}$/.test(await detail(region, 'Impronta SHA-256')), 'the signature has no hash')
    await s.look(region, 'lock: signed')
  })

  await s.step('nothing is public before the publication, everything after it', async () => {
    const nobody = await s.person('public')
    await s.refused(nobody, `/cifre/tempi/${semester}`, 404)
    await press(region, 'Pubblica le cifre')
    await told(region, 'È pubblica la versione 1.')
    await s.look(region, 'lock: published')
    await untilPublic(s, 'Versione 1 del')
    await s.look(nobody, 'public times of a semester')
    must(!(await nobody.content()).includes('PdC 90'), 'a single practice is on a public page')
  })
}

async function sign(s, region) {
  await s.expecting(region, [422], () => press(region, 'Firma le cifre'))
  await told(region, 'Per firmare, confermare di aver letto le cifre.')
  await region.getByLabel(/^Ho letto le cifre/).check()
  await press(region, 'Firma le cifre')
}

// untilPublic asks for the public page until it says the words: a job makes it.
async function untilPublic(s, words) {
  const page = await s.person('public')
  const address = `/cifre/tempi/${semester}`
  await until(async () => (await page.request.get(address)).ok() && (await (await page.request.get(address)).text()).includes(words), 30, `«${words}» at ${address}`)
  await page.goto(address)
  return page
}

export async function revises(s) {
  const [page, region] = [await s.person('delegate'), await s.person('region')]
  await s.step('a practice of the locked semester cannot be changed', async () => {
    await page.goto(s.practices)
    await page.getByRole('link', { name: 'PdC 904/2024' }).click()
    s.practice = new URL(page.url()).pathname
    must((await page.getByRole('button', { name: 'Salva la pratica' }).count()) === 0, 'a locked practice has a button that saves it')
    await told(page, /bloccate/)
    await s.look(page, 'practice: locked')
    const form = { ...(await forged(page)), id_pratica: 'PdC 904/2024', data_domanda: '2024-08-01', data_provvedimento: '2024-10-10', motivo: 'Di nascosto.' }
    const sent = await page.request.post(s.practice, { maxRedirects: 0, form })
    must([403, 409].includes(sent.status()), `changing a locked practice answers ${sent.status()}`)
    await page.goto(s.practice)
    await told(page, '30 settembre 2024')
  })

  await s.step('the body asks for a revision', async () => {
    await page.goto(own)
    await follow(page, 'Chiedere la revisione dei dati bloccati')
    await s.look(page, 'revision: form')
    await page.getByLabel('Che cosa va corretto e perché').fill(why)
    await press(page, 'Chiedi la revisione')
    await told(page, 'La revisione è stata chiesta')
    await s.look(page, 'semester: revision asked for')
  })

  await s.step('the Region grants it, and the body corrects the practice', async () => {
    await region.goto(`${campaign}/revisioni`)
    await told(region, why)
    await s.look(region, 'revisions: one to decide')
    await press(region, /^Apri la revisione/, { exact: false })
    await told(region, 'Revisione aperta')
    const { link } = await s.mail(delegate.email, /revisione aperta/)
    await page.goto(link)
    await told(page, 'La revisione è aperta.')
    await page.goto(s.practice)
    await page.getByLabel('Provvedimento espresso del').fill('2024-10-10')
    await page.getByLabel('Perché cambia dopo l’invio').fill('La data era quella della proposta.')
    await press(page, 'Salva la pratica')
    await told(page, 'Pratica salvata')
    await page.goto(s.practice)
    await told(page, 'La data era quella della proposta.')
    await s.look(page, 'practice: history')
  })
}

export async function publishesAgain(s) {
  const [page, region] = [await s.person('delegate'), await s.person('region')]
  await s.step('the revision ends in version 2; version 1 stays as it was', async () => {
    const before = await (await s.person('public')).locator('table').last().innerText()
    await region.goto(`${campaign}/revisioni`)
    await region.getByRole('checkbox', { name: /Cologno al Serio/ }).check()
    await region.getByLabel('Motivo della nuova versione').fill(publicWhy)
    await s.look(region, 'revisions: one to end')
    await press(region, 'Concludi le revisioni scelte')
    await told(region, 'Firmare la versione 2.')
    await sign(s, region)
    await press(region, 'Pubblica le cifre')
    await told(region, 'È pubblica la versione 2.')
    const nobody = await untilPublic(s, publicWhy)
    const versions = nobody.getByRole('table', { name: 'Versioni pubblicate' })
    equal(await versions.locator('tbody tr').count(), 2, 'the versions shown')
    const hashes = await versions.locator('code').allInnerTexts()
    must(hashes[0] !== hashes[1] && before.includes(hashes[1]), 'the hash of version 1 changed, or both are the same')
    await told(nobody, publicWhy)
    await s.look(nobody, 'public times: two versions')
    await page.goto(s.practice)
    must((await page.getByRole('button', { name: 'Salva la pratica' }).count()) === 0, 'after the revision the practice is not locked again')
  })
}

// forged are the hidden fields of a form, as somebody who writes requests by
// hand would copy them.
async function forged(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll('form[method=post] input[type=hidden]')].map((e) => [e.name, e.value])))
}

export async function others(s) {
  await s.step('the mayor sees in one look how it goes', async () => {
    const page = await s.person('mayor')
    await page.goto('/monitoraggio/mio')
    await told(page, 'Tempo medio dell’ente')
    for (const words of ['Media regionale', 'Enti simili', 'Termine massimo', 'Arretrato']) await told(page, words)
    await told(page, /Permesso di costruire, secondo semestre 2024: in media/)
    await s.look(page, 'one look of a mayor', { tab: true })
  })

  await s.step('another mayor gets 404 on all of it', async () => {
    const page = await s.signedIn('other mayor', withRole(s.server, 'legale_rappresentante').at(-1))
    const body = /enti\/(\d+)$/.exec(s.check)[1]
    for (const address of [s.practices, s.practice, s.file, `${s.file}/errori`, `${own}/ricevuta`, own].map((a) => `${a}?ente=${body}`)) await s.refused(page, address, 404)
    for (const address of [s.practice, s.file, `/monitoraggio/enti/${body}`, `/monitoraggio/enti/${body}/trasparenza`]) await s.refused(page, address, 404)
    for (const address of [campaign, s.check, `${campaign}/blocco`, `${campaign}/revisioni`]) await s.refused(page, address, 403)
  })
}
