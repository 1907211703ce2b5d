/** The counters of instrumented code. */

/** Name of the array of counters in instrumented code, and of the module that exports it. */
export const COUNTERS_NAME = '__counted__'
export const COUNTERS_MODULE = 'fuzz:counters'
/** Counters that there can be. */
export const COUNTER_LIMIT = 1 << 17
