/**
 * A file that a stranger sent: a capsule or a trace. Where the bytes are no archive their parts are put into one: two bytes
 * of length before each, the manifest first, so that mutations get past the archive's sums.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { zipSync } from 'fflate'
import { CapsuleError } from '../../../app/capsule/manifest.ts'
import { packCapsule } from '../../../app/capsule/pack.ts'
import { readRecording } from '../../../app/capsule/unpack.ts'
import { scheduleOf } from '../../../app/contract/hold.ts'
import { mutateJson } from '../mutate-json.ts'
import { join, mutateBytes } from '../mutate.ts'
import type { Random } from '../random.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const PARTS = ['capsule.json', 'trace.ndjson', 'output.ndjson', 'notes.md', 'view.json', 'schedule.json', 'code/server.py', 'code/client.py']
const encoder = new TextEncoder()

function isArchive(input: Uint8Array): boolean {
  return input[0] === 0x50 && input[1] === 0x4b
}

function partsOf(input: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = 0; at + 2 <= input.length; ) {
    const length = input[at]! * 256 + input[at + 1]!
    parts.push(input.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return parts
}

function whole(parts: readonly Uint8Array[]): Uint8Array {
  return join(...parts.flatMap((part) => [Uint8Array.of((part.length >> 8) & 255, part.length & 255), part]))
}

function archiveOf(input: Uint8Array): Uint8Array {
  const entries: Record<string, Uint8Array> = {}
  for (const [at, part] of partsOf(input).slice(0, 12).entries()) entries[PARTS[at] ?? `code/more${at}.py`] = part
  return zipSync(entries, { level: 0 })
}

const MANIFEST = {
  format: 'managerie capsule', version: 1, app: '0.2.0', made: '2026-05-01T10:00:00.000Z', title: 'Rain', lesson: null, language: 'python',
  programs: [{ name: 'server', role: 'server', file: 'server.py' }, { name: 'client', role: 'client', file: 'client.py' }],
  run: null, redacted: { keys: 0, places: [], placeholder: 'authkey-1-removed' },
}

function mutate(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  if (isArchive(input)) return mutateBytes(input, random, other, [], 8192)
  const parts = partsOf(input)
  const at = random.below(parts.length)
  const part = parts[at]
  if (part === undefined) return input
  const donor = partsOf(other)[at] ?? part
  parts[at] = mutateJson(part, random, donor) ?? mutateBytes(part, random, donor, [], 4096)
  return whole(parts)
}

export const target: Target = {
  seeds(root) {
    const trace = readFileSync(path.join(root, 'engine/test/golden/traces/plain.ndjson'))
    const lines = trace.toString('utf8').trim().split('\n')
    const packed = packCapsule({
      manifest: { app: '0.2.0', made: '2026-05-01T10:00:00.000Z', title: 'Rain', lesson: null, language: 'python', programs: [{ name: 'server', role: 'server', file: 'server.py' }], run: null },
      code: new Map([['server.py', "authkey=b'rain in may'\n"]]), events: [], printed: [{ program: 'server', stream: 'stdout', text: 'a\n' }], notes: '# Notes', view: { view: 'frames', head: 1 }, schedule: [{ process: 'a', method: 'b' }],
    }).bytes
    const parts = [
      JSON.stringify(MANIFEST), lines.slice(0, 3).join('\n'), JSON.stringify({ program: 'server', stream: 'stdout', text: 'x' }), '# Notes <img src=x onerror=alert(1)>',
      JSON.stringify({ view: 'frames', head: 3, selection: null, filter: 'a', file: 'server.py' }), JSON.stringify([{ process: 'client', method: 'get' }]), 'import os\n', 'print(1)\n',
    ].map((text) => encoder.encode(text))
    const stored = archiveOf(whole(parts))
    return [
      packed, stored, zipSync({ 'capsule.json': parts[0]!, '../x': parts[6]! }), zipSync({ 'capsule.json': parts[0]!, '/etc/passwd': parts[6]! }), zipSync({ 'capsule.json': parts[0]!, 'code/../../x': parts[6]! }), zipSync({ 'a\\b': parts[6]! }), zipSync({ 'C:x': parts[6]! }),
      zipSync({}), whole(parts), whole(parts.slice(0, 1)), new Uint8Array(Buffer.from(lines.slice(0, 4).join('\n'))), new Uint8Array(), encoder.encode('PK'),
      // An archive that says it holds much more than it has.
      Uint8Array.from(packed, (byte, at) => (at > packed.length - 120 && byte === 0 ? 0x0f : byte)),
    ]
  },
  async run(input) {
    const bytes = isArchive(input) || input[0] === 0x7b || input.length < 2 ? input : archiveOf(input)
    const recording = await readRecording('stranger.managerie', bytes)
    for (const name of recording.code.keys()) promise(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name), `a file of code is called ${JSON.stringify(name)}`)
    for (const program of recording.manifest?.programs ?? []) promise(recording.code.has(program.file), 'a program runs a file that is not there')
    scheduleOf(recording.schedule)
  },
  expected: (error) => error instanceof CapsuleError,
  mutate,
  dictionary: ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', '../', '"format":"managerie capsule"', '"version":1', 'code/', '__proto__'],
  limit: 8192,
}
