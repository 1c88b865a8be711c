// The body of the story of the monitoring: a Comune that joins for it, so that
// no earlier semester of its is locked, with its mayor and a delegate.
import { pdf } from '../../lib/files.mjs'
import { choose, newPerson, withRole } from '../../lib/people.mjs'
import { follow, inDays, press, told } from '../../lib/story.mjs'
import { send, toSummary } from '../join.mjs'

export const body = 'Comune di Cologno al Serio'
export const mayor = newPerson('Ludovica', 'Zanchetta', 'ZNCLVC58A41Z999')
export const delegate = newPerson('Ruggero', 'Morstabilini', 'MRSRGR72B03Z999')

export async function joins(s) {
  await s.step('a Comune joins, and its mayor enables a delegate', async () => {
    const page = await s.signedIn('mayor', mayor)
    await page.goto('/enti/adesione')
    await page.getByRole('combobox').pressSequentially('cologno al s')
    await page.getByRole('option', { name: /Cologno al Serio/ }).click()
    await press(page, 'Continua')
    await page.getByLabel('Sindaco', { exact: true }).check()
    await page.getByLabel('Fine del mandato').fill(inDays(700))
    await press(page, 'Continua')
    await send(page, pdf('Protocollo di Collaborazione'), 'protocollo.pdf', 'Carica il Protocollo')
    await toSummary(page)
    await page.getByLabel('Dichiaro di rappresentare').check()
    await press(page, 'Invia l\'adesione')
    await page.waitForURL(/\/adesioni\/\d+/)
    const adesione = page.url()

    const staff = await s.signedIn('segreteria', withRole(s.server, 'segreteria')[0])
    await staff.goto(adesione)
    await press(staff, 'Prendi in verifica')
    await press(staff, 'Approva')
    await told(staff, 'Approvata')

    await page.goto('/scrivania')
    await follow(page, 'Gestire i delegati')
    await page.getByLabel('E-mail della persona').fill(delegate.email)
    await page.getByLabel('Delega valida fino al').fill(inDays(365))
    await press(page, 'Spedisci l\'invito')
    const { link } = await s.mail(delegate.email, /Invito a PAsS/)
    const other = await s.person('delegate')
    await other.goto(link)
    await other.getByRole('main').getByRole('link', { name: /^Entra/ }).click()
    await other.waitForURL(/demo-idp/)
    await choose(other, delegate)
    await other.waitForURL(/\/accesso\/inviti\//)
    await press(other, 'Accetta l’invito')
  })
}
