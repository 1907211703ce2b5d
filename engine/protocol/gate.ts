/**
 * The gate: how a traced process asks before it sends a frame, so that somebody can hold frames, or break them.
 *
 * A run's environment names a folder. In it:
 *
 * * `mode`: one byte. Looked at before each frame; only its asker pays more than that look.
 * * `address`: UTF-8, where to ask: a path (Unix socket), or a pipe's name (Windows).
 *
 * Over that socket go lines. A process sends one `GateQuestion` as JSON, and gets lines `<ask> <word>`: either a verdict,
 * or `wait`, and its verdict later. Who waits reports `frame/held`, then `frame/decided`; a frame that goes at once is
 * reported as sent and nothing else. A process asks for one frame of a connection at a time, so frames keep their order.
 * Where nobody answers (the socket is gone) frames go, and nobody is asked again.
 */

/** Environment variable with the folder of the gate. Counts only together with a trace. */
export const GATE_VARIABLE = 'MULTIPROCESSING_GATE'

/**
 * What the byte in `mode` says: nobody asks · everybody asks for every frame · only clients ask, for what they send
 * as a pickle: requests, but neither handshakes nor replies.
 */
export const GATE_MODE = { open: '0', all: '1', requests: '2' } as const
/** Which frames are asked for. */
export type GateMode = keyof typeof GATE_MODE

/** A question carries this many bytes of the payload at most: enough to tell its kind. */
export const GATE_PAYLOAD_LIMIT = 4096

/** What may become of a frame: sent · never sent · its connection cut instead · sent with its last byte inverted. */
export const VERDICTS = ['go', 'drop', 'cut', 'corrupt'] as const
/** What may become of a frame that is asked for. */
export type Verdict = (typeof VERDICTS)[number]

/** What is asked, one line of JSON. */
export interface GateQuestion {
  /** Counts the questions on this socket; names this one in the answers. */
  readonly ask: number
  /** The process as in its trace's envelope, and its label. */
  readonly process: string
  readonly label: string
  /** As in the trace. */
  readonly connection: string
  readonly end: 'listener' | 'client' | 'pipe'
  /** The place that the frame will have among those sent. */
  readonly index: number
  /** Names the frame where it waits: as `hold` of `frame/held`. */
  readonly hold: number
  /** Bytes of the whole payload. */
  readonly size: number
  /** Its beginning in base64, up to `GATE_PAYLOAD_LIMIT` bytes. */
  readonly payload: string
}

/** Reads one line of an answer; `undefined` where it is none. */
export function parseGateAnswer(line: string): { readonly ask: number; readonly word: Verdict | 'wait' } | undefined {
  const [, ask, word] = /^(\d+) ([a-z]+)$/.exec(line) ?? []
  if (ask === undefined || (word !== 'wait' && !isVerdict(word!))) return undefined
  return { ask: Number(ask), word }
}

/** Whether a word is a verdict. */
export function isVerdict(word: string): word is Verdict {
  return (VERDICTS as readonly string[]).includes(word)
}

/** Reads one question. Undefined where the line is none: whoever sent it is no process of ours. */
export function parseGateQuestion(line: string): GateQuestion | undefined {
  let value: Partial<Record<keyof GateQuestion, unknown>>
  try {
    value = JSON.parse(line) as typeof value
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const numbers = [value.ask, value.index, value.hold, value.size].every((item) => Number.isSafeInteger(item))
  const texts = [value.process, value.label, value.connection, value.payload].every((item) => typeof item === 'string')
  const end = value.end === 'listener' || value.end === 'client' || value.end === 'pipe'
  return numbers && texts && end ? (value as GateQuestion) : undefined
}

/** The mode that the byte in the file says. Anything else is open. */
export function gateModeOf(byte: number | undefined): GateMode {
  switch (byte === undefined ? '' : String.fromCharCode(byte)) {
    case GATE_MODE.all:
      return 'all'
    case GATE_MODE.requests:
      return 'requests'
    default:
      return 'open'
  }
}

/** The same payload with its last byte inverted: a key's proof that is wrong, a pickle that cannot be read. */
export function corrupted(payload: Uint8Array): Uint8Array {
  const copy = payload.slice()
  if (copy.length > 0) copy[copy.length - 1]! ^= 0xff
  return copy
}
