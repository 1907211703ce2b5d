/** An authkey as a value that does not travel (CPython: `multiprocessing.process.AuthenticationString`). */

import { registerReduction } from '../pickle/index.ts'
import { TypeError as PythonTypeError } from '../values/exceptions.ts'

/** An authkey: bytes that are not shown and have no pickle. Pickling one is a TypeError. */
export class AuthenticationString extends Uint8Array {
  // Slices are plain bytes, as in Python.
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array
  }

  /** Keeps the key out of `console.log` and error reports. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `AuthenticationString(${this.length})`
  }
}

registerReduction(AuthenticationString, () => {
  throw new PythonTypeError('Pickling an AuthenticationString object is disallowed for security reasons')
})
