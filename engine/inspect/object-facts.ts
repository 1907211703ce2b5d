/** What is known about objects, one by one, in whatever order it was heard of. */
import type { TracedFrame } from './frame.ts'

/** Something that is known about objects. */
export type Fact =
  /** A request was answered with a reference, a `create` or a call; or with `#RETURN`, an `incref` or a `decref`. */
  | { readonly kind: 'answered'; readonly request: TracedFrame; readonly reply: TracedFrame }
  /** A server said how often an object is held. */
  | {
      readonly kind: 'counted'
      readonly time: number
      readonly server: string
      readonly ident: string
      readonly typeid: string
      readonly refcount: number
      /** Class of the object, said when it is made. */
      readonly type: string | undefined
      readonly change: 'made' | 'counted' | 'disposed'
    }
  /** A process got or dropped a proxy. `server` may be known only later. */
  | {
      readonly kind: 'held'
      readonly time: number
      readonly process: string
      readonly server: () => string
      readonly ident: string
      readonly typeid: string
      /** `rebuilt` out of a pickle, or after a fork; `inherited` by a fork. */
      readonly how: 'made' | 'rebuilt' | 'inherited' | 'released'
      /** Whether its server counts it: a proxy in the server itself is not counted, nor one that a spawned child was given. */
      readonly counted: boolean
    }
  | { readonly kind: 'ended'; readonly time: number; readonly process: string }
  /** A process pickled a proxy. */
  | { readonly kind: 'pickled'; readonly time: number; readonly process: string; readonly server: () => string; readonly ident: string }
  /** A frame carries a token. */
  | { readonly kind: 'carried'; readonly frame: TracedFrame; readonly server: () => string; readonly ident: string }

/** When it was so. */
export function timeOf(fact: Fact): number {
  switch (fact.kind) {
    case 'answered':
      return fact.reply.traceTime
    case 'carried':
      return fact.frame.traceTime
    case 'counted':
    case 'held':
    case 'ended':
    case 'pickled':
      return fact.time
  }
}

/** In order of time; those of the same time as they came. */
export function inOrder(facts: readonly Fact[]): readonly Fact[] {
  let last = -Infinity
  for (const fact of facts) {
    const time = timeOf(fact)
    if (time < last) return facts.toSorted((a, b) => timeOf(a) - timeOf(b))
    last = time
  }
  return facts
}
