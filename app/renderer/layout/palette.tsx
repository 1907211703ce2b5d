/** Everything that can be done or gone to, by typing a part of its name. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { paletteOpen } from '../store.ts'
import { entriesFor, remember, type Entry } from './palette-entries.ts'
import './palette.css'

export function Palette() {
  return paletteOpen.value ? <Open /> : null
}

function Open() {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const before = useRef(document.activeElement)
  const entries = useMemo(() => entriesFor(query), [query])

  // Before the next key: what is typed at once goes into the field.
  useLayoutEffect(() => {
    field.current?.focus()
    return () => {
      // Back to where one was, unless the command went somewhere itself.
      if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus()
    }
  }, [])
  useEffect(() => {
    document.querySelector(`#palette-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function choose(entry: Entry | undefined) {
    if (!entry || entry.blocked !== undefined) return
    remember(entry.id)
    paletteOpen.value = false
    if (before.current instanceof HTMLElement) before.current.focus()
    entry.run()
  }

  function key(event: KeyboardEvent) {
    const last = entries.length - 1
    if (event.key === 'ArrowDown') setAt(at >= last ? 0 : at + 1)
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? last : at - 1)
    else if (event.key === 'PageDown') setAt(Math.min(last, at + 8))
    else if (event.key === 'PageUp') setAt(Math.max(0, at - 8))
    else if (event.key === 'Enter') choose(entries[at])
    else if (event.key === 'Escape') paletteOpen.value = false
    else if (event.key !== 'Tab') return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div class="palette-back" onPointerDown={(event) => event.target === event.currentTarget && (paletteOpen.value = false)}>
      <div class="card palette" role="dialog" aria-label="Commands" aria-modal="true">
        <div class="palette-field">
          <Icon name="search" small />
          <input
            ref={field}
            value={query}
            placeholder="Lessons, files, frames, commands"
            role="combobox"
            aria-label="Lessons, files, frames, commands"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={entries.length > 0 ? `palette-${at}` : undefined}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => {
              setQuery(event.currentTarget.value)
              setAt(0)
            }}
            onKeyDown={key}
          />
        </div>
        <div id="palette-list" class="palette-list" role="listbox" aria-label="Commands">
          {entries.map((entry, index) => (
            <div
              key={entry.id}
              id={`palette-${index}`}
              class={index === at ? 'palette-row on' : 'palette-row'}
              role="option"
              aria-selected={index === at}
              aria-disabled={entry.blocked !== undefined}
              title={entry.blocked}
              onPointerMove={() => setAt(index)}
              onClick={() => choose(entry)}
            >
              <Icon name={entry.icon} small />
              <span class="palette-title">{entry.title}</span>
              <span class="palette-detail">{entry.blocked ?? entry.detail}</span>
              {entry.keys && <span class="kbd">{entry.keys}</span>}
            </div>
          ))}
        </div>
        {entries.length === 0 && <p class="palette-none">Nothing called “{query}”. Try a method, a frame number or a lesson.</p>}
      </div>
    </div>
  )
}
