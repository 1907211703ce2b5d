/** The time of day, as far as this process can tell: it jumps when it is told to. The monotonic clock goes on as it did. */
const RealDate = Date
let offset = 0

class JumpingDate extends RealDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(RealDate.now() + offset)
    else super(...(args as [number]))
  }

  static override now(): number {
    return RealDate.now() + offset
  }
}

/** Moves the time of day by so many milliseconds. */
export function jumpClock(ms: number): void {
  offset += ms
  globalThis.Date = JumpingDate as DateConstructor
}
