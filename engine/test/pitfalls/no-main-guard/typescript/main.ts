import { Manager } from 'multiprocessing/managers'

const manager = await Manager()
console.log(await manager.list(['basil']))
