/**
 * Lines of a trace, as a recording of a stranger has them: read in two parts, and everything that a page asks of a run is
 * asked: rows, moments, causes, diagrams, words.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  callAsPython, callAsTypeScript, costsByLine, createPredicate, describeFrame, diagnose, diagnosisText, explainFrame, failureOf, firstDivergence, foldRows, momentAt,
  momentAtTime, objectOf, parseFilter, paragraphText, pickleEffects, printFrame, printRun, registrationOf, registrationUses, scoreWire, segmentAt, sketchOf, summarize, toMermaid, TraceReader,
} from '../../../engine/inspect/index.ts'
import type { Run } from '../../../engine/inspect/index.ts'
import { parseTraceEvent, TraceFormatError } from '../../../engine/protocol/trace.ts'
import type { TraceEvent } from '../../../engine/protocol/trace.ts'
import { mutateValue } from '../mutate-json.ts'
import { mutatePickle } from '../mutate-pickle.ts'
import type { Random } from '../random.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const LIMIT = 12_000
/** Of a long run, so many frames are asked about. */
const ASKED = 12

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function eventsOf(input: Uint8Array): TraceEvent[] {
  const events: TraceEvent[] = []
  for (const line of linesOf(decoder.decode(input))) {
    try {
      events.push(parseTraceEvent(line))
    } catch (error) {
      if (!(error instanceof TraceFormatError)) throw error
    }
  }
  return events
}

/** All that can be asked of a run. */
function ask(run: Run): void {
  const step = Math.max(1, Math.floor(run.frames.length / ASKED))
  const shown = createPredicate(parseFilter('-kind:handshake latency:<1s a'), run)
  for (let at = 0; at < run.frames.length; at += step) {
    const frame = run.frames[at]!
    promise(frame.number === at + 1, 'frames are numbered from 1')
    promise(describeFrame(frame, run).length > 0, 'a frame has words')
    void [explainFrame(frame, run), objectOf(run, frame), frame.args, frame.result, frame.error, frame.exposed, frame.latency, frame.at]
    void [failureOf(frame), registrationOf(run, frame), callAsPython(frame), callAsTypeScript(frame), printFrame(frame, run), shown(frame)]
    if (frame.payload.length > 0) void pickleEffects(frame.payload)
    look(momentAt(run, frame.number))
  }
  look(momentAt(run))
  look(momentAtTime(run, 0))
  const rows = foldRows(run)
  promise(rows.length <= run.frames.length, 'folding makes rows fewer')
  void [summarize(run), costsByLine(run), registrationUses(run), toMermaid(run), printRun(run), printRun(run, { view: 'table' }), sketchOf(run.frames)]
  void scoreWire(sketchOf(run.frames), run.frames)
  for (const diagnosis of diagnose(run)) {
    promise(diagnosisText(diagnosis).length > 0, 'a cause has words')
    for (const paragraph of [...diagnosis.happened, ...diagnosis.why, ...diagnosis.fix, diagnosis.matchedOn]) paragraphText(paragraph)
  }
  for (const segment of run.memory.segments.values()) segmentAt(segment)
}

function look(moment: ReturnType<typeof momentAt>): void {
  void [moment.processes, moment.connections, moment.objects, moment.waits, moment.deadlocks, moment.marks, moment.desyncs, moment.calls, moment.incidents, moment.locks, moment.held, moment.connecting, moment.registry]
}

function changed(line: string, random: Random, other: string): string {
  let event: Record<string, unknown>
  try {
    event = JSON.parse(line) as Record<string, unknown>
  } catch {
    return line
  }
  if (typeof event['payload'] === 'string' && random.oneIn(2)) {
    let donor: { payload?: unknown } = {}
    try {
      donor = JSON.parse(other) as { payload?: unknown }
    } catch {
      // A line that is none.
    }
    const base = Buffer.from(event['payload'], 'base64')
    const payload = mutatePickle(base, random, typeof donor.payload === 'string' ? Buffer.from(donor.payload, 'base64') : base)
    return JSON.stringify({ ...event, payload: Buffer.from(payload).toString('base64'), size: payload.length })
  }
  return JSON.stringify(mutateValue(event, random, undefined))
}

