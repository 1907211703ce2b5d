/**
 * The opcodes: every byte that a pickle program is made of. The pickler, the unpickler and the disassembler all take them from here.
 *
 * | argument | what follows the opcode's byte |
 * | --- | --- |
 * | `uint1` `uint2` `uint4` `uint8` `int4` | a little-endian number of so many bytes |
 * | `long1` `long4` | a length of 1 or 4 bytes, then a little-endian two's complement number of that length |
 * | `float8` | an IEEE 754 double, big-endian |
 * | `text1` `text4` `text8` | a length of so many bytes, then UTF-8 |
 * | `bytes1` `bytes4` `bytes8` `bytearray8` | a length of so many bytes, then bytes |
 * | `string1` `string4` | the same, of a Python 2 str |
 * | `int line` … `name line` | text up to a newline |
 * | `global lines` | two such lines: module and name |
 */

/** How an opcode's argument is written behind it. */
export type ArgumentKind =
  | 'none'
  | 'uint1' | 'uint2' | 'uint4' | 'uint8' | 'int4'
  | 'long1' | 'long4' | 'float8'
  | 'text1' | 'text4' | 'text8'
  | 'bytes1' | 'bytes4' | 'bytes8' | 'bytearray8' | 'string1' | 'string4'
  | 'int line' | 'long line' | 'float line' | 'string line' | 'unicode line' | 'name line' | 'global lines'

/** One row of the opcode table. */
export interface OpcodeInfo {
  readonly code: number
  /** As CPython's `pickletools` calls it. */
  readonly name: string
  readonly argument: ArgumentKind
  /** The pickle protocol that brought it. */
  readonly protocol: number
  /** What it does, in one line. */
  readonly meaning: string
  /** Whether CPython imports or calls something of the program's when it meets it. */
  readonly runsCode: boolean
}

const row = (code: number, name: string, argument: ArgumentKind, protocol: number, meaning: string, runsCode = false): OpcodeInfo => ({
  code, name, argument, protocol, meaning, runsCode,
})
const runs = true

