/** The lesson: its phases, the present step's words, the task, goals, hints, and the way on. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { lessons } from 'managerie-lessons'
import { PHASES, type Lesson } from 'managerie-lessons/schema'
import { CommandButton } from '../layout/command-button.tsx'
import { plural } from '../layout/status-bar.tsx'
import { Icon } from '../icons.tsx'
import { lesson } from '../store.ts'
import { Goals } from './goals.tsx'
import { Hints } from './hints.tsx'
import { Prose } from './markdown.tsx'
import { goToStep, metCount, nextThing, solutionOpen, step, stepIndex, steps } from './place.ts'
import { Parting } from './parting.tsx'
import { PredictCard } from './predict.tsx'
import { WireCard } from './wire-card.tsx'
import './lesson.css'

export function LessonPane() {
  const open = lesson.value
  const present = step.value
  const scroll = useRef<HTMLDivElement>(null)
  const [more, setMore] = useState(false)
  useEffect(() => {
    const element = scroll.current
    if (!element) return undefined
    const look = () => setMore(element.scrollTop + element.clientHeight < element.scrollHeight - 1)
    const observer = new ResizeObserver(look)
    for (const child of [element, ...element.children]) observer.observe(child)
    element.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [open, stepIndex.value])
  // A new step is read from its beginning.
  useEffect(() => void scroll.current?.scrollTo(0, 0), [open, stepIndex.value])
  if (!open) return null
  return (
    <aside class="lesson" aria-label="Lesson" data-pane="lesson">
      <div ref={scroll} class="lesson-scroll" tabIndex={0} data-pane-entry aria-label={`${open.title}: the text of the lesson`} role="group">
        <div class="over">
          <span>
            {placeOf(open)}
          </span>
          <span>about {open.minutes} min</span>
        </div>
        <h1>{open.title}</h1>
        <Phases />
        {present && (
          <div class="selectable" key={stepIndex.value}>
            <h2 class="step-title">{present.title}</h2>
            <Prose class="prose" text={present.text} />
            {present.turn && (
              <div class="turn">
                <div class="h">
                  <Icon name="edit" small />
                  Your turn
                </div>
                <Prose text={present.turn} />
              </div>
            )}
            {present.phase === 'Predict' && <PredictCard step={present.title} />}
            {(present.phase === 'Predict' || present.phase === 'Run') && <WireCard />}
          </div>
        )}
        <Goals />
        <Parting />
        <Hints />
      </div>
      <div class={more ? 'lfoot more' : 'lfoot'}>
        <CommandButton id="reset-lesson" class="btn ghost sm">
          <Icon name="discard" small />
          Reset
        </CommandButton>
        <CommandButton id="show-solution" class="btn ghost sm" pressed={solutionOpen.value}>
          <Icon name="diff" small />
          Solution
        </CommandButton>
        <span class="sp" />
        <CommandButton id="previous-step" class="btn sm" label="Previous step">
          <Icon name="arrow-left" small />
        </CommandButton>
        <CommandButton id="next-step" class={nextThing.value === 'next' ? 'btn sm primary' : 'btn sm'} label="Next step">
          Next
          <Icon name="arrow-right" small />
        </CommandButton>
      </div>
    </aside>
  )
}

/** `Lesson 5 of 18`; as long as some of the curriculum are missing, what it is about instead. */
function placeOf({ number, subtitle }: Lesson): string {
  const complete = lessons.every((one) => one.number <= lessons.length)
  return complete ? `Lesson ${number} of ${lessons.length}` : `Lesson ${number} · ${subtitle}`
}

/** The way through the lesson. A phase is a button to its first step. */
function Phases() {
  const all = steps.value
  const current = PHASES.indexOf(step.value?.phase ?? 'Predict')
  return (
    <ol class="phases" aria-label="Phases of the lesson">
      {PHASES.map((phase, index) => {
        const first = all.findIndex((one) => one.phase === phase)
        const state = index < current ? 'done' : index === current ? 'cur' : ''
        return (
          <li key={phase} class={state}>
            <button type="button" disabled={first < 0} aria-current={index === current ? 'step' : undefined} onClick={() => goToStep(first)}>
              <i aria-hidden="true" />
              {phase}
              {state === 'done' && <span class="hidden-text">, done</span>}
            </button>
          </li>
        )
      })}
    </ol>
  )
}

const RING = { radius: 11, length: 2 * Math.PI * 11 }

/** The lesson folded away: number, ring of met goals. */
export function LessonRail() {
  const open = lesson.value
  if (!open) return null
  const met = metCount.value
  const all = open.goals.length
  return (
    <aside class="rail" aria-label="Lesson, collapsed" data-pane="lesson">
      <CommandButton id="toggle-lesson" class="iconbtn" label="Show the lesson">
        <Icon name="chevron-right" />
      </CommandButton>
      <svg width="28" height="28" viewBox="0 0 28 28" role="img" aria-label={`Lesson ${open.number}, ${met} of ${plural(all, 'goal', 'goals')} met`}>
        <circle cx="14" cy="14" r={RING.radius} fill="none" stroke="var(--line-2)" stroke-width="3" />
        {met > 0 && (
          <circle
            cx="14"
            cy="14"
            r={RING.radius}
            fill="none"
            stroke="var(--pass)"
            stroke-width="3"
            stroke-dasharray={`${(RING.length * met) / all} ${RING.length}`}
            transform="rotate(-90 14 14)"
            stroke-linecap="round"
          />
        )}
        <text x="14" y="18" text-anchor="middle">
          {open.number}
        </text>
      </svg>
      <span class="rail-count">
        {met} of {all}
      </span>
    </aside>
  )
}
