/** CPython's pickles (build/golden/pickles.py), and what two pickles have in common. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { disassemble } from '../../pickle/disassemble.ts'

export interface Digest {
  readonly length: number
  readonly sha256: string
}

export interface GoldenCase {
  readonly expression: string
  /** `null` where it differs from run to run. */
  readonly repr: string | Digest | null
  readonly str: string | Digest | null
  readonly type: string
  readonly hashable: boolean
  /** By protocol, in hexadecimal. */
  readonly pickles: readonly (string | Digest)[]
  /** `repr()` after a protocol that changes the value, by protocol. */
  readonly loaded?: Readonly<Record<string, string>>
}

/** A golden file's content; `folder/name` without the ending. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8')) as T
}

export function goldenCases(group: string): readonly GoldenCase[] {
  return readGolden<{ cases: GoldenCase[] }>(`pickle/${group}`).cases
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'))
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** In the form that a golden file has: whole, or told by length and digest. */
export function like(bytes: Uint8Array | string, golden: string | Digest | null | undefined): string | Digest {
  const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  if (typeof golden === 'object' && golden !== null) return { length: data.length, sha256: createHash('sha256').update(data).digest('hex') }
  return typeof bytes === 'string' ? bytes : toHex(bytes)
}

const TEXTS = new Set(['SHORT_BINUNICODE', 'BINUNICODE', 'BINUNICODE8', 'UNICODE'])
const PUTS = new Set(['MEMOIZE', 'PUT', 'BINPUT', 'LONG_BINPUT'])
const GETS = new Set(['GET', 'BINGET', 'LONG_BINGET'])

/**
 * The opcodes of a pickle without frames, and with each remembered text written out where it is taken again: equal for two
 * pickles that differ only in which equal texts they take for the same object. CPython goes by identity, this engine by value.
 */
export function withoutTextMemo(pickle: Uint8Array): string[] {
  const lines: string[] = []
  const memo: string[] = []
  let others = 0
  for (const { opcode, argument, error } of disassemble(pickle)) {
    if (error !== undefined) throw new Error(error)
    if (opcode === 'FRAME') continue
    if (PUTS.has(opcode)) {
      const last = lines.at(-1)!
      memo.push(last.startsWith('text ') ? last : `remembered ${others++}`)
    } else if (GETS.has(opcode)) {
      lines.push(memo[argument!.value as number]!)
    } else {
      lines.push(TEXTS.has(opcode) ? `text ${argument!.text}` : `${opcode} ${argument?.text ?? ''}`)
    }
  }
  return lines
}
