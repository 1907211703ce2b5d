/**
 * Which connection a call of a lock goes over, where the lock belongs to the one who acquired it (RLock, Condition).
 *
 * In CPython a thread has one connection, and a server knows owners by it. Here the part of a thread is played by an async
 * task: from the moment in which it acquires such a lock until it has released all of them it keeps a connection of its own,
 * and its calls of such locks go over that. Whoever acquires while another task of this process holds takes another
 * connection, and waits.
 *
 * JavaScript has no name for a task. What an async function has acquired is known in what it calls and awaits, by
 * `AsyncLocalStorage`. The one gap: a function that acquires before its first `await` passes that on to its caller, too. Where
 * functions run side by side and that matters, run each of them as `task(…)`, which is what a thread is in Python.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Connection } from '../connection/index.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { runAsTask } from '../shared-memory/local/task.ts'
import { freshLine } from './acquires.ts'
import type { ServerConnections } from './server-connections.ts'

/** What a method does with a lock that belongs to somebody: gets it, gives it back, waits with it, or needs it. */
export type Ownership = 'acquire' | 'release' | 'wait' | 'notify'

/** On a proxy: `[ownership](name)` says what the method does; `undefined` where it does not matter who asks. */
export const ownership = Symbol('ownership')

/** Holds locks of one server over one connection. */
class Owner {
  readonly connections: ServerConnections
  connection: Connection | undefined
  /** Ident of a lock → how often it was acquired. */
  readonly holds = new Map<string, number>()
  /** The last call under way: calls of one owner come one after another. */
  call: { readonly use: Ownership; readonly ended: Promise<void> } | undefined

  constructor(connections: ServerConnections) {
    this.connections = connections
  }

  get alive(): boolean {
    return this.connection !== undefined && !this.connection.closed
  }
}

/** What can be found again from within a task: everything that it, and what it called, has acquired. */
class Task {
  readonly owners = new Set<Owner>()
}

interface Context {
  readonly task: Task
  /** For each server, the owner as which calls are made here. */
  readonly owners: ReadonlyMap<ServerConnections, Owner>
}

const mainTask = new Task()
const contexts = new AsyncLocalStorage<Context>()

function here(): Context {
  return contexts.getStore() ?? { task: mainTask, owners: new Map() }
}

/**
 * Runs `work` as a task of its own: locks that it acquires are its own, and nobody else's in this process. What a thread is to
 * a Python program.
 * @returns what `work` returns
 */
export function task<Result>(work: () => Result): Result {
  return runAsTask(() => contexts.run({ task: new Task(), owners: new Map() }, () => freshLine(work)))
}

/** A call over the connection that it must go over. */
export interface OwnersTurn {
  readonly connection: Connection
  /** To be called once the reply is there. @param result what the method returned; `undefined` when it failed */
  end(result: unknown): void
}

/**
 * The connection for one call of a lock. The part before the first `await` must run in the caller's own turn.
 * @param ident ident of the lock
 */
export async function ownersTurn(connections: ServerConnections, use: Ownership, ident: string, at?: TraceSource): Promise<OwnersTurn> {
  const context = here()
  const owner = use === 'acquire' ? acquirer(context, connections) : holder(context, connections, ident)
  if (!owner) {
    const connection = await connections.take(at)
    return { connection, end: () => connections.give(connection) }
  }
  const before = owner.call?.ended
  let endCall!: () => void
  const call = { use, ended: new Promise<void>((resolve) => (endCall = resolve)) }
  owner.call = call
  const end = (result: unknown): void => {
    if (use === 'acquire' && (result === true || result === 1)) owner.holds.set(ident, (owner.holds.get(ident) ?? 0) + 1)
    if (use === 'release' && result !== undefined) letGo(owner, ident)
    if (owner.call === call) {
      owner.call = undefined
      if (owner.alive && owner.holds.size > 0) connections.keep(owner.connection!)
      else retire(context.task, owner)
    }
    endCall()
  }
  try {
    await before
    if (owner.connection) connections.resume(owner.connection)
    else owner.connection = await connections.take(at)
    return { connection: owner.connection, end }
  } catch (error) {
    end(undefined)
    throw error
  }
}

/**
 * Who acquires: the owner of this context, once more. Unless it has nothing yet, or waits for a notification: then it is
 * another one that acquires.
 */
function acquirer(context: Context, connections: ServerConnections): Owner {
  const known = context.owners.get(connections)
  if (known?.alive && known.holds.size > 0 && known.call?.use !== 'wait') return known
  const owner = new Owner(connections)
  context.task.owners.add(owner)
  contexts.enterWith({ task: context.task, owners: new Map([...living(context.owners), [connections, owner]]) })
  return owner
}

/** Who holds the lock: the owner of this context, or whoever has acquired it within this task. */
function holder({ task: { owners }, owners: own }: Context, connections: ServerConnections, ident: string): Owner | undefined {
  const known = own.get(connections)
  const candidates = [...(known ? [known] : []), ...[...owners].reverse()].filter(
    (owner) => owner.connections === connections && owner.alive && owner.call?.use !== 'wait' && owner.call?.use !== 'acquire',
  )
  // A Condition may share its lock: then it is known by another ident.
  return candidates.find((owner) => owner.holds.has(ident)) ?? (known && candidates.includes(known) ? known : candidates[0])
}

function letGo(owner: Owner, ident: string): void {
  const shared = owner.holds.has(ident) ? ident : owner.holds.keys().next().value
  if (shared === undefined) return
  const count = owner.holds.get(shared)! - 1
  if (count > 0) owner.holds.set(shared, count)
  else owner.holds.delete(shared)
}

/** It holds nothing more: its connection is anybody's. */
function retire(within: Task, owner: Owner): void {
  within.owners.delete(owner)
  const { connection } = owner
  owner.connection = undefined
  if (connection) owner.connections.give(connection)
}

function living(owners: ReadonlyMap<ServerConnections, Owner>): [ServerConnections, Owner][] {
  return [...owners].filter(([, owner]) => owner.alive)
}
