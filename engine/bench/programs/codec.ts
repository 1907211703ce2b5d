/** Encodes and decodes one kind of value, three ways. Arguments: its name, and a file with CPython's pickle of it. */
import { existsSync, readFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { dumps, loads } from 'multiprocessing/pickle'
import { Dict, equals, tuple } from 'multiprocessing/values'
import { answerAll, repeatAtOnce } from './dialogue.ts'

/** The same as in codec.py. A Map is what stands for a dict here; records are plain objects, as programs write them. */
const cases: Readonly<Record<string, () => unknown>> = {
  call: () => tuple('7f3a5c8e1d20', 'add', tuple(1), new Dict()),
  ints: () => Array.from({ length: 100_000 }, (_, index) => index * 3),
  dict: () => new Map(Array.from({ length: 50_000 }, (_, index) => [`key ${index}`, index])),
  nested: () =>
    Array.from({ length: 2000 }, (_, index) => ({
      id: index,
      name: `record ${index}`,
      tags: ['red', 'green', `tag ${index % 10}`],
      place: { x: index + 0.5, y: -index - 0.25 },
      done: index % 2 === 0,
      parent: null,
    })),
  bytes: () => new Uint8Array(16 << 20).fill(7),
}

/** Things done between two looks at the clock. */
const BATCH: Readonly<Record<string, number>> = { call: 500 }

const [, , name = '', file = ''] = process.argv
const make = cases[name]
if (!make) throw new Error(`there is no case ${JSON.stringify(name)}, only ${Object.keys(cases).join(', ')}`)
const value: unknown = make()
const pickled: Uint8Array = existsSync(file) ? new Uint8Array(readFileSync(file)) : dumps(value)
if (!equals(loads(pickled), loads(dumps(value)))) throw new Error(`what CPython has pickled as "${name}" is not what is pickled here`)
/** JSON has neither maps nor tuples. */
const plain = name === 'call' ? ['7f3a5c8e1d20', 'add', [1], {}] : value instanceof Map ? (Object.fromEntries(value as Map<string, number>) as unknown) : value
const serialized = serialize(value)
const text = name === 'bytes' ? '' : JSON.stringify(plain)

const ways: Readonly<Record<string, Readonly<Record<string, () => unknown>>>> = {
  pickle: { encode: () => dumps(value), decode: () => loads(pickled) },
  v8: { encode: () => serialize(value), decode: () => deserialize(serialized) },
  JSON: { encode: () => JSON.stringify(plain), decode: () => JSON.parse(text) as unknown },
}

// A codec in use meets all kinds of values: it is not to be optimized for one.
for (const [other, makeOther] of Object.entries(cases)) {
  if (other === 'bytes') continue
  const there = makeOther()
  const back = dumps(there)
  const until = performance.now() + 30
  while (performance.now() < until) {
    dumps(there)
    loads(back)
  }
}

answerAll({}, ({ how, direction, seconds }) => {
  const once = ways[String(how)]?.[String(direction)]
  if (!once) throw new Error(`nothing is known of ${String(how)} ${String(direction)}`)
  return { ...repeatAtOnce(Number(seconds), BATCH[name] ?? 1, once) }
})
