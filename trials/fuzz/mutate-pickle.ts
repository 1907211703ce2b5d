/** Changes a pickle opcode by opcode, so that what comes out is read further than to the first byte that does not fit. */
import { OPCODES } from '../../engine/pickle/opcodes.ts'
import type { ArgumentKind } from '../../engine/pickle/opcodes.ts'
import { join } from './mutate.ts'
import type { Random } from './random.ts'

const KINDS: readonly (ArgumentKind | undefined)[] = Array.from({ length: 256 }, (_, code) => OPCODES.find((row) => row.code === code)?.argument)
const CODES = OPCODES.map(({ code }) => code)
const STOP = 0x2e
const encoder = new TextEncoder()

/** Modules and names: what runs code in Python, and what means something here. */
const GLOBALS: readonly (readonly [string, string])[] = [
  ['os', 'system'], ['posix', 'system'], ['nt', 'system'], ['subprocess', 'Popen'], ['builtins', 'eval'], ['builtins', 'exec'], ['__builtin__', 'eval'],
  ['builtins', 'getattr'], ['builtins', '__import__'], ['builtins', 'open'], ['importlib', 'import_module'], ['operator', 'attrgetter'], ['runpy', '_run_code'],
  ['constructor', 'constructor'], ['__proto__', 'toString'], ['process', 'exit'], ['child_process', 'execSync'], ['globalThis', 'Function'],
  ['builtins', 'set'], ['builtins', 'frozenset'], ['builtins', 'bytearray'], ['builtins', 'range'], ['builtins', 'slice'], ['builtins', 'complex'], ['builtins', 'object'],
  ['builtins', 'KeyError'], ['builtins', 'OSError'], ['builtins', 'UnicodeDecodeError'], ['builtins', 'UnicodeEncodeError'], ['builtins', 'Exception'], ['builtins', 'SyntaxError'], ['exceptions', 'ValueError'],
  ['copyreg', '_reconstructor'], ['copyreg', '__newobj__'], ['copyreg', '__newobj_ex__'], ['copy_reg', '_reconstructor'], ['_codecs', 'encode'],
  ['collections', 'OrderedDict'], ['collections', 'deque'], ['collections', 'Counter'], ['collections', 'defaultdict'], ['functools', 'partial'],
  ['datetime', 'datetime'], ['datetime', 'timedelta'], ['decimal', 'Decimal'], ['fractions', 'Fraction'], ['uuid', 'UUID'], ['array', '_array_reconstructor'], ['array', 'array'], ['pathlib', 'PurePosixPath'],
  ['queue', 'Empty'], ['_queue', 'Empty'], ['queue', 'Full'],
  ['multiprocessing.managers', 'Token'], ['multiprocessing.managers', 'RebuildProxy'], ['multiprocessing.managers', 'AutoProxy'], ['multiprocessing.managers', 'ListProxy'],
  ['multiprocessing.managers', 'Namespace'], ['multiprocessing.managers', 'Value'], ['multiprocessing.process', 'AuthenticationString'], ['multiprocessing.shared_memory', 'SharedMemory'], ['multiprocessing.shared_memory', 'ShareableList'],
]
const TEXTS = ['', 'a', 'i', 'd', 'u', 'w', 'latin1', 'object-00000', 'object-00003', 'pickle', '/fuzz', '__proto__', 'constructor', 'exposed', 'authkey', 'append', '__getitem__', '#GETVALUE', 'then', '\u0000', 'é', '🌱', 'x'.repeat(100)]

/** Opcodes of a pickle, each with its argument; the last has what could not be told. */
export function splitPickle(pickle: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  let at = 0
  while (at < pickle.length) {
    const size = sizeAt(pickle, at)
    if (size === undefined || at + size > pickle.length) break
    parts.push(pickle.subarray(at, at + size))
    at += size
    if (pickle[at - size] === STOP) break
  }
  if (at < pickle.length) parts.push(pickle.subarray(at))
  return parts
}

