/** What the topology shows of a moment: which processes, which objects, and who holds what. */
import { OUTSIDE, type Moment, type ObjectAt, type ProcessAt } from 'multiprocessing/inspect'
import type { Scene, SceneHold, Side } from './layout.ts'

/** More cards or lines than these are counted: the list of objects has them all. */
const MOST_CARDS = 24
const MOST_PROXIES = 12
/** Where more processes are there than this, those that have ended are not drawn. */
const MOST_WITH_ENDED = 8

export interface Drawn extends Scene {
  /** Objects that have a card, by key. */
  readonly objects: ReadonlyMap<string, ObjectAt>
  /** By server: how many objects have none. */
  readonly hidden: ReadonlyMap<string, number>
  /** By process: how many proxies have no line. */
  readonly hiddenProxies: ReadonlyMap<string, number>
  /** By process: of how many objects it holds proxies. */
  readonly held: ReadonlyMap<string, number>
  readonly processes: ReadonlyMap<string, ProcessAt>
}

/**
 * @param chosen key of an object that has to have a card
 * @param sideOf where a process would stand
 */
export function sceneOf(present: Moment, chosen: string | null, sideOf: (process: ProcessAt) => Side | undefined): Drawn {
  const all = present.processes.filter((process) => isShown(process, present))
  const shown = all.length > MOST_WITH_ENDED ? all.filter(({ id, state }) => state !== 'ended' || present.objects.some(({ server }) => server === id)) : all
  const byServer = new Map<string, ObjectAt[]>()
  for (const object of present.objects) {
    const list = byServer.get(object.server)
    if (list) list.push(object)
    else byServer.set(object.server, [object])
  }
  const servers = shown.filter((process) => process.role === 'server' || byServer.has(process.id))
  const objects = new Map<string, ObjectAt>()
  const hidden = new Map<string, number>()
  for (const { id } of servers) {
    const all = byServer.get(id) ?? []
    const cards = cardsOf(all, chosen)
    for (const object of cards) objects.set(object.key, object)
    hidden.set(id, all.length - cards.length)
  }
  const held = new Map<string, string[]>()
  const holds: SceneHold[] = []
  for (const object of present.objects) {
    for (const process of object.holders.keys()) {
      if (process === object.server) continue
      const list = held.get(process)
      if (list) list.push(object.key)
      else held.set(process, [object.key])
    }
  }
  const hiddenProxies = new Map<string, number>()
  const proxiesOf = (id: string): string[] => {
    const all = held.get(id) ?? []
    // What has a card goes first: its line has an edge.
    const sorted = all.length > MOST_PROXIES ? [...all.filter((key) => objects.has(key)), ...all.filter((key) => !objects.has(key))] : all
    const lines = sorted.length > MOST_PROXIES ? sorted.slice(0, MOST_PROXIES - 1) : sorted
    hiddenProxies.set(id, all.length - lines.length)
    for (const object of all) if (objects.has(object)) holds.push({ process: id, object })
    return lines
  }
  const clients = shown.filter((process) => !servers.includes(process))
  return {
    servers: servers.map(({ id }) => ({
      id,
      objects: [...objects.values()].filter(({ server }) => server === id).map(({ key }) => key),
      more: (hidden.get(id) ?? 0) > 0,
      proxies: proxiesOf(id),
      moreProxies: (hiddenProxies.get(id) ?? 0) > 0,
    })),
    clients: clients.map((process) => ({
      id: process.id,
      objects: [],
      more: false,
      proxies: proxiesOf(process.id),
      moreProxies: (hiddenProxies.get(process.id) ?? 0) > 0,
      side: sideOf(process),
    })),
    holds,
    objects,
    hidden,
    hiddenProxies,
    held: new Map([...held].map(([process, keys]) => [process, keys.length])),
    processes: new Map(shown.map((process) => [process.id, process])),
  }
}

/** Whoever serves, connects, holds something or has spoken. A process that only started another has nothing to show. */
function isShown({ id, role }: ProcessAt, present: Moment): boolean {
  if (role !== 'idle') return true
  return id === OUTSIDE || present.connections.some(({ client, listener }) => client === id || listener === id) || present.objects.some(({ holders }) => holders.has(id))
}

/** The objects that get a card: all of them, or as many as can be looked at, those that something is the matter with first. */
function cardsOf(all: readonly ObjectAt[], chosen: string | null): readonly ObjectAt[] {
  if (all.length <= MOST_CARDS) return all
  const first = all.filter(({ key, lock, waits, marks }) => key === chosen || waits.length > 0 || marks.length > 0 || (lock?.holders.length ?? 0) > 0)
  const picked = new Set([...first.slice(0, MOST_CARDS), ...all].slice(0, MOST_CARDS + first.length).slice(0, MOST_CARDS))
  const chosenOne = all.find(({ key }) => key === chosen)
  if (chosenOne) picked.add(chosenOne)
  return all.filter((object) => picked.has(object))
}
