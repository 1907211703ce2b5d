/** Schedules that a person kept, by workspace: `schedules.json` in the data folder. */
import path from 'node:path'
import * as v from 'valibot'
import { SavedSchedulesSchema } from '../contract/hold.ts'
import type { SavedSchedule } from '../contract/hold.ts'
import { JsonFile } from './json-file.ts'
import type { Report } from './json-file.ts'

const FileSchema = v.record(v.string(), SavedSchedulesSchema)

export class Schedules {
  readonly #file: () => Promise<JsonFile<typeof FileSchema>>

  constructor(data: string, report: Report) {
    let file: Promise<JsonFile<typeof FileSchema>> | undefined
    this.#file = () => (file ??= JsonFile.open(path.join(data, 'schedules.json'), FileSchema, report))
  }

  async of(workspace: string): Promise<SavedSchedule[]> {
    const { value } = await this.#file()
    // By own names only: `constructor` is no list.
    return Object.hasOwn(value, workspace) ? (value[workspace] ?? []) : []
  }

  /** Resolves when they are on disk. */
  async save(workspace: string, schedules: SavedSchedule[]): Promise<void> {
    const file = await this.#file()
    const { [workspace]: _, ...others } = file.value
    await file.save(schedules.length > 0 ? { ...others, [workspace]: schedules } : others)
  }
}
