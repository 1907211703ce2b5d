/** `SharedStruct` and `SharedValue`: values of a `struct` format in shared memory (`processing.LocalManager`). */
import { MemoryError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { repr } from '../../values/repr.ts'
import type { Tuple } from '../../values/tuple.ts'
import type { LayoutField } from '../segment-trace.ts'
import { Struct } from '../struct.ts'
import { inheritable } from './inheritance.ts'
import { ManagerGuard } from './manager-guard.ts'
import { scalarOf, type Scalar } from './scalar.ts'
import { SharedObject, attachSegment, createSegment, type SharedParts } from './shared-object.ts'

/** More than this no segment can have here. */
const LARGEST = 2 ** 47

/** A tuple of values. Each reading and each writing is whole; what is between them, only a lock keeps whole. */
export class SharedStruct extends SharedObject {
  readonly #struct: Struct

  /** A new one. @throws StructError, OverflowError in CPython's words for a format that is none, or values that do not fit */
  static create(format: string, values: Iterable<unknown>, guard: ManagerGuard): SharedStruct {
    const struct = new Struct(format)
    const bytes = struct.pack(...values)
    const made = new SharedStruct(createSegment(sizeOf(struct), guard), struct)
    made.memory.write(0, bytes)
    return made
  }

  /** One that exists already. @throws FileNotFoundError when it is gone */
  static attach(format: string, name: string, guard: string, guardRecord: string): SharedStruct {
    return new SharedStruct(attachSegment(name, ManagerGuard.attach(guard, guardRecord)), new Struct(format))
  }

  constructor(parts: SharedParts, struct: Struct) {
    super(parts, 'SharedStruct', () => layoutOf(struct))
    this.#struct = struct
  }

  get [TYPE_NAME](): string {
    return 'SharedStruct'
  }

  /** `SharedStruct('hh', (1, 2))` */
  [REPR](): string {
    return `SharedStruct(${repr(this.format)}, ${repr(this.get())})`
  }

  get format(): string {
    return this.#struct.format
  }

  /** The values. */
  get(): Tuple {
    return this.#struct.unpack(this.guard.runNow(() => this.memory.read(0, Number(this.#struct.size))))
  }

  /** @throws StructError, OverflowError for values that do not fit; nothing has changed then */
  set(values: Iterable<unknown>): void {
    const bytes = this.#struct.pack(...values)
    this.guard.runNow(() => this.memory.write(0, bytes))
    this.changed(0, bytes.length)
  }

  /** `get()`, and `set()` when it is assigned to. */
  get value(): Tuple {
    return this.get()
  }

  set value(values: Iterable<unknown>) {
    this.set(values)
  }

  /** A copy of the bytes. */
  toBytes(): Uint8Array {
    return this.#struct.pack(...this.get())
  }
}

/** One value. Reading and writing are two things: `value.value += 1` needs a lock to count right. */
export class SharedValue<T = unknown> extends SharedObject {
  readonly #struct: Struct
  readonly #scalar: Scalar

  /** A new one. @throws StructError, OverflowError in CPython's words for a format that is none or has not one value, or a value that does not fit */
  static create<T = unknown>(format: string, value: T, guard: ManagerGuard): SharedValue<T> {
    const struct = new Struct(format)
    const bytes = struct.pack(value)
    const made = new SharedValue<T>(createSegment(sizeOf(struct), guard), struct)
    made.memory.write(0, bytes)
    return made
  }

  /** One that exists already. @throws FileNotFoundError when it is gone */
  static attach<T = unknown>(format: string, name: string, guard: string, guardRecord: string): SharedValue<T> {
    return new SharedValue<T>(attachSegment(name, ManagerGuard.attach(guard, guardRecord)), new Struct(format))
  }

  constructor(parts: SharedParts, struct: Struct) {
    super(parts, 'SharedValue', () => layoutOf(struct))
    this.#struct = struct
    this.#scalar = scalarOf(struct)
  }

  get [TYPE_NAME](): string {
    return 'SharedValue'
  }

  /** `SharedValue('i', 10)` */
  [REPR](): string {
    return `SharedValue(${repr(this.format)}, ${repr(this.get())})`
  }

  get format(): string {
    return this.#struct.format
  }

  get(): T {
    const { memory } = this
    return (this.#scalar.whole ? this.#scalar.read(memory, 0) : this.guard.runNow(() => this.#scalar.read(memory, 0))) as T
  }

  /** @throws StructError, OverflowError for a value that does not fit; nothing has changed then */
  set(value: T): void {
    const { memory } = this
    if (this.#scalar.whole) this.#scalar.write(memory, 0, value)
    else this.guard.runNow(() => this.#scalar.write(memory, 0, value))
    this.changed(0, this.#scalar.size)
  }

  /** `get()`, and `set()` when it is assigned to. */
  get value(): T {
    return this.get()
  }

  set value(value: T) {
    this.set(value)
  }

  /** A copy of the bytes. */
  toBytes(): Uint8Array {
    return this.#struct.pack(this.get())
  }
}

function sizeOf(struct: Struct): number {
  if (struct.size > LARGEST) throw new MemoryError()
  return Number(struct.size)
}

function layoutOf(struct: Struct): LayoutField[] {
  const fields: LayoutField[] = []
  for (const { character, offset, size, count } of struct.fields) {
    const format = character === 's' || character === 'p' ? `${size}${character}` : character
    for (let each = 0; each < count; each++) fields.push({ offset: offset + each * size, size, format, label: String(fields.length) })
  }
  return fields
}

inheritable(SharedStruct, 'SharedStruct', ({ format, name, guard }) => [format, name, guard.name, guard.recordName], SharedStruct.attach)
inheritable(SharedValue, 'SharedValue', ({ format, name, guard }) => [format, name, guard.name, guard.recordName], SharedValue.attach)
