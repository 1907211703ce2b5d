/** Messages of a fixed length to `raw-server.ts` and back. One at a time, so many under way, or those in one write. */
import { connect, type Socket } from 'node:net'
import { answerAll, type Tally } from './dialogue.ts'
import { RAW_FRAME } from './raw-frame.ts'

let address = ''
const sockets = new Map<boolean, Socket>()

answerAll({}, async (request) => {
  if (request['job'] === 'connect') {
    address = String(request['address'])
    return { count: 1, seconds: 0 }
  }
  const coalesced = request['coalesced'] === true
  let socket = sockets.get(coalesced)
  if (!socket) {
    const made = connect(address)
    sockets.set(coalesced, (socket = made))
    await new Promise<void>((resolve, reject) => made.once('connect', resolve).once('error', reject))
  }
  return { ...(await exchange(socket, Number(request['width']), coalesced, Number(request['seconds']))) }
})

function exchange(socket: Socket, width: number, coalesced: boolean, seconds: number): Promise<Tally> {
  return new Promise((resolve) => {
    const began = performance.now()
    let underWay = 0
    let rest = 0
    let count = 0
    const send = (messages: number): void => {
      underWay += messages
      if (coalesced) socket.write(Buffer.alloc(messages * RAW_FRAME, 1))
      else for (let each = 0; each < messages; each++) socket.write(Buffer.alloc(RAW_FRAME))
    }
    const onData = (chunk: Uint8Array): void => {
      const whole = Math.floor((rest + chunk.length) / RAW_FRAME)
      rest = (rest + chunk.length) % RAW_FRAME
      count += whole
      underWay -= whole
      if (performance.now() < began + seconds * 1000) send(whole)
      else if (underWay === 0) {
        socket.off('data', onData)
        resolve({ count, seconds: (performance.now() - began) / 1000 })
      }
    }
    socket.on('data', onData)
    send(width)
  })
}
