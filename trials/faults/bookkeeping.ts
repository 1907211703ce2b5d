/** Enters into the ledgers what a client was told of its call, or not told, and what went over meanwhile. */
import type { Answer } from './child.ts'
import type { Certainty } from './ledger.ts'
import { BURST, type Step } from './plan.ts'
import type { Passage } from './relay.ts'
import type { Group, Stage } from './stage.ts'

/** One call that is over: nothing of it goes over the relay any more. */
export interface Done {
  readonly step: Step
  /** What it was to put. */
  readonly item: string
  readonly answer: Answer
  readonly passage: Passage
  readonly stage: Stage
  readonly group: Group
}

export function book({ step, item, answer, passage, stage, group }: Done): void {
  const { items, count } = group
  switch (step.work) {
    case 'put': {
      const certainty: Certainty = answer.kind === 'value' ? 'answered' : passage.puts === 0 ? 'not sent' : 'unknown'
      return items.put(item, certainty)
    }
    case 'burst': {
      // One character for each: whether it was answered.
      const answered = answer.kind === 'error' ? (answer.stage ?? '') : ''
      for (let nth = 0; nth < BURST; nth++) {
        const certainty: Certainty = answer.kind === 'value' || answered[nth] === '1' ? 'answered' : passage.puts === 0 ? 'not sent' : 'unknown'
        items.put(`${item}:${nth}`, certainty)
      }
      return
    }
    case 'get':
      if (answer.kind === 'value') {
        if (answer.value !== null) items.got(answer.value)
      } else if (stage.mayLoseItem(passage)) items.answerLost()
      return
    case 'count':
      if (answer.kind === 'value') {
        if (answer.value === null) group.stuck = true
        else count.counted(answer.value as number)
        return
      }
      group.stuck = true
      if (answer.kind === 'error' && answer.stage === 'release') count.counted(undefined)
      else if (answer.kind !== 'error' || answer.stage === 'write') count.maybe()
      return
    case 'object':
    case 'greet':
      return
  }
}
