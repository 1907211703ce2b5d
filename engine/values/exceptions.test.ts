import { expect, test } from 'vitest'
import {
  AttributeError, BaseException, ConnectionRefusedError, Exception, exceptionClass, exceptionClasses, FileNotFoundError, IndexError, KeyError, LookupError,
  nameException, OSError, osError, PythonError, QueueEmpty, raised, StopIteration, ValueError,
} from './exceptions.ts'
import { repr, str } from './repr.ts'
import { typeName } from './type-name.ts'

test('message is Python’s str()', () => {
  expect(new KeyError('basil').message).toBe("'basil'")
  expect(new KeyError('a', 'b').message).toBe("('a', 'b')")
  expect(new ValueError('bad').message).toBe('bad')
  expect(new ValueError('bad', 1).message).toBe("('bad', 1)")
  expect(new ValueError().message).toBe('')
  expect(new OSError(2, 'No such file', 'a.txt').message).toBe("[Errno 2] No such file: 'a.txt'")
  expect(str(new KeyError('basil'))).toBe("'basil'")
  expect(repr(new KeyError('basil'))).toBe("KeyError('basil')")
  expect(String(new KeyError('basil'))).toBe("KeyError: 'basil'")
})

test('the stack begins with the name and the message', () => {
  expect(new KeyError('basil').stack).toMatch(/^KeyError: 'basil'\n/)
})

test('instanceof asks what except asks', () => {
  const error = new KeyError('x')
  for (const ancestor of [KeyError, LookupError, Exception, BaseException, PythonError, Error]) expect(error).toBeInstanceOf(ancestor)
  expect(error).not.toBeInstanceOf(IndexError)
  expect(new FileNotFoundError(2, 'x')).toBeInstanceOf(OSError)
  expect(new QueueEmpty()).toBeInstanceOf(Exception)
})

test('an exception is found by module and name', () => {
  expect(exceptionClass('builtins', 'KeyError')).toBe(KeyError)
  expect(exceptionClass('_queue', 'Empty')).toBe(QueueEmpty)
  expect(exceptionClass('queue', 'Empty')).toBe(QueueEmpty)
  expect(exceptionClass('builtins', 'constructor')).toBeUndefined()
  expect(exceptionClasses().length).toBeGreaterThan(60)
})

test('raised makes one by name', () => {
  expect(raised('StopIteration', 5)).toEqual(new StopIteration(5))
  expect(raised('queue.Empty')).toBeInstanceOf(QueueEmpty)
  expect(() => raised('Wilted')).toThrow(new ValueError("an exception's name is one of Python's builtins or of queue, got 'Wilted'"))
})

test('osError gives the class that the errno has', () => {
  expect(osError(111, 'Connection refused')).toBeInstanceOf(ConnectionRefusedError)
  expect(osError('x').constructor).toBe(OSError)
  expect(osError(99999, 'x').constructor).toBe(OSError)
})

test('a class derived here goes by its own name until it is given one of Python’s', () => {
  class WiltedError extends KeyError {}
  const error = new WiltedError('basil')
  expect(error.name).toBe('WiltedError')
  expect(error.message).toBe("'basil'")
  expect(typeName(error)).toBe('WiltedError')
  nameException(WiltedError, 'garden', 'Wilted')
  expect(new WiltedError('x').name).toBe('Wilted')
  expect(exceptionClass('garden', 'Wilted')).toBe(WiltedError)
})

test('errors that are no PythonError are written in the same form', () => {
  expect(repr(new RangeError("it's"))).toBe('RangeError("it\'s")')
  expect(repr(new Error(''))).toBe('Error()')
  expect(str(new RangeError('x'))).toBe('x')
  expect(new AttributeError('x').state).toBeUndefined()
})
