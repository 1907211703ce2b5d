/**
 * A process that does as it is told: orders go to its stdin, answers come from its stdout, a JSON line each. It may say
 * more on lines of its own, which are events.
 *
 * Programs in TypeScript answer with `takeOrders` of `orders.ts`, those in Python with `orders.py`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const loader = new URL('../../engine/test/support/register-typescript.mjs', import.meta.url).href

/** How a process ended. */
export interface ActorEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export class Actor implements AsyncDisposable {
  readonly name: string
  /** Resolves when it has ended and said all. */
  readonly ended: Promise<ActorEnd>
  readonly #child: ChildProcess
  /** Gets the lines that answer nothing. */
  onEvent: ((event: unknown) => void) | undefined
  readonly #waiting = new Map<number, Waiting>()
  #nth = 0
  #stderr = ''

  /** Starts a program of this repository under Node. */
  static node(name: string, program: URL, args: readonly string[] = [], flags: readonly string[] = []): Actor {
    return new Actor(name, process.execPath, [...flags, '--import', loader, fileURLToPath(program), ...args])
  }

  /** Starts a program of this repository under a CPython. */
  static python(name: string, python: string, program: URL, args: readonly string[] = []): Actor {
    return new Actor(name, python, ['-u', '-B', fileURLToPath(program), ...args])
  }

  private constructor(name: string, command: string, args: readonly string[]) {
    this.name = name
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    child.stdin.on('error', () => undefined) // It has ended: the orders under way fail below.
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr = (this.#stderr + text).slice(-10_000)))
    createInterface({ input: child.stdout }).on('line', (line) => this.#answered(line))
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`${name} ended (${signal ?? code}) before it answered: ${this.#stderr}`))
        this.#waiting.clear()
        resolve({ code, signal })
      })
    })
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** What it has written to stderr, the end of it. */
  get stderr(): string {
    return this.#stderr
  }

  /** @throws Error with the stack of the other process when the order failed there, or when it has ended */
  ask<T = unknown>(order: unknown): Promise<T> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.reject(new Error(`${this.name} has ended: ${this.#stderr}`))
    return new Promise<T>((resolve, reject) => {
      const nth = this.#nth++
      this.#waiting.set(nth, { resolve: resolve as (value: unknown) => void, reject })
      this.#child.stdin!.write(`${JSON.stringify({ nth, order })}\n`)
    })
  }

  /** Whether it has ended, or will at once. */
  get hasEnded(): boolean {
    return this.#child.killed || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Orders that it has not answered yet. */
  get unanswered(): number {
    return this.#waiting.size
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal)
  }

  /** Tells it that there are no more orders, and waits until it has ended. */
  async end(): Promise<ActorEnd> {
    this.#child.stdin!.end()
    return this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill()
    await this.ended
  }

  #answered(line: string): void {
    const said = JSON.parse(line) as { nth?: number; value?: unknown; error?: string }
    const { nth, value, error } = said
    if (nth === undefined) return this.onEvent?.(said)
    const waiting = this.#waiting.get(nth)
    this.#waiting.delete(nth)
    if (error === undefined) waiting?.resolve(value)
    else waiting?.reject(new Error(`${this.name}: ${error}`))
  }
}
