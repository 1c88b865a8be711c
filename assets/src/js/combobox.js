// Turns the search-and-choose field into an ARIA 1.2 combobox: suggestions
// while one types, arrows to move, Enter to choose, Escape to close.
export function combobox() {
  document.querySelectorAll('[data-combo]').forEach(start)
}

function start(root, n) {
  const input = root.querySelector('input[type=text]')
  const state = {
    root,
    input,
    value: valueField(root),
    list: listbox(root, input, n),
    status: statusLine(root),
    items: [],
    active: -1,
    asked: 0,
    timer: 0,
    chosen: input.value,
  }
  // Enter must send the form, not search: the list already searches.
  root.querySelector('[data-combo-search]')?.remove()
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-expanded', 'false')
  input.setAttribute('aria-controls', state.list.id)
  input.addEventListener('input', () => typed(state))
  input.addEventListener('keydown', (event) => pressed(state, event))
  input.addEventListener('blur', () => close(state))
}

// valueField is the hidden field of the choice. Radio buttons found by the
// server stay until one types again.
function valueField(root) {
  const hidden = root.querySelector('[data-combo-value]')
  if (hidden) return hidden
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = root.dataset.idName
  field.disabled = true
  root.append(field)
  return field
}

function listbox(root, input, n) {
  const label = root.querySelector('label')
  label.id ||= `${input.id}-nome`
  const list = document.createElement('ul')
  list.className = 'pass-options'
  list.id = `${input.id}-elenco-${n}`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-labelledby', label.id)
  list.hidden = true
  input.after(list)
  return list
}

function statusLine(root) {
  const p = document.createElement('p')
  p.className = 'visually-hidden'
  p.setAttribute('role', 'status')
  root.append(p)
  return p
}

function typed(state) {
  if (state.input.value !== state.chosen) forget(state)
  clearTimeout(state.timer)
  const text = state.input.value.trim()
  if (text.length < 2) {
    close(state)
    return
  }
  state.timer = setTimeout(() => suggest(state, text), 180)
}

// forget drops a choice whose text was changed.
function forget(state) {
  state.root.querySelector('[data-combo-candidates]')?.remove()
  state.value.disabled = false
  state.value.value = ''
  state.chosen = null
}

async function suggest(state, text) {
  const asked = ++state.asked
  try {
    const url = new URL(state.root.dataset.suggest, location.href)
    url.searchParams.set('q', text)
    const answer = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
    if (!answer.ok) throw new Error(String(answer.status))
    const { items } = await answer.json()
    if (asked === state.asked) show(state, items || [])
  } catch {
    if (asked !== state.asked) return
    close(state)
    state.status.textContent = 'Suggerimenti non disponibili: si può scrivere il nome per intero.'
  }
}

function show(state, items) {
  state.items = items
  state.active = -1
  state.list.replaceChildren(...items.map((item, i) => option(state, item, i)))
  state.input.removeAttribute('aria-activedescendant')
  const open = items.length > 0 && document.activeElement === state.input
  state.list.hidden = !open
  state.input.setAttribute('aria-expanded', String(open))
  state.status.textContent = count(items.length)
}

function count(n) {
  if (n === 0) return 'Nessun risultato.'
  return n === 1 ? 'Un risultato: freccia giù per sceglierlo.' : `${n} risultati: frecce per scorrerli.`
}

function option(state, item, i) {
  const li = document.createElement('li')
  li.id = `${state.list.id}-${i}`
  li.setAttribute('role', 'option')
  li.setAttribute('aria-selected', 'false')
  li.textContent = item.label
  if (item.note) {
    const small = document.createElement('small')
    small.textContent = item.note
    li.append(' ', small)
  }
  // mousedown comes before blur, which would close the list.
  li.addEventListener('mousedown', (event) => {
    event.preventDefault()
    choose(state, i)
  })
  return li
}

function pressed(state, event) {
  const open = !state.list.hidden
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      if (!open) return typed(state)
      event.preventDefault()
      return move(state, event.key === 'ArrowDown' ? 1 : -1)
    case 'Enter':
      if (!open || state.active < 0) return
      event.preventDefault()
      return choose(state, state.active)
    case 'Tab':
      if (open && state.active >= 0) choose(state, state.active)
      return
    case 'Escape':
      if (!open) return
      event.preventDefault()
      close(state)
  }
}

function move(state, step) {
  const options = [...state.list.children]
  state.active = (state.active + step + options.length + (state.active < 0 && step < 0 ? 1 : 0)) % options.length
  options.forEach((li, i) => li.setAttribute('aria-selected', String(i === state.active)))
  options[state.active].scrollIntoView({ block: 'nearest' })
  state.input.setAttribute('aria-activedescendant', options[state.active].id)
}

function choose(state, i) {
  const item = state.items[i]
  state.root.querySelector('[data-combo-candidates]')?.remove()
  state.value.disabled = false
  state.value.value = item.value
  state.input.value = item.label
  state.chosen = item.label
  close(state)
  state.status.textContent = `Scelto: ${item.label}.`
  state.value.dispatchEvent(new Event('change', { bubbles: true }))
}

function close(state) {
  clearTimeout(state.timer)
  state.asked++
  state.list.hidden = true
  state.active = -1
  state.input.setAttribute('aria-expanded', 'false')
  state.input.removeAttribute('aria-activedescendant')
}
