// Who walks the site: nobody, somebody without a mandate, and everybody that
// the demonstration lists.
import { openContext } from '../lib/browser.mjs'
import { enter, newPerson } from '../lib/people.mjs'

// readyRoles signs everybody in. Two people of one role are two entries: each
// sees other records, while pages are looked at once for each role.
export async function readyRoles(g) {
  const nobody = newPerson('Ermenegilda', 'Zuccotti', 'ZCCRNG64E45Z999')
  const people = [{ role: 'anonimo' }, { role: 'senza mandato', person: nobody },
    ...g.server.people.filter((p) => p.ruoli.length).map((p) => ({ role: p.ruoli[0], person: p }))]
  const ready = []
  for (const { role, person } of people) {
    const context = await openContext(g.browser, g.server)
    if (person) {
      const page = await context.newPage()
      await enter(page, person)
      await page.close()
    }
    ready.push({ role, person, context, name: person ? `${role}${second(ready, role)}` : role, found: null })
  }
  return ready
}

function second(ready, role) {
  const n = ready.filter((r) => r.role === role).length
  return n ? ` (${n + 1})` : ''
}

// the finds the first entry of a role.
export function the(g, role) {
  const found = g.roles.find((r) => r.role === role)
  if (!found) throw new Error(`the demonstration has no ${role}`)
  return found
}
