/** Uses every typeid of a `SyncManager` by every method of its proxy, and tells what it saw: the same whoever serves. */
import type { SyncManager } from '../../managers/index.ts'
import { equals, float, repr, tuple } from '../../values/index.ts'

/** One line for each thing seen. Errors by class and, where all versions of CPython say the same, words. */
export async function everyType(m: SyncManager): Promise<string[]> {
  const lines: string[] = []
  const tell = (label: string, value: unknown): void => void lines.push(`${label}: ${shown(value)}`)
  const see = async (label: string, promise: Promise<unknown>, words = true): Promise<void> => {
    try {
      tell(label, await promise)
    } catch (error) {
      const { name, message } = error as Error
      const last = name === 'RemoteError' ? message.trimEnd().split('\n').at(-2) : message
      lines.push(`${label}: ${name}${words ? ` ${shown(last).replace(/exposed=\{.*/, '')}` : ''}`)
    }
  }

  await using event = await m.Event()
  await see('event', inTurn(() => event.isSet(), () => event.wait(0), () => event.wait(0.01)))
  const waiting = event.wait(10)
  await see('set', event.set())
  await see('woken', waiting)
  await see('set', inTurn(() => event.isSet(), () => event.wait()))
  await see('clear', event.clear())
  await see('clear', event.isSet())

  await using lock = await m.Lock()
  await see('lock', lock.acquire())
  await see('lock', lock.acquire(false))
  await see('lock', lock.acquire(true, 0.01))
  await see('lock', lock.acquire(false, 1))
  await see('lock str', lock.str())
  const handed = lock.acquire()
  await see('release', lock.release())
  await see('handed over', handed)
  await see('release', lock.release())
  await see('release', lock.release())
  {
    await using _held = await lock.hold()
    await see('held', lock.acquire(false))
  }
  await see('let go', lock.acquire(false))
  await see('copy', lock.getValue(), false)

  await using rlock = await m.RLock()
  await see('rlock', rlock.release())
  await see('rlock', rlock.acquire())
  await see('rlock', rlock.acquire(false))
  await see('rlock', rlock.release())
  {
    await using _held = await rlock.hold()
  }
  await see('rlock', rlock.release())
  await see('rlock', rlock.release())

  await using semaphore = await m.Semaphore(1)
  await see('semaphore', semaphore.acquire())
  await see('semaphore', semaphore.acquire(false))
  await see('semaphore', semaphore.acquire(true, 0.01))
  const place = semaphore.acquire()
  await see('semaphore', semaphore.release())
  await see('place', place)
  await see('semaphore', semaphore.release())
  await see('semaphore', semaphore.release())
  await see('less', m.Semaphore(-1))
  await using bounded = await m.BoundedSemaphore()
  await see('bounded', bounded.release())
  await see('bounded', bounded.acquire())
  await see('bounded', bounded.release())

  await using condition = await m.Condition()
  await see('condition', condition.wait(0))
  await see('condition', condition.notify())
  await see('condition', condition.notifyAll())
  await see('condition', condition.acquire())
  await see('condition', condition.acquire())
  await see('condition', condition.wait(0.01))
  await see('condition', condition.notify(2))
  await see('condition', condition.notifyAll())
  await see('condition', condition.release())
  await see('condition', condition.release())
  await see('condition', condition.release())
  await using news = await m.Value('i', 0)
  const reader = (async () => {
    await using _held = await condition.hold()
    return await condition.waitFor(() => news.value, 10)
  })()
  const writer = (async () => {
    await using _held = await condition.hold()
    await news.set(7)
    await condition.notifyAll()
  })()
  await see('news', Promise.all([reader, writer]))
  {
    await using _held = await condition.hold()
    await see('no news', condition.waitFor(() => false, 0.02))
  }
  await using plain = await m.Lock()
  await using over = await m.Condition(plain)
  await see('over', over.acquire())
  await see('its lock', plain.acquire(false))
  await see('over', over.wait(0.01))
  await see('over', over.release())
  await see('its lock', plain.acquire(false))
  await see('condition of', m.create('Condition', [5]))

  await using barrier = await m.Barrier(2)
  await see('barrier', inTurn(() => barrier.parties, () => barrier.nWaiting, () => barrier.broken))
  await see('barrier', Promise.all([barrier.wait(), barrier.wait()]).then((numbers) => numbers.sort()))
  await see('barrier', barrier.wait(0.01))
  await see('barrier', barrier.broken)
  await see('barrier', barrier.wait())
  await see('reset', barrier.reset())
  await see('reset', barrier.broken)
  await see('abort', barrier.abort())
  await see('abort', barrier.broken)
  await using hasty = await m.Barrier(2, { timeout: 0.01 })
  await see('hasty', hasty.wait())

  await using value = await m.Value<unknown>('i', 1)
  await see('value', inTurn(() => value.value, () => value.get(), () => value.set(tuple(2)), () => value.value, () => value.str()))
  await see('value', value.getValue())

  await using array = await m.Array('i', [0, 1, 2, 3, 4])
  await see('array', inTurn(() => array.len(), () => array.get(0), () => array.get(-1), () => array.slice(1, 3), () => array.slice(null, null, -2), () => array.str()))
  await see('array', array.get(5))
  await see('array', array.set(5, 1))
  await see('array', array.set(0, 2 ** 40))
  await see('array', array.set(0, 9))
  await see('array', array.setSlice(1, 3, [7]))
  await see('array', array.callMethod('__setitem__', [0, 'x']), false)
  const items: unknown[] = []
  for await (const item of array) items.push(item)
  tell('array', items)
  await see('array', array.getValue())
  for (const typecode of 'bBhHiIlLqQfd') {
    await using small = await m.Array(typecode, [1, 100])
    await see(typecode, small.getValue())
  }
  await using text = await m.Array('d', [float(1), 1.5])
  await see('d', text.slice())
  await see('typecode', m.Array('z', []))

  await using space = await m.Namespace({ x: 1, _y: 2 })
  await see('namespace', inTurn(() => space.x, () => space.get('x'), () => space.set('z', [3]), () => space.z, () => space.delete('x'), () => space.str()))
  await see('namespace', space.get('x'), false)

  for (const typeid of ['Queue', 'JoinableQueue'] as const) {
    await using queue = await m[typeid]<unknown>(2)
    await see('queue', inTurn(() => queue.put(1), () => queue.putNowait(tuple(2)), () => queue.qsize(), () => queue.full(), () => queue.empty()))
    await see('queue', queue.put(3, false))
    await see('queue', queue.putNowait(3))
    await see('queue', queue.put(3, true, 0.01))
    const late = queue.put('late')
    await see('queue', queue.get())
    await see('late', late)
    await see('queue', inTurn(() => queue.get(true, 1), () => queue.getNowait()))
    await see('queue', queue.get(false))
    await see('queue', queue.getNowait())
    await see('queue', queue.get(true, 0.01))
    const joined = queue.join()
    for (let each = 0; each < 3; each++) await see('done', queue.taskDone())
    await see('joined', joined)
    await see('done', queue.taskDone())
  }

  await using list = await m.list<unknown>([3, 1, 2])
  await see('list', inTurn(() => list.get(0), () => list.len(), () => list.includes(1), () => list.index(1), () => list.count(3), () => list.slice(0, 2)))
  await see('list', inTurn(() => list.append(4), () => list.extend([5]), () => list.insert(0, 0), () => list.pop(), () => list.remove(4), () => list.str()))
  await see('list', inTurn(() => list.sort(), () => list.str(), () => list.sort({ reverse: true }), () => list.reverse(), () => list.set(0, 'x'), () => list.delete(1), () => list.str()))
  await see('list', list.get(99))
  await see('list', list.remove('no'))
  await see('list', list.sort())
  await see('list', list.callMethod('__add__', [[1]]))
  await see('list', list.callMethod('__mul__', [2]))

  await using dict = await m.dict<unknown, unknown>({ a: 1, b: 2 })
  await see('dict', inTurn(() => dict.item('a'), () => dict.get('z'), () => dict.get('z', 9), () => dict.has('a'), () => dict.len(), () => dict.keys(), () => dict.values(), () => dict.items()))
  await see('dict', inTurn(() => dict.setdefault('c', 3), () => dict.pop('c'), () => dict.pop('z', 0), () => dict.update({ q: 1 }), () => dict.popitem(), () => dict.delete('a'), () => dict.str()))
  await see('dict', dict.item('z'))
  await see('dict', dict.pop('z'))
  await see('dict', dict.delete('z'))
  const keys: unknown[] = []
  for await (const key of dict) keys.push(key)
  tell('dict', keys)
  await using iterator = (await dict.callMethod('__iter__')) as { next(): Promise<unknown> } & AsyncDisposable
  await see('next', iterator.next())
  await see('next', iterator.next())

  await see('nested', dict.set('list', list))
  await using nested = (await dict.get('list')) as typeof list
  await see('nested', nested.append('both'))
  await see('nested', list.get(-1))
  return lines
}

/** Calls one after another: each may go over another connection. */
async function inTurn(...calls: (() => Promise<unknown>)[]): Promise<unknown[]> {
  const results: unknown[] = []
  for (const call of calls) results.push(await call())
  return results
}

/** Without what differs from server to server. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : equals(value, undefined) ? 'None' : repr(value)
  return text.replace(/ at 0x[0-9a-f]+/g, ' at 0x').replace(/, id '[0-9a-f]+'/g, '')
}
