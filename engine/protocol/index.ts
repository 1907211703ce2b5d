/** Every format that the engine speaks, and nothing that speaks it. */
export * from './framing.ts'
export * from './challenge.ts'
export * from './messages.ts'
export * from './token.ts'
export * from './preparation.ts'
export * from './trace.ts'
export * from './gate.ts'
