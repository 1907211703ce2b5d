import { expect, test } from 'vitest'
import { Schedules } from './schedules.ts'
import { temporaryFolder } from './test/folders.ts'

const lost = { name: 'One visit lost', steps: [{ process: 'A', method: '__getitem__' }], outcome: "visits['n'] = 1" }

test('schedules are kept for their workspace, over the end of the host', async () => {
  const data = temporaryFolder()
  const schedules = new Schedules(data, () => {})
  expect(await schedules.of('w')).toEqual([])
  await schedules.save('w', [lost])
  await schedules.save('x', [{ ...lost, name: 'Another' }])
  // Names that every object has are no workspaces.
  for (const name of ['constructor', '__proto__', 'toString']) expect(await schedules.of(name)).toEqual([])
  const later = new Schedules(data, () => {})
  expect(await later.of('w')).toEqual([lost])
  await later.save('w', [])
  expect(await later.of('w')).toEqual([])
  expect(await new Schedules(data, () => {}).of('x')).toHaveLength(1)
})
