/**
 * A measured process: it says a line of JSON when it is ready, then answers each line of JSON with one.
 *
 * Between its spells it waits for its standard input and costs nothing; it ends when that ends.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Milliseconds that a partner may take to begin, and to end, and for an answer beyond the seconds that it works. */
const PATIENCE = 20_000
/** Variables that would change what is measured. */
const FOREIGN = /^(MULTIPROCESSING_|NODE_|PYTHON)/

export interface PartnerOptions {
  /** Processor that it is pinned to; left out: any. */
  readonly processor?: number | undefined
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

export class Partner {
  /** What it said first. */
  readonly hello: Record<string, unknown>
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #title: string

  /** @throws Error when it ends or says something else before it is ready */
  static async start(command: readonly string[], options: PartnerOptions = {}): Promise<Partner> {
    const { processor, env } = options
    const [program, ...args] = processor === undefined ? command : ['taskset', '-c', String(processor), ...command]
    const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...plainEnvironment(), ...env } })
    child.on('error', () => undefined)
    child.stdin.on('error', () => undefined)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const title = command.join(' ')
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    try {
      return new Partner(child, lines, title, await answer(lines, title))
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, title: string, hello: Record<string, unknown>) {
    this.#child = child
    this.#lines = lines
    this.#title = title
    this.hello = hello
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** @throws Error with the partner's words when it failed, or when it does not answer in time */
  async ask(request: Readonly<Record<string, unknown>>): Promise<Record<string, number>> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE + 1000 * Number(request['seconds'] ?? 0))
    try {
      this.#child.stdin!.write(`${JSON.stringify(request)}\n`)
      return (await answer(this.#lines, `${this.#title} ${JSON.stringify(request)}`)) as Record<string, number>
    } finally {
      clearTimeout(timer)
    }
  }

  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null) return
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE)
    const exited = once(this.#child, 'exit')
    this.#child.stdin!.end()
    await exited
    clearTimeout(timer)
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)))
}

async function answer(lines: AsyncIterator<string>, title: string): Promise<Record<string, unknown>> {
  const { value, done } = await lines.next()
  if (done) throw new Error(`${title}: expected an answer, but it has ended`)
  let said: unknown
  try {
    said = JSON.parse(value)
  } catch {
    throw new Error(`${title}: expected a line of JSON, got ${JSON.stringify(value)}`)
  }
  const object = said as Record<string, unknown>
  if (typeof object['error'] === 'string') throw new Error(`${title}: ${object['error']}`)
  return object
}
