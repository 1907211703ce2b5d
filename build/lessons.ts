/** Proves lessons: what must hold of a lesson's two runs, and what its folder must have. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PHASES, type Attempt, type Lesson } from 'managerie-lessons/schema'

/** The part of `managerie run --json` that is judged. */
export interface RunReport {
  readonly ok: boolean
  readonly goals: readonly { readonly id: string; readonly met: boolean }[]
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[]
  readonly diagnoses?: readonly { readonly id: string; readonly title: string }[]
}

const LANGUAGES = { typescript: '.ts', python: '.py' } as const

/** What is wrong with the runs of a lesson's start and solution; empty when they prove it. */
export function judgeRuns(start: RunReport, solution: RunReport): string[] {
  const wrong: string[] = []
  for (const [name, report] of Object.entries({ start, solution })) {
    for (const { file, line, message } of report.problems) wrong.push(`the ${name} does not compile: ${file}:${line}: ${message}`)
    if (!report.ok) wrong.push(`the ${name} does not end as the lesson says`)
  }
  if (openGoals(start).length === 0) wrong.push('the start meets all goals: there is nothing to do')
  if (openGoals(solution).length > 0) wrong.push(`the solution leaves open: ${openGoals(solution).join(', ')}`)
  return wrong
}

/**
 * Causes that are found in a lesson's solution, since something is refused or killed in it on purpose. Other solutions are
 * good runs, in which nothing is to be found.
 */
const MEANT_CAUSES: Readonly<Record<string, readonly string[]>> = {
  handshake: ['wrong-key'],
  exposed: ['not-exposed'],
  cause: ['server-gone', 'restarted'],
  trust: ['wrong-key'],
}

/** Causes that the diagnosis names in a solution and that are none of it. */
export function judgeCauses(lesson: string, { diagnoses = [] }: RunReport): string[] {
  const meant = MEANT_CAUSES[lesson] ?? []
  return diagnoses.filter(({ id }) => !meant.includes(id)).map(({ id, title }) => `the solution is diagnosed without reason: ${id}, ${title}`)
}

/** What is wrong with the run of an attempt: it leaves open exactly the goals that it says. How it ends is its own. */
export function judgeAttempt(attempt: Attempt, report: RunReport): string[] {
  const wrong = report.problems.map(({ file, line, message }) => `it does not compile: ${file}:${line}: ${message}`)
  const open = openGoals(report)
  if (open.join() !== attempt.open.join()) {
    wrong.push(`it leaves open ${open.join(', ') || 'nothing'}, and says ${attempt.open.join(', ') || 'nothing'}`)
  }
  return wrong
}

function openGoals(report: RunReport): string[] {
  return report.goals.filter((goal) => !goal.met).map((goal) => goal.id)
}

/** How many wrong attempts a lesson has at least. */
const WRONG_ATTEMPTS = 3

/** What is missing among a lesson's attempts: enough of them, one for each goal, and their files. */
export function judgeAttempts(lesson: Lesson, attempts: readonly Attempt[], folder: string): string[] {
  const wrong: string[] = []
  const failing = attempts.filter((attempt) => attempt.open.length > 0)
  if (failing.length < WRONG_ATTEMPTS) wrong.push(`there are ${failing.length} wrong attempts, and ${WRONG_ATTEMPTS} are needed`)
  if (failing.length === attempts.length) wrong.push('there is no right attempt that is not the solution')
  for (const { id } of lesson.goals) {
    if (!failing.some((attempt) => attempt.open.includes(id))) wrong.push(`no attempt leaves ${id} open: nothing shows that it can be`)
  }
  const place = path.join(folder, 'attempts')
  const folders = existsSync(place) ? readdirSync(place) : []
  for (const name of folders) if (!attempts.some((attempt) => attempt.name === name)) wrong.push(`attempts.ts does not say what attempts/${name} is`)
  for (const { name, base } of attempts) {
    for (const [language, ending] of Object.entries(LANGUAGES)) {
      const files = filesIn(path.join(place, name, language))
      if (!files.some((file) => file.endsWith(ending))) wrong.push(`there is no attempts/${name}/${language}/*${ending}`)
      for (const file of files) {
        const under = path.join(folder, language, base, file)
        if (!existsSync(under)) wrong.push(`attempts/${name}/${language}/${file} is not laid over a file of the ${base}`)
        else if (readFileSync(under, 'utf8') === readFileSync(path.join(place, name, language, file), 'utf8')) wrong.push(`attempts/${name}/${language}/${file} is the same as in the ${base}`)
      }
    }
  }
  return wrong
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((file) => file !== '__pycache__') : []
}

/** What is missing in a lesson's folder. */
export function judgeFolder(lesson: Lesson, folder: string): string[] {
  const wrong: string[] = []
  const text = path.join(folder, 'text.md')
  if (!existsSync(text)) return [`there is no ${text}`]
  const headings = [...readFileSync(text, 'utf8').matchAll(/^## (\w+): /gm)].map((match) => match[1])
  if (headings.join() !== PHASES.join()) wrong.push(`text.md has the phases ${headings.join(', ')}, and needs ${PHASES.join(', ')}`)
  for (const [language, ending] of Object.entries(LANGUAGES) as ['typescript' | 'python', string][]) {
    const predicted = lesson.wire && path.join(folder, language, 'start', lesson.wire.file + ending)
    const source = predicted && existsSync(predicted) ? readFileSync(predicted, 'utf8') : ''
    for (const line of lesson.wire?.lines[language] ?? []) if (!source.includes(line)) wrong.push(`wire: ${language}/start/${lesson.wire!.file}${ending} has no line with \`${line}\``)
    for (const version of ['start', 'solution']) {
      for (const name of new Set([...lesson.files, ...lesson.programs.map((program) => program.file)])) {
        const file = path.join(folder, language, version, name + ending)
        if (!existsSync(file)) wrong.push(`there is no ${path.relative(folder, file)}`)
      }
    }
  }
  return wrong
}
