/**
 * Every lesson: its start fails, its solution passes, and each attempt leaves open what it says, in both languages, as
 * real processes. Never more than two runs at a time.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { attempts as attemptsByLesson, lessons } from 'managerie-lessons'
import { glossary } from 'managerie-lessons/glossary'
import { defineAttempts, defineLesson, type Attempt, type Lesson } from 'managerie-lessons/schema'
import { firstDivergence, runOf, type Run } from 'multiprocessing/inspect'
import { parseTraceEvent } from 'multiprocessing/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import { isSeen, unmatched } from './glossary.ts'
import { judgeAttempt, judgeAttempts, judgeCauses, judgeFolder, judgeRuns, type RunReport } from './lessons.ts'
import { isLabelled, partingOf } from './partings.ts'

const root = path.dirname(import.meta.dirname)
const home = mkdtempSync(path.join(tmpdir(), 'managerie-lessons-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Runs a version of a lesson by the command line program, which must be built. */
async function report(lesson: Lesson, ...flags: string[]): Promise<RunReport> {
  const args = [path.join(root, 'dist/cli/managerie.js'), 'run', lesson.id, '--json', '--trace', traceOf(lesson, flags), ...flags]
  const options = { env: { ...process.env, MANAGERIE_HOME: home }, maxBuffer: 1 << 26 }
  // A run that does not end as it is meant to exits with 1 and reports all the same.
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch((error: unknown) => {
    if (error instanceof Error && 'stdout' in error && error.stdout !== '') return error as Error & { stdout: string }
    throw error
  })
  return JSON.parse(stdout) as RunReport
}

/** Where the trace of a run is kept, for the comparisons at the end. */
function traceOf(lesson: Lesson, flags: readonly string[]): string {
  return path.join(home, `${[lesson.id, ...flags].join(' ')}.ndjson`)
}

function recorded(lesson: Lesson, flags: readonly string[]): Run | undefined {
  const file = traceOf(lesson, flags)
  return existsSync(file) ? runOf(readFileSync(file, 'utf8').trimEnd().split('\n').map(parseTraceEvent)) : undefined
}

async function hasPython(): Promise<boolean> {
  const found = promisify(execFile)('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'])
  return found.then(() => true, () => false)
}

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('lesson %s', (id, lesson) => {
  const attempts = attemptsByLesson[id] ?? []

  test('has all its files and phases', () => {
    expect(judgeFolder(lesson, path.join(root, 'lessons', id))).toEqual([])
  })

  test('has wrong attempts for each goal, and a right one', () => {
    expect(judgeAttempts(lesson, attempts, path.join(root, 'lessons', id))).toEqual([])
  })

  test('fails at the start and passes as solved, in TypeScript', async () => {
    const [start, solution] = await Promise.all([report(lesson), report(lesson, '--solution')])
    expect([...judgeRuns(start, solution), ...judgeCauses(id, solution)]).toEqual([])
  })

  test('fails at the start and passes as solved, in Python', async ({ skip }) => {
    if (!(await hasPython())) return skip('there is no CPython 3.8 or newer here')
    const [start, solution] = await Promise.all([report(lesson, '--python'), report(lesson, '--python', '--solution')])
    expect([...judgeRuns(start, solution), ...judgeCauses(id, solution)]).toEqual([])
  })

  test.each(attempts.map((attempt) => [attempt.name, attempt.open.join(', ') || 'nothing', attempt] as const))('attempt %s leaves open: %s', async (name, _, attempt) => {
    const languages = (await hasPython()) ? [[], ['--python']] : [[]]
    const reports = await Promise.all(languages.map((flags) => report(lesson, '--attempt', name, ...flags)))
    expect(reports.map((each) => judgeAttempt(attempt, each))).toEqual(languages.map(() => []))
  })
})

test('the filter of each term of the glossary finds frames in the runs of its lesson', () => {
  const runsOf = (id: string): Run[] => {
    const lesson = lessons.find((one) => one.id === id)!
    return [[], ['--solution'], ['--python'], ['--python', '--solution']].flatMap((flags) => recorded(lesson, flags) ?? [])
  }
  const byLesson = new Map(lessons.map(({ id }) => [id, runsOf(id)]))
  // The runs of a lesson that was left out (`-t`) are not there.
  const terms = glossary.filter((term) => isSeen(term) && byLesson.get(term.lesson)!.length > 0)
  expect(unmatched(terms, (term) => byLesson.get(term.lesson)!)).toEqual([])
})

/** How many labels there are at least, and which part of them has to be found. */
const [LABELS, FOUND] = [30, 0.9]

// Labels were said by hand from reading. That some of them are not what is found is no mistake of the attempts.
describe.each([['TypeScript', []], ['Python', ['--python']]] as const)('first divergence, in %s', (_, language) => {
  test('nine in ten wrong attempts part from the solution where it was said by hand', ({ skip }) => {
    const seen: string[] = []
    const missed: string[] = []
    for (const lesson of lessons) {
      const solution = recorded(lesson, [...language, '--solution'])
      for (const { name, parts } of attemptsByLesson[lesson.id] ?? []) {
        const run = parts && recorded(lesson, ['--attempt', name, ...language])
        if (!parts || !run || !solution) continue
        const divergence = firstDivergence(run, solution)
        seen.push(name)
        if (!isLabelled(parts, divergence, run)) missed.push(`${lesson.id} ${name}: ${JSON.stringify(parts)}, found ${divergence ? `${JSON.stringify(partingOf(divergence, run))} ${divergence.sentence}` : 'nothing'}`)
      }
    }
    if (seen.length === 0) return skip('no attempts were run')
    expect(seen.length).toBeGreaterThanOrEqual(LABELS)
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(seen.length * (1 - FOUND))
  })
})

