/**
 * `Popen`: one child process, from its start to its exit code (CPython: `multiprocessing.popen_spawn_posix.Popen`).
 *
 * The child is `node child-main`. Its descriptor 3 is a pipe both ways: what the child is for goes in, what became of it
 * comes out, and that it ends tells the child that its parent is gone, however the parent went.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readSync } from 'node:fs'
import type { Socket } from 'node:net'
import { constants } from 'node:os'
import { ProcessError } from '../errors.ts'
import { PARENT_DESCRIPTOR, type ChildMessage, type PreparationData } from '../protocol/preparation.ts'
import type { Address } from '../protocol/token.ts'
import { endResources } from '../shared-memory/resource-tracker.ts'
import { emit, tracing } from '../tracer.ts'
import { AssertionError, RuntimeError } from '../values/exceptions.ts'
import { currentProcess, nextIdentity, processName } from './current-process.ts'
import { EXIT_PRIORITY, finalizeAtExit } from './finalize.ts'
import { childEnvironment, childMain, execArguments } from './node-command.ts'
import { childFailure, prepareChild, type TaskToStart } from './prepare-child.ts'

/** How long a child may take to import the main module, in milliseconds. */
export const START_TIMEOUT = 30_000
/** Milliseconds from the SIGTERM to the SIGKILL of a daemon at the end of its parent. */
const DAEMON_GRACE = 1000

/** What a child is started with. */
export interface PopenOptions {
  readonly task: TaskToStart
  /** What the child is called; left out, `kind` with its number. */
  readonly name?: string | undefined
  readonly kind?: string | undefined
  /** Which child of which child; left out, the next one of this process. */
  readonly identity?: readonly number[] | undefined
  /** Left out: this process's own. */
  readonly authkey?: Uint8Array | undefined
  /** Ends with this process instead of being waited for. */
  readonly daemon?: boolean | undefined
  /** Milliseconds until the child must be ready; `Infinity` waits for ever. */
  readonly startTimeout?: number | undefined
}

/** Children that have not ended. */
const alive = new Set<Popen>()
let endsChildren = false

/** One child process (CPython: `multiprocessing.popen_spawn_posix.Popen`). */
export class Popen {
  readonly name: string
  readonly daemon: boolean
  /** Resolves when the child has ended. */
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #channel: Socket
  #address: Address | null = null
  #exitcode: number | null = null
  #waiting = 0

  /**
   * Starts a child and waits until it has found what it is to run, or listens.
   * @throws ProcessError when it cannot, with what the child said; RuntimeError while this process still imports its main
   *   module; AssertionError in a daemonic process
   */
  static async start(options: PopenOptions): Promise<Popen> {
    checkMayStart()
    const { kind = 'Process', identity = nextIdentity(), daemon = false, startTimeout = START_TIMEOUT } = options
    const name = options.name ?? processName(kind, identity)
    const data = prepareChild({ name, identity, daemon, authkey: options.authkey ?? currentProcess().authkey, task: options.task })
    const popen = new Popen(name, daemon)
    await popen.#prepare(data, startTimeout)
    return popen
  }

