/** The runs of a host, one at a time, and the place that they share. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Report } from './json-file.ts'
import { Keeper } from './keeper.ts'
import type { OutputLimits } from './output.ts'
import type { Parts } from './paths.ts'
import { ProgramRun } from './run.ts'
import type { Emit, RunRequest } from './run.ts'

/** What a run is of. The rest is the host's. */
export type RunPlan = Pick<RunRequest, 'workspace' | 'runtime' | 'programs' | 'prepare' | 'holds'>

export interface RunsOptions {
  readonly parts: Pick<Parts, 'cpython' | 'keeper'>
  readonly report: Report
  readonly emit: Emit
  readonly limits: OutputLimits
  readonly whole?: boolean
}

export class Runs {
  readonly #options: RunsOptions
  readonly #mark = `${randomBytes(8).toString('hex')}/`
  #place: { folder: string; keeper: Keeper } | undefined
  #present: ProgramRun | undefined
  #count = 0
  #closed = false

  constructor(options: RunsOptions) {
    this.#options = options
  }

  /** Begins as soon as the run before has ended, which it is told to do. @returns the run's number */
  begin(plan: RunPlan): number {
    if (this.#closed) throw new Error('the host was closed: nothing can be run any more')
    const { folder, keeper } = (this.#place ??= this.#makePlace())
    const run = ++this.#count
    const before = this.#present
    this.#present = new ProgramRun({
      ...plan,
      run,
      folder: path.join(folder, String(run)),
      mark: `${this.#mark}${run}/`,
      parts: this.#options.parts,
      keeper,
      limits: this.#options.limits,
      whole: this.#options.whole,
      emit: this.#options.emit,
    })
    this.#present.start(before?.dispose())
    return run
  }

  /** The present run, if that is its number. Earlier ones have ended. */
  find(run: number): ProgramRun | undefined {
    return this.#present?.number === run ? this.#present : undefined
  }

  /** @throws Error when it is not the present run */
  need(run: number): ProgramRun {
    const found = this.find(run)
    if (!found) throw new Error(`run ${run} has ended${this.#present ? `; the present one is ${this.#present.number}` : ''}`)
    return found
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#present?.dispose()
    if (!this.#place) return
    await rm(this.#place.folder, { recursive: true, force: true, maxRetries: 3 })
    this.#place.keeper.close()
  }

  #makePlace(): { folder: string; keeper: Keeper } {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'managerie-')))
    return { folder, keeper: new Keeper(this.#options.parts.keeper, this.#mark, folder, this.#options.report) }
  }
}
