/**
 * `Process`: a function that runs in a process of its own (CPython: `multiprocessing.Process`, start method `spawn`).
 *
 * The child imports the main module again and finds the function there by its name, so it must be exported. That is not
 * so in Python, where every function at the top of a module can be found.
 */
import { AssertionError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { repr } from '../values/repr.ts'
import { currentProcess, nextIdentity, processName } from './current-process.ts'
import { Popen } from './popen.ts'

/** A function by the module that exports it: for one that the main module does not export. */
export interface TargetReference {
  /** `new URL('./garden.js', import.meta.url)`, or the same as text. */
  readonly module: URL | string
  readonly name: string
}

type Target = ((...args: never[]) => unknown) | TargetReference

/** What a process is made with (CPython: the parameters of `multiprocessing.Process`). */
export interface ProcessOptions {
  /** What to run: a function that the main module exports, or where another one is. Left out: the child only imports. */
  readonly target?: Target | undefined
  /** Its arguments: values that have a pickle. */
  readonly args?: readonly unknown[] | undefined
  /** Left out: `Process-1` and so on; children of children are `Process-1:1`. */
  readonly name?: string | undefined
  /** Ends with its parent, and may have no children. Left out: as its parent. */
  readonly daemon?: boolean | undefined
}

/** Processes that were started and have not ended. */
const children = new Set<Process>()

/** A child process that runs one function (CPython: `multiprocessing.Process`, with the `spawn` start method). */
export class Process {
  name: string
  readonly #identity: readonly number[] = nextIdentity()
  readonly #target: Target | undefined
  readonly #args: readonly unknown[]
  #daemon: boolean
  #authkey: Uint8Array | undefined
  #popen: Popen | undefined
  #starting = false
  #closed = false

  /** @throws TypeError when the target is neither a function nor a reference to one */
  constructor(options: ProcessOptions = {}) {
    const { target, args = [], daemon = currentProcess().daemon } = options
    this.name = options.name ?? processName(new.target.name, this.#identity)
    this.#target = target
    this.#args = args
    this.#daemon = daemon
    if (target !== undefined) checkTarget(target)
  }

  /**
   * Starts the child. Resolves when it has found its target and begins to run it.
   * @throws AttributeError when the target cannot be found there, which says what to do; PicklingError when an argument
   *   has no pickle; ProcessError when the child ends before that; AssertionError when it was started before
   */
  async start(): Promise<void> {
    this.#checkOpen()
    if (this.#starting) throw new AssertionError('cannot start a process twice')
    this.#starting = true
    const target = this.#target
    const { module, name } = target === undefined ? { module: null, name: '' } : referenceTo(target)
    const popen = await Popen.start({
      name: this.name,
      identity: this.#identity,
      authkey: this.authkey,
      daemon: this.#daemon,
      task: { kind: 'process', module, target: name, args: this.#args },
    })
    this.#popen = popen
    children.add(this)
    void popen.ended.then(() => children.delete(this))
  }

  /** Waits until it has ended, or `ms` have gone by; `exitcode` says which. @throws AssertionError when it was not started */
  async join(ms?: number): Promise<void> {
    this.#checkOpen()
    if (!this.#popen) throw new AssertionError('can only join a started process')
    await this.#popen.wait(ms)
  }

  /** Ends it with SIGTERM. */
  terminate(): void {
    this.#started('terminate').terminate()
  }

  /** Ends it with SIGKILL. */
  kill(): void {
    this.#started('kill').kill()
  }

  /** Forgets a process that has ended. @throws ValueError while it runs */
  close(): void {
    if (this.#popen?.alive) {
      throw new ValueError('Cannot close a process while it is still running. You should first call join() or terminate().')
    }
    this.#closed = true
  }

  /** `undefined` until it is started. */
  get pid(): number | undefined {
    this.#checkOpen()
    return this.#popen?.pid
  }

  /** Exit code, or the negative number of the signal that ended it; null as long as it has not ended. */
  get exitcode(): number | null {
    this.#checkOpen()
    return this.#popen?.exitcode ?? null
  }

  isAlive(): boolean {
    this.#checkOpen()
    return this.#popen?.alive ?? false
  }

  get daemon(): boolean {
    return this.#daemon
  }

  set daemon(daemon: boolean) {
    if (this.#starting) throw new AssertionError('process has already started')
    this.#daemon = daemon
  }

  /** The secret that it will have. */
  get authkey(): Uint8Array {
    return this.#authkey ?? currentProcess().authkey
  }

  set authkey(authkey: Uint8Array) {
    if (!(authkey instanceof Uint8Array)) throw new PythonTypeError('string argument without an encoding')
    this.#authkey = authkey
  }

  /** Resolves when it has ended. @throws ValueError when it was not started */
  get sentinel(): Promise<void> {
    this.#checkOpen()
    if (!this.#popen) throw new ValueError('process not started')
    return this.#popen.wait().then(() => undefined)
  }

  #started(what: string): Popen {
    this.#checkOpen()
    if (!this.#popen) throw new AssertionError(`can only ${what} a started process`)
    return this.#popen
  }

  #checkOpen(): void {
    if (this.#closed) throw new ValueError('process object is closed')
  }
}

/** Processes that this one has started and that have not ended (CPython: `active_children`). */
export function activeChildren(): Process[] {
  return [...children]
}

function checkTarget(target: Target): void {
  if (typeof target === 'function') return
  const { module, name } = target as Partial<TargetReference>
  if ((typeof module === 'string' || module instanceof URL) && typeof name === 'string') return
  throw new PythonTypeError(`target is a function or { module, name }, got ${repr(target)}`)
}

/** @throws ValueError for a function without a name, which no child could find */
function referenceTo(target: Target): { module: string | null; name: string } {
  if (typeof target !== 'function') return { module: String(target.module), name: target.name }
  if (target.name === '' || target.name.startsWith('bound ')) {
    throw new ValueError(
      `the target of a process needs a name by which the child finds it, got ${target.name || 'a function without one'}: ` +
        'write `export function work() { … }` at the top level of the main module and pass `work`',
    )
  }
  return { module: null, name: target.name }
}
