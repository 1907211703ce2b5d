/** What the events of locks and waits mean to the ledger. */
import type { TraceEvent } from '../protocol/trace.ts'
import type { TracedConnection } from './connection.ts'
import type { WaitLedger } from './wait-ledger.ts'

export type WaitEvent = Extract<TraceEvent, { name: `lock/${string}` | `wait/${string}` }>

/** @param connection the client's, for what a server reports; undefined for a lock in shared memory */
export function readWait(ledger: WaitLedger, event: WaitEvent, connection: TracedConnection | undefined): void {
  const { process, ident, time } = event
  const shared = connection === undefined
  const record = ledger.record(shared ? undefined : process, ident)
  if ('typeid' in event) record.typeid ??= event.typeid
  const party = { process: shared ? process : undefined, connection, claim: 'claim' in event ? event.claim : undefined }
  switch (event.name) {
    case 'lock/waiting':
      return ledger.began(record, party, 'lock', time)
    case 'wait/began':
      return ledger.began(record, party, event.reason, time)
    case 'lock/acquired':
      return ledger.acquired(record, party, time)
    case 'lock/released':
      return ledger.released(record, party, time)
    case 'lock/abandoned':
    case 'wait/ended':
      return ledger.ended(record, party, time)
  }
}
