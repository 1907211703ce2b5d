/** `managerie run`: a lesson or files, as real processes, with output, traffic and a verdict. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { attempts, lessons } from 'managerie-lessons'
import { diagnose, diagnosisText, nearestDivergence, printRun, runOf, sourcesOf, TraceReader } from 'multiprocessing/inspect'
import type { Diagnosis, Divergence, Run } from 'multiprocessing/inspect'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { Lesson } from 'managerie-lessons/schema'
import type { EventPayload, Problem, ProgramState } from '../contract/host.ts'
import { COMPLETE_LIMITS } from '../host/output.ts'
import { dataFolder, partsIn } from '../host/paths.ts'
import type { Parts } from '../host/paths.ts'
import { onlyServersRun } from '../host/quiet-run.ts'
import { References } from '../host/references.ts'
import { Runs } from '../host/runs.ts'
import { Runtimes } from '../host/runtimes.ts'
import type { FoundRuntime } from '../host/runtimes.ts'
import { LinePrinter } from './line-printer.ts'
import { planRun } from './run-plan.ts'
import { readSchedule } from './schedule.ts'
import type { Plan, PlanOptions } from './run-plan.ts'
import { signalCode, terminalWidth } from './terminal.ts'
import { plainDiagnosis } from './diagnosis.ts'
import { plainFrame } from './trace.ts'
import { judgePrograms } from './verdict.ts'
import type { ProgramVerdict } from './verdict.ts'

export interface RunOptions extends PlanOptions {
  readonly runtime?: string
  readonly timeout?: number
  readonly json?: boolean
  /** A file: in which order frames go. */
  readonly schedule?: string
  /** Where the run parts from the lesson's solution. */
  readonly compare?: boolean
  /** A file for the trace, an event a line. */
  readonly trace?: string
}

