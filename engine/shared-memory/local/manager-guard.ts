/** The guard that the objects of one LocalManager share, in whatever process they are (in the older package: the manager's lock). */
import { attachMapping, type Mapping } from '../mapping.ts'
import { attachSemaphore, type NamedSemaphore } from '../system/semaphore.ts'
import { Guard } from './guard.ts'
import { HolderRecord, RECORD_SIZE } from './holder-record.ts'
import { ownMapping, ownSemaphore } from './owned.ts'

const dropped = new FinalizationRegistry<() => void>((unlink) => unlink())
/** Those that this process is attached to: many objects come with the same. */
const attached = new Map<string, WeakRef<ManagerGuard>>()

/** A guard with the names by which other processes find it. */
export class ManagerGuard extends Guard {
  readonly #semaphore: NamedSemaphore
  readonly #record: Mapping
  readonly #unlink: (() => void) | undefined
  /** Objects of this process that need it. */
  #users = 0

  /** A new one; it goes when nothing needs it any more. */
  static create(): ManagerGuard {
    const semaphore = ownSemaphore(1)
    const record = ownMapping(RECORD_SIZE)
    const unlink = (): void => {
      semaphore.unlink()
      record.unlink()
    }
    const guard = new ManagerGuard(semaphore.thing, record.thing, unlink)
    dropped.register(guard, unlink, guard)
    return guard
  }

  /** @throws FileNotFoundError when it is gone */
  static attach(name: string, recordName: string): ManagerGuard {
    const known = attached.get(name)?.deref()
    if (known && !known.closed) return known
    const guard = new ManagerGuard(attachSemaphore(name), attachMapping(recordName))
    attached.set(name, new WeakRef(guard))
    return guard
  }

  constructor(semaphore: NamedSemaphore, record: Mapping, unlink?: () => void) {
    super(semaphore, new HolderRecord(record))
    this.#semaphore = semaphore
    this.#record = record
    this.#unlink = unlink
  }

  get closed(): boolean {
    return this.#semaphore.closed
  }

  /** One more object of this process needs it. */
  retain(): void {
    this.#users++
  }

  /** One object less: it goes with the last. */
  release(): void {
    if (--this.#users > 0) return
    dropped.unregister(this)
    this.#semaphore.close()
    this.#record.close()
    this.#unlink?.()
  }

  /** Name of the semaphore. */
  get name(): string {
    return this.#semaphore.name
  }

  /** Name of the segment that says who holds it. */
  get recordName(): string {
    return this.#record.name
  }
}
