// A form that only changes how something is drawn redraws it at each change:
// data-pass-live names the element that the answer replaces. Without script the
// button of the form does the same with a whole page.
export function live() {
  for (const form of document.querySelectorAll('form[data-pass-live]')) {
    const id = form.dataset.passLive
    let last = 0
    const redraw = async () => {
      const turn = ++last
      const address = `${form.action}?${new URLSearchParams(new FormData(form))}`
      const target = document.getElementById(id)
      target.setAttribute('aria-busy', 'true')
      try {
        const answer = await fetch(address, { headers: { Accept: 'text/html' } })
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        const fresh = page.getElementById(id)
        if (turn !== last || !fresh) return
        target.replaceWith(fresh)
        history.replaceState(null, '', address)
      } catch {
        if (turn === last) form.submit() // the whole page says what is wrong
      }
    }
    let wait
    form.addEventListener('input', () => {
      clearTimeout(wait)
      wait = setTimeout(redraw, 120)
    })
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      redraw()
    })
  }
}
