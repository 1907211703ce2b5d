/** `managerie run`: a lesson or files, as real processes, with output, traffic and a verdict. */
import { fileURLToPath } from 'node:url'
import { lessons } from 'managerie-lessons'
import { printRun, TraceReader } from 'multiprocessing/inspect'
import type { Run } from 'multiprocessing/inspect'
import type { EventPayload, Problem, ProgramState } from '../contract/host.ts'
import { COMPLETE_LIMITS } from '../host/output.ts'
import { dataFolder, partsIn } from '../host/paths.ts'
import type { Parts } from '../host/paths.ts'
import { Runs } from '../host/runs.ts'
import { Runtimes } from '../host/runtimes.ts'
import type { FoundRuntime } from '../host/runtimes.ts'
import { LinePrinter } from './line-printer.ts'
import { planRun } from './run-plan.ts'
import type { Plan, PlanOptions } from './run-plan.ts'
import { signalCode, terminalWidth } from './terminal.ts'
import { plainFrame } from './trace.ts'
import { judgePrograms } from './verdict.ts'
import type { ProgramVerdict } from './verdict.ts'

export interface RunOptions extends PlanOptions {
  readonly runtime?: string
  readonly timeout?: number
  readonly json?: boolean
}

interface Outcome {
  readonly run: Run
  readonly programs: readonly ProgramState[]
  readonly problems: readonly Problem[]
  readonly output: readonly EventPayload<'output'>[]
  readonly verdicts: readonly ProgramVerdict[]
  readonly goals: readonly { readonly id: string; readonly text: string; readonly met: boolean; readonly now?: string | undefined }[]
  readonly ok: boolean
  /** What ended it before its time. */
  readonly cut: 'SIGINT' | 'SIGTERM' | 'timeout' | undefined
}

/** @param dist the built parts */
export async function runCommand(what: readonly string[], options: RunOptions, dist: URL): Promise<void> {
  const parts = partsIn(fileURLToPath(dist))
  const plan = await planRun(what, options, parts, lessons)
  const runtime = await new Runtimes(dataFolder(), warn).choose(plan.language, options.runtime ?? null)
  const printer = new LinePrinter(plan.programs.map(({ name }) => name), (text) => void process.stdout.write(text))
  const outcome = await runPlan(plan, runtime, parts, options, options.json ? undefined : printer)
  if (options.json) process.stdout.write(`${JSON.stringify(asJson(plan, options, runtime, outcome), null, 2)}\n`)
  else print(outcome, runtime)
  process.exitCode = outcome.cut === 'SIGINT' || outcome.cut === 'SIGTERM' ? signalCode(outcome.cut) : outcome.ok ? 0 : 1
}

async function runPlan(plan: Plan, runtime: FoundRuntime, parts: Parts, options: RunOptions, printer: LinePrinter | undefined): Promise<Outcome> {
  const reader = new TraceReader()
  const output: EventPayload<'output'>[] = []
  let changed: EventPayload<'runChanged'> | undefined
  let cut: Outcome['cut']
  let finish!: () => void
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const cutBy = (why: NonNullable<Outcome['cut']>): void => {
    cut ??= why
    finish()
  }

  const runs = new Runs({
    parts,
    report: warn,
    limits: COMPLETE_LIMITS,
    emit(name, payload) {
      if (name === 'trace') reader.read((payload as EventPayload<'trace'>).events)
      else if (name === 'output') {
        const batch = payload as EventPayload<'output'>
        if (printer) printer.add(batch.program, batch.stream, batch.text)
        else output.push(batch)
      } else if (name === 'runChanged') {
        changed = payload as EventPayload<'runChanged'>
        if (changed.state === 'ended' || onlyServersRun(changed.programs)) finish()
      }
    },
  })
  const [interrupt, terminate] = [() => cutBy('SIGINT'), () => cutBy('SIGTERM')]
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  const timeout = options.timeout === undefined ? undefined : setTimeout(() => cutBy('timeout'), options.timeout * 1000)

  const number = runs.begin({ workspace: 'command line', runtime, programs: plan.programs, prepare: plan.prepare(runtime) })
  await finished
  // Servers that did their work for all others.
  const served = cut === undefined ? (changed?.programs ?? []).filter(({ state }) => state === 'running') : []
  await runs.find(number)?.stop()
  await runs.close()
  clearTimeout(timeout)
  process.off('SIGINT', interrupt)
  process.off('SIGTERM', terminate)
  printer?.finish()

  const { programs, problems } = changed ?? { programs: [], problems: [] }
  const verdicts = judgePrograms(programs, reader.run, plan.meantEnds, new Set(served.map(({ name }) => name)))
  const goals = (plan.lesson?.goals ?? []).map(({ id, text, check }) => {
    const { met, now } = check(reader.run)
    return { id, text, met, now }
  })
  return { run: reader.run, programs, problems, output, verdicts, goals, ok: cut === undefined && problems.length === 0 && verdicts.every(({ ok }) => ok), cut }
}

/** Whether every client and worker has ended, and there was one. */
function onlyServersRun(programs: readonly ProgramState[]): boolean {
  const others = programs.filter(({ role }) => role !== 'server')
  return others.length > 0 && others.every(({ state }) => state === 'ended' || state === 'failed')
}

function print({ run, problems, programs, verdicts, goals, ok, cut }: Outcome, runtime: FoundRuntime): void {
  const lines: string[] = []
  for (const { file, line, column, message } of problems) lines.push(`${file}:${line}:${column}: ${message}`)
  if (programs.some(({ startedAt }) => startedAt !== null)) lines.push('', printRun(run, { width: terminalWidth() }))
  if (problems.length === 0) lines.push('', ...verdicts.map(({ name, words, ok: fine }) => `${fine ? ' ' : '!'} ${name} ${words}`))
  if (goals.length > 0 && problems.length === 0) {
    lines.push('', 'Goals of the lesson:')
    for (const { text, met, now } of goals) lines.push(`  [${met ? 'x' : ' '}] ${text}${!met && now !== undefined ? ` (now: ${now})` : ''}`)
  }
  const end = cut === 'timeout' ? 'The time was up.' : cut ? `Ended by ${cut}.` : ok ? 'Everything ended as it was meant to.' : 'Not everything ended as it was meant to.'
  lines.push('', `${runtime.label}. ${end}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function asJson(plan: Plan, { solution = false, attempt }: RunOptions, { id, label }: FoundRuntime, outcome: Outcome): unknown {
  const { run, programs, problems, output, verdicts, goals, ok, cut } = outcome
  return {
    ok,
    cut: cut ?? null,
    lesson: plan.lesson?.id ?? null,
    solution,
    attempt: attempt ?? null,
    language: plan.language,
    runtime: { id, label },
    problems,
    programs: programs.map((program, index) => ({ ...program, ok: verdicts[index]!.ok, verdict: verdicts[index]!.words })),
    goals: goals.map(({ id: goal, met, now }) => ({ id: goal, met, now })),
    output: output.map(({ program, stream, text }) => ({ program, stream, text })),
    frames: run.frames.map((frame) => plainFrame(frame, run)),
    incidents: run.incidents.map(({ kind, type, message }) => ({ kind, type, message })),
  }
}

function warn(sentence: string): void {
  process.stderr.write(`managerie: ${sentence}\n`)
}
