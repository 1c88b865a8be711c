// Data entry without JavaScript, on a telephone: the open campaign of the
// demonstration, by the delegate whom it knows.
import { upload } from '../../lib/files.mjs'
import { enter, withRole } from '../../lib/people.mjs'
import { equal, must } from '../../lib/report.mjs'
import { follow, told } from '../../lib/story.mjs'
import { answer } from './entry.mjs'

export async function onATelephone(s) {
  let page
  const press = (name) => page.getByRole('main').getByRole('button', { name, exact: true }).first().click()
  await s.step('no JavaScript, 360 px: the delegate finds what to do and types a practice', async () => {
    page = await s.person('telephone', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    await enter(page, withRole(s.server, 'delegato').find((p) => /Vimercate/.test(p.ruolo)))
    await page.goto('/monitoraggio/mio')
    const next = page.getByRole('region', { name: 'Tocca all’ente' }).getByRole('link')
    s.phone = /^\/monitoraggio\/mio\/\d{4}-[12]/.exec(await next.getAttribute('href'))[0]
    await page.goto(s.phone)
    await answer(page, 'Permesso di costruire').getByRole('link', { name: 'Scrivere una pratica' }).click()
    await page.getByLabel('Numero della pratica').fill('TEL 1')
    await page.getByLabel('Data della domanda').fill('2026-05-04')
    await page.getByLabel('Provvedimento espresso del').fill('2026-04-04')
    await s.expecting(page, [422], () => press('Aggiungi la pratica'))
    must(await page.locator('#errori').isVisible(), 'no error summary')
    equal(await page.getByLabel('Numero della pratica').inputValue(), 'TEL 1', 'the number after the error')
    await page.getByLabel('Provvedimento espresso del').fill('2026-06-04')
    await press('Aggiungi la pratica')
    await told(page, 'La pratica TEL 1 è salvata.')
    must(await fits(page), 'the page is wider than the telephone')
  })

  await s.step('no JavaScript, 360 px: a practice carried over is closed in the table', async () => {
    await page.goto(s.phone)
    await told(page, /(viene|vengono) dal semestre precedente: non serve riscriver/)
    await answer(page, 'Permesso di costruire').getByRole('link', { name: /Chiudere le pratiche rimaste aperte/ }).click()
    must(await fits(page), 'the table makes the page wider than the telephone')
    const day = page.getByLabel(/^Data di conclusione della pratica/).first()
    const name = await day.getAttribute('name')
    await day.fill('2026-06-30')
    await press('Salva le conclusioni')
    await told(page, '1 pratica chiusa')
    equal(await page.locator(`[name="${name}"]`).count(), 0, 'the practice that was closed is still in the table')
  })

  await s.step('no JavaScript, 360 px: a file is uploaded, read and left', async () => {
    await page.goto(s.phone)
    await follow(page, 'Caricare un file')
    const file = Buffer.from('id_pratica;data_domanda;data_provvedimento\nTEL 2;02/02/2026;30/02/2026\n')
    await page.getByLabel('File delle pratiche').setInputFiles(upload('pratiche.csv', file, 'text/csv'))
    await press('Carica il file')
    await page.waitForURL(/\/caricamenti\/\d+/)
    const procedure = page.getByLabel(/^Procedimento/)
    if (await procedure.count()) {
      await procedure.selectOption({ label: 'Permesso di costruire' })
      await press('Leggi il file così')
    }
    await told(page, 'riga 2')
    await page.getByLabel(/Valore giusto: .*riga 2, colonna C/).fill('27/02/2026')
    await press('Salva le correzioni e rileggi')
    await press('Acquisisci 1 pratica')
    await told(page, 'File acquisito')
    must(await fits(page), 'the page is wider than the telephone')
  })
}

function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
}
