/** A pickle as a list of its opcodes (CPython: `pickletools.genops`). Nothing is made and nothing runs. */
import { UnpicklingError } from '../errors.ts'
import { ByteArray } from '../values/bytes.ts'
import { float } from '../values/float.ts'
import { repr } from '../values/repr.ts'
import { decodeInt } from './integers.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { readFloatLine, readIntLine, readLongLine, readString, readStringLine, readUnicodeLine } from './lines.ts'
import { opcodeInfo, type ArgumentKind, type OpcodeInfo } from './opcodes.ts'
import { Reader } from './reader.ts'

/** One opcode of a pickle. */
export interface Opcode {
  /** Of its byte, from the pickle's beginning. */
  readonly offset: number
  /** In bytes, with its argument. */
  readonly size: number
  /** CPython's name; for bytes that are no opcode or are cut off, what could be told. */
  readonly opcode: string
  /** `undefined` where it has none. */
  readonly argument: { readonly value: unknown; readonly text: string } | undefined
  /** What it does, in one line. */
  readonly meaning: string
  /** Whether CPython imports or calls something when it meets it. */
  readonly runsCode: boolean
  /** Why the list ends here; only on the last entry of bytes that are no whole pickle. */
  readonly error: string | undefined
}

/** Texts longer than this are cut in `argument.text`; the value is whole. */
const TEXT_LENGTH = 400

/** The opcodes up to STOP. Never throws: where the bytes are no pickle the last entry has the error. */
export function disassemble(pickle: Uint8Array): Opcode[] {
  const reader = new Reader(pickle)
  const opcodes: Opcode[] = []
  for (;;) {
    const offset = reader.at
    const code = pickle[offset]
    reader.start = offset
    if (code === undefined) {
      opcodes.push(failed(offset, 0, undefined, 'the pickle ends without STOP'))
      return opcodes
    }
    reader.at = offset + 1
    const info = opcodeInfo(code)
    if (!info) {
      opcodes.push(failed(offset, 1, undefined, reader.error('there is no such opcode: this is no pickle').message))
      return opcodes
    }
    try {
      const value = readArgument(reader, info.argument)
      const argument = value === undefined ? undefined : { value, text: argumentText(info.argument, value) }
      opcodes.push({ offset, size: reader.at - offset, opcode: info.name, argument, meaning: info.meaning, runsCode: info.runsCode, error: undefined })
    } catch (error) {
      if (!(error instanceof UnpicklingError)) throw error
      opcodes.push(failed(offset, pickle.length - offset, info, error.message))
      return opcodes
    }
    if (info.name === 'STOP') return opcodes
  }
}

function failed(offset: number, size: number, info: OpcodeInfo | undefined, error: string): Opcode {
  return {
    offset, size, error,
    opcode: info?.name ?? '?',
    argument: undefined,
    meaning: info?.meaning ?? 'is no opcode',
    runsCode: info?.runsCode ?? false,
  }
}

function argumentText(kind: ArgumentKind, value: unknown): string {
  if (kind === 'global lines') return (value as string[]).join(' ')
  return kind === 'name line' ? String(value) : repr(value, { maxLength: TEXT_LENGTH })
}

function readArgument(reader: Reader, kind: ArgumentKind): unknown {
  switch (kind) {
    case 'none':
      return undefined
    case 'uint1':
      return reader.uint8()
    case 'uint2':
      return reader.uint16()
    case 'uint4':
      return reader.uint32()
    case 'uint8':
      return decodeInt(Uint8Array.of(...reader.window(8), 0))
    case 'int4':
      return reader.int32()
    case 'long1':
      return decodeInt(reader.window(reader.uint8()))
    case 'long4':
      return decodeInt(reader.window(reader.signedLength()))
    case 'float8':
      return float(reader.float64())
    case 'text1':
      return reader.text(reader.uint8())
    case 'text4':
      return reader.text(reader.uint32())
    case 'text8':
      return reader.text(reader.length64())
    case 'bytes1':
      return reader.window(reader.uint8())
    case 'bytes4':
      return reader.window(reader.uint32())
    case 'bytes8':
      return reader.window(reader.length64())
    case 'bytearray8':
      return new ByteArray(reader.window(reader.length64()))
    case 'string1':
      return readString(reader, reader.uint8())
    case 'string4':
      return readString(reader, reader.signedLength())
    case 'int line':
      return readIntLine(reader, DEFAULT_LIMITS.digits)
    case 'long line':
      return readLongLine(reader, DEFAULT_LIMITS.digits)
    case 'float line':
      return readFloatLine(reader)
    case 'string line':
      return readStringLine(reader)
    case 'unicode line':
      return readUnicodeLine(reader)
    case 'name line':
      return reader.nameLine()
    case 'global lines':
      return [reader.nameLine(), reader.nameLine()]
  }
}

