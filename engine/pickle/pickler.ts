/**
 * `dumps`: a value as a pickle. What is plain is written by plain-pickler.ts; here are bytes, sets, globals and objects.
 */
import { PicklingError } from '../errors.ts'
import { ByteArray, encodeText, latin1 } from '../values/bytes.ts'
import { Float } from '../values/float.ts'
import { FrozenSet } from '../values/set.ts'
import { Ellipsis } from '../values/slice.ts'
import { Tuple, tupleFrom } from '../values/tuple.ts'
import * as code from './codes.ts'
import { Global } from './global.ts'
import { BATCH_SIZE, DEFAULT_PROTOCOL, HIGHEST_PROTOCOL } from './opcodes.ts'
import { PlainPickler } from './plain-pickler.ts'
import { registerPythonGlobals } from './python-globals.ts'
import { python2Name } from './python2-names.ts'
import { reductionOf, type Reduction } from './reduction.ts'
import { writeFloat } from './scalars.ts'
import { describeUnpicklable, Unpicklable } from './unpicklable.ts'

/** How `dumps` writes. */
export interface DumpsOptions {
  /** 0 to 5. Default 4. */
  readonly protocol?: number
  /** Handed to the functions given to `registerReduction`. */
  readonly context?: unknown
}

registerPythonGlobals()

/** The pickler of the last pickle, to be used again; taken while a pickle is made, since a reduction may make another meanwhile. */
let spare: Pickler | undefined

/**
 * A value as a pickle. A small one may be a window on memory that other pickles share, as with Node's `Buffer.from()`.
 * @throws PicklingError naming the path inside the value, for what has no pickle
 */
export function dumps(value: unknown, options: DumpsOptions = NO_OPTIONS): Uint8Array {
  const protocol = options.protocol ?? DEFAULT_PROTOCOL
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > HIGHEST_PROTOCOL) {
    throw new PicklingError(`a pickle protocol is 0 to ${HIGHEST_PROTOCOL}, got ${protocol}`)
  }
  const pickler = spare ?? new Pickler()
  spare = undefined
  try {
    return pickler.dump(value, protocol, options.context)
  } catch (error) {
    if (error instanceof Unpicklable) throw new PicklingError(describeUnpicklable(error, value, options.context))
    if (error instanceof RangeError && /call stack/.test(error.message)) throw new PicklingError('value is nested deeper than there is stack left')
    throw error
  } finally {
    pickler.clear()
    spare = pickler
  }
}

const NO_OPTIONS: DumpsOptions = {}

class Pickler extends PlainPickler {
  #context: unknown
  /** Objects that are no lists, tuples or dicts. */
  #others: Map<object, number> | undefined
  /** Globals are remembered by name: two of the same name are one class. */
  #globals: Map<string, number> | undefined

  dump(value: unknown, protocol: number, context: unknown): Uint8Array {
    this.#context = context
    return this.dumpPlain(value, protocol)
  }

  override clear(): void {
    super.clear()
    this.#context = undefined
    this.#others = undefined
    this.#globals = undefined
  }

  protected override saveOther(value: object): void {
    if (value instanceof Map) return this.saveDict(value)
    const known = this.#others?.get(value)
    if (known !== undefined) return this.get(known)
    if (value instanceof Uint8Array && (value.constructor === Uint8Array || !reductionOf(value))) {
      return value instanceof ByteArray ? this.#saveByteArray(value) : this.#saveBytes(value)
    }
    if (value instanceof FrozenSet) return this.#saveFrozenSet(value)
    if (value instanceof Set) return this.#saveSet(value)
    if (value instanceof Global) return this.#saveGlobal(value)
    if (value === Ellipsis) return this.#saveGlobal(ELLIPSIS)
    const reduce = reductionOf(value)
    if (reduce) {
      const reduction = reduce(value, this.#context)
      return reduction instanceof Global ? this.#saveGlobal(reduction) : this.#saveReduction(reduction, value)
    }
    if (Array.isArray(value)) return value instanceof Tuple ? this.saveTuple(value) : this.saveList(value)
    if (value instanceof Float) return writeFloat(this, this.protocol, value.valueOf())
    throw new Unpicklable(value)
  }

  // Bytes and sets

  #saveBytes(value: Uint8Array): void {
    const { length } = value
    if (this.protocol < 3) {
      const reduction = length === 0 ? { callable: BYTES, args: [] } : { callable: ENCODE, args: [latin1(value), 'latin1'] }
      return this.#saveReduction(reduction, value)
    }
    if (length <= 0xff) this.block(code.SHORT_BINBYTES, 1, value)
    else if (length <= 0xffffffff) this.block(code.BINBYTES, 4, value)
    else if (this.protocol >= 4) this.block(code.BINBYTES8, 8, value)
    else throw new Unpicklable(value, 'are more than 4 GiB of bytes, which need protocol 4')
    this.#rememberObject(value)
  }

