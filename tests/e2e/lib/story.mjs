// A story is told by several people, each in a browser of their own, in steps
// that follow each other. Every page that is looked at must also be in order:
// accessible by axe, sound, silent in the console.
import { axe } from './axe.mjs'
import { expecting, openContext, photo, sent, status, take } from './browser.mjs'
import { basics, keyboard, onPhone, reflow } from './checks.mjs'
import { Pages } from './html.mjs'
import { enter, signIn } from './people.mjs'
import { must } from './report.mjs'

export class Story {
  constructor(report, server, browser, name) {
    Object.assign(this, { report, server, browser, cast: new Map(), note: null, looked: new Set(), pages: new Pages(name) })
  }

  // person opens a browser for somebody; it stays open until the end.
  async person(name, options) {
    if (!this.cast.has(name)) {
      const context = await openContext(this.browser, this.server, options)
      this.cast.set(name, await context.newPage())
    }
    return this.cast.get(name)
  }

  // signedIn is person, who has come in through the door.
  async signedIn(name, identity, options) {
    const page = await this.person(name, options)
    await signIn(page, identity)
    return page
  }

  // step is one passage of the story: the rest needs it.
  step(name, fn) {
    return this.tell(name, fn, { stop: true })
  }

  // aside is a passage that nothing else needs.
  aside(name, fn) {
    return this.tell(name, fn, { stop: false })
  }

  tell(name, fn, { stop }) {
    return this.report.test(name, async (note) => {
      this.note = note
      await fn()
      for (const [who, page] of this.cast) for (const p of take(page.context())) note(`${who}: ${p}`)
    }, { stop, onFail: () => this.photos(name) })
  }

  // look checks the page as it stands, here and in a narrow window. Once per
  // kind of page and state is enough: what says which. With tab the page is
  // also walked with the keyboard.
  async look(page, what, { tab = false } = {}) {
    if (this.looked.has(what)) return
    this.looked.add(what)
    await page.waitForLoadState('load')
    await page.evaluate(() => document.fonts.ready.then(() => true))
    const wrong = [...(await basics(page)), ...(await reflow(page)), ...(await axe(page)), ...(await onPhone(page, reflow))]
    if (tab) wrong.push(...(await onPhone(page, keyboard)))
    for (const p of wrong) this.note(`${what} (${new URL(page.url()).pathname}): ${p}`)
    this.pages.add(what, await sent(page))
  }

  // photos keeps what everybody saw when a step failed.
  async photos(name) {
    for (const [who, page] of this.cast) if (!page.isClosed()) await photo(page, `failed-${name}-${who}`)
  }

  // mail finds the newest message to an address whose subject matches, and
  // gives its text and its link.
  async mail(address, subject) {
    const page = await this.person('mailbox')
    await page.goto(`/sviluppo/posta?a=${encodeURIComponent(address)}`)
    await this.look(page, 'mail of the demonstration')
    const message = page.locator('section', { has: page.getByRole('heading', { name: subject }) }).first()
    must(await message.count(), `no message to ${address} has the subject ${subject}; there are: ${(await page.getByRole('heading', { level: 2 }).allTextContents()).join(' | ')}`)
    const link = message.getByRole('link', { name: /^Seguire il collegamento/ })
    return { text: await message.innerText(), link: (await link.count()) ? await link.getAttribute('href') : '' }
  }

  // refused opens an address that must answer with one of the statuses.
  async refused(page, address, ...statuses) {
    await expecting(page.context(), statuses, () => page.goto(address))
    must(statuses.includes(status(page)), `${address} answers ${status(page)}, not ${statuses.join(' or ')}`)
  }

  // expecting allows refusals while fn runs.
  expecting(page, statuses, fn) {
    return expecting(page.context(), statuses, fn)
  }

  // validate checks the HTML of all the pages that were looked at.
  validate(name) {
    return this.report.test(`${name}: the HTML of ${this.pages.names.length} pages is valid`, async (note) => {
      for (const p of await this.pages.check()) note(p)
    })
  }

  async end() {
    for (const page of this.cast.values()) await page.context().close()
    this.cast.clear()
  }
}

export { enter }

// told waits until the page says the words.
export async function told(page, words) {
  await page.getByRole('main').getByText(words).filter({ visible: true }).first().waitFor()
}

// press sends a form of the page's main part by the name of its button, and
// waits for the page that comes back; not when a script answers in the page.
export async function press(page, name, { exact = true, stays = false } = {}) {
  const button = page.getByRole('main').getByRole('button', { name, exact })
  if (stays) return button.click()
  await Promise.all([page.waitForEvent('load'), button.click()])
}

// follow clicks a link of the page's main part by its name, and waits for the
// page.
export async function follow(page, name, { exact = false } = {}) {
  await Promise.all([page.waitForEvent('load'), page.getByRole('main').getByRole('link', { name, exact }).first().click()])
}

// detail reads the value of a term in a list of facts.
export async function detail(page, term) {
  const dt = page.locator('dt').filter({ hasText: new RegExp(`^${term}$`) }).first()
  return (await dt.locator('xpath=following-sibling::dd[1]').innerText()).trim()
}

// open opens what is folded under a name.
export async function open(page, name) {
  const summary = page.getByRole('main').locator('summary').filter({ hasText: name }).first()
  if (!(await summary.evaluate((s) => s.parentElement.open))) await summary.click()
}

// until asks again and again, four times a second, for what the server does by
// itself: it gives what fn gives, or fails after the seconds allowed.
export async function until(fn, seconds, what) {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const got = await fn()
    if (got) return got
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise((done) => setTimeout(done, 250))
  }
}

// in days from today, as date fields want it.
export function inDays(n) {
  return new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
}
