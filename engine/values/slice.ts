/** A Python slice, `start:stop:step`; `null` is an omitted part. And Python's `...`, which stands between them. */
import { REPR, TYPE_NAME, type NestedRepr } from './hooks.ts'

/** Python's `slice`: `start:stop:step`, each an int or `null`. */
export class Slice {
  readonly start: unknown
  readonly stop: unknown
  readonly step: unknown

  constructor(start: unknown, stop: unknown = null, step: unknown = null) {
    this.start = start ?? null
    this.stop = stop ?? null
    this.step = step ?? null
  }

  get [TYPE_NAME](): string {
    return 'slice'
  }

  [REPR](nested: NestedRepr): string {
    return `slice(${nested(this.start)}, ${nested(this.stop)}, ${nested(this.step)})`
  }
}

class EllipsisType {
  get [TYPE_NAME](): string {
    return 'ellipsis'
  }

  [REPR](): string {
    return 'Ellipsis'
  }
}

/** Python's `Ellipsis`: there is one. */
export const Ellipsis = Object.freeze(new EllipsisType())
