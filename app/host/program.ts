/**
 * One program that runs: a process in a group of its own, its pipes, and its end.
 *
 * All of it is real and the person's own: the program can do what they can. What is sure is that it ends when told to,
 * with all that it started.
 */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { delimiter } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { GATE_VARIABLE, TRACE_DIRECTORY_VARIABLE, TRACE_NAME_VARIABLE } from 'multiprocessing/protocol'
import type { Output } from './output.ts'
import { awaitEnd, killTree, MARK_VARIABLE, signalGroup } from './process-tree.ts'
import type { Tree } from './process-tree.ts'
import type { FoundRuntime } from './runtimes.ts'

export interface ProgramLaunch {
  readonly runtime: FoundRuntime
  /** The file to run. */
  readonly file: string
  /** Working directory. */
  readonly folder: string
  /** What the process is called in the trace. */
  readonly name: string
  readonly port: number
  /** For programs that want a key which stands in no file. */
  readonly authkey: string
  readonly traceFolder: string
  /** Where its frames can be held; nowhere without it. */
  readonly gateFolder?: string | undefined
  /** The trace shim for Python. */
  readonly shim: string
  /** Ends in `/`; see `MARK_VARIABLE`. */
  readonly mark: string
}

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** How long what a program left behind may take to end by itself, in milliseconds. */
const AFTERMATH = 1000
/** How long the last output may take once nothing is left that could print, in milliseconds. */
const LAST_OUTPUT = 500
/** How long a program that was asked to stop has, in milliseconds. */
export const STOP_GRACE = 1000
/** Priority of programs; the app has 0, and less goes first. */
const NICENESS = 5
/** Bytes of input that may wait for a program to read them. */
const INPUT_LIMIT = 1024 * 1024

export class ProgramProcess {
  readonly pid: number
  /** The program has ended. What it started may still run for a moment. */
  readonly ended: Promise<ProgramEnd>
  /** Nothing is left of it, and all that it printed was delivered. */
  readonly gone: Promise<void>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #tree: Tree
  #running = true
  #killed = false

  private constructor(child: ChildProcessWithoutNullStreams, pid: number, mark: string, output: Output) {
    this.#child = child
    this.pid = pid
    this.#tree = { group: pid, mark }
    const drained = Promise.all([output.attach('stdout', child.stdout), output.attach('stderr', child.stderr)])
    child.stdin.on('error', () => {}) // It ended before it read all of its input.
    this.ended = once(child, 'exit').then(([code, signal]) => {
      this.#running = false
      return { code, signal } as ProgramEnd
    })
    this.gone = this.ended.then(async () => {
      if (!(await awaitEnd(this.#tree, AFTERMATH))) await this.#killTree()
      // A pipe can be held by somebody who is not found; what is printed later is nobody's.
      await Promise.race([drained, delay(LAST_OUTPUT, undefined, { ref: false })])
      output.close()
    })
  }

  /** @throws Error that says which command could not be started, and why */
  static async start(launch: ProgramLaunch, output: Output): Promise<ProgramProcess> {
    const { runtime, file, folder, mark } = launch
    const child = spawn(runtime.command, [...runtime.arguments, file], {
      cwd: folder,
      env: environment(launch),
      stdio: ['pipe', 'pipe', 'pipe'],
      // POSIX: leads a new session and group. On Windows it would get a window of its own.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    try {
      await once(child, 'spawn')
    } catch (error) {
      throw new Error(`${runtime.label} could not be started: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
    yieldTo(child.pid!)
    return new ProgramProcess(child, child.pid!, mark, output)
  }

  /** Text for standard input. @throws Error when the program does not read what it has got */
  write(text: string): void {
    if (!this.#running || !this.#child.stdin.writable) throw new Error('the program does not read any more')
    if (this.#child.stdin.writableLength > INPUT_LIMIT) throw new Error('the program does not read its input')
    this.#child.stdin.write(text)
  }

  /** Asks the whole group to end (SIGTERM), kills after `grace` milliseconds what is left. Resolves when all is gone. */
  async stop(grace: number = STOP_GRACE): Promise<void> {
    if (this.#running) {
      signalGroup(this.pid, 'SIGTERM')
      // One that was stopped on purpose hears of it when it goes on.
      if (process.platform !== 'win32') signalGroup(this.pid, 'SIGCONT')
    }
    if (!(await awaitEnd(this.#tree, grace))) await this.kill()
    await this.gone
  }

  /** SIGKILL to the program and all that it started. Resolves when all is gone. */
  async kill(): Promise<void> {
    await this.#killTree()
    await this.gone
  }

  /** Whether SIGKILL was sent to what there was of it. */
  get wasKilled(): boolean {
    return this.#killed
  }

  #killTree(): Promise<void> {
    this.#killed = true
    return killTree(this.#tree)
  }
}

/** Lets a program that wants the whole machine have what the app, and what ends the program, leave. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, NICENESS)
  } catch {
    // It has ended already.
  }
}

/** Variables that would change what a lesson shows, or belong to the app. */
const DROPPED = ['NODE_OPTIONS', 'NODE_PATH', 'FORCE_COLOR', 'CLICOLOR_FORCE', 'ELECTRON_RUN_AS_NODE', 'PYTHONSTARTUP', GATE_VARIABLE]

function environment({ runtime, name, port, authkey, traceFolder, gateFolder, shim, mark }: ProgramLaunch): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const variable of DROPPED) delete env[variable]
  Object.assign(env, {
    PORT: String(port),
    AUTHKEY: authkey,
    [TRACE_DIRECTORY_VARIABLE]: traceFolder,
    [TRACE_NAME_VARIABLE]: name,
    [MARK_VARIABLE]: mark,
    ...(gateFolder === undefined ? {} : { [GATE_VARIABLE]: gateFolder }),
    NO_COLOR: '1',
  })
  if (runtime.language === 'typescript') return process.versions['electron'] ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env
  return {
    ...env,
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
    PYTHONPATH: [shim, env['PYTHONPATH']].filter(Boolean).join(delimiter),
  }
}
