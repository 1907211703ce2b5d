import { expect, test } from 'vitest'
import { recordedRun } from '../test/support/runs.ts'
import { countRows, foldRows, RowFolder } from './fold.ts'
import type { FoldRow, Row } from './fold-row.ts'
import { frameLabel } from './describe.ts'
import { parseFilter, createPredicate } from './filter.ts'

/** `1–8 connect · 8 frames`, `15 create('Greenhouse')`; idents cut away. */
function shown(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const numbers = row.first === row.last ? String(row.first) : `${row.first}–${row.last}`
    const words = row.kind === 'fold' ? row.label : frameLabel(row.frame)
    return `${'  '.repeat(row.depth)}${numbers} ${words.replaceAll(/ ?[0-9a-f]{2}…[0-9a-f]{4}/g, '')}`
  })
}

const sentences = (rows: readonly Row[]) =>
  rows.filter((row): row is FoldRow => row.kind === 'fold').map(({ sentence }) => sentence.replaceAll(/[0-9a-f]{4}…[0-9a-f]{4}/g, 'IDENT'))

test('the sequence folds connect, lifetime and accept_connection, and leaves out handshakes that lead to a row', () => {
  expect(shown(foldRows(recordedRun('dict-3.13')))).toEqual([
    '1–8 connect · 8 frames',
    "15 create('dict', {'x': 1})",
    '16 #RETURN',
    '17–32 incref, decref · 16',
    '33–40 accept_connection · 8',
    "41 __getitem__('x')",
    '42 #RETURN 1',
    "43 __getitem__('x')",
    '44 #RETURN 1',
    "45 __setitem__('x', 2)",
    '46 #RETURN None',
    '47–54 decref · 8',
  ])
})

test('a handshake without a row is the lead of its request, until it is opened', () => {
  const run = recordedRun('dict-3.13')
  const create = foldRows(run)[1]!
  expect(create.kind === 'frame' && create.lead?.frames.map(({ number }) => number)).toEqual([9, 10, 11, 12, 13, 14])
  const key = create.kind === 'frame' ? create.lead!.key : ''
  const opened = foldRows(run, { expanded: new Set([key]) })
  expect(shown(opened).slice(1, 9)).toEqual([
    '9–14 handshake · 6 frames',
    '  9 #CHALLENGE# sha256',
    '  10 answer sha256',
    '  11 #WELCOME#',
    '  12 #CHALLENGE# sha256',
    '  13 answer sha256',
    '  14 #WELCOME#',
    "15 create('dict', {'x': 1})",
  ])
  expect(opened[1]).toMatchObject({ kind: 'fold', open: true, depth: 0 })
  expect(opened[2]).toMatchObject({ parent: key, depth: 1 })
})

test('the table folds handshakes and lifetime, in sentences', () => {
  const rows = foldRows(recordedRun('dict-3.13'), { view: 'table' })
  expect(sentences(rows)).toEqual([
    'Mutual handshake, 6 frames, sha256, both sides accepted',
    'Mutual handshake, 6 frames, sha256, both sides accepted',
    'incref and decref of dict IDENT, two connections, 16 frames',
    'Mutual handshake, 6 frames, sha256, both sides accepted',
    'decref of dict IDENT on its own connection, 8 frames',
  ])
  expect(shown(rows).slice(0, 3)).toEqual(['1–6 handshake · 6 frames', '7 dummy()', '8 #RETURN None'])
})

test('a group of lifetime connections opens to its connections, and those to their frames', () => {
  const run = recordedRun('dict-3.13')
  const group = foldRows(run, { view: 'table' }).find((row) => row.kind === 'fold' && row.fold === 'lifetime')!
  const once = foldRows(run, { view: 'table', expanded: new Set([group.key]) })
  const at = once.findIndex(({ key }) => key === group.key)
  expect(shown(once).slice(at, at + 4)).toEqual(['17–32 incref, decref · 16', '  17–24 incref · 8', '  25–32 decref · 8', '33–38 handshake · 6 frames'])
  const twice = foldRows(run, { view: 'table', expanded: new Set([group.key, once[at + 1]!.key]) })
  expect(shown(twice).slice(at, at + 6)).toEqual([
    '17–32 incref, decref · 16',
    '  17–24 incref · 8',
    '    17–22 handshake · 6 frames',
    '    23 incref',
    '    24 #RETURN None',
    '  25–32 decref · 8',
  ])
})

