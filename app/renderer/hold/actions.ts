/** Commands of holding and breaking that are more than one call. */
import { deckOpen } from '../breaking/state.ts'
import { shownPage } from '../layout/panes.ts'
import { run, selection, showToast } from '../store.ts'
import { conditionWords } from './facts.ts'
import { asking, breakOn, isHolding, lastCondition, releaseUntil, rule, setRule } from './state.ts'

/** Until the condition that was given last; without one, or a second time, it is asked for. */
export async function askUntil(): Promise<void> {
  const last = lastCondition.peek()
  shownPage.value = 'traffic'
  if (last !== null && !asking.peek()) return releaseUntil(last)
  if (!isHolding.peek()) await setRule({ hold: 'requests' })
  asking.value = true
}

/** Holds frames like the selected one; or no more, where they are held. */
export async function breakOnSelected(): Promise<void> {
  const number = selection.peek()
  const frame = number === null ? undefined : run.peek()?.run.frames[number - 1]
  if (!frame) return
  await breakOn(frame)
  const present = rule.peek()
  showToast(present.hold === 'matching' ? `Held from now on: ${conditionWords(present.condition)}.` : 'No frame is held any more.')
}

export function toggleDeck(): void {
  deckOpen.value = !deckOpen.peek()
  if (deckOpen.peek()) shownPage.value = 'traffic'
}

export function focusHeld(): void {
  shownPage.value = 'traffic'
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.director')?.focus())
}
