/** The command line of the bench. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Python } from '../test/support/pythons.ts'
import type { Row } from './contest.ts'
import { allGroups } from './groups/index.ts'
import { parseProcessorList } from './machine.ts'
import { choose, choosePythons, parseOptions } from './options.ts'
import type { Setting } from './setting.ts'

const [eleven, thirteen]: [Python, Python] = [{ version: '3.11.7', program: 'python3.11' }, { version: '3.13.0', program: 'python3.13' }]
const setting: Setting = { reference: eleven, others: [thirteen], processors: [0, 1], taskset: true, platform: 'linux' }
const groups = allGroups(setting)
const rows = groups.flatMap(({ contests }) => contests.flatMap((contest) => contest.rows))

afterEach(() => void vi.restoreAllMocks())

describe('the command line', () => {
  test.each([
    [['--rounds', '0'], "option '--rounds <number>' argument '0' is invalid. It must be a whole number, at least 1."],
    [['--rounds', 'many'], "option '--rounds <number>' argument 'many' is invalid. It must be a whole number, at least 1."],
    [['--spell', '1.5'], "option '--spell <milliseconds>' argument '1.5' is invalid. It must be a whole number, at least 1."],
    [['--json'], "option '--json <file>' argument missing"],
    [['--onyl', 'codec'], "unknown option '--onyl'"],
    [['codec'], 'too many arguments. Expected 0 arguments but got 1'],
    [['--write', '--only', 'codec'], '--write keeps the whole table, so it does not go with --only'],
  ])('%j is refused', (args, words) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(() => parseOptions(args)).toThrow(expect.objectContaining({ name: 'CommanderError' }) as Error)
    expect(said.mock.calls.join('')).toContain(words)
  })

  test('several names and versions can be given', () => {
    expect(parseOptions(['--only', 'codec', 'set-up', '--python', '3.13', '3.8', '--rounds', '3'])).toMatchObject({ only: ['codec', 'set-up'], python: ['3.13', '3.8'], rounds: 3, spell: 250 })
  })

  test('a group or a part of a name chooses rows', () => {
    const chosen = (...only: string[]): Row[] => [...choose(groups, only).values()].flat()
    expect(chosen()).toHaveLength(rows.length)
    expect(chosen('codec').every(({ name }) => name.startsWith('pickle'))).toBe(true)
    expect(chosen('NESTED RECORDS').map(({ name }) => name)).toContain('pickle decode, nested records: JSON')
    expect(chosen('pickle decode, a call').map(({ name }) => name)).toEqual(['pickle decode, a call'])
    expect(chosen('start', 'first call, private').map(({ name }) => name)).toEqual([...groups.find(({ name }) => name === 'start')!.contests[0]!.rows.map(({ name }) => name), 'server memory after the first call, private'])
    expect(() => chosen('codec', 'telepathy')).toThrow(/^nothing is called "telepathy": expected a group \(calls, .*\) or a part of a row's name; --list shows all$/)
  })

  test('the first CPython that is asked for is the one to compare with', () => {
    const found = new Map([['3.13', thirteen], ['3.11', eleven]])
    expect(choosePythons(found, [])).toEqual([eleven, thirteen])
    expect(choosePythons(found, ['3.13'])).toEqual([thirteen])
    expect(choosePythons(found, ['3.13.0', '3.11'])).toEqual([thirteen, eleven])
    expect(() => choosePythons(found, ['3.1'])).toThrow('there is no CPython 3.1: installed are 3.11.7, 3.13.0')
    expect(() => choosePythons(new Map(), [])).toThrow('the bench needs a CPython to compare with, and none is installed that pyenv or PATH would show')
  })
})

test('processors are read from the list of the system', () => {
  expect(parseProcessorList('0-2,5')).toEqual([0, 1, 2, 5])
  expect(parseProcessorList('7')).toEqual([7])
  expect(parseProcessorList('')).toEqual([])
})
