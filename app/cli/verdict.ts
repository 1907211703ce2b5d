/** Whether programs ended as they were meant to. */
import type { Run } from 'multiprocessing/inspect'
import type { ProgramState } from '../contract/host.ts'
import type { MeantEnd } from './run-plan.ts'

export interface ProgramVerdict {
  readonly name: string
  readonly ok: boolean
  /** One sentence without a full stop. */
  readonly words: string
}

/**
 * Judges each program by its end.
 *
 * A client or worker is meant to end with 0, or as `meantEnds` says: with that code, and the error that nobody caught
 * of that type. A server is meant to be there until it is stopped; ending with 0 before is as good.
 * @param stopped names of the programs that were stopped because all others had ended
 */
export function judgePrograms(
  programs: readonly ProgramState[],
  run: Run,
  meantEnds: Readonly<Record<string, MeantEnd>>,
  stopped: ReadonlySet<string>,
): ProgramVerdict[] {
  return programs.map((program) => {
    const { name, state, code, signal, detail } = program
    if (state !== 'ended') return { name, ok: false, words: `did not start: ${detail ?? state}` }
    if (stopped.has(name)) return { name, ok: true, words: 'was stopped when the others had ended' }
    const end = signal === null ? `ended with ${code}` : `was ended by ${signal}`
    const meant = Object.hasOwn(meantEnds, name) ? meantEnds[name] : undefined
    const failure = failureOf(program, run)
    const said = failure === undefined ? end : `${end} (${failure})`
    if (!meant) return { name, ok: code === 0, words: said }
    // A program can print its error itself and end with the code: then no failure is traced.
    const ok = code === meant.code && (failure === undefined || failure === meant.error)
    return { name, ok, words: ok ? `${said}, as it is meant to here` : `${said}; meant to end with ${meant.code} (${meant.error})` }
  })
}

/** The type of the error that nobody caught, without its module. */
function failureOf({ pid }: ProgramState, run: Run): string | undefined {
  for (const process of run.processes.values()) {
    if (process.pid === pid && process.failure) return process.failure.type.split('.').at(-1)
  }
  return undefined
}
