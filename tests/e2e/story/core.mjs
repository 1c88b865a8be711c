// The core of the job, told once for those who do it with a mouse, without
// JavaScript and with the keyboard only.
import { follow, press } from '../lib/story.mjs'

export const description = 'Le pratiche sono ferme da oltre sei mesi e l’ufficio ha un solo tecnico.'

// writeAndSend makes a request as somebody who is signed in and acts for one
// body, and gives its address. It uses no script.
export async function writeAndSend(page, subject) {
  await page.goto('/richieste/nuova')
  await press(page, 'Inizia la richiesta')
  await page.waitForURL(/\/richieste\/\d+\/modifica/)
  const address = new URL(page.url()).pathname.replace('/modifica', '')
  await fill(page, subject)
  await press(page, 'Invia la richiesta')
  await page.waitForURL(/\/ricevuta$/)
  await follow(page, 'Vai alla richiesta')
  return address
}

export async function fill(page, subject) {
  const option = page.getByLabel('Procedimento').locator('option', { hasText: /Permesso di costruire/i }).first()
  await page.getByLabel('Procedimento').selectOption(await option.getAttribute('value'))
  await page.getByLabel('Oggetto').fill(subject)
  await page.getByLabel('Descrizione del problema').fill(description)
}
