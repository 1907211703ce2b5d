/**
 * The first file that a child runs: finds out what it is for, imports the main module again, does it
 * (CPython: `multiprocessing.spawn._main`, `BaseProcess._bootstrap`).
 */
import { readSync, writeSync } from 'node:fs'
import { loads } from '../pickle/index.ts'
import { PARENT_DESCRIPTOR, type ChildMessage, type PreparationData, type Task } from '../protocol/preparation.ts'
import { AttributeError } from '../values/exceptions.ts'
import { currentProcess } from './current-process.ts'
import { watchParent } from './parent-watch.ts'
import { startTracing } from './trace-sink.ts'

/** Exit code of a child whose function never came to an end: Node's own for a module that is so. */
const NEVER_ENDED = 13

type Exports = Readonly<Record<string, unknown>>
type Callable = (...args: unknown[]) => unknown

const data = readPreparation()
becomeChild(data)
startTracing()
watchParent()
await run(data)

/** Reads the line that the parent has written. It is short and about to come, so this waits for it. */
function readPreparation(): PreparationData {
  const chunks: Buffer[] = []
  const chunk = Buffer.alloc(65_536)
  for (;;) {
    const count = readSync(PARENT_DESCRIPTOR, chunk)
    // The parent is gone already.
    if (count === 0) process.exit(1)
    chunks.push(Buffer.from(chunk.subarray(0, count)))
    if (chunk[count - 1] === 0x0a) return JSON.parse(Buffer.concat(chunks).toString('utf8')) as PreparationData
  }
}

function becomeChild({ name, identity, daemon, authkey, main, tempDirectory, root, task }: PreparationData): void {
  const current = currentProcess()
  current.name = name
  current.identity = identity
  current.daemon = daemon
  current.authkey = Buffer.from(authkey, 'hex')
  current.main = main
  current.tempDirectory = tempDirectory
  current.root = root
  current.bootstrapping = true
  // Ctrl-C goes to every process of the group; a server ends when its manager says so.
  if (task.kind === 'server') process.on('SIGINT', () => undefined)
}

async function run({ main, task }: PreparationData): Promise<void> {
  let begin: () => unknown
  try {
    const exports = main === null || task.kind === 'worker' ? {} : await importMain(main)
    currentProcess().bootstrapping = false
    begin = await prepare(task, exports, main)
  } catch (error) {
    refuse(error)
    return
  }
  await begin()
}

async function importMain(main: string): Promise<Exports> {
  try {
    return (await import(main)) as Exports
  } catch (error) {
    // Where in the program it happened only this process can say.
    process.stderr.write(`Process ${currentProcess().name}:\n`)
    failLater(error)
    throw error
  }
}

/** Finds all that the task needs, so that what is missing is told to the one who started this. */
async function prepare(task: Task, exports: Exports, main: string | null): Promise<() => unknown> {
  switch (task.kind) {
    case 'process': {
      if (task.target === '') return () => tell({ kind: 'ready', address: null })
      const from = task.module === null ? exports : ((await import(task.module)) as Exports)
      const target = find(from, task.target, task.module ?? main)
      const args = unpickled(task.args)
      return () => runTarget(target, args)
    }
    case 'server': {
      if (task.initializer !== null) await find(exports, task.initializer, main)(...unpickled(task.initargs))
      const { serveChild } = await import('../managers/child-server.ts')
      return () => serve(() => serveChild(task, (address) => tell({ kind: 'ready', address })))
    }
    case 'worker': {
      const { workInPool } = await import('../managers/pool/worker.ts')
      return () => runTarget(() => workInPool(task.address), [])
    }
  }
}

function unpickled(base64: string): unknown[] {
  return [...(loads(Buffer.from(base64, 'base64')) as unknown[])]
}

/**
 * A function that a module exports, by the name of the export or by its own.
 * @throws AttributeError that says how to make it findable
 */
function find(exports: Exports, name: string, module: string | null): Callable {
  const found = exports[name] ?? Object.values(exports).find((value) => typeof value === 'function' && value.name === name)
  if (typeof found === 'function') return found as Callable
  const where = module ?? 'a program without a main module'
  throw new AttributeError(
    `${currentProcess().name} cannot find the function '${name}' among the exports of ${where}: a child imports that module again ` +
      `and runs what it finds there. Write \`export function ${name}(…)\` at its top level, or say which module exports it: ` +
      `{ module: new URL('./file.js', import.meta.url), name: '${name}' }`,
  )
}

async function runTarget(target: Callable, args: unknown[]): Promise<void> {
  tell({ kind: 'ready', address: null })
  const { name } = currentProcess()
  let ended = false
  // Before the trace reports the exit code.
  process.prependOnceListener('exit', (code) => {
    if (ended || code !== 0) return
    process.stderr.write(`Process ${name}: its function waits for something that can no longer happen\n`)
    process.exitCode = NEVER_ENDED
  })
  try {
    await target(...args)
  } catch (error) {
    process.stderr.write(`Process ${name}:\n`)
    failLater(error)
  }
  ended = true
}

async function serve(serving: () => Promise<void>): Promise<void> {
  try {
    await serving()
  } catch (error) {
    refuse(error)
    return
  }
  process.exit(0)
}

/** Has Node treat an error as one that nobody caught: it is printed, traced, and ends the process with exit code 1. */
function failLater(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}

/** Tells the parent why nothing was started; `start()` fails with it there. */
function refuse(error: unknown): void {
  const { name, message } = error instanceof Error ? error : { name: 'ProcessError', message: String(error) }
  tell({ kind: 'failed', type: name, message })
  process.exitCode = 1
  setImmediate(() => process.exit())
}

function tell(message: ChildMessage): void {
  try {
    writeSync(PARENT_DESCRIPTOR, `${JSON.stringify(message)}\n`)
  } catch {
    // The parent is gone, and `watchParent` ends this process.
  }
}
