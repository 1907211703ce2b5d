/** `Namespace`: an object with nothing but attributes. Names that start with `_` belong to the proxy. */
import { AttributeError, TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { Global, Opaque } from '../../pickle/index.ts'
import { Dict, typeName } from '../../values/index.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../../values/hooks.ts'
import { BaseProxy, type ProxyOptions } from '../base-proxy.ts'
import { takesKeywords } from '../methods.ts'
import { pythonValue } from '../referent.ts'
import type { Token } from '../../protocol/token.ts'

/** Python's `multiprocessing.managers.Namespace`, owned by a server. */
export class NamespaceReferent {
  readonly attributes = new Map<string, unknown>()

  static readonly [takesKeywords] = true

  /** Attributes to begin with, by name. */
  constructor(keywords: ReadonlyMap<unknown, unknown> = new Map()) {
    for (const [name, value] of keywords) this.attributes.set(attributeName(name), value)
  }

  get [TYPE_NAME](): string {
    return 'Namespace'
  }

  [REPR](nested: NestedRepr): string {
    const shown = [...this.attributes].filter(([name]) => !name.startsWith('_')).map(([name, value]) => `${name}=${nested(value)}`)
    return `Namespace(${shown.sort().join(', ')})`
  }

  /** A copy is an instance of Python's own class, which a client has. */
  [pythonValue](): Opaque {
    const copy = new Opaque(new Global('multiprocessing.managers', 'Namespace'), 'newobj', [])
    copy.state = new Dict(this.attributes)
    return copy
  }

  __getattribute__(name: unknown): unknown {
    const key = attributeName(name)
    if (!this.attributes.has(key)) throw new AttributeError(`'Namespace' object has no attribute '${key}'`)
    return this.attributes.get(key)
  }

  __setattr__(name: unknown, value: unknown): void {
    this.attributes.set(attributeName(name), value)
  }

  __delattr__(name: unknown): void {
    const key = attributeName(name)
    if (!this.attributes.delete(key)) throw new AttributeError(`'Namespace' object has no attribute '${key}'`)
  }
}

function attributeName(name: unknown): string {
  if (typeof name !== 'string') throw new PythonTypeError(`attribute name must be string, not '${typeName(name)}'`)
  return name
}

/**
 * A proxy of a `Namespace` (CPython: `NamespaceProxy`). `await n.get('x')`, `await n.set('x', 1)`, `await n.delete('x')`;
 * `await n.x` reads as well. Assigning `n.x = 1` is refused, since it could not be awaited.
 */
export class NamespaceProxy extends BaseProxy {
  static override readonly exposed = ['__getattribute__', '__setattr__', '__delattr__'];

  readonly [name: string]: any // eslint-disable-line @typescript-eslint/no-explicit-any

  constructor(token: Token, options: ProxyOptions = {}) {
    super(token, options)
    return new Proxy(this, attributes)
  }

  /** `namespace.name`. @throws AttributeError */
  get(name: string): Promise<any> {
    return this.callMethod('__getattribute__', [name])
  }

  /** `namespace.name = value`. */
  async set(name: string, value: unknown): Promise<void> {
    await this.callMethod('__setattr__', [name, value])
  }

  /** `del namespace.name`. @throws AttributeError */
  async delete(name: string): Promise<void> {
    await this.callMethod('__delattr__', [name])
  }
}

const attributes: ProxyHandler<NamespaceProxy> = {
  get(target, name) {
    if (typeof name === 'symbol' || name.startsWith('_') || name === 'then' || name in target) {
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value
    }
    return target.get(name)
  },
  set(target, name, value) {
    if (typeof name === 'string' && name.startsWith('_')) return Reflect.set(target, name, value, target)
    throw new AttributeError(`setting ${String(name)} takes a frame: write await namespace.set('${String(name)}', value)`)
  },
}
