/**
 * `dumps`: a value as a pickle. For plain values the bytes are those of CPython's C pickler, opcode for opcode.
 *
 * One difference of kinds: a JavaScript string has no identity, so equal strings share one memo entry; in Python only the very
 * same str object does. Python reads both alike.
 *
 * Longer than other files: the cases call one another in a circle.
 */
import { PicklingError } from '../errors.ts'
import { ByteArray, encodeText, latin1 } from '../values/bytes.ts'
import { Float, isPlainInt } from '../values/float.ts'
import { FrozenSet } from '../values/set.ts'
import { Ellipsis } from '../values/slice.ts'
import { Tuple, tupleFrom } from '../values/tuple.ts'
import * as code from './codes.ts'
import { Global } from './global.ts'
import { BATCH_SIZE, DEFAULT_PROTOCOL, HIGHEST_PROTOCOL } from './opcodes.ts'
import { registerPythonGlobals } from './python-globals.ts'
import { python2Name } from './python2-names.ts'
import { reductionOf, type Reduction } from './reduction.ts'
import { escapeText, writeBigInt, writeBool, writeFloat, writeInt } from './scalars.ts'
import { hashText, TextMemo } from './text-memo.ts'
import { describeUnpicklable, Unpicklable } from './unpicklable.ts'
import { SHORT_TEXT, Writer } from './writer.ts'

/** How `dumps` writes. */
export interface DumpsOptions {
  /** 0 to 5. Default 4. */
  readonly protocol?: number
  /** Handed to the functions given to `registerReduction`. */
  readonly context?: unknown
}

registerPythonGlobals()

/** Buffers of the last pickle, to be used again; taken while a pickle is made, since a reduction may make another meanwhile. */
let spare: { readonly out: Writer; readonly texts: TextMemo } | undefined

/**
 * A value as a pickle.
 * @throws PicklingError naming the path inside the value, for what has no pickle
 */
export function dumps(value: unknown, options: DumpsOptions = {}): Uint8Array {
  const protocol = options.protocol ?? DEFAULT_PROTOCOL
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > HIGHEST_PROTOCOL) {
    throw new PicklingError(`a pickle protocol is 0 to ${HIGHEST_PROTOCOL}, got ${protocol}`)
  }
  const buffers = spare ?? { out: new Writer(), texts: new TextMemo() }
  spare = undefined
  try {
    return new Pickler(buffers.out, buffers.texts, protocol, options.context).dump(value)
  } catch (error) {
    if (error instanceof Unpicklable) throw new PicklingError(describeUnpicklable(error, value, options.context))
    if (error instanceof RangeError && /call stack/.test(error.message)) throw new PicklingError('value is nested deeper than there is stack left')
    throw error
  } finally {
    buffers.out.clear()
    buffers.texts.clear()
    spare = buffers
  }
}

/** Containers in containers beyond this are refused, before the stack of calls gives out. CPython's own limit is about the same. */
const DEPTH_LIMIT = 1000

class Pickler {
  readonly #out: Writer
  readonly #texts: TextMemo
  readonly #protocol: number
  readonly #context: unknown
  readonly #objects = new Map<object, number>()
  /** Globals are remembered by name: two of the same name are one class. */
  #globals: Map<string, number> | undefined
  #memoized = 0
  #depth = 0

  constructor(out: Writer, texts: TextMemo, protocol: number, context: unknown) {
    this.#out = out
    this.#texts = texts
    this.#protocol = protocol
    this.#context = context
  }

