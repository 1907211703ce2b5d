/** The deck of interview cards: where one is in it, and what was chosen. For as long as the page is open. */
import { computed, signal } from '@preact/signals'
import { answerOf, cards, type Answer } from 'managerie-lessons/cards'
import { hello, settings } from '../store.ts'

export const position = signal(0)
export const card = computed(() => cards[position.value] ?? cards[0]!)
export const language = computed(() => settings.value.language)

/** Version of the Python that would run them: the one chosen, else the newest. */
export const pythonVersion = computed<string | undefined>(() => {
  const pythons = (hello.value?.runtimes ?? []).filter((runtime) => runtime.language === 'python')
  const chosen = pythons.find((runtime) => runtime.id === settings.value.python)
  return (chosen ?? pythons.toSorted((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))[0])?.version
})

/** `undefined`: not yet · `null`: not sure. By card and language. */
const chosen = signal<ReadonlyMap<string, Answer | null>>(new Map())

const keyOf = (id: string): string => `${language.value} ${id}`
export const choice = computed(() => chosen.value.get(keyOf(card.value.id)))
export const answer = computed(() => answerOf(card.value, language.value, pythonVersion.value))

export function choose(value: Answer | null): void {
  if (choice.peek() !== undefined) return
  chosen.value = new Map(chosen.peek()).set(keyOf(card.peek().id), value)
}

export const tally = computed(() => {
  const mine = cards.filter(({ id }) => chosen.value.has(keyOf(id)))
  return { answered: mine.length, right: mine.filter((one) => chosen.value.get(keyOf(one.id)) === answerOf(one, language.value, pythonVersion.value)).length }
})

export function goTo(index: number): void {
  position.value = Math.max(0, Math.min(cards.length - 1, index))
}

export function startOver(): void {
  chosen.value = new Map([...chosen.peek()].filter(([key]) => !key.startsWith(`${language.peek()} `)))
  position.value = 0
}
