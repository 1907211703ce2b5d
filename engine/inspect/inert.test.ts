import { expect, test } from 'vitest'
import { SyncManager } from '../managers/index.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { recordedRun } from '../test/support/runs.ts'
import { traceTo } from '../tracer.ts'
import { argumentsText, errorOf, resultText } from './decode.ts'

test('showing proxies from a trace makes none, also where the managers are loaded', () => {
  expect(SyncManager).toBeDefined()
  const events: TraceEvent[] = []
  traceTo((event) => events.push(event), 'inspector')
  try {
    const run = recordedRun('nested-keyed')
    const texts = run.frames.map(({ args, result, exposed, reference }) => [args, result, exposed, reference])
    expect(JSON.stringify(texts)).toContain("<AcquirerProxy object, typeid 'Lock', id '")
  } finally {
    traceTo(undefined)
  }
  expect(events).toEqual([])
})

test('what shares its parts, with a token beside it, is shown at once and cut off', () => {
  const raw = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
  const parts = `()${'2\x86'.repeat(60)}cmultiprocessing.managers\nToken\nt`
  expect(argumentsText(raw(`\x80\x02(X\x01\0\0\0aX\x03\0\0\0put${parts}}t.`))!.length).toBeLessThan(500_000)
  expect(resultText('#RETURN', raw(`\x80\x02(X\x07\0\0\0#RETURN${parts}t.`))!.length).toBeLessThan(500_000)
  expect(errorOf('#ERROR', raw(`\x80\x02(X\x06\0\0\0#ERROR${parts}t.`)).message.length).toBeLessThan(500_000)
})
