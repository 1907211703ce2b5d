import { expect, test } from 'vitest'
import { LinePrinter } from './line-printer.ts'
import { programsFrom } from './run-plan.ts'
import { formatAddress, parseAddress } from './serve.ts'
import { hasDisplay } from './terminal.ts'

test.each([
  [['one.ts'], [['one', 'client']]],
  [['server.ts'], [['server', 'server']]],
  [['garden.ts', 'visitor.ts'], [['garden', 'server'], ['visitor', 'client']]],
  [['client.py', 'my_server.py', 'worker1.py'], [['client', 'client'], ['my_server', 'server'], ['worker1', 'worker']]],
  [['a.ts', 'a.js'], [['a.ts', 'server'], ['a.js', 'client']]],
])('the files %j are programs with these names and roles', (files, expected) => {
  expect(programsFrom(files).map(({ name, role }) => [name, role])).toEqual(expected)
})

test.each([
  ['127.0.0.1:50000', ['127.0.0.1', 50000]],
  [':50000', ['127.0.0.1', 50000]],
  ['[::1]:0', ['::1', 0]],
  ['localhost:1', ['localhost', 1]],
  ['/tmp/garden.sock', '/tmp/garden.sock'],
  ['garden.sock', 'garden.sock'],
  ['/tmp/a:b/c', '/tmp/a:b/c'],
  ['\\\\.\\pipe\\garden', '\\\\.\\pipe\\garden'],
])('%s is an address', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected)
})

test('an address is printed as it is given', () => {
  expect(formatAddress(['127.0.0.1', 5])).toBe('127.0.0.1:5')
  expect(formatAddress(['::1', 5])).toBe('[::1]:5')
  expect(formatAddress('/tmp/garden.sock')).toBe('/tmp/garden.sock')
})

test('lines of several programs never mix, and each has its name', () => {
  let text = ''
  const printer = new LinePrinter(['server', 'gardener'], (more) => (text += more))
  printer.add('server', 'stdout', 'one\ntw')
  printer.add('gardener', 'stderr', 'oh\r\n')
  printer.add('server', 'stdout', 'o\n')
  printer.add('gardener', 'stdout', 'unfinished')
  printer.finish()
  expect(text).toBe('server   | one\ngardener ! oh\nserver   | two\ngardener | unfinished\n')
})

test('a browser is opened where somebody can see it', () => {
  expect(hasDisplay({}, 'linux')).toBe(false)
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  expect(hasDisplay({}, 'darwin')).toBe(true)
  expect(hasDisplay({ SSH_CONNECTION: 'x' }, 'win32')).toBe(false)
})
