/**
 * Colours for what programs print: standard output in ink, standard error a shade quieter with the error's own line in
 * red, our own notes in grey. Colours that a program chose itself stay.
 */
import type { OutputChunk } from './output-log.ts'

const QUIET = '\x1b[37m'
const RED = '\x1b[31m'
const GREY = '\x1b[90m'
const RESET = '\x1b[0m'
/** `RemoteError:`, `multiprocessing.context.AuthenticationError: digest …`, `Uncaught TypeError: …` */
const ERROR_LINE = /^(?:Uncaught )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Interrupt)\b/

export class Painter {
  /** Whether the last chunk ended within a line. */
  #within = false

  paint({ stream, text }: OutputChunk): string {
    switch (stream) {
      case 'stdout':
        this.#within = !text.endsWith('\n')
        return text
      case 'note': {
        const before = this.#within ? '\n' : ''
        this.#within = false
        return `${before}${GREY}${text}${RESET}\n`
      }
      case 'stderr':
        return this.#paintError(text)
    }
  }

  #paintError(text: string): string {
    const lines = text.split('\n')
    const painted = lines.map((line, index) => {
      const begins = index > 0 || !this.#within
      if (line === '') return line
      return `${begins && ERROR_LINE.test(line) ? RED : QUIET}${line}${RESET}`
    })
    this.#within = lines.at(-1) !== ''
    return painted.join('\n')
  }

  /** For a terminal that begins anew. */
  reset(): void {
    this.#within = false
  }
}