test('ids and numbers are unique', () => {
  expect(new Set(lessons.map((lesson) => lesson.id)).size).toBe(lessons.length)
  expect(new Set(lessons.map((lesson) => lesson.number)).size).toBe(lessons.length)
})

describe('the checks can fail', () => {
  const goals = (...met: boolean[]) => met.map((each, nth) => ({ id: `goal-${nth}`, met: each }))
  const good = { ok: true, problems: [] }

  test('whose solution is diagnosed without reason is not proven', () => {
    expect(judgeCauses('manager', { ...good, goals: [], diagnoses: [{ id: 'lost-update', title: 'Two writes, one lost' }] })).toEqual([
      'the solution is diagnosed without reason: lost-update, Two writes, one lost',
    ])
    expect(judgeCauses('handshake', { ...good, goals: [], diagnoses: [{ id: 'wrong-key', title: 'Another key' }] })).toEqual([])
  })

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

  test('an attempt that parts elsewhere than it was said is told from one that does not', () => {
    const run = runOf([])
    const divergence = { process: 'marsh', frame: undefined, at: undefined, reference: undefined, sentence: '', agreed: 0 }
    expect(isLabelled({ process: 'marsh', frame: null }, divergence, run)).toBe(true)
    expect(isLabelled({ process: ['owl', 'marsh'], frame: null }, divergence, run)).toBe(true)
    expect(isLabelled({ process: 'owl', frame: null }, divergence, run)).toBe(false)
    expect(isLabelled({ process: 'marsh', frame: 'call append' }, divergence, run)).toBe(false)
    expect(isLabelled({ process: 'marsh', frame: null }, undefined, run)).toBe(false)
  })

  test('lesson data that is not what it must be is refused by field', () => {
    const { goals: kept, ...data } = lessons[0]!
    expect(() => defineLesson({ ...data, minutes: 90, goals: kept })).toThrow(`lesson ${data.id}: minutes: `)
    const predict = { ...data.predict, answer: 'Perhaps' }
    expect(() => defineLesson({ ...data, predict, goals: kept })).toThrow('predict: the answer is one of the choices')
  })

  const attempt: Attempt = { name: 'odd', base: 'start', open: ['goal-1'], why: 'It is odd.' }

  test('an attempt that leaves open something else than it says, or does not compile, is reported', () => {
    expect(judgeAttempt(attempt, { ...good, goals: goals(true, false) })).toEqual([])
    expect(judgeAttempt(attempt, { ...good, goals: goals(false, true) })).toEqual(['it leaves open goal-0, and says goal-1'])
    expect(judgeAttempt({ ...attempt, open: [] }, { ...good, goals: goals(true, false) })).toEqual(['it leaves open goal-1, and says nothing'])
    expect(judgeAttempt(attempt, { ok: false, goals: [], problems: [{ file: 'marsh.ts', line: 7, message: 'Unexpected end of file' }] })).toEqual([
      'it does not compile: marsh.ts:7: Unexpected end of file',
      'it leaves open nothing, and says goal-1',
    ])
  })

  test('too few attempts, a goal that none leaves open, and files that are missing or on their own are reported', () => {
    const [lesson] = lessons
    const folder = path.join(root, 'lessons', lesson!.id)
    const [first, ...others] = attemptsByLesson[lesson!.id]!
    const left = judgeAttempts(lesson!, [first!], folder)
    expect(left).toContain('there are 1 wrong attempts, and 3 are needed')
    expect(left).toContain('there is no right attempt that is not the solution')
    expect(left).toContain(`no attempt leaves ${lesson!.goals[0]!.id} open: nothing shows that it can be`)
    expect(left).toContain(`attempts.ts does not say what attempts/${others[0]!.name} is`)
    expect(judgeAttempts(lesson!, [{ ...first!, name: 'nowhere' }], folder)).toContain('there is no attempts/nowhere/python/*.py')
    const program = lesson!.programs[0]!.file
    const place = path.join(home, 'lesson')
    mkdirSync(path.join(place, 'attempts', 'odd', 'python'), { recursive: true })
    writeFileSync(path.join(place, 'attempts', 'odd', 'python', `${program}.py`), 'pass\n')
    expect(judgeAttempts(lesson!, [attempt], place)).toContain(`attempts/odd/python/${program}.py is not laid over a file of the start`)
    mkdirSync(path.join(place, 'python', 'start'), { recursive: true })
    writeFileSync(path.join(place, 'python', 'start', `${program}.py`), 'pass\n')
    expect(judgeAttempts(lesson!, [attempt], place)).toContain(`attempts/odd/python/${program}.py is the same as in the start`)
  })

  test('attempts that are not what they must be are refused by name and field', () => {
    const [lesson] = lessons
    const right: Attempt = { ...attempt, open: [] }
    expect(() => defineAttempts(lesson!, [{ ...right, why: '' }])).toThrow(`lesson ${lesson!.id}: attempt odd: why: `)
    expect(() => defineAttempts(lesson!, [right, right])).toThrow('attempt odd: there are two of that name')
    expect(() => defineAttempts(lesson!, [attempt])).toThrow('attempt odd: open: expected goals of the lesson in their order')
    expect(() => defineAttempts(lesson!, [{ ...right, open: lesson!.goals.map(({ id }) => id).reverse() }])).toThrow('in their order')
  })
})
