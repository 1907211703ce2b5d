/** What the host does for lessons besides their words: runs to compare with. */
import * as v from 'valibot'
import { TraceEventSchema } from 'multiprocessing/protocol'
import { LanguageSchema, nameSchema } from './workspace.ts'

/** A right way to do a lesson, as the trace of a run. Neither words nor programs are in it. */
export const ReferenceSchema = v.object({
  /** `solution`, or the name of another way that is right, too. */
  name: v.string(),
  /** All events of its run, in order of time. */
  events: v.array(TraceEventSchema),
})
/** A right way to do a lesson, as the trace of a run. */
export type Reference = v.InferOutput<typeof ReferenceSchema>

/** Name of the solution's second run: what differs between the first and this is chance. */
export const AGAIN = 'solution, again'

export const lessonCalls = {
  /**
   * Traces of a lesson's solution and of the other right ways that are kept with it, the solution's two first. The first time
   * they are run for it, quietly, which takes some seconds. That solves nothing.
   */
  references: {
    params: v.object({ lesson: nameSchema, language: LanguageSchema, runtime: v.nullable(v.string()) }),
    result: v.object({ references: v.array(ReferenceSchema) }),
  },
}
