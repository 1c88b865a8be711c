// The console of the API, which is large: it is fetched only when somebody
// opens it. Without script the page lists the operations in words.
export function apiConsole() {
  const place = document.querySelector('[data-api-console]')
  const button = document.querySelector('[data-api-open]')
  if (!place || !button) return
  button.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      await Promise.all([sheet(place.dataset.style), script(place.dataset.script)])
    } catch {
      button.disabled = false
      return
    }
    button.hidden = true
    window.SwaggerUIBundle({ url: place.dataset.apiConsole, domNode: place, validatorUrl: null, deepLinking: false, supportedSubmitMethods: ['get'], defaultModelsExpandDepth: -1 })
    place.focus()
  })
}

function sheet(href) {
  return loaded(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }))
}

function script(src) {
  return loaded(Object.assign(document.createElement('script'), { src }))
}

function loaded(element) {
  return new Promise((done, failed) => {
    element.onload = done
    element.onerror = failed
    document.head.append(element)
  })
}
