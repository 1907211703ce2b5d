/** A Python process that does with shared memory what it is told (`programs/python/shared_memory_partner.py`). */
import { createInterface } from 'node:readline'
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { repr } from '../../values/index.ts'

const program = fileURLToPath(new URL('../programs/python/shared_memory_partner.py', import.meta.url))

/** What Python raised. */
export class PartnerError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** Values travel as Python writes them. */
export const literal = (value: unknown): string => repr(value)

/** A Python process that is told what to do, one thing after another. */
export class PythonPartner implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  #stderr = ''

  constructor(python: string, env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(python, ['-u', program], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** @throws PartnerError when Python raised */
  async ask<T = unknown>(name: string, ...args: readonly unknown[]): Promise<T> {
    this.#child.stdin!.write(`${JSON.stringify([name, ...args])}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`Python ended at ${name}: ${this.#stderr}`)
    const [kind, ...answer] = JSON.parse(value as string) as [string, ...string[]]
    if (kind === 'error') throw new PartnerError(answer[0]!, answer[1]!)
    return answer[0] as T
  }

  /** Ends it, and waits until its tracker has, too. @returns what it wrote to stderr */
  async end(signal?: NodeJS.Signals): Promise<string> {
    const child = this.#child
    // The tracker holds stderr open until it is done.
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    if (child.exitCode !== null || child.signalCode !== null) return this.#stderr
    if (signal) child.kill(signal)
    else child.stdin!.end()
    await closed
    return this.#stderr
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }
}
