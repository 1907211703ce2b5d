/** The worker processes of one pool: started, given tasks, replaced, ended (CPython: `multiprocessing.pool.Pool`'s threads). */
import { Listener, type Connection } from '../../connection/index.ts'
import { currentProcess } from '../../process/current-process.ts'
import { Popen } from '../../process/popen.ts'
import { RuntimeError } from '../../values/exceptions.ts'
import type { Global } from '../../pickle/index.ts'
import type { PickleContext } from '../pickle-context.ts'
import type { Server } from '../server.ts'
import { toPythonError } from '../traceback.ts'
import { RECEIVED, beginning, taskMessage, type Mode, type ResultMessage } from './messages.ts'
import { settle, type Outcome, type Receiver } from './results.ts'

/** One piece of work. */
export interface Task {
  readonly mode: Mode
  readonly func: Global
  readonly args: readonly unknown[]
  readonly kwds: ReadonlyMap<string, unknown>
  /** Is told what became of it, as its task number `index`. */
  readonly receiver: Receiver
  readonly index: number
}

export interface WorkersOptions {
  /** How many processes. */
  readonly count: number
  /** Each calls this first. */
  readonly initializer: Global | null
  readonly initargs: readonly unknown[]
  /** After so many tasks a worker is replaced; `Infinity`: never. */
  readonly tasksPerChild: number
}

/** A worker that has said that it is there. */
interface Worker {
  readonly connection: Connection
  readonly popen: Popen
  task: Task | undefined
  done: number
}

export class Workers {
  readonly #options: WorkersOptions
  readonly #listener: Listener
  readonly #authkey: Uint8Array
  readonly #tasks: Task[] = []
  readonly #idle: Worker[] = []
  readonly #busy = new Set<Worker>()
  /** Resolve with the connection of the worker of that pid. */
  readonly #expected = new Map<number, (connection: Connection) => void>()
  readonly #early = new Map<number, Connection>()
  readonly #processes = new Set<Popen>()
  #starting = 0
  #phase: 'open' | 'closed' | 'terminated' = 'open'
  #resolveEnded!: () => void
  /** Resolves when it was closed or terminated and every worker has ended. */
  readonly ended: Promise<void>

