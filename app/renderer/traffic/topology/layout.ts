/**
 * Where everything in the topology stands: processes as boxes, the server's objects as cards in its box, and an edge
 * from every proxy to the object that it points at. Plain arithmetic; lengths are CSS pixels, the numbers the design's.
 *
 * Servers stand in the middle with their clients left and right of them. Where the pane is narrow all clients stand on
 * the left. Where there are many, cards and boxes say less; letters are never made smaller: then the sheet scrolls.
 */

/** What is to be placed. Ids are unique over all boxes; an object's key is unique over all servers. */
export interface Scene {
  readonly servers: readonly SceneBox[]
  readonly clients: readonly (SceneBox & { readonly side: Side | undefined })[]
  readonly holds: readonly SceneHold[]
}

export interface SceneBox {
  /** Process id. */
  readonly id: string
  /** Keys of its objects that have a card. */
  readonly objects: readonly string[]
  /** Whether a line under the cards says how many more there are. */
  readonly more: boolean
  /** Keys of the objects that it holds proxies of, each a line of the box. */
  readonly proxies: readonly string[]
  readonly moreProxies: boolean
}

export interface SceneHold {
  readonly process: string
  readonly object: string
}

export type Side = 'left' | 'right'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How much a card says: as the mock draws it, without its free space, or in one line. */
export type CardSize = 'full' | 'middle' | 'brief'

export interface PlacedProxy extends Box {
  readonly object: string
}

export interface PlacedBox extends Box {
  readonly id: string
  readonly server: boolean
  readonly cards: readonly (Box & { readonly key: string })[]
  readonly more: Box | undefined
  readonly proxies: readonly PlacedProxy[]
  readonly moreProxies: Box | undefined
}

export interface Edge {
  readonly process: string
  readonly object: string
  readonly path: Curve
  /** Whether other edges end in the same point. */
  readonly joined: boolean
}

