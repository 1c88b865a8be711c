// The semester monitoring, from the campaign to a published revision, then
// data entry without JavaScript on a telephone.
import { Story } from './lib/story.mjs'
import { closes, opens } from './story/monitoring/campaign.mjs'
import { types, uploads } from './story/monitoring/entry.mjs'
import { locks, others, publishesAgain, revises } from './story/monitoring/lock.mjs'
import { joins } from './story/monitoring/people.mjs'
import { onATelephone } from './story/monitoring/plain.mjs'
import { checks, sends } from './story/monitoring/sending.mjs'

export async function monitoring(report, server, browser) {
  const s = new Story(report, server, browser, 'monitoring')
  try {
    for (const part of [joins, opens, uploads, types, sends, checks, closes, locks, revises, publishesAgain, others, onATelephone]) await part(s)
    await s.validate('monitoring')
  } finally {
    await s.end()
  }
}
