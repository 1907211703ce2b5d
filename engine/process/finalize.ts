/**
 * What runs when the process ends, in order of priority (CPython: `multiprocessing.util.Finalize` and `_exit_function`).
 *
 * Highest priority first; of equal ones the youngest first. 0 and above run before children are ended and joined, below 0
 * after. At the natural end callbacks may be asynchronous and are awaited; after `process.exit()` or an error that
 * nobody caught only what they do at once is done.
 *
 * In the main process Ctrl-C (SIGINT), SIGTERM and SIGHUP run them too, unless the program handles the signal itself; then
 * the signal ends the process as it would have. The price: a main process that is busy for ever, and has something to
 * clean up, ends by SIGKILL only. Children have no handlers: CPython's die of SIGTERM without a word, too, and a handler
 * would keep a busy child from dying at all.
 */
import { isMainProcess } from './current-process.ts'

/** When the engine's own callbacks run. */
export const EXIT_PRIORITY = {
  /** Shuts managers down, unlinks sockets. */
  first: 0,
  /** Ends daemonic children and waits for the others. */
  children: -1,
  /** Reports what is still to be told of shared memory. */
  memoryTrace: -40,
  /** Unlinks segments and semaphores that nobody has unlinked. */
  resources: -50,
  /** Removes the directory that the sockets were in. */
  tempDirectory: -100,
} as const

/** How a process ends: its work is done, by `process.exit()` or an error that nobody caught, by a signal. */
export type Ending = 'done' | 'exit' | 'signal'
type Callback = (ending: Ending) => unknown

interface Entry {
  readonly priority: number
  readonly order: number
  readonly callback: Callback
}

const entries = new Set<Entry>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let order = 0
let installed = false

/**
 * Has `callback` called once when this process ends.
 * @returns forgets it; may be called again
 */
export function finalizeAtExit(priority: number, callback: Callback): () => void {
  install()
  const entry: Entry = { priority, order: order++, callback }
  entries.add(entry)
  return () => void entries.delete(entry)
}

/** Runs every callback, one after another, and forgets them. An error is printed, not thrown. */
export async function runFinalizers(): Promise<void> {
  for (const entry of inOrder()) {
    if (!entries.delete(entry)) continue
    try {
      await entry.callback('done')
    } catch (error) {
      report(error)
    }
  }
}

/** The same, for when nothing can be awaited any more. */
export function runFinalizersAtOnce(ending: Ending = 'exit'): void {
  for (const entry of inOrder()) {
    if (!entries.delete(entry)) continue
    try {
      const result = entry.callback(ending)
      if (result instanceof Promise) result.catch(() => undefined)
    } catch (error) {
      report(error)
    }
  }
}

function inOrder(): Entry[] {
  return [...entries].sort((a, b) => b.priority - a.priority || b.order - a.order)
}

function install(): void {
  if (installed) return
  installed = true
  process.on('beforeExit', () => {
    if (entries.size > 0) void runFinalizers()
  })
  process.on('exit', () => runFinalizersAtOnce())
  if (!isMainProcess()) return
  for (const signal of signals) process.on(signal, endBySignal)
}

function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  runFinalizersAtOnce('signal')
  process.off(signal, endBySignal)
  process.kill(process.pid, signal)
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? String(error)) : String(error)}\n`)
}
