/**
 * The host's end of the keeper: a small process that ends all programs when the host is gone, however it went.
 *
 * The keeper is told which groups there are, over its standard input. The end of that pipe is the end of the host:
 * the system closes it also after SIGKILL, and the keeper needs nobody's help then, whatever the programs are doing.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Report } from './json-file.ts'

export class Keeper {
  readonly #program: string
  readonly #mark: string
  readonly #folder: string
  readonly #report: Report
  readonly #groups = new Set<number>()
  #child: ChildProcess | undefined
  #closed = false

  /**
   * @param program `keeper-main`, built
   * @param mark beginning of the marks of all programs of this host
   * @param folder removed when the host is gone
   */
  constructor(program: string, mark: string, folder: string, report: Report) {
    this.#program = program
    this.#mark = mark
    this.#folder = folder
    this.#report = report
  }

  /** Starts the keeper, if it does not run yet. Call it before starting a program. */
  start(): void {
    if (this.#child || this.#closed) return
    const child = spawn(process.execPath, [this.#program, this.#mark, this.#folder], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own: what ends the host's group (Ctrl-C in a terminal) leaves the keeper to do its work.
      detached: true,
      windowsHide: true,
    })
    this.#child = child
    child.once('error', (error) => this.#lost(child, error.message))
    child.once('exit', (code, signal) => this.#lost(child, signal ?? `exit code ${code}`))
    child.stdin.on('error', () => {}) // Its exit says more.
    child.unref()
    // A pipe to a child is a socket, and must not keep the host alive.
    ;(child.stdin as unknown as Socket).unref()
    for (const group of this.#groups) child.stdin.write(`+${group}\n`)
  }

  /** A program runs. */
  add(group: number): void {
    this.#groups.add(group)
    this.#tell(`+${group}\n`)
  }

  /** A program and all that it started is gone; its number may be given to others. */
  remove(group: number): void {
    if (this.#groups.delete(group)) this.#tell(`-${group}\n`)
  }

  /** Lets the keeper clean up and end. */
  close(): void {
    this.#closed = true
    this.#child?.stdin?.end()
    this.#child = undefined
  }

  #tell(line: string): void {
    this.#child?.stdin?.write(line)
  }

  #lost(child: ChildProcess, why: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#report(`the keeper of programs ended (${why}); it is started again with the next program`)
  }
}
