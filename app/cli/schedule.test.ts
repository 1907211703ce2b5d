import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../host/test/folders.ts'
import { RACE } from '../host/test/race.ts'
import { readSchedule } from './schedule.ts'
import { buildDist } from './test/dist.ts'

function written(text: string): string {
  const file = path.join(temporaryFolder(), 'schedule.json')
  writeFileSync(file, text)
  return file
}

test('a schedule is a list of steps', async () => {
  const steps = [{ process: 'clerk A', method: '__getitem__' }]
  expect(await readSchedule(written(JSON.stringify(steps)))).toEqual(steps)
})

test.each(['[]', '{}', '[{ "process": "A" }]', 'nothing'])('%s is none, which is said', async (text) => {
  await expect(readSchedule(written(text))).rejects.toThrow(/schedule\.json is no schedule: /)
})

test('a run goes by a schedule, and fails where it does not fit', async () => {
  const folder = temporaryFolder()
  const files = { 'server.ts': RACE.typescript['office.ts'], 'a.ts': RACE.typescript['clerk.ts'], 'b.ts': RACE.typescript['clerk.ts'], '_place.ts': RACE.typescript['_place.ts'] }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  const program = path.join(await buildDist(), 'cli', 'managerie.js')
  const run = async (...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const steps = words.map((word) => ({ process: word[0], method: word.endsWith('get') ? '__getitem__' : '__setitem__' }))
    const args = [program, 'run', ...['server.ts', 'a.ts', 'b.ts'].map((name) => path.join(folder, name)), '--schedule', written(JSON.stringify(steps))]
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, args)) }
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string }
    }
  }
  expect(await run('a.get', 'b.get', 'a.set', 'b.set')).toMatchObject({ code: 0, stdout: expect.stringContaining('visits 1') })
  expect(await run('b.get', 'b.set', 'a.get', 'a.set')).toMatchObject({ code: 0, stdout: expect.stringContaining('visits 2') })
  const misfit = await run('a.set', 'a.get')
  expect(misfit).toMatchObject({ code: 1, stdout: expect.stringContaining('visits 2') })
  expect(misfit.stderr).toContain('the schedule does not fit this run: The schedule has a send `__setitem__` next, and it wants to send `__getitem__`.')
}, 60_000)