test('nothing is folded where both foldings are off', () => {
  const run = recordedRun('exposed')
  const rows = foldRows(run, { foldHandshakes: false, foldLifetime: false })
  expect(rows).toHaveLength(run.frames.length)
  expect(rows.every((row) => row.kind === 'frame' && row.depth === 0)).toBe(true)
})

test('each folding can be off alone', () => {
  const run = recordedRun('dict-3.13')
  const lifetime = shown(foldRows(run, { foldHandshakes: false }))
  expect(lifetime).toContain('17–32 incref, decref · 16')
  expect(lifetime.slice(0, 2)).toEqual(['1 #CHALLENGE# sha256', '2 answer sha256'])
  const handshakes = shown(foldRows(run, { foldLifetime: false }))
  expect(handshakes).toEqual(expect.arrayContaining(['1–8 connect · 8 frames', '23 incref', '31 decref']))
})

test('what failed is never folded', () => {
  expect(shown(foldRows(recordedRun('wrong-key')))).toEqual(['1 #CHALLENGE# sha256', '2 answer sha256', '3 #FAILURE# refused', '4 #TRACEBACK refused'])
  const nested = foldRows(recordedRun('nested'))
  const failure = nested.findIndex((row) => row.kind === 'frame' && row.frame.kind === 'failure')
  expect(shown(nested).slice(failure - 2, failure + 2).map((words) => words.replace(/^\d+ /, ''))).toEqual([
    '#CHALLENGE# sha256',
    'answer sha256',
    '#FAILURE# refused',
    '#TRACEBACK refused',
  ])
})

test('frames of other processes between a fold’s frames have rows of their own', () => {
  const run = recordedRun('children')
  for (const options of [{}, { view: 'table' } as const]) {
    const rows = foldRows(run, options)
    const numbers = rows.flatMap((row) => (row.kind === 'fold' ? row.frames : [...(row.lead?.frames ?? []), row.frame]).map(({ number }) => number))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(run.frames.map(({ number }) => number))
    expect(countRows(rows).frames).toBe(run.frames.length)
  }
})

test('a filter takes frames away before they are folded, and a fold that loses some is shown frame by frame', () => {
  const run = recordedRun('dict-3.13')
  const rowsFor = (text: string) => foldRows(run, { view: 'table', filter: createPredicate(parseFilter(text), run) })
  expect(shown(rowsFor('kind:decref'))).toEqual(['31 decref', '53 decref'])
  expect(shown(rowsFor('frame:17..24'))).toEqual(['17–24 incref · 8'])
  expect(shown(rowsFor('frame:18..32'))).toEqual([
    ...[18, 19, 20, 21, 22].map((number) => expect.stringContaining(`${number} `)),
    '23 incref',
    '24 #RETURN None',
    '25–32 decref · 8',
  ])
})

test('rows say how many frames they stand for and how many of them are folded', () => {
  const run = recordedRun('dict-3.13')
  expect(countRows(foldRows(run))).toEqual({ frames: 54, folded: 46 })
  expect(countRows(foldRows(run, { view: 'table' }))).toEqual({ frames: 54, folded: 42 })
  expect(countRows(foldRows(run, { view: 'table', expanded: new Set(['h1']) }))).toEqual({ frames: 54, folded: 36 })
})

test('rows of frames that did not change stay the same objects while a run goes on', () => {
  const { frames } = recordedRun('exposed')
  const folder = new RowFolder()
  const before = folder.update({ frames: frames.slice(0, 60) }).slice()
  const after = folder.update({ frames })
  expect(after.length).toBeGreaterThan(before.length)
  expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
  before.slice(0, -1).forEach((row, index) => expect(after[index]).toBe(row))
})

test('a fold has the ends, the time and the bytes of its frames', () => {
  const run = recordedRun('dict-3.13')
  const [connect] = foldRows(run) as [FoldRow]
  expect(connect).toMatchObject({ fold: 'connect', family: 'handshake', client: run.frames[0]!.to, listener: run.frames[0]!.from, time: run.frames[0]!.time })
  expect(connect.bytes).toBe(run.frames.slice(0, 8).reduce((sum, { size }) => sum + size, 0))
})
