/** Frames that waited at the gate: which they are, and what became of them. */
import type { TraceEvent } from '../protocol/trace.ts'
import type { TracedFrame } from './frame.ts'

/** A frame is about to be sent and waits. */
export type HeldEvent = Extract<TraceEvent, { name: 'frame/held' }>
type DecidedEvent = Extract<TraceEvent, { name: 'frame/decided' }>

export class Holds {
  /** By process id, a blank, and the frame's number among those that waited there. */
  readonly #frames = new Map<string, { readonly frame: TracedFrame; readonly event: HeldEvent }>()
  readonly #waiting = new Set<TracedFrame>()

  /** Those that wait now, longest first. */
  get held(): readonly TracedFrame[] {
    return [...this.#waiting].filter((frame) => frame.fate === 'held').sort((a, b) => a.wait!.heldTime - b.wait!.heldTime)
  }

  /** Those that waited at a trace time, longest first. */
  heldAt(time: number): readonly TracedFrame[] {
    const held: TracedFrame[] = []
    for (const { frame } of this.#frames.values()) {
      const { wait } = frame
      if (wait === undefined || wait.heldTime > time || (wait.decidedTime ?? Infinity) <= time) continue
      if ((frame.connection.endTimeOf(frame.sender) ?? Infinity) > time) held.push(frame)
    }
    return held.sort((a, b) => a.wait!.heldTime - b.wait!.heldTime)
  }

  find(process: string, hold: number): TracedFrame | undefined {
    return this.#frames.get(`${process} ${hold}`)?.frame
  }

  add(frame: TracedFrame, event: HeldEvent): void {
    const { process, hold, time } = event
    frame.wait = { process, hold, heldTime: time, decidedTime: undefined, verdict: undefined }
    this.#frames.set(`${process} ${hold}`, { frame, event })
    this.#waiting.add(frame)
  }

  /**
   * @param lost makes a frame for one that was never sent, where its place was taken for a later one: its receiver was
   *   heard of first
   */
  decide(event: DecidedEvent, lost: (held: HeldEvent, late: TracedFrame) => TracedFrame): void {
    const key = `${event.process} ${event.hold}`
    const known = this.#frames.get(key)
    if (known === undefined) return
    let { frame } = known
    const { wait } = frame
    // In a damaged trace the next one may wait in its place already.
    if (wait?.hold !== event.hold) return
    const sends = event.verdict === 'go' || event.verdict === 'corrupt'
    if (!sends && frame.departed) {
      const late = frame
      frame = lost(known.event, late)
      frame.wait = wait
      late.wait = undefined
      this.#waiting.delete(late)
      this.#frames.set(key, { frame, event: known.event })
    }
    wait.verdict = event.verdict
    wait.decidedTime = event.time
    this.#waiting.delete(frame)
  }
}
