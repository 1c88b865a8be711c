// The bottlenecks of the demonstration's building permits, as the mayor who
// asked for help reads them, as an expert works on them, without JavaScript,
// and as the segreteria looks at its own service.
import { withRole } from './lib/people.mjs'
import { equal, must } from './lib/report.mjs'
import { Story, follow, press, told } from './lib/story.mjs'

const subject = /Permessi di costruire: dove si perde il tempo/

export async function analysis(report, server, browser) {
  const s = new Story(report, server, browser, 'analysis')
  try {
    await findings(s)
    await map(s)
    await selections(s)
    await plan(s)
    await pages(s)
    await exports(s)
    await withoutScript(s)
    await service(s)
    await strangers(s)
    await s.validate('analysis')
  } finally {
    await s.end()
  }
}

async function findings(s) {
  const page = await s.signedIn('mayor', withRole(s.server, 'legale_rappresentante')[0])
  await s.step('analysis: the mayor opens the log of the permits', async () => {
    await page.goto('/richieste')
    await page.locator('tbody tr').filter({ hasText: subject }).getByRole('link').first().click()
    await page.waitForURL(/\/richieste\/\d+$/)
    s.request = new URL(page.url()).pathname
    await follow(page, /colli di bottiglia/i)
    await page.getByRole('link', { name: /permessi-di-costruire\.csv/ }).first().click()
    await page.waitForURL(/\/registri\/\d+$/)
    s.log = new URL(page.url()).pathname
  })

  await s.step('analysis: the first sentence names the planted bottleneck, its cost and its cases', async () => {
    const lead = await page.locator('p.lead').first().innerText()
    must(/parere paesaggistico/i.test(lead) && /\d+% del tempo/.test(lead) && /giorni di calendario in mediana/.test(lead), `the answer is: ${lead}`)
    await s.look(page, 'analysis: bottlenecks', { tab: true })
    const first = page.locator('.pass-finding').first()
    const cases = Number(/(\d+) pratiche dietro/.exec(await first.innerText())?.[1])
    await first.getByRole('link', { name: /dietro questa frase/ }).click()
    await told(page, new RegExp(`${cases} pratiche`))
    await s.look(page, 'analysis: cases')
    await page.getByRole('main').getByRole('table').getByRole('link').first().click()
    await told(page, /dopo il passo precedente/)
    await s.look(page, 'analysis: one case')
  })
}

async function map(s) {
  const page = await s.person('mayor')
  await s.step('analysis: the map is redrawn while the slider moves, and its table says the same', async () => {
    await page.goto(`${s.log}/mappa`)
    await s.look(page, 'analysis: map')
    const before = await page.locator('#mappa-viva .pass-map-edge').count()
    await page.getByLabel('Quanti percorsi mostrare').fill('100')
    await page.waitForFunction((n) => document.querySelectorAll('#mappa-viva .pass-map-edge').length > n, before)
    must(page.url().includes('quota=100'), 'the choice is not in the address')
    await page.getByLabel('Tempo mostrato').selectOption('p90')
    await page.waitForFunction(() => location.search.includes('misura=p90'))
    const edges = await page.locator('#mappa-viva .pass-map-edge').count()
    await page.locator('#mappa-viva summary').first().click()
    equal(await page.locator('#mappa-viva tbody tr').count(), edges, 'rows of the table beside the arrows of the map')
  })
}

async function selections(s) {
  const page = await s.person('mayor')
  await s.step('analysis: a selection changes the figures, stays in the address and is kept with a name', async () => {
    await page.goto(`${s.log}/mappa`)
    const all = Number(/(\d+) casi su \1/.exec(await page.locator('.pass-selection').innerText())?.[1])
    must(all > 100, `${all} cases in the log`)
    await page.locator('.pass-filters summary').click()
    await page.getByRole('combobox', { name: /^Con l’attività/ }).selectOption({ label: 'Richiesta parere paesaggistico' })
    await page.getByRole('button', { name: 'Applica i filtri' }).click()
    await page.waitForURL(/con=/)
    const some = Number(/(\d+) casi su/.exec(await page.locator('.pass-selection').innerText())?.[1])
    must(some > 10 && some < all, `${some} cases of ${all} after the filter`)
    await s.look(page, 'analysis: filtered')
    await page.getByText('Salva questa selezione').first().click()
    await page.getByLabel('Nome del filtro').fill('Con il parere')
    await press(page, 'Salva il filtro')
    await told(page, /Filtro salvato/)
    await page.getByRole('link', { name: 'Con il parere' }).waitFor()
    await page.goto(`${s.log}/dati`)
    await press(page, /^Elimina.*Con il parere/)
    await told(page, /Filtro eliminato/)
  })

  await s.step('analysis: an address with a filter that the log does not know shows everything, and says so', async () => {
    await page.goto(`${s.log}?con=Attivit%C3%A0+che+non+c%27%C3%A8`)
    await told(page, /Il filtro non si può usare/)
    await page.goto(`${s.log}?con=Diniego&senza=Diniego`)
    await told(page, /Nessun caso/)
    await s.look(page, 'analysis: nothing left')
  })
}

