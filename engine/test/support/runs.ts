/** Runs for tests: read from recorded traces, or from a few events written by hand. */
import { TraceReader } from '../../inspect/reader.ts'
import type { Frame, Run } from '../../inspect/run.ts'
import { dumps } from '../../pickle/index.ts'
import type { TraceEvent, TraceEventBody } from '../../protocol/trace.ts'
import { recordedTrace } from './traces.ts'

/** A recorded trace, read at once. */
export function recordedRun(name: string): Run {
  return runOf(recordedTrace(name))
}

export function runOf(events: readonly TraceEvent[]): Run {
  const reader = new TraceReader()
  reader.read(events)
  return reader.run
}

/** Kinds of a run's frames, without handshakes. */
export function kindsOf(frames: readonly Frame[]): string[] {
  return frames.filter(({ family }) => family !== 'handshake').map(({ kind }) => kind)
}

/** The frames of one connection that reached its other end: for requests the n-th is answered by the n-th reply. */
export function callsOf(run: Run, method: string): Frame[] {
  return run.frames.filter((frame) => frame.kind === 'call' && frame.method === method)
}

/** Writes events by hand: 10 µs apart, `seq` by process. */
export class Script {
  readonly events: TraceEvent[] = []
  readonly #seqs = new Map<string, number>()
  #time = 1_000_000

  say(process: string, body: TraceEventBody): this {
    const seq = this.#seqs.get(process) ?? 0
    this.#seqs.set(process, seq + 1)
    this.events.push({ v: 1, process, seq, time: (this.#time += 10), ...body } as TraceEvent)
    return this
  }

  started(process: string, pid: number, label = process): this {
    return this.say(process, { name: 'process/started', pid, ppid: 1, label, runtime: 'node', version: '20.19.0', wall: 0 })
  }

  opened(process: string, connection: string, end: 'listener' | 'client' | 'pipe', address: string | null = 'garden.sock'): this {
    return this.say(process, { name: 'connection/opened', connection, end, address })
  }

  /** A frame that one end sends and the other receives. Either end may be left out. */
  frame(from: readonly [string, string] | undefined, to: readonly [string, string] | undefined, index: number, payload: Uint8Array): this {
    const said = { index, size: payload.length, payload: base64(payload) }
    if (from !== undefined) this.say(from[0], { name: 'frame/sent', connection: from[1], ...said })
    if (to !== undefined) this.say(to[0], { name: 'frame/received', connection: to[1], ...said })
    return this
  }

  /** A mutual handshake with digests that nobody checks. `salt` makes its challenges differ from others. */
  handshake(listener: readonly [string, string] | undefined, client: readonly [string, string] | undefined, salt: number): this {
    const challenge = (side: number) => bytes('#CHALLENGE#{sha256}', new Uint8Array(40).fill(salt).fill(side, 39))
    const answer = bytes('{sha256}', new Uint8Array(32).fill(salt))
    return this.frame(listener, client, 0, challenge(1))
      .frame(client, listener, 0, answer)
      .frame(listener, client, 1, bytes('#WELCOME#'))
      .frame(client, listener, 1, challenge(2))
      .frame(listener, client, 2, answer)
      .frame(client, listener, 2, bytes('#WELCOME#'))
  }
}

/** A payload: the value's pickle. */
export function pickled(value: unknown): Uint8Array {
  return dumps(value)
}

export function bytes(text: string, rest: Uint8Array = new Uint8Array()): Uint8Array {
  return Uint8Array.from([...Array.from(text, (character) => character.charCodeAt(0)), ...rest])
}

export function base64(payload: Uint8Array): string {
  return Buffer.from(payload).toString('base64')
}
