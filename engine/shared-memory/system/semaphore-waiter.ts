/**
 * Threads that wait for semaphores: one for each that is waited for, so that none holds up the event loop, a file that
 * is being read, or another.
 *
 * A thread never waits for longer than `SLICE` at a stretch: it looks whether it is still wanted, and a process that ends
 * has to wait for its threads. Its program is a text, since a file would have to be found in the source, in a bundle
 * and inside an archive alike.
 */
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { Worker } from 'node:worker_threads'
import { systemError } from './errors.ts'
import { koffi } from './library.ts'

/** Milliseconds that a thread is in the system's hands at a stretch. */
const SLICE = 20
/** Threads that are kept for the next wait. */
const KEPT = 1

/** A wait that is under way. */
export interface Wait {
  /** Gives up; `done` is called when the thread has let go of the semaphore. */
  cancel(done?: () => void): void
}

/** Called once: with an error of the system, or whether one was taken. */
type Outcome = (error: Error | undefined, acquired: boolean) => void

interface Job {
  readonly handle: bigint
  /** One number: 1 asks the thread to give up. */
  readonly flag: Int32Array
}
type Reply = { readonly acquired: boolean } | { readonly errno: number }

const idle: Worker[] = []

/** Waits for a semaphore in a thread. The process stays alive until it is there or given up. */
export function waitInThread(handle: bigint, outcome: Outcome): Wait {
  const thread = idle.pop() ?? startThread()
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const afterwards: (() => void)[] = []
  const finish = (error: Error | undefined, acquired: boolean) => {
    thread.off('message', reply)
    thread.off('error', broken)
    outcome(error, acquired)
    for (const each of afterwards) each()
  }
  const reply = (message: Reply) => {
    thread.unref()
    if (idle.length < KEPT) idle.push(thread)
    else void thread.terminate()
    if ('errno' in message) finish(systemError(message.errno), false)
    else finish(undefined, message.acquired)
  }
  const broken = (error: Error) => finish(error, false)
  thread.on('message', reply)
  thread.on('error', broken)
  thread.ref()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  thread.postMessage({ handle, flag } satisfies Job)
  return {
    cancel(done) {
      if (done) afterwards.push(done)
      Atomics.store(flag, 0, 1)
    },
  }
}

function startThread(): Worker {
  // It says here, and not in the thread, that koffi is missing.
  koffi()
  const { EAGAIN, EINTR, ETIMEDOUT } = constants.errno
  return new Worker(PROGRAM, {
    eval: true,
    execArgv: [],
    stderr: false,
    workerData: { koffi: createRequire(import.meta.url).resolve('koffi'), platform: process.platform, slice: SLICE, EAGAIN, EINTR, ETIMEDOUT },
  })
}

/** `sem_timedwait` where there is one; on macOS, as CPython does there, it looks again and again. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const { platform, slice, EAGAIN, EINTR, ETIMEDOUT } = workerData
const koffi = require(workerData.koffi)
const nap = new Int32Array(new SharedArrayBuffer(4))

const find = (names, declaration) => {
  for (const name of names) try { return koffi.load(name).func(declaration) } catch (error) { if (name === names.at(-1)) throw error }
}
// Each gives true when it has taken one, false when it was not to be had, or throws the error's number.
const waits = {
  linux() {
    // By the monotonic clock, where there is a call for it (glibc 2.30): the time of day may jump.
    const until = new BigInt64Array(2)
    let wait, now
    try {
      const clockwait = find([null, 'libpthread.so.0'], 'int sem_clockwait(void *semaphore, int clock, const void *until)')
      const CLOCK_MONOTONIC = 1
      wait = (handle) => clockwait(handle, CLOCK_MONOTONIC, until)
      now = () => process.hrtime.bigint()
    } catch {
      const timedwait = find([null, 'libpthread.so.0'], 'int sem_timedwait(void *semaphore, const void *until)')
      wait = (handle) => timedwait(handle, until)
      now = () => BigInt(Date.now()) * 1000000n
    }
    return (handle) => {
      const end = now() + BigInt(slice) * 1000000n
      until[0] = end / 1000000000n
      until[1] = end % 1000000000n
      if (wait(handle) === 0) return true
      const error = koffi.errno()
      if (error === ETIMEDOUT || error === EINTR) return false
      throw error
    }
  },
  win32() {
    const wait = find(['kernel32.dll'], 'uint32_t WaitForSingleObject(void *handle, uint32_t milliseconds)')
    return (handle) => wait(handle, slice) === 0
  },
  other() {
    const wait = find([null], 'int sem_trywait(void *semaphore)')
    let pause = 1
    return (handle) => {
      if (wait(handle) === 0) { pause = 1; return true }
      const error = koffi.errno()
      if (error !== EAGAIN && error !== EINTR) throw error
      Atomics.wait(nap, 0, 0, pause)
      pause = Math.min(pause + 1, slice)
      return false
    }
  },
}
const wait = (waits[platform] ?? waits.other)()

parentPort.on('message', ({ handle, flag }) => {
  try {
    let acquired = false
    while (!acquired && Atomics.load(flag, 0) === 0) acquired = wait(handle)
    parentPort.postMessage({ acquired })
  } catch (error) {
    if (typeof error !== 'number') throw error
    parentPort.postMessage({ errno: error })
  }
})
`
