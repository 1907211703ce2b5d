import { expect, test } from 'vitest'
import { SyncManager } from '../managers/index.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { recordedRun } from '../test/support/runs.ts'
import { traceTo } from '../tracer.ts'

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
