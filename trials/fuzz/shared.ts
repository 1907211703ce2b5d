/** What a worker tells while it cannot be asked: the input that it is trying, and how far it is. In memory that both have. */

/** Longest input that fits. */
const INPUT_LIMIT = 1 << 17
const WORDS = 8
const [COUNT, LENGTH, EXECUTED, REACHED, CORPUS, AGAIN] = [0, 1, 2, 3, 4, 5]

export interface Progress {
  readonly executed: number
  readonly reached: number
  readonly corpus: number
  readonly again: number
}

export class SharedState {
  readonly buffer: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #input: Uint8Array

  constructor(buffer = new SharedArrayBuffer(4 * WORDS + INPUT_LIMIT)) {
    this.buffer = buffer
    this.#words = new Int32Array(buffer, 0, WORDS)
    this.#input = new Uint8Array(buffer, 4 * WORDS)
  }

  trying(input: Uint8Array): void {
    this.#words[COUNT]!++
    this.#words[LENGTH] = Math.min(input.length, INPUT_LIMIT)
    this.#input.set(input.length > INPUT_LIMIT ? input.subarray(0, INPUT_LIMIT) : input)
  }

  tell({ executed, reached, corpus, again }: Progress): void {
    this.#words[EXECUTED] = executed
    this.#words[REACHED] = reached
    this.#words[CORPUS] = corpus
    this.#words[AGAIN] = again
  }

  /** Changes with each input. */
  get count(): number {
    return Atomics.load(this.#words, COUNT)
  }

  get input(): Uint8Array {
    return new Uint8Array(this.#input.subarray(0, this.#words[LENGTH]))
  }

  get progress(): Progress {
    const [executed = 0, reached = 0, corpus = 0, again = 0] = this.#words.subarray(EXECUTED, AGAIN + 1)
    return { executed, reached, corpus, again }
  }
}
