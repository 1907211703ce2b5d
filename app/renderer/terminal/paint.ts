/**
 * Colours for what programs print: standard output in ink, standard error a shade quieter with the error's own line in
 * red and places in the workspace underlined, our own notes in grey. Colours that a program chose itself stay.
 */
import { findLinks } from './links.ts'
import type { OutputChunk } from './output-log.ts'

const QUIET = '\x1b[37m'
const RED = '\x1b[31m'
const GREY = '\x1b[90m'
const RESET = '\x1b[0m'
const UNDERLINE = '\x1b[4m'
const NO_UNDERLINE = '\x1b[24m'
/** `RemoteError:`, `multiprocessing.context.AuthenticationError: digest …`, `Uncaught TypeError: …` */
export const ERROR_LINE = /^(?:Uncaught )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Interrupt)\b/

export class Painter {
  /** Whether the last chunk ended within a line. */
  #within = false
  readonly #isSource: (file: string) => boolean

  /** @param isSource whether a file that a stack trace names is one that the editor can show */
  constructor(isSource: (file: string) => boolean) {
    this.#isSource = isSource
  }

  paint({ stream, text }: OutputChunk): string {
    switch (stream) {
      case 'stdout':
        this.#within = !text.endsWith('\n')
        return text
      case 'note': {
        const before = this.#within ? '\n' : ''
        this.#within = false
        return `${before}${GREY}${this.#underline(text)}${RESET}\n`
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
      return `${begins && ERROR_LINE.test(line) ? RED : QUIET}${this.#underline(line)}${RESET}`
    })
    this.#within = lines.at(-1) !== ''
    return painted.join('\n')
  }

  #underline(line: string): string {
    const links = findLinks(line).filter((link) => this.#isSource(link.file))
    return links.reduceRight((text, { start, end }) => text.slice(0, start) + UNDERLINE + text.slice(start, end) + NO_UNDERLINE + text.slice(end), line)
  }

  /** For a terminal that begins anew. */
  reset(): void {
    this.#within = false
  }
}
