// Signing in as invented people, through the pages that everybody uses.

// signIn leads the page to the person's desk, or to the page it asked for.
// person is one of the list, or somebody new with cf, nome, cognome, email.
export async function signIn(page, person, { from = '/accesso' } = {}) {
  if (from) await page.goto(from)
  await page.getByRole('main').getByRole('link', { name: /^Entra/ }).first().click()
  await page.waitForURL(/\/demo-idp\/authorize/)
  await choose(page, person)
}

// enter does the same without the door, for tests that sign in very often.
export async function enter(page, person, back = '/scrivania') {
  await page.goto(`/accesso/entra?ritorno=${encodeURIComponent(back)}`)
  await choose(page, person)
}

// choose presses the button of a listed person, or types a new one.
export async function choose(page, person) {
  const known = page.locator('form', { has: page.locator(`input[name="cf"][value="${person.cf}"]`) })
  if (person.cognome === undefined || (await known.count()) > 0) {
    await known.getByRole('button').click()
  } else {
    await page.getByText('Entrare come un’altra persona').or(page.getByText("Entrare come un'altra persona")).click()
    await page.getByLabel('Codice fiscale').fill(person.cf)
    await page.getByLabel('Nome', { exact: true }).fill(person.nome)
    await page.getByLabel('Cognome').fill(person.cognome)
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByRole('button', { name: 'Entra', exact: true }).click()
  }
  await page.waitForURL((url) => !url.pathname.startsWith('/demo-idp') && !url.pathname.startsWith('/accesso/ritorno'))
}

// withRole finds the listed people of a role.
export function withRole(server, role) {
  const found = server.people.filter((p) => p.ruoli.includes(role))
  if (found.length === 0) throw new Error(`no invented person is ${role}: ${server.people.map((p) => p.ruoli).join(' | ')}`)
  return found
}

// newPerson invents somebody with a codice fiscale whose last character is
// right (D.M. 23 December 1976).
export function newPerson(nome, cognome, stem) {
  return { cf: stem + checkCharacter(stem), nome, cognome, email: `${nome}.${cognome}@example.org`.toLowerCase().replaceAll(/[^a-z0-9.@]/g, '') }
}

const odd = { 0: 1, 1: 0, 2: 5, 3: 7, 4: 9, 5: 13, 6: 15, 7: 17, 8: 19, 9: 21, A: 1, B: 0, C: 5, D: 7, E: 9, F: 13, G: 15, H: 17, I: 19, J: 21,
  K: 2, L: 4, M: 18, N: 20, O: 11, P: 3, Q: 6, R: 8, S: 12, T: 14, U: 16, V: 10, W: 22, X: 25, Y: 24, Z: 23 }

function checkCharacter(stem) {
  let sum = 0
  for (const [i, c] of [...stem].entries()) {
    sum += i % 2 === 0 ? odd[c] : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 65
  }
  return String.fromCharCode(65 + (sum % 26))
}
