import { expect, test } from 'vitest'
import { Painter } from './paint.ts'

const QUIET = '\x1b[37m'
const RED = '\x1b[31m'
const RESET = '\x1b[0m'

test('standard output is passed on as it is', () => {
  expect(new Painter((file) => file.endsWith('visitor.ts')).paint({ stream: 'stdout', text: '\x1b[32m61\x1b[0m\n' })).toBe('\x1b[32m61\x1b[0m\n')
})

test('on standard error the line that names the error is red, the others are quiet', () => {
  const text = 'Traceback (most recent call last):\nmultiprocessing.managers.RemoteError: no\n'
  expect(new Painter((file) => file.endsWith('visitor.ts')).paint({ stream: 'stderr', text })).toBe(
    `${QUIET}Traceback (most recent call last):${RESET}\n${RED}multiprocessing.managers.RemoteError: no${RESET}\n`,
  )
})

test('a line that comes in two pieces is not taken for a new one', () => {
  const painter = new Painter((file) => file.endsWith('visitor.ts'))
  painter.paint({ stream: 'stderr', text: 'see ' })
  expect(painter.paint({ stream: 'stderr', text: 'ValueError\n' })).toBe(`${QUIET}ValueError${RESET}\n`)
})

test('a note stands on a line of its own', () => {
  const painter = new Painter((file) => file.endsWith('visitor.ts'))
  painter.paint({ stream: 'stdout', text: 'half' })
  expect(painter.paint({ stream: 'note', text: 'visitor ended' })).toBe('\n\x1b[90mvisitor ended\x1b[0m\n')
  expect(painter.paint({ stream: 'note', text: 'again' })).toBe('\x1b[90magain\x1b[0m\n')
})

test('a place in the workspace is underlined, one elsewhere is not', () => {
  const painter = new Painter((file) => file.endsWith('visitor.ts'))
  expect(painter.paint({ stream: 'stderr', text: '  at visitor.ts:9:1\n  at net.js:4:2\n' })).toBe(
    `${QUIET}  at \x1b[4mvisitor.ts:9:1\x1b[24m${RESET}\n${QUIET}  at net.js:4:2${RESET}\n`,
  )
})
