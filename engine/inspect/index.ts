/** What a trace means: door `multiprocessing/inspect`. */
export * from './run.ts'
export { objectOf, TraceReader } from './reader.ts'
export { familyOf } from './frame.ts'
