/**
 * The answers of the cards, as they came out of runs, and the choices to put beside them. `answers.json` is written by
 * `npm run cards` and by nobody else.
 */
import stored from './answers.json' with { type: 'json' }
import { cards, type Card } from './cards.ts'
import type { CardLanguage } from './program.ts'

/** A number of frames, or what was printed. */
export type Answer = number | string

export interface Answers {
  readonly typescript: Answer
  /** One for every CPython, or, where they differ, one for each version: `3.12`. */
  readonly python: Answer | Readonly<Record<string, Answer>>
}

const answers: Readonly<Record<string, Answers>> = stored.cards

/** CPythons that the answers were computed with: `3.8`, oldest first. */
export const ANSWERED_VERSIONS: readonly string[] = stored.versions

/**
 * The answer to a card.
 * @param version of Python, as `3.12.1`; where it was not among those that ran, the nearest older one counts
 */
export function answerOf(card: Card, language: CardLanguage, version?: string): Answer {
  const found = answers[card.id]
  if (!found) throw new Error(`card ${card.id} has no answer: run npm run cards`)
  if (language === 'typescript') return found.typescript
  if (typeof found.python !== 'object') return found.python
  const wanted = version === undefined ? Infinity : minor(version)
  const versions = Object.keys(found.python).toSorted((one, other) => minor(one) - minor(other))
  return found.python[versions.findLast((one) => minor(one) <= wanted) ?? versions[0]!]!
}

/** Versions of Python that answer otherwise than others, with their answers; empty where all agree. */
export function answersByVersion(card: Card): readonly (readonly [version: string, answer: Answer])[] {
  const found = answers[card.id]?.python
  return typeof found === 'object' ? Object.entries(found).toSorted(([one], [other]) => minor(one) - minor(other)) : []
}

function minor(version: string): number {
  return Number(version.split('.')[1])
}

const CHOICES = 4

/**
 * Four choices, the answer among them: answers of other cards where there are such of the same kind, else numbers near
 * by. Always the same four for a card, in the order of their size or, of texts, in one that says nothing.
 */
export function choicesOf(card: Card, language: CardLanguage, version?: string): readonly Answer[] {
  const answer = answerOf(card, language, version)
  const others = cards.filter((other) => other.asks === card.asks && other.id !== card.id).map((other) => answerOf(other, language, version))
  const near = typeof answer === 'number' || /^\d+$/.test(answer) ? [2, -2, 4, 1, -1, 6].map((step) => Number(answer) + step).filter((each) => each >= 0) : []
  const opposite = /^(true|false)$/i.test(String(answer)) ? [answer === 'True' ? 'False' : answer === 'False' ? 'True' : answer === 'true' ? 'false' : 'true'] : []
  const same = shuffled(others.filter((other) => shapeOf(other) === shapeOf(answer)), card.id)
  const rest = shuffled(others, card.id)
  const numbers = typeof answer === 'number' ? near : near.map(String)
  // Of numbers one near by is always there, so that none can be told by being odd among the others.
  const wanted = [answer, ...opposite, ...numbers.slice(0, 1), ...same, ...numbers, ...rest]
  const chosen = [...new Set(wanted)].slice(0, CHOICES)
  const numeric = chosen.every((each) => /^\d+$/.test(String(each)))
  return numeric ? chosen.toSorted((one, other) => Number(one) - Number(other)) : shuffled(chosen, `${card.id} choices`)
}

function shapeOf(answer: Answer): string {
  return String(answer).replace(/\d+/g, '1').replace(/\w+/g, 'a').replace(/a(, a)+/g, 'a, a')
}

/** The same order for the same word, every time. */
function shuffled<Item>(items: readonly Item[], word: string): Item[] {
  return items
    .map((item, index) => [hash(`${word} ${index} ${String(item)}`), item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item)
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return value
}
