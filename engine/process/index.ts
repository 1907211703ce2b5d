/** Processes: what `multiprocessing` says of them. */
export { CurrentProcess, currentProcess, isMainProcess } from './current-process.ts'
export { Process, activeChildren, type ProcessOptions, type TargetReference } from './process.ts'
export { startTracing } from './trace-sink.ts'
