/** Every typeid of a SyncManager, by every method, both ways: what a client sees does not depend on who serves. */
import path from 'node:path'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { SyncManager, type Address, type PoolProxy } from '../managers/index.ts'
import { Global } from '../pickle/index.ts'
import { bytes, tuple } from '../values/index.ts'
import { everyType } from './support/every-type.ts'
import { Processes, useProcesses } from './support/processes.ts'
import { WANTED, findPythons, type Python } from './support/pythons.ts'

const processes = useProcesses()
const serving = new Processes()
const pythons = findPythons()
const newest = pythons.get(WANTED.findLast((minor) => pythons.has(minor)) ?? '')
const authkey = bytes('rain in may')
const session = readFileSync(new URL('./programs/python/every_type.py', import.meta.url), 'utf8')
const hexkey = Buffer.from(authkey).toString('hex')

afterAll(() => serving.end())

/** A server of ours in a process of its own, which can have workers of a pool. */
async function serve(address: Address): Promise<Address> {
  const program = serving.node(new URL('./stdlib/serve.ts', import.meta.url), [JSON.stringify(address), hexkey])
  const [line] = await program.line(/^.+$/m)
  return JSON.parse(line) as Address
}

const addresses = {
  AF_UNIX: (): Address => path.join(serving.directory(), 's'),
  AF_INET: (): Address => ['127.0.0.1', 0],
}
const served = new Map<string, Promise<Address>>()

/** Where our server listens, one for each family. */
function ours(family: keyof typeof addresses): Promise<Address> {
  let address = served.get(family)
  if (!address) served.set(family, (address = serve(addresses[family]())))
  return address
}

/** What a Python program prints that uses every typeid. `address`: of the server; without one it starts its own. */
async function seenBy(python: Python, how: 'all' | 'short', address?: Address): Promise<string[]> {
  const args = [how, ...(address === undefined ? [] : [JSON.stringify(address), hexkey])]
  const { stdout, stderr, code } = await processes.python(python.program, session, args).ended
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  return stdout.split('\n')
}

let own: Promise<string[]> | undefined
let ownShort: Promise<string[]> | undefined

describe.each(WANTED)('CPython %s', (minor) => {
  const python = pythons.get(minor)

  test('its client sees what it would see of the newest CPython’s server', { timeout: 60_000 }, async ({ skip }) => {
    if (!python || !newest) return skip(`CPython ${minor} is not installed here`)
    own ??= seenBy(newest, 'all')
    expect(await seenBy(python, 'all', await ours('AF_UNIX'))).toEqual(await own)
  })

  test.each(['AF_UNIX', 'AF_INET'] as const)('our client sees of its server over %s what it sees of ours', { timeout: 60_000 }, async (family) => {
    if (!python) return
    const theirs = await pythonServer(python, family === 'AF_UNIX' ? path.join(processes.directory(), 's') : ['127.0.0.1', 0])
    const [manager, pythons] = await Promise.all([ours(family), theirs].map(connected))
    const [seenOfOurs, seenOfTheirs] = await Promise.all([manager!, pythons!].map(everyType))
    expect(seenOfTheirs).toEqual(seenOfOurs)
    expect(await manager!.numberOfObjects()).toBe(0)
  })

  test('our client has its pool run Python’s functions', { timeout: 60_000 }, async ({ skip }) => {
    if (!python) return skip(`CPython ${minor} is not installed here`)
    const manager = await connected(await pythonServer(python, path.join(processes.directory(), 's')))
    await using pool = await manager.Pool(2)
    await usePythonPool(pool)
  })
})

test('over TCP, too, clients of every CPython see what they would see of the newest CPython’s server', { timeout: 120_000 }, async ({ skip }) => {
  if (!newest) return skip('no CPython is installed here')
  const address = await ours('AF_INET')
  ownShort ??= seenBy(newest, 'short')
  // Together: each of them mostly waits for TCP.
  const found = [...pythons].filter(([minor]) => (WANTED as readonly string[]).includes(minor))
  const seen = await Promise.all(found.map(([, python]) => seenBy(python, 'short', address)))
  // What the others have left at that time.
  const isAbout = (line: string): boolean => !line.startsWith('left ')
  for (const lines of seen) expect(lines.filter(isAbout)).toEqual((await ownShort).filter(isAbout))
  expect(await (await connected(address)).numberOfObjects()).toBe(0)
})

async function connected(address: Address | Promise<Address>): Promise<SyncManager> {
  return new SyncManager({ address: await address, authkey }).connect()
}

async function pythonServer(python: Python, address: Address): Promise<Address> {
  const literal = typeof address === 'string' ? JSON.stringify(address) : `(${JSON.stringify(address[0])}, ${address[1]})`
  const program = processes.python(
    python.program,
    `
from multiprocessing.managers import SyncManager
import json, multiprocessing
multiprocessing.current_process().authkey = b'rain in may'
if __name__ == '__main__':
    s = SyncManager(${literal}, b'rain in may').get_server()
    print(json.dumps(s.address), flush=True)
    s.serve_forever()
`,
  )
  const [line] = await program.line(/^.+$/m)
  return JSON.parse(line) as Address
}

async function usePythonPool(pool: PoolProxy): Promise<void> {
  const mul = new Global('operator', 'mul')
  const abs = new Global('builtins', 'abs')
  expect(await pool.apply(mul, [6, 7])).toBe(42)
  expect(await pool.apply(new Global('builtins', 'int'), ['ff'], { base: 16 })).toBe(255)
  await expect(pool.apply(new Global('operator', 'truediv'), [1, 0])).rejects.toThrow('division by zero')
  expect(await pool.map(abs, [-1, 2, -3])).toEqual([1, 2, 3])
  expect(await pool.map(abs, [-1, 2, -3], 2)).toEqual([1, 2, 3])
  expect(await pool.starmap(mul, [tuple(1, 2), tuple(3, 4)])).toEqual([2, 12])
  {
    await using result = await pool.applyAsync(mul, [2, 3])
    expect([await result.get(), await result.get(10), await result.ready(), await result.successful(), await result.wait()]).toEqual([6, 6, true, true, undefined])
    await using results = await pool.mapAsync(abs, [-1, -2])
    expect(await results.get()).toEqual([1, 2])
    await using starred = await pool.starmapAsync(mul, [tuple(5, 6)])
    expect(await starred.get()).toEqual([30])
    await using late = await pool.applyAsync(new Global('time', 'sleep'), [5])
    await expect(late.get(0.01)).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }))
    await expect(late.successful()).rejects.toThrow('not ready')
    await using inOrder = await pool.imap(abs, [-1, -2, -3])
    expect([await inOrder.next(), await inOrder.next(), await inOrder.next()]).toEqual([1, 2, 3])
    await expect(inOrder.next()).rejects.toThrow(expect.objectContaining({ name: 'StopIteration' }))
    await using asTheyCome = await pool.imapUnordered(abs, [-1, -2, -3])
    const seen: unknown[] = []
    for await (const item of asTheyCome) seen.push(item)
    expect(seen.sort()).toEqual([1, 2, 3])
  }
  await expect(pool.join()).rejects.toThrow('Pool is still running')
  await pool.terminate()
  await pool.join()
}
