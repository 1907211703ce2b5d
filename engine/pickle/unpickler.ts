/**
 * `loads`: the value that a pickle makes. One pass over the bytes, a stack, a memo. No class is imported and no function called
 * but those that were registered (reduction.ts); what is not known becomes an `Opaque`.
 *
 * The cases are the opcodes' bytes, not names, so that the switch is a table of jumps; `opcodes.test.ts` compares them with
 * opcodes.ts.
 */
import { UnpicklingError } from '../errors.ts'
import { ByteArray } from '../values/bytes.ts'
import { Dict } from '../values/dict.ts'
import { float } from '../values/float.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Tuple } from '../values/tuple.ts'
import { decodeInt } from './integers.ts'
import { limitsWith, type Limits } from './limits.ts'
import { readFloatLine, readIndexLine, readIntLine, readLongLine, readString, readStringLine, readUnicodeLine } from './lines.ts'
import { Maker } from './maker.ts'
import { Opaque } from './opaque.ts'
import { HIGHEST_PROTOCOL, opcodeName } from './opcodes.ts'
import './python-globals.ts'
import { Reader } from './reader.ts'

export interface LoadsOptions {
  /** Handed to the functions given to `registerGlobal`. */
  readonly context?: unknown
  readonly limits?: Partial<Limits>
  /** For display: of the registered globals only those are used that make plain values; the others stay opaque. Default: no. */
  readonly inert?: boolean
  /** What to do about bytes after the end of the pickle. Default: ignore them, as CPython does. */
  readonly trailing?: 'ignore' | 'refuse'
}

/**
 * The value that a pickle makes. Bytes of 64 KiB and more that are most of the pickle are a window on it, not a copy.
 * @throws UnpicklingError naming opcode and offset, for bytes that are no pickle or one that goes over a limit
 */
export function loads(pickle: Uint8Array, options: LoadsOptions = {}): unknown {
  return new Unpickler(pickle, options).load()
}

const WINDOW_SIZE = 64 * 1024

class Unpickler {
  readonly #reader: Reader
  readonly #maker: Maker
  readonly #limits: Limits
  readonly #refuseTrailing: boolean
  #stack: unknown[] = []
  /** Heights of the stack at which there is a mark. */
  readonly #marks: number[] = []
  readonly #memo: unknown[] = []
  /** Memo entries under numbers that leave gaps; no pickler writes such. */
  readonly #sparse = new Map<number, unknown>()
  #nodes = 0

  constructor(pickle: Uint8Array, options: LoadsOptions) {
    this.#reader = new Reader(pickle)
    this.#maker = new Maker(this.#reader, options.context, options.inert ?? false)
    this.#limits = limitsWith(options.limits)
    this.#refuseTrailing = options.trailing === 'refuse'
  }

