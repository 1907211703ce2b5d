import { expect, test } from 'vitest'
import { foldRows, type Row } from 'multiprocessing/inspect'
import { runOf, type TraceName } from '../test/recorded.ts'
import { drawRow, numbersOf, type FoldDrawing, type FrameDrawing } from './drawing.ts'
import { layLanes } from './geometry.ts'
import { laneProcesses, orderLanes } from './lanes.ts'

function drawingsOf(name: TraceName, width = 562) {
  const run = runOf(name)
  const layout = layLanes(orderLanes(laneProcesses(run.processes.values(), new Set())), width)
  const rows = foldRows(run)
  const draw = (row: Row) => drawRow(row, { layout, colourOf: (process) => `colour of ${run.processes.get(process)?.label ?? process}`, timeBefore: '' })
  return { run, rows, layout, drawings: rows.map(draw) }
}

const frames = (all: readonly (FrameDrawing | FoldDrawing)[]) => all.filter((one) => one.kind === 'frame')

test('every arrow of a recorded run lies between the lanes of its two processes', () => {
  const { rows, drawings, layout } = drawingsOf('exposed')
  rows.forEach((row, index) => {
    const drawing = drawings[index]
    if (row.kind !== 'frame' || drawing?.kind !== 'frame') return
    const ends = [layout.x.get(row.frame.from) ?? 0, layout.x.get(row.frame.to) ?? 0].sort((a, b) => a - b)
    for (const x of [drawing.x1, drawing.x2, drawing.headX, drawing.labelX]) {
      expect(x).toBeGreaterThanOrEqual(ends[0] ?? 0)
      expect(x).toBeLessThanOrEqual(ends[1] ?? 0)
    }
  })
})

test('a line has the colour of its sender; answers are dashed, requests are not', () => {
  const call = frames(drawingsOf('exposed').drawings).find((one) => one.text === 'vent(30)')
  const answer = frames(drawingsOf('exposed').drawings).find((one) => one.text === '#TRACEBACK refused')
  expect(call).toMatchObject({ colour: 'colour of visitor', dashed: false, head: 'call', tone: 'plain' })
  expect(answer).toMatchObject({ colour: 'colour of server', dashed: true, head: 'error', tone: 'error' })
})

test('only requests say when they were sent, only answers how long they took', () => {
  for (const drawing of frames(drawingsOf('exposed').drawings)) {
    if (drawing.dashed) expect(drawing.time).toBe('')
    else expect(drawing.latency).toBe('')
  }
})

test('a label that is too long for its column loses its middle and keeps its whole text beside', () => {
  const { drawings } = drawingsOf('exposed', 440)
  const cut = frames(drawings).filter((drawing) => drawing.label !== drawing.text)
  expect(cut.length).toBeGreaterThan(0)
  for (const drawing of cut) expect(drawing.label).toContain('…')
})

test('a fold is a pill between the lanes with the numbers of its frames', () => {
  const { rows, drawings } = drawingsOf('exposed')
  const fold = rows.find((row) => row.kind === 'fold')
  const drawing = drawings.find((one) => one.kind === 'fold')
  expect(fold && numbersOf(fold)).toBe('1–8')
  expect(drawing).toMatchObject({ number: '1–8', label: 'connect · 8 frames', glyph: 'handshake', open: false })
})

test('a request that nobody will answer is no wait any more', () => {
  const last = frames(drawingsOf('killed').drawings).at(-1)
  expect(last).toMatchObject({ text: 'burn()', waiting: false })
})

test('a frame that waited is drawn at the gate, now and at each moment at which it did', () => {
  const { rows, layout } = drawingsOf('exposed')
  const row = rows.find((one) => one.kind === 'frame' && one.frame.kind === 'call')
  if (row?.kind !== 'frame') throw new Error('a call was expected')
  const { number, from, to, kind, family, method, args, connection, time } = row.frame
  const known = { number, from, to, kind, family, method, args, connection, time, sender: 'client', payload: new Uint8Array() }
  const draw = (fate: string, decidedAt: number | undefined, at?: number) =>
    drawRow({ ...row, frame: { ...known, fate, receivedAt: time, hold: { process: from, hold: 1, since: 10, decidedAt, verdict: undefined } } as never }, { layout, colourOf: () => 'colour', timeBefore: '', at })
  expect(draw('held', undefined)).toMatchObject({ held: true, head: 'held', tone: 'waiting', time: '' })
  expect(draw('arrived', 50)).toMatchObject({ held: false, head: 'call' })
  expect(draw('arrived', 50, 30)).toMatchObject({ held: true, head: 'held' })
  expect(draw('arrived', 50, 60)).toMatchObject({ held: false })
  expect(draw('held', undefined, 5)).toMatchObject({ held: false })
  expect(draw('dropped', 50)).toMatchObject({ held: false, head: 'broken' })
})
