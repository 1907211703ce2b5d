/** `Value`: one value that can be read and replaced (`multiprocessing.managers.Value`). The typecode is only kept. */
import { AttributeError } from '../../values/exceptions.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { Dict, repr } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { BaseProxy } from '../base-proxy.ts'
import { pythonValue, typeModule } from '../referent.ts'

/** Python's `multiprocessing.managers.Value`, owned by a server. */
export class ValueReferent {
  readonly #typecode: unknown
  #value: unknown

  /** @param lock taken and ignored, as in Python */
  constructor(typecode: unknown, value: unknown, lock: unknown = true) {
    this.#typecode = typecode
    this.#value = value
    void lock
  }

  get [TYPE_NAME](): string {
    return 'Value'
  }

  get [typeModule](): string {
    return 'multiprocessing.managers'
  }

  [REPR](nested: NestedRepr): string {
    return `Value(${nested(this.#typecode)}, ${nested(this.#value)})`
  }

  /** A copy is an instance of Python's own class, which a client has. */
  [pythonValue](): Opaque {
    const copy = new Opaque(new Global('multiprocessing.managers', 'Value'), 'newobj', [])
    copy.state = new Dict<unknown, unknown>([
      ['_typecode', this.#typecode],
      ['_value', this.#value],
    ])
    return copy
  }

  get(): unknown {
    return this.#value
  }

  set(value: unknown): void {
    this.#value = value
  }
}

/** A proxy of a `Value` (CPython: `ValueProxy`). Reading and writing are two calls: `value += 1` is none. */
export class ValueProxy<T = any> extends BaseProxy {
  static override readonly exposed = ['get', 'set']

  get(): Promise<T> {
    return this.callMethod('get') as Promise<T>
  }

  async set(value: T): Promise<void> {
    await this.callMethod('set', [value])
  }

  /** `get()`. Assigning is refused, since it could not be awaited. */
  get value(): Promise<T> {
    return this.get()
  }

  set value(value: T | Promise<T>) {
    throw new AttributeError(`setting value takes a frame: write await proxy.set(${value instanceof Promise ? '…' : repr(value)})`)
  }
}