function sizeAt(pickle: Uint8Array, at: number): number | undefined {
  const kind = KINDS[pickle[at]!]
  const uint = (size: number): number => {
    let value = 0
    for (let each = size - 1; each >= 0; each--) value = value * 256 + (pickle[at + 1 + each] ?? 0)
    return value
  }
  const line = (from: number): number => {
    const end = pickle.indexOf(0x0a, from)
    return end < 0 ? Infinity : end + 1
  }
  switch (kind) {
    case undefined:
      return undefined
    case 'none':
      return 1
    case 'uint1':
      return 2
    case 'uint2':
      return 3
    case 'uint4':
    case 'int4':
      return 5
    case 'uint8':
    case 'float8':
      return 9
    case 'long1':
    case 'text1':
    case 'bytes1':
    case 'string1':
      return 2 + uint(1)
    case 'long4':
    case 'text4':
    case 'bytes4':
    case 'string4':
      return 5 + uint(4)
    case 'text8':
    case 'bytes8':
    case 'bytearray8':
      return 9 + uint(8)
    case 'int line':
    case 'long line':
    case 'float line':
    case 'string line':
    case 'unicode line':
    case 'name line':
      return line(at + 1) - at
    case 'global lines':
      return line(line(at + 1)) - at
  }
}

/** Some opcodes taken out, put in, changed, moved, or taken from another pickle. */
export function mutatePickle(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  const parts = splitPickle(input)
  let donor: Uint8Array[] | undefined
  for (let left = 1 << random.below(4); left > 0; left--) {
    const at = random.below(parts.length)
    switch (random.below(10)) {
      case 0:
      case 1:
        parts.splice(at, 0, randomOpcode(random))
        break
      case 2:
        parts.splice(at, 1)
        break
      case 3:
        parts.splice(at, random.below(parts.length - at))
        break
      case 4:
        if (parts[at]) parts.splice(random.below(parts.length), 0, parts[at])
        break
      case 5: {
        const run = parts.slice(at, at + 1 + random.below(6))
        for (let times = 1 + (random.oneIn(6) ? random.below(40) : 0); times > 0; times--) parts.splice(at, 0, ...run)
        break
      }
      case 6: {
        donor ??= splitPickle(other)
        const from = random.below(donor.length)
        parts.splice(at, 0, ...donor.slice(from, from + 1 + random.below(8)))
        break
      }
      case 7:
        parts[at] = randomOpcode(random)
        break
      case 8:
        parts.splice(at, 0, ...called(random))
        break
      default:
        parts[at] = changedArgument(parts[at], random)
    }
    if (parts.length > 1500) parts.length = 1500
  }
  if (parts.at(-1)?.[0] !== STOP && !random.oneIn(8)) parts.push(Uint8Array.of(STOP))
  return join(...parts)
}

/** A global that is called with something. */
function called(random: Random): Uint8Array[] {
  const [module, name] = random.pick(GLOBALS)
  const args = Array.from({ length: random.below(4) }, () => randomValue(random))
  const global = encoder.encode(`c${module}\n${name}\n`)
  const tuple = args.length === 0 ? [Uint8Array.of(0x29)] : [Uint8Array.of(0x28), ...args, Uint8Array.of(0x74)]
  const calls = [0x52, 0x81, 0x52, 0x81, 0x62]
  const built = random.oneIn(3) ? [randomValue(random), Uint8Array.of(0x62)] : []
  return [global, ...tuple, Uint8Array.of(random.pick(calls)), ...built]
}

function randomValue(random: Random): Uint8Array {
  switch (random.below(9)) {
    case 0:
      return Uint8Array.of(0x4e)
    case 1:
      return Uint8Array.of(0x4b, random.below(256))
    case 2:
      return Uint8Array.of(0x88 + random.below(2))
    case 3:
      return join(Uint8Array.of(0x47), randomBytes(random, 8))
    case 4: {
      const bytes = randomBytes(random, random.below(12))
      return join(Uint8Array.of(0x43, bytes.length), bytes)
    }
    case 5:
      return Uint8Array.of(random.pick([0x29, 0x5d, 0x7d, 0x8f]))
    case 6:
      return join(Uint8Array.of(0x4a), randomBytes(random, 4))
    default: {
      const text = encoder.encode(random.pick(TEXTS))
      return join(Uint8Array.of(0x8c, text.length), text)
    }
  }
}

