/**
 * Where a run leaves another one: the first frame that differs, and one sentence about it.
 *
 * Processes are compared by their names, each on its own, since what comes first between two of them may be chance.
 * Questions are asked in turn, and the first that finds a difference answers: did a process do other things; did it say
 * other words; was it told other results; did it register otherwise. Processes that do the same work side by side
 * (`walker 1`, `walker 2`) share it out by chance: of them it is only asked whether what followed what did so in the
 * reference, too.
 */
import type { Frame, RegistryRow, Run } from '../run.ts'
import type { TraceSource } from '../../protocol/trace.ts'
import { racers, racingDifference } from './racers.ts'
import { sameDeed, stepsByProcess, type Difference, type Step } from './steps.ts'

/** Where a run leaves a reference. */
export interface Divergence {
  /** Label of the process. */
  readonly process: string
  /** The frame of the run that differs, or the last one before what is missing. `undefined` where no frame shows it. */
  readonly frame: Frame | undefined
  /** The line of the program, where no frame shows it. */
  readonly at: TraceSource | undefined
  /** Its counterpart in the reference. */
  readonly reference: Frame | undefined
  /** One sentence: what happened here, and what happens in the reference. */
  readonly sentence: string
  /** Steps of the run that agree with the reference before it. */
  readonly agreed: number
}

type Question = (here: Step, there: Step) => boolean

const sameWords: Question = (here, there) => sameDeed(here, there) && here.args === there.args && (!isCreate(here) || here.result === there.result)
const sameResult: Question = (here, there) => sameWords(here, there) && here.result === there.result

function isCreate({ frame }: Step): boolean {
  return frame?.kind === 'create'
}

/**
 * Compares a run with a reference, up to the names of idents, pids and ports.
 * @returns the first difference, or `undefined` when there is none to be seen
 */
export function firstDivergence(run: Run, reference: Run): Divergence | undefined {
  const [mine, theirs] = [stepsByProcess(run), stepsByProcess(reference)]
  const groups = racers([...theirs.keys(), ...mine.keys()])
  const alone = [...new Set([...theirs.keys(), ...mine.keys()])].filter((label) => !groups.some((group) => group.includes(label)))
  for (const same of [sameDeed, sameWords, sameResult]) {
    const found = alone.map((label) => compare(label, mine.get(label) ?? [], theirs.get(label) ?? [], same))
    if (same === sameDeed) for (const group of groups) found.push(racingDifference(group, mine, theirs))
    const [first] = found.filter((each) => each !== undefined).sort((one, other) => one.time - other.time)
    if (first) return { ...tell(first), agreed: [...mine.values()].flat().filter((step) => step.time < first.time).length }
  }
  return registeredOtherwise(run, reference, [...mine.values()].flat().length)
}

/** The divergence from that of several references which the run follows for longest. `undefined`: it follows one to the end. */
export function nearestDivergence(run: Run, references: readonly Run[]): Divergence | undefined {
  let nearest: Divergence | undefined
  for (const reference of references) {
    const divergence = firstDivergence(run, reference)
    if (!divergence) return undefined
    if (!nearest || divergence.agreed > nearest.agreed) nearest = divergence
  }
  return nearest
}

function compare(process: string, here: readonly Step[], there: readonly Step[], same: Question): Difference | undefined {
  const length = Math.max(here.length, there.length)
  for (let nth = 0; nth < length; nth++) {
    const [mine, theirs] = [here[nth], there[nth]]
    if (mine && theirs && same(mine, theirs)) continue
    // The same deeds with other words may have led here: `l[0]` in a loop, where the solution has `l[:]` once.
    const other = here.findIndex((step, index) => index < nth && !sameWords(step, there[index]!))
    const first = other < 0 ? nth : other
    return { process, here: here[first], there: there[first], before: here[first - 1], time: here[first]?.time ?? (here[first - 1] ? here[first - 1]!.time + 1 : NEVER) }
  }
  return undefined
}

/** A process that does nothing is named only where no other did anything else. */
const NEVER = Number.MAX_SAFE_INTEGER

function tell({ process, here, there, before }: Difference): Omit<Divergence, 'agreed'> {
  if (!here) {
    const next = there?.words ?? 'goes on'
    const sentence = before ? `${process} stops here; in the solution it ${next} next.` : `${process} does nothing; in the solution it ${next}.`
    return { process, frame: lastFrameOf(before), at: undefined, reference: there?.frame, sentence }
  }
  // Where no frame shows it, the last one before does: after that it went another way.
  const frame = here.frame ?? lastFrameOf(before)
  if (!there) return { process, frame, at: undefined, reference: undefined, sentence: `${process} ${here.words}${outcome(here)}; in the solution it does not.` }
  if (here.shape !== there.shape || here.args !== there.args) {
    const other = here.words === there.words ? 'does so on another object, or with other arguments' : there.words
    return { process, frame, at: undefined, reference: there.frame, sentence: `${process} ${here.words}; in the solution it ${other}.` }
  }
  const [mine, theirs] = here.answer === there.answer ? [here.result, there.result] : [said(here), said(there)]
  return {
    process,
    frame: here.reply ?? frame,
    at: undefined,
    reference: there.reply ?? there.frame,
    sentence: `${process} ${here.words} and gets ${short(mine)}; in the solution it gets ${short(theirs)}.`,
  }
}

function lastFrameOf(step: Step | undefined): Frame | undefined {
  return step?.reply ?? step?.frame
}

/** What is worth a word of how a step ended. */
function outcome({ frame, answer }: Step): string {
  return frame?.kind === 'call' && answer === 'never' ? ' and gets no answer' : ''
}

function said({ answer, result, reply }: Step): string {
  if (answer === 'never') return 'no answer'
  if (reply?.exposed) return `the names ${reply.exposed.join(', ')}`
  return answer.startsWith('#RETURN') ? result : answer
}

function short(text: string): string {
  const words = text === '' ? 'nothing' : text
  return words.length > 60 ? `${words.slice(0, 59)}…` : words
}

/** The last question: no frame differs, but a `register()` call does. */
function registeredOtherwise(run: Run, reference: Run, agreed: number): Divergence | undefined {
  const rows = (of: Run): Map<string, RegistryRow> =>
    new Map(of.registry.map((row) => [`${of.processes.get(row.process)?.label ?? ''} ${row.typeid}`, row]))
  const [mine, theirs] = [rows(run), rows(reference)]
  const labels = (of: Run): Set<string> => new Set([...of.processes.values()].map(({ label }) => label))
  const [here, there] = [labels(run), labels(reference)]
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const process = key.slice(0, key.lastIndexOf(' '))
    if (!here.has(process) || !there.has(process)) continue
    const row = mine.get(key)
    const words = [row, theirs.get(key)].map((each) => each && registration(each))
    if (words[0] === words[1]) continue
    const typeid = key.slice(key.lastIndexOf(' ') + 1)
    const sentence = `${process} ${words[0] ?? `does not register \`${typeid}\``}; in the solution it ${words[1] ?? 'does not'}.`
    return { process, frame: undefined, at: row?.at, reference: undefined, sentence, agreed }
  }
  return undefined
}

function registration({ typeid, callable, exposed, methodToTypeid, createMethod }: RegistryRow): string {
  const parts = [callable === null ? 'without a callable' : `with the callable \`${callable}\``]
  if (exposed) parts.push(`exposed ${exposed.join(', ')}`)
  if (methodToTypeid) parts.push(Object.entries(methodToTypeid).map((pair) => pair.join(': ')).join(', '))
  if (!createMethod) parts.push('no method')
  return `registers \`${typeid}\` ${parts.join(', ')}`
}
