/**
 * Host ⇄ renderer: every call and every event between the page and the part that has processes and files.
 *
 * Calls are commands; what they bring about comes back as events. Arguments are checked at the host against the schemas
 * here, and the types are derived from them. Nothing in it names a path: the renderer knows workspaces, programs and
 * files by id and name.
 */
import * as v from 'valibot'
import { TraceEventSchema } from 'multiprocessing/protocol'
import { commands } from './commands.ts'
import { FaultOrderSchema, holdCalls, holdEvents, HoldRuleSchema, ScheduleSchema } from './hold.ts'
import { lessonCalls } from './lesson.ts'
import { fileNameSchema, LanguageSchema, nameSchema, RoleSchema, textSchema, workspaceCalls, workspaceEvents, WorkspaceSchema } from './workspace.ts'

export * from './hold.ts'
export * from './lesson.ts'
export * from './workspace.ts'

const name = nameSchema
const fileName = fileNameSchema
const text = textSchema

/** Something that runs programs: the built-in Node, or a CPython that was found. */
export const RuntimeSchema = v.object({
  /** `node`, or `cpython-3.13.0`; several of one version get `-2`, `-3`. */
  id: v.string(),
  language: LanguageSchema,
  /** `Node 20.20`, `CPython 3.13.0`. */
  label: v.string(),
  version: v.string(),
})
export type Runtime = v.InferOutput<typeof RuntimeSchema>

/** A lesson's words, read from its folder; its goals and hints are data in `lessons`. */
export const LessonTextSchema = v.object({ id: v.string(), text: v.string(), solution: v.array(v.object({ name: fileName, text })) })
export type LessonText = v.InferOutput<typeof LessonTextSchema>

export const ProgramStateSchema = v.object({
  name,
  role: RoleSchema,
  file: fileName,
  /** `waiting` for an earlier program to be ready · `starting` · `running` · `ended` · `failed` to start. */
  state: v.picklist(['waiting', 'starting', 'running', 'ended', 'failed']),
  pid: v.nullable(v.number()),
  code: v.nullable(v.number()),
  signal: v.nullable(v.string()),
  /** One sentence, where there is something to say: why it failed or was not started. */
  detail: v.nullable(v.string()),
  /** Milliseconds since the run began. */
  startedAt: v.nullable(v.number()),
  endedAt: v.nullable(v.number()),
})
export type ProgramState = v.InferOutput<typeof ProgramStateSchema>

/** Something wrong in a file, found before or while it ran. Lines and columns from 1. */
export const ProblemSchema = v.object({ file: fileName, line: v.number(), column: v.number(), message: v.string() })
export type Problem = v.InferOutput<typeof ProblemSchema>

export const ProgressSchema = v.record(
  v.string(),
  v.object({
    /** Goal ids met at least once. */
    met: v.array(v.string()),
    /** The step that was open last. */
    step: v.number(),
    /** Answers to predict questions, by step title. */
    predictions: v.record(v.string(), v.string()),
    /** Whether the explanation step has been reached with all goals met. */
    done: v.boolean(),
  }),
)
export type Progress = v.InferOutput<typeof ProgressSchema>

export const SettingsSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark', 'contrast']), 'system'),
  language: v.optional(LanguageSchema, 'typescript'),
  /** Runtime id for Python programs; null means the newest found. */
  python: v.optional(v.nullable(v.string()), null),
  fullColour: v.optional(v.boolean(), false),
  /** Sizes of panes in pixels, by splitter id. */
  panes: v.optional(v.record(v.string(), v.number()), {}),
  /** The editor's type in pixels; 13 without it. */
  fontSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(28))),
  /** Size of everything in per cent; 100 without it. */
  zoom: v.optional(v.pipe(v.number(), v.integer(), v.minValue(50), v.maxValue(300))),
  /** `system`, without it, follows what the system prefers. */
  motion: v.optional(v.picklist(['system', 'reduced'])),
  /** Shortcuts that were changed, by command; null takes one away. */
  shortcuts: v.optional(v.record(v.string(), v.nullable(v.string()))),
  /** Id of the workspace that was open last, to go on with. */
  last: v.optional(v.nullable(v.string())),
})
export type Settings = v.InferOutput<typeof SettingsSchema>

export const HelloSchema = v.object({
  version: v.string(),
  shell: v.picklist(['electron', 'web', 'cli']),
  platform: v.picklist(['linux', 'darwin', 'win32']),
  runtimes: v.array(RuntimeSchema),
  /** The search for CPythons goes on; `runtimesChanged` says what it found. */
  searching: v.optional(v.boolean()),
  /** The shell asks for files and folders in dialogs of the system; else the page does. */
  dialogs: v.optional(v.boolean()),
  settings: SettingsSchema,
  progress: ProgressSchema,
})
export type Hello = v.InferOutput<typeof HelloSchema>

const none = v.object({})
const workspace = v.string()
const run = v.number()
/** Counts `output` and `trace` events of a run together, from 0. */
const index = v.optional(v.number())

const runChanged = v.object({
  run,
  workspace,
  runtime: RuntimeSchema,
  state: v.picklist(['compiling', 'starting', 'running', 'ended']),
  problems: v.array(ProblemSchema),
  programs: v.array(ProgramStateSchema),
})
const output = v.object({ run, program: name, stream: v.picklist(['stdout', 'stderr']), text: v.string(), dropped: v.number(), index })
const trace = v.object({ run, events: v.array(TraceEventSchema), lost: v.number(), omitted: v.optional(v.number()), index })

export const PresentRunSchema = v.object({
  state: runChanged,
  /** The files as they were when it began. */
  files: v.array(v.object({ name: fileName, text })),
})
export type PresentRun = v.InferOutput<typeof PresentRunSchema>

