/** What SharedValue, SharedStruct and SharedArray have in common: a segment of their own, with nothing but their bytes in it. */
import { ValueError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { attachMapping, type Mapping } from '../mapping.ts'
import { SegmentTrace, type LayoutField } from '../segment-trace.ts'
import type { ManagerGuard } from './manager-guard.ts'
import { ownMapping } from './owned.ts'

const dropped = new FinalizationRegistry<() => void>((unlink) => unlink())

/** Where an object's bytes are. */
export interface SharedParts {
  readonly mapping: Mapping
  readonly guard: ManagerGuard
  /** Takes the name away; absent in a process that is only attached. */
  readonly unlink?: (() => void) | undefined
}

/** A segment for a new object. */
export function createSegment(size: number, guard: ManagerGuard): SharedParts {
  const { thing, unlink } = ownMapping(size)
  return { mapping: thing, guard, unlink }
}

/** The segment of an object that another process has made. @throws FileNotFoundError when it is gone */
export function attachSegment(name: string, guard: ManagerGuard): SharedParts {
  return { mapping: attachMapping(name), guard }
}

/** Values in shared memory. */
export abstract class SharedObject {
  readonly #mapping: Mapping
  readonly #unlink: (() => void) | undefined
  readonly #trace: SegmentTrace
  /** Keeps whole what is too large to be read and written in one piece. */
  readonly guard: ManagerGuard

  /** @param typeid the object's kind @param layout what lies where, for the trace */
  constructor({ mapping, guard, unlink }: SharedParts, typeid: string, layout: () => readonly LayoutField[]) {
    this.#mapping = mapping
    this.guard = guard
    this.#unlink = unlink
    guard.retain()
    this.#trace = new SegmentTrace(mapping, typeid)
    if (unlink) {
      dropped.register(this, unlink, this)
      this.#trace.created()
    } else this.#trace.attached()
    this.#trace.laidOut(layout)
  }

  abstract get [TYPE_NAME](): string
  abstract [REPR](): string

  /** Name of the segment in the system: another process, also a Python one, finds the bytes from its start on. */
  get name(): string {
    return this.#mapping.name
  }

  /**
   * Ends this process's use of it. For its creator: the memory is given back when the others have done the same.
   * Left undone, garbage collection or the end of the program does it.
   */
  dispose(): void {
    if (this.#mapping.closed) return
    dropped.unregister(this)
    this.#trace.detached()
    this.#mapping.close()
    this.guard.release()
    if (!this.#unlink) return
    this.#unlink()
    this.#trace.unlinked()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Python's `repr()`. */
  toString(): string {
    return this[REPR]()
  }

  /** The bytes. @throws ValueError after `dispose()` */
  protected get memory(): Mapping {
    if (this.#mapping.closed) throw new ValueError(`operation forbidden on a ${this[TYPE_NAME]} that was disposed of`)
    return this.#mapping
  }

  /** After bytes were written. */
  protected changed(offset: number, length: number): void {
    this.#trace.changed(offset, length)
  }
}