function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => (random.oneIn(3) ? random.pick([0, 255, 127, 128]) : random.below(256)))
}

function randomOpcode(random: Random): Uint8Array {
  if (random.oneIn(2)) return randomValue(random)
  const code = random.pick(CODES)
  const kind = KINDS[code]!
  switch (kind) {
    case 'none':
      return Uint8Array.of(code)
    case 'uint1':
      return Uint8Array.of(code, random.below(8))
    case 'uint2':
      return Uint8Array.of(code, random.below(256), random.below(256))
    case 'uint4':
    case 'int4':
      return random.oneIn(2) ? Uint8Array.of(code, random.below(8), 0, 0, 0) : join(Uint8Array.of(code), randomBytes(random, 4))
    case 'uint8':
    case 'float8':
      return join(Uint8Array.of(code), randomBytes(random, 8))
    case 'long1':
    case 'text1':
    case 'bytes1':
    case 'string1': {
      const bytes = random.oneIn(2) ? encoder.encode(random.pick(TEXTS)) : randomBytes(random, random.below(20))
      return join(Uint8Array.of(code, bytes.length), bytes)
    }
    case 'long4':
    case 'text4':
    case 'bytes4':
    case 'string4': {
      const bytes = random.oneIn(2) ? encoder.encode(random.pick(TEXTS)) : randomBytes(random, random.below(20))
      return join(Uint8Array.of(code, bytes.length, 0, 0, random.oneIn(8) ? random.below(256) : 0), bytes)
    }
    case 'text8':
    case 'bytes8':
    case 'bytearray8': {
      const bytes = random.oneIn(2) ? encoder.encode(random.pick(TEXTS)) : randomBytes(random, random.below(20))
      return join(Uint8Array.of(code, bytes.length, 0, 0, 0, 0, 0, 0, random.oneIn(8) ? random.below(256) : 0), bytes)
    }
    case 'int line':
    case 'long line':
      return join(Uint8Array.of(code), encoder.encode(random.pick(['0', '00', '01', '-1', '7', '12L', '9'.repeat(30), ' 5', '1_0', '0x10', '', 'L', '-', '٣'])), Uint8Array.of(0x0a))
    case 'float line':
      return join(Uint8Array.of(code), encoder.encode(random.pick(['0', '-0.0', '1e400', 'nan', 'inf', '-inf', '1_0.5', ' 1', '', '.', '1e', '0x1p3'])), Uint8Array.of(0x0a))
    case 'string line':
    case 'unicode line':
    case 'name line':
      return join(Uint8Array.of(code), encoder.encode(random.pick(["'a'", '"b\\x41"', "'", 'a', '\\u00e9', '\\U0001f331', '\\ud800', "'\\", "'\\x4'", ''])), Uint8Array.of(0x0a))
    case 'global lines':
      return encoder.encode(`${String.fromCharCode(code)}${random.pick(GLOBALS).join('\n')}\n`)
  }
}

function changedArgument(part: Uint8Array | undefined, random: Random): Uint8Array {
  if (!part || part.length < 2) return randomOpcode(random)
  const copy = part.slice()
  copy[1 + random.below(copy.length - 1)]! ^= 1 << random.below(8)
  return copy
}

/** A mutation for targets whose inputs are pickles behind `head` bytes of their own. */
export function mutatePickleBehind(head: number): (input: Uint8Array, random: Random, other: Uint8Array) => Uint8Array {
  return (input, random, other) => join(input.subarray(0, head), mutatePickle(input.subarray(head), random, other.subarray(head)))
}
