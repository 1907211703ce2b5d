/** The trace's few constants, apart from its schema: code that only emits events need not load the checker. */

/** Changes when an old reader would misread a new trace. */
export const TRACE_VERSION = 1
/** A payload longer than this many bytes is cut in the trace; `size` still says its whole length. */
export const TRACED_PAYLOAD_LIMIT = 65_536
/** Environment variable with the directory that each process writes its trace file into. Absent: no trace. */
export const TRACE_DIRECTORY_VARIABLE = 'MULTIPROCESSING_TRACE'
/** Environment variable with the name that the process started next reports for itself. Not passed on to its children. */
export const TRACE_NAME_VARIABLE = 'MULTIPROCESSING_TRACE_NAME'
