/** One request, one reply, on a connection that is already authenticated (CPython: `managers.dispatch`). */
import { ProtocolError } from '../errors.ts'
import { Client, type Connection } from '../connection/index.ts'
import type { ServerFunction, SharedMemoryFunction } from '../protocol/messages.ts'
import type { Address } from '../protocol/token.ts'
import type { TraceSource } from '../protocol/trace.ts'
import { Dict, repr, tuple } from '../values/index.ts'
import type { PickleContext } from './pickle-context.ts'
import { convertToError } from './remote-error.ts'

/** Keywords of a call, by name. */
export type Keywords = Readonly<Record<string, unknown>>

/** Sends one request and waits for its reply: `(kind, value)`. */
export async function request(
  connection: Connection,
  ident: string | null,
  name: string,
  args: readonly unknown[],
  kwds: Keywords,
  context: PickleContext,
  at?: TraceSource,
): Promise<[kind: unknown, value: unknown]> {
  const sent = connection.sendSoon(tuple(ident, name, tuple(...args), new Dict(Object.entries(kwds))), at ?? null)
  if (sent !== undefined) await sent
  const reply = await connection.recv(context)
  if (!Array.isArray(reply) || reply.length !== 2) throw new ProtocolError(`a reply is (kind, value), got ${repr(reply)}`)
  return reply as [unknown, unknown]
}

/**
 * Asks a server for one of its own functions, on a connection of its own.
 * @throws RemoteError when the server refuses; AuthenticationError, ConnectionRefusedError, … when it can't be asked
 */
export async function askServer(
  address: Address,
  authkey: Uint8Array,
  name: ServerFunction | SharedMemoryFunction,
  args: readonly unknown[] = [],
  kwds: Keywords = {},
  at?: TraceSource,
): Promise<unknown> {
  const connection = await Client(address, { authkey, at: at ?? null })
  try {
    const [kind, value] = await request(connection, null, name, args, kwds, { authkey, address, pending: [] }, at)
    if (kind === '#RETURN') return value
    throw convertToError(kind, value)
  } finally {
    connection.close()
  }
}
