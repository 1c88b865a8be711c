// What every page owes to everybody, apart from axe: one h1, the language, the
// links of the footer, technical cookies only, the fonts, no scrolling
// sideways on a phone, and everything within reach of the keyboard.

const fonts = ['Titillium Web', 'Lora', 'Roboto Mono']
const footerLinks = ['accessibility-link', 'privacy-policy-link', 'legal-notes', 'feedback']

// basics gives what is wrong with the document as it stands.
export function basics(page) {
  return page.evaluate(({ fonts, footerLinks }) => {
    const wrong = []
    if (document.documentElement.lang !== 'it') wrong.push(`lang is «${document.documentElement.lang}»`)
    const h1 = document.querySelectorAll('h1')
    if (h1.length !== 1 || !h1[0].textContent.trim()) wrong.push(`${h1.length} h1`)
    if (!document.title.trim()) wrong.push('no title')
    for (const name of footerLinks) {
      const link = document.querySelector(`footer a[data-element="${name}"]`)
      if (!link?.getAttribute('href') || !link.textContent.trim()) wrong.push(`the footer has no ${name}`)
    }
    if (!document.querySelector('footer [data-element="dpo"]')) wrong.push('the footer does not name the RPD')
    for (const tag of ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p']) {
      const element = document.querySelector(`main ${tag}`)
      if (!element) continue
      const first = getComputedStyle(element).fontFamily.split(',')[0].replaceAll(/["']/g, '').trim()
      if (!fonts.includes(first)) wrong.push(`${tag} is in ${first}`)
    }
    if (!document.fonts.check('16px "Titillium Web"')) wrong.push('Titillium Web did not load')
    if (!getComputedStyle(document.documentElement).getPropertyValue('--bootstrap-italia-version').trim()) wrong.push('no Bootstrap Italia')
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id)
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i)
    if (twice.length) wrong.push(`ids used twice: ${twice.join(', ')}`)
    for (const a of document.querySelectorAll('a[href^="#"]')) {
      const id = decodeURIComponent(a.getAttribute('href').slice(1))
      if (id && !document.getElementById(id)) wrong.push(`link to #${id}, which is not there`)
    }
    return wrong
  }, { fonts, footerLinks })
}

// cookies gives the cookies that should not be: any before signing in, any
// that is not technical, HttpOnly and tied to this host afterwards.
export async function cookies(context, { signedIn }) {
  const wrong = []
  for (const c of await context.cookies()) {
    if (!signedIn) wrong.push(`cookie ${c.name} before signing in`)
    else if (!c.name.startsWith('__Host-pass-') || !c.httpOnly || !c.secure || c.path !== '/' || c.sameSite === 'None') {
      wrong.push(`cookie ${c.name} is not __Host-, HttpOnly, Secure, SameSite`)
    }
  }
  return wrong
}

export const wide = { width: 1280, height: 900 }
export const narrow = { width: 320, height: 800 }

// onPhone runs fn in a window of 320 px and goes back.
export async function onPhone(page, fn) {
  await page.setViewportSize(narrow)
  // Sizes are those of the new window only once it was drawn.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  try {
    return await fn(page)
  } finally {
    await page.setViewportSize(wide)
  }
}

// reflow gives what makes the page wider than its window. Areas that scroll by
// themselves, such as wide tables, are allowed (WCAG 1.4.10).
export function reflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return []
    const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && getComputedStyle(e).position !== 'fixed')
    return [`scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth}; ${describe(wide.at(-1))}`]
    function describe(e) {
      return e ? e.outerHTML.slice(0, 140) : ''
    }
  })
}

// keyboard walks the page with Tab and gives what is out of reach, out of
// order or without a visible focus.
export async function keyboard(page) {
  const expected = await page.evaluate(startWalk)
  for (let i = 0; i < expected + 4; i++) await page.keyboard.press('Tab')
  return page.evaluate(endWalk)
}

// startWalk marks what must be reached and notes each focus as it comes, with
// what it looks like. It runs in the page.
function startWalk() {
  const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]'
  const groups = new Set()
  const wanted = [...document.querySelectorAll(usable)].filter((e) => {
    if (e.tabIndex < 0 || e.disabled || e.matches(':disabled')) return false
    // A skip link shows itself only when it has the focus, yet it is there.
    if (!e.checkVisibility({ visibilityProperty: true })) return false
    if (e.tagName === 'SUMMARY' && e !== e.parentElement.querySelector(':scope > summary')) return false
    if (e.type === 'radio') {
      const key = `${e.form?.action} ${e.name}`
      const group = [...document.querySelectorAll('input[type=radio]')].filter((r) => r.name === e.name && r.form === e.form)
      if (groups.has(key) || (group.some((r) => r.checked) && !e.checked)) return false
      groups.add(key)
    }
    return true
  })
  document.activeElement?.blur() // a field that was just filled looks focused
  const plain = new Map()
  for (const e of wanted) plain.set(e, look(e))
  const walk = { wanted, seen: [], hidden: [], unmarked: [] }
  window.passWalk = walk
  window.scrollTo(0, 0)
  // The walk starts where a page just opened starts: before everything.
  const start = document.createElement('span')
  start.tabIndex = -1
  document.body.prepend(start)
  start.focus()
  document.addEventListener('focusin', (event) => {
    const e = event.target
    if (walk.seen.includes(e)) return
    walk.seen.push(e)
    const now = look(e)
    if (now === plain.get(e)) walk.unmarked.push(name(e))
    if (covered(e)) walk.hidden.push(name(e))
  })
  // A date field is four stops: day, month, year, calendar.
  return wanted.length + 3 * wanted.filter((e) => e.type === 'date').length

  function look(e) {
    const parts = [e, e.nextElementSibling, e.parentElement].filter(Boolean)
    return parts.map((x) => {
      const s = getComputedStyle(x)
      return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine, s.clipPath].join('|')
    }).join(' / ')
  }
  function covered(e) {
    const boxes = [...e.getClientRects()].filter((b) => b.width > 0 && b.height > 0)
    if (boxes.length === 0) return true
    return !boxes.some((b) => [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].some(([fx, fy]) => {
      const top = document.elementFromPoint(b.left + b.width * fx, b.top + b.height * fy)
      return top && (e.contains(top) || top.contains(e) || [...(e.labels ?? [])].some((l) => l.contains(top)))
    }))
  }
  function name(e) {
    return `${e.tagName.toLowerCase()} «${(e.textContent.trim() || e.name || e.id).slice(0, 50)}»`
  }
}

// endWalk compares what was reached with what should have been.
function endWalk() {
  const { wanted, seen, hidden, unmarked } = window.passWalk
  const wrong = []
  const missed = wanted.filter((e) => !seen.includes(e) && !sameGroup(e))
  if (missed.length) wrong.push(`Tab does not reach ${missed.length}: ${missed.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' ')}`)
  const first = seen[0]
  if (!first?.matches('.skiplinks a')) wrong.push(`the first Tab is not the skip link but ${first?.outerHTML.slice(0, 120)}`)
  if (hidden.length) wrong.push(`focus cannot be seen on ${hidden.length}: ${hidden.slice(0, 3).join(', ')}`)
  if (unmarked.length) wrong.push(`focus changes nothing on ${unmarked.length}: ${unmarked.slice(0, 3).join(', ')}`)
  return wrong
  function sameGroup(e) {
    return e.type === 'radio' && seen.some((s) => s.type === 'radio' && s.name === e.name && s.form === e.form)
  }
}
