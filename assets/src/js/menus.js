// The personal menu closes on Escape and on a click elsewhere.
export function menus() {
  const open = () => document.querySelectorAll('details[data-menu][open]')
  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of open()) {
      menu.open = false
      if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
    }
  })
}
