/** The page of all lessons: what there is, how far one is, and what programs can run here. */
import { signal } from '@preact/signals'
import { lessons } from 'managerie-lessons'
import { LessonSchema, type Lesson } from 'managerie-lessons/schema'
import { attempt, commands, type Id } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { acceleratorOf, shownKeys } from '../layout/chords.ts'
import { CommandButton } from '../layout/command-button.tsx'
import { plural } from '../layout/status-bar.tsx'
import { RecentList } from '../workspaces/recent-list.tsx'
import { Tick } from '../layout/marks.tsx'
import { progressOf } from '../keeping.ts'
import { Inline } from '../lesson/markdown.tsx'
import { goFast } from '../lesson/place.ts'
import { hasHost, theHost } from '../link.ts'
import { openLesson } from '../session.ts'
import { hello } from '../store.ts'
import { searchLessons } from './search.ts'
import './start-page.css'

const CHAPTERS = LessonSchema.entries.chapter.options
const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five']

export function StartPage() {
  const next = lessons.find((lesson) => !progressOf(lesson.id).done) ?? lessons[0]
  const chapters = CHAPTERS.filter((chapter) => lessons.some((lesson) => lesson.chapter === chapter))
  const done = lessons.filter((lesson) => progressOf(lesson.id).done).length
  return (
    <main class="start" data-pane="lesson">
      <Side />
      <section class="start-main" aria-label="Lessons">
        {next && <Hero lesson={next} />}
        <div class="start-head">
          <h2>Lessons</h2>
          <span class="muted">
            {plural(lessons.length, 'lesson', 'lessons')} in {COUNTS[chapters.length]} {chapters.length === 1 ? 'chapter' : 'chapters'}. Every one in TypeScript and in Python.
          </span>
          <span class="sp" />
          <span class="muted num">
            {done} of {lessons.length} done
          </span>
          <span class="start-progress" aria-hidden="true">
            <i style={{ width: `${(100 * done) / lessons.length}%` }} />
          </span>
        </div>
        <Search />
        {wanted.value.trim() !== '' ? (
          <FoundLessons />
        ) : (
        <div class="start-cols">
          {chapters.map((chapter) => (
            <section key={chapter} aria-label={chapter}>
              <h3>{chapter}</h3>
              <ul>
                {lessons
                  .filter((lesson) => lesson.chapter === chapter)
                  .map((lesson) => (
                    <li key={lesson.id} class="lesson-place">
                      <Card lesson={lesson} current={lesson === next} />
                      <FastTrack lesson={lesson} />
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </div>
        )}
      </section>
    </main>
  )
}

function Side() {
  return (
    <aside class="start-side" aria-label="About">
      <div class="start-name">
        <Sign />
        <div>
          <div class="start-word">Managerie</div>
          <div class="muted">Processes that share objects</div>
        </div>
      </div>
      <p class="start-lead">Change a program, run it as real processes, and watch every frame that passes between them.</p>
      <h3>Start</h3>
      <ul class="start-list">
        {STARTS.map(([id, icon]) => (
          <li key={id}>
            <CommandButton id={id} class="start-item">
              <Icon name={icon} />
              <span>{commands.find((one) => one.id === id)?.title}</span>
              <Keys id={id} />
            </CommandButton>
          </li>
        ))}
      </ul>
      <h3 id="start-recent">Recent</h3>
      <RecentList />
      <h3>Runs on this computer</h3>
      <Runtimes />
      <p class="start-note">Everything works offline. Nothing runs until you press Run.</p>
    </aside>
  )
}

/** What is looked for among the lessons. */
const wanted = signal('')
/** Texts of the lessons by id; read when somebody begins to look. */
const texts = signal<ReadonlyMap<string, string>>(new Map())
let reading: Promise<unknown> | undefined

function readTexts(): void {
  if (!hasHost()) return
  reading ??= Promise.all(lessons.map(async ({ id }) => [id, (await theHost().lessonText({ lesson: id, language: 'typescript' })).text] as const)).then(
    (all) => void (texts.value = new Map(all)),
    // Titles are searched all the same; the next look tries again.
    () => void (reading = undefined),
  )
}

function Search() {
  return (
    <div class="start-search">
      <Icon name="search" small />
      <input
        class="input"
        type="search"
        aria-label="Search the lessons"
        placeholder="Search titles, texts and terms: refcount, #PROXY, deadlock"
        value={wanted.value}
        onFocus={readTexts}
        onInput={({ currentTarget }) => {
          readTexts()
          wanted.value = currentTarget.value
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') wanted.value = ''
        }}
      />
    </div>
  )
}

function FoundLessons() {
  const found = searchLessons(wanted.value, lessons, texts.value)
  return (
    <section class="start-found" aria-label="Found lessons">
      <p class="muted" role="status">
        {found.length === 0 ? `No lesson has “${wanted.value.trim()}”. Try another word.` : plural(found.length, 'lesson', 'lessons')}
      </p>
      <ul>
        {found.map(({ lesson, piece }) => (
          <li key={lesson.id}>
            <Card lesson={lesson} current={false} piece={piece} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** To the Break step at once: who meets the goals there is done with the lesson. */
function FastTrack({ lesson }: { lesson: Lesson }) {
  if (progressOf(lesson.id).done) return null
  return (
    <button
      type="button"
      class="iconbtn lesson-fast"
      aria-label={`Fast track of lesson ${lesson.number}`}
      title="Fast track: straight to Break and Fix. When the goals are met, the lesson is done."
      onClick={() =>
        attempt(async () => {
          await openLesson(lesson.id)
          goFast()
        })
      }
    >
      <Icon name="debug-step-over" small />
    </button>
  )
}

const STARTS = [
  ['new-workspace', 'new-file'],
  ['open-folder', 'folder'],
  ['open-recording', 'history'],
  ['show-cards', 'note'],
  ['show-reference', 'book'],
  ['show-lens', 'diff'],
] as const

function Keys({ id }: { id: Id }) {
  const keys = shownKeys(acceleratorOf(id, commands.find((one) => one.id === id)?.accelerator))
  return keys ? <span class="kbd">{keys}</span> : null
}

function Sign() {
  return (
    <svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true">
      <path d="M9 29 20 11l11 18" fill="none" stroke="var(--line-strong)" stroke-width="2" />
      <rect x="13" y="4" width="14" height="14" rx="4" fill="var(--p1)" />
      <circle cx="9" cy="30" r="6.5" fill="var(--p2)" />
      <circle cx="31" cy="30" r="6.5" fill="var(--p3)" />
    </svg>
  )
}

function Runtimes() {
  const known = hello.value?.runtimes ?? []
  const pythons = known.filter((runtime) => runtime.language === 'python')
  const newest = pythons.toSorted((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))[0]
  return (
    <>
      <ul class="start-runtimes">
        {known
          .filter((runtime) => runtime.language === 'typescript')
          .map((runtime) => (
            <li key={runtime.id}>
              <Tick state="met" label="ready" />
              <b>TypeScript</b>
              <span>{runtime.label}, built in</span>
            </li>
          ))}
        {newest && (
          <li>
            <Tick state="met" label="ready" />
            <b>Python</b>
            <span>
              {newest.label}
              {pythons.length > 1 ? `, and ${pythons.length - 1} more` : ', found'}
            </span>
          </li>
        )}
      </ul>
      {hello.value && !hello.value.searching && !newest && (
        <p class="start-note">
          <b>No Python found.</b> Python lessons can be read here; to run them, install CPython 3.8 or newer. TypeScript lessons run.
        </p>
      )}
    </>
  )
}

function Hero({ lesson }: { lesson: Lesson }) {
  const begun = progressOf(lesson.id).step > 0
  return (
    <div class="hero">
      <div class="hero-words">
        <span class="hero-eye">
          {begun ? 'Go on here' : 'Start here'} · {lesson.minutes} min
        </span>
        <h1>{lesson.title}</h1>
        <p>{lesson.subtitle}</p>
        <div class="hero-go">
          <button type="button" class="btn primary lg" data-pane-entry onClick={() => attempt(() => openLesson(lesson.id))}>
            <Icon name="play" />
            {begun ? `Go on with lesson ${lesson.number}` : `Start lesson ${lesson.number}`}
          </button>
        </div>
      </div>
      <div class="hero-aims">
        <h2>Afterwards you can</h2>
        <ul>
          {lesson.teaches.map((sentence) => (
            <li key={sentence}>
              <Tick state="ahead" label="" />
              <Inline text={sentence} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Card({ lesson, current, piece }: { lesson: Lesson; current: boolean; piece?: string | undefined }) {
  const { done, met } = progressOf(lesson.id)
  return (
    <button type="button" class={current ? 'lesson-card cur' : 'lesson-card'} onClick={() => attempt(() => openLesson(lesson.id))}>
      {done ? <Tick state="met" label="done" /> : <span class="lesson-number">{lesson.number}</span>}
      <span class="lesson-words">
        <b>{lesson.title}</b>
        <span>{lesson.subtitle}</span>
        {piece !== undefined && <span class="lesson-piece">{piece}</span>}
        {met.length > 0 && !done && (
          <span>
            {met.length} of {lesson.goals.length} goals
          </span>
        )}
      </span>
      <i>{lesson.minutes}′</i>
    </button>
  )
}
