/**
 * What one program printed: kept up to a limit, so that a flood costs the flooder alone, and passed on to whoever shows it.
 */

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr' | 'note'
  readonly text: string
}

/** Characters kept of one program; the terminal's own scrollback holds about as much. */
export const KEPT_CHARACTERS = 512 * 1024

export class OutputLog {
  readonly #chunks: OutputChunk[] = []
  #length = 0
  #dropped = 0
  readonly #listeners = new Set<(chunk: OutputChunk | null) => void>()

  get chunks(): readonly OutputChunk[] {
    return this.#chunks
  }

  /** Lines that the host left out because they came faster than they could be shown. */
  get dropped(): number {
    return this.#dropped
  }

  append(chunk: OutputChunk, dropped = 0): void {
    this.#dropped += dropped
    this.#chunks.push(chunk)
    this.#length += chunk.text.length
    while (this.#length > KEPT_CHARACTERS && this.#chunks.length > 1) this.#length -= this.#chunks.shift()?.text.length ?? 0
    for (const listen of this.#listeners) listen(chunk)
  }

  /** Forgets everything; listeners are told with null. */
  clear(): void {
    this.#chunks.length = 0
    this.#length = 0
    this.#dropped = 0
    for (const listen of this.#listeners) listen(null)
  }

  /** Calls `listen` for every chunk from now on, with null when the log was cleared. @returns a function that ends it */
  subscribe(listen: (chunk: OutputChunk | null) => void): () => void {
    this.#listeners.add(listen)
    return () => this.#listeners.delete(listen)
  }
}
