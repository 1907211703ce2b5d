/** A worker of a pool: runs functions, one task after another, until there is no more (CPython: `multiprocessing.pool.worker`). */
import { PicklingError } from '../../errors.ts'
import { Client, type Connection } from '../../connection/index.ts'
import type { Global } from '../../pickle/index.ts'
import { currentProcess } from '../../process/current-process.ts'
import type { Address } from '../../protocol/token.ts'
import { EOFError } from '../../values/exceptions.ts'
import { repr } from '../../values/index.ts'
import { BaseProxy } from '../base-proxy.ts'
import '../index.ts'
import { toPythonError } from '../traceback.ts'
import { importFunction } from './function-reference.ts'
import { MaybeEncodingError } from './errors.ts'
import { RECEIVED, resultMessage, type Beginning, type TaskMessage } from './messages.ts'

/**
 * Works for the pool that listens at `address`.
 * @throws what the initializer throws
 */
export async function workInPool(address: Address): Promise<void> {
  const connection = await Client(address, { authkey: currentProcess().authkey, at: null })
  await connection.send(process.pid, null)
  const receive = (): Promise<unknown> => connection.recv({ pending: [] })
  const [initializer, initargs] = (await receive()) as Beginning
  if (initializer !== null) await (await importFunction(initializer))(...initargs)
  for (;;) {
    const message = await receive().catch((error: unknown) => {
      if (error instanceof EOFError) return null
      throw error
    })
    if (message === null) break
    await work(connection, message as TaskMessage, receive)
  }
  connection.close()
}

async function work(connection: Connection, [mode, func, args, kwds]: TaskMessage, receive: () => Promise<unknown>): Promise<void> {
  const proxies = proxiesIn([...args, ...kwds.values()])
  const holds = proxies.length > 0
  let succeeded = true
  let value: unknown
  try {
    value = await run(mode, func, args, kwds)
  } catch (error) {
    succeeded = false
    value = toPythonError(error)
  }
  try {
    await connection.send(resultMessage(succeeded, value, holds), null)
  } catch (error) {
    if (!(error instanceof PicklingError)) throw error
    await connection.send(resultMessage(false, new MaybeEncodingError(repr(error), repr(value)), holds), null)
  }
  if (!holds) return
  // The result may have one of them in it: the pool must have it before this lets go.
  const answer = await receive()
  if (answer !== RECEIVED) return
  await Promise.all(proxies.map((proxy) => proxy.dispose()))
}

async function run(mode: TaskMessage[0], func: Global, args: readonly unknown[], kwds: ReadonlyMap<string, unknown>): Promise<unknown> {
  const target = await importFunction(func)
  // In TypeScript keywords are one object, the last parameter.
  const keywords = kwds.size > 0 ? [Object.fromEntries(kwds)] : []
  if (mode === 'apply') return await target(...args, ...keywords)
  const results: unknown[] = []
  for (const item of args) results.push(await (mode === 'map' ? target(item) : target(...(item as Iterable<unknown>))))
  return results
}

/** Proxies that came with a task. They are let go after it, since nobody else would in time. */
function proxiesIn(values: Iterable<unknown>, found: BaseProxy[] = []): BaseProxy[] {
  for (const value of values) {
    if (value instanceof BaseProxy) found.push(value)
    else if (Array.isArray(value)) proxiesIn(value, found)
    else if (value instanceof Map) proxiesIn(value.values(), found)
  }
  return found
}
