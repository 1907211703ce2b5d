/** The tables of PROTOCOL.md as the code has them, and what a document makes of them. */
import * as framing from '../../protocol/framing.ts'
import * as challenge from '../../protocol/challenge.ts'
import { FALLBACK_METHODS, REPLY_KINDS, SERVER_FUNCTIONS, SHARED_MEMORY_FUNCTIONS } from '../../protocol/messages.ts'
import * as settings from '../../protocol/trace-settings.ts'
import { TraceEventSchema } from '../../protocol/trace.ts'
import { SyncManager } from '../../managers/index.ts'
import { registryOf, type RegistryEntry } from '../../managers/registry.ts'
import { BACK_TRANSFORMS, formatOf, ITEM_FORMATS, ListPlaces, type ListLayout } from '../../shared-memory/shareable-list-layout.ts'
import { DEFAULT_LIMITS, DEFAULT_PROTOCOL, HIGHEST_PROTOCOL, OPCODES, Global, Opaque, disassemble, dumps, loads, type OpcodeInfo } from '../../pickle/index.ts'
import { ByteArray, Complex, Dict, FrozenSet, PySet, decodeText, float, tuple, tupleFrom } from '../../values/index.ts'
import { UnpicklingError } from '../../errors.ts'

/** Cells of the columns that code can know, as they stand in the document. */
export type Row = readonly string[]

const coded = (value: unknown): string => `\`${String(value)}\``
const text = (bytes: Uint8Array): string => coded(decodeText(bytes))

/** By heading. Columns after those that are given here are prose. */
export function declaredTables(): Map<string, Row[]> {
  return new Map<string, Row[]>([
    ['Limits of frames', constants(framing, ['SHORT_LENGTH_LIMIT', 'SHORT_HEADER_SIZE', 'LONG_HEADER_SIZE', 'HANDSHAKE_PAYLOAD_LIMIT', 'PAYLOAD_LIMIT'])],
    ['Markers', [['`CHALLENGE`', text(challenge.CHALLENGE)], ['`WELCOME`', text(challenge.WELCOME)], ['`FAILURE`', text(challenge.FAILURE)]]],
    ['Lengths', constants(challenge, ['MESSAGE_LENGTH', 'LEGACY_MESSAGE_LENGTH', 'LEGACY_ANSWER_LENGTH'])],
    ['Digests', Object.entries(challenge.DIGEST_LENGTHS).map(([name, length]) => [coded(name), String(length)])],
    ['Server functions', SERVER_FUNCTIONS.map((name) => [coded(name)])],
    ['Shared memory functions', SHARED_MEMORY_FUNCTIONS.map((name) => [coded(name)])],
    ['Reply kinds', REPLY_KINDS.map((kind) => [coded(kind)])],
    ['Fallback methods', FALLBACK_METHODS.map((name) => [coded(name)])],
    ['Kinds of objects', [...registryOf(SyncManager).values()].map(kindRow)],
    ['Opcodes', OPCODES.map((info) => [coded(info.code.toString(16).padStart(2, '0')), coded(info.name), info.argument, String(info.protocol), useOf(info)])],
    ['Limits of pickles', Object.entries(DEFAULT_LIMITS).map(([name, value]) => [coded(name), String(value)])],
    ['Formats of items', Object.entries(ITEM_FORMATS).map(([type, format]) => [coded(type), coded(format)])],
    ['Back transforms', Object.entries(BACK_TRANSFORMS).map(([name, code]) => [String(code), name === 'plain' ? 'int, float, bool' : coded(name)])],
    ['Layout by offsets', exampleList('offsets')],
    ['Layout by sizes', exampleList('sizes')],
    ['Settings', constants(settings, ['TRACE_VERSION', 'TRACED_PAYLOAD_LIMIT', 'TRACE_DIRECTORY_VARIABLE', 'TRACE_NAME_VARIABLE'])],
    ['Fields of every event', ENVELOPE.map((field) => [coded(field)])],
    ['Events', TraceEventSchema.options.map(eventRow)],
  ])
}

/** Named constants of a module; it must have no others of their kind, so that a new one is not forgotten. */
function constants(module: Readonly<Record<string, unknown>>, names: readonly string[]): Row[] {
  const scalars = Object.keys(module).filter((name) => /^[A-Z][A-Z_]+$/.test(name) && ['number', 'string'].includes(typeof module[name]))
  const undocumented = scalars.filter((name) => !names.includes(name) && name !== 'DEFAULT_DIGEST')
  return [...names, ...undocumented].map((name) => [coded(name), typeof module[name] === 'number' ? String(module[name]) : coded(module[name])])
}

/** Where what is in the segment of the list `[1, 'basil', None]`. */
function exampleList(layout: ListLayout): Row[] {
  const formats = [1, 'basil', null].map(formatOf)
  const places = ListPlaces.of(formats, layout)
  return places
    .fields(formats)
    .sort((a, b) => a.offset - b.offset)
    .map(({ label, offset, size, format }) => [coded(label), String(offset), String(size), coded(format)])
}

