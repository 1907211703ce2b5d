/** What clients are to do with an object, by chance: for each kind the calls that meet each other. */
import type { Random } from '../../engine/test/support/random.ts'
import type { Call, Json } from './history.ts'
import type { Kind } from './models/index.ts'
import type { PlannedCall } from './orders.ts'

/** A plan for one history. */
export interface Plan {
  /** What the object is made with. */
  readonly made: readonly Json[]
  /** For each client, its calls. */
  readonly parts: readonly (readonly PlannedCall[])[]
  /** Calls that set those free who wait, made again and again while nothing moves. */
  readonly rescue: readonly PlannedCall[]
  /** What is looked at in the end. */
  readonly last: readonly PlannedCall[]
}

interface Kit {
  readonly made?: readonly Json[]
  /** The next call of a part. @param item a number that comes only once */
  readonly call: (item: number) => Call | readonly Call[]
  readonly rescue?: readonly PlannedCall[]
  readonly last?: readonly PlannedCall[]
}

const call = (method: string, ...args: Json[]): Call => ({ method, args })
/** Again and again, until there is no more. */
const all = (method: string, ...args: Json[]): PlannedCall => ({ ...call(method, ...args), untilRefused: true })

export function plan(kind: Kind, random: Random, clients: number): Plan {
  const kit = kits[kind](random, clients)
  // The more is open at the same time, the shorter.
  const length = 3 + random.below(6)
  let item = 0
  const parts = Array.from({ length: clients }, () => {
    const calls: PlannedCall[] = []
    while (calls.length < length) {
      for (const each of [kit.call(++item)].flat()) calls.push({ ...each, pause: random.below(4) === 0 ? random.below(3) : 0 })
    }
    // What belongs to a client is its own to give back.
    if (kind === 'RLock' || kind === 'Condition') calls.push(all('release'))
    return calls
  })
  return { made: kit.made ?? [], parts, rescue: kit.rescue ?? [], last: kit.last ?? [] }
}

/** Seconds, a few ms. */
const soon = (random: Random): number => (2 + random.below(9)) / 1000

/** An `acquire` of one of its forms. */
function acquire(random: Random): Call {
  return random.pick([call('acquire'), call('acquire'), call('acquire', false), call('acquire', true, soon(random))])
}

/** Mostly in pairs, sometimes not. */
function locking(random: Random, extra: readonly Call[]): () => Call | readonly Call[] {
  return () => {
    const drawn = random.below(10)
    if (drawn < 5) return [acquire(random), call('release')]
    return drawn < 7 ? acquire(random) : drawn < 9 ? call('release') : random.pick(extra)
  }
}

const kits: Readonly<Record<Kind, (random: Random, clients: number) => Kit>> = {
  Lock: (random) => ({ call: locking(random, [call('locked')]), rescue: [call('release')], last: [call('locked'), call('release'), call('acquire', false)] }),

  RLock: (random) => ({
    call: () => (random.below(3) === 0 ? [acquire(random), acquire(random), call('release'), call('release')] : locking(random, [call('locked')])()),
    rescue: [call('release')],
    last: [call('locked')],
  }),

  Semaphore: (random) => ({
    made: [random.below(3)],
    call: locking(random, [call('release', 2)]),
    rescue: [call('release')],
    last: [all('acquire', false)],
  }),

  BoundedSemaphore: (random) => ({
    made: [1 + random.below(2)],
    call: locking(random, [call('release')]),
    rescue: [call('release')],
    last: [all('acquire', false)],
  }),

  Queue: (random) => ({
    made: [random.pick([0, 0, 1, 2, 3])],
    call: (item) =>
      random.pick([
        call('put', item), call('put', item), call('put', item), call('put', item, true, soon(random)), call('put_nowait', item),
        call('get'), call('get'), call('get', true, soon(random)), call('get_nowait'), call('get', false),
        ...(random.below(3) === 0 ? [call('qsize'), call('empty'), call('full'), call('task_done'), call('join')] : []),
      ]),
    // One of them is what is waited for.
    rescue: [all('task_done'), call('put', -1, false), call('get', false), call('get', false)],
    last: [call('qsize'), all('get_nowait')],
  }),

  Barrier: (random, clients) => ({
    made: [2 + random.below(clients - 1)],
    call: () =>
      random.below(12) === 0
        ? random.pick([call('abort'), call('reset'), call('reset')])
        : random.pick([
            call('wait'), call('wait'), call('wait'), call('wait', soon(random)), call('__getattribute__', 'n_waiting'), call('__getattribute__', 'broken'),
          ]),
    rescue: [call('abort')],
    last: [call('__getattribute__', 'n_waiting'), call('__getattribute__', 'broken')],
  }),

  Condition: (random) => ({
    call: () =>
      random.pick<readonly Call[]>([
        [call('acquire'), call('wait', soon(random)), call('release')],
        [call('acquire'), call('wait'), call('release')],
        [call('acquire'), call('acquire'), call('wait', soon(random)), call('release'), call('release')],
        [call('acquire'), call('notify'), call('release')],
        [call('acquire'), call('notify', 2), call('notify'), call('release')],
        [call('acquire'), call('notify_all'), call('release')],
        [call('notify')],
        [call('acquire', true, soon(random)), call('wait', soon(random)), call('release')],
      ]),
    rescue: [call('release'), call('acquire', true, 0.02), call('notify_all'), call('release')],
  }),

  Event: (random) => ({
    call: () => random.pick([call('set'), call('clear'), call('clear'), call('is_set'), call('wait'), call('wait', soon(random)), call('wait', soon(random))]),
    rescue: [call('set')],
    last: [call('is_set')],
  }),

  dict: (random) => {
    const key = () => random.pick(['a', 'b', 'c'])
    const ofOne = (item: number): Call[] => [
      call('__setitem__', key(), item), call('__setitem__', key(), item), call('__getitem__', key()), call('get', key()), call('get', key(), 0),
      call('__contains__', key()), call('__delitem__', key()), call('setdefault', key(), item), call('pop', key()), call('pop', key(), 0),
    ]
    const ofAll = (item: number): Call[] => [
      call('popitem'), call('update', [['a', item], ['b', item]]), call('__len__'), call('keys'), call('copy'), call('copy'), call('clear'),
    ]
    const whole = random.below(2) === 0
    return {
      call: (item) => random.pick(whole ? [...ofOne(item), ...ofAll(item)] : ofOne(item)),
      last: whole ? [call('copy')] : ['a', 'b', 'c'].map((each) => call('get', each)),
    }
  },

  list: (random) => ({
    made: [[0]],
    call: (item) =>
      random.pick([
        call('append', item), call('append', item), call('extend', [item, item]), call('insert', random.below(3), item), call('pop'), call('pop', 0),
        call('__getitem__', random.below(3)), call('__getitem__', -1), call('__setitem__', random.below(2), item), call('remove', random.below(item)),
        call('count', random.below(item)), call('reverse'), call('__len__'), call('#GETVALUE'),
      ]),
    last: [call('#GETVALUE')],
  }),

  Value: (random) => ({ made: ['i', 0], call: (item) => random.pick([call('get'), call('set', item)]), last: [call('get')] }),
}
