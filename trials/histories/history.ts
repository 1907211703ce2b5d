/** What clients did with one object, and when: the record that the checker judges. */

/** JSON of what a method gave back: lists for tuples and lists, pairs in order for dicts. */
export type Json = null | boolean | number | string | readonly Json[]

/** What came back: a value, or the name of the class of an error. */
export type Outcome = { readonly value: Json } | { readonly error: string }

/** A call of a method. */
export interface Call {
  readonly method: string
  readonly args: readonly Json[]
}

/** One call as its client saw it. Times are those of the machine's monotonic clock, in ns. */
export interface Operation extends Call {
  /** Its place in the history. */
  readonly id: number
  readonly client: string
  readonly called: number
  /** null: nobody knows. It may have happened, at any time since it was called, or never. */
  readonly returned: number | null
  /** null: nobody knows, or it is not looked at. It may have done whatever it could, or nothing. */
  readonly outcome: Outcome | null
}

/** Everything that was done with one object. */
export interface History {
  /** Name of the model. */
  readonly kind: string
  readonly seed: number
  /** What the object was made with. */
  readonly made: readonly Json[]
  readonly operations: readonly Operation[]
  /** Clients that were killed, and when. */
  readonly gone: Readonly<Record<string, number>>
  /** What was done to a client. */
  readonly fault: { readonly kind: 'kill' | 'cut'; readonly client: string } | null
}

/** Whether it is known what came of an operation. */
export function isKnown(operation: Operation): operation is Operation & { readonly returned: number; readonly outcome: Outcome } {
  return operation.outcome !== null
}

export function sameJson(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** `put(7) → None`, as people write it. */
export function describe({ method, args, outcome }: Operation): string {
  const call = `${method}(${args.map(written).join(', ')})`
  if (outcome === null) return `${call} → ?`
  return 'error' in outcome ? `${call} → ${outcome.error}` : `${call} → ${written(outcome.value)}`
}

/** A value in Python's words. */
function written(value: Json): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'object') return `[${value.map(written).join(', ')}]`
  return typeof value === 'string' ? `'${value}'` : String(value)
}
