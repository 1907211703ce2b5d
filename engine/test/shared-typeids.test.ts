/** `SharedValue`, `SharedStruct` and `SharedArray` in a server: for clients here, and for CPython's. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SyncManager, type Server } from '../managers/index.ts'
import { StructError } from '../shared-memory/index.ts'
import { OverflowError, ValueError } from '../values/exceptions.ts'
import { bytes, repr } from '../values/index.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'

const processes = useProcesses()
const authkey = bytes('rain in may')
let server: Server
let serving: Promise<void>
let manager: SyncManager

beforeAll(async () => {
  server = new SyncManager({ address: ['127.0.0.1', 0], authkey }).getServer()
  serving = server.serveForever()
  await server.ready
  manager = await new SyncManager({ address: server.address, authkey }).connect()
})

afterAll(async () => {
  server.stop()
  await serving
})

test('a client reads and writes them', async () => {
  await using value = await manager.SharedValue('i', 10)
  await value.set((await value.value) + 1)
  expect([await value.get(), String(await value.str())]).toEqual([11, "SharedValue('i', 11)"])
  await using struct = await manager.SharedStruct('hd', [1, 2])
  await struct.set([3, 4.5])
  expect([repr(await struct.value), await struct.toBytes()]).toEqual(['(3, 4.5)', expect.any(Uint8Array)])
  await using array = await manager.SharedArray('i', [1, 2, 3, 4])
  await array.set(-1, 40)
  await array.setSlice(0, 2, [10, 20])
  expect([await array.get(0), await array.len(), await array.slice(1, 3), await array.toList(), await array.str()]).toEqual([
    10, 4, [20, 3], [10, 20, 3, 40], "SharedArray('i', [10, 20, 3, 40])",
  ])
  expect(await array.toBytes()).toHaveLength(16)
  expect(() => (value.value = 3)).toThrow('setting value takes a frame: write await proxy.set(3)')
})

test('what does not fit is refused with the same class and words', async () => {
  await using value = await manager.SharedValue('b', 1)
  await using array = await manager.SharedArray('B', [1, 2])
  await expect(value.set(1000)).rejects.toThrow(StructError)
  await expect(value.set(1000)).rejects.toThrow("'b' format requires -128 <= number <= 127")
  await expect(array.set(0, 256)).rejects.toThrow(new OverflowError('unsigned byte integer is greater than maximum'))
  await expect(array.setSlice(0, 2, [1])).rejects.toThrow(new ValueError('Can only assign sequence of same size'))
  await expect(manager.SharedStruct('Z', [1])).rejects.toThrow('bad char in struct format')
})

const CLIENT = `
import struct, sys
from multiprocessing.managers import BaseManager
class Manager(BaseManager): pass
for typeid in 'SharedValue', 'SharedStruct', 'SharedArray': Manager.register(typeid)
manager = Manager(('127.0.0.1', int(sys.argv[1])), b'rain in may')
manager.connect()
value = manager.SharedValue('i', 10)
value.set(value.get() + 1)
numbers = manager.SharedStruct('hd', (1, 2))
numbers.set((3, 4.5))
array = manager.SharedArray('i', [1, 2, 3])
array.__setitem__(slice(0, 2), [10, 20])
print(value, numbers.get(), numbers, array, array.tolist(), array.__getitem__(slice(1, 3)))
try:
    value.set(2 ** 40)
except struct.error as error:
    print(error)
`

test.each(pythonsOf('3.8', '3.13'))('a client in CPython $version does, too', { timeout: 30_000 }, async ({ path }) => {
  const { stdout, stderr } = await processes.python(path, CLIENT, [String(server.address[1])]).ended
  expect([stderr, stdout.trimEnd().split('\n')]).toEqual(['', [
    "SharedValue('i', 11) (3, 4.5) SharedStruct('hd', (3, 4.5)) SharedArray('i', [10, 20, 3]) [10, 20, 3] array('i', [20, 3])",
    "'i' format requires -2147483648 <= number <= 2147483647",
  ]])
})