  load(): unknown {
    const reader = this.#reader
    const { bytes } = reader
    const { length } = bytes
    const stack = this.#stack
    const stackLimit = this.#limits.stack
    for (;;) {
      const start = reader.at
      reader.start = start
      if (start >= length) throw reader.error('the pickle ends without STOP')
      reader.at = start + 1
      switch (bytes[start]) {
        case 0x80: // PROTO
          this.#protocol(reader.uint8())
          break
        case 0x95: // FRAME
          this.#frame()
          break
        case 0x2e: // STOP
          return this.#stop()

        case 0x4e: // NONE
          stack.push(null)
          break
        case 0x88: // NEWTRUE
          stack.push(true)
          break
        case 0x89: // NEWFALSE
          stack.push(false)
          break
        case 0x4b: // BININT1
          stack.push(reader.uint8())
          break
        case 0x4d: // BININT2
          stack.push(reader.uint16())
          break
        case 0x4a: // BININT
          stack.push(reader.int32())
          break
        case 0x8a: // LONG1
          stack.push(decodeInt(reader.window(reader.uint8())))
          break
        case 0x8b: // LONG4
          stack.push(decodeInt(reader.window(reader.signedLength())))
          break
        case 0x49: // INT
          stack.push(readIntLine(reader, this.#limits.digits))
          break
        case 0x4c: // LONG
          stack.push(readLongLine(reader, this.#limits.digits))
          break
        case 0x47: // BINFLOAT
          stack.push(float(reader.float64()))
          break
        case 0x46: // FLOAT
          stack.push(readFloatLine(reader))
          break

        case 0x8c: // SHORT_BINUNICODE
          stack.push(reader.text(reader.uint8()))
          break
        case 0x58: // BINUNICODE
          stack.push(reader.text(reader.uint32()))
          break
        case 0x8d: // BINUNICODE8
          stack.push(reader.text(reader.length64()))
          break
        case 0x56: // UNICODE
          stack.push(readUnicodeLine(reader))
          break
        case 0x53: // STRING
          stack.push(readStringLine(reader))
          break
        case 0x55: // SHORT_BINSTRING
          stack.push(readString(reader, reader.uint8()))
          break
        case 0x54: // BINSTRING
          stack.push(readString(reader, reader.signedLength()))
          break
        case 0x43: // SHORT_BINBYTES
          stack.push(this.#bytes(reader.uint8()))
          break
        case 0x42: // BINBYTES
          stack.push(this.#bytes(reader.uint32()))
          break
        case 0x8e: // BINBYTES8
          stack.push(this.#bytes(reader.length64()))
          break
        case 0x96: // BYTEARRAY8
          stack.push(new ByteArray(reader.window(reader.length64())))
          break

        case 0x28: // MARK
          this.#mark()
          break
        case 0x29: // EMPTY_TUPLE
          stack.push(this.#node(new Tuple()))
          break
        case 0x74: // TUPLE
          this.#tuple(this.#popMark())
          break
        case 0x85: // TUPLE1
          this.#tuple(this.#height(1))
          break
        case 0x86: // TUPLE2
          this.#tuple(this.#height(2))
          break
        case 0x87: // TUPLE3
          this.#tuple(this.#height(3))
          break
        case 0x5d: // EMPTY_LIST
          stack.push(this.#node([]))
          break
        case 0x6c: // LIST
          stack.push(this.#node(stack.splice(this.#popMark())))
          break
        case 0x61: // APPEND
          this.#append(this.#height(1))
          break
        case 0x65: // APPENDS
          this.#append(this.#popMark())
          break
        case 0x7d: // EMPTY_DICT
          stack.push(this.#node(new Dict()))
          break
        case 0x64: // DICT
          this.#dict()
          break
        case 0x73: // SETITEM
          this.#setItems(this.#height(2))
          break
        case 0x75: // SETITEMS
          this.#setItems(this.#popMark())
          break
        case 0x8f: // EMPTY_SET
          stack.push(this.#node(new PySet()))
          break
        case 0x90: // ADDITEMS
          this.#addItems(this.#popMark())
          break
        case 0x91: // FROZENSET
          this.#frozenSet(this.#popMark())
          break

        case 0x30: // POP
          this.#pop()
          break
        case 0x31: // POP_MARK
          stack.length = this.#popMark()
          break
        case 0x32: // DUP
          stack.push(stack[this.#height(1)])
          break
        case 0x94: // MEMOIZE
          this.#put(this.#memo.length + this.#sparse.size)
          break
        case 0x71: // BINPUT
          this.#put(reader.uint8())
          break
        case 0x72: // LONG_BINPUT
          this.#put(reader.uint32())
          break
        case 0x70: // PUT
          this.#put(readIndexLine(reader))
          break
        case 0x68: // BINGET
          this.#get(reader.uint8())
          break
        case 0x6a: // LONG_BINGET
          this.#get(reader.uint32())
          break
        case 0x67: // GET
          this.#get(readIndexLine(reader))
          break

        case 0x63: // GLOBAL
          stack.push(this.#maker.global(reader.nameLine(), reader.nameLine()))
          break
        case 0x93: // STACK_GLOBAL
          this.#stackGlobal()
          break
        case 0x52: // REDUCE
          this.#make(this.#height(2), 'reduce')
          break
        case 0x81: // NEWOBJ
          this.#make(this.#height(2), 'newobj')
          break
        case 0x92: // NEWOBJ_EX
          this.#make(this.#height(3), 'newobj')
          break
        case 0x62: // BUILD
          this.#build()
          break
        case 0x69: // INST
          this.#instance(this.#maker.global(reader.nameLine(), reader.nameLine()), this.#popMark())
          break
        case 0x6f: // OBJ
          this.#object(this.#popMark())
          break

        case 0x82: // EXT1
        case 0x83: // EXT2
        case 0x84: // EXT4
          throw reader.error('classes by number (copyreg.add_extension) are a private agreement of Python programs: send them by name')
        case 0x50: // PERSID
        case 0x51: // BINPERSID
          throw reader.error('objects by an id of the program (persistent_id) are a private agreement of Python programs: send the object itself')
        case 0x97: // NEXT_BUFFER
        case 0x98: // READONLY_BUFFER
          throw reader.error('buffers beside the pickle (buffer_callback) cannot come over a connection: pickle without buffer_callback')
        default:
          throw reader.error(`there is no such opcode as ${opcodeName(bytes[start]!)}: this is no pickle`)
      }
      if (stack.length > stackLimit) throw reader.error(`more values wait on the stack than the limit stack=${stackLimit}`)
    }
  }

  #protocol(protocol: number): void {
    if (protocol > HIGHEST_PROTOCOL) throw this.#reader.error(`pickle protocols go up to ${HIGHEST_PROTOCOL}, got ${protocol}`)
    this.#maker.python2Names = protocol < 3
  }

  #frame(): void {
    this.#reader.length64()
  }

  #stop(): unknown {
    const reader = this.#reader
    const value = this.#stack[this.#height(1)]
    const left = reader.bytes.length - reader.at
    if (this.#refuseTrailing && left > 0) throw reader.error(`the pickle ends here, and ${left} bytes follow`)
    return value
  }

  /** Counts a container or object. */
  #node<T>(value: T): T {
    if (++this.#nodes > this.#limits.nodes) throw this.#reader.error(`more containers and objects than the limit nodes=${this.#limits.nodes}`)
    return value
  }

  #bytes(count: number): Uint8Array {
    const window = this.#reader.window(count)
    return count >= WINDOW_SIZE && count * 2 > this.#reader.bytes.length ? window : new Uint8Array(window)
  }

  // Stack and memo

  #mark(): void {
    this.#marks.push(this.#stack.length)
    if (this.#marks.length > this.#limits.depth) throw this.#reader.error(`more marks are open than the limit depth=${this.#limits.depth}`)
  }

  /** Where the values above the topmost mark begin. The mark is gone. */
  #popMark(): number {
    const mark = this.#marks.pop()
    if (mark === undefined) throw this.#reader.error('a mark was expected on the stack')
    return mark
  }

  /** Where the topmost `count` values begin, of those above the topmost mark. */
  #height(count: number): number {
    const height = this.#stack.length - count
    if (height < (this.#marks.at(-1) ?? 0)) throw this.#reader.error(`${count} value${count === 1 ? ' was' : 's were'} expected on the stack`)
    return height
  }

  /** The value below `height`, which a container or object has to be. */
  #below(height: number): unknown {
    if (height <= (this.#marks.at(-1) ?? 0)) throw this.#reader.error('a value was expected on the stack below the mark')
    return this.#stack[height - 1]
  }

  #pop(): void {
    const mark = this.#marks.at(-1)
    if (mark === this.#stack.length) this.#marks.pop()
    else this.#stack.length = this.#height(1)
  }

  #put(index: number): void {
    const value = this.#stack[this.#height(1)]
    if (this.#memo.length + this.#sparse.size >= this.#limits.memo) throw this.#reader.error(`more memo entries than the limit memo=${this.#limits.memo}`)
    if (index <= this.#memo.length) this.#memo[index] = value
    else this.#sparse.set(index, value)
  }

  #get(index: number): void {
    const value = index < this.#memo.length ? this.#memo[index] : this.#sparse.get(index)
    if (value === undefined) throw this.#reader.error(`there is no memo entry ${index}`)
    this.#stack.push(value)
  }

  // Containers

  #tuple(height: number): void {
    const stack = this.#stack
    const made = this.#node(new Tuple())
    for (let index = height; index < stack.length; index++) made.push(stack[index])
    stack.length = height
    stack.push(made)
  }

  #append(height: number): void {
    const stack = this.#stack
    const target = this.#below(height)
    const list = target instanceof Opaque ? (target.items ??= []) : target
    if (!Array.isArray(list) || list instanceof Tuple) throw this.#reader.error('a list was expected below the items on the stack')
    for (let index = height; index < stack.length; index++) list.push(stack[index])
    stack.length = height
  }

  #dict(): void {
    const height = this.#popMark()
    const items = this.#stack.splice(height)
    this.#stack.push(this.#node(new Dict()), ...items)
    this.#setItems(height + 1)
  }

  #setItems(height: number): void {
    const stack = this.#stack
    const target = this.#below(height)
    if ((stack.length - height) % 2 === 1) throw this.#reader.error('keys and values were expected in pairs above the mark')
    if (target instanceof Opaque) {
      target.entries ??= []
      for (let index = height; index < stack.length; index += 2) target.entries.push([stack[index], stack[index + 1]])
    } else if (target instanceof Dict) {
      this.#guarded(() => {
        for (let index = height; index < stack.length; index += 2) {
          target.set(distinct(stack[index], target), stack[index + 1])
        }
      })
    } else {
      throw this.#reader.error('a dict was expected below the keys and values on the stack')
    }
    stack.length = height
  }

  #addItems(height: number): void {
    const stack = this.#stack
    const target = this.#below(height)
    if (!(target instanceof PySet)) throw this.#reader.error('a set was expected below the items on the stack')
    this.#guarded(() => {
      for (let index = height; index < stack.length; index++) target.add(distinct(stack[index], target))
    })
    stack.length = height
  }

  #frozenSet(height: number): void {
    const items = this.#stack.splice(height)
    this.#stack.push(this.#guarded(() => this.#node(new FrozenSet(distinctItems(items)))))
  }

  /** Errors of keys, such as `unhashable type: 'list'`, are the pickle's. */
  #guarded<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      throw error instanceof UnpicklingError ? error : this.#reader.error(error instanceof Error ? error.message : String(error))
    }
  }

  // Objects

  #stackGlobal(): void {
    const height = this.#height(2)
    const [module, name] = this.#stack.splice(height)
    if (typeof module !== 'string' || typeof name !== 'string') throw this.#reader.error('a module and a name, both str, were expected on the stack')
    this.#stack.push(this.#maker.global(module, name))
  }

