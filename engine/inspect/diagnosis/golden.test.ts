/** Recorded traces: what went wrong in them is found, and in good ones nothing is. */
import { expect, test } from 'vitest'
import { recordedRun } from '../../test/support/runs.ts'
import { traceNames } from '../../test/support/traces.ts'
import { diagnose } from './diagnose.ts'
import { diagnosisText } from './text.ts'

/** Traces of programs that do something wrong on purpose. All others are good. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  errors: ['no-pickle', 'not-exposed'],
  exposed: ['not-exposed'],
  killed: ['server-gone'],
  nested: ['key-lost'],
  'nobody-there': ['nobody-there'],
  'wrong-key': ['wrong-key'],
  'wrong-key-3.11': ['wrong-key'],
}

test.each(traceNames())('%s', (name) => {
  const found = diagnose(recordedRun(name))
  expect(found.map(({ id }) => id).sort(), found.map(diagnosisText).join('\n')).toEqual([...(WRONG[name] ?? [])].sort())
})
