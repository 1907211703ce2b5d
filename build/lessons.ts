/** Proves lessons: what must hold of a lesson's two runs, and what its folder must have. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PHASES, type Lesson } from 'managerie-lessons/schema'

/** The part of `managerie run --json` that is judged. */
export interface RunReport {
  readonly ok: boolean
  readonly goals: readonly { readonly id: string; readonly met: boolean }[]
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[]
}

/** What is wrong with the runs of a lesson's start and solution; empty when they prove it. */
export function judgeRuns(start: RunReport, solution: RunReport): string[] {
  const wrong: string[] = []
  for (const [name, report] of Object.entries({ start, solution })) {
    for (const { file, line, message } of report.problems) wrong.push(`the ${name} does not compile: ${file}:${line}: ${message}`)
    if (!report.ok) wrong.push(`the ${name} does not end as the lesson says`)
  }
  const open = (report: RunReport) => report.goals.filter((goal) => !goal.met).map((goal) => goal.id)
  if (open(start).length === 0) wrong.push('the start meets all goals: there is nothing to do')
  if (open(solution).length > 0) wrong.push(`the solution leaves open: ${open(solution).join(', ')}`)
  return wrong
}

const LANGUAGES = { typescript: '.ts', python: '.py' } as const

/** What is missing in a lesson's folder. */
export function judgeFolder(lesson: Lesson, folder: string): string[] {
  const wrong: string[] = []
  const text = path.join(folder, 'text.md')
  if (!existsSync(text)) return [`there is no ${text}`]
  const headings = [...readFileSync(text, 'utf8').matchAll(/^## (\w+): /gm)].map((match) => match[1])
  if (headings.join() !== PHASES.join()) wrong.push(`text.md has the phases ${headings.join(', ')}, and needs ${PHASES.join(', ')}`)
  for (const [language, ending] of Object.entries(LANGUAGES)) {
    for (const version of ['start', 'solution']) {
      for (const name of new Set([...lesson.files, ...lesson.programs.map((program) => program.file)])) {
        const file = path.join(folder, language, version, name + ending)
        if (!existsSync(file)) wrong.push(`there is no ${path.relative(folder, file)}`)
      }
    }
  }
  return wrong
}