  private constructor(name: string, daemon: boolean) {
    this.name = name
    this.daemon = daemon
    this.#child = spawn(process.execPath, [...execArguments(), childMain()], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      env: childEnvironment(name),
    })
    this.#channel = this.#child.stdio[PARENT_DESCRIPTOR] as Socket
    // It ends with the child, and what became of the child is told by its exit.
    this.#channel?.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#exited(code, signal)
        resolve()
      })
      this.#child.once('error', () => {
        if (this.#child.pid !== undefined) return
        alive.delete(this)
        resolve()
      })
    })
    alive.add(this)
    endChildrenAtExit()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Exit code, or the negative number of the signal that ended it; null as long as it runs. */
  get exitcode(): number | null {
    return this.#exitcode
  }

  get alive(): boolean {
    return alive.has(this)
  }

  /** Where a server child listens. */
  get address(): Address | null {
    return this.#address
  }

  /**
   * Waits until the child has ended, or `ms` have gone by.
   * @returns whether it has ended
   */
  async wait(ms = Infinity): Promise<boolean> {
    if (!this.alive) return true
    return this.#whileWaiting(() => within(this.ended, ms))
  }

  /** Sends a signal; nothing happens when the child has ended. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.alive) this.#child.kill(signal)
  }

  /** SIGTERM, which a child does not handle unless the program does (CPython: `terminate`). */
  terminate(): void {
    this.kill('SIGTERM')
  }

  /**
   * Waits with nothing else running: for the end of this process. POSIX only.
   * @returns whether the child ended within `ms`
   */
  waitAtOnce(ms = Infinity): boolean {
    // Node has no other way to the number of a socket's descriptor.
    const descriptor = (Reflect.get(this.#channel, '_handle') as { readonly fd?: number } | null)?.fd
    if (descriptor === undefined || descriptor < 0) return true
    const deadline = performance.now() + ms
    const pause = new Int32Array(new SharedArrayBuffer(4))
    const byte = new Uint8Array(1)
    for (;;) {
      try {
        // Its end of the pipe closes when it ends, and at no other time.
        if (readSync(descriptor, byte) === 0) return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return true
        if (performance.now() > deadline) return false
        Atomics.wait(pause, 0, 0, 5)
      }
    }
  }

  async #prepare(data: PreparationData, timeout: number): Promise<void> {
    this.#channel.write(`${JSON.stringify(data)}\n`)
    try {
      const message = await this.#whileWaiting(() => this.#firstMessage(timeout))
      if (message.kind === 'failed') throw childFailure(message)
      this.#address = message.address
    } catch (error) {
      this.kill('SIGKILL')
      throw error
    }
  }

  #firstMessage(timeout: number): Promise<ChildMessage> {
    return new Promise((resolve, reject) => {
      let text = ''
      let timer: NodeJS.Timeout | undefined
      if (timeout !== Infinity) {
        timer = setTimeout(() => reject(new ProcessError(`${this.name} was not ready after ${timeout / 1000} s: ${SLOW_MAIN}`)), timeout)
      }
      this.#child.once('error', (error) => reject(new ProcessError(`${this.name} could not be started: ${error.message}`)))
      this.#channel.setEncoding('utf8')
      this.#channel.on('data', (chunk: string) => {
        text += chunk
        const end = text.indexOf('\n')
        if (end < 0) return
        clearTimeout(timer)
        resolve(JSON.parse(text.slice(0, end)) as ChildMessage)
      })
      void this.ended.then(() => {
        clearTimeout(timer)
        reject(new ProcessError(this.#endedTooSoon()))
      })
    })
  }

  #endedTooSoon(): string {
    const how = `${this.name} ended with exit code ${this.#exitcode} before it was ready`
    // Node's code for a module whose top-level await never comes to an end.
    return this.#exitcode === 13 ? `${how}: ${SLOW_MAIN}` : `${how}: its own output says why`
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.#exitcode = signal === null ? code : -constants.signals[signal]
    alive.delete(this)
    this.#channel.destroy()
    if (tracing() && this.pid !== undefined) emit({ name: 'process/exited', pid: this.pid, code, signal })
  }

  /** A child is a reason to go on while somebody waits for it, or, unless it is a daemon, at all. */
  async #whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    this.#waiting++
    this.#keepAlive()
    try {
      return await wait()
    } finally {
      this.#waiting--
      this.#keepAlive()
    }
  }

  #keepAlive(): void {
    this.#channel?.unref?.()
    if (!this.daemon || this.#waiting > 0) this.#child.ref()
    else this.#child.unref()
  }
}

/** Children of this process that have not ended. */
export function aliveChildren(): readonly Popen[] {
  return [...alive]
}

const SLOW_MAIN =
  'a child imports the main module again and waits until that is done, so what only the program itself is to do belongs behind `if (isMainProcess())`'

function checkMayStart(): void {
  const current = currentProcess()
  // A manager's server is none to its own pools: CPython's is no daemon.
  if (current.daemon && current.managerServer === undefined) throw new AssertionError('daemonic processes are not allowed to have children')
  if (!current.bootstrapping) return
  throw new RuntimeError(
    `${current.name} was asked to start a process while it still imports the main module, which would go on for ever: ` +
      'put what only the program itself is to do behind `if (isMainProcess())`',
  )
}

/** Whether `promise` was done before `ms` had gone by. */
async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  if (ms === Infinity) return promise.then(() => true)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * As CPython at its exit: daemons are terminated, the others are waited for. A daemon that takes no notice is killed.
 * After a signal nobody waits: what is left ends because its parent has.
 */
function endChildrenAtExit(): void {
  if (endsChildren) return
  endsChildren = true
  finalizeAtExit(EXIT_PRIORITY.resources, endResources)
  finalizeAtExit(EXIT_PRIORITY.children, (ending) => {
    const children = aliveChildren()
    for (const child of children) if (child.daemon) child.terminate()
    if (ending === 'signal') return
    for (const child of children) {
      if (!child.waitAtOnce(child.daemon ? DAEMON_GRACE : Infinity)) child.kill()
    }
  })
}
