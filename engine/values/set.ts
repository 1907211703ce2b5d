/** Python's set and frozenset: Sets whose items are told apart as Python does (see dict.ts), in insertion order. */
import { TypeError as PythonTypeError } from './exceptions.ts'
import { REPR, TYPE_NAME, type NestedRepr } from './hooks.ts'
import { keptAs, keyOf, type Key } from './key.ts'
import { reprSet } from './repr.ts'

/** What both kinds of set share. */
class KeySet<T> extends Set<T> {
  #aliases: Map<Key, T> | undefined

  override has(item: T): boolean {
    return super.has(typeof item === 'string' ? item : this.#stored(item, keyOf(item)))
  }

  override add(item: T): this {
    if (typeof item === 'string') return super.add(item)
    const canonical = keyOf(item)
    const stored = this.#stored(keptAs(item), canonical)
    if (canonical !== stored && !super.has(stored)) {
      this.#aliases ??= new Map()
      this.#aliases.set(canonical, stored)
    }
    return super.add(stored)
  }

  override delete(item: T): boolean {
    if (typeof item === 'string') return super.delete(item)
    const canonical = keyOf(item)
    const stored = this.#stored(item, canonical)
    this.#aliases?.delete(canonical)
    return super.delete(stored)
  }

  override clear(): void {
    this.#aliases = undefined
    super.clear()
  }

  #stored(item: T, canonical: Key): T {
    const alias = this.#aliases?.get(canonical)
    if (alias !== undefined) return alias
    if (typeof canonical !== 'string' && canonical !== item && super.has(canonical as T)) return canonical as T
    return item ?? (null as T)
  }
}

/** A Python set. */
export class PySet<T = unknown> extends KeySet<T> {
  /** @throws TypeError `unhashable type: …` for an item that Python cannot hash */
  constructor(items: Iterable<T> = []) {
    super()
    for (const item of items) this.add(item)
  }

  get [TYPE_NAME](): string {
    return 'set'
  }

  [REPR](nested: NestedRepr): string {
    return reprSet(this, 'set', nested)
  }
}

/** A Python frozenset: cannot be changed, and is a dict key by value. */
export class FrozenSet<T = unknown> extends KeySet<T> {
  readonly #frozen: boolean

  /** @throws TypeError `unhashable type: …` for an item that Python cannot hash */
  constructor(items: Iterable<T> = []) {
    super()
    for (const item of items) super.add(item)
    this.#frozen = true
  }

  get [TYPE_NAME](): string {
    return 'frozenset'
  }

  override add(item: T): this {
    this.#refuse('add')
    return super.add(item)
  }

  override delete(item: T): boolean {
    this.#refuse('delete')
    return super.delete(item)
  }

  override clear(): void {
    this.#refuse('clear')
    super.clear()
  }

  #refuse(method: string): void {
    if (this.#frozen) throw new PythonTypeError(`a frozenset cannot be changed: make a new one instead of calling ${method}()`)
  }

  [REPR](nested: NestedRepr): string {
    return reprSet(this, 'frozenset', nested)
  }
}
