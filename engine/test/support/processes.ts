/**
 * Starts programs for tests, and guarantees that none is left: neither what was started nor what that has started.
 *
 * Every program is in a process group of its own and carries a mark in its environment that its descendants inherit.
 * On Linux `end()` looks for the mark in /proc and fails when something lives on; elsewhere only the groups are ended.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach } from 'vitest'

const MARK = 'MULTIPROCESSING_TEST_MARK'
/** Milliseconds in which all that a program has started must be gone after it. */
const GONE_WITHIN = 2000
const loader = new URL('./register-typescript.mjs', import.meta.url).href

/** How a program ended, and all that it and its children wrote. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

/** A program that was started. */
export class Program {
  /** Resolves when it has ended, whatever its children do. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** Resolves when nobody can write to its output any more: it and all its children have ended. */
  readonly ended: Promise<Ending>
  readonly #child: ChildProcess
  #stdout = ''
  #stderr = ''
  #onOutput: (() => void)[] = []

  constructor(child: ChildProcess) {
    this.#child = child
    child.stdout!.setEncoding('utf8').on('data', (text: string) => this.#wrote((this.#stdout += text)))
    child.stderr!.setEncoding('utf8').on('data', (text: string) => this.#wrote((this.#stderr += text)))
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    this.exited.catch(() => undefined)
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr })
        this.#wrote('')
      })
    })
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** What it wrote so far. */
  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  /**
   * Waits until its output, or what it wrote to stderr, has a line like `pattern`.
   * @throws Error with all that it wrote, when it ends without
   */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr)
      if (found) return found
      const ended = await Promise.race([
        new Promise<undefined>((resolve) => this.#onOutput.push(() => resolve(undefined))),
        this.ended,
      ])
      if (ended && !pattern.test(ended.stdout + ended.stderr)) {
        throw new Error(`it ended (${ended.code ?? ended.signal}) without a line like ${pattern}:\n${ended.stdout}${ended.stderr}`)
      }
    }
  }

  /** Writes to its stdin. */
  type(text: string): void {
    this.#child.stdin!.write(text)
  }

  /** Ends its stdin. */
  end(): void {
    this.#child.stdin!.end()
  }

  /** Sends a signal to it alone. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal)
  }

  /** Sends a signal to its process group, as Ctrl-C in a terminal does. */
  killGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal)
    } catch {
      // The group is empty.
    }
  }

  #wrote(_text: string): void {
    for (const listener of this.#onOutput.splice(0)) listener()
  }
}

/** The programs of one test file. */
export class Processes {
  readonly #mark = randomUUID()
  readonly #programs: Program[] = []
  readonly #directories: string[] = []

  /** Starts a command. */
  start(command: string, args: readonly string[] = [], { env, cwd }: ProgramOptions = {}): Program {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...env, [MARK]: this.#mark },
      ...(cwd === undefined ? {} : { cwd }),
    })
    child.stdin.on('error', () => undefined)
    const program = new Program(child)
    this.#programs.push(program)
    return program
  }

  /** Starts a program in Node; TypeScript is run from its source. */
  node(file: URL | string, args: readonly string[] = [], options?: ProgramOptions): Program {
    const path = file instanceof URL ? fileURLToPath(file) : file
    return this.start(process.execPath, ['--import', loader, '--enable-source-maps', path, ...args], options)
  }

  /** Runs a text as a Python program. */
  python(python: string, text: string, args: readonly string[] = [], options?: ProgramOptions): Program {
    return this.start(python, ['-u', '-c', text, ...args], options)
  }

  /** A directory that is removed at the end. */
  directory(): string {
    const path = mkdtempSync(join(tmpdir(), 'processes-'))
    this.#directories.push(path)
    return path
  }

  /**
   * Ends all programs.
   * @throws Error naming what was left of a program two seconds after it, having killed that
   */
  async end(): Promise<void> {
    const programs = this.#programs.splice(0)
    for (const program of programs) program.kill('SIGKILL')
    await Promise.allSettled(programs.map((program) => program.exited))
    const left = await this.#left()
    for (const program of programs) program.killGroup('SIGKILL')
    for (const { pid } of left) killIfThere(pid)
    for (const directory of this.#directories.splice(0)) rmSync(directory, { recursive: true, force: true })
    if (left.length === 0) return
    throw new Error(`left ${GONE_WITHIN} ms after the program that started it: ${left.map(({ pid, command }) => `${pid} ${command}`).join(', ')}`)
  }

  /**
   * Waits until nothing carries the mark. The system has no event for the end of a process that is not one's child, so
   * this looks; twice, since a process that is becoming another program has no environment for a moment.
   */
  async #left(): Promise<Marked[]> {
    const deadline = performance.now() + GONE_WITHIN
    for (let nothing = 0; ; ) {
      const left = marked(this.#mark)
      nothing = left.length === 0 ? nothing + 1 : 0
      if (nothing === 2 || performance.now() > deadline) return left
      await delay(20)
    }
  }
}

interface Marked {
  readonly pid: number
  readonly command: string
}

/** Processes that carry a mark. Linux only; elsewhere none are found. */
function marked(mark: string): Marked[] {
  if (process.platform !== 'linux') return []
  const found: Marked[] = []
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      if (!readFileSync(`/proc/${entry}/environ`, 'latin1').includes(`${MARK}=${mark}`)) continue
      found.push({ pid: Number(entry), command: readFileSync(`/proc/${entry}/cmdline`, 'latin1').replaceAll('\0', ' ').trim() })
    } catch {
      // It has ended meanwhile, or is another user's.
    }
  }
  return found
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

/** Programs for the tests of one file; after each test all are ended, and a test that leaves something behind fails. */
export function useProcesses(): Processes {
  const processes = new Processes()
  afterEach(() => processes.end())
  return processes
}

/** A CPython of this machine. */
export interface Python {
  /** `3.12.1`, or `PATH` for the one that is found there. */
  readonly version: string
  readonly path: string
}

/** CPythons of pyenv, oldest first, and where there are none the `python3` on PATH. */
export function pythons(): Python[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  const installed = existsSync(versions)
    ? readdirSync(versions)
        .filter((version) => /^3\.\d+\.\d+$/.test(version) && existsSync(join(versions, version, 'bin/python3')))
        .sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]))
        .map((version) => ({ version, path: join(versions, version, 'bin/python3') }))
    : []
  if (installed.length > 0) return installed
  const onPath = (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'python3'))
  const path = onPath.find((candidate) => existsSync(candidate))
  return path === undefined ? [] : [{ version: 'PATH', path }]
}

/** The versions that are named, as far as they are here; for each that is not, says so. */
export function pythonsOf(...minors: string[]): Python[] {
  const here = pythons()
  const found: Python[] = []
  for (const minor of minors) {
    const python = here.find(({ version }) => version.startsWith(`${minor}.`))
    if (python) found.push(python)
    else console.warn(`skipped with CPython ${minor}: not installed`)
  }
  return found.length > 0 ? found : here
}

/** file: URL of a path. */
export function fileUrl(path: string): string {
  return pathToFileURL(path).href
}
