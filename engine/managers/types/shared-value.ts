/** `SharedValue` and `SharedStruct` that a server holds: values of a `struct` format (`processing.managers`). */
import { AttributeError, TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { Tuple, repr, tupleFrom, typeName } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { Struct, StructError } from '../../shared-memory/struct.ts'
import { BaseProxy } from '../base-proxy.ts'
import { pythonValue, typeModule } from '../referent.ts'
import { registerException } from './exception.ts'
import { iterate } from './sequence.ts'

registerException(StructError, 'struct', 'error')

/** A tuple of values, packed as C has them. */
export class SharedStructReferent {
  readonly #struct: Struct
  #bytes: Uint8Array

  /** @throws StructError, OverflowError in CPython's words; TypeError for what is no format, or no sequence */
  constructor(format: unknown, values: unknown) {
    this.#struct = structOf(format)
    this.#bytes = this.#struct.pack(...iterate(values))
  }

  get [TYPE_NAME](): string {
    return 'SharedStruct'
  }

  get [typeModule](): string {
    return 'multiprocessing.managers'
  }

  /** `SharedStruct('hh', (1, 2))` */
  [REPR](nested: NestedRepr): string {
    return `SharedStruct(${nested(this.#struct.format)}, ${nested(this.get())})`
  }

  /** A copy is the tuple. */
  [pythonValue](): Tuple {
    return this.get()
  }

  get(): Tuple {
    return this.#struct.unpack(this.#bytes)
  }

  /** @throws StructError, OverflowError; nothing has changed then */
  set(values: unknown): void {
    this.#bytes = this.#struct.pack(...iterate(values))
  }

  tobytes(): Uint8Array {
    return this.#bytes.slice()
  }
}

/** One value, packed as C has it. */
export class SharedValueReferent {
  readonly #struct: SharedStructReferent
  readonly #format: unknown

  /** @throws StructError, OverflowError in CPython's words; TypeError for what is no format */
  constructor(format: unknown, value: unknown) {
    this.#format = format
    this.#struct = new SharedStructReferent(format, tupleFrom([value]))
  }

  get [TYPE_NAME](): string {
    return 'SharedValue'
  }

  get [typeModule](): string {
    return 'multiprocessing.managers'
  }

  /** `SharedValue('i', 10)` */
  [REPR](nested: NestedRepr): string {
    return `SharedValue(${nested(this.#format)}, ${nested(this.get())})`
  }

  /** A copy is the value. */
  [pythonValue](): unknown {
    return this.get()
  }

  get(): unknown {
    return this.#struct.get()[0]
  }

  /** @throws StructError, OverflowError; nothing has changed then */
  set(value: unknown): void {
    this.#struct.set(tupleFrom([value]))
  }

  tobytes(): Uint8Array {
    return this.#struct.tobytes()
  }
}

function structOf(format: unknown): Struct {
  if (typeof format === 'string' || format instanceof Uint8Array) return new Struct(format)
  throw new PythonTypeError(`Struct() argument 1 must be a str or bytes object, not ${typeName(format)}`)
}

/** A proxy of a SharedValue. Reading and writing are two calls: `value += 1` is none. */
export class SharedValueProxy<T = any> extends BaseProxy {
  static override readonly exposed: readonly string[] = ['get', 'set', 'tobytes']

  get(): Promise<T> {
    return this.callMethod('get') as Promise<T>
  }

  /** @throws StructError, OverflowError for a value that does not fit */
  async set(value: T): Promise<void> {
    await this.callMethod('set', [value])
  }

  /** A copy of the bytes. */
  toBytes(): Promise<Uint8Array> {
    return this.callMethod('tobytes') as Promise<Uint8Array>
  }

  /** `get()`. Assigning is refused, since it could not be awaited. */
  get value(): Promise<T> {
    return this.get()
  }

  set value(value: T | Promise<T>) {
    throw new AttributeError(`setting value takes a frame: write await proxy.set(${value instanceof Promise ? '…' : repr(value)})`)
  }
}

/** A proxy of a SharedStruct: its value is a tuple, and any sequence sets it. */
export class SharedStructProxy extends SharedValueProxy<Tuple> {
  /** @throws StructError, OverflowError for values that do not fit */
  override async set(values: Iterable<unknown>): Promise<void> {
    await this.callMethod('set', [tupleFrom([...values])])
  }
}
