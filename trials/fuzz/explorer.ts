/**
 * Tries a target with one input after the other. Guided, it keeps each that reached what none before had, and goes on from
 * those; unguided it changes what it was given, again and again.
 */
import { Coverage } from './coverage.ts'
import { keyOf, messageOf } from './finding.ts'
import type { Finding, FindingKind } from './finding.ts'
import type { Guards } from './guards.ts'
import { mutateBytes } from './mutate.ts'
import type { Random } from './random.ts'
import { BrokenPromise, DEFAULT_LIMIT } from './target.ts'
import type { Target } from './target.ts'

export interface ExplorerOptions {
  readonly random: Random
  /** Counters of the modules that it is about, and how many; undefined: not guided. */
  readonly counters: { readonly bytes: Uint8Array; readonly used: number } | undefined
  readonly guards: Guards
  /** Told of each input right before it is tried. */
  readonly trying: (input: Uint8Array) => void
  /** Told of each finding. */
  readonly found: (finding: Finding) => void
  /** Told of each input that is kept. */
  readonly kept: (input: Uint8Array) => void
}

/** The input that took longest. */
export interface Slowest {
  readonly milliseconds: number
  readonly input: Uint8Array
}

/** Inputs between two looks at what shows itself late. */
const BATCH = 128
/** Bytes outside of the heap that one batch may leave behind. */
const OUTSIDE_LIMIT = 512 * 1024 * 1024
/** Milliseconds beyond which an input is not kept: what comes of it is as slow, and of others there are more. */
const KEEPING_LIMIT = 25
/** Inputs that are tried to make one smaller. */
const MINIMISING = 1500

type Late = Omit<Finding, 'input'>

