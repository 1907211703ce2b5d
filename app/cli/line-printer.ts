/** Prints what several programs print, line by line, each with its program's name. */

export class LinePrinter {
  readonly #write: (text: string) => void
  readonly #width: number
  /** By program and stream: a line that has not ended. */
  readonly #begun = new Map<string, string>()

  /** @param names of all programs, to line the text up */
  constructor(names: readonly string[], write: (text: string) => void) {
    this.#width = Math.max(...names.map((name) => name.length))
    this.#write = write
  }

  add(program: string, stream: 'stdout' | 'stderr', text: string): void {
    const key = `${stream} ${program}`
    const lines = ((this.#begun.get(key) ?? '') + text).split('\n')
    this.#begun.set(key, lines.pop()!)
    for (const line of lines) this.#line(program, stream, line)
  }

  /** Something about a program that it did not print. */
  note(program: string, text: string): void {
    this.#write(`${program.padEnd(this.#width)} * ${text}\n`)
  }

  /** Prints lines that were begun and will not be ended. */
  finish(): void {
    for (const [key, line] of this.#begun) {
      if (line === '') continue
      const blank = key.indexOf(' ')
      this.#line(key.slice(blank + 1), key.slice(0, blank), line)
    }
    this.#begun.clear()
  }

  #line(program: string, stream: string, line: string): void {
    this.#write(`${program.padEnd(this.#width)} ${stream === 'stderr' ? '!' : '|'} ${line.replace(/\r$/, '')}\n`)
  }
}
