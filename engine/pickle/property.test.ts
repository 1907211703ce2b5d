/** Random values: through our own codec, and through every CPython that is installed. The seed is printed on failure. */
import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPythons } from '../test/support/pythons.ts'
import { ByteArray } from '../values/bytes.ts'
import { Complex } from '../values/complex.ts'
import { Dict } from '../values/dict.ts'
import { equals } from '../values/equality.ts'
import { KeyError, osError, ValueError } from '../values/exceptions.ts'
import { float, int } from '../values/float.ts'
import { hash } from '../values/key.ts'
import { Range } from '../values/range.ts'
import { repr } from '../values/repr.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Ellipsis, Slice } from '../values/slice.ts'
import { tuple, tupleFrom } from '../values/tuple.ts'
import { disassemble, dumps, Global, loads, Opaque, UnpicklingError } from './index.ts'

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
console.log(`random pickles: SEED=${seed}`)

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 300 }), fc.constantFrom('\ud800', 'a\udfff', '', "'", '\\', '\n'))
const whole = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).map(int), fc.maxSafeInteger(), fc.constantFrom(255, 256, 65535, 65536, -1))
const real = fc.oneof(fc.double(), fc.integer({ min: -1000, max: 1000 })).map(float)
const plainBytes = fc.uint8Array({ maxLength: 300 })
const key = fc.oneof(text, whole, real, fc.boolean(), fc.constant(null), plainBytes, fc.tuple(whole, text).map(tupleFrom), fc.array(whole, { maxLength: 3 }).map((items) => new FrozenSet(items)))

const { value } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(null, true, false, Ellipsis), whole, real, text, plainBytes,
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new ByteArray(bytes)),
    fc.tuple(fc.double(), fc.double()).map(([a, b]) => new Complex(a, b)),
    fc.tuple(whole, whole, fc.integer({ min: 1, max: 9 })).map(([a, b, c]) => new Range(a, b, c)),
    fc.array(key, { maxLength: 5 }).map((items) => new PySet(items)),
    fc.array(key, { maxLength: 5 }).map((items) => new FrozenSet(items)),
    text.map((name) => new KeyError(name)),
    fc.constantFrom(new Global('collections', 'OrderedDict'), new Global('builtins', 'len'), new Global('decimal', 'Decimal')),
    fc.integer({ min: 1, max: 9999 }).map((year) => new Opaque(new Global('datetime', 'date'), 'reduce', [Uint8Array.of(year >> 8, year & 255, 2, 3)])),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(tie('value'), { maxLength: 6 }).map(tupleFrom),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => new Dict(entries)),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }).filter((object) => !Object.hasOwn(object, '__proto__')).map((object) => new Dict(Object.entries(object))),
    fc.tuple(tie('value'), tie('value'), tie('value')).map(([a, b, c]) => new Slice(a, b, c)),
    tie('value').map((inner) => tuple(inner, [inner], inner)),
    fc.array(tie('value'), { maxLength: 3 }).map((args) => new ValueError(...args)),
    fc.tuple(whole, text).map(([errno, words]) => osError(errno, words)),
  ),
}))
const protocol = fc.integer({ min: 0, max: 5 })

test('what was dumped is loaded, in every protocol', () => {
  fc.assert(
    fc.property(value, protocol, (original, number) => {
      expect(repr(loads(dumps(original, { protocol: number }), { trailing: 'refuse' }))).toBe(repr(original))
    }),
    { seed, numRuns: 1500 },
  )
})

test('dumping what was loaded gives the same bytes again', () => {
  fc.assert(
    fc.property(value, protocol, (original, number) => {
      const once = dumps(loads(dumps(original, { protocol: number })), { protocol: number })
      expect(dumps(loads(once), { protocol: number })).toEqual(once)
    }),
    { seed, numRuns: 500 },
  )
})

test('a loaded key is equal to the original and hashes alike', () => {
  fc.assert(
    fc.property(key, protocol, (original, number) => {
      const again = loads(dumps(original, { protocol: number }))
      if (typeof original === 'number' && Number.isNaN(original)) return
      expect(equals(again, original)).toBe(true)
      expect(hash(again)).toBe(hash(original))
      expect(new Dict<unknown, number>([[original, 1]]).get(again)).toBe(1)
    }),
    { seed, numRuns: 500 },
  )
})

