/**
 * `dumps`: a value as a pickle. For plain values the bytes are those of CPython's C pickler, opcode for opcode.
 *
 * One difference of kinds: a JavaScript string has no identity, so equal strings share one memo entry; in Python only the very
 * same str object does. Python reads both alike.
 */
import { PicklingError } from '../errors.ts'
import { ByteArray, encodeText, latin1 } from '../values/bytes.ts'
import { Float, isPlainInt, reprFloat } from '../values/float.ts'
import { FrozenSet } from '../values/set.ts'
import { Ellipsis } from '../values/slice.ts'
import { Tuple, tupleFrom } from '../values/tuple.ts'
import { Global } from './global.ts'
import { encodeInt } from './integers.ts'
import { BATCH_SIZE, DEFAULT_PROTOCOL, HIGHEST_PROTOCOL, opcodeCode } from './opcodes.ts'
import { describeUnpicklable, Unpicklable } from './unpicklable.ts'
import { python2Name } from './python2-names.ts'
import './python-globals.ts'
import { reductionOf, type Reduction } from './reduction.ts'
import { Writer } from './writer.ts'

export interface DumpsOptions {
  /** 0 to 5. Default 4. */
  readonly protocol?: number
  /** Handed to the functions given to `registerReduction`. */
  readonly context?: unknown
}

/**
 * A value as a pickle.
 * @throws PicklingError naming the path inside the value, for what has no pickle
 */
export function dumps(value: unknown, options: DumpsOptions = {}): Uint8Array {
  const protocol = options.protocol ?? DEFAULT_PROTOCOL
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > HIGHEST_PROTOCOL) {
    throw new PicklingError(`a pickle protocol is 0 to ${HIGHEST_PROTOCOL}, got ${protocol}`)
  }
  try {
    return new Pickler(protocol, options.context).dump(value)
  } catch (error) {
    if (error instanceof Unpicklable) throw new PicklingError(describeUnpicklable(error, value, options.context))
    if (error instanceof RangeError && /call stack/.test(error.message)) throw new PicklingError('value is nested deeper than there is stack left')
    throw error
  }
}

const PROTO = opcodeCode('PROTO')
const STOP = opcodeCode('STOP')
const NONE = opcodeCode('NONE')
const NEWTRUE = opcodeCode('NEWTRUE')
const NEWFALSE = opcodeCode('NEWFALSE')
const BININT = opcodeCode('BININT')
const BININT1 = opcodeCode('BININT1')
const BININT2 = opcodeCode('BININT2')
const LONG1 = opcodeCode('LONG1')
const LONG4 = opcodeCode('LONG4')
const BINFLOAT = opcodeCode('BINFLOAT')
const SHORT_BINUNICODE = opcodeCode('SHORT_BINUNICODE')
const BINUNICODE = opcodeCode('BINUNICODE')
const BINUNICODE8 = opcodeCode('BINUNICODE8')
const SHORT_BINBYTES = opcodeCode('SHORT_BINBYTES')
const BINBYTES = opcodeCode('BINBYTES')
const BINBYTES8 = opcodeCode('BINBYTES8')
const BYTEARRAY8 = opcodeCode('BYTEARRAY8')
const MARK = opcodeCode('MARK')
const POP = opcodeCode('POP')
const POP_MARK = opcodeCode('POP_MARK')
const EMPTY_TUPLE = opcodeCode('EMPTY_TUPLE')
const TUPLE = opcodeCode('TUPLE')
const TUPLE1 = opcodeCode('TUPLE1')
const EMPTY_LIST = opcodeCode('EMPTY_LIST')
const LIST = opcodeCode('LIST')
const APPEND = opcodeCode('APPEND')
const APPENDS = opcodeCode('APPENDS')
const EMPTY_DICT = opcodeCode('EMPTY_DICT')
const DICT = opcodeCode('DICT')
const SETITEM = opcodeCode('SETITEM')
const SETITEMS = opcodeCode('SETITEMS')
const EMPTY_SET = opcodeCode('EMPTY_SET')
const ADDITEMS = opcodeCode('ADDITEMS')
const FROZENSET = opcodeCode('FROZENSET')
const MEMOIZE = opcodeCode('MEMOIZE')
const BINPUT = opcodeCode('BINPUT')
const LONG_BINPUT = opcodeCode('LONG_BINPUT')
const BINGET = opcodeCode('BINGET')
const LONG_BINGET = opcodeCode('LONG_BINGET')
const GLOBAL = opcodeCode('GLOBAL')
const STACK_GLOBAL = opcodeCode('STACK_GLOBAL')
const REDUCE = opcodeCode('REDUCE')
const BUILD = opcodeCode('BUILD')
const NEWOBJ = opcodeCode('NEWOBJ')
const NEWOBJ_EX = opcodeCode('NEWOBJ_EX')

