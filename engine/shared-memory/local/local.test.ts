import { afterEach, expect, test } from 'vitest'
import { dumps } from '../../pickle/index.ts'
import { PicklingError } from '../../errors.ts'
import { AssertionError, IndexError, OSError, OverflowError, QueueEmpty, QueueFull, RuntimeError, TypeError, ValueError } from '../../values/exceptions.ts'
import { bytes, float, repr, tuple } from '../../values/index.ts'
import { StructError } from '../struct.ts'
import { useMemoryAccess } from '../system/memory.ts'
import { LocalManager } from './local-manager.ts'

const manager = new LocalManager()
const made: Disposable[] = []

/** Disposed of after the test. */
function own<T extends Disposable>(thing: T): T {
  made.push(thing)
  return thing
}

afterEach(() => {
  for (const each of made.splice(0).reverse()) each[Symbol.dispose]()
})

test('a SharedValue has the value that was set last, and shows it as in Python', () => {
  const value = own(manager.SharedValue('i', 10))
  expect(String(value)).toBe("SharedValue('i', 10)")
  expect(repr(value)).toBe("SharedValue('i', 10)")
  value.value -= 30
  expect([value.value, value.get(), value.toBytes()]).toEqual([-20, -20, Uint8Array.of(0xec, 0xff, 0xff, 0xff)])
})

test.each([
  ['b', -128], ['B', 255], ['?', true], ['h', -32_768], ['H', 65_535], ['i', -(2 ** 31)], ['I', 2 ** 32 - 1], ['l', -(2n ** 63n)], ['L', 2n ** 64n - 1n],
  ['q', 2 ** 53 - 1], ['Q', 2n ** 63n], ['n', -1], ['N', 7], ['e', 0.5], ['f', 0.25], ['d', 1e300], ['d', float(2)], ['c', bytes('x')], ['5s', bytes('ab\0cd')], ['5p', bytes('abc')],
  ['P', 2n ** 64n - 1n], ['>i', -7], ['<q', 2n ** 60n], ['=h', 3], ['!d', -0.5], ['>20s', bytes('garden of twenty bits')],
] as const)('a SharedValue of the format %s holds %s, in memory that is viewed and in memory that is copied', (format, value) => {
  for (const access of ['view', 'copy'] as const) {
    const before = useMemoryAccess(access)
    try {
      const shared = own(manager.SharedValue<unknown>(format, value))
      const there = shared.get()
      expect(there instanceof Uint8Array ? there : repr(there)).toEqual(value instanceof Uint8Array ? value.slice(0, format === '>20s' ? 20 : 9) : repr(value))
      shared.set(value)
      expect(repr(shared.get())).toBe(repr(there))
    } finally {
      useMemoryAccess(before)
    }
  }
})

test('a shorter text leaves nothing of a longer one', () => {
  const value = own(manager.SharedValue('5s', bytes('roses')))
  value.value = bytes('ox')
  expect(value.value).toEqual(bytes('ox\0\0\0'))
})

test('a SharedStruct has a tuple, and shows it as in Python', () => {
  const struct = own(manager.SharedStruct('hh', [1, 2]))
  expect(String(struct)).toBe("SharedStruct('hh', (1, 2))")
  struct.value = tuple(3, 4)
  expect([struct.value, struct.toBytes()]).toEqual([tuple(3, 4), Uint8Array.of(3, 0, 4, 0)])
  expect(String(own(manager.SharedStruct('id', tuple(1729, 3.5))))).toBe("SharedStruct('id', (1729, 3.5))")
})

test('a SharedArray is reached by index, from both ends, and by slice', () => {
  const array = own(manager.SharedArray('i', [1, 2, 3, 4]))
  array[0] = 10
  array[-1]! += 36
  expect([array[0], array[3], array.length, [...array]]).toEqual([10, 40, 4, [10, 2, 3, 40]])
  expect([array.slice(1, 3), array.slice(null, null, -1), array.slice(-2), array.slice(3, 1)]).toEqual([[2, 3], [40, 3, 2, 10], [3, 40], []])
  array.setSlice(1, 3, [20, 30])
  array.setSlice(null, null, [0, 1], 3)
  expect(array.toList()).toEqual([0, 20, 30, 1])
  expect(String(array)).toBe("SharedArray('i', [0, 20, 30, 1])")
  expect(array.toBytes()).toEqual(Uint8Array.of(0, 0, 0, 0, 20, 0, 0, 0, 30, 0, 0, 0, 1, 0, 0, 0))
})

