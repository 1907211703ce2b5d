/** What somebody types into the filter: understood, or refused with the place that is wrong; and then asked of a run. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createPredicate, FilterError, parseFilter } from '../../../engine/inspect/filter.ts'
import { FILTER_KEYS } from '../../../engine/inspect/filter.ts'
import { KIND_WORDS, STATE_WORDS } from '../../../engine/inspect/filter-match.ts'
import { TraceReader } from '../../../engine/inspect/reader.ts'
import type { Run } from '../../../engine/inspect/run.ts'
import { parseTraceEvent } from '../../../engine/protocol/trace.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const decoder = new TextDecoder()
let run: Run | undefined

export const target: Target = {
  seeds(root) {
    const reader = new TraceReader()
    reader.read(readFileSync(path.join(root, 'engine/test/golden/traces/exposed.ndjson'), 'utf8').trim().split('\n').map(parseTraceEvent))
    run = reader.run
    return [
      'vent', '"not in exposed"', 'kind:error', 'kind:call,#proxy -kind:handshake', 'from:visitor to:server', 'process:visitor,gardener', 'object:7f3a', 'method:water', 'frame:86', 'frame:59..', 'frame:..80', 'frame:59..80', 'connection:3', 'bytes:>1000', 'bytes:<=4kB', 'latency:>1ms',
      'time:400ms..', 'time:0.5s..1s', 'is:refused,failed', '-', '--a', '""', '"', ':', 'kind:', 'kind:,', 'nothing:a', 'frame:1e9', 'frame:80..59', 'latency:5', 'bytes:99999999999999999999', 'time:1µs', 'constructor:a', '__proto__:a', 'method:"a b",c',
    ].map((text) => new TextEncoder().encode(text))
  },
  run(input) {
    const text = decoder.decode(input)
    let filter: ReturnType<typeof parseFilter>
    try {
      filter = parseFilter(text)
    } catch (error) {
      if (!(error instanceof FilterError)) throw error
      promise(error.start >= 0 && error.start < error.end && error.end <= text.length, 'a refusal marks a place in the text')
      promise(error.message.length > 0 && !/undefined|NaN|\[object/.test(error.message.replaceAll(text.slice(error.start, error.end), '')) , `a refusal is in words: ${error.message}`)
      return
    }
    for (const { start, end } of filter.terms) promise(start >= 0 && start < end && end <= text.length, 'a term marks a place in the text')
    const matches = createPredicate(filter, run!)
    const frames = run!.frames
    for (let at = 0; at < frames.length; at += 17) promise(typeof matches(frames[at]!) === 'boolean', 'a frame fits or does not')
  },
  expected: (error) => error instanceof FilterError,
  dictionary: [...FILTER_KEYS.map((key) => `${key}:`), ...KIND_WORDS, ...STATE_WORDS, '..', '>', '<=', 'ms', 'µs', 'kB', ' ', '"', ',', '-'],
  limit: 120,
}
