/** The trace of programs that run, read while they run, as the playground does. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { momentAt } from '../../inspect/moment-at.ts'
import type { Moment } from '../../inspect/moment.ts'
import { TraceReader } from '../../inspect/reader.ts'
import type { Run } from '../../inspect/run.ts'
import { parseTraceEvent } from '../../protocol/trace.ts'
import type { TraceEvent } from '../../protocol/trace.ts'
import type { Processes, Program, Python } from './processes.ts'

const shim = fileURLToPath(new URL('../../cpython', import.meta.url))
const programs = fileURLToPath(new URL('../programs/', import.meta.url))

export class LiveTrace {
  readonly folder: string
  readonly #processes: Processes
  readonly #reader = new TraceReader()
  /** Characters of each file that were read. */
  readonly #read = new Map<string, number>()
  readonly #events: TraceEvent[] = []

  constructor(processes: Processes) {
    this.#processes = processes
    this.folder = processes.directory()
    mkdirSync(this.#trace)
  }

  get #trace(): string {
    return join(this.folder, 'trace')
  }

  /** Starts one of `programs/`: `.py` with the given Python, `.ts` in Node. */
  start(program: string, name: string, args: readonly string[] = [], python?: Python): Program {
    const env = { MULTIPROCESSING_TRACE: this.#trace, MULTIPROCESSING_TRACE_NAME: name }
    if (python === undefined) return this.#processes.node(join(programs, program), args, { env })
    const own = { PYTHONPATH: shim, PYTHONDONTWRITEBYTECODE: '1', ...env }
    return this.#processes.start(python.path, ['-u', join(programs, 'python', program), ...args], { cwd: this.folder, env: own })
  }

  /** Lines of one of `programs/python/`. */
  source(program: string): string[] {
    return readFileSync(join(programs, 'python', program), 'utf8').split('\n')
  }

  /** All that has been written so far. */
  get run(): Run {
    const fresh: TraceEvent[] = []
    for (const file of readdirSync(this.#trace)) {
      const text = readFileSync(join(this.#trace, file), 'utf8')
      const from = this.#read.get(file) ?? 0
      const to = text.lastIndexOf('\n') + 1
      if (to <= from) continue
      this.#read.set(file, to)
      for (const line of text.slice(from, to).trimEnd().split('\n')) fresh.push(parseTraceEvent(line))
    }
    this.#events.push(...fresh)
    this.#reader.read(fresh)
    return this.#reader.run
  }

  get events(): readonly TraceEvent[] {
    return this.#events
  }

  /** Waits until the present is as wanted. */
  async until(wanted: (now: Moment) => boolean): Promise<Moment> {
    await expect.poll(() => wanted(momentAt(this.run)), { timeout: 30_000, interval: 20 }).toBe(true)
    return momentAt(this.run)
  }
}
