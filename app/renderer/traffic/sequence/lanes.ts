/** Which process stands where: the order of lanes, and what each lane says of its process. */
import type { TracedProcess } from 'multiprocessing/inspect'

/** Up to this many lanes, clients stand left and right of the server; from one more on, the server goes first. */
export const MIRRORED_LANES = 5

/**
 * Lanes from left to right.
 *
 * Up to five: the server in the middle, clients in start order alternately left and right of it, the first ones
 * nearest, so that a process that starts later never moves one that is there. Six and more: as given.
 * @param order processes, the server first, then in start order
 */
export function orderLanes(order: readonly string[]): string[] {
  if (order.length > MIRRORED_LANES) return [...order]
  const lanes: string[] = []
  order.forEach((process, index) => {
    if (index % 2 === 1) lanes.unshift(process)
    else lanes.push(process)
  })
  return lanes
}

/**
 * Processes that get a lane, the server first, then in start order: those that bound or connected, or that a frame
 * came from or went to.
 * @param used ids of processes that a frame names, the untraced end included
 */
export function laneProcesses(processes: Iterable<TracedProcess>, used: ReadonlySet<string>): string[] {
  const shown = [...processes].filter((process) => process.role !== 'idle' || used.has(process.id))
  const byStart = shown.sort((a, b) => a.startedAt - b.startedAt)
  const servers = byStart.filter((process) => process.role === 'server')
  const others = byStart.filter((process) => process.role !== 'server')
  const ids = [...servers, ...others].map((process) => process.id)
  return [...ids, ...[...used].filter((id) => !ids.includes(id))]
}

/**
 * A process's state in one or two words, as it was at a moment of the run.
 * @param at microseconds since the run's first event; undefined for now
 */
export function stateOf(process: TracedProcess, at: number | undefined): string {
  const ended = process.state === 'ended' && (at === undefined || (process.endedAt ?? 0) <= at)
  if (ended) {
    if (process.signal !== null) return process.signal
    return process.code === null ? 'ended' : `exit ${process.code}`
  }
  if (at !== undefined && process.startedAt > at) return 'not started'
  return process.role === 'server' ? 'serving' : 'running'
}
