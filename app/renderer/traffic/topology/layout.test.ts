import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { curve, layTopology, placeLabels, pointAt, takeSides, type Box, type Scene, type SceneBox } from './layout.ts'

type Client = Scene['clients'][number]

const client = (id: string, proxies: readonly string[], side?: 'left' | 'right'): Client => ({ id, objects: [], more: false, proxies, moreProxies: false, side })
const server = (id: string, objects: readonly string[]): SceneBox => ({ id, objects, more: false, proxies: [], moreProxies: false })

/** The scene of the design: `c-topology-objects`. */
const drawn: Scene = {
  servers: [server('server', ['jobs', 'ledger', 'gate', 'total'])],
  clients: [
    client('dispatcher', ['jobs'], 'left'),
    client('worker 1', ['jobs', 'ledger', 'gate'], 'right'),
    client('worker 2', ['jobs', 'ledger', 'gate'], 'right'),
    client('clerk', ['ledger', 'gate', 'total'], 'left'),
  ],
  holds: [
    ...['dispatcher', 'worker 1', 'worker 2'].map((process) => ({ process, object: 'jobs' })),
    ...['worker 1', 'worker 2', 'clerk'].flatMap((process) => [
      { process, object: 'ledger' },
      { process, object: 'gate' },
    ]),
    { process: 'clerk', object: 'total' },
  ],
}

test('the scene of the design stands where the design draws it', () => {
  const placed = layTopology(drawn, 776, 700)
  const box = (id: string) => placed.boxes.find((one) => one.id === id)
  expect(placed.size).toBe('full')
  expect(box('server')).toMatchObject({ x: 282, y: 40, width: 212, height: 628 })
  expect(box('server')?.cards.map(({ x, y, width, height }) => [x, y, width, height])).toEqual([96, 240, 384, 528].map((y) => [294, y, 188, 128]))
  expect(box('dispatcher')).toMatchObject({ x: 16, y: 70, width: 160 })
  expect(box('clerk')?.x).toBe(16)
  expect(box('worker 1')).toMatchObject({ x: 600, y: 70 })
  const edge = (process: string, object: string) => placed.edges.find((one) => one.process === process && one.object === object)?.path
  expect(edge('worker 1', 'jobs')).toEqual({ from: { x: 600, y: 131 }, c1: { x: 541, y: 131 }, c2: { x: 541, y: 140 }, to: { x: 482, y: 140 } })
  expect(edge('dispatcher', 'jobs')?.to).toEqual({ x: 294, y: 151 })
})

test('in a narrow pane all clients stand on one side', () => {
  const placed = layTopology(drawn, 520, 560)
  const clients = placed.boxes.filter((box) => !box.server)
  expect(new Set(clients.map(({ x }) => x)).size).toBe(1)
  expect(placed.width).toBe(520)
})

test('of many clients only the heads are drawn, and eight fit into a small window', () => {
  const clients = Array.from({ length: 8 }, (_, index) => client(`worker ${index + 1}`, ['a', 'b', 'c']))
  const placed = layTopology({ servers: [server('server', ['a', 'b', 'c'])], clients, holds: clients.map(({ id }) => ({ process: id, object: 'b' })) }, 520, 566)
  expect(placed.compact).toBe(true)
  expect(placed.height).toBeLessThanOrEqual(566)
  expect(placed.edges).toHaveLength(8)
})

test('whoever minds stands on the side he wants, unless all want the same', () => {
  const ids = (clients: readonly SceneBox[]) => clients.map(({ id }) => id)
  const mixed = takeSides([client('a', [], 'right'), client('b', [], 'left'), client('c', [], 'right')])
  expect([ids(mixed.left), ids(mixed.right)]).toEqual([['b'], ['a', 'c']])
  const same = takeSides([client('a', [], 'right'), client('b', [], 'right'), client('c', [], 'right')])
  expect([ids(same.left), ids(same.right)]).toEqual([['a', 'c'], ['b']])
})

const overlap = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

test('no two boxes lie on each other, and nothing sticks out of the sheet, whatever there is', () => {
  const names = (prefix: string, most: number) => fc.integer({ min: 0, max: most }).map((count) => Array.from({ length: count }, (_, index) => `${prefix}${index}`))
  const scenes = fc.record({ objects: names('o', 30), other: names('p', 3), clients: names('c', 14), width: fc.integer({ min: 440, max: 1900 }), height: fc.integer({ min: 200, max: 1000 }), pick: fc.infiniteStream(fc.nat(30)) })
  fc.assert(
    fc.property(scenes, ({ objects, other, clients, width, height, pick }) => {
      const known = [...objects, ...other]
      const holdersOf = clients.map((id) => client(id, [...new Set(Array.from({ length: 3 }, () => known[(pick.next().value ?? 0) % Math.max(1, known.length)] ?? ''))].filter(Boolean)))
      const holds = holdersOf.flatMap(({ id, proxies }) => proxies.map((object) => ({ process: id, object })))
      const placed = layTopology({ servers: [server('s', objects), ...(other.length > 0 ? [server('t', other)] : [])], clients: holdersOf, holds }, width, height)
      placed.boxes.forEach((box, index) => {
        for (const later of placed.boxes.slice(index + 1)) expect(overlap(box, later)).toBe(false)
        expect(box.x).toBeGreaterThanOrEqual(0)
        expect(box.x + box.width).toBeLessThanOrEqual(placed.width)
        expect(box.y + box.height).toBeLessThanOrEqual(placed.height)
        for (const card of box.cards) expect(card.y + card.height).toBeLessThanOrEqual(box.y + box.height)
      })
      expect(placed.edges).toHaveLength(holds.length)
    }),
    { numRuns: 200 },
  )
})

test('labels on crossing lines stand beside each other', () => {
  const paths = [curve({ x: 225, y: 535 }, { x: 407, y: 246 }), curve({ x: 225, y: 405 }, { x: 407, y: 368 })]
  const [first, second] = placeLabels(paths.map((path) => ({ path, width: 88 })))
  expect(first).toEqual(pointAt(paths[0] ?? curve({ x: 0, y: 0 }, { x: 0, y: 0 }), 0.5))
  expect(Math.abs((second?.y ?? 0) - (first?.y ?? 0))).toBeGreaterThan(24)
})
