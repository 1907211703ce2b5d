/** Holding frames, the order in which they go, and breaking things on purpose: the calls and events for it. */
import * as v from 'valibot'
import { FAULTS, VERDICTS } from 'multiprocessing/protocol'

const words = v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(100)))

/** A frame fits if it fits each list that is there. An empty list is none. */
export const ConditionSchema = v.object({
  /** Kinds of frame as in the trace's model: `call`, `create`, `#RETURN`, `answer`, … */
  kinds: words,
  /** Methods and server functions, of requests only. */
  methods: words,
  typeids: words,
  /** Labels of the processes that send. */
  processes: words,
})
/** Which frames are meant. */
export type Condition = v.InferOutput<typeof ConditionSchema>

/** Which frames wait: none · calls of methods · every frame, handshakes and replies too · those that fit a condition. */
export const HoldRuleSchema = v.variant('hold', [
  v.object({ hold: v.literal('off') }),
  v.object({ hold: v.literal('requests') }),
  v.object({ hold: v.literal('all') }),
  v.object({ hold: v.literal('matching'), condition: ConditionSchema }),
])
/** Which frames wait. */
export type HoldRule = v.InferOutput<typeof HoldRuleSchema>

/** One choice: whose frame goes next. */
export const ScheduleStepSchema = v.object({
  /** Label of the process. */
  process: v.pipe(v.string(), v.maxLength(200)),
  /** Method or server function of a request; of any other frame its kind. */
  method: v.pipe(v.string(), v.maxLength(200)),
})
/** One choice: whose frame goes next. */
export type ScheduleStep = v.InferOutput<typeof ScheduleStepSchema>

/** Choices, in order. */
export const ScheduleSchema = v.pipe(v.array(ScheduleStepSchema), v.maxLength(2000))
/** Choices, in order. */
export type Schedule = v.InferOutput<typeof ScheduleSchema>

/** A schedule that a person kept. */
export const SavedScheduleSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
  steps: ScheduleSchema,
  /** How the run came out that it was made of, in a few words. */
  outcome: v.optional(v.pipe(v.string(), v.maxLength(1000))),
})
/** A schedule that a person kept. */
export type SavedSchedule = v.InferOutput<typeof SavedScheduleSchema>
export const SavedSchedulesSchema = v.pipe(v.array(SavedScheduleSchema), v.maxLength(100))

/** A schedule, where `value` is one with a step at least. */
export function scheduleOf(value: unknown): Schedule | undefined {
  const result = v.safeParse(ScheduleSchema, value)
  return result.success && result.output.length > 0 ? result.output : undefined
}

/** What the trace calls a held frame: the process's id and its number there (`Frame.hold` of the model). */
export const HeldKeySchema = v.object({ process: v.string(), hold: v.number() })
/** What the trace calls a held frame. */
export type HeldKey = v.InferOutput<typeof HeldKeySchema>

/** What to break: the fault, and the process it is for, by its id in the trace or by its label (a program's name). */
export const FaultOrderSchema = v.object({
  fault: v.picklist(FAULTS),
  target: v.pipe(v.string(), v.maxLength(200)),
  /** Only on this connection, as the target's own process names it (`Connection.names` of the model). For replies and handshakes. */
  connection: v.optional(v.string()),
  /** For `delay digest`: milliseconds; 3000 without it. */
  delay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(600_000))),
})
/** What to break. */
export type FaultOrder = v.InferOutput<typeof FaultOrderSchema>

const none = v.object({})
const run = v.number()

/** How frames of a run are held. Which ones wait is in the trace. */
export const HoldStateSchema = v.object({
  run,
  rule: HoldRuleSchema,
  /** Frames go until one fits this. */
  until: v.nullable(ConditionSchema),
  schedule: v.object({
    /** `none` was given · it is `replaying` · all steps are `done` · `lost`: it does not fit the run, and frames are held for the person. */
    state: v.picklist(['none', 'replaying', 'done', 'lost']),
    steps: ScheduleSchema,
    /** How many of them have gone. */
    next: v.number(),
    /** One sentence, where there is something to say: what it waits for, why it does not fit. */
    detail: v.nullable(v.string()),
  }),
  /** Frames that were let go one by one in this run, by the person or the schedule: itself a schedule. */
  chosen: ScheduleSchema,
})
/** How frames of a run are held. */
export type HoldState = v.InferOutput<typeof HoldStateSchema>

export const holdCalls = {
  /** Says which frames wait from now on. Frames that wait and do not fit any more go; with `off` all go. */
  hold: { params: v.object({ run, rule: HoldRuleSchema }), result: none },
  /**
   * What becomes of frames that wait, in this order, after `delay` milliseconds. A frame that does not wait any more is
   * passed over; `decided` counts the others. A decision by hand during a replay ends the replay.
   */
  decide: {
    params: v.object({
      run,
      frames: v.pipe(v.array(HeldKeySchema), v.maxLength(10_000)),
      verdict: v.picklist(VERDICTS),
      delay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(600_000))),
    }),
    result: v.object({ decided: v.number() }),
  },
  /** All that wait go. The rule stays. */
  releaseAll: { params: v.object({ run }), result: none },
  /**
   * Without `until`: the frame that has waited longest goes. With it: frames go until one fits, and from then on wait by
   * the rule again; where nothing was held, by `requests`.
   */
  step: { params: v.object({ run, until: v.optional(ConditionSchema) }), result: none },
  /** Goes on by a schedule, from here; an empty one ends it. */
  replay: { params: v.object({ run, schedule: ScheduleSchema }), result: none },
  /** Breaks something, at once or as soon as it can be. The number is that of `faultChanged` and of the trace. */
  fault: { params: v.object({ run, order: FaultOrderSchema }), result: v.object({ fault: v.number() }) },
  /** Calls off a fault that waits for its moment. */
  disarm: { params: v.object({ run, fault: v.number() }), result: none },
  /** Schedules that were kept for a workspace, in the order in which they were given. */
  schedules: { params: v.object({ workspace: v.string() }), result: v.object({ schedules: SavedSchedulesSchema }) },
  /** Keeps these for the workspace, instead of those before. Answers when they are on disk. */
  saveSchedules: { params: v.object({ workspace: v.string(), schedules: SavedSchedulesSchema }), result: none },
  /** What `holdChanged` said last, for a page that was not there; null when it is not the present run. */
  holding: { params: v.object({ run }), result: v.object({ state: v.nullable(HoldStateSchema) }) },
}

export const holdEvents = {
  /** The rule, the schedule, or what was chosen, changed. Which frames wait is in the trace. */
  holdChanged: HoldStateSchema,
  /** A fault waits for its moment, was done, or could not be. The trace says the same, as facts of the run. */
  faultChanged: v.object({
    run,
    fault: v.number(),
    order: FaultOrderSchema,
    state: v.picklist(['armed', 'done', 'failed']),
    /** One sentence: when it will happen, what was done, why not. */
    detail: v.string(),
  }),
}
