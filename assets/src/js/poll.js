// Refreshes a running job every second from its data-poll address, which
// answers with the same element. When the job has ended it opens the result.
export function poll() {
  for (const element of document.querySelectorAll('[data-poll]')) watch(element, 1000)
}

function watch(element, delay) {
  setTimeout(() => ask(element, delay), delay)
}

async function ask(element, delay) {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => ask(element, 1000), { once: true })
    return
  }
  try {
    const answer = await fetch(element.dataset.poll, {
      headers: { 'X-Poll': '1' },
      credentials: 'same-origin',
      redirect: 'error',
    })
    if (!answer.ok) throw new Error(String(answer.status))
    const fresh = parse(await answer.text(), element.id)
    if (!fresh) throw new Error('no such element')
    if (fresh.dataset.poll) {
      refresh(element, fresh)
      watch(element, 1000)
    } else {
      element.replaceWith(fresh)
      if (fresh.dataset.pollOpen) location.assign(fresh.dataset.pollOpen)
    }
  } catch {
    // A node that restarts or a lost line: ask again, less and less often.
    watch(element, Math.min(delay * 2, 15000))
  }
}

function parse(html, id) {
  return new DOMParser().parseFromString(html, 'text/html').getElementById(id)
}

// refresh changes text and bar in place, so that the focus stays.
function refresh(element, fresh) {
  for (const part of ['.pass-progress-label', '.pass-progress-text']) {
    const [old, now] = [element.querySelector(part), fresh.querySelector(part)]
    if (old && now && old.textContent !== now.textContent) old.textContent = now.textContent
  }
  const [bar, now] = [element.querySelector('progress'), fresh.querySelector('progress')]
  if (!bar || !now) return
  for (const name of ['max', 'value']) {
    if (now.hasAttribute(name)) bar.setAttribute(name, now.getAttribute(name))
    else bar.removeAttribute(name)
  }
}
