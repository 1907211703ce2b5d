import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { TraceEvent } from 'multiprocessing/protocol'
import { findKeys, PLACEHOLDER, redactionFor } from './authkeys.ts'

const LESSONS = path.join(import.meta.dirname, '../../lessons')

test.each([
  [`manager = M(address=('', 1), authkey=b'rain in may')`, ['rain in may']],
  [`M.connect(authkey = b"rain in may",\n  address=x)`, ['rain in may']],
  [`new Garden({ address, authkey: bytes('rain in may') })`, ['rain in may']],
  [`new Garden({ 'authkey': new TextEncoder().encode("rain in may") })`, ['rain in may']],
  [`export const authkey: Uint8Array = bytes(\`rain in may\`)`, ['rain in may']],
  [`SECRET = b'rain in may'\nM(('', 1), authkey=SECRET)`, ['rain in may']],
  [`SECRET = 'rain in may'\nM(('', 1), authkey=SECRET.encode('utf-8'))`, ['rain in may']],
  [`KEY = b'rain in may'\nuse = KEY\nM(authkey=use)`, ['rain in may']],
  [`m = BaseManager(('127.0.0.1', 50000), b'rain in may')`, ['rain in may']],
  [`authkey = os.environ.get('GARDEN_KEY', 'rain in may').encode()`, ['rain in may']],
  [`authkey = bytes(process.env['GARDEN_KEY'] ?? 'rain in may')`, ['rain in may']],
  [`authkey = b'''rain in may'''`, ['rain in may']],
  [`current_process().authkey = b'rain in may'`, ['rain in may']],
  [`d = {'authkey': b'rain in may', 'name': 'bed'}`, ['rain in may']],
  [`m = BaseManager(('localhost', 1))\nprint('authkey')`, []],
  [`authkey = None`, []],
])('finds the key in %s', (source, keys) => {
  expect(findKeys([source])).toEqual(keys)
})

test('the key of every lesson is found, in both languages', () => {
  let found = 0
  for (const lesson of readdirSync(LESSONS, { withFileTypes: true })) {
    for (const language of ['typescript', 'python']) {
      const folder = path.join(LESSONS, lesson.name, language, 'start')
      let names: string[]
      try {
        names = readdirSync(folder)
      } catch {
        continue
      }
      const texts = names.map((name) => readFileSync(path.join(folder, name), 'utf8'))
      if (!texts.some((text) => /authkey\s*[=:]\s*(?:b['"]|bytes\()/.test(text))) continue
      const keys = findKeys(texts)
      expect(keys.length, `${lesson.name} ${language}`).toBeGreaterThan(0)
      for (const key of keys) expect(texts.join('\n')).toContain(key)
      found++
    }
  }
  expect(found).toBeGreaterThan(8)
})

test('two keys have two placeholders, so that a wrong key stays wrong', () => {
  const redaction = redactionFor(new Map([['a.py', "authkey=b'walnut'"], ['b.py', "authkey=b'chestnut'"]]))
  expect(redaction.text('code/b.py', "authkey=b'chestnut'")).toBe(`authkey=b'${PLACEHOLDER}'`)
  expect(redaction.text('code/a.py', "authkey=b'walnut'")).toBe("authkey=b'authkey-2-removed'")
  expect([...redaction.places]).toEqual(['code/b.py', 'code/a.py'])
})

test('a short key is taken out as a word, and leaves other words whole', () => {
  const redaction = redactionFor(new Map([['a.py', "authkey=b'tea'"]]))
  expect(redaction.text('output', "steam from tea, 'tea'")).toBe(`steam from ${PLACEHOLDER}, '${PLACEHOLDER}'`)
})

test('a text of many backslashes that never ends is looked through at once', () => {
  // A pattern that could match each of them in two ways would take hours.
  const source = `authkey = '''${'\\k'.repeat(500)}`
  expect(redactionFor(new Map([['a.py', source]])).keys).toBe(1)
})

test('bytes of a frame keep their number', () => {
  const redaction = redactionFor(new Map([['a.py', "authkey=b'rain in may'"]]))
  const payload = Buffer.from('\x80\x04the key is rain in may.', 'latin1').toString('base64')
  const event = { v: 1, process: 'p', seq: 0, time: 1, name: 'frame/sent', connection: 'c', index: 0, size: 26, payload } as TraceEvent
  const after = redaction.event('trace.ndjson', event)
  expect(Buffer.from('payload' in after ? after.payload : '', 'base64').toString('latin1')).toBe('\x80\x04the key is ***********.')
  expect([...redaction.places]).toEqual(['trace.ndjson'])
})

test('a program that is called as the key keeps its name', () => {
  const redaction = redactionFor(new Map([['acorn.py', "authkey=b'acorn'"]]), new Set(['acorn', 'acorn.py']))
  expect(redaction.json('x', { name: 'acorn', file: 'acorn.py', said: 'acorn!' })).toEqual({ name: 'acorn', file: 'acorn.py', said: `${PLACEHOLDER}!` })
})
