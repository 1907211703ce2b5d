/**
 * A capsule: one file with a program and what it did. It is a zip archive, so that anybody can look into it:
 *
 * * `capsule.json`: this manifest
 * * `code/<name>`: the files, authkeys taken out
 * * `trace.ndjson`: every event of the run, one a line, in order of time
 * * `output.ndjson`: what the programs printed
 * * `notes.md`: the person's words
 * * `view.json`, `schedule.json`: what was on screen, and in which order frames were let through; each may be missing
 *
 * A capsule is read and shown. Nothing in it is run, loaded or followed when it is opened.
 */
import * as v from 'valibot'
import { LanguageSchema, nameSchema, PresentRunSchema, ProgramSchema } from '../contract/host.ts'

export const FORMAT = 'managerie capsule'
export const VERSION = 1
export const ENDING = '.managerie'

export const ENTRIES = {
  manifest: 'capsule.json',
  trace: 'trace.ndjson',
  output: 'output.ndjson',
  notes: 'notes.md',
  view: 'view.json',
  schedule: 'schedule.json',
} as const
export const CODE = 'code/'

export const CapsuleManifestSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  /** Version of the Managerie that wrote it. */
  app: v.pipe(v.string(), v.maxLength(80)),
  /** When, as ISO 8601. */
  made: v.pipe(v.string(), v.maxLength(40)),
  title: nameSchema,
  lesson: v.nullable(v.pipe(v.string(), v.maxLength(120))),
  language: LanguageSchema,
  programs: v.pipe(v.array(ProgramSchema), v.maxLength(40)),
  /** The run as the host told it last; null where nothing had been run. */
  run: v.nullable(PresentRunSchema.entries.state),
  /** What was taken out. */
  redacted: v.object({
    /** Different authkeys. */
    keys: v.number(),
    /** Entries of the archive in which one stood. */
    places: v.array(v.string()),
    /** In place of the first key; the second has 2 in it, and so on. */
    placeholder: v.string(),
  }),
})
export type CapsuleManifest = v.InferOutput<typeof CapsuleManifestSchema>

/** One batch of what a program printed. */
export const PrintedSchema = v.object({
  program: v.string(),
  stream: v.picklist(['stdout', 'stderr', 'note']),
  text: v.string(),
})
export type Printed = v.InferOutput<typeof PrintedSchema>

/** What was on screen. What a later version adds is let go. */
export const ViewSchema = v.object({
  view: v.optional(v.string()),
  head: v.optional(v.nullable(v.number())),
  selection: v.optional(v.nullable(v.number())),
  filter: v.optional(v.string()),
  file: v.optional(v.string()),
})
export type ViewState = v.InferOutput<typeof ViewSchema>

/** A file is not what it should be: says what was expected, what came, and what to do. */
export class CapsuleError extends Error {
  override name = 'CapsuleError'
}
