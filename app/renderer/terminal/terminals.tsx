/** A terminal for each program: tabs with state, the terminal that is shown, and what can be done to its program. */
import { signal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { attempt, blockedReason, controlProgram, perform } from '../commands.ts'
import { diagnosisOfLine, explain } from '../explain/state.ts'
import { heldNow } from '../hold/state.ts'
import { Icon } from '../icons.tsx'
import { terminalsOpen } from '../layout/panes.ts'
import { moveInTabs } from '../layout/tab-keys.ts'
import { theHost } from '../link.ts'
import { Chip } from '../process/chip.tsx'
import { isRecording, outputOf, programs, run, runState, stopAsked, theme, workspace, type ProgramView } from '../store.ts'
import type { OutputLog } from './output-log.ts'
import { chooseTerminal, shownTerminal } from './shown.ts'
import { stateWords } from './state-words.ts'
import { SCROLLBACK_LINES, TerminalView } from './terminal-view.ts'
import './terminals.css'

/** Programs that printed while their terminal was not on screen. */
const unseen = signal<ReadonlySet<string>>(new Set())

function setUnseen(name: string, hidden: boolean): void {
  if (unseen.peek().has(name) === hidden) return
  const next = new Set(unseen.peek())
  if (hidden) next.add(name)
  else next.delete(name)
  unseen.value = next
}

export function Terminals({ height }: { height: number }) {
  const all = programs.value
  const shown = shownTerminal.value
  const program = all.find((one) => one.name === shown)
  const open = height > 0
  return (
    <section class="terminals" aria-label="Terminals" data-pane="terminals">
      <div class="tabs">
        <div class="tab-list" role="tablist" aria-label="Terminals" onKeyDown={moveInTabs}>
          {all.map((one) => (
            <Tab key={one.name} program={one} on={open && one.name === shown} />
          ))}
        </div>
        <span class="sp" />
        <Tools program={program} open={open} />
      </div>
      <div class="term-body" style={{ height: `${height}px`, display: open ? undefined : 'none' }}>
        {all.map((one) => (
          <Body key={`${workspace.value?.id} ${one.name}`} program={one} shown={open && one.name === shown} />
        ))}
      </div>
    </section>
  )
}

function tracedOf(program: ProgramView) {
  const processes = run.value?.run.processes.values() ?? []
  return [...processes].find((process) => (program.pid !== null ? process.pid === program.pid : process.label === program.name))
}

function Tab({ program, on }: { program: ProgramView; on: boolean }) {
  const words = stateWords(program, tracedOf(program), stopAsked.value.has(program.name))
  const traced = tracedOf(program)?.id
  const state = traced !== undefined && heldNow.value.some(({ from }) => from === traced) ? { text: 'held', failed: false } : words
  return (
    <button
      type="button"
      class="tab"
      role="tab"
      id={`terminal-tab-${program.name}`}
      aria-selected={on}
      aria-controls={`terminal-${program.name}`}
      tabIndex={program.name === shownTerminal.value ? 0 : -1}
      title={[program.role, program.pid === null ? '' : `pid ${program.pid}`, program.detail ?? ''].filter(Boolean).join(', ')}
      onClick={() => {
        chooseTerminal(program.name)
        terminalsOpen.value = true
      }}
    >
      <Chip name={program.name} />
      {program.name}
      <span class={state.failed ? 'st e' : 'st'}>{state.text}</span>
      {!on && unseen.value.has(program.name) && <span class="dot" role="img" aria-label="new output" />}
    </button>
  )
}

function Tools({ program, open }: { program: ProgramView | undefined; open: boolean }) {
  const alive = program?.state === 'running' || program?.state === 'starting'
  const recorded = isRecording.value ? 'A recording. Nothing is running.' : undefined
  const ran = program !== undefined && program.state !== 'not started' && runState.value !== null
  return (
    <div class="tools" role="toolbar" aria-label="Terminal">
      {program && (
        <>
          <Tool icon="debug-restart" label={`Restart ${program.name}`} blocked={recorded ?? (ran ? undefined : 'Nothing has run yet.')} run={() => controlProgram(program.name, 'restart')} />
          <Tool icon="debug-stop" label={`Kill ${program.name}`} blocked={recorded ?? (alive ? undefined : `${program.name} does not run.`)} run={() => controlProgram(program.name, 'kill')} />
          <Tool icon="trash" label="Clear" run={() => outputOf(program.name).clear()} />
        </>
      )}
      <Tool
        icon={open ? 'chevron-down' : 'chevron-up'}
        label={open ? 'Hide terminals' : 'Show terminals'}
        run={() => perform('toggle-terminals')}
      />
    </div>
  )
}

interface ToolProps {
  readonly icon: 'debug-restart' | 'debug-stop' | 'trash' | 'chevron-down' | 'chevron-up'
  readonly label: string
  readonly blocked?: string | undefined
  readonly run: () => void
}

function Tool({ icon, label, blocked, run: act }: ToolProps) {
  return (
    <button type="button" class="iconbtn" aria-label={label} title={blocked ?? label} aria-disabled={blocked !== undefined} onClick={() => blocked === undefined && act()}>
      <Icon name={icon} />
    </button>
  )
}

function Body({ program, shown }: { program: ProgramView; shown: boolean }) {
  const mount = useRef<HTMLDivElement>(null)
  const view = useRef<TerminalView>(undefined)
  const { name } = program
  const started = program.state !== 'not started'

  useEffect(() => {
    const element = mount.current
    if (!element) return undefined
    let gone = false
    // Measured with another font, the columns would not fit.
    void document.fonts.load('12px "JetBrains Mono Variable"').then(() => {
      if (gone) return
      view.current = new TerminalView(element, name, outputOf(name), {
        send: (text) => attempt(async () => {
          const state = runState.peek()
          if (state) await theHost().input({ run: state.run, program: name, text })
        }),
        interrupt: () => controlProgram(name, 'stop'),
        explain: (line) => {
          const diagnosis = diagnosisOfLine(name, line)
          return diagnosis && (() => explain(diagnosis))
        },
      })
      view.current.listen(isAlive(name))
    })
    return () => {
      gone = true
      view.current?.dispose()
      view.current = undefined
    }
  }, [name])

  useEffect(() => outputOf(name).subscribe((chunk) => setUnseen(name, chunk !== null && shownTerminal.peek() !== name)), [name])
  useEffect(() => {
    if (shown) setUnseen(name, false)
  }, [shown, name])
  useSignalEffect(() => {
    void theme.value
    view.current?.takeTheme()
  })
  useEffect(() => view.current?.listen(program.state === 'running'), [program.state])

  return (
    <div
      id={`terminal-${name}`}
      class="term"
      role="tabpanel"
      aria-labelledby={`terminal-tab-${name}`}
      style={{ display: shown ? undefined : 'none' }}
      data-pane-entry={shown ? true : undefined}
    >
      <div class="term-screen" ref={mount} style={{ visibility: started ? undefined : 'hidden' }} />
      {started && shown && <Flood log={outputOf(name)} />}
      {!started && <NotStarted />}
    </div>
  )
}

const FLOOD_LOOK_MS = 1000

/** What was left out of a terminal because it came too fast: said while it goes on, and afterwards how much it was. */
function Flood({ log }: { log: OutputLog }) {
  const [seen, setSeen] = useState({ dropped: log.dropped, rate: 0 })
  useEffect(() => {
    let before = log.dropped
    // Asked for, not told: a flood must not cost the page a drawing for every batch.
    const timer = setInterval(() => {
      const { dropped } = log
      const rate = dropped - before
      before = dropped
      setSeen((last) => (last.dropped === dropped && last.rate === rate ? last : { dropped, rate }))
    }, FLOOD_LOOK_MS)
    return () => clearInterval(timer)
  }, [log])
  if (seen.dropped === 0) return null
  const count = (lines: number) => lines.toLocaleString('en')
  return (
    <div class="flood num">
      {seen.rate > 0 ? `${count(seen.rate)} lines/s, showing the last ${count(SCROLLBACK_LINES)}` : `${count(seen.dropped)} lines were left out, showing the last ${count(SCROLLBACK_LINES)}`}
    </div>
  )
}

function isAlive(name: string): boolean {
  return programs.peek().find((program) => program.name === name)?.state === 'running'
}

function NotStarted() {
  const reason = blockedReason('run')
  return (
    <div class="term-empty">
      <b>Not started.</b>
      <button type="button" class="btn sm" aria-disabled={reason !== undefined} title={reason ?? 'Starts all programs, in order'} onClick={() => perform('run')}>
        <Icon name="play" small />
        Run all
      </button>
    </div>
  )
}
