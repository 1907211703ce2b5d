/**
 * `object[3]` and `object[-1]` for classes whose items are not properties.
 *
 * The accesses that find no property end at the far end of the prototype chain; there a proxy takes those that are whole
 * numbers. So methods cost nothing more, and private fields work.
 */

import { fromProgram } from './from-program.ts'

/** How items are reached. Both are called with the object itself, and whole numbers as they were written. */
export interface Indexing<T> {
  get(self: T, index: number): unknown
  set(self: T, index: number, value: unknown): void
}

const INDEX = /^(?:0|-?[1-9]\d*)$/

/** Gives the objects of a class items by index. Call it once, below the class. */
export function indexed<T extends object>(type: abstract new (...args: never[]) => T, { get, set }: Indexing<T>): void {
  const traps = {
    get(target: object, key: string | symbol, receiver: T): unknown {
      if (!isIndex(key)) return Reflect.get(target, key, receiver)
      return fromProgram(traps.get, () => get(receiver, Number(key)))
    },
    set(target: object, key: string | symbol, value: unknown, receiver: T): boolean {
      if (!isIndex(key)) return Reflect.set(target, key, value, receiver)
      fromProgram(traps.set, () => set(receiver, Number(key), value))
      return true
    },
  }
  const end = new Proxy(Object.create(Object.getPrototypeOf(type.prototype) as object) as object, traps as ProxyHandler<object>)
  Object.setPrototypeOf(type.prototype, end)
}

function isIndex(key: string | symbol): key is string {
  return typeof key === 'string' && INDEX.test(key)
}
