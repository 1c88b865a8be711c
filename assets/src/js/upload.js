// Shows name and size of the files chosen, and refuses at once what the
// server would refuse after a long wait.
export function upload() {
  for (const input of document.querySelectorAll('input[type=file][data-max-bytes]')) {
    const chosen = input.parentElement.querySelector('[data-chosen]')
    if (chosen) input.addEventListener('change', () => check(input, chosen))
  }
}

function check(input, chosen) {
  const problem = firstProblem(input)
  chosen.replaceChildren()
  input.toggleAttribute('aria-invalid', false)
  if (problem) {
    input.value = ''
    input.setAttribute('aria-invalid', 'true')
    chosen.append(line(`${problem} Il file non è stato scelto.`, 'pass-error'))
    return
  }
  for (const file of input.files) chosen.append(line(`${file.name}, ${bytes(file.size)}`))
}

function firstProblem(input) {
  const max = Number(input.dataset.maxBytes)
  const kinds = input.accept.split(',').filter(Boolean)
  for (const file of input.files) {
    const name = file.name.toLowerCase()
    if (kinds.length && !kinds.some((k) => name.endsWith(k.toLowerCase()))) {
      return `«${file.name}» non è di un formato ammesso (${kinds.join(', ').replaceAll('.', '')}).`
    }
    if (file.size === 0) return `«${file.name}» è vuoto.`
    if (max > 0 && file.size > max) return `«${file.name}» è di ${bytes(file.size)}: il massimo è ${bytes(max)}.`
  }
  return ''
}

function line(text, className) {
  const p = document.createElement('p')
  p.textContent = text
  if (className) p.className = className
  return p
}

function bytes(n) {
  const number = (x, digits) => x.toLocaleString('it-IT', { maximumFractionDigits: digits })
  if (n < 1000) return `${n} byte`
  if (n < 1e6) return `${number(n / 1000, 0)} kB`
  return `${number(n / 1e6, 1)} MB`
}
