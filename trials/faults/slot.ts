/** The place of a client: when its process is killed, another takes it. And what its traces say. */
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Python } from '../../engine/test/support/pythons.ts'
import { parseTraceEvent } from '../../engine/protocol/trace.ts'
import type { ClientChild } from './child.ts'
import { Disturbance } from './disturbance.ts'
import type { Fleet } from './fleet.ts'

export class ClientSlot {
  readonly name: string
  readonly python: Python | undefined
  readonly disturbance = new Disturbance()
  readonly traceFolder: string | undefined
  readonly #fleet: Fleet
  #client: Promise<ClientChild> | undefined
  #current: ClientChild | undefined
  /** How far each trace has been read, the last number in it, and numbers that are missing before it. */
  readonly #read = new Map<string, { size: number; seq: number; missing: number }>()
  /** Events that the traces say they have lost. */
  lostEvents = 0

  constructor(name: string, fleet: Fleet, options: { readonly python?: Python | undefined; readonly traced?: boolean }) {
    this.name = name
    this.python = options.python
    this.#fleet = fleet
    if (options.traced) mkdirSync((this.traceFolder = path.join(fleet.folder, `trace-${name}`)))
  }

  /** Its process: the same until it is killed. */
  async client(): Promise<ClientChild> {
    if (this.#current?.hasExited || this.#current?.killed) this.#client = this.#current = undefined
    this.#client ??= this.#fleet.client({ python: this.python, trace: this.traceFolder })
    return (this.#current = await this.#client)
  }

  /** Sets the room for the trace: so many bytes more than there are, or any. */
  async roomForTrace(bytes: number | undefined): Promise<boolean> {
    const client = await this.client()
    const file = readdirSync(this.traceFolder!).find((name) => name.startsWith(`${client.pid}-`))
    if (file === undefined) return false
    return client.limit('fsize', bytes === undefined ? 'unlimited' : statSync(path.join(this.traceFolder!, file)).size + bytes)
  }

  /** Reads what was added to the traces: every line is an event, and what is missing is said. @returns what is wrong */
  checkTraces(): string[] {
    if (this.traceFolder === undefined) return []
    const wrong: string[] = []
    for (const name of readdirSync(this.traceFolder)) {
      const before = this.#read.get(name) ?? { size: 0, seq: -1, missing: 0 }
      const bytes = readFileSync(path.join(this.traceFolder, name)).subarray(before.size)
      // A line may be under way; that of a process which was killed stays half.
      const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1)
      let { seq, missing } = before
      for (const line of whole.toString('utf8').split('\n').slice(0, -1)) {
        try {
          const event = parseTraceEvent(line)
          if (event.name === 'trace/lost') {
            this.lostEvents += event.count
            missing += event.seq - seq - 1 - event.count
            if (missing !== 0) wrong.push(`trace: ${name} says that it lost ${event.count} events, and ${missing} more are missing`)
            missing = 0
            seq = event.seq
            continue
          }
          // It is said right after the first event that there was room for, unless there was none for saying it.
          if (missing > 0 && event.seq === seq + 1) {
            wrong.push(`trace: ${missing} events are missing in ${name}, and it does not say so`)
            missing = 0
          }
          missing += event.seq - seq - 1
          seq = event.seq
        } catch (error) {
          wrong.push(`trace: a line in ${name} is no event: ${(error as Error).message.slice(0, 200)}: ${line.slice(0, 80)}`)
        }
      }
      this.#read.set(name, { size: before.size + whole.length, seq, missing })
    }
    return wrong
  }
}
