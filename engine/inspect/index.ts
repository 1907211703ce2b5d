/** What a trace means: door `multiprocessing/inspect`. */
export * from './run.ts'
export { TraceReader } from './reader.ts'
export { runOf } from './run-of.ts'
export {
  segmentAt,
  type LaidOut,
  type LayoutField,
  type MemoryChange,
  type RunMemory,
  type Segment,
  type SegmentAt,
  type SegmentUse,
} from './memory.ts'
export { objectOf } from './traced-run.ts'
export { familyOf } from './frame.ts'
export { countRows, foldRows, RowFolder, type FoldOptions } from './fold.ts'
export { FoldRow, type FoldKind, type FrameRow, type Row } from './fold-row.ts'
export {
  describeFrame,
  failureOf,
  frameLabel,
  frameStatus,
  isRequest,
  requestText,
  type Failure,
  type FrameStatus,
} from './describe.ts'
export { explainFrame } from './explain.ts'
export { glanceFrame, type Glance, type GlancedFrame } from './glance.ts'
export { registrationOf, registrationUses, type RegistrationUse } from './registry.ts'
export { costsByLine, summarize, type LineCost, type RunSummary } from './summary.ts'
export { printFrame, printRun, type PrintOptions } from './print.ts'
export { formatBytes, formatDuration, formatSource, formatTime, kindText, processLabel, shortIdent } from './format.ts'
export { errorLine, parseTraceback, unexposedMethod, type TracebackError } from './traceback.ts'
export {
  createPredicate,
  FILTER_KEYS,
  FilterError,
  filterFrames,
  parseFilter,
  type Filter,
  type FilterKey,
} from './filter.ts'
export { createNarrowed } from './filter-narrowing.ts'
export type { FilterTerm, NumberTest } from './filter-match.ts'
export * from './moment.ts'
export { isKnownAt, momentAt, momentAtTime } from './moment-at.ts'
export { misplacedText, type NameOf } from './desyncs.ts'
export { deadlockText } from './deadlock-text.ts'
export * from './diagnosis/index.ts'
export { callAsPython, callAsTypeScript } from './copy-as.ts'
export { toMermaid, type MermaidOptions } from './mermaid.ts'
export type { RaceHint } from './race-hints.ts'
export {
  lastTurn,
  scoreWire,
  SKETCH_DIRECTIONS,
  SKETCH_KINDS,
  sketchKindOf,
  sketchOf,
  type SketchKind,
  type WireScore,
  type WireSketch,
} from './wire-prediction.ts'
export { firstDivergence, nearestDivergence, type Divergence } from './divergence/divergence.ts'
export { compareRuns, type Lens, type LensRow } from './lens/lens.ts'
export { pickleEffects, type PickleEffect } from './pickle-effects.ts'
