/** `managerie compare`: what the same programs do otherwise on two runtimes, or in two recorded traces. */
import { attempts, findLesson, lessons } from 'managerie-lessons'
import type { Lesson } from 'managerie-lessons/schema'
import { compareRuns, runOf, type Lens, type Run } from 'multiprocessing/inspect'
import { fileURLToPath } from 'node:url'
import { AGAIN } from '../contract/lesson.ts'
import { dataFolder, partsIn } from '../host/paths.ts'
import { References } from '../host/references.ts'
import { Runtimes } from '../host/runtimes.ts'
import type { FoundRuntime } from '../host/runtimes.ts'
import { readTrace } from './trace.ts'

interface Side {
  readonly name: string
  readonly run: Run
  /** The same once more, to see what is chance. */
  readonly again?: Run
}

/**
 * @param what two traces, or a lesson and two runtimes
 * @param dist the built parts
 */
export async function compareCommand(what: readonly string[], { json }: { readonly json?: boolean }, dist: URL, version: string): Promise<void> {
  const [left, right] = what.length === 2 ? await Promise.all(what.map(traceSide)) : await lessonSides(what, dist, version)
  const lens = compareRuns(left!.run, right!.run, { left: left!.again, right: right!.again })
  process.stdout.write(json ? `${JSON.stringify(plainLens(lens, left!, right!), null, 2)}\n` : lensText(lens, left!.name, right!.name))
}

async function traceSide(file: string): Promise<Side> {
  const { events, bad } = await readTrace(file)
  if (events.length === 0) throw new Error(`${file} has no trace events`)
  if (bad.length > 0) process.stderr.write(`managerie: ${bad.length} lines of ${file} could not be read\n`)
  return { name: file, run: runOf(events) }
}

async function lessonSides(what: readonly string[], dist: URL, version: string): Promise<[Side, Side]> {
  const [name, ...wanted] = what
  if (name === undefined || wanted.length !== 2) throw new Error('expected two traces, or a lesson and two runtimes, such as: managerie compare 5 3.11 3.12')
  const lesson = findLesson(name)
  if (!lesson) throw new Error(`there is no lesson '${name}'; there is ${lessons.map(({ id, number }) => `${number} (${id})`).join(', ')}`)
  const warn = (text: string): void => void process.stderr.write(`managerie: ${text}\n`)
  const runtimes = await new Runtimes(dataFolder(), warn).all()
  const chosen = wanted.map((one) => runtimeOf(one, runtimes))
  const references = new References({ data: dataFolder(), parts: partsIn(fileURLToPath(dist)), version, attempts, report: warn })
  try {
    return [await solutionSide(lesson, chosen[0]!, references), await solutionSide(lesson, chosen[1]!, references)]
  } finally {
    await references.close()
  }
}

async function solutionSide(lesson: Lesson, runtime: FoundRuntime, references: References): Promise<Side> {
  const [solution, again] = await references.of(lesson, runtime)
  return { name: runtime.label, run: runOf(solution!.events), ...(again?.name === AGAIN ? { again: runOf(again.events) } : {}) }
}

/** `node`, `3.12`, or an id. @throws Error that names those that there are */
function runtimeOf(wanted: string, runtimes: readonly FoundRuntime[]): FoundRuntime {
  const found = runtimes.find(({ id }) => id === wanted) ?? runtimes.find(({ language, version }) => language === 'python' && `${version}.`.startsWith(`${wanted}.`))
  if (!found) throw new Error(`there is no runtime '${wanted}'; there is ${runtimes.map(({ id }) => id).join(', ')}, and 3.12 stands for the newest CPython 3.12`)
  return found
}

function lensText({ rows, alike }: Lens, left: string, right: string): string {
  const width = Math.max(left.length, right.length)
  const certain = rows.filter(({ chance }) => !chance)
  const count = certain.length === 0 ? 'no difference' : certain.length === 1 ? '1 difference' : `${certain.length} differences`
  const lines = [`${left} beside ${right}: ${alike} steps are alike, ${count}.`]
  for (const row of rows.toSorted((one, other) => Number(one.chance) - Number(other.chance))) {
    const detail = row.detail === 'presence' ? '' : `, ${row.detail}`
    lines.push('', `${row.times} ×  ${row.what.replace(/`/g, '')}${detail}  (${row.processes.join(', ')})${row.chance ? ', by chance: it differs from run to run' : ''}`)
    lines.push(`     ${left.padEnd(width)}  ${row.left ?? 'none'}`, `     ${right.padEnd(width)}  ${row.right ?? 'none'}`)
  }
  return `${lines.join('\n')}\n`
}

function plainLens({ rows, alike }: Lens, left: Side, right: Side): unknown {
  return {
    left: left.name,
    right: right.name,
    alike,
    rows: rows.map(({ frames, ...row }) => ({ ...row, frames: { left: frames.left?.number ?? null, right: frames.right?.number ?? null } })),
  }
}
