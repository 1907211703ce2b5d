import { expect, test } from 'vitest'
import type { Frame, LineCost, RegistrationUse } from 'multiprocessing/inspect'
import { decidedAt, lineMarks } from './line-marks.ts'

const sources = {
  nameOf: (file: string) => (file.startsWith('/garden/') ? file.slice(8) : null),
  textOf: () => ["A.register('Tank', {", '  callable: Tank,', "  exposed: ['level'],", "  methodToTypeid: { bed: 'Bed' },", '})', "A.register('Bed', { exposed: [] })"].join('\n'),
}
const frame = (number: number, kind: string, type: string) => ({ number, kind, error: { type, message: '', traceback: undefined } }) as unknown as Frame
const cost = (more: Partial<LineCost>): LineCost => ({
  file: '/garden/visitor.ts',
  line: 9,
  frames: 2,
  calls: 1,
  firstCall: false,
  latency: 90,
  lastError: undefined,
  failure: undefined,
  lastReply: undefined,
  lastFrame: undefined,
  lastHeld: undefined,
  held: 0,
  created: 0,
  mayRace: undefined,
  ...more,
})
const use = (more: Partial<RegistrationUse>): RegistrationUse => ({
  row: {
    process: 'p',
    manager: 'A',
    typeid: 'Tank',
    callable: 'Tank',
    proxytype: null,
    exposed: ['level'],
    methodToTypeid: null,
    createMethod: true,
    at: { file: '/garden/server.ts', line: 1 },
  },
  creates: 0,
  objects: 0,
  proxies: 0,
  refused: new Map(),
  ...more,
})

test('a line says its frames, and whether the first call of a thread opened a connection', () => {
  expect(lineMarks([cost({})], [], sources)).toMatchObject([{ file: 'visitor.ts', line: 9, text: '2 frames · 90 µs', fewer: ['2 frames'], short: '2', sign: undefined }])
  expect(lineMarks([cost({ frames: 10, firstCall: true })], [], sources)[0]?.text).toBe('10 frames · first call')
  expect(lineMarks([cost({ frames: 1, latency: 0 })], [], sources)[0]?.text).toBe('1 frame')
})

test('a line whose call failed carries the octagon, the error’s name, and the frame that tells', () => {
  const raised = cost({ lastError: frame(86, '#ERROR', 'ValueError'), failure: 'raised' })
  expect(lineMarks([raised], [], sources)).toMatchObject([{ text: '2 frames · ValueError', sign: 'error', frame: 86 }])
  const refused = cost({ lastError: frame(44, '#TRACEBACK', 'AttributeError'), failure: 'refused' })
  expect(lineMarks([refused], [], sources)[0]?.text).toBe('2 frames · refused')
})

test('a registration says what it made at register(), what it refused at exposed, and its proxies at methodToTypeid', () => {
  const marks = lineMarks([], [use({ creates: 2, objects: 1, proxies: 1, refused: new Map([['vent', frame(86, '#TRACEBACK', 'AttributeError')]]) })], sources)
  expect(marks.map(({ line, text, sign, frame: number }) => ({ line, text, sign, number }))).toEqual([
    { line: 1, text: 'created 2× · one object', sign: 'created', number: undefined },
    { line: 4, text: '1 proxy', sign: 'proxy', number: undefined },
    { line: 3, text: 'refused vent', sign: 'error', number: 86 },
  ])
})

test('where exposed is left out, the refusal stands at register(), not at the next registration', () => {
  const row = { ...use({}).row, at: { file: '/garden/server.ts', line: 5 } }
  expect(decidedAt(row, sources)).toEqual({ file: '/garden/server.ts', line: 5 })
})

test('a line that two processes ran shows the one that failed', () => {
  const failed = cost({ lastError: frame(5, '#ERROR', 'KeyError'), failure: 'raised' })
  expect(lineMarks([cost({}), failed], [], sources)).toMatchObject([{ text: '2 frames · KeyError' }])
})

test('a line says what its last call gave, in as many words as there is room for, and whether another could come between', () => {
  const reply = { ...frame(40, '#RETURN', ''), result: "['basil', 'mint', 'thyme']" } as Frame
  const [mark] = lineMarks([cost({ frames: 4, latency: 41, lastReply: reply, mayRace: {} as LineCost['mayRace'] })], [], sources)
  expect(mark).toMatchObject({ text: "4 frames · 41 µs · may race · gave ['basil', 'mint…", fewer: ['4 frames · 41 µs · may race', '4 frames · may race', '4 frames'], frame: 40 })
  const nothing = { ...reply, result: 'None' } as Frame
  expect(lineMarks([cost({ lastReply: nothing })], [], sources)[0]?.text).toBe('2 frames · 90 µs')
  expect(lineMarks([cost({ lastFrame: frame(8, 'accept', '') })], [], sources)[0]?.frame).toBe(8)
})

test('a line whose frames are held says how many and leads to the last of them, whatever another process met there', () => {
  const held = cost({ held: 2, lastHeld: frame(86, 'call', ''), mayRace: {} as LineCost['mayRace'] })
  const failed = cost({ lastError: frame(5, '#ERROR', 'KeyError'), failure: 'raised' })
  expect(lineMarks([held, failed], [], sources)).toMatchObject([{ text: '2 held · may race', fewer: ['2 held'], short: '2', sign: 'held', frame: 86 }])
})

test('what a registration made leads to the frames that made it', () => {
  const marks = lineMarks([], [use({ creates: 2, objects: 2, proxies: 1 })], sources, (_, what) => (what === 'create' ? 7 : 30))
  expect(marks.map(({ line, frame: number }) => [line, number])).toEqual([[1, 7], [4, 30]])
})

test('lines of files that are not in the workspace have no marks', () => {
  expect(lineMarks([cost({ file: '/usr/lib/python3/threading.py' })], [use({ row: { ...use({}).row, at: undefined }, creates: 1 })], sources)).toEqual([])
})
