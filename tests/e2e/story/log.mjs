// The event log of a request: what comes out of it is known beforehand.
import { eventLog, upload } from '../lib/files.mjs'
import { equal, must } from '../lib/report.mjs'
import { follow, press, told } from '../lib/story.mjs'

export async function bottleneck(s) {
  const page = await s.person('expert')
  await s.step('the expert uploads an event log', async () => {
    await page.goto(s.request)
    await follow(page, /colli di bottiglia|registro degli eventi/i)
    await page.waitForURL(/\/analisi\/richieste\/\d+$/)
    await s.look(page, 'logs: none')
    s.logs = new URL(page.url()).pathname
    await page.getByLabel('File del registro').setInputFiles(upload('permessi.csv', eventLog(), 'text/csv'))
    await press(page, 'Carica il registro')
    await page.waitForURL(/\/registri\/\d+\/colonne$/)
    await s.look(page, 'log: columns')
    await press(page, 'Leggi il registro')
    await page.waitForURL(/\/registri\/\d+$/)
    await page.getByRole('heading', { level: 1, name: /^Colli di bottiglia/ }).waitFor({ timeout: 60_000 })
    s.log = new URL(page.url()).pathname
  })

  await s.step('what the activities mean is confirmed', async () => {
    await follow(page, 'Conferma le attività')
    await s.look(page, 'log: meanings')
    await press(page, 'Conferma il significato')
    await page.goto(s.log)
    must((await page.getByRole('link', { name: 'Conferma le attività' }).count()) === 0, 'the meanings are asked again')
  })

  await s.step('the bottleneck and the figures are those of the log', async () => {
    await s.look(page, 'log: read')
    await told(page, /83% del tempo passa tra «Istruttoria» e «Parere paesaggistico»: 10 giorni di calendario in mediana, in 12 pratiche su 12/)
    await page.goto(`${s.log}/dati`)
    await s.look(page, 'log: data')
    const figures = await page.locator('.pass-figure').allInnerTexts()
    const said = figures.map((f) => f.replaceAll(/\s+/g, ' '))
    for (const [label, value] of [['Casi', '12'], ['Eventi', '48'], ['Attività diverse', '4'], ['Durata mediana di un caso', '13 giorni'], ['Durata media di un caso', '18 giorni']]) {
      must(said.some((f) => f.includes(label) && f.includes(value)), `«${label}» is not ${value}: ${said.join(' | ')}`)
    }
    const slowest = page.getByRole('table', { name: /Passaggi più lenti/ }).locator('tbody tr').first()
    must(/Istruttoria → Parere paesaggistico/.test(await slowest.innerText()), `the slowest step is ${await slowest.innerText()}`)
    must(/83%/.test(await slowest.innerText()), `its share of the time is not 180 days of 216: ${await slowest.innerText()}`)
    must(!(await page.content()).includes('operatore1'), 'the name of an operator is on the page')
  })

  await s.step('the body of the request reads the same figures, and downloads them', async () => {
    const delegate = await s.person('delegate')
    await delegate.goto(s.log)
    await told(delegate, /tra «Istruttoria» e «Parere paesaggistico»/)
    const csv = await delegate.request.get(`${s.log}/passaggi.csv`)
    equal(csv.status(), 200, 'passaggi.csv')
    must((await csv.text()).includes('Parere paesaggistico'), 'the CSV has no steps')
    const json = await (await delegate.request.get(`${s.log}/riepilogo.json`)).text()
    must(!json.includes('operatore1') && json.includes('Istruttoria'), 'the JSON names operators or lacks the activities')
  })
}