function mutate(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  const lines = linesOf(decoder.decode(input))
  const donor = linesOf(decoder.decode(other))
  for (let left = 1 << random.below(4); left > 0; left--) {
    const at = random.below(lines.length)
    switch (random.below(7)) {
      case 0:
        lines.splice(at, 1)
        break
      case 1:
        if (lines[at] !== undefined) lines.splice(random.below(lines.length), 0, lines[at])
        break
      case 2:
        lines.splice(random.below(lines.length), 0, ...lines.splice(at, 1))
        break
      case 3: {
        const from = random.below(donor.length)
        lines.splice(at, 0, ...donor.slice(from, from + 1 + random.below(8)))
        break
      }
      default:
        if (lines[at] !== undefined) lines[at] = changed(lines[at], random, donor[random.below(donor.length)] ?? '')
    }
  }
  return encoder.encode(lines.map((line) => `${line}\n`).join(''))
}

/** Pieces of a trace that fit, each with what says who the processes are. */
function pieces(text: string): Uint8Array[] {
  const events = linesOf(text).map((line) => ({ line, event: JSON.parse(line) as { time: number; name: string } }))
  const ordered = events.toSorted((one, two) => one.event.time - two.event.time)
  const isHead = (name: string): boolean => name === 'process/started' || name === 'listener/bound' || name === 'registry/registered'
  const head = ordered.filter(({ event }) => isHead(event.name)).slice(0, 8)
  const rest = ordered.filter((one) => !head.includes(one))
  const made: Uint8Array[] = []
  for (let at = 0; at < rest.length; at += 24) {
    const piece = encoder.encode([...head, ...rest.slice(at, at + 24)].map(({ line }) => `${line}\n`).join(''))
    if (piece.length <= LIMIT) made.push(piece)
  }
  return made
}

const BOMB = `)${'2\x86'.repeat(40)}`
const SHARED = [
  `\x80\x02(X\x01\0\0\0aX\x03\0\0\0put(${BOMB}cmultiprocessing.managers\nToken\nt}t.`, `\x80\x02(X\x01\0\0\0aX\x03\0\0\0put(]2at}t.`,
  `\x80\x02(X\x06\0\0\0#ERRORcbuiltins\nValueError\n(${BOMB}tRt.`, `\x80\x02(X\x01\0\0\0aX\x03\0\0\0put(t}${BOMB}Nst.`,
]
let reference: Run | undefined

export const target: Target = {
  seeds(root) {
    const folders = ['engine/test/golden/traces', 'app/renderer/traffic/test/traces'].map((folder) => path.join(root, folder))
    const texts = folders.flatMap((folder) =>
      readdirSync(folder).filter((name) => name.endsWith('.ndjson')).map((name) => readFileSync(path.join(folder, name), 'utf8').slice(0, 400_000).replace(/[^\n]*$/, '')),
    )
    const reader = new TraceReader()
    reader.read(linesOf(readFileSync(path.join(root, 'engine/test/golden/traces/plain.ndjson'), 'utf8')).map(parseTraceEvent))
    reference = reader.run
    return [
      ...texts.flatMap((text) => pieces(text).slice(0, 40)),
      ...[
        { name: 'lock/waiting', ident: 'a', connection: 'c1', holder: { pid: 1, label: 'a' } }, { name: 'lock/acquired', ident: 'a', claim: 1 }, { name: 'wait/began', ident: 'a', connection: 'c1', reason: 'item' },
        { name: 'memory/created', segment: '/s', size: 16, kind: 'ShareableList' }, { name: 'memory/laid-out', segment: '/s', layout: [{ offset: 0, size: 8, format: 'q', label: '[0]' }] },
        { name: 'memory/changed', segment: '/s', offset: 4, size: 4, bytes: 'AAAA' }, { name: 'fault/armed', fault: 1, kind: 'kill', target: 'server' }, { name: 'trace/lost', count: 4 },
        // Parts that are shared unfold to millions; a list within itself to no end.
        ...SHARED.map((pickle) => ({ name: 'frame/sent', connection: 'c1', index: 2, size: pickle.length, payload: Buffer.from(pickle, 'latin1').toString('base64') })),
      ].map((body, seq) => encoder.encode(`${JSON.stringify({ v: 1, process: '1-a', seq, time: seq, ...body })}\n`)),
    ]
  },
  run(input) {
    const events = eventsOf(input)
    const reader = new TraceReader()
    const half = events.length >> 1
    reader.read(events.slice(0, half))
    void reader.run.frames.length
    reader.read(events.slice(half))
    ask(reader.run)
    if (reference) firstDivergence(reader.run, reference)
  },
  expected: () => false,
  mutate,
  dictionary: ['"frame/sent"', '"frame/received"', '"connection/opened"', '"process/exited"', '"payload":', '"index":', '"at":{"file":"a","line":1}', '\n'],
  limit: LIMIT,
}
