/**
 * What the keyboard does in a terminal whose program reads from a pipe: nobody but us shows what is typed. A line is
 * collected, shown while it is typed, and sent at Enter.
 */

export interface LineActions {
  /** Shows text in the terminal. */
  show(text: string): void
  /** Gives a line to the program, its end included. */
  send(line: string): void
  /** Ctrl C. */
  interrupt(): void
}

export class LineInput {
  #line: string[] = []
  readonly #actions: LineActions

  constructor(actions: LineActions) {
    this.#actions = actions
  }

  /** Takes what the terminal says was typed or pasted. */
  type(data: string): void {
    // Arrow and function keys mean nothing to a line that is only appended to.
    if (data.startsWith('\x1b')) return
    for (const character of data) this.#key(character)
  }

  reset(): void {
    this.#line = []
  }

  #key(character: string): void {
    switch (character) {
      case '\r':
      case '\n':
        this.#actions.show('\r\n')
        this.#actions.send(`${this.#line.join('')}\n`)
        this.#line = []
        return
      case '\x7f':
      case '\b':
        if (this.#line.pop() !== undefined) this.#actions.show('\b \b')
        return
      case '\x03':
        this.#line = []
        this.#actions.interrupt()
        return
      default:
        if (character < ' ' && character !== '\t') return
        this.#line.push(character)
        this.#actions.show(character)
    }
  }
}
