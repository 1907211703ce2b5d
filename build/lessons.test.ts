/** Every lesson: its start fails, its solution passes, in both languages, as real processes. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { lessons } from 'managerie-lessons'
import { defineLesson, type Lesson } from 'managerie-lessons/schema'
import { afterAll, describe, expect, test } from 'vitest'
import { judgeFolder, judgeRuns, type RunReport } from './lessons.ts'

const root = path.dirname(import.meta.dirname)
const home = mkdtempSync(path.join(tmpdir(), 'managerie-lessons-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Runs a version of a lesson by the command line program, which must be built. */
async function report(lesson: Lesson, ...flags: string[]): Promise<RunReport> {
  const args = [path.join(root, 'dist/cli/managerie.js'), 'run', lesson.id, '--json', ...flags]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, MANAGERIE_HOME: home }, maxBuffer: 1 << 26 })
  return JSON.parse(stdout) as RunReport
}

async function hasPython(): Promise<boolean> {
  const found = promisify(execFile)('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'])
  return found.then(() => true, () => false)
}

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('lesson %s', (id, lesson) => {
  test('has all its files and phases', () => {
    expect(judgeFolder(lesson, path.join(root, 'lessons', id))).toEqual([])
  })

  test('fails at the start and passes as solved, in TypeScript', async () => {
    expect(judgeRuns(await report(lesson), await report(lesson, '--solution'))).toEqual([])
  })

  test('fails at the start and passes as solved, in Python', async ({ skip }) => {
    if (!(await hasPython())) return skip('there is no CPython 3.8 or newer here')
    expect(judgeRuns(await report(lesson, '--python'), await report(lesson, '--python', '--solution'))).toEqual([])
  })
})

test('ids and numbers are unique', () => {
  expect(new Set(lessons.map((lesson) => lesson.id)).size).toBe(lessons.length)
  expect(new Set(lessons.map((lesson) => lesson.number)).size).toBe(lessons.length)
})

describe('the checks can fail', () => {
  const goals = (...met: boolean[]) => met.map((each, nth) => ({ id: `goal-${nth}`, met: each }))
  const good = { ok: true, problems: [] }

  test('a start that meets all goals is reported', () => {
    expect(judgeRuns({ ...good, goals: goals(true) }, { ...good, goals: goals(true) })).toEqual(['the start meets all goals: there is nothing to do'])
  })

  test('a solution that leaves a goal open is reported', () => {
    expect(judgeRuns({ ...good, goals: goals(false, false) }, { ...good, goals: goals(true, false) })).toEqual(['the solution leaves open: goal-1'])
  })

  test('a program that does not compile or ends otherwise is reported', () => {
    const broken = { ok: false, goals: [], problems: [{ file: 'server.ts', line: 3, message: 'Unexpected "}"' }] }
    expect(judgeRuns({ ...good, goals: goals(false) }, broken)).toEqual([
      'the solution does not compile: server.ts:3: Unexpected "}"',
      'the solution does not end as the lesson says',
    ])
  })

  test('a folder without its files is reported', () => {
    expect(judgeFolder(lessons[0]!, path.join(root, 'lessons'))).toEqual([`there is no ${path.join(root, 'lessons', 'text.md')}`])
    expect(judgeFolder({ ...lessons[0]!, files: ['nowhere'] }, path.join(root, 'lessons', lessons[0]!.id))).toContain(
      `there is no ${path.join('python', 'solution', 'nowhere.py')}`,
    )
  })

  test('lesson data that is not what it must be is refused by field', () => {
    const { goals: kept, ...data } = lessons[0]!
    expect(() => defineLesson({ ...data, minutes: 90, goals: kept })).toThrow('lesson exposed: minutes: ')
  })
})
