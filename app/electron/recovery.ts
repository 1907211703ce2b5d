/** What to do when the part that draws the window is gone: once, load it again; again soon, say so instead. */

/** Milliseconds after which a crash counts as the first again. */
export const CALM = 60_000

/** Reasons that loading again can't mend. */
const HOPELESS: readonly string[] = ['launch-failed', 'integrity-failure']

export type RecoveryVerdict = 'load again' | 'say so'

export class Recovery {
  #last: number | undefined

  /** @param reason as Electron gives it @param now milliseconds of any clock that only goes forward */
  gone(reason: string, now: number): RecoveryVerdict {
    const soon = this.#last !== undefined && now - this.#last < CALM
    this.#last = now
    return soon || HOPELESS.includes(reason) ? 'say so' : 'load again'
  }
}