test.each([
  ['d', [1.5, 2], "SharedArray('d', [1.5, 2.0])"],
  ['w', 'garten 🌱', "SharedArray('w', 'garten 🌱')"],
  ['b', new Uint8Array([255, 1]), "SharedArray('b', [-1, 1])"],
  ['Q', [2n ** 64n - 1n], "SharedArray('Q', [18446744073709551615])"],
  ['f', [], "SharedArray('f', [])"],
] as const)('a SharedArray of %s made of %s shows itself as in Python', (typecode, sequence, text) => {
  const array = own(manager.SharedArray<unknown>(typecode, sequence as never))
  expect(String(array)).toBe(text)
  expect(array.toList()).toEqual([...array])
})

test.each([
  [() => manager.SharedValue('Z', 1), StructError, 'bad char in struct format'],
  [() => manager.SharedValue('3', 1), StructError, 'repeat count given without format specifier'],
  [() => manager.SharedValue('=n', 1), StructError, 'bad char in struct format'],
  [() => manager.SharedValue('ii', 1), StructError, 'pack expected 2 items for packing (got 1)'],
  [() => manager.SharedValue('', 1), StructError, 'pack expected 0 items for packing (got 1)'],
  [() => manager.SharedValue('b', 128), StructError, "'b' format requires -128 <= number <= 127"],
  [() => manager.SharedValue('i', 'x'), StructError, 'required argument is not an integer'],
  [() => manager.SharedValue('<f', 1e39), OverflowError, 'float too large to pack with f format'],
  [() => manager.SharedValue('c', bytes('ab')), StructError, 'char format requires a bytes object of length 1'],
  [() => manager.SharedValue(3 as never, 1), TypeError, 'Struct() argument 1 must be a str or bytes object, not int'],
  [() => manager.SharedStruct('hh', [1]), StructError, 'pack expected 2 items for packing (got 1)'],
  [() => manager.SharedStruct('3s', ['abc']), StructError, "argument for 's' must be a bytes object"],
  [() => manager.SharedArray('z', [1]), ValueError, 'bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)'],
  [() => manager.SharedArray('ii', [1]), TypeError, 'array() argument 1 must be a unicode character, not str'],
  [() => manager.SharedArray('i', 'ab'), TypeError, "cannot use a str to initialize an array with typecode 'i'"],
  [() => manager.SharedArray('i', 5 as never), TypeError, "'int' object is not iterable"],
  [() => manager.SharedArray('h', new Uint8Array(3)), ValueError, 'bytes length not a multiple of item size'],
  [() => manager.SharedArray('B', [256]), OverflowError, 'unsigned byte integer is greater than maximum'],
  [() => manager.SharedArray('d', [10n ** 400n] as never), OverflowError, 'int too large to convert to float'],
  [() => manager.Semaphore(-1), OSError, '[Errno 22] Invalid argument'],
  [() => manager.Semaphore('x' as never), TypeError, "'str' object cannot be interpreted as an integer"],
  [() => manager.Queue(1.5), TypeError, "'float' object cannot be interpreted as an integer"],
])('%s is refused in the words of CPython 3.13', (make, type, words) => {
  expect(make).toThrow(new type(words))
  expect(make).toThrow(type)
})

test('a value that does not fit changes nothing', () => {
  const value = own(manager.SharedValue('h', 1))
  const struct = own(manager.SharedStruct('bb', [1, 2]))
  const array = own(manager.SharedArray('B', [1, 2, 3]))
  expect(() => (value.value = 40_000)).toThrow(new StructError("'h' format requires -32768 <= number <= 32767"))
  expect(() => struct.set([5, 600])).toThrow(new StructError("'b' format requires -128 <= number <= 127"))
  expect(() => array.setSlice(0, 2, [9, 900])).toThrow(new OverflowError('unsigned byte integer is greater than maximum'))
  expect(() => (array[0] = -1)).toThrow(new OverflowError('unsigned byte integer is less than minimum'))
  expect([value.value, struct.value, array.toList()]).toEqual([1, tuple(1, 2), [1, 2, 3]])
})

test('an array keeps its length, and has no items beyond', () => {
  const array = own(manager.SharedArray('i', [1, 2, 3]))
  expect(() => array.setSlice(0, 2, [1, 2, 3])).toThrow(new ValueError('Can only assign sequence of same size'))
  expect(() => array.setSlice(3, null, [4])).toThrow(new ValueError('Can only assign sequence of same size'))
  expect(() => array[3]).toThrow(new IndexError('array index out of range'))
  expect(() => (array[-4] = 1)).toThrow(new IndexError('array assignment index out of range'))
  expect(() => array.slice(0, 2, 0)).toThrow(new ValueError('slice step cannot be zero'))
  expect(array.toList()).toEqual([1, 2, 3])
})

