import { BaseManager } from 'multiprocessing/managers'
import { Bell } from './bell'

class Workshop extends BaseManager {}

Workshop.register('bell', { callable: Bell })

const server = new Workshop({ address: ['127.0.0.1', 0] }).getServer()
void server.serveForever()
await server.ready
const workshop = new Workshop({ address: server.address })
await workshop.connect()
const bell = await workshop.bell()
console.log(await bell.ring('here'))
process.exit(0)
