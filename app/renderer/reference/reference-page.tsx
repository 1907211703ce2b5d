/** The reference: words of the glossary and names of the engine, with a search over both. */
import { useEffect } from 'preact/hooks'
import { glossary } from 'managerie-lessons/glossary'
import { attempt, perform } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { plural } from '../layout/status-bar.tsx'
import { LISTED_DOORS, nameEntry, samePlace, termEntry, type Entry, type Place } from './entries.ts'
import { NameArticle } from './name-article.tsx'
import { found, goBackInTrail, goTo, loadPages, openGroups, pages, place, shownName, shownTerm, toggleGroup, trail, wanted } from './state.ts'
import { TermArticle } from './term-article.tsx'
import '../settings/settings.css'
import './reference.css'

/** More of what was found is not listed: another word finds it sooner. */
const MOST_FOUND = 80

export function ReferencePage() {
  useEffect(() => attempt(loadPages), [])
  return (
    <main class="paper reference" data-pane="lesson">
      <div class="paper-head reference-head">
        <h1>Reference</h1>
        <span class="muted">Words of managers and of the wire, and every name of the engine with Python’s beside it.</span>
        <span class="sp" />
        <button type="button" class="btn" onClick={() => perform('back')}>
          <Icon name="arrow-left" small />
          Back
        </button>
      </div>
      <nav class="reference-nav" aria-label="Terms and names">
        <Search />
        <div class="reference-list" onKeyDown={moveInList}>
          {found.value === null ? <Groups /> : <Found entries={found.value} />}
        </div>
      </nav>
      <article class="reference-article selectable" aria-label="Entry" tabIndex={0}>
        <Trail />
        {shownTerm.value && <TermArticle key={shownTerm.value.id} term={shownTerm.value} />}
        {shownName.value && <NameArticle key={shownName.value.id} page={shownName.value} />}
        {!shownTerm.value && !shownName.value && <p class="muted">{pages.value === null ? 'Reading the names' : 'There is no such page any more.'}</p>}
      </article>
    </main>
  )
}

function Search() {
  return (
    <div class="reference-search">
      <Icon name="search" small />
      <input
        class="input"
        type="search"
        data-pane-entry
        aria-label="Search terms and names"
        placeholder="authkey, get_server, #PROXY"
        spellcheck={false}
        value={wanted.value}
        onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
        onKeyDown={(event) => {
          const first = found.peek()?.[0]
          if (event.key === 'Escape') wanted.value = ''
          else if (event.key === 'Enter' && first) goTo(first.place)
          else if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('.reference-list button')?.focus()
          else return
          event.preventDefault()
        }}
      />
    </div>
  )
}

/** Arrow keys go from row to row, and from the first to the field. */
function moveInList(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement
  const rows = [...list.querySelectorAll<HTMLElement>('button')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to === undefined || at < 0) return
  event.preventDefault()
  if (to < 0) list.parentElement?.querySelector('input')?.focus()
  else rows[Math.min(to, rows.length - 1)]?.focus()
}

function Groups() {
  const present = place.value
  return (
    <>
      <Group id="terms" title="Terms" entries={glossary.map(termEntry)} present={present} />
      {LISTED_DOORS.map((door) => (
        <Group key={door} id={door} title={door} code entries={namesOf(door)} present={present} />
      ))}
    </>
  )
}

/** What a door exports, by name; what several export is in each. */
function namesOf(door: string): Entry[] {
  const names = (pages.value ?? []).filter(({ doors }) => doors.includes(door))
  return names.toSorted((one, other) => one.name.localeCompare(other.name, 'en')).map(nameEntry)
}

function Group({ id, title, code = false, entries, present }: { id: string; title: string; code?: boolean; entries: readonly Entry[]; present: Place }) {
  const isOpen = openGroups.value.has(id)
  return (
    <section aria-label={title}>
      <button type="button" class="reference-group inset" aria-expanded={isOpen} onClick={() => toggleGroup(id)}>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} small />
        <span class={code ? 'mono' : ''}>{title}</span>
        <span class="num">{entries.length === 0 ? '' : entries.length}</span>
      </button>
      {isOpen && (
        <ul>
          {entries.map((entry) => (
            <Row key={entry.place.id} entry={entry} present={present} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Found({ entries }: { entries: readonly Entry[] }) {
  const present = place.value
  return (
    <section aria-label="Found">
      <p class="reference-count" role="status">
        {entries.length === 0 ? `Nothing has “${wanted.value.trim()}”. Try another word, or Python’s spelling.` : plural(entries.length, 'entry', 'entries')}
      </p>
      <ul>
        {entries.slice(0, MOST_FOUND).map((entry) => (
          <Row key={`${entry.place.kind} ${entry.place.id} ${entry.title}`} entry={entry} present={present} detailed />
        ))}
      </ul>
      {entries.length > MOST_FOUND && <p class="reference-count">The first {MOST_FOUND} are listed.</p>}
    </section>
  )
}

function Row({ entry, present, detailed = false }: { entry: Entry; present: Place; detailed?: boolean }) {
  const isHere = samePlace(present, entry.place)
  return (
    <li>
      <button type="button" class="reference-row inset" aria-current={isHere ? 'page' : undefined} title={detailed ? entry.detail : undefined} onClick={() => goTo(entry.place)}>
        <span class={entry.code ? 'mono' : ''}>{entry.title}</span>
        {detailed && <small>{entry.detail}</small>}
      </button>
    </li>
  )
}

/** Back to where one came from, within the reference. */
function Trail() {
  const before = trail.value.at(-1)
  if (!before) return null
  const title = before.kind === 'term' ? glossary.find(({ id }) => id === before.id)?.term : pages.value?.find(({ id }) => id === before.id)?.name
  return (
    <button type="button" class="btn ghost sm reference-trail" onClick={goBackInTrail}>
      <Icon name="arrow-left" small />
      {title}
    </button>
  )
}
