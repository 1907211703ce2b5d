/**
 * `loads`: the value that a pickle makes, in one pass over the bytes. No class is imported and no function called but those that
 * were registered (reduction.ts); what is not known becomes an `Opaque`.
 *
 * The cases are the opcodes' bytes, not names, so that the switch is a table of jumps; `opcodes.test.ts` compares them with
 * opcodes.ts.
 */
import { ByteArray } from '../values/bytes.ts'
import { Dict } from '../values/dict.ts'
import { beginEffort, endEffort } from '../values/effort.ts'
import { float } from '../values/float.ts'
import { PySet } from '../values/set.ts'
import { pushInts } from './int-row.ts'
import { decodeInt } from './integers.ts'
import { limitsWith, type Limits } from './limits.ts'
import { readFloatLine, readIndexLine, readIntLine, readLongLine, readString, readStringLine, readUnicodeLine } from './lines.ts'
import { Machine } from './machine.ts'
import { Maker } from './maker.ts'
import { HIGHEST_PROTOCOL, opcodeName } from './opcodes.ts'
import { registerPythonGlobals } from './python-globals.ts'
import { Reader } from './reader.ts'

/** How `loads` reads. */
export interface LoadsOptions {
  /** Handed to the functions given to `registerGlobal`. */
  readonly context?: unknown
  readonly limits?: Partial<Limits>
  /** For display: of the registered globals only those are used that make plain values; the others stay opaque. Default: no. */
  readonly inert?: boolean
  /** What to do about bytes after the end of the pickle. Default: ignore them, as CPython does. */
  readonly trailing?: 'ignore' | 'refuse'
}

/** Values in its keys and characters in its exceptions' messages: far more than its bytes can name, so that reading takes a time of their number. */
const LEAST_EFFORT = 1_000_000
const EFFORT_A_BYTE = 32

registerPythonGlobals()

/**
 * The value that a pickle makes. Bytes of 64 KiB and more that are most of the pickle are a window on it, not a copy.
 * @throws UnpicklingError naming opcode and offset, for bytes that are no pickle or one that goes over a limit
 */
export function loads(pickle: Uint8Array, options: LoadsOptions = {}): unknown {
  const reader = new Reader(pickle)
  const limits = limitsWith(options.limits)
  const before = beginEffort(LEAST_EFFORT + EFFORT_A_BYTE * pickle.length)
  let value: unknown
  try {
    value = run(reader, new Machine(reader, limits), new Maker(reader, options.context, options.inert ?? false), limits)
  } finally {
    endEffort(before)
  }
  const left = pickle.length - reader.at
  if (left > 0 && options.trailing === 'refuse') throw reader.error(`the pickle ends here, and ${left} bytes follow`)
  return value
}

