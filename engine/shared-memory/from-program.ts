/** Has an error begin where the program called, not where in here it was found. */
type Entry = abstract new (...args: never[]) => unknown
type Called = (...args: never[]) => unknown

/** @param entry what the program called: the stack of an error begins below it */
export function fromProgram<T>(entry: Entry | Called, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error) cutStack(error, entry)
    throw error
  }
}

function cutStack(error: Error, entry: Entry | Called): void {
  const { stack } = error
  Error.captureStackTrace?.(error, entry)
  // A constructor that a class only inherits is on no stack: then nothing is left of it.
  if (stack !== undefined && !error.stack?.includes('\n    at ')) error.stack = stack
}
