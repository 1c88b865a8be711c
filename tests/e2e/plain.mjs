// The core of the job for those without JavaScript, without a mouse, on a
// telephone or on a slow line.
import { axe } from './lib/axe.mjs'
import { openContext } from './lib/browser.mjs'
import { reflow } from './lib/checks.mjs'
import { pdf, upload } from './lib/files.mjs'
import { newPerson, withRole } from './lib/people.mjs'
import { equal, must } from './lib/report.mjs'
import { Story, detail, enter, inDays } from './lib/story.mjs'
import { description, writeAndSend } from './story/core.mjs'

export async function plain(report, server, browser) {
  const s = new Story(report, server, browser, 'plain')
  try {
    await withoutScript(s)
    await keyboardOnly(s)
    await onPhone(s)
    await light(s)
  } finally {
    await s.end()
  }
}

async function withoutScript(s) {
  const page = await s.person('without script', { javaScriptEnabled: false })
  await s.step('no JavaScript: sign in, write and send a request', async () => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Accedi' }).first().click()
    await page.getByRole('main').getByRole('link', { name: /^Entra/ }).click()
    await page.locator('form', { has: page.locator(`input[value="${withRole(s.server, 'legale_rappresentante')[0].cf}"]`) }).getByRole('button').click()
    await page.waitForURL(/\/scrivania$/)
    const address = await writeAndSend(page, 'Senza JavaScript')
    must((await page.getByRole('main').innerText()).includes('Tocca alla segreteria'), 'the request does not say who comes next')
    await page.goto(`${address}/ricevuta`)
    must(/^\d{4}\//.test(await detail(page, 'Numero')), 'no number on the receipt')
  })

  await s.step('no JavaScript: missing fields come back with what was typed', async () => {
    await page.goto('/richieste/nuova')
    await page.getByRole('button', { name: 'Inizia la richiesta' }).click()
    await page.getByLabel('Oggetto').fill('Solo l’oggetto')
    await s.expecting(page, [422], () => page.getByRole('main').getByRole('button', { name: 'Invia la richiesta' }).click())
    must(await page.locator('#errori').isVisible(), 'no error summary')
    equal(await page.getByLabel('Oggetto').inputValue(), 'Solo l’oggetto', 'the subject after the error')
  })

  await s.step('no JavaScript: a body is found by name and chosen from a list', async () => {
    const mayor = await s.person('mayor without script', { javaScriptEnabled: false })
    await enter(mayor, newPerson('Palmira', 'Gandossi', 'GNDPMR66D41Z999'))
    await mayor.goto('/enti/adesione')
    await mayor.getByLabel('Ente da rappresentare').fill('cantu')
    await mayor.getByRole('button', { name: 'Cerca' }).click()
    await mayor.getByRole('radio', { name: /Cantù/ }).check()
    await mayor.getByRole('button', { name: 'Continua' }).click()
    await mayor.waitForURL(/passo=dati/)
    await mayor.getByLabel('Sindaco', { exact: true }).check()
    await mayor.getByLabel('Fine del mandato').fill(inDays(300))
    await mayor.getByRole('button', { name: 'Continua' }).click()
    await mayor.getByLabel('Protocollo di Collaborazione firmato').setInputFiles(upload('p.pdf', pdf('Protocollo')))
    await mayor.getByRole('button', { name: 'Carica il Protocollo' }).click()
    must((await mayor.getByRole('main').innerText()).includes('Impronta SHA-256'), 'no receipt')
  })
}

async function keyboardOnly(s) {
  await s.step('keyboard only: write and send a request with Tab, Enter and letters', async () => {
    const page = await s.person('keyboard')
    await enter(page, withRole(s.server, 'legale_rappresentante')[0])
    await tabTo(page, { role: 'a', text: 'Chiedi assistenza' })
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/richieste\/nuova$/)
    await tabTo(page, { role: 'button', text: 'Inizia la richiesta' })
    await page.keyboard.press('Enter')
    await page.waitForURL(/modifica$/)
    await tabTo(page, { label: 'Procedimento' })
    await page.keyboard.type('Permesso di costruire')
    await tabTo(page, { label: 'Oggetto' })
    await page.keyboard.type('Solo con la tastiera')
    await tabTo(page, { label: 'Descrizione del problema' })
    await page.keyboard.type(description)
    await tabTo(page, { role: 'button', text: 'Invia la richiesta' })
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/ricevuta$/)
    must((await detail(page, 'Oggetto')) === 'Solo con la tastiera', 'another subject on the receipt')
    must(/Permesso di costruire/i.test(await detail(page, 'Procedimento')), `the procedure is ${await detail(page, 'Procedimento')}`)
  })

  await s.step('keyboard only: the skip link leads to the content, the menu opens and closes', async () => {
    const page = await s.person('keyboard')
    await page.goto('/scrivania')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    equal(await page.evaluate(() => document.activeElement?.id), 'contenuto', 'the focus after the skip link')
    await page.goto('/scrivania')
    await tabTo(page, { role: 'summary', text: 'Menu personale' })
    await page.keyboard.press('Enter')
    must(await page.getByRole('button', { name: 'Esci' }).isVisible(), 'the personal menu does not open')
    await page.keyboard.press('Escape')
    must(!(await page.getByRole('button', { name: 'Esci' }).isVisible()), 'the personal menu does not close')
  })
}

// onPhone does the same with a finger, in a window of 360 px.
async function onPhone(s) {
  await s.step('telephone: the menu opens, and a request is written and sent', async () => {
    const page = await s.person('telephone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 })
    await enter(page, withRole(s.server, 'legale_rappresentante')[0])
    await page.getByRole('button', { name: 'Menu', exact: true }).tap()
    const link = page.getByRole('navigation', { name: 'Principale' }).getByRole('link', { name: 'Richieste' })
    await link.waitFor()
    for (const p of await axe(page)) s.note(`menu: ${p}`)
    await link.tap()
    await page.waitForURL(/\/richieste$/)
    const address = await writeAndSend(page, 'Dal telefono')
    must(/\/richieste\/\d+$/.test(address), `the request is at ${address}`)
    for (const p of [...(await reflow(page)), ...(await axe(page))]) s.note(`request: ${p}`)
  })
}

// light weighs a first visit, with nothing kept from before: pages stay under
// 200 kB for those who have a slow line.
async function light(s) {
  await s.aside('a first visit weighs less than 200 kB', async () => {
    for (const address of ['/', '/cifre', '/procedimenti', '/accesso']) {
      const context = await openContext(s.browser, s.server)
      const page = await context.newPage()
      const done = []
      page.on('requestfinished', (r) => done.push(r.sizes().then((z) => z.responseBodySize + z.responseHeadersSize)))
      await page.goto(address, { waitUntil: 'networkidle' })
      const bytes = (await Promise.all(done)).reduce((a, b) => a + b, 0)
      if (bytes > 200_000) s.note(`${address} weighs ${bytes} bytes`)
      must(bytes > 20_000, `${address} weighs only ${bytes} bytes: the measure is wrong`)
      await context.close()
    }
  })
}

// tabTo presses Tab until the focus is on what was asked for.
async function tabTo(page, target) {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab')
    const here = await page.evaluate(({ role, text, label }) => {
      const e = document.activeElement
      if (!e) return false
      if (label) return [...(e.labels ?? [])].some((l) => l.textContent.trim().startsWith(label))
      return e.tagName.toLowerCase() === role && e.textContent.includes(text)
    }, target)
    if (here) return
  }
  throw new Error(`Tab does not reach ${JSON.stringify(target)}`)
}
