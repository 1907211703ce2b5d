/** `managerie trace`: a recorded trace as text, or its frames as JSON lines. */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { OUTSIDE, printRun, processLabel, TraceReader } from 'multiprocessing/inspect'
import type { Frame, Run } from 'multiprocessing/inspect'
import { parseTraceEvent } from 'multiprocessing/protocol'
import type { TraceEvent } from 'multiprocessing/protocol'
import { ENDING } from '../capsule/manifest.ts'
import { readRecording } from '../capsule/unpack.ts'
import { terminalWidth } from './terminal.ts'

export async function traceCommand(place: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { events, bad } = await readTrace(place)
  for (const { where, why } of bad.slice(0, 5)) process.stderr.write(`managerie: ${where}: ${why}\n`)
  if (bad.length > 5) process.stderr.write(`managerie: ${bad.length - 5} more lines could not be read\n`)
  if (events.length === 0) throw new Error(`${place} has no trace events`)
  const reader = new TraceReader()
  reader.read(events)
  if (json) for (const frame of reader.run.frames) process.stdout.write(`${JSON.stringify(plainFrame(frame, reader.run))}\n`)
  else process.stdout.write(`${printRun(reader.run, { width: terminalWidth() })}\n`)
  if (bad.length > 0) process.exitCode = 1
}

interface BadLine {
  readonly where: string
  readonly why: string
}

/** A trace, a folder of them, or the one in a capsule. @throws Error when there is no such file, or it cannot be read */
export async function readTrace(place: string): Promise<{ events: TraceEvent[]; bad: BadLine[] }> {
  if (place.endsWith(ENDING)) return readCapsule(place)
  const files = (await isFolder(place)) ? (await readdir(place)).filter((name) => name.endsWith('.ndjson')).toSorted().map((name) => path.join(place, name)) : [place]
  const events: TraceEvent[] = []
  const bad: BadLine[] = []
  for (const file of files) {
    const lines = (await readFile(file, 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      try {
        events.push(parseTraceEvent(line))
      } catch (error) {
        bad.push({ where: `${file}:${index + 1}`, why: error instanceof Error ? error.message : String(error) })
      }
    }
  }
  return { events, bad }
}

async function readCapsule(place: string): Promise<{ events: TraceEvent[]; bad: BadLine[] }> {
  await isFolder(place)
  const { events, lost } = await readRecording(path.basename(place), await readFile(place))
  return { events: [...events], bad: Array.from({ length: lost }, () => ({ where: place, why: 'a line of its trace could not be read' })) }
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error(`there is no file ${place}`, { cause: error })
    throw error
  }
}

/** A frame as plain data, names instead of ids. */
export function plainFrame(frame: Frame, run: Run): Record<string, unknown> {
  const name = (id: string): string => (id === OUTSIDE ? OUTSIDE : processLabel(run, id))
  const { number, kind, time, size, ident, typeid, method, args, result, error, latency, at, exposed } = frame
  return {
    frame: number,
    connection: frame.connection.number,
    from: name(frame.from),
    to: name(frame.to),
    kind,
    time,
    size,
    ident,
    typeid,
    method,
    args,
    result,
    exposed,
    error: error && { type: error.type, message: error.message },
    latency,
    answers: frame.pair && frame.pair.number < number ? frame.pair.number : undefined,
    at,
  }
}
