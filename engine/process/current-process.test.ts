import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { dumps, loads } from '../pickle/index.ts'
import { TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { CurrentProcess, currentProcess, isMainProcess, nextProcessName, processName } from './current-process.ts'

test('the program itself is the main process, with 32 random bytes for a key', () => {
  expect(isMainProcess()).toBe(true)
  expect(currentProcess()).toMatchObject({ name: 'MainProcess', pid: process.pid, daemon: false })
  expect(currentProcess().authkey).toHaveLength(32)
  expect(currentProcess().authkey).toBe(currentProcess().authkey)
  expect(new CurrentProcess().authkey).not.toEqual(currentProcess().authkey)
})

test('the key may be set to bytes, and to nothing else', () => {
  const current = new CurrentProcess()
  current.authkey = Buffer.from('tomatoes')
  expect(Buffer.from(current.authkey).toString()).toBe('tomatoes')
  expect(() => (current.authkey = 'tomatoes' as never)).toThrow(new PythonTypeError('string argument without an encoding'))
  expect(() => (current.authkey = 5 as never)).toThrow(new PythonTypeError('authkey should be a byte string, got int'))
  expect(() => (current.authkey = new Uint8Array())).toThrow(new ValueError('an authkey has at least one byte, got none'))
})

test('the key is not shown where objects are printed', () => {
  const current = new CurrentProcess()
  current.authkey = Buffer.from('tomatoes')
  expect(inspect(current.authkey)).toBe('AuthenticationString(8)')
})

test('children are named by their kind and number', () => {
  expect(nextProcessName('GardenManager')).toBe(nextProcessName('GardenManager'))
  expect(nextProcessName('GardenManager')).toMatch(/^GardenManager-\d+$/)
  expect(processName('Process', [1, 2])).toBe('Process-1:2')
})

test('the key has no pickle, wherever it is', () => {
  const { authkey } = currentProcess()
  const refused = new PythonTypeError('Pickling an AuthenticationString object is disallowed for security reasons')
  expect(() => dumps(authkey)).toThrow(refused)
  expect(() => dumps({ deep: [authkey] })).toThrow(refused)
  expect(loads(dumps(Uint8Array.from(authkey)))).toEqual(Uint8Array.from(authkey))
})
