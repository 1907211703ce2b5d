/**
 * Acknowledges at once what came over TCP, on Linux.
 *
 * A sender that leaves Nagle's algorithm on, as CPython does, keeps a second small segment back until the first is acknowledged;
 * and a receiver that has nothing to say delays that by 40 ms. So each handshake of a CPython client, which sends its `#WELCOME#`
 * and then its request, would take that long, and each message above 16 KiB, of which it sends the header first. `TCP_QUICKACK` has
 * the system acknowledge without delay. It holds only until the next bytes are sent, so it is set again where it matters.
 *
 * This needs koffi, which is loaded when it is first asked for. Without it, and on other systems, nothing is different but time.
 */
import type { Duplex } from 'node:stream'
import { systemFunction, type SystemFunction } from '../shared-memory/system/library.ts'

// Linux, include/uapi/linux/in.h and tcp.h.
const IPPROTO_TCP = 6
const TCP_QUICKACK = 12

/** The int 1, as this machine has it. */
const on = new Uint8Array(Int32Array.of(1).buffer)
let setOption: SystemFunction | null | undefined

/** Has what arrives at a TCP socket be acknowledged without delay, until something is sent. Never fails. */
export function acknowledgeAtOnce(socket: Duplex): void {
  if (setOption === undefined) setOption = systemCall()
  if (setOption === null) return
  const descriptor = descriptorOf(socket)
  if (descriptor !== undefined) setOption(descriptor, IPPROTO_TCP, TCP_QUICKACK, on, on.length)
}

function systemCall(): SystemFunction | null {
  if (process.platform !== 'linux') return null
  try {
    return systemFunction([null], 'int setsockopt(int descriptor, int level, int name, const void *value, uint32_t size)')
  } catch {
    return null
  }
}

/** Node has no other way to the number of a socket's descriptor. */
function descriptorOf(socket: Duplex): number | undefined {
  const fd = (Reflect.get(socket, '_handle') as { readonly fd?: number } | null | undefined)?.fd
  return fd !== undefined && fd >= 0 ? fd : undefined
}
