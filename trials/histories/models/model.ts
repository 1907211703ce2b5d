/** What an object should do, as a small pure machine: which steps an operation may take in a state. */
import { isKnown, sameJson, type Json, type Operation } from '../history.ts'

/** One step of an operation. */
export interface Step<State> {
  readonly state: State
  /** Whether the operation is over with it. Otherwise it takes another step later, in which others may come between. */
  readonly done: boolean
}

/** A machine. States are plain JSON, never changed; two that are written alike are the same. */
export interface Model<State> {
  readonly initial: State
  /**
   * The steps that an operation may take now; none: not now. What came back, where that is known, must be what the step gives.
   * An operation that nobody knows the end of may do all that it could have done, and may stop after each step.
   * @param taken how many steps it has taken before
   */
  step(state: State, operation: Operation, taken: number): readonly Step<State>[]
}

/** What a model may ask about the history. */
export interface Setting {
  /** What the object was made with. */
  readonly made: readonly Json[]
  /** Whether a client may have been gone already when an operation happened. */
  maybeGone(client: string, operation: Operation): boolean
}

export const NOT_NOW: readonly never[] = []

/** The operation is over, and this is the state. */
export function done<State>(state: State): readonly Step<State>[] {
  return [{ state, done: true }]
}

/** There is another step to come. */
export function going<State>(state: State): readonly Step<State>[] {
  return [{ state, done: false }]
}

/** Whether an operation gave this back, or may have. */
export function gives(operation: Operation, value: Json): boolean {
  return !isKnown(operation) || ('value' in operation.outcome && sameJson(operation.outcome.value, value))
}

/** Whether an operation raised this, or may have. */
export function raises(operation: Operation, error: string): boolean {
  return !isKnown(operation) || ('error' in operation.outcome && operation.outcome.error === error)
}

/** Over, if that is what it gave. */
export function giving<State>(operation: Operation, value: Json, state: State): readonly Step<State>[] {
  return gives(operation, value) ? done(state) : NOT_NOW
}

/** Over without a change, if that is what it raised. An operation of unknown end need not be followed when nothing changes. */
export function raising<State>(operation: Operation, error: string, state: State): readonly Step<State>[] {
  return isKnown(operation) && raises(operation, error) ? done(state) : NOT_NOW
}

/** @throws Error for a method that a model does not know: a plan asks for more than there is a model of */
export function unknownMethod(model: string, { method }: Operation): never {
  throw new Error(`the model of ${model} has no ${method}(): add it to trials/histories/models`)
}

/** Whether `acquire(blocking, timeout)` may give False at all. */
export function mayGiveUp({ args: [blocking = true, timeout = null] }: Operation): boolean {
  return blocking === false || (timeout !== null && timeout !== -1)
}
