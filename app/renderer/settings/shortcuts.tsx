/** All shortcuts, to be read and to be changed. */
import { signal } from '@preact/signals'
import { commands, type Id } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { changeSettings } from '../keeping.ts'
import { acceleratorOf, chordFrom, sameChord, shownKeys } from '../layout/chords.ts'
import { announce } from '../layout/announce.ts'
import { settings } from '../store.ts'

/** The command whose new shortcut is awaited. */
const awaited = signal<Id | null>(null)
const refusal = signal<string | null>(null)

export function Shortcuts() {
  return (
    <section class="card settings-group" aria-label="Shortcuts">
      <h2>Shortcuts</h2>
      <p class="settings-note">Change, then press the keys. Escape leaves it as it is, Delete takes the shortcut away.</p>
      <table class="shortcut-table">
        <thead class="hidden-text">
          <tr>
            <th scope="col">Command</th>
            <th scope="col">Shortcut</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {commands.map((command) => (
            <Row key={command.id} id={command.id} title={command.title} standard={command.accelerator} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ id, title, standard }: { id: Id; title: string; standard: string | undefined }) {
  const waiting = awaited.value === id
  const changed = settings.value.shortcuts?.[id] !== undefined
  const keys = shownKeys(acceleratorOf(id, standard))
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        {waiting ? (
          <span class="shortcut-awaited" role="status">
            {refusal.value ?? 'Press the keys'}
          </span>
        ) : (
          keys && <span class="kbd">{keys}</span>
        )}
      </td>
      <td class="shortcut-tools">
        {changed && (
          <button type="button" class="iconbtn" aria-label={`Shortcut of ${title} as it was`} title="As it was" onClick={() => keep(id, undefined)}>
            <Icon name="discard" small />
          </button>
        )}
        <button
          type="button"
          class="btn sm"
          aria-label={`Change the shortcut of ${title}`}
          onClick={() => {
            awaited.value = id
            refusal.value = null
          }}
          onBlur={() => waiting && (awaited.value = null)}
          // Before the page's own listener, which does what the keys say now.
          data-keys={waiting ? 'awaited' : undefined}
          onKeyDown={(event) => waiting && hear(event, id)}
        >
          Change
        </button>
      </td>
    </tr>
  )
}

function hear(event: KeyboardEvent, id: Id): void {
  event.preventDefault()
  event.stopPropagation()
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  if (event.key === 'Escape') return void (awaited.value = null)
  if (event.key === 'Delete' || event.key === 'Backspace') return keep(id, null)
  const chord = chordFrom(event)
  if (chord === undefined) return refuse('With Ctrl or Alt, or one of F1 to F12')
  const taken = commands.find((one) => one.id !== id && sameChord(acceleratorOf(one.id, one.accelerator), chord))
  if (taken) return refuse(`${shownKeys(chord) ?? chord} is “${taken.title}”`)
  if (shownKeys(chord) === undefined) return refuse('The browser keeps these keys')
  keep(id, chord)
}

function refuse(words: string): void {
  refusal.value = words
  announce(words)
}

/** Undefined: the standard one again; null: none. */
function keep(id: Id, accelerator: string | null | undefined): void {
  const shortcuts = { ...settings.peek().shortcuts }
  if (accelerator === undefined) delete shortcuts[id]
  else shortcuts[id] = accelerator
  changeSettings({ shortcuts })
  awaited.value = null
}
