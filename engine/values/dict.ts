/**
 * A Python dict: a Map whose keys are told apart as Python does. `1`, `1.0` and `True` are one key, tuples, bytes and
 * frozensets are keys by value, the key that came first stays.
 */
import { isPlainInt } from './float.ts'
import { REPR, TYPE_NAME, type NestedRepr } from './hooks.ts'
import { keptAs, keyOf, type Key } from './key.ts'
import { reprDict } from './repr.ts'

/** Python's `dict`: a Map whose keys are equal when Python's are (`1`, `1.0` and `True` are one), in order of insertion. */
export class Dict<K = unknown, V = unknown> extends Map<K, V> {
  /** Keys that are stored under something else than themselves: from `keyOf` to the key that came first. */
  #aliases: Map<Key, K> | undefined

  /** @throws TypeError `unhashable type: …` for a key that Python cannot hash */
  constructor(entries?: Iterable<readonly [K, V]>) {
    super()
    if (entries) for (const [key, value] of entries) this.set(key, value)
  }

  get [TYPE_NAME](): string {
    return 'dict'
  }

  override get(key: K): V | undefined {
    return super.get(this.#standsForItself(key) ? key : this.#stored(key, keyOf(key)))
  }

  override has(key: K): boolean {
    return super.has(this.#standsForItself(key) ? key : this.#stored(key, keyOf(key)))
  }

  override set(key: K, value: V): this {
    if (this.#standsForItself(key)) return super.set(key, value)
    const canonical = keyOf(key)
    const stored = this.#stored(keptAs(key), canonical)
    if (canonical !== stored && !super.has(stored)) {
      this.#aliases ??= new Map()
      this.#aliases.set(canonical, stored)
    }
    return super.set(stored, value)
  }

  override delete(key: K): boolean {
    if (this.#standsForItself(key)) return super.delete(key)
    const canonical = keyOf(key)
    const stored = this.#stored(key, canonical)
    this.#aliases?.delete(canonical)
    return super.delete(stored)
  }

  override clear(): void {
    this.#aliases = undefined
    super.clear()
  }

  /** A str always does; an int unless something equal to an int, such as True, may have come first. */
  #standsForItself(key: K): boolean {
    return typeof key === 'string' || (typeof key === 'number' && this.#aliases === undefined && isPlainInt(key))
  }

  /** The key that came first among those equal to `key`, else `key`. */
  #stored(key: K, canonical: Key): K {
    const alias = this.#aliases?.get(canonical)
    if (alias !== undefined) return alias
    if (typeof canonical !== 'string' && canonical !== key && super.has(canonical as K)) return canonical as K
    return key ?? (null as K)
  }

  [REPR](nested: NestedRepr): string {
    return reprDict(this, nested)
  }
}

/** A dict of an object's own properties, or of the pairs given. */
export function dict<V>(source: Readonly<Record<string, V>> | Iterable<readonly [string, V]> = {}): Dict<string, V> {
  return new Dict<string, V>(Symbol.iterator in source ? (source as Iterable<readonly [string, V]>) : Object.entries(source))
}
