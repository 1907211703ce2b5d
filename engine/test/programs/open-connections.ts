/** A program that leaves connections and a listener open: for the tests of what keeps a process alive. */
import { Client, Listener, Pipe } from '../../connection/index.ts'

/** What Node goes on for. Sockets that nobody waits on are not among it; what prints is. */
const sockets = (): number => process.getActiveResourcesInfo().filter((name) => /Pipe|TCP/.test(name)).length

console.log('begins')
const before = sockets()
const listener = new Listener({ family: process.argv[3] === 'AF_INET' ? 'AF_INET' : 'AF_UNIX' })
const [here, there] = await Promise.all([listener.accept(), listener.ready.then(() => Client(listener.address))])
const [first] = await Pipe()
await there.send('basil')
await here.recv()

switch (process.argv[2]) {
  case 'idle':
    break
  case 'hung up':
    here.close()
    await there.recv().catch((error: unknown) => console.log(String(error)))
    break
  case 'closed':
    here.close()
    there.close()
    listener.close()
    await new Promise((resolve) => setImmediate(resolve))
    break
  case 'recv':
    void first.recv()
    break
  case 'poll':
    console.log(await first.poll(50))
    break
  case 'accept':
    void listener.accept()
    break
  case 'ref':
    first.ref()
}

console.log(`kept by ${sockets() - before}`)
