/** What stands in place of a white window: words, what to do, and the diagnostics to copy. */
import { Component, type ComponentChildren } from 'preact'
import { signal } from '@preact/signals'
import { flushEdits } from '../files.ts'
import { connection, hello, runState, workspace } from '../store.ts'
import './crash.css'

/** Errors that nobody caught, newest last: they are part of the diagnostics. */
const errors: string[] = []
const KEPT = 20
const copied = signal(false)

export function watchCrashes(): void {
  addEventListener('error', (event) => note(event.error ?? event.message))
  addEventListener('unhandledrejection', (event) => note(event.reason))
}

function note(error: unknown): void {
  errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  if (errors.length > KEPT) errors.shift()
}

/** Versions, states and errors, as text. No file contents, no output of programs, no paths. */
export function diagnostics(): string {
  const known = hello.peek()
  const run = runState.peek()
  return [
    `Managerie ${known?.version ?? 'version unknown'}, ${known?.shell ?? 'shell unknown'}, ${known?.platform ?? 'platform unknown'}`,
    `Page: ${navigator.userAgent}`,
    `Window: ${innerWidth} × ${innerHeight}, scale ${devicePixelRatio}`,
    `Runtimes: ${known?.runtimes.map((runtime) => runtime.label).join(', ') || 'unknown'}`,
    `Connection: ${connection.peek()}`,
    `Workspace: ${workspace.peek()?.lesson ?? 'none'}, ${workspace.peek()?.language ?? ''}`,
    `Run: ${run ? `${run.run}, ${run.state}` : 'none'}`,
    '',
    ...(errors.length > 0 ? errors : ['No errors were noted.']),
  ].join('\n')
}

async function copy(): Promise<void> {
  await navigator.clipboard.writeText(diagnostics())
  copied.value = true
}

export class CrashPage extends Component<{ children: ComponentChildren }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined }

  override componentDidCatch(error: Error): void {
    note(error)
    this.setState({ error })
    // What was typed is safe whatever the page looks like.
    void flushEdits()
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <main class="crash">
        <div class="crash-words selectable">
          <h1>The window met an error</h1>
          <p>
            It cannot go on drawing. Your files are saved as you typed them. Open the window again; if it happens twice, copy the diagnostics
            and send them with a report.
          </p>
          <pre class="mono">{error.message}</pre>
          <div class="crash-buttons">
            <button type="button" class="btn primary" onClick={() => location.reload()}>
              Open the window again
            </button>
            <button type="button" class="btn" onClick={() => void copy()}>
              {copied.value ? 'Copied' : 'Copy diagnostics'}
            </button>
          </div>
        </div>
      </main>
    )
  }
}
