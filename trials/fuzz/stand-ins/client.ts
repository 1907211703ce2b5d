/** Stands in for `engine/connection/client.ts`: nobody is ever there. It counts how often somebody was called for. */
import type { Connection } from '../../../engine/connection/connection.ts'
import { ConnectionRefusedError } from '../../../engine/values/exceptions.ts'

let called = 0

export function callsForClients(): number {
  return called
}

export async function Client(): Promise<Connection> {
  called++
  throw new ConnectionRefusedError(111, 'Connection refused')
}
