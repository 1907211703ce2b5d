/** Shared memory between this and every CPython: the same bytes, made by either. The seed is printed. */
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { dumps, loads } from '../pickle/index.ts'
import { ShareableList } from '../shared-memory/shareable-list.ts'
import type { ListLayout, ShareableItem } from '../shared-memory/shareable-list-layout.ts'
import { SharedMemory } from '../shared-memory/shared-memory.ts'
import { StructError } from '../shared-memory/struct.ts'
import { ByteArray, float, repr } from '../values/index.ts'
import { pythonsOf } from './support/processes.ts'
import { literal, PartnerError, PythonPartner } from './support/python-partner.ts'
import { Random } from './support/random.ts'

type Description = readonly [items: string, format: string, size: number, length: number, bytes: string]

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
console.info(`shared lists: seed ${seed}`)
const LISTS = 30

const opened: SharedMemory[] = []
afterEach(() => {
  for (const memory of opened.splice(0)) {
    memory.close()
    if (existsSync(`/dev/shm/${memory.name}`)) memory.unlink()
  }
})

function kept<T extends SharedMemory | ShareableList>(thing: T): T {
  opened.push(thing instanceof SharedMemory ? thing : thing.shm)
  return thing
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const describeHere = (list: ShareableList): Description => [repr(list.toList()), list.format, list.shm.size, list.length, hex(list.shm.buf.slice())]

function randomText(random: Random): string {
  return Array.from({ length: random.below(20) }, () => random.pick(['a', 'Z', ' ', "'", '\\', 'é', 'ß', '€', '😀', '\0', '\n'])).join('')
}

function randomItem(random: Random): ShareableItem {
  switch (random.below(7)) {
    case 0:
      return random.below(1000) - 500
    case 1:
      return BigInt.asIntN(64, (BigInt(random.below(2 ** 31)) << 33n) | BigInt(random.below(2 ** 31)))
    case 2:
      return float(random.pick([0, -0, 1, 1.5, -273.154, 1e300, 5e-324, random.below(2 ** 31) / 7]))
    case 3:
      return random.below(2) === 1
    case 4:
      return randomText(random)
    case 5:
      return Uint8Array.from({ length: random.below(20) }, () => random.below(256))
    default:
      return null
  }
}

/** A list that both can read: CPython cuts texts in the middle of a character, and then cannot. */
function randomList(random: Random): ShareableItem[] {
  return Array.from({ length: random.below(12) }, () => randomItem(random)).filter((item) => typeof item !== 'string' || readable(item))
}

function readable(text: string): boolean {
  const room = 8 * (Math.floor([...text].length / 8) + 1)
  const bytes = new TextEncoder().encode(text)
  return bytes.length <= room
}

describe.each(pythonsOf('3.8', '3.9', '3.10', '3.11', '3.12', '3.13'))('CPython $version', ({ version, path }) => {
  const layout: ListLayout = version.startsWith('3.8') ? 'sizes' : 'offsets'

  test('reads the lists made here, which are the bytes that it would have made itself', async () => {
    const random = new Random(seed, true)
    await using python = new PythonPartner(path)
    for (let nth = 0; nth < LISTS; nth++) {
      const items = randomList(random)
      const list = kept(new ShareableList(items, { layout }))
      const here = describeHere(list)
      expect(await python.ask('attach_list', list.shm.name)).toEqual(here)
      const [name, ...own] = await python.ask<[string, ...Description]>('create_list', literal(items))
      expect(own).toEqual(here)
      await python.ask('unlink', name)
    }
  })

  test('makes lists that are read and written here, and reads what was written', async () => {
    const random = new Random(seed, true)
    await using python = new PythonPartner(path)
    for (let nth = 0; nth < LISTS; nth++) {
      const items = randomList(random)
      const [name, ...there] = await python.ask<[string, ...Description]>('create_list', literal(items))
      const list = new ShareableList(null, { name })
      expect(describeHere(list)).toEqual(there)
      const own = kept(new ShareableList(items, { layout }))
      await python.ask('attach_list', own.shm.name)
      for (let change = 0; change < 6 && list.length > 0; change++) {
        const index = random.below(list.length)
        const value = randomItem(random)
        // Python writes to ours what is written here to Python's: the same comes of it.
        const here = outcome(() => (list[index] = value))
        const theirs = await python.ask('set_item', own.shm.name, index, literal(value)).then(() => 'done', (error: Error) => error.message)
        expect(here).toBe(theirs)
      }
      expect(await python.ask('read_list', name)).toEqual(describeHere(list))
      expect(list.toList()).toEqual(own.toList())
      for (const item of list.toList()) {
        if (typeof item === 'number' && Number.isNaN(item)) continue
        expect([list.count(item), list.index(item)]).toEqual(await python.ask('search', name, literal(item)))
      }
      list.shm.close()
      await python.ask('unlink', name)
    }
  })

  test('shares plain memory in both directions, and pickles of it', async () => {
    await using python = new PythonPartner(path)
    const here = kept(new SharedMemory({ create: true, size: 5000 }))
    here.buf.set(Uint8Array.of(1, 2, 3), 4997)
    expect(await python.ask('attach_memory', here.name)).toEqual([5000, hex(here.buf.slice())])
    await python.ask('write', here.name, 0, 'fffefd')
    expect([...here.buf.slice(0, 4)]).toEqual([255, 254, 253, 0])
    expect(await python.ask('pickled', here.name)).toBe(hex(dumps(here)))
    await python.ask('unpickled', hex(dumps(here)))

    const [name, size, text] = await python.ask<[string, number, string]>('create_memory', 4097)
    const there = new SharedMemory(name)
    expect([there.size, repr(there)]).toEqual([size, text])
    there.buf[4096] = 9
    const again = loads(Buffer.from(await python.ask<string>('pickled', name), 'hex')) as SharedMemory
    expect(again.buf[-1]).toBe(9)
    again.close()
    there.close()
    await python.ask('unlink', name)
    expect(() => new SharedMemory(name)).toThrow('No such file or directory')

    const list = kept(new ShareableList([1, 'basil'], { layout }))
    expect(await python.ask('unpickled', hex(dumps(list)))).toBe(repr(list))
    expect(await python.ask('pickled', list.shm.name)).toBe(hex(dumps(list)))
    const back = loads(Buffer.from(await python.ask<string>('pickled', list.shm.name), 'hex')) as ShareableList
    expect(repr(back)).toBe(repr(list))
    back.shm.close()
  })

  test('takes the name away when it ends, unless it was told not to track it', async () => {
    const tracked = kept(new SharedMemory({ create: true, size: 10 }))
    const untracked = kept(new SharedMemory({ create: true, size: 10 }))
    const python = new PythonPartner(path)
    await python.ask('attach_tracked', tracked.name)
    await python.ask(version.startsWith('3.13') ? 'attach_with_track_false' : 'attach_memory', untracked.name)
    const said = await python.end()
    expect(said).toContain('There appear to be 1 leaked shared_memory objects to clean up at shutdown')
    expect([existsSync(`/dev/shm/${tracked.name}`), existsSync(`/dev/shm/${untracked.name}`)]).toEqual([false, true])
    // The memory is still there for those who have it.
    tracked.buf[0] = 1
    expect(tracked.buf[0]).toBe(1)
    expect(() => tracked.unlink()).toThrow(`[Errno 2] No such file or directory: '/${tracked.name}'`)
  })
})

/** What is wrong: as Python writes it, and here. `it` is what was made before, by each for itself. */
const WRONG: readonly (readonly [python: string, here: (it: never) => unknown])[] = [
  ['SharedMemory(size=-1)', () => new SharedMemory({ size: -1 })],
  ['SharedMemory(create=True)', () => new SharedMemory({ create: true })],
  ['SharedMemory()', () => new SharedMemory()],
  ['SharedMemory("psm_none")', () => new SharedMemory('psm_none')],
  ['SharedMemory("")', () => new SharedMemory('')],
  ['SharedMemory("a/b", create=True, size=5)', () => new SharedMemory('a/b', { create: true, size: 5 })],
  ['SharedMemory("x" * 300)', () => new SharedMemory('x'.repeat(300))],
  ['SharedMemory("a\\0b")', () => new SharedMemory('a\0b')],
  ['SharedMemory(5)', () => new SharedMemory(5 as never)],
  ['SharedMemory(create=True, size="10")', () => new SharedMemory({ create: true, size: '10' as never })],
  ['ShareableList(name="psm_none")', () => new ShareableList(null, { name: 'psm_none' })],
  ['ShareableList([[1]])', () => new ShareableList([[1]])],
  ['ShareableList([{1}])', () => new ShareableList([new Set([1])])],
  ['ShareableList([bytearray(1)])', () => new ShareableList([new ByteArray(1)])],
  ['ShareableList([1 << 63])', () => new ShareableList([1n << 63n])],
  ['ShareableList([-(1 << 63) - 1])', () => new ShareableList([-(1n << 63n) - 1n])],
  ['ShareableList(["a\\ud800"])', () => new ShareableList(['a\ud800'])],
]
const WRONG_MEMORY: typeof WRONG = [
  ['it.buf[10]', ({ buf }: SharedMemory) => buf[10]],
  ['it.buf[-11]', ({ buf }: SharedMemory) => buf[-11]],
  ['it.buf[10] = 1', ({ buf }: SharedMemory) => (buf[10] = 1)],
  ['it.buf[0] = 256', ({ buf }: SharedMemory) => (buf[0] = 256)],
  ['it.buf[0] = -1', ({ buf }: SharedMemory) => (buf[0] = -1)],
  ['it.buf[0] = "a"', ({ buf }: SharedMemory) => (buf[0] = 'a' as never)],
  ['it.buf[0] = 1.5', ({ buf }: SharedMemory) => (buf[0] = 1.5)],
  ['it.buf[0:3] = b"abcdefghijk"', ({ buf }: SharedMemory) => buf.set(new Uint8Array(11))],
  ['it.buf[0:2] = [1, 2]', ({ buf }: SharedMemory) => buf.set([1, 2] as never)],
  ['it.buf[0] = 1; part = it.buf; it.close(); part[0]', (it: SharedMemory) => [it.buf].map((part) => (it.close(), part[0]))],
  ['it.buf[0]', (it: SharedMemory) => it.buf[0]],
  ['it.unlink(); SharedMemory(it.name)', (it: SharedMemory) => (it.unlink(), new SharedMemory(it.name))],
  ['it.unlink()', (it: SharedMemory) => it.unlink()],
]
const WRONG_LIST: typeof WRONG = [
  ['it[3]', (it: ShareableList) => it[3]],
  ['it[3] = 1', (it: ShareableList) => (it[3] = 1)],
  ['it[1] = "x" * 9', (it: ShareableList) => (it[1] = 'x'.repeat(9))],
  ['it[1] = "é" * 5', (it: ShareableList) => (it[1] = 'é'.repeat(5))],
  ['it[1] = b"x" * 9', (it: ShareableList) => (it[1] = new Uint8Array(9))],
  ['it[0] = "x" * 9', (it: ShareableList) => (it[0] = 'x'.repeat(9))],
  ['it[0] = [1]', (it: ShareableList) => (it[0] = [1] as never)],
  ['it[0] = 1 << 63', (it: ShareableList) => (it[0] = 1n << 63n)],
  ['it.index("nope")', (it: ShareableList) => it.index('nope')],
  ['ShareableList([1], name=it.shm.name)', (it: ShareableList) => new ShareableList([1], { name: it.shm.name })],
  ['SharedMemory(it.shm.name, create=True, size=1)', (it: ShareableList) => new SharedMemory(it.shm.name, { create: true, size: 1 })],
  ['it[2]', (it: ShareableList) => it[2]],
  ['it.shm.close(); it[0]', (it: ShareableList) => (it.shm.close(), it[0])],
  ['len(it)', (it: ShareableList) => it.length],
  ['repr(it)', (it: ShareableList) => repr(it)],
]

describe.each(pythonsOf('3.13'))('what is wrong is refused as CPython $version does', ({ path }) => {
  // Names differ, since each makes its own.
  const told = (type: string, message: string): string => `${type}: ${message.replace(/psm_[0-9a-f]{8}/g, 'psm_…')}`

  async function compare(cases: typeof WRONG, make?: { readonly name: string; readonly it: SharedMemory | ShareableList }, python?: PythonPartner): Promise<void> {
    for (const [statements, here] of cases) {
      let ours = 'nothing was wrong'
      try {
        here(make?.it as never)
      } catch (error) {
        ours = told(error instanceof StructError ? 'error' : (error as Error).name, (error as Error).message)
      }
      const theirs = await python!.ask('attempt', statements, make?.name ?? '').then(
        () => 'nothing was wrong',
        (error: PartnerError) => told(error.type, error.message),
      )
      expect([statements, ours]).toEqual([statements, theirs])
    }
  }

  test('when a segment or list is opened', async () => {
    await using python = new PythonPartner(path)
    await compare(WRONG, undefined, python)
  })

  test('when memory is used', async () => {
    await using python = new PythonPartner(path)
    const it = kept(new SharedMemory({ create: true, size: 10 }))
    const [name] = await python.ask<[string]>('create_memory', 10)
    await compare(WRONG_MEMORY, { name, it }, python)
  })

  test('when a list is used', async () => {
    await using python = new PythonPartner(path)
    const items = [1, 'basil', 'aé' + 'é'.repeat(5)]
    const it = kept(new ShareableList(items))
    const [name] = await python.ask<[string]>('create_list_quietly', literal(items))
    await compare(WRONG_LIST, { name, it }, python)
  })

  test('when a name is made by both', async () => {
    await using python = new PythonPartner(path)
    const [name] = await python.ask<[string]>('create_memory', 10)
    expect(() => new SharedMemory(name, { create: true, size: 5 })).toThrow(`[Errno 17] File exists: '/${name}'`)
    const own = kept(new SharedMemory({ create: true, size: 5 }))
    await expect(python.ask('attempt', `SharedMemory('${own.name}', create=True, size=5)`, '')).rejects.toThrow(`[Errno 17] File exists: '/${own.name}'`)
  })
})

function outcome(work: () => unknown): string {
  try {
    work()
    return 'done'
  } catch (error) {
    return (error as Error).message
  }
}