interface Outcome {
  readonly run: Run
  /** Where it parts from the lesson's solution: null where it does not, undefined where nobody asked. */
  readonly divergence: Divergence | null | undefined
  readonly diagnoses: readonly Diagnosis[]
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
export async function runCommand(what: readonly string[], options: RunOptions, dist: URL, version: string): Promise<void> {
  const parts = partsIn(fileURLToPath(dist))
  const plan = await planRun(what, options, parts, lessons)
  if (options.compare && !plan.lesson) throw new Error('--compare is for lessons: files have no solution to compare with')
  const runtime = await new Runtimes(dataFolder(), warn).choose(plan.language, options.runtime ?? null)
  const printer = new LinePrinter(plan.programs.map(({ name }) => name), (text) => void process.stdout.write(text))
  const seen = await runPlan(plan, runtime, parts, options, options.json ? undefined : printer)
  const outcome = { ...seen, divergence: options.compare && plan.lesson ? await compare(seen.run, plan.lesson, runtime, parts, version) : undefined }
  if (options.json) process.stdout.write(`${JSON.stringify(asJson(plan, options, runtime, outcome), null, 2)}\n`)
  else print(outcome, runtime)
  process.exitCode = outcome.cut === 'SIGINT' || outcome.cut === 'SIGTERM' ? signalCode(outcome.cut) : outcome.ok ? 0 : 1
}

/** Where a run parts from the solution, or from the kept right attempt that it follows for longest. */
async function compare(run: Run, lesson: Lesson, runtime: FoundRuntime, parts: Parts, version: string): Promise<Divergence | null> {
  const references = new References({ data: dataFolder(), parts, version, attempts, report: warn })
  const found = await references.of(lesson, runtime)
  await references.close()
  return nearestDivergence(run, found.map(({ events }) => runOf(events))) ?? null
}

async function runPlan(plan: Plan, runtime: FoundRuntime, parts: Parts, options: RunOptions, printer: LinePrinter | undefined): Promise<Omit<Outcome, 'divergence'>> {
  const schedule = options.schedule === undefined ? undefined : await readSchedule(options.schedule)
  let misfit: string | undefined
  const reader = new TraceReader()
  const output: EventPayload<'output'>[] = []
  const recorded: TraceEvent[] = []
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
      if (name === 'trace') {
        const { events } = payload as EventPayload<'trace'>
        reader.read(events)
        if (options.trace !== undefined) for (const event of events) recorded.push(event)
      }
      else if (name === 'output') {
        const batch = payload as EventPayload<'output'>
        if (printer) printer.add(batch.program, batch.stream, batch.text)
        else output.push(batch)
      } else if (name === 'holdChanged') {
        const { run, schedule: way } = payload as EventPayload<'holdChanged'>
        if (way.state !== 'lost' || misfit !== undefined) return
        misfit = way.detail ?? ''
        warn(`the schedule does not fit this run: ${misfit} The rest goes as it comes.`)
        runs.find(run)?.holding.hold({ hold: 'off' })
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

  const number = runs.begin({ workspace: 'command line', runtime, programs: plan.programs, prepare: plan.prepare(runtime), ...(schedule ? { holds: { schedule } } : {}) })
  await finished
  // Servers that did their work for all others.
  const served = cut === undefined ? (changed?.programs ?? []).filter(({ state }) => state === 'running') : []
  await runs.find(number)?.stop()
  await runs.close()
  clearTimeout(timeout)
  process.off('SIGINT', interrupt)
  process.off('SIGTERM', terminate)
  printer?.finish()

  if (options.trace !== undefined) await writeFile(options.trace, recorded.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const { programs, problems } = changed ?? { programs: [], problems: [] }
  const verdicts = judgePrograms(programs, reader.run, plan.meantEnds, new Set(served.map(({ name }) => name)))
  const goals = (plan.lesson?.goals ?? []).map(({ id, text, check }) => {
    const { met, now } = check(reader.run)
    return { id, text, met, now }
  })
  const diagnoses = diagnose(reader.run, sourcesOf(await plan.texts()))
  return { run: reader.run, diagnoses, programs, problems, output, verdicts, goals, ok: cut === undefined && misfit === undefined && problems.length === 0 && verdicts.every(({ ok }) => ok), cut }
}

function print({ run, divergence, diagnoses, problems, programs, verdicts, goals, ok, cut }: Outcome, runtime: FoundRuntime): void {
  const lines: string[] = []
  for (const { file, line, column, message } of problems) lines.push(`${file}:${line}:${column}: ${message}`)
  if (programs.some(({ startedAt }) => startedAt !== null)) lines.push('', printRun(run, { width: terminalWidth() }))
  for (const diagnosis of diagnoses) lines.push('', diagnosisText(diagnosis))
  if (problems.length === 0) lines.push('', ...verdicts.map(({ name, words, ok: fine }) => `${fine ? ' ' : '!'} ${name} ${words}`))
  if (goals.length > 0 && problems.length === 0) {
    lines.push('', 'Goals of the lesson:')
    for (const { text, met, now } of goals) lines.push(`  [${met ? 'x' : ' '}] ${text}${!met && now !== undefined ? ` (now: ${now})` : ''}`)
  }
  if (divergence !== undefined) lines.push('', divergence === null ? 'It does the same as the solution, as far as frames tell.' : `Where it parts from the solution: ${divergence.sentence}${placeOf(divergence)}`)
  const end = cut === 'timeout' ? 'The time was up.' : cut ? `Ended by ${cut}.` : ok ? 'Everything ended as it was meant to.' : 'Not everything ended as it was meant to.'
  lines.push('', `${runtime.label}. ${end}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function placeOf({ frame, at }: Divergence): string {
  return frame ? ` (frame ${frame.number})` : at ? ` (${path.basename(at.file)}:${at.line})` : ''
}

function asJson(plan: Plan, { solution = false, attempt }: RunOptions, { id, label }: FoundRuntime, outcome: Outcome): unknown {
  const { run, divergence, diagnoses, programs, problems, output, verdicts, goals, ok, cut } = outcome
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
    ...(divergence === undefined ? {} : { divergence: divergence && { process: divergence.process, frame: divergence.frame?.number ?? null, at: divergence.at ?? null, sentence: divergence.sentence } }),
    diagnoses: diagnoses.map(plainDiagnosis),
    incidents: run.incidents.map(({ kind, type, message }) => ({ kind, type, message })),
  }
}

function warn(sentence: string): void {
  process.stderr.write(`managerie: ${sentence}\n`)
}
