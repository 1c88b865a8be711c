// Saves a draft while one types. What the server has not confirmed yet is kept
// in this browser too, against a lost line or an expired session.
const prefix = 'pass:bozza:'
const pause = 1500
const maxAge = 7 * 24 * 3600 * 1000

export function autosave() {
  tidy()
  for (const form of document.querySelectorAll('form[data-autosave]')) start(form)
  // Who signs out of a shared computer leaves nothing behind.
  document.querySelector('.pass-user-menu form')?.addEventListener('submit', () => drop(() => true))
}

function start(form) {
  const state = {
    form,
    key: prefix + (document.querySelector('.pass-user-menu strong')?.textContent ?? '') + ':' + form.getAttribute('action'),
    status: form.querySelector('[data-autosave-status]'),
    timer: 0,
    running: null,
    last: content(form),
  }
  offer(state)
  const changed = () => {
    keep(state)
    clearTimeout(state.timer)
    state.timer = setTimeout(() => save(state), pause)
  }
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  form.addEventListener('submit', () => {
    clearTimeout(state.timer)
    state.running?.abort()
    remember(state.key)
  })
  window.addEventListener('online', () => save(state))
}

// content is what the draft holds: no files, and not the token that lets the
// form be sent once.
function content(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'token')
  return new URLSearchParams(pairs).toString()
}

async function save(state) {
  const body = content(state.form)
  if (body === state.last || state.form.dataset.sent) return
  state.running?.abort()
  state.running = new AbortController()
  try {
    const answer = await fetch(state.form.dataset.autosave, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: { 'X-Autosave': '1', Accept: 'application/json' },
      credentials: 'same-origin',
      redirect: 'manual',
      signal: state.running.signal,
    })
    if (!answer.ok) {
      say(state, refused(answer))
      return
    }
    state.last = body
    if (content(state.form) === body) localRemove(state.key)
    say(state, `Bozza salvata alle ${time(new Date())}`)
  } catch (error) {
    if (error.name === 'AbortError') return
    say(state, 'Connessione assente. Quanto scritto resta in questo browser e sarà salvato al ritorno della connessione.')
    state.timer = setTimeout(() => save(state), 15000)
  }
}

function refused(answer) {
  if (answer.type === 'opaqueredirect' || answer.status === 401) {
    return 'La sessione è scaduta. Quanto scritto resta in questo browser: dopo un nuovo accesso si potrà recuperare.'
  }
  return 'Bozza non salvata. Quanto scritto resta in questo browser: conviene usare il pulsante per salvare.'
}

function say(state, text) {
  if (state.status) state.status.textContent = text
}

function time(date) {
  return date.toLocaleTimeString('it-IT', { hour: '2-digit', minute: '2-digit' })
}

function keep(state) {
  localSet(state.key, { at: Date.now(), body: content(state.form) })
}

// offer proposes a copy that the server never confirmed.
function offer(state) {
  const copy = localGet(state.key)
  if (!copy) return
  if (copy.body === content(state.form)) {
    localRemove(state.key)
    return
  }
  const recover = button('Recupera', () => {
    fill(state.form, new URLSearchParams(copy.body))
    say(state, 'Testo recuperato.')
    save(state)
  })
  const discard = button('Scarta', () => {
    localRemove(state.key)
    say(state, '')
  })
  say(state, `In questo browser c’è un testo non salvato, delle ${time(new Date(copy.at))} del ${new Date(copy.at).toLocaleDateString('it-IT')}.`)
  state.status?.append(recover, discard)
  // Above the form it is seen before one starts again.
  if (state.status) state.form.prepend(state.status)
}

function button(text, act) {
  const b = document.createElement('button')
  b.type = 'button'
  b.className = 'btn btn-outline-primary btn-sm'
  b.textContent = text
  b.addEventListener('click', act)
  return b
}

function fill(form, values) {
  for (const field of form.elements) {
    if (!field.name || field.type === 'file' || field.type === 'submit' || field.name === 'token') continue
    if (field.type === 'checkbox' || field.type === 'radio') {
      field.checked = values.getAll(field.name).includes(field.value)
    } else if (values.has(field.name)) {
      field.value = values.get(field.name)
    }
  }
}

// remember notes which form was sent; tidy drops its copy on the next page,
// unless that page is the form again with errors, or the sign-in.
function remember(key) {
  try {
    sessionStorage.setItem('pass:inviato', key)
  } catch {
    // Storage is off: nothing was kept either.
  }
}

function tidy() {
  try {
    const sent = sessionStorage.getItem('pass:inviato')
    sessionStorage.removeItem('pass:inviato')
    const signedIn = document.querySelector('.pass-user')
    if (sent && signedIn && !document.getElementById('errori')) localRemove(sent)
  } catch {
    // Storage is off.
  }
  drop((copy) => !copy || Date.now() - copy.at > maxAge)
}

function drop(condition) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix) && condition(localGet(key))) localStorage.removeItem(key)
    }
  } catch {
    // Storage is off.
  }
}

function localSet(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or off: the server's copy is the one that counts.
  }
}

function localGet(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

function localRemove(key) {
  try {
    localStorage.removeItem(key)
  } catch {
    // Storage is off.
  }
}
