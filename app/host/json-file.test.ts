import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openProgress } from './progress.ts'
import { openSettings } from './settings.ts'
import { temporaryFolder } from './test/folders.ts'

const entry = { met: ['refused'], step: 2, predictions: { Predict: 'two' }, done: false }

test('settings are defaults at first, and what was saved afterwards', async () => {
  const data = path.join(temporaryFolder(), 'not', 'yet', 'there')
  const reports: string[] = []
  const settings = await openSettings(data, (sentence) => reports.push(sentence))
  expect(settings.value).toEqual({ theme: 'system', language: 'typescript', python: null, fullColour: false, panes: {} })
  await settings.save({ ...settings.value, theme: 'dark', panes: { left: 320 } })
  const again = await openSettings(data, (sentence) => reports.push(sentence))
  expect(again.value).toEqual({ theme: 'dark', language: 'typescript', python: null, fullColour: false, panes: { left: 320 } })
  expect(reports).toEqual([])
})

test.each([
  ['half of it', '{"lesson": {"met": ["refu'],
  ['another shape', '{"lesson": {"met": "refused"}}'],
  ['nothing', ''],
  ['rubbish', '\u0000\uFFFD\u0001'],
])('a progress file with %s is set aside, kept, and told of', async (_, damaged) => {
  const data = temporaryFolder()
  await writeFile(path.join(data, 'progress.json'), damaged)
  const reports: string[] = []
  const progress = await openProgress(data, (sentence) => reports.push(sentence))
  expect(progress.value).toEqual({})
  const [aside, ...rest] = await readdir(data)
  expect(rest).toEqual([])
  expect(aside).toMatch(/^progress\.damaged-\d{4}-.*Z\.json$/)
  expect(await readFile(path.join(data, aside!), 'utf8')).toBe(damaged)
  expect(reports).toHaveLength(1)
  expect(reports[0]).toMatch(/^progress\.json was damaged \(.+\)\. It was set aside as progress\.damaged-.*\.json; a new one begins\.$/)
  await progress.save({ lesson: entry })
  expect((await openProgress(data, (sentence) => reports.push(sentence))).value).toEqual({ lesson: entry })
})

test('of many saves at once the last one is on disk, and nothing unfinished is left', async () => {
  const data = temporaryFolder()
  const progress = await openProgress(data, () => {})
  await Promise.all(Array.from({ length: 20 }, (_, step) => progress.save({ lesson: { ...entry, step } })))
  expect(JSON.parse(await readFile(path.join(data, 'progress.json'), 'utf8'))).toEqual({ lesson: { ...entry, step: 19 } })
  expect(await readdir(data)).toEqual(['progress.json'])
})

test('a folder that cannot be written fails the save with a reason, and the value stays', async () => {
  const data = temporaryFolder()
  await mkdir(path.join(data, 'progress.json'))
  const reports: string[] = []
  const progress = await openProgress(data, (sentence) => reports.push(sentence))
  await expect(progress.save({ lesson: entry })).rejects.toThrow(/progress\.json/)
  expect(progress.value).toEqual({ lesson: entry })
  expect(reports.at(-1)).toMatch(/^progress\.json could not be written: /)
  expect((await readdir(data)).filter((name) => name.endsWith('.unfinished'))).toEqual([])
})
