/** What a child is told, and what it tells back, between values here and JSON there (`protocol/preparation.ts`). */
import { tempDirectory } from '../connection/address.ts'
import { ProcessError } from '../errors.ts'
import { dumps } from '../pickle/index.ts'
import type { PreparationData, Task } from '../protocol/preparation.ts'
import { exceptionClass } from '../values/exceptions.ts'
import { tupleFrom } from '../values/tuple.ts'
import { currentProcess } from './current-process.ts'

type ServerTask = Extract<Task, { kind: 'server' }>
type ProcessTask = Extract<Task, { kind: 'process' }>

/** A task as its starter says it: arguments are values, pickled here. */
export type TaskToStart =
  | (Omit<ServerTask, 'initargs'> & { readonly initargs?: readonly unknown[] | undefined })
  | (Omit<ProcessTask, 'args'> & { readonly args?: readonly unknown[] | undefined })
  | Extract<Task, { kind: 'worker' }>

/** What a child must know, from what its starter says. */
export interface ChildDescription {
  readonly name: string
  readonly identity: readonly number[]
  readonly daemon: boolean
  readonly authkey: Uint8Array
  readonly task: TaskToStart
}

/** @throws PicklingError when an argument has no pickle */
export function prepareChild({ name, identity, daemon, authkey, task }: ChildDescription): PreparationData {
  return {
    name,
    identity,
    daemon,
    authkey: Buffer.from(authkey).toString('hex'),
    tempDirectory: process.platform === 'win32' ? null : tempDirectory(),
    root: currentProcess().root ?? process.pid,
    main: currentProcess().main,
    task: pickled(task),
  }
}

function pickled(task: TaskToStart): Task {
  switch (task.kind) {
    case 'server':
      return { ...task, initargs: pickledArguments(task.initargs) }
    case 'process':
      return { ...task, args: pickledArguments(task.args) }
    case 'worker':
      return task
  }
}

function pickledArguments(args: readonly unknown[] = []): string {
  return Buffer.from(dumps(tupleFrom(args), { context: { spawning: true } })).toString('base64')
}

/** What the child said, as the error that it had. */
export function childFailure({ type, message }: { readonly type: string; readonly message: string }): Error {
  if (type === 'ProcessError') return new ProcessError(message)
  const Known = exceptionClass('builtins', type)
  if (!Known) return new ProcessError(`${type}: ${message}`)
  const [, errno, words] = /^\[Errno (-?\d+)\] (.*)$/s.exec(message) ?? []
  const error = errno === undefined ? new Known(message) : new Known(Number(errno), words)
  // A class with words of its own, such as KeyError, would quote them twice.
  return error.message === message ? error : new ProcessError(`${type}: ${message}`)
}