const idOf = ({ kind, key }: Late): string => `${kind}: ${key}`
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class Explorer {
  readonly #target: Target
  readonly #options: ExplorerOptions
  readonly #coverage: Coverage | undefined
  readonly #words: readonly Uint8Array[]
  readonly #limit: number
  readonly #corpus: Uint8Array[] = []
  readonly #known = new Set<string>()
  #executed = 0
  /** An error that nobody caught; the worker sets it. */
  loose: unknown
  #again = 0
  #batches = 0
  slowest: Slowest = { milliseconds: 0, input: new Uint8Array() }

  constructor(target: Target, options: ExplorerOptions) {
    this.#target = target
    this.#options = options
    this.#coverage = options.counters && new Coverage(options.counters.bytes, options.counters.used)
    this.#limit = target.limit ?? DEFAULT_LIMIT
    this.#words = (target.dictionary ?? []).map((word) => (typeof word === 'string' ? new TextEncoder().encode(word) : word))
  }

  get executed(): number {
    return this.#executed
  }

  get reached(): number {
    return this.#coverage?.reached ?? 0
  }

  get corpusSize(): number {
    return this.#corpus.length
  }

  /** How often something was found that was known already. */
  get again(): number {
    return this.#again
  }

  /** Tries each once: seeds, and what was kept before. Of all that are tried guided, those are kept that reach anything new. */
  async begin(inputs: readonly Uint8Array[]): Promise<void> {
    this.#coverage?.clear()
    for (let at = 0; at < inputs.length; at += BATCH) await this.#tryAll(inputs.slice(at, at + BATCH), true)
    if (this.#corpus.length === 0) this.#corpus.push(inputs[0] ?? new Uint8Array())
  }

  /** Tries changed inputs until `isDone`. */
  async explore(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const batch: Uint8Array[] = []
      for (let left = BATCH; left > 0; left--) batch.push(this.#changed())
      await this.#tryAll(batch, this.#coverage !== undefined)
    }
  }

  #changed(): Uint8Array {
    const { random } = this.#options
    const corpus = this.#corpus
    // What was kept last has been tried least.
    const recent = Math.max(0, corpus.length - 32)
    const input = corpus[random.oneIn(3) ? recent + random.below(corpus.length - recent) : random.below(corpus.length)]!
    const other = random.pick(corpus)
    let changed = input
    const structured = this.#target.mutate
    if (structured && !random.oneIn(2)) changed = structured(input, random, other)
    if (changed === input) changed = mutateBytes(input, random, other, this.#words, this.#limit)
    return changed.length > this.#limit ? changed.slice(0, this.#limit) : changed
  }

  async #tryAll(batch: readonly Uint8Array[], keeping: boolean): Promise<void> {
    const { guards, trying } = this.#options
    for (const input of batch) {
      trying(input)
      this.#executed++
      let thrown: { readonly error: unknown } | undefined
      const began = performance.now()
      try {
        const running = this.#target.run(input)
        if (running !== undefined) await running
      } catch (error) {
        thrown = { error }
      }
      const isNew = this.#coverage?.take() ?? true
      const milliseconds = performance.now() - began
      if (milliseconds > this.slowest.milliseconds) this.slowest = { milliseconds, input }
      const wrong = guards.look()
      if (wrong !== undefined) await this.#judge('code run', wrong, wrong, input)
      else if (thrown && !this.#isExpected(thrown.error)) await this.#judge('error', keyOf(thrown.error), messageOf(thrown.error), input)
      else if (keeping && isNew && (milliseconds < KEEPING_LIMIT || this.#corpus.length === 0)) this.#keep(input)
    }
    await this.#lookBack(batch)
  }

  #isExpected(error: unknown): boolean {
    return !(error instanceof BrokenPromise) && this.#target.expected(error)
  }

  #keep(input: Uint8Array): void {
    this.#corpus.push(input)
    this.#options.kept(input)
  }

  /** What shows itself only afterwards: promises that nobody waited for, changed globals, memory. Then the batch tells whose it was. */
  async #lookBack(batch: readonly Uint8Array[]): Promise<void> {
    await turn()
    const lates = this.#late().filter((one) => !this.#known.has(idOf(one)))
    for (const late of lates) await this.#findOut(late, batch)
  }

  /** Tries a batch once more, one by one, for the input that brought something about. */
  async #findOut(late: Late, batch: readonly Uint8Array[]): Promise<void> {
    for (const input of batch) {
      try {
        await this.#target.run(input)
      } catch {
        // Judged before.
      }
      await turn()
      await turn()
      const wrong = this.#options.guards.look()
      const again = this.#late()
      if (wrong !== late.key && !again.some((one) => idOf(one) === idOf(late))) continue
      this.#report({ ...late, input })
      return
    }
    this.#report({ ...late, message: `${late.message}\n(seen once, after ${batch.length} inputs of which this is the last)`, input: batch.at(-1)! })
  }

  #late(): Late[] {
    const { guards } = this.#options
    const { loose } = this
    this.loose = undefined
    const late: Late[] = []
    if (loose !== undefined) late.push({ kind: 'loose error', key: keyOf(loose), message: messageOf(loose) })
    const alarm = guards.look()
    for (const wrong of [...(alarm === undefined ? [] : [alarm]), ...guards.lookAround()]) late.push({ kind: 'code run', key: wrong, message: wrong })
    const { external } = this.#batches++ % 16 === 0 ? process.memoryUsage() : { external: 0 }
    if (external > OUTSIDE_LIMIT) late.push({ kind: 'memory', key: 'outside of the heap', message: `${Math.round(external / 2 ** 20)} MiB outside of the heap` })
    return late
  }

  async #judge(kind: FindingKind, key: string, message: string, input: Uint8Array): Promise<void> {
    const id = idOf({ kind, key, message })
    if (this.#known.has(id)) {
      this.#again++
      return
    }
    this.#known.add(id)
    this.#report({ kind, key, message, input: kind === 'error' || kind === 'code run' ? await this.#minimised(input, key) : input })
  }

  #report(finding: Finding): void {
    this.#known.add(idOf(finding))
    this.#options.found(finding)
  }

  /** The shortest input that was found to show the same thing. */
  async #minimised(input: Uint8Array, key: string): Promise<Uint8Array> {
    let best = input
    let left = MINIMISING
    for (let size = input.length >> 1; size > 0; size >>= 1) {
      for (let at = 0; at + size <= best.length && left > 0; left--) {
        const shorter = new Uint8Array(best.length - size)
        shorter.set(best.subarray(0, at))
        shorter.set(best.subarray(at + size), at)
        if (await this.#shows(shorter, key)) best = shorter
        else at += size
      }
    }
    return best
  }

  async #shows(input: Uint8Array, key: string): Promise<boolean> {
    const { guards, trying } = this.#options
    trying(input)
    let thrown: { readonly error: unknown } | undefined
    try {
      await this.#target.run(input)
    } catch (error) {
      thrown = { error }
    }
    this.#coverage?.clear()
    const wrong = guards.look()
    if (wrong !== undefined) return wrong === key
    return thrown !== undefined && !this.#isExpected(thrown.error) && keyOf(thrown.error) === key
  }
}
