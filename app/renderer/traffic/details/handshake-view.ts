/** A frame of the handshake: marker, digest, and random bytes or a mac. It is no pickle. */
import { CHALLENGE, parseHandshake } from 'multiprocessing/protocol'
import type { Content, ContentView, Part } from './content-view.ts'
import { hexText } from './hex.ts'
import type { TreeNode } from './tree.ts'

const ascii = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end))

export const handshakeView: ContentView = {
  name: 'Handshake',
  matches: ({ family, kind, truncated }) => (family === 'handshake' || kind === 'failure') && !truncated,
  read: ({ payload }) => contentOf(partsOf(payload)),
}

function partsOf(payload: Uint8Array): Part[] {
  const message = parseHandshake(payload)
  switch (message.kind) {
    case 'welcome':
    case 'failure':
      return [text(payload, 0, payload.length, 'verdict', message.kind === 'welcome' ? 'the answer was right' : 'the answer was wrong')]
    case 'challenge': {
      const parts = [text(payload, 0, CHALLENGE.length, 'marker', 'begins every challenge')]
      return [...parts, ...digestAnd(payload, CHALLENGE.length, message.digest, 'message', 'random bytes')]
    }
    case 'answer':
      return digestAnd(payload, 0, message.digest, 'mac', 'made with the authkey')
  }
}

/** `{sha256}`, where it is named, and what follows it. */
function digestAnd(payload: Uint8Array, start: number, digest: string | undefined, name: string, note: string): Part[] {
  const length = digest === undefined ? 0 : digest.length + 2
  const parts: Part[] = []
  if (digest !== undefined) parts.push(text(payload, start, start + length, 'digest', 'which HMAC is meant'))
  return [...parts, binary(payload, start + length, payload.length, name, digest === undefined ? `${note}, md5` : note)]
}

function text(payload: Uint8Array, start: number, end: number, name: string, note: string): Part {
  return { start, end, name, value: ascii(payload, start, end), note, meaning: `${name}: ${note}`, failed: false }
}

function binary(payload: Uint8Array, start: number, end: number, name: string, note: string): Part {
  const shown = hexText(payload, start, Math.min(end, start + 8)).replaceAll('  ', ' ')
  return { start, end, name, value: `${shown}${end - start > 8 ? ' …' : ''}`, note, meaning: `${name}, ${end - start} bytes: ${note}`, failed: false }
}

function contentOf(parts: readonly Part[]): Content {
  const roots: TreeNode[] = parts.map((part) => ({
    start: part.start,
    end: part.end,
    key: part.name,
    label: part.value,
    isValue: true,
    note: `${part.end - part.start} bytes`,
    children: [],
  }))
  return { roots, title: 'Format', lead: 'no pickle: the handshake goes before', parts, problem: undefined }
}
