/** Which goals were met: `progress.json` in the data folder. */
import path from 'node:path'
import { ProgressSchema } from '../contract/host.ts'
import { JsonFile } from './json-file.ts'
import type { Report } from './json-file.ts'

export function openProgress(data: string, report: Report): Promise<JsonFile<typeof ProgressSchema>> {
  return JsonFile.open(path.join(data, 'progress.json'), ProgressSchema, report)
}
