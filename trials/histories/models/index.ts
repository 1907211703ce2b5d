/** A model for each kind of object that histories are made of. */
import type { History, Operation } from '../history.ts'
import { barrierModel } from './barrier.ts'
import { conditionModel } from './condition.ts'
import { byKey, dictModel } from './dict.ts'
import { eventModel } from './event.ts'
import { listModel } from './list.ts'
import { lockModel } from './lock.ts'
import type { Model, Setting } from './model.ts'
import { queueModel } from './queue.ts'
import { rlockModel } from './rlock.ts'
import { semaphoreModel } from './semaphore.ts'
import { valueModel } from './value.ts'

export const KINDS = ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Queue', 'Barrier', 'Condition', 'Event', 'dict', 'list', 'Value'] as const
export type Kind = (typeof KINDS)[number]

/** What an object of this history should have done. @throws Error for a kind without a model */
export function modelOf({ kind, made, gone }: History): Model<unknown> {
  const setting: Setting = {
    made,
    maybeGone: (client: string, { returned }: Operation) => gone[client] !== undefined && (returned === null || returned > gone[client]),
  }
  return makers[kind as Kind]!(setting) as Model<unknown>
}

const makers: Readonly<Record<Kind, (setting: Setting) => unknown>> = {
  Lock: lockModel,
  RLock: rlockModel,
  Semaphore: (setting) => semaphoreModel(setting, false),
  BoundedSemaphore: (setting) => semaphoreModel(setting, true),
  Queue: queueModel,
  Barrier: barrierModel,
  Condition: conditionModel,
  Event: eventModel,
  dict: dictModel,
  list: listModel,
  Value: valueModel,
}

/** Histories that can be judged one by one instead of this one. */
export function partsOf(history: History): readonly History[] {
  return history.kind === 'dict' ? byKey(history) : [history]
}
