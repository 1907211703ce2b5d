/** Gives back what it gets, over a Unix socket: Node's limit. Argument: the address, as JSON. */
import { createServer } from 'node:net'
import { answerAll } from './dialogue.ts'
import { RAW_FRAME } from './raw-frame.ts'

const address = JSON.parse(process.argv[2]!) as string
const server = createServer((socket) => {
  let coalesced = false
  let rest = 0
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    // The client says with its first bytes how it wants the replies.
    coalesced ||= chunk[0] === 1
    const whole = Math.floor((rest + chunk.length) / RAW_FRAME)
    rest = (rest + chunk.length) % RAW_FRAME
    if (coalesced) socket.write(Buffer.alloc(whole * RAW_FRAME, 1))
    else for (let each = 0; each < whole; each++) socket.write(Buffer.alloc(RAW_FRAME))
  })
})
server.listen(address, () => answerAll({ address }, () => ({ cpu: 0 })))
