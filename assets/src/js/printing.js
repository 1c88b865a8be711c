// The print button appears only where it can work. Closed details open for
// the print, so that the paper says all that the page says.
export function printing() {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
  let opened = []
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('main details:not([open]):not(.pass-filters)')]
    for (const d of opened) d.open = true
  })
  window.addEventListener('afterprint', () => {
    for (const d of opened) d.open = false
  })
}
