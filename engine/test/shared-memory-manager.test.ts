/** `SharedMemoryManager`: here, in a server of its own, and with CPython on the other side. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { RemoteError, SharedMemoryManager } from '../managers/index.ts'
import { askServer } from '../managers/dispatch.ts'
import { SharedMemory } from '../shared-memory/shared-memory.ts'
import { AssertionError } from '../values/exceptions.ts'
import { authkey } from './support/live-server.ts'
import { pythonsOf, useProcesses, type Program } from './support/processes.ts'

const processes = useProcesses()
let TMPDIR: string
let address: string
beforeEach(() => {
  TMPDIR = processes.directory()
  address = join(TMPDIR, 's')
})

const start = (scenario: string): Program => processes.node(new URL('./programs/shared-memory.ts', import.meta.url), [scenario], { env: { TMPDIR } })
const isThere = (name: string): boolean => existsSync(`/dev/shm/${name}`)

test('what it has made is gone after its shutdown, and nothing is said', async () => {
  const ending = await start('managed').ended
  expect(ending).toMatchObject({ code: 0, stderr: '' })
  const [first, second, item] = JSON.parse(ending.stdout) as [string, string, string]
  expect([item, isThere(first), isThere(second)]).toEqual(['basil', false, false])
})

test.each(['SIGTERM', 'SIGKILL'] as const)('what it has made is gone when its program gets %s', async (signal) => {
  const running = start('managedWaits')
  const [, name] = await running.line(/^\["(psm_\w+)",\d+\]$/m)
  expect(isThere(name!)).toBe(true)
  running.kill(signal)
  expect(await running.ended).toMatchObject({ signal, stderr: '' })
  if (signal === 'SIGKILL') await processes.node(new URL('./programs/shared-memory.ts', import.meta.url), ['tidies'], { env: { TMPDIR } }).ended
  expect(isThere(name!)).toBe(false)
})

test('what it has made is gone when its server was killed', async () => {
  const running = start('managedWaits')
  const [, name, server] = await running.line(/^\["(psm_\w+)",(\d+)\]$/m)
  process.kill(Number(server), 'SIGKILL')
  running.kill('SIGTERM')
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM', stderr: '' })
  expect(isThere(name!)).toBe(false)
})

test('its server tracks, lists and releases segments, and refuses what it does not know', async () => {
  const server = new SharedMemoryManager({ address, authkey }).getServer()
  const serving = server.serveForever()
  const manager = await new SharedMemoryManager({ address, authkey }).connect()
  const first = await manager.SharedMemory(10)
  const { shm } = await manager.ShareableList([1])
  const ask = (name: 'release_segment' | 'list_segments' | 'track_segment', ...args: unknown[]) => askServer(address, authkey, name, args)
  expect(await ask('list_segments')).toEqual([first.name, shm.name])
  await ask('release_segment', first.name)
  expect([isThere(first.name), isThere(shm.name), await ask('list_segments')]).toEqual([false, true, [shm.name]])
  await expect(ask('release_segment', first.name)).rejects.toThrow('ValueError: list.remove(x): x not in list')
  await expect(ask('list_segments', 1)).rejects.toThrow('list_segments() takes 0 positional arguments but 1 was given')
  await expect(ask('track_segment')).rejects.toThrow("track_segment() missing 1 required positional argument: 'segment_name'")
  await ask('track_segment', 'psm_gone')
  await expect(manager.SharedMemory(0)).rejects.toThrow("'size' must be a positive number different from zero")
  server.stop()
  await serving
  expect(isThere(shm.name)).toBe(false)
  for (const each of [first, shm]) each.close()
})

test('before its start, and with a server of another kind, nothing is made', async () => {
  await expect(new SharedMemoryManager().SharedMemory(10)).rejects.toThrow(AssertionError)
  const { BaseManager } = await import('../managers/index.ts')
  const server = new BaseManager({ address, authkey }).getServer()
  const serving = server.serveForever()
  const manager = await new SharedMemoryManager({ address, authkey }).connect()
  await expect(manager.SharedMemory(10)).rejects.toThrow(RemoteError)
  await expect(manager.SharedMemory(10)).rejects.toThrow("AssertionError: 'track_segment' unrecognized")
  server.stop()
  await serving
})

describe.each(pythonsOf('3.8', '3.9', '3.10', '3.11', '3.12', '3.13'))('CPython $version', ({ path, version }) => {
  test('asks a server here', async () => {
    const server = new SharedMemoryManager({ address, authkey }).getServer()
    const serving = server.serveForever()
    const python = processes.python(
      path,
      `
import sys
from multiprocessing.managers import SharedMemoryManager
manager = SharedMemoryManager(${JSON.stringify(address)}, authkey=${JSON.stringify(Buffer.from(authkey).toString('latin1'))}.encode())
manager.connect()
memory = manager.SharedMemory(10)
memory.buf[3] = 33
items = manager.ShareableList([1, 'basil'])
print(memory.name, items.shm.name)
sys.stdin.readline()
`,
    )
    const [, memory, items] = await python.line(/^(\w+) (\w+)$/m)
    using here = new SharedMemory(memory!)
    expect(here.buf[3]).toBe(33)
    expect(await askServer(address, authkey, 'list_segments')).toEqual([memory, items])
    server.stop()
    await serving
    expect([isThere(memory!), isThere(items!)]).toEqual([false, false])
    python.end()
    await python.ended
  })

  test('serves for a manager here', async () => {
    const python = processes.python(
      path,
      `
from multiprocessing.managers import SharedMemoryManager
if __name__ == '__main__':
    manager = SharedMemoryManager(${JSON.stringify(address)}, authkey=${JSON.stringify(Buffer.from(authkey).toString('latin1'))}.encode())
    print('ready', flush=True)
    manager.get_server().serve_forever()
`,
    )
    await python.line(/ready/)
    const manager = new SharedMemoryManager({ address, authkey })
    await untilThere(() => manager.connect())
    const memory = await manager.SharedMemory(10)
    memory.buf[0] = 1
    const { shm } = await manager.ShareableList([1])
    expect(await askServer(address, authkey, 'list_segments')).toEqual([memory.name, shm.name])
    await askServer(address, authkey, 'release_segment', [memory.name])
    expect([isThere(memory.name), isThere(shm.name)]).toEqual([false, true])
    await askServer(address, authkey, 'shutdown')
    const { stderr } = await python.ended
    expect([isThere(shm.name), stderr.replace(/.*SystemExit.*\n?/g, '')]).toEqual([false, ''])
    memory.close()
    shm.close()
    expect(version).toMatch(/^3\./)
  })
})

/** The server binds after its line: until then nobody listens. */
async function untilThere(connect: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await connect()
      return
    } catch (error) {
      if (!/refused|No such file/i.test((error as Error).message)) throw error
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
