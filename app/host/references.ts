/**
 * Runs that a person's own is compared with: a lesson's solution, twice, and the other right ways that are kept with it.
 * They run as real processes with the same runtime, and their traces are kept in `references/` of the data folder until
 * the lesson, the runtime or the app is another one. Nobody's progress hears of it.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import * as v from 'valibot'
import type { Attempt, Lesson } from 'managerie-lessons/schema'
import { AGAIN, ReferenceSchema, type Reference } from '../contract/lesson.ts'
import { writeDurably } from './durable-file.ts'
import type { Report } from './json-file.ts'
import { programsOf, readAttemptFiles, readLessonFiles, type Sources } from './lesson-files.ts'
import type { Parts } from './paths.ts'
import { prepareSources } from './preparation.ts'
import { quietRun } from './quiet-run.ts'
import type { FoundRuntime } from './runtimes.ts'

export interface ReferenceOptions {
  readonly data: string
  readonly parts: Parts
  readonly version: string
  /** Attempts by lesson; the right ones are run. */
  readonly attempts: Readonly<Record<string, readonly Attempt[]>>
  readonly report: Report
}

const KeptSchema = v.object({ key: v.string(), references: v.array(ReferenceSchema) })

/** A solution that takes longer than this, in milliseconds, is not compared with. */
const LIMIT = 60_000

export class References {
  readonly #options: ReferenceOptions
  readonly #end = new AbortController()
  /** One after the other: who asks again while they run gets what was kept. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: ReferenceOptions) {
    this.#options = options
  }

  /** @throws Error in words for the person, when the solution cannot be run here */
  of(lesson: Lesson, runtime: FoundRuntime): Promise<Reference[]> {
    const found = this.#last.then(() => this.#find(lesson, runtime))
    this.#last = found.catch(() => {})
    return found
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#end.abort()
    await this.#last
  }

  async #find(lesson: Lesson, runtime: FoundRuntime): Promise<Reference[]> {
    const { data, parts, version, attempts } = this.#options
    const { language } = runtime
    const solution = await readLessonFiles(parts.lessons, lesson, language, 'solution')
    const ways: [name: string, sources: Sources][] = [['solution', solution], [AGAIN, solution]]
    for (const attempt of attempts[lesson.id] ?? []) {
      if (attempt.open.length === 0) ways.push([attempt.name, await readAttemptFiles(parts.lessons, lesson, language, attempt)])
    }
    const key = createHash('sha256')
      .update(JSON.stringify([version, runtime.id, runtime.label, ways.map(([name, sources]) => [name, ...sources])]))
      .digest('hex')
    const file = path.join(data, 'references', `${lesson.id}-${runtime.id}.json.gz`)
    const kept = await readKept(file)
    if (kept?.key === key) return kept.references
    const references: Reference[] = []
    for (const [name, sources] of ways) {
      try {
        references.push({ name, events: await this.#run(lesson, sources, runtime) })
      } catch (error) {
        // The solution is what was asked for; another way is only a help.
        if (name === 'solution') throw new Error(`The solution could not be run to compare with: ${words(error)}.`, { cause: error })
        this.#options.report(`the right way ${name} of lesson ${lesson.id} could not be run: ${words(error)}`)
      }
    }
    if (references.length === ways.length) await this.#keep(file, { key, references })
    return references
  }

  #run(lesson: Lesson, sources: Sources, runtime: FoundRuntime): ReturnType<typeof quietRun> {
    const { parts, report } = this.#options
    const plan = { runtime, programs: programsOf(lesson, runtime.language), prepare: prepareSources(runtime.language, sources, runtime, parts) }
    return quietRun(plan, { parts, report, limit: LIMIT, signal: this.#end.signal })
  }

  async #keep(file: string, kept: v.InferOutput<typeof KeptSchema>): Promise<void> {
    try {
      await writeDurably(file, await promisify(gzip)(JSON.stringify(kept)))
    } catch (error) {
      this.#options.report(`${path.basename(file)} could not be written: ${words(error)}`)
    }
  }
}

/** Undefined: there is none, or it is damaged; then it is made again. */
async function readKept(file: string): Promise<v.InferOutput<typeof KeptSchema> | undefined> {
  try {
    const result = v.safeParse(KeptSchema, JSON.parse(String(await promisify(gunzip)(await readFile(file)))))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** Without a full stop. */
function words(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
}
