/** A program's state as its tab says it. */
import type { TracedProcess } from 'multiprocessing/inspect'
import type { ProgramView } from '../store.ts'

export interface StateWords {
  readonly text: string
  /** It ended badly: said in red, and the exit code says why. */
  readonly failed: boolean
}

/**
 * @param traced what the trace says of the program's process, where there is one
 * @param stopAsked whether the person asked it to end
 */
export function stateWords(program: ProgramView, traced: TracedProcess | undefined, stopAsked: boolean): StateWords {
  switch (program.state) {
    case 'not started':
      return { text: 'not started', failed: false }
    case 'waiting':
      return { text: 'waiting', failed: false }
    case 'starting':
      return { text: 'starting', failed: false }
    case 'running':
      return { text: traced?.role === 'server' ? 'serving' : 'running', failed: false }
    case 'failed':
      return { text: 'did not start', failed: true }
    case 'ended':
      if (program.signal !== null && stopAsked) return { text: 'stopped', failed: false }
      if (program.signal !== null) return { text: program.signal === 'SIGKILL' ? 'killed' : `ended by ${program.signal}`, failed: true }
      return { text: `exit ${program.code ?? '?'}`, failed: program.code !== 0 }
  }
}
