/**
 * An event emitter that knows which events the double brings about. Listening for another one fails: a handler that
 * would never be called looks tested and is not.
 */
import { EventEmitter } from 'node:events'

type Listener = (...args: never[]) => void

export interface EventNames {
  /** Events that the double emits. */
  readonly emitted: readonly string[]
  /** Events that may be listened for although nothing here brings them about: written down as a limit. */
  readonly silent: readonly string[]
}

export class DoubleEmitter extends EventEmitter {
  readonly #owner: string
  readonly #names: EventNames

  constructor(owner: string, names: EventNames) {
    super()
    this.#owner = owner
    this.#names = names
  }

  override on(name: string, listener: Listener): this {
    if (!this.#names.emitted.includes(name) && !this.#names.silent.includes(name)) {
      throw new Error(`The double's ${this.#owner} has no event '${name}'. Teach it to emit the event, or list it as silent.`)
    }
    return super.on(name, listener as (...args: unknown[]) => void)
  }

  override addListener(name: string, listener: Listener): this {
    return this.on(name, listener)
  }

  override once(name: string, listener: Listener): this {
    const wrapped = (...args: never[]): void => {
      this.removeListener(name, wrapped as (...args: unknown[]) => void)
      listener(...args)
    }
    return this.on(name, wrapped)
  }

  /** Emits an event whose default can be prevented. @returns whether it was */
  emitPreventable(name: string, more: object = {}, ...args: unknown[]): boolean {
    let prevented = false
    const event = {
      ...more,
      preventDefault() {
        prevented = true
      },
      get defaultPrevented() {
        return prevented
      },
    }
    this.emit(name, event, ...args)
    return prevented
  }
}

/** A module's object that fails on a member it does not have, instead of being `undefined`. */
export function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key === 'then') return Reflect.get(target, key, target)
      throw new Error(`The double's ${name} has no '${key}'. Add it to app/e2e/electron-double.`)
    },
  })
}
