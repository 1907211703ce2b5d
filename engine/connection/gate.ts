/**
 * The gate, from the side that asks (`protocol/gate.ts`): may this frame be sent?
 *
 * Process-wide, as the tracer is, and like it one branch where there is none. Where there is one, each frame costs a look
 * at a byte. Asking never blocks: the frame waits, and the process lives on until it is decided.
 */
import { openSync, readFileSync, readSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { corrupted, GATE_PAYLOAD_LIMIT, gateModeOf, parseGateAnswer } from '../protocol/gate.ts'
import type { GateMode, GateQuestion, Verdict } from '../protocol/gate.ts'
import { TRACED_PAYLOAD_LIMIT } from '../protocol/trace-settings.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { emit } from '../tracer.ts'

/** A pickle's first byte since protocol 2. No handshake begins with it, but for an old peer's answer by chance. */
const PICKLE = 0x80

/** Which end of a connection sends. */
export type GateEnd = GateQuestion['end']

/** A frame that is about to be sent. */
export interface GatedFrame {
  readonly connection: string
  readonly end: GateEnd
  readonly index: number
  readonly payload: Uint8Array
  /** Line of the program that caused it. */
  readonly at: TraceSource | null | undefined
}

/** Who sends, as the trace names it. */
export interface GateIdentity {
  readonly process: string
  readonly label: string
}

interface Asked {
  wait(): void
  decide(verdict: Verdict): void
}

let gate: Gate | undefined

/** Has every connection of this process ask at the gate in `folder`. Does nothing where there is none. */
export function openGate(folder: string, identity: GateIdentity): void {
  try {
    gate = new Gate(openSync(join(folder, 'mode'), 'r'), readFileSync(join(folder, 'address'), 'utf8'), identity)
  } catch {
    // The host is gone, or never was: the program runs on its own.
  }
}

/** From now on nobody asks: the process ends, and nothing could wait for an answer. */
export function leaveGate(): void {
  gate?.close()
  gate = undefined
}

/** The gate of this process, if it has one. */
export function theGate(): Gate | undefined {
  return gate
}

/** Asks, and waits. */
export class Gate {
  readonly #mode: number
  readonly #byte = new Uint8Array(1)
  readonly #address: string
  readonly #identity: GateIdentity
  readonly #asked = new Map<number, Asked>()
  #socket: Socket | undefined
  #rest = ''
  #asks = 0
  #holds = 0
  #gone = false

  constructor(mode: number, address: string, identity: GateIdentity) {
    this.#mode = mode
    this.#address = address
    this.#identity = identity
  }

  get mode(): GateMode {
    if (this.#gone) return 'open'
    try {
      return readSync(this.#mode, this.#byte, 0, 1, 0) === 1 ? gateModeOf(this.#byte[0]) : 'open'
    } catch {
      return 'open'
    }
  }

  /** Whether a frame of this end has to be asked for. */
  asksFor(end: GateEnd, payload: Uint8Array): boolean {
    switch (this.mode) {
      case 'open':
        return false
      case 'all':
        return true
      case 'requests':
        return end === 'client' && payload[0] === PICKLE
    }
  }

  /**
   * Asks for a frame and waits until it is decided. What becomes of one that does not go at once is in the trace.
   * @returns what to do, and the bytes to send
   */
  async pass(frame: GatedFrame): Promise<{ readonly verdict: Verdict; readonly payload: Uint8Array }> {
    const hold = this.#holds++
    const { connection, index, payload } = frame
    let held = false
    const report = (): void => {
      if (held) return
      held = true
      const { at } = frame
      emit({ name: 'frame/held', connection, index, hold, size: payload.length, payload: base64(payload, TRACED_PAYLOAD_LIMIT), ...(at ? { at } : {}) })
    }
    const verdict = await this.#ask(frame, hold, report)
    if (verdict !== 'go') report()
    if (held) emit({ name: 'frame/decided', connection, index, hold, verdict })
    return { verdict, payload: verdict === 'corrupt' ? corrupted(payload) : payload }
  }

  /** Decides `go` for all that wait, and asks no more. */
  close(): void {
    this.#gone = true
    for (const { decide } of this.#asked.values()) decide('go')
    this.#asked.clear()
    this.#socket?.destroy()
  }

  #ask({ connection, end, index, payload }: GatedFrame, hold: number, report: () => void): Promise<Verdict> {
    if (this.#gone) return Promise.resolve('go')
    const socket = (this.#socket ??= this.#connect())
    const ask = this.#asks++
    const question: GateQuestion = {
      ask, hold, connection, end, index,
      ...this.#identity,
      size: payload.length,
      payload: base64(payload, GATE_PAYLOAD_LIMIT),
    }
    return new Promise((resolve) => {
      this.#asked.set(ask, { wait: report, decide: resolve })
      socket.ref()
      socket.write(`${JSON.stringify(question)}\n`)
    })
  }

  #connect(): Socket {
    const socket = connect(this.#address)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#answered(text))
    // Its end says all.
    socket.on('error', () => undefined)
    socket.on('close', () => this.close())
    return socket
  }

  #answered(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      const answer = parseGateAnswer(line)
      const asked = answer && this.#asked.get(answer.ask)
      if (asked === undefined) continue
      if (answer!.word === 'wait') {
        asked.wait()
        continue
      }
      this.#asked.delete(answer!.ask)
      asked.decide(answer!.word)
    }
    // Nobody waits: it is no reason to live on.
    if (this.#asked.size === 0) this.#socket?.unref()
  }
}

function base64(payload: Uint8Array, limit: number): string {
  return Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, limit)).toString('base64')
}
