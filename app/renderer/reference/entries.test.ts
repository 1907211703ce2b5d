import { glossary } from 'managerie-lessons/glossary'
import { expect, test } from 'vitest'
import type { ReferencePage } from '../../reference/shape.ts'
import { labelOf, LISTED_DOORS, placeOf, pythonImport, samePlace, searchReference, termEntry } from './entries.ts'

const DOC = { text: 'Makes objects in a server.', params: [], returns: undefined, throws: [] }
const PAGE: ReferencePage = {
  id: 'managers.BaseManager', name: 'BaseManager', kind: 'class', doors: [LISTED_DOORS[0]], signatures: ['class BaseManager'], doc: DOC, parents: [], uses: [],
  python: { name: 'multiprocessing.managers.BaseManager' },
  members: [
    { name: 'getServer', signatures: ['getServer(): Server'], doc: DOC, python: 'get_server()' },
    { name: 'static register', signatures: ['static register(): void'], doc: DOC, python: 'register(typeid)' },
  ],
}
const titles = (wanted: string): string[] => searchReference(wanted, glossary, [PAGE]).map(({ title }) => title)

test('what is called so comes first, then what begins so, then what contains it, then texts', () => {
  expect(titles('authkey').slice(0, 1)).toEqual(['authkey'])
  expect(titles('ref').slice(0, 2)).toEqual(['referent', 'refcount'].toSorted((a, b) => titles('ref').indexOf(a) - titles('ref').indexOf(b)))
  expect(titles('secret')[0]).toBe('authkey')
  expect(titles('random bytes')).toContain('challenge')
})

test('Python’s spelling finds the member that is spelled otherwise here', () => {
  expect(titles('get_server')).toEqual(expect.arrayContaining(['BaseManager.getServer', 'serve_forever']))
  expect(searchReference('basemanager.register', [], [PAGE])[0]?.place).toEqual({ kind: 'name', id: 'managers.BaseManager', member: 'static register' })
})

test('nothing typed finds nothing, and neither does what is nowhere', () => {
  expect(titles('  ')).toEqual([])
  expect(titles('walrus')).toEqual([])
})

test('a term’s line is its first sentence, as plain words', () => {
  const term = glossary.find(({ id }) => id === 'proxytype')!
  expect(termEntry(term).detail).toBe('The class of the proxies for a typeid')
})

test('links are read as places, and shown without their door', () => {
  expect(placeOf('managers.BaseManager#static register')).toEqual({ kind: 'name', id: 'managers.BaseManager', member: 'static register' })
  expect(labelOf('managers.BaseManager#static register')).toBe('BaseManager.register')
  expect(labelOf('managers.Token')).toBe('Token')
  expect(samePlace(placeOf('managers.Token'), placeOf('managers.Token'))).toBe(true)
  expect(samePlace(placeOf('managers.Token'), placeOf('managers.Token#id'))).toBe(false)
  expect(samePlace(null, placeOf('managers.Token'))).toBe(false)
})

test('Python’s import is that of the class, and none for what is built in', () => {
  expect(pythonImport('multiprocessing.managers.BaseManager.register')).toBe('from multiprocessing.managers import BaseManager')
  expect(pythonImport('multiprocessing.current_process')).toBe('from multiprocessing import current_process')
  expect(pythonImport('struct.error')).toBe('from struct import error')
  expect(pythonImport('builtins.KeyError')).toBeUndefined()
})
