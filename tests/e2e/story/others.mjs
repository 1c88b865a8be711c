// What other people may not see, and what the public may.
import { withRole } from '../lib/people.mjs'
import { must } from '../lib/report.mjs'
import { follow, open, told, until } from '../lib/story.mjs'
import { writeAndSend } from './core.mjs'

export async function isolation(s) {
  let other
  await s.step('the mayor of another body gets 404 on the request, its documents and logs', async () => {
    const person = withRole(s.server, 'legale_rappresentante').find((p) => /Sondalo/.test(p.ruolo)) ?? withRole(s.server, 'legale_rappresentante').at(-1)
    other = await s.signedIn('mayor B', person)
    const addresses = [s.request, `${s.request}/stampa`, `${s.request}/ricevuta`, `${s.request}/modifica`, s.document, s.logs, s.log, `${s.log}/avanzamento`, `${s.log}/passaggi.csv`, `${s.log}/riepilogo.json`, s.adesione, `${s.adesione}/protocollo`]
    for (const address of addresses) await s.refused(other, address, 404)
    await s.look(other, 'page not found')
    await other.goto(`/richieste?stato=tutte&testo=${encodeURIComponent(s.number)}`)
    must(!(await other.getByRole('main').innerText()).includes('parere paesaggistico'), 'the request of another body is in the list')
    const act = await other.request.post(`${s.request}/atti/Ritira`, { form: { testo: 'Tentativo', versione: '1' }, maxRedirects: 0 })
    must([403, 404].includes(act.status()), `withdrawing another body's request answers ${act.status()}`)
  })

  await s.step('nobody reaches any of it without signing in', async () => {
    const nobody = await s.person('public')
    for (const address of [s.request, s.document, s.log, s.adesione, '/scrivania', '/richieste']) {
      await nobody.goto(address)
      must(new URL(nobody.url()).pathname === '/accesso', `${address} leads to ${nobody.url()} without signing in`)
    }
  })

  await s.step('mayor B withdraws a request of their own, with a reason', async () => {
    const address = await writeAndSend(other, 'Richiesta da ritirare')
    await other.goto(address)
    await open(other, 'Ritira la richiesta')
    const form = other.getByRole('form', { name: 'Ritira la richiesta' })
    await form.getByLabel('Motivo').fill('L’ufficio ha risolto da sé.')
    await form.getByRole('button', { name: 'Ritira la richiesta' }).click()
    await told(other, 'Richiesta ritirata')
    await s.look(other, 'request: withdrawn')
  })
}

// counted is how many requests the public page of the body says.
export async function counted(s) {
  const page = await s.person('public')
  await page.goto(`/cifre/enti?q=${encodeURIComponent('sant angelo lodigiano')}`)
  await s.look(page, 'figures: bodies')
  await follow(page, /Sant'Angelo Lodigiano/)
  await s.look(page, 'figures: a body')
  return new URL(page.url()).pathname
}

export async function figures(s) {
  await s.step('the public page counts the new request, for the body and for the region', async () => {
    const page = await s.person('public')
    const address = await counted(s)
    // The snapshot is published by a job after each act: ask until it is there.
    const said = async () => {
      await page.goto(address)
      return (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ')
    }
    const text = await until(async () => {
      const t = await said()
      return /Richieste ricevute 1\b/i.test(t) && /Richieste evase 1\b/i.test(t) && t
    }, 60, `one request received and one evasa at ${address}: ${(await said()).slice(0, 600)}`)
    must(!text.includes('Bellagamba') && !text.includes('Viscardi'), 'a name is on a public page')
    await page.goto('/cifre')
    await s.look(page, 'figures: region')
    must((await page.context().cookies()).length === 0, 'a public page set a cookie')
  })
}
