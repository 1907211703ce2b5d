/** A server of ours. Argument: the address, as JSON. Tells its processor time when it is asked. */
import { answerAll } from './dialogue.ts'
import { Yard, authkey } from './yard.ts'

const server = new Yard({ address: JSON.parse(process.argv[2]!) as string, authkey }).getServer()
void server.serveForever()
await server.ready
answerAll({ address: server.address }, () => {
  const { user, system } = process.cpuUsage()
  return { cpu: (user + system) / 1e6 }
})
