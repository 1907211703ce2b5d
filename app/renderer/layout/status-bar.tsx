/** The facts of the run, in one line, and what the Tab key does. */
import type { Runtime } from '../../contract/host.ts'
import { changeSettings } from '../keeping.ts'
import { diagnoses, explainRun } from '../explain/state.ts'
import { unnamed } from '../breaking/state.ts'
import { heldNow } from '../hold/state.ts'
import { Icon } from '../icons.tsx'
import { review } from '../review.ts'
import { hello, isFrozen, lostEvents, omittedFrames, page, run, runState, settings, tabMovesFocus, workspace } from '../store.ts'
import { isMac } from './chords.ts'
import { Menu } from './menu.tsx'
import './status-bar.css'

export function StatusBar() {
  return (
    <footer class="statusbar" aria-label="Status">
      {page.value === 'work' ? <Facts /> : <span>Version {hello.value?.version ?? ''}</span>}
      <span class="sp" />
      {page.value === 'work' ? (
        <>
          <Runtimes />
          <TabHint />
        </>
      ) : (
        <span>F6 next pane</span>
      )}
    </footer>
  )
}

function Facts() {
  const state = runState.value
  const present = run.value
  if (!state) return <span>No run yet</span>
  const summary = review.value?.summary
  return (
    <>
      <span>
        <b>Run {state.run}</b>
      </span>
      {present && <span>{plural(present.run.processes.size, 'process', 'processes')}</span>}
      {summary && (
        <>
          <span class="num">
            {plural(summary.frames, 'frame', 'frames')}
            {summary.inHandshakes > 0 && `, ${grouped(summary.inHandshakes)} in handshakes`}
          </span>
          {summary.refused > 0 && <span>{grouped(summary.refused)} refused</span>}
          {summary.failed > 0 && <span>{grouped(summary.failed)} failed</span>}
        </>
      )}
      {heldNow.value.length > 0 && <span class="num">{grouped(heldNow.value.length)} held</span>}
      {isFrozen.value && <span>view frozen</span>}
      <Causes />
      {omittedFrames.value > 0 && (
        <span class="num" title="They came faster than they can be shown. Each is a part of a call that was left out whole.">
          {plural(omittedFrames.value, 'frame', 'frames')} left out
        </span>
      )}
      {lostEvents.value > 0 && <span>{plural(lostEvents.value, 'trace line', 'trace lines')} could not be read</span>}
    </>
  )
}

/** What was found to be wrong, and the way to its explanation. */
function Causes() {
  const found = diagnoses.value
  if (found.length === 0) return null
  return (
    <button type="button" class="status-button" title={found.length === 1 && !unnamed(found[0]!) ? found[0]!.title : 'What went wrong, and why'} onClick={explainRun}>
      <Icon name="lightbulb" small />
      {found.length === 1 ? 'Explain what went wrong' : `${found.length} causes found`}
    </button>
  )
}

/** The runtime in use stands out; a Python can be chosen where there are several. */
function Runtimes() {
  const known = hello.value?.runtimes ?? []
  const language = workspace.value?.language
  const pythons = known.filter((runtime) => runtime.language === 'python')
  const node = known.find((runtime) => runtime.language === 'typescript')
  const python = pythons.find((runtime) => runtime.id === settings.value.python) ?? newest(pythons)
  const typescript = node && <span key="node">{language === 'typescript' ? <b>{node.label}</b> : node.label}</span>
  const other = <span key="python">{python ? language === 'python' ? <b>{python.label}</b> : python.label : hello.value?.searching ? 'Looking for Python' : 'No Python found'}</span>
  const choice = (
    <Menu
      key="choice"
      class="status-menu"
      title="Choose the Python that runs Python programs"
      align="end"
      up
      items={pythons.map((one) => ({ label: one.label, checked: one.id === python?.id, run: () => changeSettings({ python: one.id }) }))}
    >
      {language === 'python' ? <b>{python?.label}</b> : python?.label}
    </Menu>
  )
  const shown = [typescript, pythons.length > 1 ? choice : other]
  return <>{language === 'python' ? shown.toReversed() : shown}</>
}

function newest(runtimes: readonly Runtime[]): Runtime | undefined {
  return runtimes.toSorted((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))[0]
}

function TabHint() {
  const key = isMac() ? 'Ctrl Shift M' : 'Ctrl M'
  return (
    <span>
      <Icon name="keyboard-tab" small />
      {tabMovesFocus.value ? `Tab moves focus · ${key} to indent` : `Tab indents · ${key} to move focus`}
    </span>
  )
}

export function plural(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
