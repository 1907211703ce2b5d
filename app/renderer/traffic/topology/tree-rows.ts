/** The topology in words: a tree of processes, their proxies, and the objects behind them. */
import type { Moment, ObjectAt } from 'multiprocessing/inspect'
import { spokenTitle, stepWords, toldDeadlocks } from '../moment/object-facts.ts'
import { nameOf } from '../processes.ts'
import { objectWords, processWords } from './words.ts'

export interface TreeNode {
  readonly id: string
  readonly parent: string | undefined
  readonly kind: 'process' | 'object' | 'proxy' | 'fact'
  readonly text: string
  readonly depth: number
  /** Which of its siblings it is, from 1, and how many there are. */
  readonly place: number
  readonly siblings: number
  /** Key of the object that it is about. */
  readonly object: string | undefined
  /** For a process: its id, and whether it has ended. */
  readonly process: string | undefined
  readonly ended: boolean
  readonly children: readonly TreeNode[]
}

/** Texts are put together for rows in view only: there may be very many others. */
type Draft = Pick<TreeNode, 'kind'> & Partial<Pick<TreeNode, 'object' | 'process' | 'ended'>> & { readonly text: () => string; readonly children?: readonly Draft[] }

export function treeOf(present: Moment): TreeNode[] {
  const owned = grouped(present.objects, ({ server }) => [server])
  const held = grouped(present.objects, ({ holders }) => [...holders.keys()])
  const drafts: Draft[] = present.processes.map((process) => ({
    kind: 'process',
    process: process.id,
    ended: process.state === 'ended',
    text: () => `${nameOf(process.id)}, ${process.role === 'idle' ? 'process' : process.role}, ${processWords(process).replaceAll(' · ', ', ')}`,
    children: [
      ...(owned.get(process.id) ?? []).map(ownedObject),
      ...(held.get(process.id) ?? []).filter(({ server }) => server !== process.id).map((object) => proxy(object, process.id, present)),
    ],
  }))
  const deadlocks = toldDeadlocks(present).map(
    ({ sentence, steps }): Draft => ({
      kind: 'fact',
      text: () => `Deadlock: ${sentence}`,
      children: steps.map((step) => ({ kind: 'fact', text: () => stepWords(step, present), object: step.wait.on.key })),
    }),
  )
  return nodesOf([...deadlocks, ...drafts], undefined, 0, '')
}

function ownedObject(object: ObjectAt): Draft {
  const holders = [...object.holders].map(
    ([process, count]): Draft => ({
      kind: 'fact',
      object: object.key,
      text: () => {
        const waits = object.waits.some((wait) => wait.process === process)
        return `${nameOf(process)} holds ${count === 1 ? '1 proxy' : `${count} proxies`}${waits ? ', and waits' : ''}`
      },
    }),
  )
  const flights = object.inFlight.map(({ from, to }): Draft => ({ kind: 'fact', object: object.key, text: () => flightWords(from, to) }))
  return { kind: 'object', object: object.key, text: () => `owns ${objectWords(object)}`, children: [...holders, ...flights] }
}

/** `a proxy is on its way from worker 1 to worker 2` */
function flightWords(from: string, to: string | undefined): string {
  return `a proxy is on its way from ${nameOf(from)}${to === undefined ? '' : ` to ${nameOf(to)}`}`
}

function proxy(object: ObjectAt, process: string, present: Moment): Draft {
  return {
    kind: 'proxy',
    object: object.key,
    text: () => {
      const calls = present.calls.filter((call) => call.process === process && call.object === object.key)
      const waits = calls.map(({ frame }) => `waits for the answer to ${frame.method ?? frame.kind}, frame ${frame.number}`)
      return [`proxy of ${spokenTitle(object)}`, ...waits].join(', ')
    },
    children: [{ kind: 'object', object: object.key, text: () => `object in ${nameOf(object.server)}: ${objectWords(object)}` }],
  }
}

function nodesOf(drafts: readonly Draft[], parent: string | undefined, depth: number, path: string): TreeNode[] {
  return drafts.map((draft, index) => {
    const id = `${path}/${draft.process ?? draft.object ?? ''}${index}`
    return {
      id,
      parent,
      kind: draft.kind,
      get text() {
        return draft.text()
      },
      depth,
      place: index + 1,
      siblings: drafts.length,
      object: draft.object,
      process: draft.process,
      ended: draft.ended ?? false,
      children: nodesOf(draft.children ?? [], id, depth + 1, id),
    }
  })
}

/** Rows of a tree from top to bottom, those under a closed one left out. */
export function visibleRows(nodes: readonly TreeNode[], closed: ReadonlySet<string>): TreeNode[] {
  const rows: TreeNode[] = []
  const add = (some: readonly TreeNode[]): void => {
    for (const node of some) {
      rows.push(node)
      if (!closed.has(node.id)) add(node.children)
    }
  }
  add(nodes)
  return rows
}

function grouped<Item>(items: readonly Item[], keysOf: (item: Item) => readonly string[]): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key)
      if (group) group.push(item)
      else groups.set(key, [item])
    }
  }
  return groups
}