function kindRow({ typeid, exposed, methodToTypeid }: RegistryEntry): Row {
  const methods = exposed ? exposed.map(coded).join(' ') : 'public'
  const byTypeid = new Map<string, string[]>()
  for (const [method, target] of Object.entries(methodToTypeid ?? {})) byTypeid.set(target, [...(byTypeid.get(target) ?? []), coded(method)])
  const proxies = [...byTypeid].map(([target, made]) => `${made.join(' ')}: ${coded(target)}`).join('; ')
  return [coded(typeid), methods, proxies || '–']
}

const ENVELOPE = ['v', 'process', 'seq', 'time', 'name']

function eventRow(option: (typeof TraceEventSchema.options)[number]): Row {
  const fields = Object.entries(option.entries as Record<string, { readonly type: string }>).filter(([field]) => !ENVELOPE.includes(field))
  return [coded(option.entries.name.literal), fields.map(([field, schema]) => coded(schema.type === 'optional' ? `${field}?` : field)).join(' ')]
}

// Opcodes

/** Needs 4 GiB of text or bytes. */
const TOO_LARGE_TO_TRY = new Set(['BINUNICODE8', 'BINBYTES8'])

function useOf(info: OpcodeInfo): string {
  if (TOO_LARGE_TO_TRY.has(info.name) || writtenIn(DEFAULT_PROTOCOL).has(info.name)) return 'written'
  for (let protocol = 0; protocol <= HIGHEST_PROTOCOL; protocol++) if (writtenIn(protocol).has(info.name)) return 'on request'
  return isRefused(info.code) ? 'refused' : 'read'
}

const written = new Map<number, Set<string>>()

/** Opcodes in the pickles of values of every kind. */
function writtenIn(protocol: number): Set<string> {
  let found = written.get(protocol)
  if (!found) {
    found = new Set(samples().flatMap((sample) => disassemble(dumps(sample, { protocol })).map(({ opcode }) => opcode)))
    written.set(protocol, found)
  }
  return found
}

function samples(): unknown[] {
  const shared: unknown[] = []
  const inTuples = [1, 2, 3, 4].map((length) => {
    const cycle: unknown[] = []
    cycle.push(tupleFrom(Array.from({ length }, () => cycle)))
    return cycle[0]
  })
  const inFrozenSet = new Opaque(new Global('garden', 'Bed'), 'newobj', [])
  inFrozenSet.state = new Dict([['in', new FrozenSet([inFrozenSet])]])
  const set = new Opaque(new Global('garden', 'Bed'), 'newobj_ex', [], new Dict([['name', 'x']]))
  set.setter = new Global('garden', 'set')
  set.state = 1
  return [
    null, true, false, 0, -1, 255, 256, 65_536, 2 ** 40, 2n ** 70n, -(2n ** 70n), 2n ** 3000n, 1.5, float(1), '', 'text', 'x'.repeat(300), new Uint8Array(1), new Uint8Array(300),
    new ByteArray(3), new ByteArray(0), [], [1], [1, 2], {}, { a: 1 }, { a: 1, b: 2 }, tuple(), tuple(1), tuple(1, 2), tuple(1, 2, 3), tuple(1, 2, 3, 4), new PySet([1]), new FrozenSet([1]),
    new Complex(1, 2), [shared, shared], Array.from({ length: 300 }, (_, nth) => `text ${nth}`).flatMap((each) => [each, each]), new Global('garden', 'Bed'), set, inFrozenSet, ...inTuples,
    new Opaque(new Global('garden', 'Bed'), 'reduce', [1]),
  ]
}

/** Whether `loads` will have nothing to do with an opcode, wherever it stands. */
function isRefused(code: number): boolean {
  try {
    loads(Uint8Array.of(0x80, 4, 0x4e, code, 0, 0, 0, 0x0a, 0x2e))
  } catch (error) {
    if (error instanceof UnpicklingError) return /private agreement|cannot come over a connection/.test(error.message)
    throw error
  }
  return false
}

// Documents

/** The tables of a text in Markdown, by the heading before each: rows of cells. */
export function documentedTables(markdown: string): Map<string, Row[]> {
  const tables = new Map<string, Row[]>()
  let heading = ''
  let rows: string[][] | undefined
  for (const line of markdown.split('\n')) {
    const title = /^#+ (.*)$/.exec(line)
    if (title) heading = title[1]!
    if (!line.startsWith('|')) {
      rows = undefined
      continue
    }
    const cells = line.slice(1, line.lastIndexOf('|')).split('|').map((cell) => cell.trim())
    if (!rows) tables.set(heading, (rows = []))
    rows.push(cells)
  }
  for (const [name, all] of tables) tables.set(name, all.slice(2))
  return tables
}

/** What is wrong with a documented table. */
export function differences(name: string, documented: readonly Row[] | undefined, declared: readonly Row[]): string[] {
  if (!documented) return [`${name}: there is no such table`]
  const found: string[] = []
  const rest = new Map(documented.map((row) => [row[0], row]))
  if (rest.size < documented.length) found.push(`${name}: a row is there twice`)
  for (const row of declared) {
    const stands = rest.get(row[0])
    rest.delete(row[0])
    if (!stands) found.push(`${name}: ${row[0]} is missing`)
    else if (row.some((cell, at) => stands[at] !== cell)) found.push(`${name}: ${row[0]} is ${row.join(' | ')}, not ${stands.slice(0, row.length).join(' | ')}`)
  }
  for (const left of rest.keys()) found.push(`${name}: ${left} is not in the code`)
  return found
}

