import { Process, isMainProcess } from 'multiprocessing'
import { Lighthouse, lamp } from './lighthouse'
import { address, authkey } from './place'

/** The server: a lamp in its first, second, … life. */
export async function shine(life: number) {
  lamp.life = life
  await new Lighthouse({ address, authkey }).getServer().serveForever()
}

if (isMainProcess()) {
  // The keeper of the tower: when a lamp is gone, here is another.
  for (let life = 1; ; life++) {
    const server = new Process({ name: `lamp ${life}`, target: shine, args: [life] })
    await server.start()
    await server.join()
    console.log(`lamp ${life} is gone`)
  }
}
