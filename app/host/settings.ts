/** What a person chose: `settings.json` in the data folder. */
import path from 'node:path'
import { SettingsSchema } from '../contract/host.ts'
import { JsonFile } from './json-file.ts'
import type { Report } from './json-file.ts'

export function openSettings(data: string, report: Report): Promise<JsonFile<typeof SettingsSchema>> {
  return JsonFile.open(path.join(data, 'settings.json'), SettingsSchema, report)
}
