// The whole main job, from a mayor's registration to a published figure.
import { Story } from './lib/story.mjs'
import { invite, remove } from './story/delegate.mjs'
import { join } from './story/join.mjs'
import { bottleneck } from './story/log.mjs'
import { figures, isolation } from './story/others.mjs'
import { answer, assign, work, write } from './story/request.mjs'

export async function journey(report, server, browser) {
  const s = new Story(report, server, browser, 'journey')
  try {
    for (const part of [join, invite, write, assign, work, bottleneck, answer, isolation, figures, remove]) await part(s)
    await s.validate('journey')
  } finally {
    await s.end()
  }
}
