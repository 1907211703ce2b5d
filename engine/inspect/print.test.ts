import { expect, test } from 'vitest'
import { callsOf, recordedRun } from '../test/support/runs.ts'
import { printFrame, printRun } from './print.ts'

/** The text with idents, times, durations and runs of blanks made alike. */
function alike(text: string): string[] {
  return text.split('\n').map((line) =>
    line
      .replaceAll(/[0-9a-f]{2,4}…[0-9a-f]{4}|7f[0-9a-f]{10}/g, 'IDENT')
      .replaceAll(/\d+(\.\d+)? (µs|ms|s)\b/g, 'TIME')
      .replace(/^( *\d+(?:–\d+)?) +[\d.]+/, '$1 AT')
      .replaceAll(/ {2,}/g, '  ')
      .trim(),
  )
}

test('a run is one line a row, refused calls are marked with a word, totals end it', () => {
  const lines = alike(printRun(recordedRun('exposed'), { width: 400 }))
  expect(lines.slice(0, 8)).toEqual([
    '1–8 AT  gardener → server  connect  connect, a mutual handshake and dummy, 8 frames  268 B',
    "9–15 AT  gardener → server  create  create('Greenhouse')  42 B",
    "16 AT  server → gardener  #RETURN  ('IDENT', ('water', 'humidity', 'bed', 'bed'))  71 B  TIME",
    '17–32 AT  gardener → server  incref, decref  incref and decref of Greenhouse IDENT, two connections, 16 frames  570 B',
    '33–40 AT  gardener → server  accept_connection  accept_connection with its handshake, 8 frames  295 B',
    '41 AT  gardener → server  call  Greenhouse IDENT.water(250)  44 B',
    '42 AT  server → gardener  #RETURN  62  26 B  TIME',
    "43 AT  gardener → server  call  Greenhouse IDENT.bed('basil')  48 B",
  ])
  const refused = lines.filter((line) => line.includes('refused'))
  expect(refused[0]).toMatch(/server → visitor {2}#TRACEBACK {2}refused: AttributeError: method 'vent' of /)
  expect(lines.at(-1)).toMatch(/^\d+ frames, \d+ in handshakes, 1 refused$/)
  expect(lines.at(-2)).toMatch(/^process failed: visitor: RemoteError: AttributeError: method 'vent' of .* \(visitor\.py:9\)$/)
})

test('no line is longer than the terminal', () => {
  for (const width of [100, 120, 160]) {
    const lines = printRun(recordedRun('errors'), { width, view: 'table' }).split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
  }
})

test('what got no answer says so, and a refused connection has a line', () => {
  const killed = printRun(recordedRun('killed'), { width: 200 })
  expect(killed).toMatch(/burn\(\) {2}never answered/)
  expect(killed).toMatch(/process failed: client: EOFError \(client\.py:\d+\)/)
  expect(printRun(recordedRun('nobody-there'))).toMatch(/^connection refused: visitor: ConnectionRefusedError: .* \(visitor\.py:4\)$/m)
})

test('one frame on one line', () => {
  const run = recordedRun('exposed')
  expect(alike(printFrame(callsOf(run, 'vent')[0]!, run))[0]).toMatch(/^\d+ AT {2}visitor → server {2}call {2}Greenhouse IDENT\.vent\(30\) {2}43 B$/)
})