async function plan(s) {
  const page = await s.person('mayor')
  await s.step('analysis: a finding becomes an action of the plan with one click', async () => {
    await page.goto(s.log)
    await page.getByRole('button', { name: /^Aggiungi al piano/ }).first().click()
    await page.waitForURL(/\/richieste\/\d+/)
    await told(page, /Azione aggiunta al piano/)
    await s.look(page, 'request: with a plan')
    await page.getByRole('link', { name: /Da dove viene/ }).first().click()
    await told(page, /del tempo passa/)
  })
}

// pages opens every page of the analysis, as the links of the first one name
// them.
async function pages(s) {
  const page = await s.person('mayor')
  await s.step('analysis: every page answers in words', async () => {
    await page.goto(s.log)
    const links = await page.locator('.pass-sections a').evaluateAll((all) => all.map((a) => [a.textContent.trim(), a.getAttribute('href')]))
    must(links.length >= 10, `only ${links.length} pages: ${links.map(([name]) => name)}`)
    for (const [name, address] of links) {
      equal((await page.goto(address)).status(), 200, name)
      const lead = (await page.locator('p.lead').first().innerText()).trim()
      must(lead.length > 20, `«${name}» has no answer under its title`)
      await s.look(page, `analysis: page ${name}`)
    }
    await page.goto(`${s.log}/passi`)
    await s.look(page, 'analysis: meanings')
    await page.goto(`${s.log}/rapporto`)
    await s.look(page, 'analysis: report')
  })
}

async function exports(s) {
  const page = await s.person('mayor')
  await s.step('analysis: the ranking and the log are taken away, without names of people', async () => {
    for (const [file, sign] of [['rapporto.csv', 'da,a,casi'], ['esporta/registro.csv', 'case:concept:name'], ['esporta/registro.xes', '<log'], ['esporta/registro.ocel.json', '"objectTypes"'], ['esporta/registro.parquet', 'PAR1']]) {
      const answer = await page.request.get(`${s.log}/${file}`)
      equal(answer.status(), 200, file)
      const text = (await answer.body()).toString('latin1')
      must(text.includes(sign), `${file} has no ${sign}: ${text.slice(0, 80)}`)
      must(!/Marco Conti|Elena Villa/.test(text), `${file} names a person`)
    }
  })
}

async function withoutScript(s) {
  const page = await s.person('expert without script', { javaScriptEnabled: false, viewport: { width: 360, height: 780 } })
  await s.step('analysis: without JavaScript, on a telephone, the map is drawn and filtered', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Accedi' }).first().click()
    await page.getByRole('main').getByRole('link', { name: /^Entra/ }).click()
    await page.locator('form', { has: page.locator(`input[value="${withRole(s.server, 'legale_rappresentante')[0].cf}"]`) }).getByRole('button').click()
    await page.goto(`${s.log}/mappa?quota=20`)
    const few = await page.locator('.pass-map-edge').count()
    must(few > 3, `${few} arrows`)
    await page.goto(`${s.log}/mappa?quota=100`)
    must((await page.locator('.pass-map-edge').count()) > few, 'the share of the paths changes nothing')
    await page.getByRole('button', { name: 'Ridisegna' }).click()
    await page.waitForURL(/quota=100/)
  })
}

async function service(s) {
  const page = await s.signedIn('secretary', withRole(s.server, 'segreteria')[0])
  await s.step('analysis: the segreteria looks at where the requests stop', async () => {
    await page.goto('/scrivania')
    await follow(page, 'Analisi del servizio')
    await told(page, /richieste/)
    await s.look(page, 'service: bottlenecks')
    must(!/Brambati|Gritti/.test(await page.getByRole('main').innerText()), 'the analysis of the service names people')
    for (const name of ['mappa', 'tempi', 'percorsi', 'cause']) {
      await page.goto(`/analisi/servizio/${name}`)
      await s.look(page, `service: ${name}`)
    }
  })
}

async function strangers(s) {
  const page = await s.person('mayor')
  await s.step('analysis: nobody outside the request finds the log', async () => {
    const other = withRole(s.server, 'legale_rappresentante').find((p) => p.cf !== withRole(s.server, 'legale_rappresentante')[0].cf)
    const stranger = other ? await s.signedIn('another mayor', other) : null
    for (const path of ['', '/mappa', '/casi', '/rapporto.csv', '/esporta/registro.csv', '/simula', '/aperte']) {
      if (stranger) equal((await stranger.request.get(s.log + path)).status(), 404, `another mayor at ${path || 'the log'}`)
    }
    equal((await page.request.get('/analisi/servizio')).status(), 403, 'a mayor at the analysis of the service')
  })
}
