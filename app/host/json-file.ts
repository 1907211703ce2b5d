/**
 * A value kept as one JSON file and checked by a schema. A file that is damaged is set aside under a name that says so,
 * never overwritten and never the end of the app.
 */
import { readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import { writeDurably } from './durable-file.ts'

/** Told what a person should know and no call can say, one sentence each. */
export type Report = (sentence: string) => void

export class JsonFile<Schema extends v.GenericSchema> {
  readonly #file: string
  readonly #schema: Schema
  readonly #report: Report
  #value: v.InferOutput<Schema>
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: string, schema: Schema, value: v.InferOutput<Schema>, report: Report) {
    this.#file = file
    this.#schema = schema
    this.#value = value
    this.#report = report
  }

  /** Reads the file. Without one, or with a damaged one, the value is what the schema makes of `{}`. */
  static async open<Schema extends v.GenericSchema>(file: string, schema: Schema, report: Report): Promise<JsonFile<Schema>> {
    const kept = await readKept(file, report)
    if (kept !== undefined) {
      const result = v.safeParse(schema, kept.value)
      if (result.success) return new JsonFile(file, schema, result.output, report)
      const issue = result.issues[0]
      await setAside(file, `${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`, report)
    }
    return new JsonFile(file, schema, v.parse(schema, {}), report)
  }

  get value(): v.InferOutput<Schema> {
    return this.#value
  }

  /** Resolves when the value is on disk. The last of several wins. */
  save(value: v.InferOutput<Schema>): Promise<void> {
    this.#value = v.parse(this.#schema, value)
    const text = `${JSON.stringify(this.#value, null, 2)}\n`
    const written = this.#writing.then(() => writeDurably(this.#file, text))
    this.#writing = written.catch((error: unknown) => {
      this.#report(`${path.basename(this.#file)} could not be written: ${String(error)}`)
    })
    return written
  }
}

/** Undefined: there is nothing that can be read. */
async function readKept(file: string, report: Report): Promise<{ value: unknown } | undefined> {
  let text
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(`${path.basename(file)} could not be read: ${String(error)}`)
    return undefined
  }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    await setAside(file, error instanceof Error ? error.message : String(error), report)
    return undefined
  }
}

async function setAside(file: string, why: string, report: Report): Promise<void> {
  const { dir, name, ext } = path.parse(file)
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const aside = `${name}.damaged-${stamp}${ext}`
  try {
    await rename(file, path.join(dir, aside))
    report(`${name}${ext} was damaged (${why}). It was set aside as ${aside}; a new one begins.`)
  } catch (error) {
    report(`${name}${ext} is damaged (${why}) and could not be set aside: ${String(error)}`)
  }
}