/** Containers in containers beyond this are refused, before the stack of calls gives out. CPython's own limit is about the same. */
const DEPTH_LIMIT = 1000

type Entries = Iterable<readonly [unknown, unknown]>

class Pickler {
  readonly #out = new Writer()
  readonly #protocol: number
  readonly #context: unknown
  readonly #memo = new Map<unknown, number>()
  /** Globals are remembered by name: two of the same name are one class. */
  readonly #globals = new Map<string, number>()
  #memoized = 0
  #depth = 0

  constructor(protocol: number, context: unknown) {
    this.#protocol = protocol
    this.#context = context
  }

  dump(value: unknown): Uint8Array {
    if (this.#protocol >= 2) this.#out.byte2(PROTO, this.#protocol)
    if (this.#protocol >= 4) this.#out.startFraming()
    this.#save(value)
    this.#out.byte(STOP)
    return this.#out.finish()
  }

  #save(value: unknown): void {
    this.#out.boundary()
    switch (typeof value) {
      case 'string':
        return this.#saveText(value)
      case 'number':
        return isPlainInt(value) ? this.#saveInt(value) : this.#saveFloat(value)
      case 'boolean':
        return this.#saveBool(value)
      case 'undefined':
        return this.#out.byte(NONE)
      case 'bigint':
        return this.#saveBigInt(value)
      case 'object':
        return value === null ? this.#out.byte(NONE) : this.#saveObject(value)
      case 'function':
      case 'symbol':
        throw new Unpicklable(value)
    }
  }

  #saveObject(value: object): void {
    if (value instanceof Float) return this.#saveFloat(value.valueOf())
    const known = this.#memo.get(value)
    if (known !== undefined) return this.#get(known)
    if (++this.#depth > DEPTH_LIMIT) throw new Unpicklable(value, `is nested more than ${DEPTH_LIMIT} deep`)
    this.#saveContent(value)
    this.#depth--
  }

  #saveContent(value: object): void {
    if (Array.isArray(value)) return value instanceof Tuple ? this.#saveTuple(value, value) : this.#saveList(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return this.#saveDict(value, Object.entries(value))
    if (value instanceof Map) return this.#saveDict(value, value)
    if (value instanceof Uint8Array) return value instanceof ByteArray ? this.#saveByteArray(value) : this.#saveBytes(value)
    if (value instanceof FrozenSet) return this.#saveFrozenSet(value)
    if (value instanceof Set) return this.#saveSet(value)
    if (value instanceof Global) return this.#saveGlobal(value)
    if (value === Ellipsis) return this.#saveGlobal(ELLIPSIS)
    const reduce = reductionOf(value)
    if (!reduce) throw new Unpicklable(value)
    const reduction = reduce(value, this.#context)
    if (reduction instanceof Global) return this.#saveGlobal(reduction)
    this.#saveReduction(reduction, value)
  }

  // Numbers

  #saveBool(value: boolean): void {
    if (this.#protocol >= 2) this.#out.byte(value ? NEWTRUE : NEWFALSE)
    else this.#out.latin1(value ? 'I01\n' : 'I00\n')
  }

  #saveInt(value: number): void {
    if (value !== (value | 0)) return this.#saveLong(BigInt(value))
    if (this.#protocol === 0) return this.#out.latin1(`I${value}\n`)
    if (value < 0 || value > 0xffff) return this.#out.int32(BININT, value)
    if (value <= 0xff) this.#out.byte2(BININT1, value)
    else this.#out.uint16(BININT2, value)
  }

  #saveBigInt(value: bigint): void {
    if (value >= -0x80000000n && value <= 0x7fffffffn) this.#saveInt(Number(value))
    else this.#saveLong(value)
  }

