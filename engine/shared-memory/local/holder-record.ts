/**
 * Who holds a lock, beside the lock in shared memory: so that those who wait can find out that it has died.
 *
 * It is written after the system has given the lock: a process that is killed in between is not found out. After a wait that
 * lasts until the next turn of its event loop.
 *
 * ```
 * offset  size
 *      0     4  pid; 0: nobody, or a process that does not say so (a Python process)
 *      8     8  when that process began
 *     16     1  bytes of its name
 *     17    47  its name
 * ```
 */
import { currentProcess } from '../../process/current-process.ts'
import { bytes } from '../../values/bytes.ts'
import type { Mapping } from '../mapping.ts'
import { identityOf, isAlive } from '../system/process-identity.ts'

/** Bytes of a record. */
export const RECORD_SIZE = 64
const LABEL_LIMIT = 47

/** A process as it is written into shared memory. */
export interface ProcessMark {
  readonly pid: number
  /** When it began, in the system's own count; 0 where the system does not tell. */
  readonly began: bigint
}

let mark: ProcessMark | undefined

/** This process. */
export function ownMark(): ProcessMark {
  mark ??= { pid: process.pid, began: BigInt(identityOf(process.pid).start) }
  return mark
}

/** Whether that very process still runs. In doubt it does. */
export function lives({ pid, began }: ProcessMark): boolean {
  return isAlive({ pid, start: began === 0n ? '' : String(began) })
}

/** A process that holds a lock. */
export interface LockHolder extends ProcessMark {
  /** Name of the process, such as `Process-1`. */
  readonly label: string
}

let own: Uint8Array | undefined

/** This process's record. */
function ownRecord(): Uint8Array {
  if (own) return own
  const record = new Uint8Array(RECORD_SIZE)
  const view = new DataView(record.buffer)
  const label = bytes(currentProcess().name).subarray(0, LABEL_LIMIT)
  view.setUint32(0, ownMark().pid, LITTLE)
  view.setBigInt64(8, ownMark().began, LITTLE)
  view.setUint8(16, label.length)
  record.set(label, 17)
  return (own = record)
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The record of one lock. */
export class HolderRecord {
  readonly #mapping: Mapping
  readonly #offset: number

  constructor(mapping: Mapping, offset = 0) {
    this.#mapping = mapping
    this.#offset = offset
  }

  /** Whether this process is the holder. */
  get isOwn(): boolean {
    return this.#mapping.readUInt32(this.#offset) === ownMark().pid
  }

  /** Says that this process holds it. */
  take(): void {
    this.#mapping.write(this.#offset, ownRecord())
  }

  /** Says that nobody holds it; to be done before it is given back. */
  clear(): void {
    this.#mapping.writeUInt32(this.#offset, 0)
  }

  /** Who holds it, as far as that is known. */
  read(): LockHolder | undefined {
    if (this.#mapping.readUInt32(this.#offset) === 0) return undefined
    const record = this.#mapping.read(this.#offset, RECORD_SIZE)
    const view = new DataView(record.buffer, record.byteOffset)
    const pid = view.getUint32(0, LITTLE)
    if (pid === 0) return undefined
    const label = new TextDecoder().decode(record.subarray(17, 17 + Math.min(view.getUint8(16), LABEL_LIMIT)))
    return { pid, began: view.getBigInt64(8, LITTLE), label }
  }

  /** The holder, if it has died with the lock. */
  dead(): LockHolder | undefined {
    const holder = this.read()
    return holder && !lives(holder) ? holder : undefined
  }
}

/** Whether both are the same process. */
export function isSame(a: ProcessMark | undefined, b: ProcessMark | undefined): boolean {
  return a?.pid === b?.pid && a?.began === b?.began
}

/** Milliseconds between two looks at a holder's life. A record that is being written may be read half: one look does not tell. */
const LOOK = 100

/** Calls `died` once the holder has died with the lock. @returns stops looking */
export function watchHolder(record: HolderRecord, died: (holder: LockHolder) => void): () => void {
  let before = record.dead()
  const timer = setInterval(() => {
    const now = record.dead()
    if (now && isSame(before, now)) died(now)
    before = now
  }, LOOK)
  // Who waits keeps the process alive, looking does not.
  timer.unref()
  return () => clearInterval(timer)
}
