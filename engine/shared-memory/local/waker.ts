/**
 * Wakes this process, whatever it waits for: one semaphore of its own, and one thread that waits for it.
 *
 * Who wakes says so where the one who waits looks (a `WaitTable`), and then gives that semaphore. So a thousand waits cost
 * one thread, and who was killed while it waited leaves nothing that others would stumble over.
 */
import { attachSemaphore, type NamedSemaphore } from '../system/semaphore.ts'
import { idOf, localName, ownSemaphore } from './owned.ts'

/** Milliseconds after which everybody looks anyway: whoever should have woken them may have been killed before it did. */
const LOOK = 500
const LONGEST_TIMER = 2 ** 31 - 1

interface Wait {
  /** Ends it if it is over. */
  look(): void
}

const waits = new Set<Wait>()
let semaphore: NamedSemaphore | undefined
let id = 0n
let listening: AbortController | undefined

/** By what others wake this process. */
export function wakerId(): bigint {
  if (semaphore === undefined) {
    semaphore = ownSemaphore(0).thing
    id = idOf(semaphore.name)
  }
  return id
}

/** Wakes a process. Nothing happens when it is gone. */
export function wake(waker: bigint): void {
  if (semaphore !== undefined && BigInt.asUintN(64, waker) === id) {
    semaphore.release()
    return
  }
  let other: NamedSemaphore
  try {
    other = attachSemaphore(localName(waker))
  } catch {
    return
  }
  other.release()
  other.close()
}

/**
 * Waits until `isOver` says so, or `limit` milliseconds have gone by. The process stays alive meanwhile.
 * @returns whether it is over
 */
export async function waitUntil(isOver: () => boolean, limit: number): Promise<boolean> {
  if (isOver()) return true
  if (limit <= 0) return false
  return new Promise<boolean>((resolve, reject) => {
    const deadline = performance.now() + limit
    let timer: NodeJS.Timeout | undefined
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      waits.delete(wait)
      if (waits.size === 0) listening?.abort()
      settle()
    }
    const wait: Wait = {
      look() {
        try {
          if (isOver()) end(() => resolve(true))
        } catch (error) {
          // Its memory was let go of meanwhile.
          end(() => reject(error as Error))
        }
      },
    }
    const arm = (): void => {
      const left = deadline - performance.now()
      if (left <= 0) end(() => resolve(false))
      else timer = setTimeout(arm, Math.min(left, LONGEST_TIMER))
    }
    if (limit !== Infinity) arm()
    waits.add(wait)
    if (listening === undefined) void listen()
  })
}

function endThoseThatAreOver(): void {
  for (const wait of [...waits]) wait.look()
}

/** As long as anybody waits. */
async function listen(): Promise<void> {
  wakerId()
  const own = (listening = new AbortController())
  const timer = setInterval(endThoseThatAreOver, LOOK)
  timer.unref()
  while (waits.size > 0) {
    // Before the wait: what was said since the last look is seen.
    endThoseThatAreOver()
    if (own.signal.aborted) break
    await semaphore!.acquire(undefined, own.signal)
  }
  clearInterval(timer)
  listening = undefined
  if (waits.size > 0) void listen()
}
