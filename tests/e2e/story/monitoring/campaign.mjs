// The Region prepares and opens the campaign of a semester; at the end it
// closes it.
import { withRole } from '../../lib/people.mjs'
import { equal, must } from '../../lib/report.mjs'
import { follow, inDays, open, press, told } from '../../lib/story.mjs'
import { delegate } from './people.mjs'

export const semester = '2024-2'
export const campaign = `/monitoraggio/rilevazioni/${semester}`
export const own = `/monitoraggio/mio/${semester}`
const note = 'Bastano le pratiche del semestre.\nPer i dubbi risponde la segreteria tecnica.'

export async function opens(s) {
  let region
  await s.step('the Region prepares a campaign; a day gone by is refused and the note is kept', async () => {
    region = await s.signedIn('region', withRole(s.server, 'regione')[0])
    await region.goto('/monitoraggio')
    await s.look(region, 'campaigns, Region')
    await follow(region, /Nuova rilevazione|Prepara/)
    await s.look(region, 'campaign: form')
    await region.getByLabel('Semestre').selectOption(semester)
    await region.getByLabel('Ultimo giorno per inviare').fill(inDays(-2))
    await region.getByLabel('Nota per gli enti').fill(note)
    await s.expecting(region, [422], () => press(region, 'Prepara la rilevazione'))
    await told(region, 'deve essere oggi o un giorno futuro')
    await s.look(region, 'campaign: form with an error')
    equal(await region.getByLabel('Nota per gli enti').inputValue(), note, 'the note after the error')
    equal(await region.getByLabel('Semestre').inputValue(), semester, 'the semester after the error')
    await region.getByLabel('Ultimo giorno per inviare').fill(inDays(30))
    await press(region, 'Prepara la rilevazione')
    equal(new URL(region.url()).pathname, campaign, 'after preparing')
    await s.look(region, 'campaign: prepared')
  })

  await s.step('no body sees it before it is opened; opening writes to the bodies', async () => {
    const page = await s.person('delegate')
    await s.refused(page, own, 404)
    await press(region, 'Apri la raccolta')
    await told(region, 'Tocca agli enti')
    await s.look(region, 'campaign: open')
    const { text, link } = await s.mail(delegate.email, /secondo semestre 2024, invito a inviare i dati/)
    must(text.includes('Comune di Cologno al Serio'), `the invitation does not name the body: ${text}`)
    await page.goto(link)
    equal(new URL(page.url()).pathname, own, 'the link of the invitation')
    await told(page, 'Per i dubbi risponde la segreteria tecnica.')
    await s.look(page, 'semester: nothing yet', { tab: true })
  })
}

export async function closes(s) {
  await s.step('the Region closes the gathering, and nobody sends any more', async () => {
    const region = await s.person('region')
    await region.goto(campaign)
    await open(region, 'Chiudi la raccolta')
    await told(region, /Restano fuori \d+ enti che non hanno inviato/)
    await press(region, 'Chiudi la raccolta')
    await told(region, 'Controlla e blocca le cifre')
    await s.look(region, 'campaign: closed')
  })
}
