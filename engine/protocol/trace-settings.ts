/** The trace's few constants, apart from its schema: code that only emits events need not load the checker. */

/** Changes when an old reader would misread a new trace. */
export const TRACE_VERSION = 1
/** A payload longer than this many bytes is cut in the trace; `size` still says its whole length. */
export const TRACED_PAYLOAD_LIMIT = 65_536
/** Environment variable with the directory that each process writes its trace file into. Absent: no trace. */
export const TRACE_DIRECTORY_VARIABLE = 'MULTIPROCESSING_TRACE'
/** Environment variable with the name that the process started next reports for itself. Not passed on to its children. */
export const TRACE_NAME_VARIABLE = 'MULTIPROCESSING_TRACE_NAME'
/**
 * What can be broken on purpose: a process killed · stopped · going on again · the next reply lost · the answer to a
 * challenge late · or wrong · the server's port taken by another · the server killed and started again at its address ·
 * Ctrl-C while a call is under way.
 */
export const FAULTS = ['kill', 'freeze', 'thaw', 'drop reply', 'delay digest', 'wrong key', 'port taken', 'restart', 'interrupt'] as const
/** Something that can be broken on purpose. */
export type Fault = (typeof FAULTS)[number]

/** Bytes of a segment of shared memory that one event may carry. */
export const TRACED_MEMORY_LIMIT = 4096
/** Milliseconds from one report of a segment's changes by one process to the next; what happens between is put together. */
export const TRACED_MEMORY_INTERVAL = 50
/** Stretches of a segment that one report keeps apart; beyond that, those that follow are put together with the last. */
export const TRACED_MEMORY_RANGES = 16
/** Fields of a segment's layout that a report names. */
export const TRACED_LAYOUT_LIMIT = 256
