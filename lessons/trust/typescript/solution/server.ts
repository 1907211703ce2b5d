import { authkey, port } from './place'
import { Team } from './team'

const team = new Team({ address: ['127.0.0.1', port], authkey })
console.log('counting')
await team.getServer().serveForever()
