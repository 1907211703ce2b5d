/** Safe mode, for an app that does not get through its start: nothing of the last time is restored. */

/** The argument that asks for it. */
const FLAG = '--safe'

export function isSafe(argv: readonly string[]): boolean {
  return argv.includes(FLAG)
}

/** Arguments for starting again, in safe mode. @param argv of this process, its program first */
export function safeArguments(argv: readonly string[]): string[] {
  return [...argv.slice(1).filter((argument) => argument !== FLAG), FLAG]
}