  #saveByteArray(value: ByteArray): void {
    if (this.protocol < 5) {
      return this.#saveReduction({ callable: BYTEARRAY, args: value.length === 0 ? [] : [new Uint8Array(value)] }, value)
    }
    this.block(code.BYTEARRAY8, 8, value)
    this.#rememberObject(value)
  }

  #saveSet(value: ReadonlySet<unknown>): void {
    if (this.protocol < 4) return this.#saveReduction({ callable: SET, args: [[...value]] }, value)
    this.byte(code.EMPTY_SET)
    this.#rememberObject(value)
    if (value.size === 0) return
    let count = 0
    this.byte(code.MARK)
    for (const item of value) {
      this.save(item)
      if (++count % BATCH_SIZE === 0) {
        this.byte(code.ADDITEMS)
        this.byte(code.MARK)
      }
    }
    this.byte(code.ADDITEMS)
  }

  #saveFrozenSet(value: FrozenSet): void {
    if (this.protocol < 4) return this.#saveReduction({ callable: FROZEN_SET, args: [[...value]] }, value)
    this.byte(code.MARK)
    for (const item of value) this.save(item)
    const recursive = this.#others?.get(value)
    if (recursive !== undefined) {
      this.byte(code.POP_MARK)
      return this.get(recursive)
    }
    this.byte(code.FROZENSET)
    this.#rememberObject(value)
  }

  // Objects

  #saveGlobal(value: Global): void {
    const { module, name } = value
    const key = `${module}\n${name}`
    this.#globals ??= new Map()
    const known = this.#globals.get(key)
    if (known !== undefined) return this.get(known)
    if (this.protocol >= 4) {
      this.save(module)
      this.save(name)
      this.byte(code.STACK_GLOBAL)
    } else {
      const dot = name.lastIndexOf('.')
      if (dot > 0) return this.#saveReduction({ callable: GETATTR, args: [new Global(module, name.slice(0, dot)), name.slice(dot + 1)] }, undefined)
      this.#writeGlobal(value)
    }
    this.#globals.set(key, this.remember())
  }

  #writeGlobal(value: Global): void {
    const [module, name] = this.protocol < 3 ? python2Name(value.module, value.name) : [value.module, value.name]
    const line = `${module}\n${name}\n`
    if (line.split('\n').length !== 3) throw new Unpicklable(value, 'has a newline in its name, which needs protocol 4')
    this.block(code.GLOBAL, 0, encodeText(line))
  }

  /** @param self the object that others may refer to; `undefined`: it is nobody's */
  #saveReduction(reduction: Reduction, self: object | undefined): void {
    this.#saveMaking(reduction)
    if (self !== undefined) {
      const recursive = this.#others?.get(self)
      if (recursive !== undefined) {
        // The object was among its own arguments, and was made there.
        this.byte(code.POP)
        return this.get(recursive)
      }
      this.#rememberObject(self)
    }
    if (reduction.items) this.appendItems(reduction.items)
    if (reduction.entries && reduction.entries.length > 0) this.#setItems(reduction.entries)
    if (reduction.setter !== undefined) {
      this.#saveCall(reduction.setter, [self, reduction.state], code.REDUCE)
      this.byte(code.POP)
    } else if (reduction.state !== undefined) {
      this.save(reduction.state)
      this.byte(code.BUILD)
    }
  }

  #saveMaking(reduction: Reduction): void {
    const { callable, args } = reduction
    switch (reduction.made ?? 'reduce') {
      case 'reduce':
        return this.#saveCall(callable, args, code.REDUCE)
      case 'newobj':
        if (this.protocol < 2) return this.#saveCall(NEWOBJ_FUNCTION, [callable, ...args], code.REDUCE)
        return this.#saveCall(callable, args, code.NEWOBJ)
      case 'newobj_ex': {
        const kwargs = reduction.kwargs ?? {}
        if (this.protocol < 4) return this.#saveCall(NEWOBJ_EX_FUNCTION, [callable, tupleFrom(args), kwargs], code.REDUCE)
        this.save(callable)
        this.#saveArguments(args)
        this.save(kwargs)
        return this.byte(code.NEWOBJ_EX)
      }
    }
  }

  #saveCall(callable: unknown, args: readonly unknown[], opcode: number): void {
    this.save(callable)
    this.#saveArguments(args)
    this.byte(opcode)
  }

  #saveArguments(args: readonly unknown[]): void {
    if (args instanceof Tuple) return this.save(args)
    if (args.length === 0) return this.saveEmptyTuple()
    // A tuple that nobody has: nothing can refer to it.
    const small = this.pushItems(args)
    this.byte(small ? code.TUPLE1 + args.length - 1 : code.TUPLE)
    this.remember()
  }

  #setItems(entries: readonly (readonly [unknown, unknown])[]): void {
    const batch = this.startItems(entries.length)
    let index = 0
    for (const [key, item] of entries) {
      this.save(key)
      this.save(item)
      this.endItem(batch, index++)
    }
    if (batch) this.byte(code.SETITEMS)
  }

  #rememberObject(value: object): void {
    this.#others ??= new Map()
    this.#others.set(value, this.remember())
  }
}

const ELLIPSIS = new Global('builtins', 'Ellipsis')
const BYTES = new Global('builtins', 'bytes')
const BYTEARRAY = new Global('builtins', 'bytearray')
const ENCODE = new Global('_codecs', 'encode')
const SET = new Global('builtins', 'set')
const FROZEN_SET = new Global('builtins', 'frozenset')
const GETATTR = new Global('builtins', 'getattr')
const NEWOBJ_FUNCTION = new Global('copyreg', '__newobj__')
const NEWOBJ_EX_FUNCTION = new Global('copyreg', '__newobj_ex__')
