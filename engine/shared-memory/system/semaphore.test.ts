import { readFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { FileExistsError, FileNotFoundError } from '../../values/exceptions.ts'
import { attachSemaphore, createSemaphore, SemaphoreClosedError, unlinkSemaphore, type NamedSemaphore } from './semaphore.ts'

const made: NamedSemaphore[] = []
afterEach(() => {
  for (const each of made.splice(0)) {
    each.close()
    unlinkSemaphore(each.name)
  }
})

function semaphore(value: number): NamedSemaphore {
  const one = createSemaphore(`/mp-${randomBytes(4).toString('hex')}`, value)
  made.push(one)
  return one
}

test('one is taken at once, or not', () => {
  const two = semaphore(2)
  expect([two.value(), two.tryAcquire(), two.tryAcquire(), two.tryAcquire(), two.value()]).toEqual([2, true, true, false, 0])
  two.release()
  expect([two.value(), two.tryAcquire()]).toEqual([1, true])
})

test('a name that is taken, and one that is not there, are refused as Python does', () => {
  const one = semaphore(1)
  expect(() => createSemaphore(one.name, 1)).toThrow(new FileExistsError(17, 'File exists', one.name))
  expect(() => attachSemaphore('/mp-none')).toThrow(new FileNotFoundError(2, 'No such file or directory', '/mp-none'))
  expect(() => unlinkSemaphore('/mp-none')).toThrow(FileNotFoundError)
})

test('who waits gets what another handle gives, in the order of their asking', async () => {
  const here = semaphore(0)
  const there = attachSemaphore(here.name)
  const order: number[] = []
  const waits = [1, 2, 3].map(async (number) => {
    expect(await here.acquire()).toBe(true)
    order.push(number)
  })
  for (const wait of waits) {
    there.release()
    await wait
  }
  expect(order).toEqual([1, 2, 3])
  there.close()
})

test('twelve waits at once stop neither files nor timers', async () => {
  const all = Array.from({ length: 12 }, () => semaphore(0))
  const waits = all.map((each) => each.acquire())
  const texts = await Promise.all(Array.from({ length: 8 }, () => readFile(new URL(import.meta.url), 'utf8')))
  expect(texts[7]).toContain('twelve waits')
  for (const each of all) each.release()
  expect(await Promise.all(waits)).toEqual(all.map(() => true))
})

test('a timeout, a signal and a close end a wait, and nothing is lost', async () => {
  const one = semaphore(0)
  expect(await one.acquire(0)).toBe(false)
  expect(await one.acquire(5)).toBe(false)
  const stop = new AbortController()
  const stopped = one.acquire(undefined, stop.signal)
  stop.abort()
  expect(await stopped).toBe(false)
  one.release()
  expect(await one.acquire(30_000)).toBe(true)

  const other = attachSemaphore(one.name)
  const closed = other.acquire()
  other.close()
  other.close()
  expect(await closed).toBe(false)
  expect(() => other.tryAcquire()).toThrow(SemaphoreClosedError)
  await expect(other.acquire()).rejects.toThrow(`the semaphore ${one.name} is closed here: attach to it again`)
  one.release()
  expect(await one.acquire(30_000)).toBe(true)
})

test('what was taken for one who had left in that moment is given back', async () => {
  const one = semaphore(0)
  for (let round = 0; round < 20; round++) {
    const stop = new AbortController()
    const wait = one.acquire(undefined, stop.signal)
    one.release()
    stop.abort()
    if (!(await wait)) expect(await one.acquire(30_000)).toBe(true)
  }
  expect(one.tryAcquire()).toBe(false)
})

test('who has given up waiting takes nothing any more: what is given then is there at once', async () => {
  const one = semaphore(0)
  for (let round = 0; round < 20; round++) {
    const stop = new AbortController()
    const stopped = one.acquire(undefined, stop.signal)
    // The thread is at it for stretches of 20 ms: between them, and in the middle of them.
    expect(await one.acquire(round % 7)).toBe(false)
    stop.abort()
    expect(await stopped).toBe(false)
    one.release()
    // The thread would wake up in this time, and take it.
    const end = performance.now() + 2
    while (performance.now() < end);
    expect(one.tryAcquire(), `round ${round}`).toBe(true)
  }
})
