/** `Pool`: processes that run functions, given by module and name (`multiprocessing.pool.Pool`). */
import { availableParallelism } from 'node:os'
import { TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { Dict, holds, repr } from '../../values/index.ts'
import { TYPE_NAME } from '../../values/hooks.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { BaseProxy } from '../base-proxy.ts'
import '../pool/errors.ts'
import { checkFunction, globalOf, type PoolFunction } from '../pool/function-reference.ts'
import type { Mode } from '../pool/messages.ts'
import { AsyncResult, ResultIterator, settle, type Receiver } from '../pool/results.ts'
import { Workers } from '../pool/workers.ts'
import { refusePickle, released, reprAt, typeModule } from '../referent.ts'
import { toPythonError } from '../traceback.ts'
import type { IteratorProxy } from './iterator.ts'
import { asIndex, iterate } from './sequence.ts'

/** Workers of pools that nobody has any more end, even where nobody said so. */
const collected = new FinalizationRegistry<Workers>((workers) => workers.terminate())

/** Python's `multiprocessing.pool.Pool`, owned by a server. Keywords of a function come as one object, its last parameter. */
export class PoolReferent {
  readonly #size: number
  readonly #workers: Workers
  #state: 'RUN' | 'CLOSE' | 'TERMINATE' = 'RUN'

  /**
   * @param processes how many; None: as many as the machine can run at once
   * @param initializer each worker calls it first, with `initargs`
   * @param maxtasksperchild tasks after which a worker is replaced; None: never
   * @throws ValueError for less than one process, TypeError for an initializer that cannot run here
   */
  constructor(processes: unknown = null, initializer: unknown = null, initargs: unknown = [], maxtasksperchild: unknown = null) {
    if (processes !== null && holds(processes, '<', 1)) throw new ValueError('Number of processes must be at least 1')
    if (maxtasksperchild !== null && !isPositiveInt(maxtasksperchild)) {
      throw new ValueError('maxtasksperchild must be a positive int or None')
    }
    this.#size = processes === null ? availableParallelism() : asIndex(processes, 'the number of processes is an int')
    this.#workers = new Workers({
      count: this.#size,
      initializer: initializer === null ? null : checkInitializer(initializer),
      initargs: [...iterate(initargs)],
      tasksPerChild: maxtasksperchild === null ? Infinity : Number(maxtasksperchild),
    })
    collected.register(this, this.#workers)
  }

  get [TYPE_NAME](): string {
    return 'Pool'
  }

  get [typeModule](): string {
    return 'multiprocessing.pool'
  }

  [reprAt](): string {
    return `<multiprocessing.pool.Pool state=${this.#state} pool_size=${this.#workers.count}>`
  }

  /** Nobody has it any more: what was asked for is done, and then the workers end. */
  [released](): void {
    this.#workers.close()
  }

  /** `func(*args, **kwds)` in a worker. @throws what it raises */
  apply(func: unknown, args: unknown = [], kwds: unknown = new Dict()): Promise<unknown> {
    return this.apply_async(func, args, kwds).get()
  }

  apply_async(func: unknown, args: unknown = [], kwds: unknown = new Dict(), callback: unknown = null, error_callback: unknown = null): AsyncResult {
    this.#checkRunning()
    refuseCallbacks(callback, error_callback)
    if (!(kwds instanceof Map)) throw new PythonTypeError(`argument after ** must be a mapping, not ${repr(kwds)}`)
    const result = new AsyncResult(1, ([value]) => value)
    this.#submit('apply', func, [[...iterate(args)]], result, kwds as ReadonlyMap<string, unknown>)
    return result
  }

  /** A list of `func(item)` for the items of `iterable`. @throws what one of them raises */
  map(func: unknown, iterable: unknown, chunksize: unknown = null): Promise<unknown> {
    return this.map_async(func, iterable, chunksize).get()
  }

  map_async(func: unknown, iterable: unknown, chunksize: unknown = null, callback: unknown = null, error_callback: unknown = null): AsyncResult {
    return this.#mapAsync('map', func, iterable, chunksize, callback, error_callback)
  }

  /** A list of `func(*item)` for the items of `iterable`. @throws what one of them raises */
  starmap(func: unknown, iterable: unknown, chunksize: unknown = null): Promise<unknown> {
    return this.starmap_async(func, iterable, chunksize).get()
  }

  starmap_async(func: unknown, iterable: unknown, chunksize: unknown = null, callback: unknown = null, error_callback: unknown = null): AsyncResult {
    return this.#mapAsync('starmap', func, iterable, chunksize, callback, error_callback)
  }

  /** Results of `func(item)` one by one, in order. */
  imap(func: unknown, iterable: unknown, chunksize: unknown = 1): ResultIterator {
    return this.#imap(func, iterable, chunksize, true)
  }

  /** Results of `func(item)` one by one, as they come. */
  imap_unordered(func: unknown, iterable: unknown, chunksize: unknown = 1): ResultIterator {
    return this.#imap(func, iterable, chunksize, false)
  }

  /** No more tasks; workers end when all are done. */
  close(): void {
    if (this.#state !== 'RUN') return
    this.#state = 'CLOSE'
    this.#workers.close()
  }

  /** Ends the workers at once. */
  terminate(): void {
    this.#state = 'TERMINATE'
    this.#workers.terminate()
  }

  /** Waits until the workers have ended. @throws ValueError while the pool is neither closed nor terminated */
  async join(): Promise<void> {
    if (this.#state === 'RUN') throw new ValueError('Pool is still running')
    await this.#workers.ended
  }

  #mapAsync(mode: Mode, func: unknown, iterable: unknown, chunksize: unknown, callback: unknown, errorCallback: unknown): AsyncResult {
    this.#checkRunning()
    refuseCallbacks(callback, errorCallback)
    const items = [...iterate(iterable)]
    const chunks = chunked(items, chunksize === null ? Math.ceil(items.length / (this.#size * 4)) : asIndex(chunksize, 'a chunksize is an int'))
    const result = new AsyncResult(chunks.length, (lists) => lists.flat(1))
    this.#submit(mode, func, chunks, result)
    return result
  }

  #imap(func: unknown, iterable: unknown, chunksize: unknown, ordered: boolean): ResultIterator {
    this.#checkRunning()
    const size = asIndex(chunksize, 'a chunksize is an int')
    if (size < 1) throw new ValueError(`Chunksize must be 1+, not ${size}`)
    const chunks = chunked([...iterate(iterable)], size)
    const result = new ResultIterator(chunks.length, ordered)
    this.#submit('map', func, chunks, result)
    return result
  }

  /** What cannot run here fails as a task does, in its result. */
  #submit(mode: Mode, func: unknown, chunks: readonly (readonly unknown[])[], receiver: Receiver, kwds: ReadonlyMap<string, unknown> = new Dict()): void {
    if (chunks.length === 0) return
    let checked: Global
    try {
      checked = checkFunction(func)
    } catch (error) {
      chunks.forEach((_, index) => receiver[settle](index, { succeeded: false, value: toPythonError(error) }))
      return
    }
    chunks.forEach((args, index) => this.#workers.submit({ mode, func: checked, args, kwds, receiver, index }))
  }

  #checkRunning(): void {
    if (this.#state !== 'RUN') throw new ValueError('Pool not running')
  }
}

function checkInitializer(initializer: unknown): Global {
  if (!(initializer instanceof Global || initializer instanceof Opaque)) throw new PythonTypeError('initializer must be a callable')
  return checkFunction(initializer)
}

refusePickle(PoolReferent, "pool objects cannot be passed between processes or pickled")

function chunked(items: readonly unknown[], size: number): unknown[][] {
  const chunks: unknown[][] = []
  for (let at = 0; at < items.length; at += Math.max(1, size)) chunks.push(items.slice(at, at + Math.max(1, size)))
  return chunks
}

function isPositiveInt(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function refuseCallbacks(...callbacks: unknown[]): void {
  for (const callback of callbacks) {
    if (callback !== null) throw new PythonTypeError(`a Pool here has no callbacks: ${repr(callback)} cannot be called in this server`)
  }
}

/** Result of a `PoolFunction`. */
type ResultOf<F extends PoolFunction> = F extends (...args: never[]) => infer R ? Awaited<R> : any // eslint-disable-line @typescript-eslint/no-explicit-any

/** Keywords of a function: one object, its last parameter. For a Python function, keywords. */
type Kwds = Readonly<Record<string, unknown>>

/**
 * A proxy of a pool (CPython: `PoolProxy`). A function is one that the main module exports, or `{ module, name }`; for a
 * pool of a Python server it is a `Global`.
 */
export class PoolProxy extends BaseProxy {
  static override readonly exposed = [
    'apply', 'apply_async', 'close', 'imap', 'imap_unordered', 'join', 'map', 'map_async', 'starmap', 'starmap_async', 'terminate',
  ]
  static override readonly methodToTypeid = {
    apply_async: 'AsyncResult',
    map_async: 'AsyncResult',
    starmap_async: 'AsyncResult',
    imap: 'Iterator',
    imap_unordered: 'Iterator',
  }

  /** `func(...args)` in a worker. @throws what it throws */
  apply<F extends PoolFunction>(func: F, args: readonly unknown[] = [], kwds: Kwds = {}): Promise<ResultOf<F>> {
    return this.callMethod('apply', [globalOf(func), [...args], kwds]) as Promise<ResultOf<F>>
  }

  applyAsync<F extends PoolFunction>(func: F, args: readonly unknown[] = [], kwds: Kwds = {}): Promise<AsyncResultProxy<ResultOf<F>>> {
    return this.callMethod('apply_async', [globalOf(func), [...args], kwds]) as Promise<AsyncResultProxy<ResultOf<F>>>
  }

  /** A list of `func(item)`. @throws what one of them throws */
  map<F extends PoolFunction>(func: F, items: Iterable<unknown> | BaseProxy, chunksize?: number): Promise<ResultOf<F>[]> {
    return this.callMethod('map', mapArguments(func, items, chunksize)) as Promise<ResultOf<F>[]>
  }

  mapAsync<F extends PoolFunction>(func: F, items: Iterable<unknown> | BaseProxy, chunksize?: number): Promise<AsyncResultProxy<ResultOf<F>[]>> {
    return this.callMethod('map_async', mapArguments(func, items, chunksize)) as Promise<AsyncResultProxy<ResultOf<F>[]>>
  }

  /** A list of `func(...item)`. @throws what one of them throws */
  starmap<F extends PoolFunction>(func: F, items: Iterable<readonly unknown[]> | BaseProxy, chunksize?: number): Promise<ResultOf<F>[]> {
    return this.callMethod('starmap', mapArguments(func, items, chunksize)) as Promise<ResultOf<F>[]>
  }

  starmapAsync<F extends PoolFunction>(func: F, items: Iterable<readonly unknown[]> | BaseProxy, chunksize?: number): Promise<AsyncResultProxy<ResultOf<F>[]>> {
    return this.callMethod('starmap_async', mapArguments(func, items, chunksize)) as Promise<AsyncResultProxy<ResultOf<F>[]>>
  }

  /** Results of `func(item)` one by one, in order. */
  imap<F extends PoolFunction>(func: F, items: Iterable<unknown> | BaseProxy, chunksize?: number): Promise<IteratorProxy<ResultOf<F>>> {
    return this.callMethod('imap', mapArguments(func, items, chunksize)) as Promise<IteratorProxy<ResultOf<F>>>
  }

  /** Results of `func(item)` one by one, as they come. */
  imapUnordered<F extends PoolFunction>(func: F, items: Iterable<unknown> | BaseProxy, chunksize?: number): Promise<IteratorProxy<ResultOf<F>>> {
    return this.callMethod('imap_unordered', mapArguments(func, items, chunksize)) as Promise<IteratorProxy<ResultOf<F>>>
  }

  /** No more tasks; workers end when all are done. */
  async close(): Promise<void> {
    await this.callMethod('close')
  }

  /** Ends the workers at once. `with pool:` in Python does so at its end. */
  async terminate(): Promise<void> {
    await this.callMethod('terminate')
  }

  /** Waits until the workers have ended. @throws ValueError while the pool is neither closed nor terminated */
  async join(): Promise<void> {
    await this.callMethod('join')
  }
}

function mapArguments(func: PoolFunction, items: Iterable<unknown> | BaseProxy, chunksize: number | undefined): unknown[] {
  const args = [globalOf(func), items instanceof BaseProxy ? items : [...items]]
  return chunksize === undefined ? args : [...args, chunksize]
}

/** A proxy of a result that may not be there yet. In Python it is an `AutoProxy`; this class says the same in TypeScript. */
export class AsyncResultProxy<T = any> extends BaseProxy {
  /** It travels as an `AutoProxy`. */
  static readonly automatic = true

  ready(): Promise<boolean> {
    return this.callMethod('ready') as Promise<boolean>
  }

  /** Whether nothing was thrown. @throws ValueError when it is not ready */
  successful(): Promise<boolean> {
    return this.callMethod('successful') as Promise<boolean>
  }

  /** Waits until it is ready, or `timeout` seconds have gone by. */
  async wait(timeout?: number): Promise<void> {
    await this.callMethod('wait', timeout === undefined ? [] : [timeout])
  }

  /**
   * The result, waiting for it if need be.
   * @param timeout seconds; left out: for ever
   * @throws what the function threw; TimeoutError when it is not ready in time
   */
  get(timeout?: number): Promise<T> {
    return this.callMethod('get', timeout === undefined ? [] : [timeout]) as Promise<T>
  }
}
