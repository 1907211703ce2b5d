/** The page of all lessons: what there is, how far one is, and what programs can run here. */
import { lessons } from 'managerie-lessons'
import { LessonSchema, type Lesson } from 'managerie-lessons/schema'
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { plural } from '../layout/status-bar.tsx'
import { Tick } from '../layout/marks.tsx'
import { progressOf } from '../keeping.ts'
import { Inline } from '../lesson/markdown.tsx'
import { openLesson } from '../session.ts'
import { hello } from '../store.ts'
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
        <div class="start-cols">
          {chapters.map((chapter) => (
            <section key={chapter} aria-label={chapter}>
              <h3>{chapter}</h3>
              <ul>
                {lessons
                  .filter((lesson) => lesson.chapter === chapter)
                  .map((lesson) => (
                    <li key={lesson.id}>
                      <Card lesson={lesson} current={lesson === next} />
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </div>
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
      <h3>Runs on this computer</h3>
      <Runtimes />
      <p class="start-note">Everything works offline. Nothing runs until you press Run.</p>
    </aside>
  )
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

function Card({ lesson, current }: { lesson: Lesson; current: boolean }) {
  const { done, met } = progressOf(lesson.id)
  return (
    <button type="button" class={current ? 'lesson-card cur' : 'lesson-card'} onClick={() => attempt(() => openLesson(lesson.id))}>
      {done ? <Tick state="met" label="done" /> : <span class="lesson-number">{lesson.number}</span>}
      <span class="lesson-words">
        <b>{lesson.title}</b>
        <span>{lesson.subtitle}</span>
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
