/** A schedule in a file: whose frame goes next, as JSON. */
import { readFile } from 'node:fs/promises'
import { scheduleOf } from '../contract/hold.ts'
import type { Schedule } from '../contract/hold.ts'

/** @throws Error that says what is wrong with the file */
export async function readSchedule(file: string): Promise<Schedule> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} is no schedule: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const schedule = scheduleOf(value)
  if (schedule) return schedule
  throw new Error(`${file} is no schedule: expected a list of steps such as [{ "process": "client", "method": "__getitem__" }]`)
}