  dump(value: unknown): Uint8Array {
    if (this.#protocol >= 2) this.#out.uint8(code.PROTO, this.#protocol)
    if (this.#protocol >= 4) this.#out.startFraming()
    this.#save(value)
    this.#out.byte(code.STOP)
    return this.#out.finish()
  }

  #save(value: unknown): void {
    this.#out.boundary()
    switch (typeof value) {
      case 'string':
        return this.#saveText(value)
      case 'number':
        return isPlainInt(value) ? writeInt(this.#out, this.#protocol, value) : writeFloat(this.#out, this.#protocol, value)
      case 'boolean':
        return writeBool(this.#out, this.#protocol, value)
      case 'undefined':
        return this.#out.byte(code.NONE)
      case 'bigint':
        return writeBigInt(this.#out, this.#protocol, value)
      case 'object':
        return value === null ? this.#out.byte(code.NONE) : this.#saveObject(value)
      case 'function':
      case 'symbol':
        throw new Unpicklable(value)
    }
  }

  #saveObject(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Float.prototype) return writeFloat(this.#out, this.#protocol, Number(value))
    const known = this.#objects.get(value)
    if (known !== undefined) return this.#get(known)
    if (++this.#depth > DEPTH_LIMIT) throw new Unpicklable(value, `is nested more than ${DEPTH_LIMIT} deep`)
    if (prototype === Array.prototype) this.#saveList(value as unknown[])
    else if (prototype === Tuple.prototype) this.#saveTuple(value as Tuple, value)
    else if (prototype === Object.prototype || prototype === null) this.#saveRecord(value as Record<string, unknown>)
    else this.#saveOther(value)
    this.#depth--
  }

  #saveOther(value: object): void {
    if (value instanceof Map) return this.#saveDict(value)
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
    if (Array.isArray(value)) return value instanceof Tuple ? this.#saveTuple(value, value) : this.#saveList(value)
    if (value instanceof Float) return writeFloat(this.#out, this.#protocol, value.valueOf())
    throw new Unpicklable(value)
  }

  // Text and bytes

  #saveText(value: string): void {
    if (this.#protocol >= 4 && value.length <= SHORT_TEXT) {
      // Written and hashed in one go; taken back if it was there before.
      const start = this.#out.shortText(code.SHORT_BINUNICODE, value)
      const hash = this.#out.textHash
      const known = this.#texts.find(value, hash)
      if (known >= 0) {
        this.#out.takeBack(start)
        return this.#get(known)
      }
      return this.#texts.add(value, hash, this.#remember())
    }
    const hash = hashText(value)
    const known = this.#texts.find(value, hash)
    if (known >= 0) return this.#get(known)
    this.#writeText(value)
    this.#texts.add(value, hash, this.#remember())
  }

  /** The key of a plain object: most often that of the objects before it. */
  #saveKey(value: string): void {
    this.#out.boundary()
    const recent = this.#texts.findRecent(value)
    if (recent >= 0) this.#get(recent)
    else this.#saveText(value)
  }

  #writeText(value: string): void {
    if (this.#protocol === 0) return this.#out.latin1(`V${escapeText(value)}\n`)
    const encoded = encodeText(value)
    if (encoded.length <= 0xff && this.#protocol >= 4) this.#out.block(code.SHORT_BINUNICODE, 1, encoded)
    else if (encoded.length <= 0xffffffff) this.#out.block(code.BINUNICODE, 4, encoded)
    else if (this.#protocol >= 4) this.#out.block(code.BINUNICODE8, 8, encoded)
    else throw new Unpicklable(value, 'is a text of more than 4 GiB, which needs protocol 4')
  }

  #saveBytes(value: Uint8Array): void {
    const { length } = value
    if (this.#protocol < 3) {
      const reduction = length === 0 ? { callable: BYTES, args: [] } : { callable: ENCODE, args: [latin1(value), 'latin1'] }
      return this.#saveReduction(reduction, value)
    }
    if (length <= 0xff) this.#out.block(code.SHORT_BINBYTES, 1, value)
    else if (length <= 0xffffffff) this.#out.block(code.BINBYTES, 4, value)
    else if (this.#protocol >= 4) this.#out.block(code.BINBYTES8, 8, value)
    else throw new Unpicklable(value, 'are more than 4 GiB of bytes, which need protocol 4')
    this.#rememberObject(value)
  }

  #saveByteArray(value: ByteArray): void {
    if (this.#protocol < 5) {
      return this.#saveReduction({ callable: BYTEARRAY, args: value.length === 0 ? [] : [new Uint8Array(value)] }, value)
    }
    this.#out.block(code.BYTEARRAY8, 8, value)
    this.#rememberObject(value)
  }

  // Containers

  /** @param self the tuple that others may refer to; `undefined`: it is nobody's */
  #saveTuple(items: readonly unknown[], self: object | undefined): void {
    const { length } = items
    if (length === 0) return this.#protocol > 0 ? this.#out.byte(code.EMPTY_TUPLE) : this.#out.latin1('(t')
    const small = length <= 3 && this.#protocol >= 2
    if (!small) this.#out.byte(code.MARK)
    for (let index = 0; index < length; index++) this.#save(items[index])
    const recursive = self === undefined ? undefined : this.#objects.get(self)
    if (recursive !== undefined) {
      // The tuple was in itself, through a list or dict: what was pushed is dropped, and the one made inside is taken.
      if (small || this.#protocol === 0) for (let count = small ? length : length + 1; count > 0; count--) this.#out.byte(code.POP)
      else this.#out.byte(code.POP_MARK)
      return this.#get(recursive)
    }
    this.#out.byte(small ? code.TUPLE1 + length - 1 : code.TUPLE)
    if (self === undefined) this.#remember()
    else this.#rememberObject(self)
  }

  #saveList(value: readonly unknown[]): void {
    this.#open(code.EMPTY_LIST, code.LIST)
    this.#rememberObject(value)
    this.#appendItems(value)
  }

  #appendItems(items: readonly unknown[]): void {
    const { length } = items
    const single = this.#protocol === 0 || length === 1
    for (let start = 0; start < length; start += BATCH_SIZE) {
      const end = Math.min(length, start + BATCH_SIZE)
      if (!single) this.#out.byte(code.MARK)
      for (let index = start; index < end; index++) {
        this.#save(items[index])
        if (single) this.#out.byte(code.APPEND)
      }
      if (!single) this.#out.byte(code.APPENDS)
    }
  }

  #saveRecord(value: Readonly<Record<string, unknown>>): void {
    this.#open(code.EMPTY_DICT, code.DICT)
    this.#rememberObject(value)
    const keys = Object.keys(value)
    const batch = this.#startItems(keys.length)
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!
      this.#saveKey(key)
      this.#save(value[key])
      this.#endItem(batch, index)
    }
    if (batch) this.#out.byte(code.SETITEMS)
  }

  #saveDict(value: ReadonlyMap<unknown, unknown>): void {
    this.#open(code.EMPTY_DICT, code.DICT)
    this.#rememberObject(value)
    this.#setItems(value, value.size)
  }

  #setItems(entries: Iterable<readonly [unknown, unknown]>, size: number): void {
    const batch = this.#startItems(size)
    let index = 0
    for (const [key, item] of entries) {
      this.#save(key)
      this.#save(item)
      this.#endItem(batch, index++)
    }
    if (batch) this.#out.byte(code.SETITEMS)
  }

  /** @returns whether the items are set in batches */
  #startItems(size: number): boolean {
    const batch = this.#protocol > 0 && size > 1
    if (batch) this.#out.byte(code.MARK)
    return batch
  }

  /** Ends a batch that is full; as CPython does, also when nothing follows. */
  #endItem(batch: boolean, index: number): void {
    if (!batch) return this.#out.byte(code.SETITEM)
    if ((index + 1) % BATCH_SIZE !== 0) return
    this.#out.byte(code.SETITEMS)
    this.#out.byte(code.MARK)
  }

  #saveSet(value: ReadonlySet<unknown>): void {
    if (this.#protocol < 4) return this.#saveReduction({ callable: SET, args: [[...value]] }, value)
    this.#out.byte(code.EMPTY_SET)
    this.#rememberObject(value)
    if (value.size === 0) return
    let count = 0
    this.#out.byte(code.MARK)
    for (const item of value) {
      this.#save(item)
      if (++count % BATCH_SIZE === 0) {
        this.#out.byte(code.ADDITEMS)
        this.#out.byte(code.MARK)
      }
    }
    this.#out.byte(code.ADDITEMS)
  }

  #saveFrozenSet(value: FrozenSet): void {
    if (this.#protocol < 4) return this.#saveReduction({ callable: FROZEN_SET, args: [[...value]] }, value)
    this.#out.byte(code.MARK)
    for (const item of value) this.#save(item)
    const recursive = this.#objects.get(value)
    if (recursive !== undefined) {
      this.#out.byte(code.POP_MARK)
      return this.#get(recursive)
    }
    this.#out.byte(code.FROZENSET)
    this.#rememberObject(value)
  }

  /** A new empty container: one opcode, or since protocol 0 has none, a mark and the opcode that takes what is above it. */
  #open(empty: number, above: number): void {
    if (this.#protocol > 0) return this.#out.byte(empty)
    this.#out.byte(code.MARK)
    this.#out.byte(above)
  }

  // Objects

  #saveGlobal(value: Global): void {
    const { module, name } = value
    const key = `${module}\n${name}`
    this.#globals ??= new Map()
    const known = this.#globals.get(key)
    if (known !== undefined) return this.#get(known)
    if (this.#protocol >= 4) {
      this.#save(module)
      this.#save(name)
      this.#out.byte(code.STACK_GLOBAL)
    } else {
      const dot = name.lastIndexOf('.')
      if (dot > 0) return this.#saveReduction({ callable: GETATTR, args: [new Global(module, name.slice(0, dot)), name.slice(dot + 1)] }, undefined)
      this.#writeGlobal(value)
    }
    this.#globals.set(key, this.#remember())
  }

  #writeGlobal(value: Global): void {
    const [module, name] = this.#protocol < 3 ? python2Name(value.module, value.name) : [value.module, value.name]
    const line = `${module}\n${name}\n`
    if (line.split('\n').length !== 3) throw new Unpicklable(value, 'has a newline in its name, which needs protocol 4')
    this.#out.block(code.GLOBAL, 0, encodeText(line))
  }

  /** @param self the object that others may refer to; `undefined`: it is nobody's */
  #saveReduction(reduction: Reduction, self: object | undefined): void {
    this.#saveMaking(reduction)
    if (self !== undefined) {
      const recursive = this.#objects.get(self)
      if (recursive !== undefined) {
        // The object was among its own arguments, and was made there.
        this.#out.byte(code.POP)
        return this.#get(recursive)
      }
      this.#rememberObject(self)
    }
    if (reduction.items) this.#appendItems(reduction.items)
    if (reduction.entries && reduction.entries.length > 0) this.#setItems(reduction.entries, reduction.entries.length)
    if (reduction.setter !== undefined) {
      this.#saveCall(reduction.setter, [self, reduction.state], code.REDUCE)
      this.#out.byte(code.POP)
    } else if (reduction.state !== undefined) {
      this.#save(reduction.state)
      this.#out.byte(code.BUILD)
    }
  }

  #saveMaking(reduction: Reduction): void {
    const { callable, args } = reduction
    switch (reduction.made ?? 'reduce') {
      case 'reduce':
        return this.#saveCall(callable, args, code.REDUCE)
      case 'newobj':
        if (this.#protocol < 2) return this.#saveCall(NEWOBJ_FUNCTION, [callable, ...args], code.REDUCE)
        return this.#saveCall(callable, args, code.NEWOBJ)
      case 'newobj_ex': {
        const kwargs = reduction.kwargs ?? {}
        if (this.#protocol < 4) return this.#saveCall(NEWOBJ_EX_FUNCTION, [callable, tupleFrom(args), kwargs], code.REDUCE)
        this.#save(callable)
        this.#saveArguments(args)
        this.#save(kwargs)
        return this.#out.byte(code.NEWOBJ_EX)
      }
    }
  }

  #saveCall(callable: unknown, args: readonly unknown[], opcode: number): void {
    this.#save(callable)
    this.#saveArguments(args)
    this.#out.byte(opcode)
  }

  #saveArguments(args: readonly unknown[]): void {
    if (args instanceof Tuple) this.#save(args)
    else this.#saveTuple(args, undefined)
  }

  // Memo

  #get(index: number): void {
    if (this.#protocol === 0) this.#out.latin1(`g${index}\n`)
    else if (index <= 0xff) this.#out.uint8(code.BINGET, index)
    else this.#out.int32(code.LONG_BINGET, index)
  }

  #rememberObject(value: object): void {
    this.#objects.set(value, this.#remember())
  }

  /** Gives the value on top of the stack a memo number. */
  #remember(): number {
    const index = this.#memoized++
    if (this.#protocol >= 4) this.#out.byte(code.MEMOIZE)
    else if (this.#protocol === 0) this.#out.latin1(`p${index}\n`)
    else if (index <= 0xff) this.#out.uint8(code.BINPUT, index)
    else this.#out.int32(code.LONG_BINPUT, index)
    return index
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
