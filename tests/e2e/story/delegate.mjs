// The mayor enables a delegate by e-mail; in the end takes the delegation back.
import { newPerson } from '../lib/people.mjs'
import { must } from '../lib/report.mjs'
import { choose } from '../lib/people.mjs'
import { follow, inDays, open, press, told } from '../lib/story.mjs'
import { body } from './join.mjs'

export const delegate = newPerson('Ornella', 'Viscardi', 'VSCRLL71C50Z999')

export async function invite(s) {
  await s.step('the mayor invites a delegate by e-mail', async () => {
    const mayor = await s.person('mayor A')
    await mayor.goto('/scrivania')
    await follow(mayor, 'Gestire i delegati')
    await s.look(mayor, 'delegates: none')
    await mayor.getByLabel('E-mail della persona').fill(delegate.email)
    await mayor.getByLabel('Delega valida fino al').fill(inDays(365))
    await press(mayor, 'Spedisci l\'invito')
    await told(mayor, delegate.email)
    await s.look(mayor, 'delegates: invited')
  })

  await s.step('the delegate follows the link of the mail, signs in and accepts', async () => {
    const { link } = await s.mail(delegate.email, /Invito a PAsS/)
    must(/\/accesso\/inviti\//.test(link), `the mail leads to ${link}`)
    const page = await s.person('delegate')
    await page.goto(link)
    await page.getByRole('main').getByRole('link', { name: /^Entra/ }).click()
    await page.waitForURL(/demo-idp/)
    await choose(page, delegate)
    await page.waitForURL(/\/accesso\/inviti\//)
    await s.look(page, 'invitation')
    await told(page, body)
    await press(page, 'Accetta l’invito')
    await page.goto('/scrivania')
    await told(page, body)
    await s.look(page, 'desk of a delegate')
  })
}

export async function remove(s) {
  await s.step('the mayor removes the delegate, whose next click is refused', async () => {
    const [mayor, page] = [await s.person('mayor A'), await s.person('delegate')]
    await page.goto(s.request)
    await mayor.goto('/scrivania')
    await follow(mayor, 'Gestire i delegati')
    await s.look(mayor, 'delegates: one')
    await open(mayor, `Rimuovi ${delegate.nome}`)
    await mayor.getByRole('main').getByRole('button', { name: /^Rimuovi/ }).click()
    await told(mayor, /Nessun delegato/)
    await s.expecting(page, [403, 404], async () => {
      await follow(page, 'Versione da stampare')
      await page.getByRole('heading', { level: 1, name: /non consentito|non trovata/ }).waitFor()
    })
    await s.look(page, 'refusal to a former delegate')
    await s.refused(page, '/richieste/nuova', 403)
    await page.goto('/scrivania')
    must(!(await page.getByRole('main').innerText()).includes(body), 'the former delegate still has the body on the desk')
  })
}
