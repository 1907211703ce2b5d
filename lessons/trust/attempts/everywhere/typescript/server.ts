import { authkey, port } from './place'
import { Team } from './team'

const team = new Team({ address: ['', port], authkey })
console.log('counting')
await team.getServer().serveForever()
