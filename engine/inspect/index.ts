/** What a trace means: door `multiprocessing/inspect`. */
export * from './run.ts'
export { TraceReader } from './reader.ts'
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
export type { FilterTerm, NumberTest } from './filter-match.ts'