function run(reader: Reader, machine: Machine, maker: Maker, limits: Limits): unknown {
  const { bytes } = reader
  const { length } = bytes
  for (;;) {
    const start = reader.at
    reader.start = start
    if (start >= length) throw reader.error('the pickle ends without STOP')
    reader.at = start + 1
    switch (bytes[start]) {
      case 0x80: // PROTO
        startProtocol(reader, maker)
        break
      case 0x95: // FRAME
        reader.length64()
        break
      case 0x2e: // STOP
        return machine.peek()

      case 0x4e: // NONE
        machine.push(null)
        break
      case 0x88: // NEWTRUE
        machine.push(true)
        break
      case 0x89: // NEWFALSE
        machine.push(false)
        break
      case 0x4b: // BININT1
        machine.push(reader.uint8())
        pushInts(reader, machine)
        break
      case 0x4d: // BININT2
        machine.push(reader.uint16())
        pushInts(reader, machine)
        break
      case 0x4a: // BININT
        machine.push(reader.int32())
        pushInts(reader, machine)
        break
      case 0x8a: // LONG1
        machine.push(decodeInt(reader.window(reader.uint8())))
        break
      case 0x8b: // LONG4
        machine.push(decodeInt(reader.window(reader.signedLength())))
        break
      case 0x49: // INT
        machine.push(readIntLine(reader, limits.digits))
        break
      case 0x4c: // LONG
        machine.push(readLongLine(reader, limits.digits))
        break
      case 0x47: // BINFLOAT
        machine.push(float(reader.float64()))
        break
      case 0x46: // FLOAT
        machine.push(readFloatLine(reader))
        break

      case 0x8c: // SHORT_BINUNICODE
        machine.push(reader.text(reader.uint8()))
        break
      case 0x58: // BINUNICODE
        machine.push(reader.text(reader.uint32()))
        break
      case 0x8d: // BINUNICODE8
        machine.push(reader.text(reader.length64()))
        break
      case 0x56: // UNICODE
        machine.push(readUnicodeLine(reader))
        break
      case 0x53: // STRING
        machine.push(readStringLine(reader))
        break
      case 0x55: // SHORT_BINSTRING
        machine.push(readString(reader, reader.uint8()))
        break
      case 0x54: // BINSTRING
        machine.push(readString(reader, reader.signedLength()))
        break
      case 0x43: // SHORT_BINBYTES
        machine.push(readBytes(reader, reader.uint8()))
        break
      case 0x42: // BINBYTES
        machine.push(readBytes(reader, reader.uint32()))
        break
      case 0x8e: // BINBYTES8
        machine.push(readBytes(reader, reader.length64()))
        break
      case 0x96: // BYTEARRAY8
        machine.push(new ByteArray(reader.window(reader.length64())))
        break

      case 0x28: // MARK
        machine.mark()
        break
      case 0x29: // EMPTY_TUPLE
        machine.tuple(machine.height(0))
        break
      case 0x74: // TUPLE
        machine.tuple(machine.popMark())
        break
      case 0x85: // TUPLE1
        machine.tuple(machine.height(1))
        break
      case 0x86: // TUPLE2
        machine.tuple(machine.height(2))
        break
      case 0x87: // TUPLE3
        machine.tuple(machine.height(3))
        break
      case 0x5d: // EMPTY_LIST
        machine.pushNode([])
        break
      case 0x6c: // LIST
        machine.list(machine.popMark())
        break
      case 0x61: // APPEND
        machine.append(machine.height(1))
        break
      case 0x65: // APPENDS
        machine.append(machine.popMark())
        break
      case 0x7d: // EMPTY_DICT
        machine.pushNode(new Dict())
        break
      case 0x64: // DICT
        machine.dict(machine.popMark())
        break
      case 0x73: // SETITEM
        machine.setItems(machine.height(2))
        break
      case 0x75: // SETITEMS
        machine.setItems(machine.popMark())
        break
      case 0x8f: // EMPTY_SET
        machine.pushNode(new PySet())
        break
      case 0x90: // ADDITEMS
        machine.addItems(machine.popMark())
        break
      case 0x91: // FROZENSET
        machine.frozenSet(machine.popMark())
        break

      case 0x30: // POP
        machine.pop()
        break
      case 0x31: // POP_MARK
        machine.take(machine.popMark())
        break
      case 0x32: // DUP
        machine.push(machine.peek())
        break
      case 0x94: // MEMOIZE
        machine.memoize()
        break
      case 0x71: // BINPUT
        machine.put(reader.uint8())
        break
      case 0x72: // LONG_BINPUT
        machine.put(reader.uint32())
        break
      case 0x70: // PUT
        machine.put(readIndexLine(reader))
        break
      case 0x68: // BINGET
        machine.get(reader.uint8())
        break
      case 0x6a: // LONG_BINGET
        machine.get(reader.uint32())
        break
      case 0x67: // GET
        machine.get(readIndexLine(reader))
        break

      case 0x63: // GLOBAL
        machine.push(maker.global(reader.nameLine(), reader.nameLine()))
        break
      case 0x93: // STACK_GLOBAL
        machine.push(maker.globalNamed(machine.take(machine.height(2))))
        break
      case 0x52: // REDUCE
        machine.pushNode(maker.reduce(machine.take(machine.height(2))))
        break
      case 0x81: // NEWOBJ
        machine.pushNode(maker.newobj(machine.take(machine.height(2))))
        break
      case 0x92: // NEWOBJ_EX
        machine.pushNode(maker.newobj(machine.take(machine.height(3))))
        break
      case 0x62: // BUILD
        build(machine, maker)
        break
      case 0x69: // INST
        machine.pushNode(maker.instance(maker.global(reader.nameLine(), reader.nameLine()), machine.take(machine.popMark())))
        break
      case 0x6f: // OBJ
        machine.pushNode(maker.object(machine.take(machine.popMark())))
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
    machine.checkHeight()
  }
}

function startProtocol(reader: Reader, maker: Maker): void {
  const protocol = reader.uint8()
  if (protocol > HIGHEST_PROTOCOL) throw reader.error(`pickle protocols go up to ${HIGHEST_PROTOCOL}, got ${protocol}`)
  maker.python2Names = protocol < 3
}

function build(machine: Machine, maker: Maker): void {
  const [object, state] = machine.take(machine.height(2))
  const built = maker.build(object, state)
  if (built !== object) machine.replace(object, built)
  machine.push(built)
}

/** From this size on bytes that are most of the pickle are not copied. */
const WINDOW_SIZE = 64 * 1024

function readBytes(reader: Reader, count: number): Uint8Array {
  const window = reader.window(count)
  return count >= WINDOW_SIZE && count * 2 > reader.bytes.length ? window : new Uint8Array(window)
}
