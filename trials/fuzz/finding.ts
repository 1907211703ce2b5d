/** Something that an input brought about and must not. */

/** What is wrong with it. */
export type FindingKind =
  /** An error that the product does not say it throws, or a promise of its that did not hold. */
  | 'error'
  /** The same, in a promise that nobody waits for, or a callback. */
  | 'loose error'
  /** Code ran, a file, a process or a socket was reached for, or a global changed. */
  | 'code run'
  /** It did not come to an end. */
  | 'hang'
  /** It took more memory than it may. */
  | 'memory'

export interface Finding {
  readonly kind: FindingKind
  /** The same for inputs that show the same thing. */
  readonly key: string
  readonly message: string
  readonly input: Uint8Array
}

const EXPLORER = /#tryAll|#shows|#lookBack|Explorer\./

/** What an error is known by: its class, its words without numbers and quotes, and the functions that it came through. */
export function keyOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  // The explorer's own functions are not what it came through.
  const end = lines.findIndex((line) => EXPLORER.test(line))
  const frames = (end < 0 ? lines : lines.slice(0, end))
    .map((line) => /^\s+at (?:async )?(?:new )?([\w$.#<> [\]]+) \(/.exec(line)?.[1] ?? '')
    .filter((name) => name !== '')
    .slice(0, 2)
  return [error.name, plain(error.message), ...frames].join(' | ')
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.stack ?? `${error.name}: ${error.message}`).slice(0, 2000)
}

function plain(words: string): string {
  return words.replaceAll(/'[^']*'|"[^"]*"|“[^”]*”|`[^`]*`|\d+/g, '…').slice(0, 80)
}
