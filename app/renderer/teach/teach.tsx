/**
 * Teaching: the stops of a lesson in big type. What is said fills the screen; what is done stands below the work. A
 * clicker's keys go on and back (PageDown, PageUp) and make the screen black (B, or a full stop).
 */
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { announce } from '../layout/announce.ts'
import { Inline, Prose } from '../lesson/markdown.tsx'
import { lesson } from '../store.ts'
import { blank, endTeaching, isTeaching, moveStop, stop, stopIndex, stops } from './state.ts'
import { TALK, type Stop } from './stops.ts'
import './teach.css'

export function Teach() {
  const present = stop.value
  const shown = useRef<HTMLElement>(null)
  const fills = present?.kind === 'say'
  useEffect(() => {
    if (!isTeaching.value) return undefined
    addEventListener('keydown', byKey, { capture: true })
    return () => removeEventListener('keydown', byKey, { capture: true })
  }, [isTeaching.value])
  useEffect(() => {
    if (!present) return
    if (fills) shown.current?.focus()
    announce(`Stop ${stopIndex.peek() + 1} of ${stops.peek().length}: ${present.title}`)
  }, [present])
  if (!present) return null
  const way = (
    <div class="teach-way">
      <span class="num">
        Stop {stopIndex.value + 1} of {stops.value.length}
      </span>
      <span class="teach-bar" aria-hidden="true">
        <i style={{ width: `${(100 * (stopIndex.value + 1)) / stops.value.length}%` }} />
      </span>
      <span class="num">about {Math.round(TALK / stops.value.length)} s</span>
      <button type="button" class="iconbtn" title="Previous stop (PageUp)" aria-label="Previous stop" aria-disabled={stopIndex.value === 0} onClick={() => moveStop(-1)}>
        <Icon name="arrow-left" />
      </button>
      <button type="button" class="iconbtn" title="Next stop (PageDown)" aria-label="Next stop" aria-disabled={stopIndex.value === stops.value.length - 1} onClick={() => moveStop(1)}>
        <Icon name="arrow-right" />
      </button>
      <button type="button" class="iconbtn" title="Black screen (B)" aria-label="Black screen" onClick={() => (blank.value = true)}>
        <Icon name="circle-slash" />
      </button>
      <button type="button" class="iconbtn" title="Stop teaching" aria-label="Stop teaching" onClick={endTeaching}>
        <Icon name="close" />
      </button>
    </div>
  )
  return (
    <>
      {fills ? (
        <section ref={shown} class="teach" tabIndex={-1} aria-label={`Teaching: ${lesson.value?.title ?? ''}`}>
          <div class="teach-words">
            <p class="teach-over">
              {lesson.value?.title} · {present.phase}
            </p>
            <h1>{present.title}</h1>
            <Prose class="teach-prose" text={present.text} />
          </div>
          {way}
        </section>
      ) : (
        <section class="teach-strip" aria-label={`Teaching: ${lesson.value?.title ?? ''}`}>
          <p class="teach-turn">
            <Icon name="edit" />
            <Inline text={taskOf(present)} />
          </p>
          {way}
        </section>
      )}
      {blank.value && (
        <button type="button" class="teach-blank" aria-label="The screen is black. Show it again" onClick={() => (blank.value = false)} />
      )}
    </>
  )
}

/** Before a run everybody is asked what the lesson asks: its question stands in the pane that made room. */
function taskOf({ phase, text }: Stop): string {
  const predict = phase === 'Predict' ? lesson.value?.predict : undefined
  return predict ? `${predict.question} ${predict.choices.join(' · ')}` : text.replace(/\n/g, ' ')
}

function byKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open], [aria-modal="true"]')) return
  const types = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable], .monaco-editor, .xterm') !== null
  const act = actionOf(event.key, types)
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act()
}

/** What a key does; letters do nothing where somebody types. */
function actionOf(key: string, types: boolean): (() => void) | undefined {
  if (key === 'PageDown') return () => moveStop(1)
  if (key === 'PageUp') return () => moveStop(-1)
  if (types) return undefined
  if (key === 'b' || key === 'B' || key === '.') return () => void (blank.value = !blank.peek())
  return key === 'Escape' && stop.peek()?.kind === 'say' ? endTeaching : undefined
}
