/** Errors whose stack begins with the line of the program that called, not with the engine's own lines. */

/**
 * Does the work of a public function. An error of it loses the stack frames of that function and of all that it calls.
 * The function must be async and `await` this, so that its own frame is among the asynchronous ones.
 * @param called the public function
 */
export async function fromCaller<Result>(called: (...args: never[]) => unknown, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace?.(error, called)
    throw error
  }
}
