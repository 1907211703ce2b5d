/**
 * What a manager's client and server say to each other, once authenticated. Every message is one pickle in one frame.
 *
 * Request: `(ident, name, args, kwds)`. On a fresh connection `ident` is `None`, `name` is a *server function*, and the
 * connection is closed after the reply. `accept_connection` turns it into a *bound* connection: from then on `ident`
 * names an object and `name` a method, until either end hangs up.
 *
 * Reply: `(kind, value)`, in the order of the requests. Follows CPython's `Server` and `dispatch`.
 */

/** Functions of the server itself that a fresh connection may ask for (CPython: `Server.public`). */
export const SERVER_FUNCTIONS = [
  'shutdown',
  'create',
  'accept_connection',
  'get_methods',
  'debug_info',
  'number_of_objects',
  'dummy',
  'incref',
  'decref',
] as const
/** Name of a server function. */
export type ServerFunction = (typeof SERVER_FUNCTIONS)[number]

/** Functions that a `SharedMemoryManager`'s server adds. */
export const SHARED_MEMORY_FUNCTIONS = ['track_segment', 'release_segment', 'list_segments'] as const
/** Name of a function of a `SharedMemoryManager`'s server. */
export type SharedMemoryFunction = (typeof SHARED_MEMORY_FUNCTIONS)[number]

/**
 * Kinds of reply, and what the value beside each is.
 * `#RETURN` the result · `#PROXY` `(exposed, token)` · `#ERROR` the exception that the method raised ·
 * `#TRACEBACK` text: the server refused or failed · `#UNSERIALIZABLE` text: the result has no pickle.
 */
export const REPLY_KINDS = ['#RETURN', '#PROXY', '#ERROR', '#TRACEBACK', '#UNSERIALIZABLE'] as const
/** Kind of a reply: the first of the two that it consists of. */
export type ReplyKind = (typeof REPLY_KINDS)[number]

/** Methods that are answered for every object, exposed or not (CPython: `Server.fallback_mapping`). */
export const FALLBACK_METHODS = ['__str__', '__repr__', '#GETVALUE'] as const
/** Name of a method that every object answers. */
export type FallbackMethod = (typeof FALLBACK_METHODS)[number]

/** The ident that stands for "no object". */
export const NO_OBJECT = '0'

/** Whether a value is the name of a server function. Shared-memory functions are not. */
export function isServerFunction(name: unknown): name is ServerFunction {
  return (SERVER_FUNCTIONS as readonly unknown[]).includes(name)
}

/** Whether a value is the name of a function that a `SharedMemoryManager`'s server adds. */
export function isSharedMemoryFunction(name: unknown): name is SharedMemoryFunction {
  return (SHARED_MEMORY_FUNCTIONS as readonly unknown[]).includes(name)
}

/** Whether a value is one of the five kinds of reply. */
export function isReplyKind(kind: unknown): kind is ReplyKind {
  return (REPLY_KINDS as readonly unknown[]).includes(kind)
}

/** Whether a value is the name of a method that every object answers. */
export function isFallbackMethod(name: unknown): name is FallbackMethod {
  return (FALLBACK_METHODS as readonly unknown[]).includes(name)
}
