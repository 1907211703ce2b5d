/** What faults can do with the programs of a run, and know of them. */
import type { TraceEventBody } from 'multiprocessing/protocol'
import type { ProgramSlot } from './program-slot.ts'
import { monotonicMicroseconds } from './trace-collector.ts'
import type { TraceCollector } from './trace-collector.ts'

export interface Stage {
  /** Reads what is in the traces by now. */
  look(): void
  /** Adds an event of the host's own to the trace. */
  add(body: TraceEventBody): void
  /** Microseconds of the trace's clock. */
  now(): number
  readonly port: number
  /** Pid of a program that runs; null where it is still to be started, undefined where there is no such program or it has ended. */
  pidOf(program: string): number | null | undefined
  /** What is known of a process of that label which is not in the trace. */
  presence(label: string): 'expected' | 'running' | 'ended'
  /** Kills a program and starts it again. Resolves when it listens, or runs if it is no server; false if it ended first. */
  startAgain(program: string): Promise<boolean>
}

export interface StageParts {
  readonly slots: readonly ProgramSlot[]
  readonly collector: TraceCollector
  readonly port: () => number
  readonly startAgain: (program: string) => Promise<boolean>
}

export function stageOf({ slots, collector, port, startAgain }: StageParts): Stage {
  return {
    look: () => collector.look(),
    add: (body) => collector.add(body),
    now: monotonicMicroseconds,
    get port() {
      return port()
    },
    pidOf(program) {
      const slot = slots.find(({ name }) => name === program)
      if (slot === undefined) return undefined
      const { state, pid } = slot.state
      if (state === 'waiting' || state === 'starting') return null
      return state === 'running' ? (pid ?? undefined) : undefined
    },
    presence(label) {
      const slot = slots.find(({ name }) => name === label)
      const states = slot ? [slot.state.state] : slots.map(({ state }) => state.state)
      if (states.includes('waiting') || states.includes('starting')) return 'expected'
      if (!states.includes('running')) return 'ended'
      // It begins; or it is a child, which may come or not.
      return slot ? 'expected' : 'running'
    },
    startAgain,
  }
}
