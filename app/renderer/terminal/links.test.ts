import { expect, test } from 'vitest'
import { findLinks } from './links.ts'

test('places in Node’s stack traces are found, as paths and as URLs', () => {
  const line = '    at async <anonymous> (file:///tmp/run/visitor.ts:15:26)'
  expect(findLinks(line)).toEqual([{ start: 26, end: 58, file: 'file:///tmp/run/visitor.ts', line: 15, column: 26 }])
  expect(findLinks('    at visitor.ts:9')).toEqual([{ start: 7, end: 19, file: 'visitor.ts', line: 9, column: undefined }])
})

test('places in Python’s tracebacks are found', () => {
  expect(findLinks('  File "/tmp/run/visitor.py", line 5, in <module>')).toEqual([
    { start: 2, end: 36, file: '/tmp/run/visitor.py', line: 5, column: undefined },
  ])
})

test('addresses and times are no places', () => {
  expect(findLinks('listening on 127.0.0.1:50000 since 12:30:01')).toEqual([])
})