  constructor(options: WorkersOptions) {
    this.#options = options
    const server = currentProcess().managerServer as Server | undefined
    this.#authkey = server?.authkey ?? currentProcess().authkey
    this.#listener = new Listener({ authkey: this.#authkey, backlog: options.count })
    this.#listener.ready.catch(() => undefined)
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve))
    void this.#acceptAll()
    for (let nth = 0; nth < options.count; nth++) void this.#start()
  }

  /** How many processes there are now, those that are being started included. */
  get count(): number {
    return this.#processes.size + this.#starting
  }

  /** Has a task done, after those that came before. */
  submit(task: Task): void {
    this.#tasks.push(task)
    this.#assign()
    // All workers may have failed to start.
    if (this.#starting + this.#idle.length + this.#busy.size === 0) void this.#start()
  }

  /** No more tasks will come: workers end when all are done. */
  close(): void {
    if (this.#phase !== 'open') return
    this.#phase = 'closed'
    this.#assign()
    this.#checkEnd()
  }

  /** Ends the workers at once; what is not done fails. */
  terminate(): void {
    if (this.#phase === 'terminated') return
    this.#phase = 'terminated'
    const error = new RuntimeError('the pool was terminated before this was done')
    for (const task of this.#tasks.splice(0)) fail(task, error)
    for (const { task } of this.#busy) if (task) fail(task, error)
    for (const popen of this.#processes) popen.terminate()
    this.#checkEnd()
  }

  async #acceptAll(): Promise<void> {
    await this.#listener.ready.catch(() => undefined)
    for (;;) {
      let connection: Connection
      try {
        connection = await this.#listener.accept()
      } catch {
        if (this.#phase === 'terminated' || this.count === 0) return
        continue
      }
      void this.#greet(connection)
    }
  }

  async #greet(connection: Connection): Promise<void> {
    const pid = (await connection.recv()) as number
    const expected = this.#expected.get(pid)
    if (expected) expected(connection)
    else this.#early.set(pid, connection)
  }

  async #start(): Promise<void> {
    this.#starting++
    let popen: Popen
    try {
      await this.#listener.ready
      popen = await Popen.start({
        kind: 'PoolWorker',
        authkey: this.#authkey,
        daemon: true,
        task: { kind: 'worker', address: this.#listener.address },
      })
    } catch (error) {
      this.#starting--
      this.#startFailed(toPythonError(error))
      return
    }
    this.#starting--
    this.#processes.add(popen)
    void popen.ended.then(() => this.#processEnded(popen))
    if (this.#phase === 'terminated') popen.terminate()
    else await this.#serve(popen)
  }

  /** Gives tasks to one worker until there are no more. */
  async #serve(popen: Popen): Promise<void> {
    const pid = popen.pid!
    const connection = this.#early.get(pid) ?? (await new Promise<Connection>((resolve) => this.#expected.set(pid, resolve)))
    this.#early.delete(pid)
    this.#expected.delete(pid)
    const worker: Worker = { connection, popen, task: undefined, done: 0 }
    const { initializer, initargs } = this.#options
    try {
      await connection.send(beginning(initializer, initargs), null)
    } catch {
      return
    }
    this.#idle.push(worker)
    this.#assign()
  }

  /** Gives waiting tasks to idle workers; sends those home for whom there will be none. */
  #assign(): void {
    while (this.#tasks.length > 0 && this.#idle.length > 0) {
      const worker = this.#idle.shift()!
      void this.#work(worker, this.#tasks.shift()!)
    }
    if (this.#phase === 'closed' && this.#tasks.length === 0) for (const worker of this.#idle.splice(0)) sendHome(worker)
  }

  async #work(worker: Worker, task: Task): Promise<void> {
    this.#busy.add(worker)
    worker.task = task
    const { connection } = worker
    try {
      try {
        await connection.send(taskMessage(task.mode, task.func, task.args, task.kwds), null)
      } catch (error) {
        if (connection.closed) throw error
        // It has no pickle: nothing was sent.
        this.#finish(worker, { succeeded: false, value: toPythonError(error) })
        return
      }
      const [succeeded, value, holds] = (await connection.recv(this.#context())) as ResultMessage
      if (holds) await connection.send(RECEIVED, null)
      this.#finish(worker, { succeeded, value })
    } catch {
      // The worker is gone: how it ended says `#processEnded`.
      if (worker.popen.alive) worker.popen.terminate()
    }
  }

  #finish(worker: Worker, outcome: Outcome): void {
    const { task } = worker
    worker.task = undefined
    this.#busy.delete(worker)
    worker.done++
    if (worker.done >= this.#options.tasksPerChild) {
      sendHome(worker)
      if (this.#phase === 'open' || this.#tasks.length > 0) void this.#start()
    } else this.#idle.push(worker)
    if (task) tell(task, outcome)
    this.#assign()
    this.#checkEnd()
  }

  #processEnded(popen: Popen): void {
    this.#processes.delete(popen)
    this.#expected.delete(popen.pid!)
    const isThis = (worker: Worker): boolean => worker.popen === popen
    const idle = this.#idle.findIndex(isThis)
    if (idle >= 0) this.#idle.splice(idle, 1)
    const worker = [...this.#busy].find(isThis)
    if (worker) this.#busy.delete(worker)
    if (worker?.task) {
      fail(worker.task, new RuntimeError(`${popen.name} ended with exit code ${popen.exitcode} while it ran ${worker.task.func}`))
    }
    const wanted = this.#phase === 'open' || (this.#phase === 'closed' && this.#tasks.length > 0)
    if (wanted && this.count < this.#options.count && (worker || idle >= 0)) void this.#start()
    else if (wanted && this.count === 0) this.#startFailed(new RuntimeError(`${popen.name} ended with exit code ${popen.exitcode} before its first task`))
    this.#checkEnd()
  }

  /** Where no worker can be had, nothing that waits will be done. The next task tries again. */
  #startFailed(error: Error): void {
    if (this.count === 0) for (const task of this.#tasks.splice(0)) fail(task, error)
    this.#checkEnd()
  }

  #checkEnd(): void {
    if (this.#phase === 'open' || this.count > 0) return
    this.#listener.close()
    this.#resolveEnded()
  }

  #context(): PickleContext {
    return { server: currentProcess().managerServer as Server | undefined, authkey: this.#authkey, pending: [] }
  }
}

function sendHome({ connection, popen }: Worker): void {
  connection.send(null, null).then(
    () => connection.close(),
    () => popen.terminate(),
  )
}

function fail(task: Task, error: Error): void {
  tell(task, { succeeded: false, value: error })
}

function tell(task: Task, outcome: Outcome): void {
  task.receiver[settle](task.index, outcome)
}
