/**
 * Where the trace goes: a file for each process, `<directory>/<process id>.ndjson`. The only file that knows.
 *
 * Each event is written at once and synchronously, so that the last one before a crash, a busy loop or a SIGKILL is there.
 * A directory that cannot be written never disturbs the program: events are counted instead, and the count is reported
 * when writing works again.
 */
import { ftruncateSync, openSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { leaveGate, openGate } from '../connection/gate.ts'
import { GATE_VARIABLE } from '../protocol/gate.ts'
import { TRACE_DIRECTORY_VARIABLE, TRACE_NAME_VARIABLE } from '../protocol/trace-settings.ts'
import type { TraceEvent, TraceSource } from '../protocol/trace.ts'
import { emit, traceTo, type TraceSink } from '../tracer.ts'
import { runFinalizersAtOnce } from './finalize.ts'
import { ENGINE_FOLDER } from './node-command.ts'

/** Microseconds after a failed try to open the file before the next. */
const RETRY_AFTER = 1_000_000

let started = false

/**
 * Starts the trace of this process if its environment says so. The first call counts, others do nothing.
 * Takes the label out of the environment, so that children do not inherit it.
 */
export function startTracing(): void {
  if (started) return
  started = true
  const label = process.env[TRACE_NAME_VARIABLE]
  delete process.env[TRACE_NAME_VARIABLE]
  const directory = process.env[TRACE_DIRECTORY_VARIABLE]
  if (directory === undefined || directory === '') return
  const id = `${process.pid}-${process.hrtime.bigint().toString(36)}`
  traceTo(fileSink(join(directory, `${id}.ndjson`)), id, monotonic)
  const name = label || basename(process.argv[1] ?? 'node')
  const gate = process.env[GATE_VARIABLE]
  if (gate) openGate(gate, { process: id, label: name })
  emit({
    name: 'process/started',
    pid: process.pid,
    ppid: process.ppid,
    label: name,
    runtime: 'node',
    version: process.versions.node,
    wall: Date.now() * 1000,
  })
  process.on('uncaughtExceptionMonitor', (error: unknown) => emit(failed(error)))
  process.on('exit', (code) => {
    // Nothing can wait any more. What these report comes before the end.
    leaveGate()
    runFinalizersAtOnce('exit')
    emit({ name: 'process/exited', pid: process.pid, code: process.exitCode === undefined ? code : Number(process.exitCode), signal: null })
  })
}

/** Microseconds on the machine's monotonic clock. */
function monotonic(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1000)
}

/** Appends events to a file, as lines. Never throws. */
export function fileSink(path: string): TraceSink {
  let descriptor: number | undefined
  let size = 0
  let lost = 0
  let retryAt = -Infinity

  const open = (time: number): boolean => {
    if (descriptor !== undefined) return true
    if (time < retryAt) return false
    try {
      descriptor = openSync(path, 'a', 0o600)
      return true
    } catch {
      retryAt = time + RETRY_AFTER
      return false
    }
  }

  const write = (line: Buffer): boolean => {
    let written = 0
    try {
      while (written < line.length) written += writeSync(descriptor!, line, written)
      size += written
      return true
    } catch {
      cutBack(descriptor!, size)
      return false
    }
  }

  return (event: TraceEvent) => {
    if (!open(event.time) || !write(Buffer.from(`${JSON.stringify(event)}\n`))) {
      lost++
      return
    }
    if (lost === 0) return
    const count = lost
    lost = 0
    emit({ name: 'trace/lost', count })
    // There may be no room for saying it: then that is lost, too, and all is to be said later.
    if (lost > 0) lost += count
  }
}

/** Takes half a line off again, so that the next one begins on a line of its own. */
function cutBack(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size)
  } catch {
    // Nothing more can be done; the reader says that a line is not an event.
  }
}

/** An error that nobody caught, as an event, with the program's own line. */
export function failed(error: unknown) {
  const at = error instanceof Error ? programLine(error.stack ?? '') : undefined
  const type = error instanceof Error ? error.name : typeof error
  const message = error instanceof Error ? error.message : String(error)
  return { name: 'process/failed' as const, type, message, ...(at ? { at } : {}) }
}

/** The first line of a stack, or of a syntax error's heading, that is neither Node's nor the engine's. */
export function programLine(stack: string): TraceSource | undefined {
  const heading = /^((?:file:\/\/|\/|[A-Za-z]:\\)[^\n]*):(\d+)$/.exec(stack.split('\n', 1)[0] ?? '')
  if (heading) return { file: heading[1]!, line: Number(heading[2]) }
  for (const [, file, line, column] of stack.matchAll(/^\s+at (?:async )?(?:.* \()?((?:file:\/\/|\/|[A-Za-z]:\\)[^()\n]*):(\d+):(\d+)\)?$/gm)) {
    if (isOwn(file!)) continue
    return { file: file!, line: Number(line), column: Number(column) }
  }
  return undefined
}

function isOwn(file: string): boolean {
  return file.startsWith(ENGINE_FOLDER) || `file://${file}`.startsWith(ENGINE_FOLDER)
}
