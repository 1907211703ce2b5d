/** Every goal has a row, with the figures that were promised. */
import { describe, expect, test } from 'vitest'
import { contendersOf } from '../contest.ts'
import { missingFor, type Setting } from '../setting.ts'
import { OURS, OURS_ASLEEP } from './conversation.ts'
import { allGroups } from './index.ts'
import { readMemory } from './memory.ts'

const setting: Setting = {
  reference: { version: '3.11.7', program: 'python3.11' },
  others: [{ version: '3.13.0', program: 'python3.13' }],
  processors: [0, 1],
  taskset: true,
  platform: 'linux',
}
const groups = allGroups(setting)
const rows = groups.flatMap(({ contests }) => contests.flatMap((contest) => contest.rows))

describe('what is promised', () => {
  /** Rows of the table of goals, with what each has to reach. Whoever changes one must change it here, too, and say why. */
  const PROMISES: readonly (readonly [row: string, floor: number, goal: number])[] = [
    ['one call at a time, unix, one CPU: ours ↔ ours', 0.95, 1.15],
    ['one call at a time, TCP, one CPU: ours ↔ ours', 0.9, 1.05],
    ['one call at a time, unix, one CPU each: ours ↔ ours', 0.75, 2],
    ['one call at a time, unix, unpinned: ours ↔ ours', 0.75, 2],
    ['one call at a time, unix, one CPU: CPython client → our server', 0.95, 1.05],
    ['one call at a time, unix, unpinned: CPython client → our server', 0.75, 1.05],
    ['8 clients, unix: CPython clients → our server', 1.7, 2.3],
    ['8 clients, TCP: CPython clients → our server', 1.2, 1.4],
    ['8 clients, unix: our clients → our server', 0.6, 1],
    ['8 clients, unix: server CPU per call, CPython clients', 0.4, 0.3],
    ['64 in flight on one connection, unix: ours ↔ ours', 3, 4.5],
    ['8 connections × 16 in flight, unix: ours ↔ ours', 8, 14],
    ["64 of our calls at a time against one of a CPython client's, unix, one CPU each", 14, 20],
    ['64 calls at a time: ours against the best TypeScript peer', 1.5, 2.5],
    ['pickle encode, a call', 1, 1.3],
    ['pickle encode, 100,000 ints', 0.7, 1],
    ['pickle encode, a dict of 50,000', 0.9, 1.2],
    ['pickle encode, nested records', 0.8, 1.1],
    ['pickle decode, a call', 0.6, 0.9],
    ['pickle decode, 100,000 ints', 0.6, 1],
    ['pickle decode, a dict of 50,000', 0.4, 0.65],
    ['pickle decode, nested records', 0.5, 1],
    ['payload of 64 KiB, put, unix: ours ↔ ours', 0.6, 0.9],
    ['payload of 1 MiB, put, unix: ours ↔ ours', 0.8, 1.3],
    ['connection set-up, unix: our client → our server', 0.65, 0.9],
    ['connection set-up, TCP: our client → our server', 80, 120],
    ['connection set-up, TCP: unmodified CPython client → our server', 1, 50],
    ['create and free a proxy, unix: our client → our server', 0.7, 3],
    ['create and free a proxy, TCP: our client → our server', 100, 400],
    ['start to first call: ours against a bare child process', 1.25, 1.1],
    ['server memory after the first call, resident', 60e6, 50e6],
    ['server memory after load, resident', 110e6, 75e6],
    ['server memory after the first call, private', 25e6, 15e6],
    ['calls that are not traced, against an engine without a tracer', 0.97, 0.99],
    ['calls that are traced, against calls that are not', 0.9, 0.95],
  ]

  test.each(PROMISES)('%s: floor %d, goal %d', (name, floor, goal) => {
    expect(rows.find((row) => row.name === name)).toMatchObject({ floor, goal })
  })

  test('polling is never to cost more than a tenth', () => {
    const sleeping = rows.filter(({ against }) => against === OURS_ASLEEP)
    expect(sleeping).toHaveLength(7)
    for (const row of sleeping) expect(row).toMatchObject({ of: OURS, floor: 0.9 })
  })

  test('a goal is never easier than its floor', () => {
    for (const { name, floor, goal, better } of rows) {
      if (floor === undefined || goal === undefined) continue
      expect(better === 'less' ? goal <= floor : goal >= floor, name).toBe(true)
    }
  })

  test('every row has a name of its own, and contenders that its contest has', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
    for (const { contests } of groups) {
      for (const contest of contests) {
        const names = contest.contenders.map(({ name }) => name)
        expect(new Set(names).size, contest.name).toBe(names.length)
        for (const row of contest.rows) expect(names, row.name).toEqual(expect.arrayContaining(contendersOf(row)))
      }
    }
  })

  test('what cannot be placed here says why', () => {
    expect(missingFor('unix', 'one CPU each', { ...setting, processors: [3] })).toBe('it needs 2 processors, and 1 may be used')
    expect(missingFor('tcp', 'one CPU', { ...setting, taskset: false })).toBe('programs cannot be pinned: there is no taskset here')
    expect(missingFor('unix', 'unpinned', { ...setting, platform: 'win32' })).toBe('there are no Unix sockets on Windows that both could use')
    expect(missingFor('tcp', 'unpinned', { ...setting, processors: [], taskset: false })).toBeUndefined()
  })
})

test('memory is read from what the system tells of a process', () => {
  const text = 'Rss:               59000 kB\nPss:               20000 kB\nPrivate_Clean:      1000 kB\nPrivate_Dirty:     15000 kB\n'
  expect(readMemory(text)).toEqual({ resident: 59_000 * 1024, private: 16_000 * 1024 })
  expect(() => readMemory('Rss: 1 kB\n')).toThrow('smaps_rollup has no line Private_Clean')
})
