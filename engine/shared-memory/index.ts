/** Shared memory: door `multiprocessing/shared-memory` (CPython: `multiprocessing.shared_memory`). */
import { startTracing } from '../process/index.ts'

export { Condition } from './local/condition.ts'
export { Event } from './local/event.ts'
export { Lock, RLock } from './local/lock.ts'
export { Queue } from './local/queue.ts'
export { BoundedSemaphore, Semaphore } from './local/semaphore.ts'
export { SharedArray } from './local/shared-array.ts'
export { SharedStruct, SharedValue } from './local/shared-value.ts'
export { MemoryView } from './memory-view.ts'
export { ShareableList, type ShareableListOptions } from './shareable-list.ts'
export type { ListLayout, ShareableItem } from './shareable-list-layout.ts'
export { SharedMemory, type SharedMemoryOptions } from './shared-memory.ts'
export { Struct, StructError, calcsize, iterUnpack, pack, packInto, unpack, unpackFrom } from './struct.ts'
export { SystemLibraryError } from './system/library.ts'

startTracing()
