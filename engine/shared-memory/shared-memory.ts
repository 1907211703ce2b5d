/**
 * `SharedMemory`: a segment that processes find by its name (CPython: `multiprocessing.shared_memory.SharedMemory`, 3.8 to
 * 3.13). A Python process and this one can share one, made by either.
 */
import { randomBytes } from 'node:crypto'
import { Global, registerGlobal, registerReduction } from '../pickle/index.ts'
import { FileExistsError, OSError, OverflowError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { isFloat } from '../values/float.ts'
import { REPR, TYPE_NAME } from '../values/hooks.ts'
import { repr } from '../values/repr.ts'
import { typeName } from '../values/type-name.ts'
import { fromProgram } from './from-program.ts'
import { attachMapping, createMapping, unlinkMapping, type Mapping } from './mapping.ts'
import { MemoryView } from './memory-view.ts'
import { trackResource, untrackResource, watchResources } from './resource-tracker.ts'
import { SegmentTrace } from './segment-trace.ts'
import { systemError } from './system/errors.ts'

/** Python's module of these classes, as their pickles name it. */
export const SHARED_MEMORY_MODULE = 'multiprocessing.shared_memory'

/** How a segment is opened. */
export interface SharedMemoryOptions {
  /** Make it, instead of attaching to one that is there. Default: no. */
  readonly create?: boolean | undefined
  /** Bytes that it has at least; the system may round up. Only counts with `create`. */
  readonly size?: number | bigint | undefined
  /** Unlink it at the end of the program that made it, when nobody has. Default: yes. */
  readonly track?: boolean | undefined
}

/** Says what is in a segment, for the trace. Not for programs. */
export const KIND: unique symbol = Symbol('kind')

interface Opening extends SharedMemoryOptions {
  readonly [KIND]?: string
}

const WINDOWS = process.platform === 'win32'
/** FreeBSD allows no more. */
const SAFE_NAME_LENGTH = 14
const NAME_PREFIX = WINDOWS ? 'wnsm_' : '/psm_'

/**
 * A block of memory with a name (CPython: `SharedMemory`). `close()` when this process needs it no more; `unlink()` once,
 * by whoever is the last to need it.
 */
export class SharedMemory {
  readonly #mapping: Mapping
  readonly #track: boolean
  readonly #trace: SegmentTrace
  #buf: MemoryView | undefined

  /**
   * `new SharedMemory({ create: true, size: 10 })`, `new SharedMemory('psm_1f2e3d4c')`
   * @param name left out: one is chosen, which needs `create`
   * @throws ValueError, FileExistsError, FileNotFoundError, OSError in CPython's words
   */
  constructor(name?: string | null, options?: SharedMemoryOptions)
  constructor(options: SharedMemoryOptions)
  constructor(first?: string | null | SharedMemoryOptions, second: SharedMemoryOptions = {}) {
    const onlyOptions = typeof first === 'object' && first !== null
    const name: unknown = onlyOptions ? null : (first ?? null)
    const options: Opening = onlyOptions ? first : second
    const { create = false, size = 0, track = true } = options
    this.#mapping = fromProgram(new.target, () => {
      checkOpening(name, create, size)
      watchResources()
      return open(name as string | null, create, size)
    })
    this.#track = track
    this.#trace = new SegmentTrace(this.#mapping, options[KIND] ?? 'SharedMemory')
    if (create) {
      if (track) trackResource('shared_memory', this.#mapping.name)
      this.#trace.created()
    } else {
      this.#trace.attached()
    }
    this.#buf = new MemoryView(this.#mapping, (offset, length) => this.#trace.changed(offset, length))
  }

  /** Its name, for other processes. */
  get name(): string {
    const { name } = this.#mapping
    return WINDOWS || !name.startsWith('/') ? name : name.slice(1)
  }

  /** The same as the system knows it: with a slash before it, but on Windows. */
  get systemName(): string {
    return this.#mapping.name
  }

  /** Bytes. At least what was asked for; a whole number of pages on macOS, and on Windows for those who attach. */
  get size(): number {
    return this.#mapping.size
  }

  /** Its bytes: `buf[0] = 42`. @throws TypeError after `close()`, as Python's `None[0]` does */
  get buf(): MemoryView {
    if (this.#buf === undefined) throw new PythonTypeError("'NoneType' object is not subscriptable")
    return this.#buf
  }

  /** Whether this process has let go of it. */
  get closed(): boolean {
    return this.#mapping.closed
  }

  /** What this process tells of it. For the classes whose values are in it. */
  get trace(): SegmentTrace {
    return this.#trace
  }

  /** Lets go of the memory; others keep it, and the segment stays until it is unlinked. May be called again. */
  close(): void {
    if (this.closed) return
    this.#trace.detached()
    this.#buf?.release()
    this.#buf = undefined
    this.#mapping.close()
  }

  /**
   * Takes the name away: once, in one of the processes. Those who have the memory keep it. On Windows it does nothing; there
   * the memory goes with the last who closes it.
   * @throws FileNotFoundError when the name is gone already
   */
  unlink(): void {
    if (WINDOWS) return
    const { name } = this.#mapping
    this.#trace.tell()
    fromProgram(this.unlink, () => unlinkMapping(name))
    if (this.#track) untrackResource('shared_memory', name)
    this.#trace.unlinked()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  get [TYPE_NAME](): string {
    return 'SharedMemory'
  }

  /** `SharedMemory('psm_1f2e3d4c', size=10)` */
  [REPR](): string {
    return `${this.constructor.name}(${repr(this.name)}, size=${this.size})`
  }

  toString(): string {
    return this[REPR]()
  }
}

/** In the order, and the words, of CPython. */
function checkOpening(name: unknown, create: boolean, size: unknown): void {
  if (typeof size !== 'number' && typeof size !== 'bigint') throw new PythonTypeError(`'>=' not supported between instances of '${typeName(size)}' and 'int'`)
  if (!(size >= 0)) throw new ValueError("'size' must be a positive integer")
  if (create && Number(size) === 0) throw new ValueError("'size' must be a positive number different from zero")
  if (name === null && !create) throw new ValueError("'name' can only be None if create=True")
  if (name !== null && typeof name !== 'string') throw new PythonTypeError(`can only concatenate str (not "${typeName(name)}") to str`)
  // There it is found out when the segment has been made, and stays behind.
  if (create && size >= 2 ** 63) throw new OverflowError('Python int too large to convert to C long')
  if (create && isFloat(size)) throw new PythonTypeError("'float' object cannot be interpreted as an integer")
}

function open(name: string | null, create: boolean, size: number | bigint): Mapping {
  if (!create) return attachMapping(systemName(name!))
  // More than any machine has: Node's own calls take no such number.
  if (size > Number.MAX_SAFE_INTEGER) throw new OSError(...systemError(ENOMEM).args)
  if (name !== null) return createMapping(systemName(name), Number(size))
  for (;;) {
    try {
      return createMapping(randomName(), Number(size))
    } catch (error) {
      if (!(error instanceof FileExistsError)) throw error
    }
  }
}

const ENOMEM = 12

function systemName(name: string): string {
  return WINDOWS ? name : `/${name}`
}

/** As CPython makes them: `/psm_` and eight digits (CPython: `_make_filename`). */
function randomName(): string {
  return NAME_PREFIX + randomBytes(Math.floor((SAFE_NAME_LENGTH - NAME_PREFIX.length) / 2)).toString('hex')
}

registerReduction(SharedMemory, (memory) => ({
  callable: new Global(SHARED_MEMORY_MODULE, 'SharedMemory'),
  args: [memory.name, false, memory.size],
}))
registerGlobal(SHARED_MEMORY_MODULE, 'SharedMemory', {
  call: ([name, create, size]) => new SharedMemory(name as string | null, { create: create === true, size: (size as number | undefined) ?? 0 }),
})
