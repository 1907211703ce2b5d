/** Which program of a run each traced process belongs to, told from traces alone. */
import type { TraceEvent } from 'multiprocessing/protocol'

interface Member {
  readonly pid: number
  readonly ppid: number
  exited: boolean
}

export class ProcessFamily {
  /** By the id of the trace's envelope. */
  readonly #members = new Map<string, Member>()
  readonly #byPid = new Map<number, Member>()

  add(event: TraceEvent): void {
    if (event.name === 'process/started') {
      const member = { pid: event.pid, ppid: event.ppid, exited: false }
      this.#members.set(event.process, member)
      this.#byPid.set(event.pid, member)
    } else if (event.name === 'process/exited') {
      const member = this.#byPid.get(event.pid)
      if (member) member.exited = true
    }
  }

  /** Pids from the process that reported an event up to the first one that is not traced. */
  lineage(process: string): number[] {
    const pids: number[] = []
    let member = this.#members.get(process)
    while (member && !pids.includes(member.pid)) {
      pids.push(member.pid)
      if (!this.#byPid.has(member.ppid)) pids.push(member.ppid)
      member = this.#byPid.get(member.ppid)
    }
    return pids
  }

  /** Pids of the processes under `pid` whose end nobody has told. */
  untold(pid: number): number[] {
    return [...this.#members].filter(([id, member]) => !member.exited && member.pid !== pid && this.lineage(id).includes(pid)).map(([, { pid: own }]) => own)
  }
}
