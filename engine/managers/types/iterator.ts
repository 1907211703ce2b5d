/** `Iterator`: what `dict.__iter__` leaves in the server (CPython: typeid `Iterator`, `IteratorProxy`). */
import { StopIteration } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'

/** Python's iterator protocol over a JavaScript iterator. */
export class IteratorReferent {
  readonly #iterator: Iterator<unknown>

  constructor(iterator: Iterator<unknown>) {
    this.#iterator = iterator
  }

  get [TYPE_NAME](): string {
    return 'iterator'
  }

  [REPR](): string {
    return '<iterator object>'
  }

  /** @throws StopIteration at the end */
  __next__(): unknown {
    const step = this.#iterator.next()
    if (step.done) throw new StopIteration()
    return step.value
  }

  close(): void {
    this.#iterator.return?.()
  }
}

/** A proxy of an iterator. `for await` asks for one item at a time. */
export class IteratorProxy<T = unknown> extends BaseProxy {
  static override readonly exposed = ['__next__', 'send', 'throw', 'close']

  /** @throws StopIteration at the end */
  next(): Promise<T> {
    return this.callMethod('__next__') as Promise<T>
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
