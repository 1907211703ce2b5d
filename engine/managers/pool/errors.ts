/** Errors of pools. */
import { Exception } from '../../values/exceptions.ts'
import { registerException } from '../types/exception.ts'

/** A result that has no pickle. Arguments: the `repr` of the error, and of the result (CPython: `multiprocessing.pool.MaybeEncodingError`). */
export class MaybeEncodingError extends Exception {
  static override describe(args: readonly unknown[]): string {
    const [error, value] = args
    return args.length === 2 ? `Error sending result: '${String(value)}'. Reason: '${String(error)}'` : super.describe(args)
  }
}
registerException(MaybeEncodingError, 'multiprocessing.pool', 'MaybeEncodingError')
