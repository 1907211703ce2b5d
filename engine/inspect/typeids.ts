/**
 * What kind of object an ident names. A request carries the ident alone; its typeid was said before, in a `create`, in
 * a token or in an event. CPython gives an ident again once its object is gone, so the answer depends on the time.
 */
import { OUTSIDE } from './run.ts'

/** Something that knows the process id of its server by now, or will: a connection. */
export interface ServerSide {
  readonly listener: string
}

/** One place where an ident and its typeid stood together. */
interface Sighting {
  readonly typeid: string
  readonly side: ServerSide
  readonly time: number
}

export class Typeids {
  /** By ident, each list in order of time. */
  readonly #sightings = new Map<string, Sighting[]>()

  /** At `traceTime`, something said that `ident` of the server at `side` is a `typeid`. */
  learn(ident: string, typeid: string, side: ServerSide, traceTime: number): void {
    const sighting: Sighting = { typeid, side, time: traceTime }
    const known = this.#sightings.get(ident)
    if (known === undefined) {
      this.#sightings.set(ident, [sighting])
      return
    }
    const at = firstAfter(known, traceTime)
    const before = known[at - 1]
    if (before !== undefined && before.typeid === typeid && before.side.listener === side.listener) return
    known.splice(at, 0, sighting)
  }

  /** The typeid of `ident` in the server at `side`: as last said up to `traceTime`, else as first said after. */
  find(ident: string, side: ServerSide, traceTime: number): string | undefined {
    const known = this.#sightings.get(ident)
    if (known === undefined) return undefined
    const start = firstAfter(known, traceTime)
    for (let index = start - 1; index >= 0; index--) if (sameServer(known[index]!.side, side)) return known[index]!.typeid
    for (let index = start; index < known.length; index++) if (sameServer(known[index]!.side, side)) return known[index]!.typeid
    return undefined
  }
}

/** Index of the first sighting that is later than `time`. */
function firstAfter(sightings: readonly Sighting[], time: number): number {
  let low = 0
  let high = sightings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sightings[middle]!.time <= time) low = middle + 1
    else high = middle
  }
  return low
}

function sameServer(a: ServerSide, b: ServerSide): boolean {
  return a.listener === b.listener || a.listener === OUTSIDE || b.listener === OUTSIDE
}
