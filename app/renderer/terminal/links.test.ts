import { expect, test } from 'vitest'
import { workspace, workspaceFile } from '../store.ts'
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

test('where a file could not even be read is found: the head of Node’s report, Python’s traceback and its last line', () => {
  expect(findLinks('file:///tmp/run/visitor.ts:8')).toMatchObject([{ file: 'file:///tmp/run/visitor.ts', line: 8 }])
  expect(findLinks('/tmp/run/visitor.ts:8')).toMatchObject([{ file: '/tmp/run/visitor.ts', line: 8 }])
  expect(findLinks('  File "/tmp/my run/tank.py", line 1')).toMatchObject([{ file: '/tmp/my run/tank.py', line: 1 }])
  expect(findLinks('SyntaxError: invalid syntax (tank.py, line 12)')).toEqual([{ start: 28, end: 46, file: 'tank.py', line: 12, column: undefined }])
  expect(findLinks('/tmp/run/tank.py:12: SyntaxWarning: invalid escape sequence')).toMatchObject([{ file: '/tmp/run/tank.py', line: 12 }])
})

test('a place names a file of the workspace by its path, its URL and what was compiled of it, but not a library’s file of that name', () => {
  const files = ['visitor.ts', 'my tank.ts', 'queue.py', 'process.py'].map((name) => ({ name, text: '', original: null }))
  workspace.value = { id: 'w', lesson: null, language: 'typescript', files, programs: [] }
  expect(workspaceFile('file:///tmp/run/visitor.js')).toBe('visitor.ts')
  expect(workspaceFile('file:///tmp/run/my%20tank.ts')).toBe('my tank.ts')
  expect(workspaceFile('C:\\run\\queue.py')).toBe('queue.py')
  expect(workspaceFile('/usr/lib/python3.13/queue.py')).toBeNull()
  expect(workspaceFile('/opt/python/lib/python3.8/multiprocessing/process.py')).toBeNull()
  expect(workspaceFile('file:///tmp/run/node_modules/multiprocessing/visitor.js')).toBeNull()
  workspace.value = null
})
