/** A server or a client of a run, as a process: what it is told, what it says, what is done to it, and how it ends. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Address } from '../../engine/managers/index.ts'

/** What a client is told to do. `lane` names one task of it, with a connection of its own. */
export interface Order {
  readonly lane: string
  readonly op: 'open' | 'close' | 'abandon' | 'put' | 'burst' | 'get' | 'park' | 'wait' | 'count' | 'hold' | 'object' | 'greet' | 'clock'
  readonly address?: Address
  readonly group?: string
  readonly item?: string
  /** How many items of a burst, whose names are that of the item and a number. */
  readonly count?: number
  readonly seconds?: number
  readonly ms?: number
}

/** What became of it. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown; readonly ms: number }
  | { readonly kind: 'error'; readonly error: string; readonly message: string; readonly classes: readonly string[]; readonly stage: string | undefined }
  /** The client was killed before it said. */
  | { readonly kind: 'killed' }
  /** Nothing, within the deadline. */
  | { readonly kind: 'hangs' }

/** A process of the run. */
export class Child {
  readonly pid: number
  readonly ready: Promise<void>
  readonly exited: Promise<void>
  /** Whether it was ended on purpose. */
  killed = false
  hasExited = false
  protected readonly child: ChildProcess
  #stderr = ''

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv, owner: { complain(words: string): void; line(line: string): boolean }) {
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, MULTIPROCESSING_TRACE: '', ...env } })
    this.pid = this.child.pid ?? 0
    this.child.stdin!.on('error', () => undefined)
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr = (this.#stderr + text).slice(-4000)))
    const lines = createInterface({ input: this.child.stdout! })
    this.ready = new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        if (owner.line(line)) resolve()
      })
      this.child.once('error', reject)
      this.child.once('exit', () => reject(new Error(`it ended before it was ready:\n${this.#stderr}`)))
    })
    this.ready.catch(() => undefined)
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        this.hasExited = true
        if (!this.killed) owner.complain(`${path.basename(args.at(-1)!)} (process ${this.pid}) has ended by itself: ${code ?? signal}\n${this.#stderr}`)
        resolve()
      })
    })
  }

  kill(): void {
    this.killed = true
    this.child.kill('SIGKILL')
  }

  stop(): void {
    this.child.kill('SIGSTOP')
  }

  go(): void {
    this.child.kill('SIGCONT')
  }

  say(line: string): void {
    this.child.stdin!.write(`${line}\n`)
  }

  /** Limits one of the system's resources for it: `soft` as prlimit spells it. @returns whether that was possible */
  limit(resource: 'nofile' | 'fsize', soft: number | 'unlimited'): boolean {
    return spawnSync('prlimit', ['--pid', String(this.pid), `--${resource}=${soft}:`], { stdio: 'ignore' }).status === 0
  }

  /** How many descriptors it has; undefined where the system does not tell. */
  get descriptors(): number | undefined {
    try {
      return readdirSync(`/proc/${this.pid}/fd`).length
    } catch {
      return undefined
    }
  }

  /** The smallest number that no descriptor of it has. */
  get firstFreeDescriptor(): number | undefined {
    try {
      const taken = new Set(readdirSync(`/proc/${this.pid}/fd`).map(Number))
      let number = 0
      while (taken.has(number)) number++
      return number
    } catch {
      return undefined
    }
  }

  /** KiB in memory; undefined where the system does not tell. */
  get memory(): number | undefined {
    try {
      return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1])
    } catch {
      return undefined
    }
  }

  async end(): Promise<void> {
    this.killed = true
    if (this.hasExited) return
    this.child.stdin!.end()
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000)
    await this.exited
    clearTimeout(timer)
  }
}

/** A server. */
export class ServerChild extends Child {
  #address: Address = ''

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv, complain: (words: string) => void) {
    super(program, args, env, {
      complain,
      line: (line) => {
        const [, address] = /^ready (.*)$/.exec(line) ?? []
        if (address !== undefined) this.#address = JSON.parse(address) as Address
        return address !== undefined
      },
    })
  }

  get address(): Address {
    return this.#address
  }
}

interface Said {
  readonly id?: number
  readonly ready?: number
  readonly unhandled?: string
  readonly value?: unknown
  readonly error?: string
  readonly message?: string
  readonly classes?: readonly string[]
  readonly stage?: string | null
  readonly ms?: number
}

/** A client, and what it was told and has not answered yet. */
export class ClientChild extends Child {
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #next = 0

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv, complain: (words: string) => void) {
    super(program, args, env, { complain, line: (line) => this.#heard(JSON.parse(line) as Said, complain) })
    void this.exited.then(() => {
      for (const answer of this.#waiting.values()) answer({ kind: 'killed' })
      this.#waiting.clear()
    })
  }

  /** Orders without an answer yet. */
  get underWay(): number {
    return this.#waiting.size
  }

  /** @param deadline milliseconds, after which it is said to hang */
  order(order: Order, deadline: number): Promise<Answer> {
    if (this.hasExited) return Promise.resolve({ kind: 'killed' })
    const id = ++this.#next
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer({ kind: 'hangs' }), deadline)
      const answer = (given: Answer): void => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve(given)
      }
      this.#waiting.set(id, answer)
      this.say(JSON.stringify({ id, ...order }))
    })
  }

  #heard(said: Said, complain: (words: string) => void): boolean {
    if (said.unhandled !== undefined) complain(`a client let an error go unnoticed: ${said.unhandled}`)
    if (said.id === undefined) return said.ready !== undefined
    const answer = this.#waiting.get(said.id)
    if (said.error === undefined) answer?.({ kind: 'value', value: said.value, ms: said.ms! })
    else answer?.({ kind: 'error', error: said.error, message: said.message ?? '', classes: said.classes ?? [], stage: said.stage ?? undefined })
    return false
  }
}