export const RunRecordSchema = v.object({
  entries: v.array(v.variant('kind', [v.object({ kind: v.literal('output'), payload: output }), v.object({ kind: v.literal('trace'), payload: trace })])),
  /** Index to go on from. */
  next: v.number(),
  /** Whether there is nothing more as yet. */
  end: v.boolean(),
  /** Trace events that the host did not keep, because there were too many. */
  cut: v.number(),
})
export type RunRecord = v.InferOutput<typeof RunRecordSchema>

/** Every call: its argument (one object) and its result. */
export const calls = {
  /** First call of a renderer: who the host is and what it remembers. */
  hello: { params: none, result: HelloSchema },
  /** A lesson's files as the learner left them, made from its start where there are none yet. */
  openLesson: { params: v.object({ lesson: name, language: LanguageSchema }), result: WorkspaceSchema },
  lessonText: { params: v.object({ lesson: name, language: LanguageSchema }), result: LessonTextSchema },
  /** Keeps a file's text. Answers when it is on disk. */
  saveFile: {
    /** `over`: also where another program has changed the file on disk since it was read. Else that is told as `fileOnDisk`. */
    params: v.object({ workspace, file: fileName, text, over: v.optional(v.boolean()) }),
    result: none,
  },
  /** Puts all files back to the lesson's start. */
  resetWorkspace: { params: v.object({ workspace }), result: WorkspaceSchema },
  /** Stops a run that is under way, then starts all programs. Answers with the run's number at once. */
  run: {
    params: v.object({
      workspace,
      runtime: v.nullable(v.string()),
      /** Which frames wait from the start. With a schedule: after it. */
      hold: v.optional(HoldRuleSchema),
      /** In which order frames go from the start. */
      schedule: v.optional(ScheduleSchema),
      /** What is to be broken, each as soon as it can be. */
      faults: v.optional(v.pipe(v.array(FaultOrderSchema), v.maxLength(20))),
    }),
    result: v.object({ run }),
  },
  /** Ends every process of a run at once. */
  stopRun: { params: v.object({ run }), result: none },
  /** `stop`: ask, then kill after a second. `kill`: SIGKILL, children included. `restart`: stop, then start again. */
  controlProgram: {
    params: v.object({ run, program: name, action: v.picklist(['stop', 'kill', 'restart']) }),
    result: none,
  },
  /** The run that goes on or was the last, for a page that was not there when it began; null before the first. */
  presentRun: { params: none, result: v.object({ present: v.nullable(PresentRunSchema) }) },
  /** What was told of the present run, from the event with that `index` on, some at a time. Null when it is not the present one. */
  runRecord: { params: v.object({ run, from: v.number() }), result: v.object({ record: v.nullable(RunRecordSchema) }) },
  /** Text for a program's standard input. */
  input: { params: v.object({ run, program: name, text }), result: none },
  /** What a Python would refuse to compile, by asking one; nothing runs. */
  findMistakes: {
    params: v.object({ runtime: v.nullable(v.string()), files: v.pipe(v.array(v.object({ name: fileName, text })), v.maxLength(200)) }),
    result: v.object({ problems: v.array(ProblemSchema) }),
  },
  /** Adds an interpreter: one of `listFolders`, or without an id the one chosen in the shell's dialog; null if none was. */
  choosePython: { params: v.object({ file: v.optional(v.string()) }), result: v.object({ runtime: v.nullable(RuntimeSchema) }) },
  saveProgress: { params: v.object({ progress: ProgressSchema }), result: none },
  saveSettings: { params: v.object({ settings: SettingsSchema }), result: none },
  /** Versions, runtimes and the end of the log, as text to send to somebody who can help. */
  diagnostics: { params: none, result: v.object({ text: v.string() }) },
  /** Opens a web page outside: only addresses that the host has on its list. */
  openExternal: { params: v.object({ url: v.pipe(v.string(), v.url()) }), result: none },
  ...workspaceCalls,
  ...holdCalls,
  ...lessonCalls,
} as const satisfies Record<string, { params: v.GenericSchema; result: v.GenericSchema }>

export type Calls = typeof calls
export type CallName = keyof Calls
export type CallParams<Name extends CallName> = v.InferOutput<Calls[Name]['params']>
export type CallResult<Name extends CallName> = v.InferOutput<Calls[Name]['result']>

/** Every event. */
export const events = {
  /** A run changed its state. `problems` are said when the program could not be compiled. */
  runChanged,
  /** What a program printed, in batches. `dropped` counts lines left out because it printed faster than can be shown. */
  output,
  /** Runtimes that were found after `hello` was answered; all of them, those that it had included. */
  runtimesChanged: v.object({ runtimes: v.array(RuntimeSchema) }),
  /**
   * Trace events of all processes of a run, in order of time. `lost` says how many lines could not be read, `omitted` how
   * many frames were left out, each a part of a whole call, because there were more than can be told.
   */
  trace,
  /** A command was chosen in the shell's own menu. */
  command: v.object({ id: v.picklist(commands.map(({ id }) => id)) }),
  ...workspaceEvents,
  ...holdEvents,
} as const satisfies Record<string, v.GenericSchema>

export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<Name extends EventName> = v.InferOutput<Events[Name]>

/** The host, as either side sees it. */
export type Host = {
  [Name in CallName]: (params: CallParams<Name>) => Promise<CallResult<Name>>
} & {
  /** Subscribes to one kind of event. @returns a function that ends the subscription */
  onEvent<Name extends EventName>(name: Name, listen: (payload: EventPayload<Name>) => void): () => void
}
