// Every form that asks for something, sent empty: the answer is 422, the page
// comes back with a summary that has the focus and leads to each field, and it
// is as accessible as the others.
import { axe } from '../lib/axe.mjs'
import { expecting, openContext, photo, sent, status, take } from '../lib/browser.mjs'
import { basics, onPhone, reflow } from '../lib/checks.mjs'

// emptyForms gives one task for each form that was met.
export function emptyForms(g) {
  return [...g.forms].map(([key, form]) => () => g.report.test(`form: ${key.trim()} sent empty by ${form.r.name}`, (note) => sendEmpty(g, form, key, note)))
}

async function sendEmpty(g, { r, address, index }, key, note) {
  // A context of its own: two forms of one person may be tried at once.
  const context = await openContext(g.browser, g.server, { storageState: await r.context.storageState() })
  const page = await context.newPage()
  try {
    await page.goto(address)
    await expecting(context, [422], async () => {
      const loaded = page.waitForEvent('load')
      await page.evaluate(emptyAndSend, index)
      await loaded
    })
    if (status(page) !== 422) {
      note(`answers ${status(page)} at ${page.url()}`)
      return
    }
    for (const p of await page.evaluate(summaryWorks)) note(p)
    for (const p of [...(await basics(page)), ...(await reflow(page)), ...(await axe(page)), ...(await onPhone(page, reflow))]) note(p)
    g.pages.add(`422 ${key}`, await sent(page))
    if (g.options.photos) await photo(page, `photo-1280-422-${key}`)
    for (const p of take(context)) note(p)
  } finally {
    await context.close()
  }
}

// emptyAndSend empties the form, opens what hides it and presses its main
// button. It runs in the page.
function emptyAndSend(index) {
  const form = [...document.querySelectorAll('main form[method=post]')][index]
  for (const e of form.elements) {
    if (e.type === 'checkbox' || e.type === 'radio') e.checked = false
    else if (e.tagName === 'SELECT') e.value = ''
    else if (!['hidden', 'submit', 'button', 'file'].includes(e.type) && e.tagName !== 'FIELDSET' && e.tagName !== 'BUTTON') e.value = ''
  }
  form.querySelectorAll('[data-combo-value]').forEach((e) => (e.value = ''))
  const main = [...form.querySelectorAll('button[type=submit]')].find((b) => !b.formNoValidate)
  form.requestSubmit(main)
}

// summaryWorks gives what is wrong with the summary of errors. It runs in the
// page.
function summaryWorks() {
  const wrong = []
  const box = document.getElementById('errori')
  if (!box) return ['no error summary']
  if (document.activeElement !== box) wrong.push('the error summary does not have the focus')
  const links = [...box.querySelectorAll('a[href^="#"]')]
  if (links.length === 0) wrong.push('no error leads to a field')
  for (const link of links) {
    const field = document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)))
    if (!field) {
      wrong.push(`«${link.textContent}» leads nowhere`)
      continue
    }
    const ids = [field, field.closest('fieldset')].filter(Boolean).flatMap((e) => (e.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
    const words = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
    if (!words.includes(link.textContent.trim())) wrong.push(`the field ${field.id} is not described by «${link.textContent}»`)
    if (!field.checkVisibility()) wrong.push(`the field ${field.id} of an error is hidden`)
  }
  return wrong
}
