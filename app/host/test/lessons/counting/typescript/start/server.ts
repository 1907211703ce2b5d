import { createServer } from 'node:net'
import { listening } from 'multiprocessing'
import { limit } from './_limit.ts'

const server = createServer((socket) => socket.end(String(limit)))
server.listen(Number(process.env['PORT']), '127.0.0.1', () => listening())
