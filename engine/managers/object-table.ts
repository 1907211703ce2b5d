/**
 * The objects of one server: ident → object, what may be called on it, and how many proxies hold it. Plain data.
 *
 * Follows `id_to_obj`, `id_to_refcount` and `id_to_local_proxy_obj` of CPython's `Server`. One departure: an object
 * that only a proxy *inside the server* still holds (a list in a list) is kept alive by that proxy and goes with it;
 * CPython keeps it for ever.
 */
import { NO_OBJECT } from '../protocol/messages.ts'
import { AssertionError, KeyError } from '../values/exceptions.ts'

/** One shared object. Whoever keeps the record keeps the object. */
export interface SharedRecord {
  readonly ident: string
  readonly typeid: string
  readonly object: unknown
  /** Names that may be called, in order. */
  readonly exposed: ReadonlySet<string>
  readonly methodToTypeid: Readonly<Record<string, string>> | undefined
}

/** The objects of one server, by ident (CPython: `id_to_obj` and its companions). */
export class ObjectTable {
  readonly #records = new Map<string, SharedRecord>()
  readonly #refcounts = new Map<string, number>()
  /** Objects that a proxy inside this server points at. */
  readonly #local = new Map<string, WeakRef<SharedRecord>>()
  readonly #forgotten = new FinalizationRegistry<string>((ident) => {
    if (this.#local.get(ident)?.deref() === undefined) this.#local.delete(ident)
  })
  readonly #idents = new WeakMap<object, string>()
  #next = 0x7f00_0000_0000 + Math.floor(Math.random() * 0xffff_ffff) * 16

  /**
   * Puts an object on the table without counting a holder. The same object again has the same ident, and from then on
   * what the later call exposes, as in CPython.
   */
  add(typeid: string, object: unknown, exposed: Iterable<string>, methodToTypeid?: Readonly<Record<string, string>>): SharedRecord {
    const ident = this.#identOf(object)
    const record: SharedRecord = { ident, typeid, object, exposed: new Set(exposed), methodToTypeid }
    this.#records.set(ident, record)
    if (!this.#refcounts.has(ident)) this.#refcounts.set(ident, 0)
    return record
  }

  /**
   * The record of an ident.
   * @throws KeyError with the ident when there is no such object (any more)
   */
  get(ident: unknown): SharedRecord {
    const record = typeof ident === 'string' ? (this.#records.get(ident) ?? this.#local.get(ident)?.deref()) : undefined
    if (!record) throw new KeyError(ident)
    return record
  }

  /**
   * One holder more. An object that only a proxy inside the server held is counted again from 1.
   * @returns the record and its new refcount
   */
  incref(ident: unknown): { record: SharedRecord; refcount: number } {
    const record = this.get(ident)
    const refcount = (this.#refcounts.get(record.ident) ?? 0) + 1
    this.#records.set(record.ident, record)
    this.#refcounts.set(record.ident, refcount)
    return { record, refcount }
  }

  /**
   * One holder less; at 0 the object is let go.
   * @returns the record and its new refcount
   * @throws AssertionError when nobody held it, KeyError when it is not there
   */
  decref(ident: unknown): { record: SharedRecord; refcount: number } {
    const record = this.get(ident)
    const before = this.#refcounts.get(record.ident)
    if (before === undefined) return { record, refcount: 0 }
    if (before <= 0) throw new AssertionError(`Id ${record.ident} has refcount ${before}, not 1+`)
    if (before > 1) {
      this.#refcounts.set(record.ident, before - 1)
      return { record, refcount: before - 1 }
    }
    this.#refcounts.delete(record.ident)
    this.#records.delete(record.ident)
    return { record, refcount: 0 }
  }

  /** Notes that a proxy inside this server points at the object, and gives the record for that proxy to keep. */
  keepLocally(ident: string): SharedRecord {
    const record = this.get(ident)
    if (!this.#local.get(ident)?.deref()) {
      this.#local.set(ident, new WeakRef(record))
      this.#forgotten.register(record, ident)
    }
    return record
  }

  /** Whether a proxy inside this server still points at the object, as far as garbage collection knows. */
  isKeptLocally(ident: string): boolean {
    return this.#local.get(ident)?.deref() !== undefined
  }

  /** Number of objects that proxies outside the server hold. */
  get size(): number {
    return this.#refcounts.size
  }

  /** Held objects with their refcounts, by ident. */
  held(): { record: SharedRecord; refcount: number }[] {
    return [...this.#refcounts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([ident, refcount]) => ({ record: this.#records.get(ident)!, refcount }))
  }

  #identOf(object: unknown): string {
    const known = isReferenceable(object) ? this.#idents.get(object) : undefined
    if (known !== undefined) return known
    this.#next += 16
    const ident = this.#next.toString(16)
    if (ident === NO_OBJECT) throw new AssertionError('an ident is never 0')
    if (isReferenceable(object)) this.#idents.set(object, ident)
    return ident
  }
}

function isReferenceable(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