/** Every opcode of the protocols 0 to 5 (CPython: `pickletools.opcodes`). */
export const OPCODES: readonly OpcodeInfo[] = [
  row(0x80, 'PROTO', 'uint1', 2, 'says which protocol the pickle is written in'),
  row(0x95, 'FRAME', 'uint8', 4, 'says how many bytes follow as one block, to be read at once'),
  row(0x2e, 'STOP', 'none', 0, 'ends the pickle: the value on top of the stack is the result'),

  row(0x4e, 'NONE', 'none', 0, 'pushes None'),
  row(0x88, 'NEWTRUE', 'none', 2, 'pushes True'),
  row(0x89, 'NEWFALSE', 'none', 2, 'pushes False'),
  row(0x49, 'INT', 'int line', 0, 'pushes an int written in decimal; 00 and 01 are False and True'),
  row(0x4a, 'BININT', 'int4', 1, 'pushes a signed int of 4 bytes'),
  row(0x4b, 'BININT1', 'uint1', 1, 'pushes an int of 1 byte'),
  row(0x4d, 'BININT2', 'uint2', 1, 'pushes an int of 2 bytes'),
  row(0x4c, 'LONG', 'long line', 0, 'pushes an int of any size, written in decimal'),
  row(0x8a, 'LONG1', 'long1', 2, 'pushes an int of up to 255 bytes'),
  row(0x8b, 'LONG4', 'long4', 2, 'pushes an int of any size'),
  row(0x46, 'FLOAT', 'float line', 0, 'pushes a float written in decimal'),
  row(0x47, 'BINFLOAT', 'float8', 1, 'pushes a float'),

  row(0x56, 'UNICODE', 'unicode line', 0, 'pushes a str written with escapes'),
  row(0x8c, 'SHORT_BINUNICODE', 'text1', 4, 'pushes a str of up to 255 bytes'),
  row(0x58, 'BINUNICODE', 'text4', 1, 'pushes a str'),
  row(0x8d, 'BINUNICODE8', 'text8', 4, 'pushes a str of more than 4 GiB'),
  row(0x53, 'STRING', 'string line', 0, 'pushes a Python 2 str written with quotes'),
  row(0x55, 'SHORT_BINSTRING', 'string1', 1, 'pushes a Python 2 str of up to 255 bytes'),
  row(0x54, 'BINSTRING', 'string4', 1, 'pushes a Python 2 str'),
  row(0x43, 'SHORT_BINBYTES', 'bytes1', 3, 'pushes up to 255 bytes'),
  row(0x42, 'BINBYTES', 'bytes4', 3, 'pushes bytes'),
  row(0x8e, 'BINBYTES8', 'bytes8', 4, 'pushes more than 4 GiB of bytes'),
  row(0x96, 'BYTEARRAY8', 'bytearray8', 5, 'pushes a bytearray'),
  row(0x97, 'NEXT_BUFFER', 'none', 5, 'pushes a buffer that travels beside the pickle'),
  row(0x98, 'READONLY_BUFFER', 'none', 5, 'makes the buffer on top of the stack read-only'),

  row(0x28, 'MARK', 'none', 0, 'marks the stack: what is pushed from here on belongs together'),
  row(0x29, 'EMPTY_TUPLE', 'none', 1, 'pushes ()'),
  row(0x74, 'TUPLE', 'none', 0, 'makes a tuple of everything above the mark'),
  row(0x85, 'TUPLE1', 'none', 2, 'makes a tuple of the value on top of the stack'),
  row(0x86, 'TUPLE2', 'none', 2, 'makes a tuple of the two values on top of the stack'),
  row(0x87, 'TUPLE3', 'none', 2, 'makes a tuple of the three values on top of the stack'),
  row(0x5d, 'EMPTY_LIST', 'none', 1, 'pushes a new list'),
  row(0x6c, 'LIST', 'none', 0, 'makes a list of everything above the mark'),
  row(0x61, 'APPEND', 'none', 0, 'appends the value on top of the stack to the list below it'),
  row(0x65, 'APPENDS', 'none', 1, 'appends everything above the mark to the list below it'),
  row(0x7d, 'EMPTY_DICT', 'none', 1, 'pushes a new dict'),
  row(0x64, 'DICT', 'none', 0, 'makes a dict of the keys and values above the mark'),
  row(0x73, 'SETITEM', 'none', 0, 'sets the key and value on top of the stack in the dict below them'),
  row(0x75, 'SETITEMS', 'none', 1, 'sets the keys and values above the mark in the dict below it'),
  row(0x8f, 'EMPTY_SET', 'none', 4, 'pushes a new set'),
  row(0x90, 'ADDITEMS', 'none', 4, 'adds everything above the mark to the set below it'),
  row(0x91, 'FROZENSET', 'none', 4, 'makes a frozenset of everything above the mark'),

  row(0x30, 'POP', 'none', 0, 'drops the value on top of the stack'),
  row(0x31, 'POP_MARK', 'none', 1, 'drops everything above the mark'),
  row(0x32, 'DUP', 'none', 0, 'pushes the value on top of the stack once more'),
  row(0x94, 'MEMOIZE', 'none', 4, 'remembers the value on top of the stack under the next free number'),
  row(0x70, 'PUT', 'int line', 0, 'remembers the value on top of the stack under a number'),
  row(0x71, 'BINPUT', 'uint1', 1, 'remembers the value on top of the stack under a number'),
  row(0x72, 'LONG_BINPUT', 'uint4', 1, 'remembers the value on top of the stack under a number'),
  row(0x67, 'GET', 'int line', 0, 'pushes the value remembered under a number'),
  row(0x68, 'BINGET', 'uint1', 1, 'pushes the value remembered under a number'),
  row(0x6a, 'LONG_BINGET', 'uint4', 1, 'pushes the value remembered under a number'),

  row(0x63, 'GLOBAL', 'global lines', 0, 'imports a module and pushes a class or function of it', runs),
  row(0x93, 'STACK_GLOBAL', 'none', 4, 'imports the module and takes from it the name that are on top of the stack', runs),
  row(0x52, 'REDUCE', 'none', 0, 'calls the function below with the tuple of arguments on top of the stack', runs),
  row(0x81, 'NEWOBJ', 'none', 2, 'makes an instance: calls __new__ of the class below with the tuple of arguments', runs),
  row(0x92, 'NEWOBJ_EX', 'none', 4, 'makes an instance: calls __new__ of a class with arguments and keywords', runs),
  row(0x62, 'BUILD', 'none', 0, 'gives the state on top of the stack to the object below it, through its __setstate__ if it has one', runs),
  row(0x69, 'INST', 'global lines', 0, 'imports a class and makes an instance with the arguments above the mark', runs),
  row(0x6f, 'OBJ', 'none', 1, 'makes an instance of the class above the mark with the arguments above that', runs),
  row(0x82, 'EXT1', 'uint1', 2, 'pushes a class or function by its number in copyreg', runs),
  row(0x83, 'EXT2', 'uint2', 2, 'pushes a class or function by its number in copyreg', runs),
  row(0x84, 'EXT4', 'int4', 2, 'pushes a class or function by its number in copyreg', runs),
  row(0x50, 'PERSID', 'name line', 0, 'asks the program for the object with an id of its own'),
  row(0x51, 'BINPERSID', 'none', 1, 'asks the program for the object whose own id is on top of the stack'),
]

const byCode: (OpcodeInfo | undefined)[] = Array.from({ length: 256 })
for (const info of OPCODES) byCode[info.code] = info

/** What a byte means as an opcode; `undefined` where it is none. */
export function opcodeInfo(code: number): OpcodeInfo | undefined {
  return byCode[code]
}

/** The opcode's name, or its byte in hexadecimal where it has none. */
export function opcodeName(code: number): string {
  return byCode[code]?.name ?? `0x${code.toString(16).padStart(2, '0')}`
}

/** Highest pickle protocol there is. */
export const HIGHEST_PROTOCOL = 5
/** The protocol written where none is asked for: what CPython 3.8 to 3.13 write, and all since 3.4 read. */
export const DEFAULT_PROTOCOL = 4
/** How many items CPython writes before it ends a batch with APPENDS, SETITEMS or ADDITEMS. */
export const BATCH_SIZE = 1000

/** The byte of an opcode. */
export function opcodeCode(name: string): number {
  const info = OPCODES.find((row) => row.name === name)
  if (!info) throw new Error(`an opcode has a name of pickletools, got ${name}`)
  return info.code
}
