/** Help: the keys, what to send to somebody who can help, versions and licences. */
import { attempt, commands, perform } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { acceleratorOf, isMac, shownKeys } from '../layout/chords.ts'
import { hello } from '../store.ts'
import { copyDiagnostics } from './diagnostics.ts'
import { WORK_OF_OTHERS } from './work-of-others.ts'
import '../settings/settings.css'
import './help.css'

/** Keys that are no commands: they act where a list, the editor or a field has the focus. */
const MORE_KEYS: readonly (readonly [keys: string, words: string])[] = [
  ['← →', 'In rows: fold and unfold, or from a request to its reply'],
  ['J K ↑ ↓', 'In rows: the next and the previous frame'],
  ['Enter', 'In rows: to the source line'],
  ['Alt ← Alt →', 'Scrub by one frame, with Shift by one call'],
  ['Ctrl F', 'In the traffic: find, which marks what matches'],
  ['1 – 9', 'In the director: release that frame'],
  ['Ctrl M', 'In the editor: Tab moves the focus instead of indenting'],
  ['Esc', 'Closes a card, a menu, the palette; never stops a program'],
]

/** Commands that have keys here, by their menus. */
function keysByGroup() {
  const groups = [...new Set(commands.map((command) => command.group))]
  return groups
    .map((group) => ({
      group,
      rows: commands
        .filter((command) => command.group === group)
        .map(({ id, title, accelerator }) => ({ id, title, keys: shownKeys(acceleratorOf(id, accelerator)) }))
        .filter(({ keys }) => keys !== undefined),
    }))
    .filter(({ rows }) => rows.length > 0)
}

export function HelpPage() {
  const known = hello.value
  return (
    <main class="paper" data-pane="lesson">
      <div class="paper-column">
        <div class="paper-head">
          <h1>Help</h1>
          <span class="sp" />
          <button type="button" class="btn" onClick={() => perform('show-reference')}>
            <Icon name="book" small />
            Glossary and reference
          </button>
          <button type="button" class="btn" onClick={() => attempt(copyDiagnostics)}>
            <Icon name="copy" small />
            Copy diagnostics
          </button>
          <button type="button" class="btn" data-pane-entry onClick={() => perform('back')}>
            <Icon name="arrow-left" small />
            Back
          </button>
        </div>
        <section class="card settings-group" aria-label="Keyboard shortcuts" id="help-keys">
          <h2>Keyboard shortcuts</h2>
          <p class="settings-note">Each can be changed in the settings. Whatever can be clicked can be reached by Tab and F6.</p>
          <div class="help-keys">
            {keysByGroup().map(({ group, rows }) => (
              <table key={group} class="shortcut-table">
                <caption>{group}</caption>
                <tbody>
                  {rows.map(({ id, title, keys }) => (
                    <tr key={id}>
                      <th scope="row">{title}</th>
                      <td>
                        <span class="kbd">{keys}</span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ))}
            <table class="shortcut-table">
              <caption>Where the focus is</caption>
              <tbody>
                {MORE_KEYS.map(([keys, words]) => (
                  <tr key={keys}>
                    <th scope="row">{words}</th>
                    <td>
                      <span class="kbd">{isMac() && keys === 'Ctrl F' ? 'Cmd F' : keys}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <section class="card settings-group" aria-label="Versions and licences" id="help-about">
          <h2>Versions and licences</h2>
          <dl class="facts">
            <dt>Managerie</dt>
            <dd>{known?.version}, MIT licence</dd>
            <dt>Shell</dt>
            <dd>{known?.shell === 'electron' ? 'Electron' : 'Web'}</dd>
            <dt>Runs programs</dt>
            <dd>{known?.runtimes.map((runtime) => runtime.label).join(', ')}</dd>
          </dl>
          <p class="settings-note">It is built with the work of others, each under its own licence:</p>
          <ul class="help-others">
            {WORK_OF_OTHERS.map(({ name, licence }) => (
              <li key={name}>
                {name} <span class="muted">{licence}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  )
}
