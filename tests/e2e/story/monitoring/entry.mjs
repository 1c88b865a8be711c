// The delegate enters the data of the semester in the three ways: a file,
// single practices, totals.
import { practices, upload } from '../../lib/files.mjs'
import { equal, must } from '../../lib/report.mjs'
import { follow, press, told } from '../../lib/story.mjs'
import { own } from './campaign.mjs'
import { mayor } from './people.mjs'

// answer is the part of the page of the semester about one procedure.
export function answer(page, procedure) {
  return page.getByRole('article').filter({ has: page.getByRole('heading', { name: procedure }) })
}

export async function uploads(s) {
  const page = await s.person('delegate')
  await s.step('a dirty file is uploaded, and its columns are confirmed', async () => {
    await page.goto(own)
    const template = await page.request.get(await page.getByRole('link', { name: 'Scaricare il modello' }).getAttribute('href'))
    must((await template.body()).subarray(0, 2).toString() === 'PK', 'the template is not a workbook')
    await follow(page, 'Caricare un file')
    await s.look(page, 'upload of practices')
    await page.getByLabel('File delle pratiche').setInputFiles(upload('permessi 2024.csv', practices(mayor.cf), 'text/csv'))
    await press(page, 'Carica il file')
    await page.waitForURL(/\/caricamenti\/\d+/)
    s.file = new URL(page.url()).pathname
    await page.goto(`${s.file}?colonne=1`)
    await s.look(page, 'file: columns')
    const procedure = page.getByLabel(/^Procedimento/)
    await procedure.selectOption({ label: 'Permesso di costruire' })
    must(/Data di presentazione/.test(await chosen(page, /domanda/i)), `the date of the application is guessed as ${await chosen(page, /domanda/i)}`)
    must(/Data del provvedimento/.test(await chosen(page, /provvedimento/i)), `the date of the act is guessed as ${await chosen(page, /provvedimento/i)}`)
    await press(page, 'Leggi il file così')
  })

  await s.step('what is wrong is named by row and column; the codice fiscale is not shown', async () => {
    equal(new URL(page.url()).pathname, s.file, 'after the columns')
    const text = (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ')
    must(/riga 8/.test(text) && /colonna C/.test(text) && text.includes('Data del provvedimento'), `row 8, column C is not named: ${text}`)
    must(!(await page.content()).includes(mayor.cf), 'the codice fiscale is on the page')
    await told(page, 'Il file contiene nomi o codici fiscali.')
    await s.look(page, 'file: what was read')
    must(/Lette 12 righe|Lette 11 righe|Lette 10 righe/.test(text), `the rows read are not told: ${text.slice(0, 400)}`)
    const marked = await page.request.get(await page.getByRole('link', { name: 'celle da correggere segnate' }).getAttribute('href'))
    must((await marked.body()).subarray(0, 2).toString() === 'PK', 'the marked workbook is not one')
  })

  await s.step('the day is mended in the browser, and the file is taken in', async () => {
    const wrong = page.getByLabel(/Valore giusto: .*riga 8, colonna C/)
    equal(await wrong.inputValue(), '31/11/2024', 'what the cell holds')
    await wrong.fill('30/11/2024')
    await press(page, 'Salva le correzioni e rileggi')
    must((await page.getByText('Valore giusto').count()) === 0, 'there is still something to mend')
    await s.look(page, 'file: mended')
    await press(page, 'Acquisisci 8 pratiche')
    await told(page, 'File acquisito')
    await s.look(page, 'semester: one procedure answered')
    await page.goto(s.file)
    await told(page, 'Il file è stato acquisito.')
    must(!(await page.content()).includes(mayor.cf), 'the codice fiscale is on the page')
    await s.look(page, 'file: taken in')
  })

  await s.step('the accents of Windows-1252 are right, and the number with a codice fiscale is a pseudonym', async () => {
    await page.goto(own)
    await answer(page, 'Permesso di costruire').getByRole('link', { name: /Vedere le pratiche/ }).click()
    await told(page, 'Più unità abitative')
    s.practices = new URL(page.url()).pathname
    await s.look(page, 'practices of a procedure')
    const csv = await (await page.request.get(`${s.practices}.csv`)).text()
    must(!csv.includes(mayor.cf) && /ps-[0-9a-f]{20}/.test(csv), `the export tells the codice fiscale, or has no pseudonym: ${csv}`)
  })
}

function chosen(page, label) {
  return page.getByLabel(label).first().evaluate((e) => e.selectedOptions[0].textContent)
}

export async function types(s) {
  const page = await s.person('delegate')
  await s.step('a practice that ends before it starts is refused, what was typed stays', async () => {
    await page.goto(own)
    await answer(page, /[Ss]anatoria/).getByRole('link', { name: 'Scrivere una pratica' }).click()
    await page.getByLabel('Numero della pratica').fill('SAN 15/2024')
    await page.getByLabel('Tipologia').fill('Accertamento di conformità')
    await page.getByLabel('Data della domanda').fill('2024-09-10')
    await page.getByLabel('Provvedimento espresso del').fill('2024-08-10')
    await s.look(page, 'practice: form', { tab: true })
    await s.expecting(page, [422], () => press(page, 'Aggiungi la pratica'))
    must(await page.locator('#errori').isVisible(), 'no error summary')
    equal(await page.getByLabel('Tipologia').inputValue(), 'Accertamento di conformità', 'the text after the error')
    equal(await page.getByLabel('Provvedimento espresso del').inputValue(), '2024-08-10', 'the day after the error')
    must(await page.getByLabel('Provvedimento espresso del').getAttribute('aria-invalid'), 'the field of the day is not marked')
    await s.look(page, 'practice: form with an error')
    await page.getByLabel('Provvedimento espresso del').fill('2024-11-12')
    await press(page, 'Aggiungi la pratica')
    await told(page, 'La pratica SAN 15/2024 è salvata.')
    await told(page, 'Provvedimento del 12 novembre 2024')
  })

  await s.step('totals that contradict each other are refused, then saved', async () => {
    await page.goto(own)
    await answer(page, /PAS/).getByRole('link', { name: 'Dare solo i totali' }).click()
    await s.look(page, 'totals: form')
    for (const [label, value] of [['Concluse con provvedimento espresso', '4'], ['con conferenza di servizi', '6'], ['con sospensioni', '1'], ['Concluse con silenzio-assenso', '2'],
      ['Durata media effettiva', '27,5'], ['Avviate nel semestre', '7'], ['Arretrato a fine semestre', '1']]) await page.getByLabel(label).fill(value)
    await page.getByLabel('Nota per chi controlla').fill('Numeri del gestionale.')
    await s.expecting(page, [422], () => press(page, 'Salva i totali'))
    await told(page, 'Le pratiche con conferenza di servizi sono più di quelle concluse con provvedimento espresso.')
    equal(await page.getByLabel('Durata media effettiva').inputValue(), '27,5', 'the mean after the error')
    equal(await page.getByLabel('Nota per chi controlla').inputValue(), 'Numeri del gestionale.', 'the note after the error')
    await s.look(page, 'totals: contradiction')
    await page.getByLabel('con conferenza di servizi').fill('1')
    await press(page, 'Salva i totali')
    await told(page, 'Totali salvati')
  })

  await s.step('the practices left open are closed together in a table', async () => {
    await answer(page, 'Permesso di costruire').getByRole('link', { name: /Chiudere le pratiche rimaste aperte \(2\)/ }).click()
    await s.look(page, 'open practices: table')
    const day = page.getByLabel('Data di conclusione della pratica PdC 907/2024')
    await day.fill('2024-04-01')
    await s.expecting(page, [422], () => press(page, 'Salva le conclusioni'))
    equal(await day.inputValue(), '2024-04-01', 'the day after the error')
    await s.look(page, 'open practices: error')
    await day.fill('2024-12-12')
    await press(page, 'Salva le conclusioni')
    await told(page, '1 pratica chiusa')
  })
}
