import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PYTHON_NAMES } from './python.ts'

/** The version whose words the table has. */
const VERSION = '3.13'

function findPython(): string | undefined {
  const versions = path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions')
  const known = existsSync(versions) ? readdirSync(versions).filter((name) => name.startsWith(`${VERSION}.`)) : []
  const candidates = [...known.map((name) => path.join(versions, name, 'bin/python3')), `python${VERSION}`, 'python3']
  return candidates.find((each) => spawnSync(each, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' }).stdout?.trim() === VERSION)
}

const python = findPython()
const hasAll = process.platform !== 'win32'

function compare(table: object): string[] {
  const { stdout, stderr } = spawnSync(python!, [path.join(import.meta.dirname, 'test/compare_names.py')], { input: JSON.stringify(table), encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as string[]
}

test(`what the table names is in CPython ${VERSION}, with that signature and those members`, ({ skip }) => {
  if (!python || !hasAll) return skip(`there is no CPython ${VERSION} here with all of multiprocessing`)
  expect(compare(PYTHON_NAMES)).toEqual([])
})

test('a name, a signature or a member that Python does not have is found', ({ skip }) => {
  if (!python || !hasAll) return skip(`there is no CPython ${VERSION} here`)
  const managers = 'multiprocessing.managers'
  expect(
    compare({
      gone: { name: `${managers}.BaseGardener` },
      other: { name: `${managers}.Token`, signature: '(typeid)' },
      parts: { name: `${managers}.ListProxy`, members: { append: 'attach(item)', len: 'len(proxy)', 'await using': 'with proxy:', none: null, later: 'walk(), since 3.99' } },
      options: { name: `${managers}.BaseManager`, members: { key: 'key=', authkey: 'authkey=' } },
    }),
  ).toEqual([
    expect.stringMatching(/^gone: Python has no multiprocessing\.managers\.BaseGardener/),
    'other: the signature of multiprocessing.managers.Token is (typeid, address, id), not (typeid)',
    'parts: multiprocessing.managers.ListProxy has no attach',
    'parts: multiprocessing.managers.ListProxy does not do with proxy:',
    'options: multiprocessing.managers.BaseManager has no parameter key',
  ])
})
