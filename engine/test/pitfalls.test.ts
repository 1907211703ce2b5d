/** Each pitfall produced for real, by small programs in TypeScript and in Python: its diagnosis names the cause, and no other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { diagnosisText, marksOf, PITFALLS } from '../inspect/diagnosis/index.ts'
import { Processes, pythonsOf } from './support/processes.ts'
import { isWritten, runScenario, scenarioNames, type Language, type Outcome } from './support/pitfalls.ts'

/** Programs at a time: most of their time they wait for one another. */
const AT_ONCE = 3
/** A scenario has the name of its row; these do not. */
const ROWS: Readonly<Record<string, string>> = { 'leaked-inside': 'leaked', assigned: 'assigned-name', 'text-key': 'key-not-bytes', 'other-queue': 'other-family', 'other-value': 'other-family' }
/** Those that differ between Pythons are also run by an old one. */
const ALSO_OLD = new Set(['wrong-key', 'key-lost', 'desync', 'server-gone', 'no-manager', 'freed-in-flight', 'cannot-travel', 'port-taken', 'missing-method', 'unlinked-by-reader'])
const ONLY_OLD = new Set(['manager-owned', 'unlinked-by-reader'])

const [old] = pythonsOf('3.8')
const [recent] = pythonsOf('3.13')
const processes = new Processes()

interface Case {
  readonly title: string
  readonly name: string
  readonly language: Language
}

/** `PITFALLS=desync,leaked` runs only those. */
const wanted = process.env['PITFALLS']?.split(',')

const cases: readonly Case[] = scenarioNames().flatMap((name) => {
  if (wanted && !wanted.includes(name)) return []
  const found: Case[] = []
  if (isWritten(name, 'typescript')) found.push({ title: `${name} in TypeScript`, name, language: 'typescript' })
  if (isWritten(name, 'python')) {
    if (recent && !ONLY_OLD.has(name)) found.push({ title: `${name} in Python ${recent.version}`, name, language: recent })
    if (old && old !== recent && (ONLY_OLD.has(name) || ALSO_OLD.has(name))) found.push({ title: `${name} in Python ${old.version}`, name, language: old })
  }
  return found
})

const outcomes = new Map<string, Outcome | Error>()

beforeAll(async () => {
  const waiting = [...cases]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes.set(next.title, await runScenario(processes, next.name, next.language).catch((error: unknown) => error as Error))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}, 180_000)

afterAll(() => processes.end())

function outcomeOf(title: string): Outcome {
  const outcome = outcomes.get(title)
  if (outcome instanceof Error) throw outcome
  return outcome!
}

test.each(cases)('$title', ({ title, name, language }) => {
  const { diagnoses, output } = outcomeOf(title)
  expect(diagnoses.map(({ id }) => id), `${output}\n${diagnoses.map(diagnosisText).join('\n\n')}`).toEqual([ROWS[name] ?? name])
  const [diagnosis] = diagnoses
  expect(diagnosis!.sure).toBe(true)
  // It points at something: a frame or a line, and says a line to go to where the program has one.
  if (!(name === 'main-not-found' && language !== 'typescript')) expect(marksOf(diagnosis!).length).toBeGreaterThan(0)
  expect(`${title}: ${diagnosisText(diagnosis!)}`).not.toMatch(/undefined|\[object| {2,}\S*undefined|\bNaN\b/)
})

describe('the table', () => {
  const written = (row: string, language: 'typescript' | 'python') => scenarioNames().some((name) => (ROWS[name] ?? name) === row && isWritten(name, language))
  // Faults are played by the host's tests. What is left of server errors when no other row knows more is not a pitfall of its own.
  const rows = PITFALLS.filter(({ id, onPurpose }) => !onPurpose && id !== 'failed-in-server' && id !== 'no-digest')

  test.each(rows)('$id has programs in each language in which it can happen, and in no other', ({ id, typescript, python }) => {
    expect({ typescript: written(id, 'typescript'), python: written(id, 'python') }).toEqual({ typescript: typescript === 'card', python: python === 'card' })
  })
})
