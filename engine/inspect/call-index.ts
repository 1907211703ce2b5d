/** Calls by the ident of their object. Made when somebody asks, and then kept up: reading a trace does without. */
import type { TracedFrame } from './frame.ts'
import { insertByTime } from './timeline.ts'

export class CallIndex {
  /** In the order in which they were sent. */
  readonly calls = new Map<string, TracedFrame[]>()
  /** Those of them that ask what the object is. */
  readonly questions = new Map<string, TracedFrame[]>()
  #seen = 0
  /** Seen, and not sent yet. */
  #held: TracedFrame[] = []

  update(frames: readonly TracedFrame[]): void {
    const held = this.#held
    if (held.length > 0) {
      this.#held = []
      for (const frame of held) this.#take(frame)
    }
    for (; this.#seen < frames.length; this.#seen++) this.#take(frames[this.#seen]!)
  }

  #take(frame: TracedFrame): void {
    if (frame.kind !== 'call') return
    const { ident, method } = frame.facts
    if (ident === undefined) return
    if (!frame.departed) {
      if (frame.fate === 'held') this.#held.push(frame)
      return
    }
    add(this.calls, ident, frame)
    if (method === '__str__' || method === '__repr__' || method === '#GETVALUE') add(this.questions, ident, frame)
  }
}

function add(lists: Map<string, TracedFrame[]>, ident: string, frame: TracedFrame): void {
  const list = lists.get(ident)
  if (list === undefined) lists.set(ident, [frame])
  else insertByTime(list, frame, (each) => each.firstTime)
}
