/**
 * Reads a zip archive from an unknown hand: sizes are limited before anything is unpacked, names are plain paths below
 * the archive, every content is checked against its sum. The archive's own directory is what counts.
 */
import { inflateSync } from 'fflate'
import { CapsuleError } from './manifest.ts'

export interface ZipLimits {
  readonly entries: number
  /** Bytes of one entry, unpacked. */
  readonly entry: number
  /** Bytes of all entries, unpacked. */
  readonly total: number
}

const END = 0x06054b50
const DIRECTORY = 0x02014b50
const LOCAL = 0x04034b50
const END_SIZE = 22
const DIRECTORY_SIZE = 46
const LOCAL_SIZE = 30
/** Bytes that one packed byte can stand for, by the way in which zip packs. */
const MOST_UNPACKED = 1032
/** A comment at the end may have so many bytes. */
const COMMENT = 0xffff

/** @throws CapsuleError when it is no archive, a damaged one, or one that is larger than it may be */
export function readZip(bytes: Uint8Array, limits: ZipLimits): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  const size = view.getUint32(end + 12, true)
  const start = view.getUint32(end + 16, true)
  if (count > limits.entries) throw new CapsuleError(`This archive has ${count} entries; a capsule has at most ${limits.entries}.`)
  if (start + size > end) throw damaged('its directory lies outside of it')
  const files = new Map<string, Uint8Array>()
  let total = 0
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + DIRECTORY_SIZE > end || view.getUint32(at, true) !== DIRECTORY) throw damaged('its directory breaks off')
    const entry = readDirectory(view, bytes, at)
    at = entry.next
    checkName(entry.name)
    if (entry.name.endsWith('/')) continue
    if (files.has(entry.name)) throw damaged(`“${entry.name}” is in it twice`)
    total += entry.size
    if (entry.size > limits.entry || total > limits.total) {
      const most = Math.min(limits.entry, limits.total)
      throw new CapsuleError(`“${entry.name}” would unpack to ${mebibytes(Math.max(entry.size, total))}; up to ${mebibytes(most)} are read. Nothing was opened.`)
    }
    files.set(entry.name, unpack(view, bytes, entry))
  }
  if (at !== start + size) throw damaged('its directory is not as long as it says')
  return files
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly sum: number
  readonly packed: number
  readonly size: number
  readonly local: number
  readonly next: number
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_SIZE
  for (let at = last; at >= Math.max(0, last - COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at
  }
  throw new CapsuleError('This is no capsule: a capsule is a zip archive, and this file has no archive’s end. It may have been cut off on its way.')
}

function readDirectory(view: DataView, bytes: Uint8Array, at: number): Entry {
  const flags = view.getUint16(at + 8, true)
  if ((flags & 1) !== 0) throw damaged('it is encrypted')
  const length = view.getUint16(at + 28, true)
  const next = at + DIRECTORY_SIZE + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  return {
    name: new TextDecoder().decode(bytes.subarray(at + DIRECTORY_SIZE, at + DIRECTORY_SIZE + length)),
    method: view.getUint16(at + 10, true),
    sum: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    local: view.getUint32(at + 42, true),
    next,
  }
}

/** A name that leads out of the archive is no mistake that anybody makes. */
function checkName(name: string): void {
  const parts = name.split('/')
  const climbs = parts.some((part) => part === '..' || part === '.') || name.startsWith('/') || name.includes('\\') || name.includes('\0') || /^[a-z]:/i.test(name)
  if (climbs) throw new CapsuleError(`This archive has an entry “${name.slice(0, 80)}”, which leads out of it. It was not made by Managerie, and nothing was opened.`)
}

function unpack(view: DataView, bytes: Uint8Array, { name, method, sum, packed, size, local }: Entry): Uint8Array {
  if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL) throw damaged(`“${name}” is not where it should be`)
  const length = view.getUint16(local + 26, true)
  const written = new TextDecoder().decode(bytes.subarray(local + LOCAL_SIZE, local + LOCAL_SIZE + length))
  if (written !== name) throw damaged(`one entry is called “${name.slice(0, 80)}” here and “${written.slice(0, 80)}” there`)
  const from = local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  if (from + packed > bytes.length) throw damaged(`“${name}” breaks off`)
  const content = bytes.subarray(from, from + packed)
  const found = inflated(name, method, content, size)
  if (found.length !== size || checksum(found) !== sum) throw damaged(`“${name}” is not what was saved`)
  return found
}

function inflated(name: string, method: number, content: Uint8Array, size: number): Uint8Array {
  switch (method) {
    case 0:
      return content
    case 8:
      // Before there is room for it: so much nothing can unpack to.
      if (size > content.length * MOST_UNPACKED) throw damaged(`“${name}” cannot be as long as it says`)
      try {
        // Into so much room and no more, whatever the content says.
        return inflateSync(content, { out: new Uint8Array(size) })
      } catch {
        throw damaged(`“${name}” cannot be unpacked`)
      }
    default:
      throw damaged(`“${name}” is packed in a way (${method}) that is not known`)
  }
}

function damaged(why: string): CapsuleError {
  return new CapsuleError(`This capsule is damaged: ${why}. Ask for it again; nothing was opened.`)
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`
}

let table: Uint32Array | undefined

/** CRC-32, as zip has it. */
export function checksum(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
  let sum = 0xffffffff
  for (let at = 0; at < bytes.length; at++) sum = (table[(sum ^ bytes[at]!) & 0xff]! ^ (sum >>> 8)) >>> 0
  return (sum ^ 0xffffffff) >>> 0
}
