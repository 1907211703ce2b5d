/**
 * Recordings to open: made by running programs as real processes with the command line, and packed as the page packs
 * them. They are kept by a fingerprint of the programs and the engine, and made anew when either is another.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseTraceEvent, type TraceEvent } from 'multiprocessing/protocol'
import { packCapsule } from '../capsule/pack.ts'
import type { Workload } from './programs.ts'

export interface RecordingFile {
  readonly file: string
  readonly frames: number
  readonly events: number
  readonly objects: number
  readonly bytes: number
}

/** @param dist the built parts; @param folder where recordings are kept */
export async function recordingOf(workload: Workload, dist: string, folder: string, say: (words: string) => void): Promise<RecordingFile> {
  const stem = join(folder, `${workload.title.toLowerCase().replaceAll(' ', '-')}-${fingerprint(workload, dist)}`)
  const note = `${stem}.json`
  if (!existsSync(note)) {
    say(`“${workload.title}” is recorded from ${workload.programs.length} processes`)
    const events = await record(workload, dist)
    const { bytes } = packCapsule({
      manifest: { app: 'bench', made: new Date(0).toISOString(), title: workload.title, lesson: null, language: 'typescript', programs: [...workload.programs], run: null },
      code: workload.files,
      events,
      printed: [],
      notes: '',
      view: {},
      schedule: undefined,
    })
    const count = (name: TraceEvent['name']) => events.filter((event) => event.name === name).length
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${stem}.managerie`, bytes)
    // Last, and at once: without it there is no recording.
    writeFileSync(`${note}.part`, JSON.stringify({ frames: count('frame/sent'), events: events.length, objects: count('object/created'), bytes: bytes.length }))
    renameSync(`${note}.part`, note)
  }
  return { file: `${stem}.managerie`, ...(JSON.parse(readFileSync(note, 'utf8')) as Omit<RecordingFile, 'file'>) }
}

function fingerprint({ title, files }: Workload, dist: string): string {
  const hash = createHash('sha256').update(JSON.stringify([title, [...files]]))
  const engine = join(dist, 'engine')
  for (const name of readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.js')).sort()) hash.update(readFileSync(join(engine, name)))
  return hash.digest('hex').slice(0, 16)
}

/** Runs it to its end. @returns all events in order of time */
async function record({ files, programs }: Workload, dist: string): Promise<TraceEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'managerie-bench-'))
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text)
    const trace = join(folder, 'trace.ndjson')
    const child = spawn(process.execPath, [join(dist, 'cli/managerie.js'), 'run', ...programs.map(({ file }) => join(folder, file)), '--trace', trace, '--timeout', '240'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`the recording was not made: ${said.trim() || `exit code ${code}`}`)
    const events = readFileSync(trace, 'utf8').split('\n').filter(Boolean).map(parseTraceEvent)
    // Folders of this machine are nobody's business.
    return events.map((event) => ('at' in event && event.at ? { ...event, at: { ...event.at, file: basename(event.at.file) } } : event))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
