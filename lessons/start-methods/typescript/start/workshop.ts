import { BaseManager } from 'multiprocessing/managers'
import { Bell } from './bell'

class Workshop extends BaseManager {}

Workshop.register('bell', { callable: Bell })

const workshop = new Workshop()
await workshop.start()
const bell = await workshop.bell()
console.log(await bell.ring('spawn'))
await workshop.shutdown()
