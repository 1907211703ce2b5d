import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readDocstring } from './docstring.ts'
import { judgePages, referencePages } from './pages.ts'
import { PYTHON_NAMES, pythonOf } from './python.ts'
import type { ReferencePage } from './shape.ts'

const TYPES = process.env['MANAGERIE_ENGINE_TYPES'] ?? path.join(import.meta.dirname, '../../dist/engine/types')

let pages: readonly ReferencePage[] = []
const page = (id: string): ReferencePage => pages.find((one) => one.id === id)!
const member = (id: string, name: string) => page(id).members.find((one) => one.name === name)

beforeAll(() => {
  pages = referencePages(TYPES)
})

test('every public name has a page, with a docstring and with Python’s spelling, members of Python’s classes included', () => {
  expect(judgePages(pages, PYTHON_NAMES)).toEqual([])
})

test('all doors are read, and a name that several have is one page', () => {
  expect(page('managers.Manager').doors).toEqual(['multiprocessing/managers', 'multiprocessing'])
  expect(page('connection.Client').doors).toEqual(['multiprocessing/connection', 'multiprocessing'])
  expect(page('managers.Token').doors).toEqual(['multiprocessing/managers', 'multiprocessing/protocol'])
  expect(page('multiprocessing.Process').doors).toEqual(['multiprocessing'])
  // Spelled alike, and not the same.
  expect(page('inspect.Connection').kind).toBe('interface')
  expect(page('connection.Connection').kind).toBe('class')
  expect(new Set(pages.flatMap(({ doors }) => doors)).size).toBe(8)
})

test('signatures and docstrings are those of the declarations', () => {
  expect(page('managers.Manager').signatures).toEqual(['function Manager(): Promise<SyncManager>'])
  expect(page('managers.ListProxy').signatures).toEqual(['class ListProxy<T = any> extends BaseProxy'])
  expect(page('managers.ListProxy').parents).toEqual(['BaseProxy'])
  expect(page('shared-memory.SharedMemory').members.find(({ name }) => name === 'constructor')?.signatures).toHaveLength(2)
  expect(member('managers.BaseManager', 'static register')?.doc.params).toEqual([
    { name: 'typeid', text: 'name of the kind of object; unless `createMethod` is false the manager gets a method of this name' },
  ])
  expect(member('managers.BaseManager', 'connect')?.doc.throws).toEqual(['ConnectionRefusedError, FileNotFoundError when nobody listens; AuthenticationError when the keys differ'])
  expect(page('protocol.SERVER_FUNCTIONS').signatures[0]).toMatch(/^const SERVER_FUNCTIONS: readonly \['shutdown', 'create'/)
})

test('a class has what it inherits from a class that is not public, and nothing that is for the engine alone', () => {
  expect(member('shared-memory.Lock', 'acquire')?.python).toBe('acquire(block=True, timeout=None)')
  expect(page('managers.ListProxy').members.map(({ name }) => name)).not.toContain('callMethod')
  for (const { id, members } of pages) expect(members.filter(({ name, signatures }) => /^#|\[/.test(name) || /protected|#private/.test(signatures.join())), id).toEqual([])
})

test('all six parameters of register() and all typeids of SyncManager stand there in both spellings', () => {
  expect(member('managers.BaseManager', 'static register')?.python).toContain('method_to_typeid=None')
  expect(page('managers.RegisterOptions').members.map(({ name, python }) => [name, python])).toEqual([
    ['callable', 'callable='],
    ['proxytype', 'proxytype='],
    ['exposed', 'exposed='],
    ['methodToTypeid', 'method_to_typeid='],
    ['createMethod', 'create_method='],
  ])
  expect(page('managers.SyncManager').members.map(({ name }) => name)).toEqual(expect.arrayContaining(['list', 'dict', 'Namespace', 'Queue', 'Lock', 'Barrier', 'Pool']))
})

test('types that occur in a page’s signatures are told, of two alike the one of the same door', () => {
  expect(page('managers.BaseManager').uses).toEqual(expect.arrayContaining(['managers.ManagerOptions', 'managers.RegisterOptions', 'managers.Server', 'managers.Address']))
  expect(page('inspect.Frame').uses).toContain('inspect.Connection')
  expect(page('inspect.Frame').uses).not.toContain('connection.Connection')
})

describe('the judge', () => {
  const right = (): ReferencePage => ({
    id: 'managers.Tank', name: 'Tank', kind: 'class', doors: ['multiprocessing/managers'], signatures: ['class Tank'],
    doc: { text: 'Holds water.', params: [], returns: undefined, throws: [] }, parents: [], uses: [],
    members: [{ name: 'fill', signatures: ['fill(): void'], doc: { text: '', params: [], returns: undefined, throws: [] }, python: 'fill()' }],
    python: { name: 'garden.Tank' },
  })
  const names = { 'managers.Tank': { members: { fill: 'fill()' } } }

  test('finds nothing wrong with a right page', () => {
    expect(judgePages([right()], names)).toEqual([])
  })

  test('finds an empty docstring, a member without Python’s spelling, and spellings of nothing', () => {
    const wrong = { ...right(), doc: { ...right().doc, text: '' }, members: [{ ...right().members[0]!, python: undefined }] }
    expect(judgePages([wrong], { ...names, 'managers.Well': {} })).toEqual([
      'managers.Tank has no docstring',
      'managers.Tank: no Python spelling for its member fill',
      'managers.Well has a Python spelling and is no public name',
    ])
    expect(judgePages([right()], { 'managers.Tank': { members: { fill: 'fill()', drain: 'drain()' } } })).toEqual(['managers.Tank: the Python spelling of drain is of no member'])
    expect(judgePages([{ ...right(), python: { none: '' } }], {})).toEqual(['managers.Tank has no Python spelling in app/reference/python/'])
    expect(judgePages([right(), right()], names)).toContain('two pages have the same id')
  })

  test('a name of which nobody has said what Python calls it is none of the table', () => {
    expect(pythonOf('managers.Well', 'multiprocessing/managers')).toBeUndefined()
    expect(pythonOf('inspect.newName', 'multiprocessing/inspect')).toEqual({ none: expect.stringContaining('Python does not explain') })
  })
})

test('a docstring is taken apart into words and tags, also on one line', () => {
  expect(readDocstring('/** Waits. @param ms how long @throws TypeError for text */')).toEqual({
    text: 'Waits.', params: [{ name: 'ms', text: 'how long' }], returns: undefined, throws: ['TypeError for text'],
  })
  expect(readDocstring('/**\n * One\n * line.\n *\n * Two.\n * @returns what\n *   it is\n */')).toEqual({ text: 'One line.\n\nTwo.', params: [], returns: 'what it is', throws: [] })
  expect(readDocstring('// no docstring')).toEqual({ text: '', params: [], returns: undefined, throws: [] })
})
