/** The lessons, in order. Ids never change; the order may. */
import { attempts as callableAttempts } from './callable/attempts.ts'
import { callable } from './callable/lesson.ts'
import { attempts as causeAttempts } from './cause/attempts.ts'
import { cause } from './cause/lesson.ts'
import { attempts as exposedAttempts } from './exposed/attempts.ts'
import { exposed } from './exposed/lesson.ts'
import { attempts as handshakeAttempts } from './handshake/attempts.ts'
import { handshake } from './handshake/lesson.ts'
import { attempts as lifetimeAttempts } from './lifetime/attempts.ts'
import { lifetime } from './lifetime/lesson.ts'
import { attempts as managerAttempts } from './manager/attempts.ts'
import { manager } from './manager/lesson.ts'
import { attempts as nestedAttempts } from './nested/attempts.ts'
import { nested } from './nested/lesson.ts'
import { attempts as networkAttempts } from './network/attempts.ts'
import { network } from './network/lesson.ts'
import { attempts as ownManagerAttempts } from './own-manager/attempts.ts'
import { ownManager } from './own-manager/lesson.ts'
import { attempts as proxyAttempts } from './proxy/attempts.ts'
import { proxy } from './proxy/lesson.ts'
import { attempts as queuesAttempts } from './queues/attempts.ts'
import { queues } from './queues/lesson.ts'
import type { Attempt, Lesson } from './schema.ts'
import { attempts as shareAttempts } from './share/attempts.ts'
import { share } from './share/lesson.ts'
import { attempts as sharedMemoryAttempts } from './shared-memory/attempts.ts'
import { sharedMemory } from './shared-memory/lesson.ts'
import { attempts as startMethodsAttempts } from './start-methods/attempts.ts'
import { startMethods } from './start-methods/lesson.ts'
import { attempts as threeWaysAttempts } from './three-ways/attempts.ts'
import { threeWays } from './three-ways/lesson.ts'
import { attempts as tourDataAttempts } from './tour-data/attempts.ts'
import { tourData } from './tour-data/lesson.ts'
import { attempts as tourWaitingAttempts } from './tour-waiting/attempts.ts'
import { tourWaiting } from './tour-waiting/lesson.ts'
import { attempts as trustAttempts } from './trust/attempts.ts'
import { trust } from './trust/lesson.ts'

export const lessons: readonly Lesson[] = [
  manager, threeWays, handshake, callable, exposed, proxy, ownManager,
  share, tourData, tourWaiting, queues, nested,
  lifetime, network, startMethods, sharedMemory, cause, trust,
]

/** Programs that somebody might write in a lesson, by its id: they prove its goals. */
export const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  [manager.id]: managerAttempts,
  [threeWays.id]: threeWaysAttempts,
  [handshake.id]: handshakeAttempts,
  [callable.id]: callableAttempts,
  [exposed.id]: exposedAttempts,
  [proxy.id]: proxyAttempts,
  [ownManager.id]: ownManagerAttempts,
  [share.id]: shareAttempts,
  [tourData.id]: tourDataAttempts,
  [tourWaiting.id]: tourWaitingAttempts,
  [queues.id]: queuesAttempts,
  [nested.id]: nestedAttempts,
  [lifetime.id]: lifetimeAttempts,
  [network.id]: networkAttempts,
  [startMethods.id]: startMethodsAttempts,
  [sharedMemory.id]: sharedMemoryAttempts,
  [cause.id]: causeAttempts,
  [trust.id]: trustAttempts,
}

/** A lesson by its number or id; `undefined` when there is none. */
export function findLesson(numberOrId: string): Lesson | undefined {
  return lessons.find((lesson) => lesson.id === numberOrId || String(lesson.number) === numberOrId)
}
