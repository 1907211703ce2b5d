/** Contenders made of one process that is asked for a spell. */
import type { Contender, Figures } from '../contest.ts'
import type { Partner } from '../partner.ts'
import type { Workplace } from '../workplace.ts'

/** Asks the same of one partner in every spell. */
export function soloist(
  name: string,
  start: (place: Workplace) => Promise<Partner>,
  request: Readonly<Record<string, unknown>>,
  figures: (answer: Readonly<Record<string, number>>) => Figures = rateOf,
): Contender {
  return {
    name,
    async open(place) {
      const partner = await start(place)
      return { spell: async (seconds) => figures(await partner.ask({ ...request, seconds })), close: () => partner.end() }
    },
  }
}

function rateOf(answer: Readonly<Record<string, number>>): Figures {
  return { rate: answer['count']! / answer['seconds']! }
}