  #saveLong(value: bigint): void {
    if (this.#protocol < 2) return this.#out.latin1(`L${value}L\n`)
    const encoded = encodeInt(value)
    this.#out.block(encoded.length < 256 ? header1(LONG1, encoded.length) : header4(LONG4, encoded.length), encoded)
  }

  #saveFloat(value: number): void {
    if (this.#protocol === 0) this.#out.latin1(`F${reprFloat(value)}\n`)
    else this.#out.float64(BINFLOAT, value)
  }

  // Text and bytes

  #saveText(value: string): void {
    const known = this.#memo.get(value)
    if (known !== undefined) return this.#get(known)
    if (this.#protocol < 4 || !this.#out.shortText(SHORT_BINUNICODE, value)) this.#writeText(value)
    this.#remember(value)
  }

  #writeText(value: string): void {
    if (this.#protocol === 0) return this.#out.latin1(`V${escapeText(value)}\n`)
    const encoded = encodeText(value)
    const { length } = encoded
    if (length <= 0xff && this.#protocol >= 4) this.#out.block(header1(SHORT_BINUNICODE, length), encoded)
    else if (length <= 0xffffffff) this.#out.block(header4(BINUNICODE, length), encoded)
    else if (this.#protocol >= 4) this.#out.block(header8(BINUNICODE8, length), encoded)
    else throw new Unpicklable(value, 'is a text of more than 4 GiB, which needs protocol 4')
  }

  #saveBytes(value: Uint8Array): void {
    if (this.#protocol < 3) {
      const args = value.length === 0 ? [] : [latin1(value), 'latin1']
      return this.#saveReduction({ callable: value.length === 0 ? BYTES : ENCODE, args }, value)
    }
    const { length } = value
    if (length <= 0xff) this.#out.block(header1(SHORT_BINBYTES, length), value)
    else if (length <= 0xffffffff) this.#out.block(header4(BINBYTES, length), value)
    else if (this.#protocol >= 4) this.#out.block(header8(BINBYTES8, length), value)
    else throw new Unpicklable(value, 'are more than 4 GiB of bytes, which need protocol 4')
    this.#remember(value)
  }

  #saveByteArray(value: ByteArray): void {
    if (this.#protocol < 5) {
      return this.#saveReduction({ callable: BYTEARRAY, args: value.length === 0 ? [] : [new Uint8Array(value)] }, value)
    }
    this.#out.block(header8(BYTEARRAY8, value.length), value)
    this.#remember(value)
  }

  // Containers

  /** @param self the tuple that others may refer to; `undefined`: it is nobody's */
  #saveTuple(items: readonly unknown[], self: object | undefined): void {
    const { length } = items
    if (length === 0) {
      if (this.#protocol > 0) this.#out.byte(EMPTY_TUPLE)
      else this.#out.latin1('(t')
      return
    }
    const small = length <= 3 && this.#protocol >= 2
    if (!small) this.#out.byte(MARK)
    for (const item of items) this.#save(item)
    const recursive = self === undefined ? undefined : this.#memo.get(self)
    if (recursive !== undefined) {
      // The tuple was in itself, through a list or dict: what was pushed is dropped, and the one made inside is taken.
      if (small || this.#protocol === 0) for (let count = small ? length : length + 1; count > 0; count--) this.#out.byte(POP)
      else this.#out.byte(POP_MARK)
      return this.#get(recursive)
    }
    this.#out.byte(small ? TUPLE1 + length - 1 : TUPLE)
    this.#remember(self)
  }

  #saveList(value: readonly unknown[]): void {
    this.#open(EMPTY_LIST, LIST)
    this.#remember(value)
    this.#appendItems(value)
  }

  #appendItems(items: readonly unknown[]): void {
    const { length } = items
    if (this.#protocol === 0 || length === 1) {
      for (const item of items) {
        this.#save(item)
        this.#out.byte(APPEND)
      }
      return
    }
    for (let start = 0; start < length; start += BATCH_SIZE) {
      const end = Math.min(length, start + BATCH_SIZE)
      this.#out.byte(MARK)
      for (let index = start; index < end; index++) this.#save(items[index])
      this.#out.byte(APPENDS)
    }
  }

