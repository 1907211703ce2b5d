/** Which lines of the open lesson may be predicted, what was predicted, and the frames that they caused. */
import { computed } from '@preact/signals'
import { lastTurn, scoreWire, type Frame, type Run, type WireScore, type WireSketch } from 'multiprocessing/inspect'
import { changeProgress, progressOf } from '../keeping.ts'
import { isRunning, lesson, run, runTexts, workspace, workspaceFile } from '../store.ts'
import { ENDING } from './markdown.tsx'
import { linesIn, readSketch, writeSketch } from './wire-sketch.ts'

/** Where the sketch is kept among a lesson's predictions. */
const KEY = 'wire'
export const wireFile = computed(() => {
  const open = workspace.value
  const wire = lesson.value?.wire
  return open && wire ? wire.file + ENDING[open.language] : null
})

/** What was kept of a sketch, as it is kept: the same text as long as nobody predicts otherwise. */
export const keptSketch = computed<string | undefined>(() => {
  const open = lesson.value
  return open ? progressOf(open.id).predictions[KEY] : undefined
})

/** The sketch that was kept, or null. What cannot be read is none. */
export const sketch = computed<WireSketch | null>(() => (keptSketch.value === undefined ? null : readSketch(keptSketch.value)))

export function keepSketch(value: WireSketch | null): void {
  const open = lesson.peek()
  if (!open) return
  const { [KEY]: _, ...others } = progressOf(open.id).predictions
  changeProgress(open.id, { predictions: value === null ? others : { ...others, [KEY]: writeSketch(value) } })
}

export interface WireResult {
  readonly score: WireScore
  /** Label of the process whose frames were counted. */
  readonly process: string
  readonly frames: readonly Frame[]
}

/**
 * Prediction and frames, once the program has run with these lines in it. Of several processes that ran them the first
 * counts, and of a loop its last turn.
 */
export const wireResult = computed<WireResult | null>(() => {
  const present = run.value?.run
  const open = lesson.value
  const mine = sketch.value
  const file = wireFile.value
  if (!present || !open?.wire || !mine || !file || isRunning.value) return null
  const text = runTexts.get(file)
  const lines = linesIn(text ?? '', open.wire.lines[workspace.value?.language ?? 'typescript'])
  return lines.length > 0 ? resultOf(present, mine, file, new Set(lines.map((line) => line.number)), open.wire.turns) : null
})

function resultOf(present: Run, mine: WireSketch, file: string, lines: ReadonlySet<number>, turns: number): WireResult {
  const all = present.frames.filter(({ at }) => at !== undefined && lines.has(at.line) && workspaceFile(at.file) === file)
  const client = all[0]?.connection.client
  const frames = lastTurn(all.filter((frame) => frame.connection.client === client), turns)
  return { score: scoreWire(mine, frames), process: present.processes.get(client ?? '')?.label ?? '', frames }
}
