/** A port over a WebSocket: one message of text is one message. */
import type { RawData, WebSocket } from 'ws'
import type { Port, PortMessage } from '../contract/port.ts'

/** Bytes that may wait for a page to read them. A page that lets more pile up is not there any more. */
const BACKLOG_LIMIT = 64 * 1024 * 1024

/** Close codes that applications may use begin at 4000. */
const TOO_SLOW = 4000
const NOT_JSON = 4001

export function createSocketPort(socket: WebSocket): Port {
  let receive: ((message: PortMessage) => void) | undefined
  const closings: (() => void)[] = []
  socket.on('message', (data: RawData, binary: boolean) => {
    let message: PortMessage
    try {
      if (binary) throw new Error('expected text')
      message = JSON.parse(String(data))
    } catch {
      socket.close(NOT_JSON, 'a message is one JSON text')
      return
    }
    receive?.(message)
  })
  socket.on('error', () => socket.terminate()) // Its close follows.
  socket.once('close', () => {
    for (const closed of closings) closed()
  })
  return {
    post(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > BACKLOG_LIMIT) socket.close(TOO_SLOW, 'the page does not read')
      else socket.send(JSON.stringify(message))
    },
    onMessage(listen) {
      receive = listen
    },
    onClose(closed) {
      closings.push(closed)
    },
    close() {
      socket.close()
    },
  }
}
