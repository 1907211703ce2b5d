/** A Python complex number. Equal to a real number where the imaginary part is zero. */
import { reprAmount } from './float.ts'
import { REPR, TYPE_NAME } from './hooks.ts'

/** Python's `complex`: a real and an imaginary float. */
export class Complex {
  readonly real: number
  readonly imag: number

  constructor(real: number, imag = 0) {
    this.real = real
    this.imag = imag
  }

  get [TYPE_NAME](): string {
    return 'complex'
  }

  /** `2j` where the real part is a positive zero, else `(1+2j)`. */
  [REPR](): string {
    const imag = reprAmount(this.imag)
    if (Object.is(this.real, 0)) return `${imag}j`
    const sign = imag.startsWith('-') ? '' : '+'
    return `(${reprAmount(this.real)}${sign}${imag}j)`
  }

  toString(): string {
    return this[REPR]()
  }
}
