import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { Address } from '../protocol/token.ts'
import { OSError, ValueError } from '../values/exceptions.ts'
import { UNIX_PATH_LIMIT, addressType, arbitraryAddress, checkPath, families } from './address.ts'

test('the form of an address says its family', () => {
  expect(addressType(['localhost', 80])).toBe('AF_INET')
  expect(addressType('/tmp/garden.sock')).toBe('AF_UNIX')
  expect(addressType('\\\\.\\pipe\\garden')).toBe('AF_PIPE')
})

test('what has none of the forms is a ValueError that shows it', () => {
  for (const [wrong, shown] of [
    [['localhost'], "['localhost']"],
    [['localhost', 70_000], "['localhost', 70000]"],
    [['localhost', '80'], "['localhost', '80']"],
    [80, '80'],
    [null, 'None'],
  ] as const) {
    expect(() => addressType(wrong as unknown as Address)).toThrow(
      new ValueError(`address type of ${shown} unrecognized: an address is [host, port] or a path`),
    )
  }
})

test.skipIf(process.platform === 'win32')('a fresh path is a new one each time, in a directory that only its user may enter', () => {
  const first = arbitraryAddress('AF_UNIX') as string
  const second = arbitraryAddress('AF_UNIX') as string
  expect(first).not.toBe(second)
  expect(dirname(first)).toBe(dirname(second))
  expect(statSync(dirname(first)).mode & 0o777).toBe(0o700)
  expect(() => checkPath(first)).not.toThrow()
})

test('a fresh TCP address is a free port of this machine only', () => {
  expect(arbitraryAddress('AF_INET')).toEqual(['127.0.0.1', 0])
})

test('a family that this system lacks is a ValueError in CPython\'s words', () => {
  for (const family of ['AF_UNIX', 'AF_PIPE'] as const) {
    if (families.includes(family)) continue
    expect(() => arbitraryAddress(family)).toThrow(new ValueError(`Family ${family} is not recognized.`))
  }
})

test.skipIf(process.platform === 'win32')('a path longer than the system takes is refused with its length', () => {
  expect(() => checkPath('/'.padEnd(UNIX_PATH_LIMIT, 'x'))).not.toThrow()
  expect(() => checkPath('/'.padEnd(UNIX_PATH_LIMIT, 'ö'))).toThrow(OSError)
  expect(() => checkPath('/'.padEnd(UNIX_PATH_LIMIT + 1, 'x'))).toThrow(
    new OSError(`AF_UNIX path too long: at most ${UNIX_PATH_LIMIT} bytes, got ${UNIX_PATH_LIMIT + 1}`),
  )
})