  #saveDict(value: object, entries: Entries & ({ readonly size: number } | { readonly length: number })): void {
    this.#open(EMPTY_DICT, DICT)
    this.#remember(value)
    this.#setItems(entries, 'size' in entries ? entries.size : entries.length)
  }

  #setItems(entries: Entries, size: number): void {
    if (this.#protocol === 0 || size === 1) {
      for (const [key, item] of entries) {
        this.#save(key)
        this.#save(item)
        this.#out.byte(SETITEM)
      }
      return
    }
    if (size === 0) return
    let count = 0
    this.#out.byte(MARK)
    for (const [key, item] of entries) {
      this.#save(key)
      this.#save(item)
      // As CPython does, also when nothing follows.
      if (++count % BATCH_SIZE === 0) {
        this.#out.byte(SETITEMS)
        this.#out.byte(MARK)
      }
    }
    this.#out.byte(SETITEMS)
  }

  #saveSet(value: ReadonlySet<unknown>): void {
    if (this.#protocol < 4) return this.#saveReduction({ callable: SET, args: [[...value]] }, value)
    this.#out.byte(EMPTY_SET)
    this.#remember(value)
    if (value.size === 0) return
    let count = 0
    this.#out.byte(MARK)
    for (const item of value) {
      this.#save(item)
      if (++count % BATCH_SIZE === 0) {
        this.#out.byte(ADDITEMS)
        this.#out.byte(MARK)
      }
    }
    this.#out.byte(ADDITEMS)
  }

  #saveFrozenSet(value: FrozenSet): void {
    if (this.#protocol < 4) return this.#saveReduction({ callable: FROZEN_SET, args: [[...value]] }, value)
    this.#out.byte(MARK)
    for (const item of value) this.#save(item)
    const recursive = this.#memo.get(value)
    if (recursive !== undefined) {
      this.#out.byte(POP_MARK)
      return this.#get(recursive)
    }
    this.#out.byte(FROZENSET)
    this.#remember(value)
  }

  /** A new empty container: one opcode, or since protocol 0 has none, a mark and the opcode that takes what is above it. */
  #open(empty: number, above: number): void {
    if (this.#protocol > 0) return this.#out.byte(empty)
    this.#out.byte(MARK)
    this.#out.byte(above)
  }

  // Objects

  #saveGlobal(value: Global): void {
    const { module, name } = value
    const key = `${module}\n${name}`
    const known = this.#globals.get(key)
    if (known !== undefined) return this.#get(known)
    if (this.#protocol >= 4) {
      this.#save(module)
      this.#save(name)
      this.#out.byte(STACK_GLOBAL)
    } else {
      const dot = name.lastIndexOf('.')
      if (dot > 0) return this.#saveReduction({ callable: GETATTR, args: [new Global(module, name.slice(0, dot)), name.slice(dot + 1)] }, undefined)
      this.#writeGlobal(value)
    }
    this.#globals.set(key, this.#memoized)
    this.#remember(undefined)
  }

  #writeGlobal(value: Global): void {
    const [module, name] = this.#protocol < 3 ? python2Name(value.module, value.name) : [value.module, value.name]
    const line = `${module}\n${name}\n`
    if (line.split('\n').length !== 3) throw new Unpicklable(value, 'has a newline in its name, which needs protocol 4')
    this.#out.byte(GLOBAL)
    this.#out.block(NO_HEADER, encodeText(line))
  }

  /** @param self the object that others may refer to; `undefined`: it is nobody's */
  #saveReduction(reduction: Reduction, self: object | undefined): void {
    this.#saveMaking(reduction)
    if (self !== undefined) {
      const recursive = this.#memo.get(self)
      if (recursive !== undefined) {
        // The object was among its own arguments, and was made there.
        this.#out.byte(POP)
        return this.#get(recursive)
      }
      this.#remember(self)
    }
    if (reduction.items) this.#appendItems(reduction.items)
    if (reduction.entries) this.#setItems(reduction.entries, reduction.entries.length)
    if (reduction.state !== undefined) {
      this.#save(reduction.state)
      this.#out.byte(BUILD)
    }
  }

  #saveMaking(reduction: Reduction): void {
    const { callable, args } = reduction
    switch (reduction.made ?? 'reduce') {
      case 'reduce':
        return this.#saveCall(callable, args, REDUCE)
      case 'newobj':
        return this.#protocol >= 2 ? this.#saveCall(callable, args, NEWOBJ) : this.#saveCall(NEWOBJ_FUNCTION, [callable, ...args], REDUCE)
      case 'newobj_ex': {
        const kwargs = reduction.kwargs ?? {}
        if (this.#protocol < 4) return this.#saveCall(NEWOBJ_EX_FUNCTION, [callable, tupleFrom(args), kwargs], REDUCE)
        this.#save(callable)
        this.#saveArguments(args)
        this.#save(kwargs)
        return this.#out.byte(NEWOBJ_EX)
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
    else if (index <= 0xff) this.#out.byte2(BINGET, index)
    else this.#out.int32(LONG_BINGET, index)
  }

  /** Numbers the value on top of the stack. @param value what may be met again; `undefined`: nothing will be */
  #remember(value: unknown): void {
    const index = this.#memoized++
    if (value !== undefined) this.#memo.set(value, index)
    if (this.#protocol >= 4) this.#out.byte(MEMOIZE)
    else if (this.#protocol === 0) this.#out.latin1(`p${index}\n`)
    else if (index <= 0xff) this.#out.byte2(BINPUT, index)
    else this.#out.int32(LONG_BINPUT, index)
  }
}

const BYTES = new Global('builtins', 'bytes')
const BYTEARRAY = new Global('builtins', 'bytearray')
const ENCODE = new Global('_codecs', 'encode')
const ELLIPSIS = new Global('builtins', 'Ellipsis')
const SET = new Global('builtins', 'set')
const FROZEN_SET = new Global('builtins', 'frozenset')
const GETATTR = new Global('builtins', 'getattr')
const NEWOBJ_FUNCTION = new Global('copyreg', '__newobj__')
const NEWOBJ_EX_FUNCTION = new Global('copyreg', '__newobj_ex__')
const NO_HEADER = new Uint8Array(0)

function header1(opcode: number, length: number): Uint8Array {
  return Uint8Array.of(opcode, length)
}

function header4(opcode: number, length: number): Uint8Array {
  const header = new Uint8Array(5)
  header[0] = opcode
  new DataView(header.buffer).setUint32(1, length, true)
  return header
}

function header8(opcode: number, length: number): Uint8Array {
  const header = new Uint8Array(9)
  header[0] = opcode
  new DataView(header.buffer).setBigUint64(1, BigInt(length), true)
  return header
}

/** Python's `raw_unicode_escape`, with those characters escaped too that would end or upset the line. */
function escapeText(text: string): string {
  return text.replace(/[\\\0\n\r\x1a]|[^\0-\xff]/gu, (character) => {
    const point = character.codePointAt(0)!
    return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`
  })
}