test('what was disposed of is refused, and says so', () => {
  const value = manager.SharedValue('i', 1)
  const array = manager.SharedArray('i', [1])
  for (const each of [value, array]) {
    each.dispose()
    each.dispose()
  }
  expect(() => value.value).toThrow(new ValueError('operation forbidden on a SharedValue that was disposed of'))
  expect(() => (value.value = 2)).toThrow(new ValueError('operation forbidden on a SharedValue that was disposed of'))
  expect(() => array.toList()).toThrow(new ValueError('operation forbidden on a SharedArray that was disposed of'))
})

test.each([
  ['SharedValue', () => manager.SharedValue('i', 1)],
  ['SharedStruct', () => manager.SharedStruct('i', [1])],
  ['SharedArray', () => manager.SharedArray('i', [1])],
  ['Lock', () => manager.Lock()],
  ['RLock', () => manager.RLock()],
  ['Semaphore', () => manager.Semaphore()],
  ['BoundedSemaphore', () => manager.BoundedSemaphore()],
  ['Condition', () => manager.Condition()],
  ['Event', () => manager.Event()],
  ['Queue', () => manager.Queue()],
])('a %s goes into no pickle but that of the arguments of a child', (typeid, make) => {
  const thing = own(make() as Disposable)
  expect(() => dumps(thing)).toThrow(new RuntimeError(`${typeid} objects should only be shared between processes through inheritance`))
  expect(dumps(thing, { context: { spawning: true } })).toBeInstanceOf(Uint8Array)
})

test('a manager without a server starts, ends and joins without doing anything', async () => {
  await using other = await new LocalManager().start()
  const value = own(other.SharedValue('i', 5))
  await other.shutdown()
  await other.join()
  expect(value.value).toBe(5)
  expect('list' in other || 'dict' in other || 'Namespace' in other).toBe(false)
})

test('a condition is only for the one who holds its lock', async () => {
  const condition = own(manager.Condition())
  await expect(condition.wait()).rejects.toThrow(new AssertionError('must acquire() condition before using wait()'))
  expect(() => condition.notify()).toThrow(new AssertionError('lock is not owned'))
})

test('who waits for what is disposed of is told so', async () => {
  const words = /^the segment \/psl_[0-9a-f]{16} is closed here: attach to it again$|^Queue .* is closed$/
  const event = manager.Event()
  const queue = manager.Queue()
  const condition = manager.Condition()
  await condition.acquire()
  const waiting = [event.wait(), queue.get(), condition.wait()]
  // They wait as soon as their places are taken.
  await new Promise(setImmediate)
  event.dispose()
  queue.dispose()
  condition.dispose()
  for (const each of waiting) await expect(each).rejects.toThrow(words)
})

test('what is used after it was disposed of is refused', async () => {
  const lock = manager.Lock()
  const queue = manager.Queue()
  const event = manager.Event()
  for (const each of [lock, queue, event]) each.dispose()
  await expect(lock.acquire()).rejects.toThrow(/^the semaphore \/psl_[0-9a-f]{16} is closed here: attach to it again$/)
  await expect(queue.put(1)).rejects.toThrow(ValueError)
  expect(() => event.isSet()).toThrow(/is closed here/)
})

test('a queue is full, empty, and in order; what has no pickle is refused at once', async () => {
  const queue = own(manager.Queue<unknown>(2))
  await queue.put([1, 'a', tuple(2)])
  await queue.putNowait(null)
  expect([queue.qsize(), queue.full(), queue.empty()]).toEqual([2, true, false])
  await expect(queue.put(3, true, 0.01)).rejects.toThrow(new QueueFull())
  await expect(queue.putNowait(3)).rejects.toThrow(new QueueFull())
  expect([await queue.get(), await queue.getNowait()]).toEqual([[1, 'a', tuple(2)], null])
  await expect(queue.get(true, 0.01)).rejects.toThrow(new QueueEmpty())
  await expect(queue.getNowait()).rejects.toThrow(new QueueEmpty())
  await expect(queue.put(() => 1)).rejects.toThrow(PicklingError)
  expect(queue.empty()).toBe(true)
  queue.close()
  await expect(queue.put(1)).rejects.toThrow(/^Queue <multiprocessing.queues.Queue object at \/psl_[0-9a-f]{16}> is closed$/)
  await queue.joinThread()
})

test('a queue holds more than a page, and gives pages back', async () => {
  const queue = own(manager.Queue<Uint8Array>())
  const sizes = [10, 70_000, 0, 5_000_000, 3, 65_000, 65_519, 65_520, 65_521, 1, 200_000]
  for (let round = 0; round < 3; round++) {
    for (const size of sizes) await queue.put(new Uint8Array(size).fill(size % 251))
    for (const size of sizes) {
      const item = await queue.get()
      expect([item.length, item.every((byte) => byte === size % 251)]).toEqual([size, true])
    }
  }
})
