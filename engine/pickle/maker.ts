/**
 * Objects of classes: what GLOBAL, REDUCE, NEWOBJ and BUILD do. A global that somebody registered is asked; every other one makes
 * an `Opaque`. Nothing is ever imported, and nothing is looked up but in the registry.
 */
import { Dict } from '../values/dict.ts'
import { PythonError } from '../values/exceptions.ts'
import { tupleFrom, Tuple } from '../values/tuple.ts'
import { Global } from './global.ts'
import { Opaque } from './opaque.ts'
import { python3Name } from './python2-names.ts'
import type { Reader } from './reader.ts'
import { handlersOf, type GlobalHandlers } from './reduction.ts'

export class Maker {
  readonly #reader: Reader
  readonly #context: unknown
  readonly #inert: boolean
  /** Globals by name: one for each in a pickle. */
  #globals: Map<string, unknown> | undefined
  /** Objects whose state is for the handlers that made them. */
  #made: Map<object, GlobalHandlers> | undefined
  /** From protocol 3 on names are Python 3's. */
  python2Names = true

  constructor(reader: Reader, context: unknown, inert: boolean) {
    this.#reader = reader
    this.#context = context
    this.#inert = inert
  }

  /** What stands under a name: a Global, or the very value where that is all there is to it. */
  global(module: string, name: string): unknown {
    const key = `${module}\n${name}`
    this.#globals ??= new Map()
    const known = this.#globals.get(key)
    if (known !== undefined) return known
    const [module3, name3] = this.python2Names ? python3Name(module, name) : [module, name]
    const value = handlersOf(module3, name3)?.value ?? new Global(module3, name3)
    this.#globals.set(key, value)
    return value
  }

  /** `[module, name]` */
  globalNamed([module, name]: readonly unknown[]): unknown {
    if (typeof module === 'string' && typeof name === 'string') return this.global(module, name)
    throw this.#reader.error('a module and a name, both str, were expected on the stack')
  }

  /** `[callable, args]`: `callable(*args)` */
  reduce([callable, args]: readonly unknown[]): unknown {
    const checked = this.#checkArgs(args)
    this.#checkCallable(callable)
    if (callable instanceof Global && callable.module === 'copyreg') {
      const made = this.#copyreg(callable.name, checked)
      if (made !== undefined) return made
    }
    const handlers = this.#handlers(callable)
    const made = handlers ? this.#call(handlers, checked) : this.#callPartial(callable, checked)
    return made === undefined ? new Opaque(callable, 'reduce', checked) : this.#keep(made, handlers)
  }

  /** `[cls, args, kwargs]`: `cls.__new__(cls, *args, **kwargs)` */
  newobj([callable, args, kwargs]: readonly unknown[]): unknown {
    const checked = this.#checkArgs(args)
    this.#checkCallable(callable)
    const handlers = this.#handlers(callable)
    const made = handlers?.newobj?.(checked, this.#context, kwargs)
    if (made !== undefined) return this.#keep(made, handlers)
    const hasKwargs = kwargs instanceof Map && kwargs.size > 0
    return new Opaque(callable, hasKwargs ? 'newobj_ex' : 'newobj', checked, hasKwargs ? kwargs : undefined)
  }

  /** An instance in the way of protocols 0 and 1: called where there are arguments, else only made. */
  instance(callable: unknown, args: readonly unknown[]): unknown {
    const checked = tupleFrom(args)
    return args.length > 0 ? this.reduce([callable, checked]) : this.newobj([callable, checked])
  }

  /** `[cls, ...args]`: the same. */
  object(parts: readonly unknown[]): unknown {
    if (parts.length === 0) throw this.#reader.error('a class was expected above the mark')
    return this.instance(parts[0], parts.slice(1))
  }

  /** Gives an object its state. @returns the object to go on with: mostly the same */
  build(object: unknown, state: unknown): unknown {
    if (object instanceof Opaque) {
      this.#buildOpaque(object, state)
      return object
    }
    const build = typeof object === 'object' && object !== null ? this.#made?.get(object)?.build : undefined
    if (build) return build(object as never, state, this.#context) ?? object
    if (object instanceof PythonError) {
      object.state = state
      return object
    }
    throw this.#reader.error('an object with a state was expected below the state on the stack')
  }

  #buildOpaque(object: Opaque, state: unknown): void {
    if (object.state === undefined) object.state = state
    else if (object.state instanceof Dict && state instanceof Dict) for (const [key, value] of state) object.state.set(key, value)
    else throw this.#reader.error('the object was given a state before')
  }

  /** Errors of what makes plain values are the pickle's; those of other functions are their own. */
  #call(handlers: GlobalHandlers, args: Tuple): unknown {
    if (handlers.pure !== true) return handlers.call?.(args, this.#context)
    try {
      return handlers.call?.(args, this.#context)
    } catch (error) {
      throw this.#reader.error(error instanceof Error ? error.message : String(error))
    }
  }

  /** Calls what a `functools.partial` stands for. */
  #callPartial(callable: unknown, args: Tuple): unknown {
    if (!(callable instanceof Opaque) || callable.module !== 'functools' || callable.name !== 'partial' || !(callable.state instanceof Tuple)) return undefined
    const [of, first, kwds] = callable.state
    const handlers = this.#handlers(of)
    if (!handlers?.callWith || !(first instanceof Tuple)) return undefined
    return handlers.callWith(tupleFrom([...first, ...args]), kwds instanceof Map ? kwds : new Map<unknown, unknown>(), this.#context)
  }

  #handlers(callable: unknown): GlobalHandlers | undefined {
    if (!(callable instanceof Global)) return undefined
    const handlers = handlersOf(callable.module, callable.name)
    return this.#inert && handlers?.pure !== true ? undefined : handlers
  }

  #keep(made: unknown, handlers: GlobalHandlers | undefined): unknown {
    if (handlers?.build && typeof made === 'object' && made !== null) {
      this.#made ??= new Map()
      this.#made.set(made, handlers)
    }
    return made
  }

  /** The ways in which protocols 0 to 3 write an instance that later ones have opcodes for. */
  #copyreg(name: string, args: Tuple): unknown {
    const [type, second, third] = args
    if (name === '__newobj__' && args.length > 0) return this.newobj([type, tupleFrom(args.slice(1))])
    if (name === '__newobj_ex__' && args.length === 3) return this.newobj(args)
    const isPlain = second instanceof Global && second.module === 'builtins' && second.name === 'object' && third === null
    return name === '_reconstructor' && args.length === 3 && isPlain ? this.newobj([type, tupleFrom([])]) : undefined
  }

  #checkArgs(args: unknown): Tuple {
    if (args instanceof Tuple) return args
    throw this.#reader.error('a tuple of arguments was expected on top of the stack')
  }

  #checkCallable(callable: unknown): void {
    if (callable instanceof Global || callable instanceof Opaque) return
    throw this.#reader.error('a class or function was expected below the arguments on the stack')
  }
}