/** A cubic from the proxy to its object. */
export interface Curve {
  readonly from: Point
  readonly c1: Point
  readonly c2: Point
  readonly to: Point
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Placed {
  readonly width: number
  readonly height: number
  readonly size: CardSize
  /** Whether clients are only heads: there are too many for a line each of what they hold. */
  readonly compact: boolean
  readonly boxes: readonly PlacedBox[]
  readonly edges: readonly Edge[]
}

export const HEAD = 46
export const PROXY_ROW = 30
export const CARD_INSET = 12
const CARD_TOP = 56
const MARGIN = 16
const TOP = 40
const BOTTOM = 24
const BETWEEN_BOXES = 24
const BETWEEN_HEADS = 12
const MORE_ROW = 28

const CARDS: Readonly<Record<CardSize, { readonly height: number; readonly gap: number; readonly port: number; readonly spread: number }>> = {
  full: { height: 128, gap: 16, port: 55, spread: 22 },
  middle: { height: 84, gap: 10, port: 42, spread: 18 },
  brief: { height: 32, gap: 6, port: 16, spread: 7 },
}

/** From this width on there is room for clients on both sides. */
export const BOTH_SIDES = 720
/** Below this width the sheet scrolls sideways. */
const LEAST_WIDTH = 480
const WIDEST_GAP = 170
/** Cards may go so far beyond the pane before they become smaller. */
const TOLERANCE = 24
/** Edges that would end closer together than this end in one point. */
const CLOSEST_PORTS = 9

export function layTopology(scene: Scene, paneWidth: number, paneHeight: number): Placed {
  const both = paneWidth >= BOTH_SIDES && scene.clients.length > 1
  const width = Math.max(LEAST_WIDTH, paneWidth)
  const spare = Math.max(0, width - (both ? 776 : 500))
  const serverWidth = 212 + Math.min(72, Math.round(spare / 4))
  const clientWidth = 160 + Math.min(40, Math.round(spare / 6))
  const room = paneHeight - TOP - BOTTOM
  const size = sizeFor(scene, room)
  const heights = scene.servers.map((server) => serverHeight(server, size))
  const middle = sum(heights) + BETWEEN_BOXES * Math.max(0, heights.length - 1)

  const wide = both ? takeSides(scene.clients) : { left: scene.clients, right: [] }
  const compact = Math.max(least(wide.left), least(wide.right)) > Math.max(middle, room) + TOLERANCE
  const bare = scene.clients.map((client) => ({ ...client, proxies: [], moreProxies: false }))
  const sides = !compact ? wide : both ? takeSides(bare) : { left: bare, right: [] }
  const height = Math.max(middle, room, least(sides.left), least(sides.right))
  const columns = both ? 2 : scene.clients.length > 0 ? 1 : 0
  const gap = Math.min(WIDEST_GAP, columns === 0 ? 0 : (width - 2 * MARGIN - serverWidth - columns * clientWidth) / columns)
  const used = serverWidth + columns * (clientWidth + gap)
  const left = Math.round((width - used) / 2)
  const serverX = Math.round(left + (columns > 0 ? clientWidth + gap : 0))

  const boxes: PlacedBox[] = []
  let y = TOP
  scene.servers.forEach((server, index) => {
    boxes.push(placeServer(server, size, { x: serverX, y, width: serverWidth, height: heights[index] ?? 0 }))
    y += (heights[index] ?? 0) + BETWEEN_BOXES
  })
  boxes.push(...placeSide(sides.left, left, clientWidth, height))
  boxes.push(...placeSide(sides.right, serverX + serverWidth + Math.round(gap), clientWidth, height))
  return { width, height: TOP + height + BOTTOM, size, compact, boxes, edges: edgesOf(scene, boxes, size) }
}

/** The largest cards that fit; the smallest where none do. */
function sizeFor(scene: Scene, room: number): CardSize {
  const sizes = ['full', 'middle'] as const
  const gaps = BETWEEN_BOXES * Math.max(0, scene.servers.length - 1)
  return sizes.find((size) => sum(scene.servers.map((server) => serverHeight(server, size))) + gaps <= room + TOLERANCE) ?? 'brief'
}

function serverHeight({ objects, more, proxies, moreProxies }: SceneBox, size: CardSize): number {
  const { height, gap } = CARDS[size]
  const cards = objects.length === 0 ? (more ? 0 : MORE_ROW) : objects.length * (height + gap) - gap
  return CARD_TOP + cards + (more ? MORE_ROW : 0) + CARD_INSET + (proxies.length + Number(moreProxies)) * PROXY_ROW
}

const rowsOf = ({ proxies, moreProxies }: SceneBox) => proxies.length + Number(moreProxies)
const clientHeight = (client: SceneBox) => HEAD + rowsOf(client) * PROXY_ROW
/** Heads alone can stand closer. */
const between = (clients: readonly SceneBox[]) => (clients.every((client) => rowsOf(client) === 0) ? BETWEEN_HEADS : BETWEEN_BOXES)
const least = (clients: readonly SceneBox[]) => sum(clients.map(clientHeight)) + between(clients) * Math.max(0, clients.length - 1)

/**
 * Who stands left and who right. A client that does not mind goes where there is less; if all want the same side, they
 * are spread over both.
 */
export function takeSides<Client extends SceneBox & { readonly side: Side | undefined }>(clients: readonly Client[]): { left: Client[]; right: Client[] } {
  const wished = new Set(clients.map(({ side }) => side))
  const mind = wished.has('left') && wished.has('right')
  const sides: { left: Client[]; right: Client[] } = { left: [], right: [] }
  for (const client of clients) {
    const side = (mind ? client.side : undefined) ?? (least(sides.left) <= least(sides.right) ? 'left' : 'right')
    sides[side].push(client)
  }
  return sides
}

function placeServer(server: SceneBox, size: CardSize, box: Box): PlacedBox {
  const { height, gap } = CARDS[size]
  let y = box.y + CARD_TOP
  const cards = server.objects.map((key) => {
    const card = { key, x: box.x + CARD_INSET, y, width: box.width - 2 * CARD_INSET, height }
    y += height + gap
    return card
  })
  if (cards.length > 0) y -= gap
  const more = server.more ? { x: box.x + CARD_INSET, y, width: box.width - 2 * CARD_INSET, height: MORE_ROW } : undefined
  const rows = server.proxies.length + Number(server.moreProxies)
  return { id: server.id, server: true, ...box, cards, more, ...placeProxies(server, box, box.y + box.height - rows * PROXY_ROW) }
}

function placeProxies({ proxies, moreProxies }: SceneBox, box: Box, top: number): Pick<PlacedBox, 'proxies' | 'moreProxies'> {
  const row = (index: number) => ({ x: box.x, y: top + index * PROXY_ROW, width: box.width, height: PROXY_ROW })
  return {
    proxies: proxies.map((object, index) => ({ object, ...row(index) })),
    moreProxies: moreProxies ? row(proxies.length) : undefined,
  }
}

/** Clients of one side: each in the middle of an equal share of the height, or one under the other where that is too little. */
function placeSide(clients: readonly SceneBox[], x: number, width: number, height: number): PlacedBox[] {
  const share = (height + MARGIN) / Math.max(1, clients.length)
  let next = TOP
  return clients.map((client, index) => {
    const own = clientHeight(client)
    const rest = clients.slice(index)
    const after = sum(rest.map(clientHeight)) + between(clients) * (rest.length - 1)
    const y = Math.max(next, Math.min(Math.round(TOP + index * share + 30), Math.round(TOP + height - after)))
    next = y + own + between(clients)
    const box = { x, y, width, height: own }
    return { id: client.id, server: false, ...box, cards: [], more: undefined, ...placeProxies(client, box, y + HEAD) }
  })
}

function edgesOf(scene: Scene, boxes: readonly PlacedBox[], size: CardSize): Edge[] {
  const byId = new Map(boxes.map((box) => [box.id, box]))
  const targets = new Map<string, { box: Box; owner: PlacedBox; card: boolean }>()
  for (const box of boxes) for (const card of box.cards) targets.set(card.key, { box: card, owner: box, card: true })
  const ends = scene.holds.flatMap(({ process, object }) => {
    const holder = byId.get(process)
    const target = targets.get(object)
    if (!holder || !target || holder === target.owner) return []
    const row: Box = holder.proxies.find((proxy) => proxy.object === object) ?? holder.moreProxies ?? { ...holder, height: HEAD }
    const onRight = centre(holder) > centre(target.owner)
    const from = { x: onRight ? row.x : row.x + row.width, y: row.y + row.height / 2 }
    return [{ process, object, from, onRight, target: target.box, side: onRight ? ('right' as const) : ('left' as const), sameColumn: holder.server }]
  })
  return ends.map((end) => {
    const { port, spread } = CARDS[size]
    // Edges that end at the same side of one card share its height, in the order in which they come in.
    const together = ends.filter((other) => other.object === end.object && other.side === end.side).toSorted((a, b) => a.from.y - b.from.y)
    const step = Math.min(spread, (2 * port - 16) / Math.max(1, together.length - 1))
    const joined = together.length > 1 && step < CLOSEST_PORTS
    const y = end.target.y + port + (joined ? 0 : (together.indexOf(end) - (together.length - 1) / 2) * step)
    const to = { x: end.onRight ? end.target.x + end.target.width : end.target.x, y }
    return { process: end.process, object: end.object, joined, path: end.sameColumn ? aroundCurve(end.from, to) : curve(end.from, to) }
  })
}

export function curve(from: Point, to: Point): Curve {
  const middle = (from.x + to.x) / 2
  return { from, c1: { x: middle, y: from.y }, c2: { x: middle, y: to.y }, to }
}

/** From one server to another in the same column: out to the left and back. */
function aroundCurve(from: Point, to: Point): Curve {
  const start = { x: Math.min(from.x, to.x - CARD_INSET), y: from.y }
  return { from: start, c1: { x: start.x - 60, y: start.y }, c2: { x: start.x - 60, y: to.y }, to }
}

/** Where a curve is at `t` between 0 and 1. */
export function pointAt({ from, c1, c2, to }: Curve, t: number): Point {
  const u = 1 - t
  const mix = (a: number, b: number, c: number, d: number) => u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
  return { x: mix(from.x, c1.x, c2.x, to.x), y: mix(from.y, c1.y, c2.y, to.y) }
}

export function pathText({ from, c1, c2, to }: Curve): string {
  return `M${from.x} ${from.y}C${c1.x} ${c1.y} ${c2.x} ${c2.y} ${to.x} ${to.y}`
}

/**
 * Places labels on their curves so that no two lie on each other, as far as that can be: each takes the first of a few
 * places along its curve, or beside it, that is free.
 * @returns the points, in the order given
 */
export function placeLabels(labels: readonly { readonly path: Curve; readonly width: number }[]): Point[] {
  const taken: Box[] = []
  return labels.map(({ path, width }) => {
    const boxAt = (t: number, beside = 0): Box => {
      const { x, y } = pointAt(path, t)
      return { x: x - width / 2 - 4, y: y - 13 + beside, width: width + 8, height: 26 }
    }
    const places = [...LABEL_PLACES.map((t) => boxAt(t)), ...LABEL_SHIFTS.map((beside) => boxAt(0.5, beside))]
    const free = places.find((box) => !taken.some((other) => overlap(box, other))) ?? boxAt(0.5)
    taken.push(free)
    return { x: free.x + free.width / 2, y: free.y + free.height / 2 }
  })
}

const LABEL_PLACES = [0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8]
/** Where a curve has no free place: so far above or below its middle. */
const LABEL_SHIFTS = [27, -27, 54, -54]

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

const centre = (box: Box) => box.x + box.width / 2

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