test('a damaged pickle is a value or an UnpicklingError, and can be taken apart', () => {
  fc.assert(
    fc.property(value, protocol, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }), (original, number, changes) => {
      const pickle = dumps(original, { protocol: number })
      for (const [at, byte] of changes) pickle[at % pickle.length] = byte
      try {
        loads(pickle)
      } catch (error) {
        if (!(error instanceof UnpicklingError)) throw error
      }
      disassemble(pickle)
    }),
    { seed, numRuns: 2000 },
  )
})

test('random bytes are a value or an UnpicklingError, and can be taken apart', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (pickle) => {
      try {
        loads(pickle)
      } catch (error) {
        if (!(error instanceof UnpicklingError)) throw error
      }
      disassemble(pickle)
    }),
    { seed, numRuns: 2000 },
  )
})

/** Reads pickles of lists of values, and writes for each value its repr and its pickle in the protocol asked. */
const ECHO = `
import json, pickle, struct, sys
read, write = sys.stdin.buffer.read, sys.stdout.buffer.write
while True:
    header = read(8)
    if not header:
        break
    length, protocol = struct.unpack('!II', header)
    value = pickle.loads(read(length))
    for part in (repr(value).encode('utf-8', 'surrogatepass'), pickle.dumps(value, protocol)):
        write(struct.pack('!I', len(part)) + part)
`

const samples = fc.sample(fc.tuple(value, protocol, protocol), { seed, numRuns: 2000 })
const pythons = [...findPythons().entries()].filter(([minor]) => ['3.8', '3.11', '3.13'].includes(minor))

describe('through CPython', () => {
  if (pythons.length === 0) console.log('skipped: no CPython 3.8, 3.11 or 3.13 was found (PYENV_ROOT, ~/.pyenv, PATH)')

  test.skipIf(pythons.length === 0).each(pythons)('%s reads what we write, and we read what it writes', (_minor, python) => {
    const requests = samples.flatMap(([original, ours, theirs]) => {
      const pickle = dumps(original, { protocol: ours })
      const header = Buffer.alloc(8)
      header.writeUInt32BE(pickle.length, 0)
      header.writeUInt32BE(theirs, 4)
      return [header, pickle]
    })
    const output = execFileSync(python.program, ['-c', ECHO], { input: Buffer.concat(requests), maxBuffer: 1 << 28 })
    let at = 0
    const next = (): Buffer => {
      const length = output.readUInt32BE(at)
      at += 4 + length
      return output.subarray(at - length, at)
    }
    for (const [original, ours] of samples) {
      const shown = next()
      const pickle = next()
      const where = `SEED=${seed}, CPython ${python.version}, protocol ${ours}: ${repr(original, { maxLength: 500 })}`
      const again = loads(new Uint8Array(pickle), { trailing: 'refuse' })
      // Python orders sets by its hashes: what it shows is what it then sends, and so it is ours.
      if (comparable(original)) expect(repr(again), where).toBe(new TextDecoder().decode(shown))
      expect(canonical(again), where).toBe(canonical(original))
    }
  })
})

/** Whether Python's repr of it can be told here: no set whose order may change, no characters that some Unicode versions lack. */
function comparable(original: unknown): boolean {
  return !/\{|frozenset|[^\0-\u07ff]|\\u|\\U/u.test(repr(original))
}

/** The same text for values that are the same but for the order of sets. */
function canonical(original: unknown): string {
  return repr(ordered(original))
}

function ordered(original: unknown): unknown {
  if (original instanceof Set) return tuple(original instanceof FrozenSet ? 'frozenset' : 'set', ...[...original].map(canonical).sort())
  if (original instanceof Map) return new Dict([...original].map(([k, item]) => [canonical(k), ordered(item)]))
  if (original instanceof Slice) return tuple('slice', ordered(original.start), ordered(original.stop), ordered(original.step))
  if (original instanceof ValueError) return tuple('ValueError', ...original.args.map(ordered))
  return Array.isArray(original) ? original.map(ordered) : original
}
