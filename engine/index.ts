/**
 * Python's `multiprocessing`, for Node: processes, connections, and managers that share objects between them.
 * The managers themselves are in `multiprocessing/managers`, as in Python.
 */
export { Client, Connection, Listener, Pipe } from './connection/index.ts'
export { AuthenticationError, BufferTooShort, PicklingError, ProcessError, ProtocolError, TimeoutError, UnpicklingError } from './errors.ts'
export { Manager } from './managers/index.ts'
export { Process, currentProcess, isMainProcess } from './process/index.ts'
export { bytes } from './values/index.ts'
