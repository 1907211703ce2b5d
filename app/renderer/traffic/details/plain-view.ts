/** Bytes of which nothing is known: as text where they are one, and as bytes. */
import { bytes } from '../format.ts'
import type { ContentView } from './content-view.ts'

/** Longest text that is shown in one line of the tree. */
const TEXT_LENGTH = 2_000

export const plainView: ContentView = {
  name: 'Bytes',
  matches: () => true,
  read: ({ payload, truncated, size }) => {
    const text = textOf(payload)
    const whole = { start: 0, end: payload.length }
    return {
      roots: [
        text === undefined
          ? { ...whole, key: undefined, label: 'bytes', isValue: false, note: bytes(payload.length), children: [] }
          : { ...whole, key: undefined, label: JSON.stringify(text.slice(0, TEXT_LENGTH)), isValue: true, note: 'as UTF-8', children: [] },
      ],
      title: 'Format',
      lead: 'no pickle, no handshake',
      parts: [],
      problem: truncated ? `The trace kept the first ${payload.length} of ${size} bytes.` : undefined,
    }
  },
}

/** The bytes as text, if they are one: UTF-8 without control characters. */
function textOf(payload: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload)
    return payload.length > 0 && payload.every(isTextByte) ? text : undefined
  } catch {
    return undefined
  }
}

/** Of the control characters, only tab and the line ends are text. */
function isTextByte(byte: number): boolean {
  return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