  #make(height: number, making: 'reduce' | 'newobj'): void {
    const [callable, args, kwargs] = this.#stack.splice(height)
    this.#stack.push(this.#node(making === 'reduce' ? this.#maker.reduce(callable, args) : this.#maker.newobj(callable, args, kwargs)))
  }

  #build(): void {
    const height = this.#height(2)
    const [object, state] = this.#stack.splice(height)
    const built = this.#maker.build(object, state)
    if (built !== object) this.#replace(object, built)
    this.#stack.push(built)
  }

  /** What was remembered of an object under way is now the object itself. */
  #replace(object: unknown, built: unknown): void {
    for (let index = this.#memo.length - 1; index >= 0; index--) if (this.#memo[index] === object) this.#memo[index] = built
    for (const [index, value] of this.#sparse) if (value === object) this.#sparse.set(index, built)
  }

  #object(height: number): void {
    if (height >= this.#stack.length) throw this.#reader.error('a class was expected above the mark')
    const [callable] = this.#stack.splice(height, 1)
    this.#instance(callable, height)
  }

  /** An instance in the way of protocols 0 and 1: called where there are arguments, else only made. */
  #instance(callable: unknown, height: number): void {
    const args = Tuple.from(this.#stack.splice(height)) as Tuple
    this.#stack.push(this.#node(args.length > 0 ? this.#maker.reduce(callable, args) : this.#maker.newobj(callable, args)))
  }
}

/** What Python had as two keys of one dict or items of one set stays two, also where both look the same from here. */
function distinct(item: unknown, among: { has(item: unknown): boolean }): unknown {
  if (item instanceof Opaque && among.has(item)) item.distinguish()
  return item
}

function distinctItems(items: unknown[]): unknown[] {
  if (!items.some((item) => item instanceof Opaque)) return items
  const seen = new PySet()
  for (const item of items) seen.add(distinct(item, seen))
  return items
}
