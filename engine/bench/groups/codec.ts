/** Pickles, against CPython's C pickle; `v8.serialize` and JSON for scale. */
import path from 'node:path'
import type { Contender, Contest, Group, Row, Targets } from '../contest.ts'
import type { Partner } from '../partner.ts'
import { titleOf, type Setting } from '../setting.ts'
import type { Workplace } from '../workplace.ts'
import { CPYTHON, OURS } from './conversation.ts'
import { soloist } from './partners.ts'

type Direction = 'encode' | 'decode'

/** Names are those in `programs/codec.ts` and `.py`. */
const CASES: readonly { name: string; title: string; json: boolean; encode?: Targets; decode?: Targets }[] = [
  { name: 'call', title: 'a call', json: true, encode: { floor: 1, goal: 1.3 }, decode: { floor: 0.6, goal: 0.9 } },
  { name: 'ints', title: '100,000 ints', json: true, encode: { floor: 0.7, goal: 1 }, decode: { floor: 0.6, goal: 1 } },
  { name: 'dict', title: 'a dict of 50,000', json: true, encode: { floor: 0.9, goal: 1.2 }, decode: { floor: 0.4, goal: 0.65 } },
  { name: 'nested', title: 'nested records', json: true, encode: { floor: 0.8, goal: 1.1 }, decode: { floor: 0.5, goal: 1 } },
  { name: 'bytes', title: '16 MiB of bytes', json: false, decode: { note: 'ours, and that of v8, is a view of the bytes that came, not a copy, so the ratio says nothing but that.' } },
]

export function codec(setting: Setting): Group {
  const directions: readonly Direction[] = ['encode', 'decode']
  return {
    name: 'codec',
    title: 'Codecs',
    about: 'Ratios to `pickle.dumps(…, 4)` and `pickle.loads` of CPython, which are written in C. Both decode what CPython has encoded.',
    contests: directions.flatMap((direction) => CASES.map((each) => contest(setting, direction, each))),
  }
}

function contest(setting: Setting, direction: Direction, of: (typeof CASES)[number]): Contest {
  const name = `pickle ${direction}, ${of.title}`
  // What CPython has encoded is left in a file for the others: it is opened first.
  const files = new WeakMap<Workplace, string>()
  const folder = (place: Workplace): string => {
    let found = files.get(place)
    if (found === undefined) files.set(place, (found = place.makeFolder()))
    return found
  }
  const contender = (title: string, how: string, start: (place: Workplace, file: string) => Promise<Partner>): Contender =>
    soloist(title, (place) => start(place, path.join(folder(place), 'pickle')), { how, direction })
  const node = (title: string, how: string): Contender => contender(title, how, (place, file) => place.node('codec', [of.name, file]))
  const others = of.name === 'call' ? setting.others : []
  const beside = ['v8', ...(of.json ? ['JSON'] : [])]
  return {
    name,
    warmUp: 0.5,
    contenders: [
      contender(CPYTHON, 'pickle', (place, file) => place.python(setting.reference, 'codec', [of.name, file])),
      node(OURS, 'pickle'),
      ...beside.map((how) => node(how, how)),
      ...others.map((python) => contender(titleOf(python), 'pickle', (place) => place.python(python, 'codec', [of.name, '']))),
    ],
    rows: [
      { name, of: OURS, against: CPYTHON, ...of[direction] },
      ...[...beside, ...others.map(titleOf)].map((other): Row => ({ name: `${name}: ${other}`, of: other, against: CPYTHON })),
    ],
  }
}
