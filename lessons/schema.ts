/**
 * What a lesson is. The words are in `<id>/text.md`, the programs in `<id>/{typescript,python}/{start,solution}/`,
 * everything else is the `Lesson` value of `<id>/lesson.ts`.
 */
import * as v from 'valibot'
import type { Run } from 'multiprocessing/inspect'

export const PHASES = ['Predict', 'Run', 'Watch', 'Break', 'Fix', 'Explain'] as const
export type Phase = (typeof PHASES)[number]

const inline = v.pipe(v.string(), v.minLength(1), v.maxLength(400))

export const ProgramSchema = v.object({
  /** Name of the process on screen and in the trace. */
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9 ]{0,23}$/)),
  role: v.picklist(['server', 'client', 'worker']),
  /** File name without ending: `server` is `server.ts` and `server.py`. */
  file: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*$/)),
})

export const LessonSchema = v.object({
  /** Never changes. */
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/)),
  /** Its place in the curriculum, from 1. */
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Short title, as in the index. */
  title: v.string(),
  /** The curriculum's name. */
  subtitle: v.string(),
  /** What stands in the breadcrumb: `register() II`. */
  short: v.string(),
  chapter: v.picklist(['First contact', 'register()', 'Sharing state', 'Life and place', 'When it breaks']),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(3), v.maxValue(20)),
  /** What the learner can do afterwards: one plain sentence each, inline Markdown. */
  teaches: v.pipe(v.array(inline), v.minLength(1)),
  /** Programs in the order in which they start: each waits until the one before listens, or has ended. */
  programs: v.pipe(v.array(ProgramSchema), v.minLength(1)),
  /** Files to show, in tab order, without ending. Files of programs may be among them. */
  files: v.pipe(v.array(v.string()), v.minLength(1)),
  /** How programs of the start end that do not end with 0, because that is the lesson's point. */
  startEnds: v.optional(v.record(v.string(), v.object({ code: v.number(), error: v.union([v.string(), v.object({ typescript: v.string(), python: v.string() })]) })), {}),
  /** Question asked in the Predict step. */
  predict: v.pipe(
    v.object({ question: inline, choices: v.pipe(v.array(inline), v.minLength(2)), answer: inline, gap: inline }),
    v.check(({ choices, answer }) => choices.includes(answer), 'the answer is one of the choices'),
  ),
  /**
   * Lines of the start whose frames may be predicted: those of `file` (without ending) that contain one of these texts.
   * In a loop `turns` says how often one process runs them; then one turn is predicted.
   */
  wire: v.optional(
    v.object({
      file: v.string(),
      lines: v.object({ typescript: v.pipe(v.array(v.string()), v.minLength(1)), python: v.pipe(v.array(v.string()), v.minLength(1)) }),
      turns: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
    }),
  ),
  /** Hints in three tiers: a question, where, the code. Inline Markdown; the code may differ by language. */
  hints: v.object({
    question: inline,
    where: inline,
    code: v.object({ typescript: v.string(), python: v.string() }),
  }),
})
export type LessonData = v.InferOutput<typeof LessonSchema>
type LessonInput = v.InferInput<typeof LessonSchema>

/** What a goal points at. */
export type Proof =
  | { readonly kind: 'frame'; readonly frame: number }
  | { readonly kind: 'line'; readonly file: string; readonly line: number }
  | { readonly kind: 'process'; readonly process: string }

export interface GoalResult {
  readonly met: boolean
  /** The present value, said while the goal is open: `now: 1`. Without the word `now`. */
  readonly now?: string | undefined
  readonly proof?: Proof | undefined
}

/** A goal: a predicate over what really happened on the wire, never over printed text. */
export interface Goal {
  readonly id: string
  /** Inline Markdown. */
  readonly text: string
  readonly check: (run: Run) => GoalResult
}

export interface Lesson extends LessonData {
  readonly goals: readonly Goal[]
}

/** @throws Error that names the field, when the data of a lesson is not what it must be */
export function defineLesson(data: LessonInput & { goals: readonly Goal[] }): Lesson {
  const { goals, ...rest } = data
  const result = v.safeParse(LessonSchema, rest)
  if (!result.success) {
    const issue = result.issues[0]
    throw new Error(`lesson ${data.id}: ${v.getDotPath(issue) ?? 'the lesson'}: ${issue.message}`)
  }
  return { ...result.output, goals }
}

/**
 * A program that somebody might well write: wrong ones show that the goals are not to be had by looking right, an
 * unusual right one that they do not ask for the solution's words. Its files are in
 * `<id>/attempts/<name>/{typescript,python}/`: those that differ from its base.
 */
export const AttemptSchema = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/)),
  /** What its files are laid over. */
  base: v.picklist(['start', 'solution']),
  /** Goals that it leaves open, in the goals' order; none for one that is right. */
  open: v.array(v.string()),
  /**
   * Where it first parts from the solution, said by hand from reading both: the request of a process, `call put`,
   * `create list`, or another frame by its kind, or the last frame before what is missing. `nth` of that process and
   * that name, 1 without it. Null: no frame can show it. Without it nobody has said, since languages differ or it is chance.
   */
  parts: v.optional(
    v.object({
      /** Label of the process; several where chance decides. */
      process: v.union([v.string(), v.array(v.string())]),
      frame: v.nullable(v.string()),
      nth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
  /** What it does, and why that is not enough or is enough: one line, inline Markdown. */
  why: inline,
})
export type Attempt = v.InferOutput<typeof AttemptSchema>

/** @throws Error that names the attempt and the field, when the attempts are not what they must be */
export function defineAttempts(lesson: Lesson, attempts: readonly Attempt[]): readonly Attempt[] {
  const goals = lesson.goals.map((goal) => goal.id)
  const names = new Set<string>()
  for (const attempt of attempts) {
    const wrong = (what: string): Error => new Error(`lesson ${lesson.id}: attempt ${attempt.name}: ${what}`)
    const result = v.safeParse(AttemptSchema, attempt)
    if (!result.success) {
      const issue = result.issues[0]
      throw wrong(`${v.getDotPath(issue) ?? 'the attempt'}: ${issue.message}`)
    }
    if (names.has(attempt.name)) throw wrong('there are two of that name')
    names.add(attempt.name)
    const inOrder = goals.filter((goal) => attempt.open.includes(goal))
    if (inOrder.join() !== attempt.open.join()) {
      throw wrong(`open: expected goals of the lesson in their order, ${goals.join(', ')}; got ${attempt.open.join(', ')}`)
    }
  }
  return attempts
}
