/** One term of the glossary: what it is, its lesson, its pages, its frames. */
import { useMemo } from 'preact/hooks'
import { lessons } from 'managerie-lessons'
import { glossary, type Term } from 'managerie-lessons/glossary'
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { plural } from '../layout/status-bar.tsx'
import { Inline } from '../lesson/markdown.tsx'
import { openLesson } from '../session.ts'
import { run } from '../store.ts'
import { labelOf, placeOf } from './entries.ts'
import { countFrames, goTo, showFrames } from './state.ts'

export function TermArticle({ term }: { term: Term }) {
  return (
    <>
      <p class="reference-kind">Term</p>
      <h2 class={term.code ? 'mono' : ''} tabIndex={-1}>
        {term.term}
      </h2>
      <p class="reference-words">
        <Inline text={term.text} />
      </p>
      {term.also.length > 0 && <p class="settings-note">Also: {term.also.join(', ')}</p>}
      <dl class="reference-facts">
        <dt>{term.taught ? 'Taught in' : 'Closest lesson'}</dt>
        <dd>
          <LessonLink id={term.lesson} />
        </dd>
        <dt>In the API</dt>
        <dd class="reference-links">
          {term.api.map((api) => (
            <button key={api} type="button" class="ref" onClick={() => goTo(placeOf(api))}>
              {labelOf(api)}
            </button>
          ))}
        </dd>
        <dt>Its frames</dt>
        <dd>{'filter' in term.frames ? <Frames {...term.frames} /> : <Inline text={term.frames.none} />}</dd>
        {term.see.length > 0 && (
          <>
            <dt>Read next</dt>
            <dd class="reference-links">
              {term.see.map((id) => (
                <button key={id} type="button" class="ref reference-term" onClick={() => goTo({ kind: 'term', id })}>
                  {glossary.find((one) => one.id === id)?.term}
                </button>
              ))}
            </dd>
          </>
        )}
      </dl>
    </>
  )
}

export function LessonLink({ id }: { id: string }) {
  const lesson = lessons.find((one) => one.id === id)
  if (!lesson) return null
  return (
    <button type="button" class="btn sm" onClick={() => attempt(() => openLesson(id))}>
      <Icon name="book" small />
      Lesson {lesson.number} · {lesson.title}
    </button>
  )
}

function Frames({ filter, words, unseen }: { filter: string; words: string; unseen: boolean }) {
  const version = run.value?.version
  const count = useMemo(() => countFrames(filter), [filter, version, run.value])
  const reason = count === null ? 'No frames yet. Run a program, or open a recording.' : count === 0 ? 'No frame of this run is one of them.' : undefined
  return (
    <>
      <p>
        {words}: <code class="code">{filter}</code>
      </p>
      {unseen && <p class="settings-note">The programs of the lessons cause none as they are given; change one, or write your own.</p>}
      <p class="reference-show">
        <button type="button" class="btn sm" aria-disabled={reason !== undefined} title={reason} onClick={() => reason === undefined && showFrames(filter)}>
          <Icon name="filter" small />
          Show such frames in this run
        </button>
        <span class="muted num">{reason ?? plural(count!, 'frame', 'frames')}</span>
      </p>
    </>
  )
}
