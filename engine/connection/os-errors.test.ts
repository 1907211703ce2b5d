import { expect, test } from 'vitest'
import { BrokenPipeError, ConnectionRefusedError, FileNotFoundError, OSError } from '../values/exceptions.ts'
import { osError, toOSError } from './os-errors.ts'

test('a system error becomes Python\'s of the same class, number and words', () => {
  const node = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
  const error = toOSError(node)
  expect(error).toBeInstanceOf(ConnectionRefusedError)
  expect(error.message).toMatch(/^\[Errno \d+\] Connection refused$/)
  expect(error.cause).toBe(node)
  expect(osError('ENOENT')).toBeInstanceOf(FileNotFoundError)
  expect(osError('EPIPE')).toBeInstanceOf(BrokenPipeError)
})

test('a host that nobody knows is the resolver\'s error', () => {
  const error = toOSError(Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), { code: 'ENOTFOUND' }))
  expect(error.message).toBe('[Errno -2] Name or service not known')
})

test('an error that is not known keeps its words', () => {
  const error = toOSError(Object.assign(new Error('something odd'), { code: 'EODD' }))
  expect(error).toBeInstanceOf(OSError)
  expect(error.message).toBe('something odd')
})
