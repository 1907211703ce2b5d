/** `Iterator`: what `dict.__iter__` and a pool's `imap` leave in the server (CPython: typeid `Iterator`, `IteratorProxy`). */
import { StopIteration } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'

type Source = Iterator<unknown> | AsyncIterator<unknown>

/** Whether an object is a generator or another iterator of JavaScript's. */
export function isIterator(object: unknown): object is Source {
  if (typeof object !== 'object' || object === null || '__next__' in object) return false
  const { next } = object as { next?: unknown }
  return typeof next === 'function' && (Symbol.iterator in object || Symbol.asyncIterator in object)
}

/** Python's iterator protocol over a JavaScript iterator; over a generator, a generator's. */
export function sharedIterator(iterator: Source): IteratorReferent {
  return typeof iterator.throw === 'function' ? new GeneratorReferent(iterator) : new IteratorReferent(iterator)
}

/** Python's iterator protocol, owned by a server. */
export class IteratorReferent {
  protected readonly iterator: Source

  constructor(iterator: Source) {
    this.iterator = iterator
  }

  get [TYPE_NAME](): string {
    return 'iterator'
  }

  [REPR](): string {
    return '<iterator object>'
  }

  /** @throws StopIteration at the end */
  async __next__(): Promise<unknown> {
    const step = await this.iterator.next()
    if (step.done) throw new StopIteration()
    return step.value
  }
}

class GeneratorReferent extends IteratorReferent {
  override get [TYPE_NAME](): string {
    return 'generator'
  }

  override [REPR](): string {
    return '<generator object>'
  }

  /** Goes on with `value` as what the generator's `yield` gives. @throws StopIteration at the end */
  async send(value: unknown): Promise<unknown> {
    const step = await this.iterator.next(value as never)
    if (step.done) throw new StopIteration()
    return step.value
  }

  /** Has the generator's `yield` throw. @throws what it does not catch */
  async throw(error: unknown): Promise<unknown> {
    const step = await this.iterator.throw!(error)
    if (step.done) throw new StopIteration()
    return step.value
  }

  async close(): Promise<void> {
    await this.iterator.return?.()
  }
}

/** A proxy of an iterator. `for await` asks for one item at a time. */
export class IteratorProxy<T = any> extends BaseProxy {
  static override readonly exposed = ['__next__', 'send', 'throw', 'close']

  /** @throws StopIteration at the end */
  next(): Promise<T> {
    return this.callMethod('__next__') as Promise<T>
  }

  /** Goes on with `value` as what the generator's `yield` gives. @throws StopIteration at the end */
  send(value: unknown): Promise<T> {
    return this.callMethod('send', [value]) as Promise<T>
  }

  /** Has the generator's `yield` throw. @throws what it does not catch */
  throw(error: Error): Promise<T> {
    return this.callMethod('throw', [error]) as Promise<T>
  }

  /** Ends the generator. */
  async close(): Promise<void> {
    await this.callMethod('close')
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      let item: T
      try {
        item = await this.next()
      } catch (error) {
        if (error instanceof StopIteration) return
        throw error
      }
      yield item
    }
  }
}
