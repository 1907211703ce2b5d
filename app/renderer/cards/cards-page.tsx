/** Interview cards: what does this print, how many frames does it cost? The answers come from runs. */
import { useEffect } from 'preact/hooks'
import { lessons } from 'managerie-lessons'
import { ANSWERED_VERSIONS, answersByVersion, CARD_FILE, cardProgram, cards, choicesOf, shownLines, type Answer, type Card } from 'managerie-lessons/cards'
import { attempt, perform } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { changeSettings } from '../keeping.ts'
import { announce } from '../layout/announce.ts'
import { Tick } from '../layout/marks.tsx'
import { ENDING, Inline } from '../lesson/markdown.tsx'
import { openLesson } from '../session.ts'
import { freeName, makeWorkspace, readRecent } from '../workspaces/actions.ts'
import { answer, card, choice, choose, goTo, language, position, pythonVersion, startOver, tally } from './state.ts'
import '../settings/settings.css'
import '../start/start-page.css'
import './cards.css'

const FRAMES = 'Requests and answers count, and the handshakes of connections that the line opens: what the editor writes beside a line. The lines above have run.'

export function CardsPage() {
  const present = card.value
  useEffect(() => {
    addEventListener('keydown', byKey)
    return () => removeEventListener('keydown', byKey)
  }, [])
  const { answered, right } = tally.value
  return (
    <main class="paper" data-pane="lesson">
      <div class="paper-column">
        <div class="paper-head">
          <h1>Interview cards</h1>
          <span class="sp" />
          <span class="seg" role="radiogroup" aria-label="Language of the cards">
            {(['typescript', 'python'] as const).map((one) => (
              <button key={one} type="button" role="radio" aria-checked={language.value === one} onClick={() => changeSettings({ language: one })}>
                {one === 'typescript' ? 'TypeScript' : 'Python'}
              </button>
            ))}
          </span>
          <button type="button" class="btn" onClick={() => perform('show-lessons')}>
            <Icon name="arrow-left" small />
            Lessons
          </button>
        </div>
        <div class="cards-way">
          <span class="num">
            Card {position.value + 1} of {cards.length}
          </span>
          <span class="start-progress" aria-hidden="true">
            <i style={{ width: `${(100 * right) / cards.length}%` }} />
          </span>
          <span class="sp" />
          <span class="num">{answered === 0 ? 'No answer yet' : `${right} of ${answered} right`}</span>
          {answered > 0 && (
            <button type="button" class="btn ghost sm" onClick={startOver}>
              Start over
            </button>
          )}
        </div>
        <CardFace key={`${present.id} ${language.value}`} present={present} />
        <div class="cards-foot">
          <button type="button" class="btn" aria-disabled={position.value === 0} title="Previous card (Left arrow)" onClick={() => goTo(position.peek() - 1)}>
            <Icon name="arrow-left" small />
            Previous
          </button>
          <span class="sp" />
          <button
            type="button"
            class={choice.value !== undefined && position.value < cards.length - 1 ? 'btn primary' : 'btn'}
            aria-disabled={position.value === cards.length - 1}
            title="Next card (Right arrow)"
            onClick={() => goTo(position.peek() + 1)}
          >
            Next
            <Icon name="arrow-right" small />
          </button>
        </div>
        <p class="settings-note">
          The answers were not written down: each card was run, in TypeScript and with CPython {ANSWERED_VERSIONS.join(', ')}.
        </p>
      </div>
    </main>
  )
}

function CardFace({ present }: { present: Card }) {
  const lines = shownLines(present, language.value)
  const mine = choice.value
  const known = mine !== undefined
  const lesson = lessons.find(({ id }) => id === present.lesson)
  const choices = choicesOf(present, language.value, pythonVersion.value)
  return (
    <article class="card interview" tabIndex={-1} data-pane-entry aria-label={`Card ${position.value + 1} of ${cards.length}`}>
      {lesson && (
        <p class="interview-lesson">
          Lesson {lesson.number} · {lesson.title}
        </p>
      )}
      <h2>{present.asks === 'frames' ? 'How many frames does the marked line cause?' : 'What does this print?'}</h2>
      {present.asks === 'frames' && <p class="settings-note">{FRAMES}</p>}
      <ol class="interview-code mono selectable" aria-label="The program">
        {lines.map((line, index) => (
          <li key={index} class={present.asks === 'frames' && index === lines.length - 1 ? 'marked' : ''} aria-label={present.asks === 'frames' && index === lines.length - 1 ? `${line}, the marked line` : undefined}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
      <div class="interview-choices" role="radiogroup" aria-label="Choices">
        {choices.map((each, index) => (
          <button
            key={String(each)}
            type="button"
            class={known && each === answer.value ? 'btn lg right' : 'btn lg'}
            role="radio"
            aria-checked={mine === each}
            aria-disabled={known}
            title={`Key ${index + 1}`}
            onClick={() => take(each)}
          >
            {known && each === answer.value && <Tick state="met" label="right" />}
            <span class="mono">{words(each)}</span>
          </button>
        ))}
        <button type="button" class="btn ghost lg" role="radio" aria-checked={mine === null} aria-disabled={known} title="Key 0" onClick={() => take(null)}>
          Not sure
        </button>
      </div>
      {known && (
        <div class="interview-why">
          <p class="selectable">
            <b>{mine === answer.value ? 'You knew it. ' : mine === null ? `It is ${words(answer.value)}. ` : `No: ${words(answer.value)}. `}</b>
            <Inline text={present.because} />
          </p>
          {language.value === 'python' && answersByVersion(present).length > 0 && (
            <p class="settings-note">
              {answersByVersion(present)
                .map(([version, each]) => `CPython ${version}: ${words(each)}`)
                .join(' · ')}
            </p>
          )}
          <p class="interview-on">
            <button type="button" class="btn sm" onClick={() => attempt(() => openCard(present))}>
              <Icon name="play" small />
              Open as a workspace, to run it
            </button>
            {lesson && (
              <button type="button" class="btn ghost sm" onClick={() => attempt(() => openLesson(lesson.id))}>
                <Icon name="book" small />
                Lesson {lesson.number}
              </button>
            )}
          </p>
        </div>
      )}
    </article>
  )
}

function take(value: Answer | null): void {
  if (choice.peek() !== undefined) return
  choose(value)
  announce(value === answer.peek() ? `Right: ${words(answer.peek())}.` : `It is ${words(answer.peek())}.`)
}

/** What is printed, on one line; no output has words, too. */
function words(value: Answer): string {
  return String(value) === '' ? 'nothing' : String(value).replace(/\n/g, ' ⏎ ')
}

async function openCard(present: Card): Promise<void> {
  await readRecent()
  const file = CARD_FILE + ENDING[language.peek()]
  const { text } = cardProgram(present, language.peek())
  await makeWorkspace({ name: freeName(`Card ${present.id}`), language: language.peek(), files: [{ name: file, text }], programs: [{ name: CARD_FILE, role: 'client', file }] })
}

/** 1 to 4 choose, 0 is not sure, the arrows turn over. */
function byKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open], [aria-modal="true"]')) return
  if (event.target instanceof Element && event.target.closest('input, select, textarea, [role="menu"], .seg')) return
  const choices = choicesOf(card.peek(), language.peek(), pythonVersion.peek())
  if (event.key === 'ArrowRight') goTo(position.peek() + 1)
  else if (event.key === 'ArrowLeft') goTo(position.peek() - 1)
  else if (event.key === '0') take(null)
  else if (/^[1-9]$/.test(event.key) && choices[Number(event.key) - 1] !== undefined) take(choices[Number(event.key) - 1]!)
}
