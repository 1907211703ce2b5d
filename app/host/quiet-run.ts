/** A run that nobody watches: from its beginning until all but its servers have ended. Its trace is what is wanted. */
import type { TraceEvent } from 'multiprocessing/protocol'
import type { EventPayload, ProgramState } from '../contract/host.ts'
import type { Report } from './json-file.ts'
import { SCREEN_LIMITS } from './output.ts'
import type { Parts } from './paths.ts'
import { Runs } from './runs.ts'
import type { RunPlan } from './runs.ts'

/** Whether every client and worker has ended, and there was one: servers did their work for all others. */
export function onlyServersRun(programs: readonly ProgramState[]): boolean {
  const others = programs.filter(({ role }) => role !== 'server')
  return others.length > 0 && others.every(({ state }) => state === 'ended' || state === 'failed')
}

export interface QuietOptions {
  readonly parts: Pick<Parts, 'cpython' | 'keeper'>
  readonly report: Report
  /** Milliseconds after which it is ended. */
  readonly limit: number
  /** Ends it, too. */
  readonly signal: AbortSignal
}

/**
 * Runs programs as real processes and says nothing.
 * @returns all events of all processes, in order of time
 * @throws Error when it cannot be started, or does not end in time
 */
export async function quietRun(plan: Pick<RunPlan, 'runtime' | 'programs' | 'prepare'>, { parts, report, limit, signal }: QuietOptions): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  let changed: EventPayload<'runChanged'> | undefined
  let finish!: () => void
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const runs = new Runs({
    parts,
    report,
    limits: SCREEN_LIMITS,
    emit(name, payload) {
      if (name === 'trace') for (const event of (payload as EventPayload<'trace'>).events) events.push(event)
      if (name !== 'runChanged') return
      changed = payload as EventPayload<'runChanged'>
      if (changed.state === 'ended' || onlyServersRun(changed.programs)) finish()
    },
  })
  let cut: string | undefined
  const end = (why: string): void => {
    cut ??= why
    finish()
  }
  const late = setTimeout(() => end(`it did not end within ${limit / 1000} s`), limit)
  const aborted = (): void => end('it was ended')
  signal.addEventListener('abort', aborted)
  if (signal.aborted) aborted()
  try {
    const number = runs.begin({ workspace: 'quiet', ...plan })
    await finished
    await runs.find(number)?.stop()
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', aborted)
    await runs.close()
  }
  if (cut !== undefined) throw new Error(cut)
  const [problem] = changed?.problems ?? []
  if (problem) throw new Error(`it does not compile: ${problem.file}:${problem.line}: ${problem.message}`)
  const failed = changed?.programs.find(({ state }) => state === 'failed')
  if (failed) throw new Error(`${failed.name} did not start: ${failed.detail ?? 'no reason is known'}`)
  return events
}
