/** Makes a capsule's bytes. */
import { zipSync } from 'fflate'
import type { TraceEvent } from 'multiprocessing/protocol'
import { PLACEHOLDER, redactionFor } from './authkeys.ts'
import type { Redaction } from './authkeys.ts'
import { CODE, ENTRIES, FORMAT, VERSION } from './manifest.ts'
import type { CapsuleManifest, Printed, ViewState } from './manifest.ts'

export interface CapsuleContent {
  readonly manifest: Omit<CapsuleManifest, 'format' | 'version' | 'redacted'>
  /** Texts by file name. */
  readonly code: ReadonlyMap<string, string>
  readonly events: readonly TraceEvent[]
  readonly printed: readonly Printed[]
  readonly notes: string
  readonly view: ViewState
  /** The director's choices, as it has them; undefined where nothing was held. */
  readonly schedule: unknown
}

export interface Packed {
  readonly bytes: Uint8Array
  /** Different authkeys that were taken out. */
  readonly keys: number
  /** Entries of the archive in which one stood. */
  readonly places: readonly string[]
}

/** Packs a capsule. Authkeys that its code gives away are taken out of all of it. */
export function packCapsule({ manifest, code, events, printed, notes, view, schedule }: CapsuleContent): Packed {
  const redaction = redactionFor(code, new Set([...code.keys(), ...manifest.programs.map((program) => program.name)]))
  const entries: Record<string, string> = {}
  for (const [name, text] of code) entries[CODE + name] = redaction.text(CODE + name, text)
  if (events.length > 0) entries[ENTRIES.trace] = traceText(events, redaction, ENTRIES.trace)
  if (printed.length > 0) entries[ENTRIES.output] = lines(printed.map((one) => redaction.json(ENTRIES.output, one)))
  if (notes !== '') entries[ENTRIES.notes] = redaction.text(ENTRIES.notes, notes)
  entries[ENTRIES.view] = `${JSON.stringify(redaction.json(ENTRIES.view, view))}\n`
  if (schedule !== undefined) entries[ENTRIES.schedule] = `${JSON.stringify(redaction.json(ENTRIES.schedule, schedule))}\n`
  const open = redaction.json(ENTRIES.manifest, { format: FORMAT, version: VERSION, ...manifest }) as object
  const places = [...redaction.places]
  const said = { ...open, redacted: { keys: redaction.keys, places, placeholder: PLACEHOLDER } }
  const encoder = new TextEncoder()
  const packed: Record<string, Uint8Array> = { [ENTRIES.manifest]: encoder.encode(`${JSON.stringify(said, null, 2)}\n`) }
  for (const [name, text] of Object.entries(entries)) packed[name] = encoder.encode(text)
  return { bytes: zipSync(packed, { level: 6 }), keys: redaction.keys, places }
}

/** A trace as NDJSON, authkeys taken out. */
export function packTrace(code: ReadonlyMap<string, string>, events: readonly TraceEvent[]): Packed {
  const redaction = redactionFor(code)
  const bytes = new TextEncoder().encode(traceText(events, redaction, ENTRIES.trace))
  return { bytes, keys: redaction.keys, places: [...redaction.places] }
}

function traceText(events: readonly TraceEvent[], redaction: Redaction, place: string): string {
  return lines(events.map((event) => redaction.event(place, event)))
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}
