/** Python's pickles: door `multiprocessing/pickle`. */
import './python-globals.ts'

export { PicklingError, UnpicklingError } from '../errors.ts'
export { disassemble, type Opcode } from './disassemble.ts'
export { Global } from './global.ts'
export { DEFAULT_LIMITS, type Limits } from './limits.ts'
export { Opaque, type Making } from './opaque.ts'
export { DEFAULT_PROTOCOL, HIGHEST_PROTOCOL, OPCODES, type ArgumentKind, type OpcodeInfo } from './opcodes.ts'
export { dumps, type DumpsOptions } from './pickler.ts'
export { registerGlobal, registerReduction, type GlobalHandlers, type Reduce, type Reduction } from './reduction.ts'
export { loads, type LoadsOptions } from './unpickler.ts'
