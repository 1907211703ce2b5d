/** Reads what a person gives us to open: a capsule or a trace, from whoever it may come. Nothing of it is run or loaded. */
import * as v from 'valibot'
import type { TraceEvent } from 'multiprocessing/protocol'
import { fileNameSchema } from '../contract/host.ts'
import { CapsuleError, CapsuleManifestSchema, CODE, ENTRIES, FORMAT, PrintedSchema, VERSION, ViewSchema } from './manifest.ts'
import type { CapsuleManifest, Printed, ViewState } from './manifest.ts'
import { readTraceLines } from './trace-lines.ts'
import type { Pause } from './trace-lines.ts'
import { readZip } from './zip-reader.ts'

export interface Recording {
  /** Null for a trace alone. */
  readonly manifest: CapsuleManifest | null
  /** Texts by file name. */
  readonly code: ReadonlyMap<string, string>
  readonly events: readonly TraceEvent[]
  /** Lines of the trace that could not be read. */
  readonly lost: number
  readonly printed: readonly Printed[]
  readonly notes: string
  readonly view: ViewState
  readonly schedule: unknown
}

const MEBIBYTE = 1024 * 1024
/** Bytes of a capsule, and of what is in it. */
export const CAPSULE_LIMITS = { file: 90 * MEBIBYTE, entries: 400, entry: 400 * MEBIBYTE, total: 512 * MEBIBYTE } as const
/** Bytes of a file of code, and of notes. */
const TEXT_LIMIT = 4 * MEBIBYTE

/**
 * Reads a capsule or a trace.
 * @param pause called now and then, so that the page can show how far it is
 * @throws CapsuleError in words for the person
 */
export async function readRecording(name: string, bytes: Uint8Array, pause: Pause = async () => {}): Promise<Recording> {
  if (bytes.length > CAPSULE_LIMITS.file) {
    throw new CapsuleError(`“${name}” has ${Math.ceil(bytes.length / MEBIBYTE)} MiB; up to ${CAPSULE_LIMITS.file / MEBIBYTE} can be opened.`)
  }
  // A zip archive begins so; everything else is taken for a trace.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readCapsule(bytes, pause)
  if (name.toLowerCase().endsWith('.managerie')) throw new CapsuleError(`“${name}” is no capsule: a capsule is a zip archive, and this file does not begin like one.`)
  const { events, lost } = await readTraceLines(bytes, pause)
  return { manifest: null, code: new Map(), events, lost, printed: [], notes: '', view: {}, schedule: undefined }
}

async function readCapsule(bytes: Uint8Array, pause: Pause): Promise<Recording> {
  const files = readZip(bytes, CAPSULE_LIMITS)
  const manifest = readManifest(files.get(ENTRIES.manifest))
  const code = new Map<string, string>()
  for (const [name, content] of files) {
    if (!name.startsWith(CODE)) continue
    const file = name.slice(CODE.length)
    if (!v.safeParse(fileNameSchema, file).success) throw new CapsuleError(`A file of a capsule has a plain name, got “${file.slice(0, 80)}”. Nothing was opened.`)
    code.set(file, textOf(name, content))
  }
  const astray = manifest.programs.find((program) => !code.has(program.file))
  if (astray) throw new CapsuleError(`This capsule is damaged: its program ${astray.name} runs ${astray.file}, which is not in it.`)
  const trace = files.get(ENTRIES.trace)
  const { events, lost } = trace === undefined ? { events: [], lost: 0 } : await readTraceLines(trace, pause)
  const notes = files.get(ENTRIES.notes)
  const view = jsonOf(files, ENTRIES.view)
  const checked = v.safeParse(ViewSchema, view ?? {})
  return {
    manifest,
    code,
    events,
    lost,
    printed: readPrinted(files.get(ENTRIES.output)),
    notes: notes === undefined ? '' : textOf(ENTRIES.notes, notes),
    // What was on screen is a convenience: one that cannot be read is none.
    view: checked.success ? checked.output : {},
    schedule: jsonOf(files, ENTRIES.schedule),
  }
}

function readManifest(bytes: Uint8Array | undefined): CapsuleManifest {
  if (!bytes) throw new CapsuleError(`This archive is no capsule: there is no ${ENTRIES.manifest} in it.`)
  let value: unknown
  try {
    value = JSON.parse(textOf(ENTRIES.manifest, bytes))
  } catch (error) {
    throw new CapsuleError(`This capsule is damaged: ${ENTRIES.manifest} is not JSON. Nothing was opened.`, { cause: error })
  }
  const { format, version }: { format?: unknown; version?: unknown } = typeof value === 'object' && value !== null ? value : {}
  if (format !== FORMAT) throw new CapsuleError(`This archive is no capsule: its ${ENTRIES.manifest} does not say that it is one.`)
  if (version !== VERSION) {
    throw new CapsuleError(`This reads capsules of version ${VERSION}, got version ${typeof version === 'number' || typeof version === 'string' ? String(version).slice(0, 20) : typeof version}: open it with the Managerie that wrote it.`)
  }
  const result = v.safeParse(CapsuleManifestSchema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  throw new CapsuleError(`This capsule is damaged: ${ENTRIES.manifest}: ${v.getDotPath(issue) ?? 'its content'}: ${issue.message}. Nothing was opened.`)
}

function textOf(name: string, bytes: Uint8Array): string {
  if (bytes.length > TEXT_LIMIT) throw new CapsuleError(`“${name}” has ${Math.ceil(bytes.length / MEBIBYTE)} MiB; a text of a capsule has at most ${TEXT_LIMIT / MEBIBYTE}.`)
  return new TextDecoder().decode(bytes)
}

function jsonOf(files: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  const bytes = files.get(name)
  if (!bytes || bytes.length > TEXT_LIMIT) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** What was printed; a line that cannot be read is left out. */
function readPrinted(bytes: Uint8Array | undefined): Printed[] {
  if (!bytes) return []
  const printed: Printed[] = []
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line === '') continue
    try {
      const result = v.safeParse(PrintedSchema, JSON.parse(line))
      if (result.success) printed.push(result.output)
    } catch {
      // Not JSON.
    }
  }
  return printed
}
