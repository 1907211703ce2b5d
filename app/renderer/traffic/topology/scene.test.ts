import { expect, test } from 'vitest'
import { momentAt, objectOf, type Frame } from 'multiprocessing/inspect'
import * as store from '../../store.ts'
import { runOf } from '../test/recorded.ts'
import { labelsOf, ratesOf } from './labels.ts'
import { sceneOf } from './scene.ts'
import { treeOf, visibleRows } from './tree-rows.ts'

test('every proxy is a line of its process and has an edge to its object', () => {
  const present = momentAt(runOf('sharing'))
  const scene = sceneOf(present, null, () => undefined)
  expect(scene.servers.map(({ objects }) => objects.length)).toEqual([4])
  expect(scene.clients.map(({ id, proxies }) => [present.process(id)?.label, proxies.length])).toEqual([
    ['dispatcher', 1],
    ['worker 1', 3],
    ['worker 2', 3],
    ['clerk', 3],
  ])
  expect(scene.holds).toHaveLength(10)
})

test('of very many objects some have a card, the chosen one always, and the rest is counted', () => {
  const present = momentAt(runOf('many'))
  const last = present.objects.at(-1)?.key ?? ''
  const scene = sceneOf(present, last, () => undefined)
  const cards = scene.servers[0]?.objects ?? []
  expect(present.objects).toHaveLength(30)
  expect(cards).toContain(last)
  expect(cards.length + [...scene.hidden.values()].reduce((a, b) => a + b, 0)).toBe(30)
  expect(scene.holds).toHaveLength(cards.length)
})

test('a call without an answer has a label where it waits, and so has the frame of the moment', () => {
  const run = runOf('sharing')
  const keyOf = (frame: Frame) => objectOf(run, frame)?.key
  const put = run.frames.findLast((frame) => frame.method === 'put' && frame.sender === 'client')
  const labels = labelsOf(momentAt(run, put?.number), keyOf)
  expect(labels.map(({ text, waits }) => [text, waits])).toEqual([
    ['acquire', true],
    ['acquire', true],
    ['put', false],
  ])
  const answered = labelsOf(momentAt(run), keyOf)
  expect(answered.at(-1)).toMatchObject({ text: '#RETURN', glyph: 'return', waits: false })
})

test('frames that follow too fast to be shown are a rate on their edge', () => {
  const run = runOf('sharing')
  const rates = ratesOf(momentAt(run), (frame) => objectOf(run, frame)?.typeid)
  expect([...rates.values()].every((rate) => rate > 30)).toBe(true)
  expect(ratesOf(momentAt(run, 5), () => 'one').size).toBe(0)
  expect(ratesOf(momentAt(run, 200), () => 'one').get('one')).toBeGreaterThan(30)
})

test('the tree says of every process what it owns, what it points at, and where it waits', () => {
  const run = runOf('deadlock')
  store.run.value = { run, version: 1 }
  const present = momentAt(run)
  const rows = visibleRows(treeOf(present), new Set())
  const texts = rows.map(({ text }) => text)
  expect(texts[0]).toMatch(/^Deadlock: worker \d waits for /)
  expect(texts.filter((text) => text.startsWith('proxy of'))).toHaveLength(9)
  expect(texts.filter((text) => /waits for the answer to acquire, frame \d+$/.test(text))).toHaveLength(2)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})
