// A second click on a button does not send the form twice. The server is safe
// by itself; this only spares people a page that says so.
export function once() {
  for (const form of document.querySelectorAll('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented) return
      if (form.dataset.sent) {
        event.preventDefault()
        return
      }
      form.dataset.sent = '1'
      mark(form, true)
    })
  }
  // The back button brings back a page that was left while sending.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent
      mark(form, false)
    }
  })
}

function mark(form, sent) {
  for (const button of form.querySelectorAll('button[type=submit]')) {
    if (sent) button.setAttribute('aria-disabled', 'true')
    else button.removeAttribute('aria-disabled')
  }
}
