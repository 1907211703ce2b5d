/**
 * A port: the least that two ends need to talk. Electron messages, a WebSocket, and a pair in memory are ports.
 */

/** One message, as structured data that survives JSON. */
export type PortMessage = unknown

export interface Port {
  /** Sends one message. Messages arrive in order, whole, or not at all once the port is closed. */
  post(message: PortMessage): void
  /** Calls `receive` for every message that arrives. One receiver a port. */
  onMessage(receive: (message: PortMessage) => void): void
  /** Calls `closed` once, when no message can come any more. */
  onClose(closed: () => void): void
  close(): void
}

/** Two ports joined in memory: what one posts, the other receives in a later microtask, as a copy. */
export function createPortPair(): [Port, Port] {
  const ends = [createEnd(), createEnd()] as const
  ends[0].other = ends[1]
  ends[1].other = ends[0]
  return [ends[0], ends[1]]
}

interface End extends Port {
  other: End | undefined
  receive: ((message: PortMessage) => void) | undefined
  closed: (() => void) | undefined
  open: boolean
}

function createEnd(): End {
  return {
    other: undefined,
    receive: undefined,
    closed: undefined,
    open: true,
    post(message) {
      if (!this.open) return
      const copy: unknown = JSON.parse(JSON.stringify(message))
      queueMicrotask(() => this.other?.receive?.(copy))
    },
    onMessage(receive) {
      this.receive = receive
    },
    onClose(closed) {
      this.closed = closed
    },
    close() {
      if (!this.open) return
      this.open = false
      this.closed?.()
      this.other?.close()
    },
  }
}
