/** Waits for a lock that is held, with a limit, and ends: for tests of what clocks do to that. */
import { LocalManager } from '../../managers/index.ts'

const lock = new LocalManager().Lock()
await lock.acquire()
console.log(await lock.acquire(true, 0.1))
