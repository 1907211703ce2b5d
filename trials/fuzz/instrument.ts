/**
 * Counts what a module runs: each function, statement and branch gets a counter of one byte. Istanbul finds the places;
 * its own counters, objects behind a function, are replaced, because a fuzzer looks at all of them after each input.
 */
import { createInstrumenter } from 'istanbul-lib-instrument'
import { COUNTER_LIMIT, COUNTERS_MODULE, COUNTERS_NAME } from './counters.ts'

const COUNTER = /cov_\w+\(\)\.(?:(s|f)\[(\d+)\]|(b)\[(\d+)\]\[(\d+)\])\+\+/g

const instrumenter = createInstrumenter({ esModules: true, compact: false, produceSourceMap: false })

export interface Instrumented {
  readonly code: string
  /** First number that is free behind it. */
  readonly next: number
}

/** @param first number of its first counter */
export function instrument(code: string, file: string, first: number): Instrumented {
  const places = new Map<string, number>()
  const counted = instrumenter.instrumentSync(code, file).replaceAll(COUNTER, (_, kind: string | undefined, which: string, branch: string | undefined, at: string, path: string) => {
    const place = kind === undefined ? `${branch}${at}.${path}` : `${kind}${which}`
    let number = places.get(place)
    if (number === undefined) places.set(place, (number = first + places.size))
    return `${COUNTERS_NAME}[${number}]++`
  })
  if (/cov_\w+\(\)\./.test(counted)) throw new Error(`${file}: a counter is written in a way that is not known`)
  // Nobody calls it any more, so the bundler leaves it out.
  const bare = counted.replace(/^cov_\w+\(\);$/m, '')
  const next = first + places.size
  if (next > COUNTER_LIMIT) throw new Error(`expected at most ${COUNTER_LIMIT} counters, got ${next} with ${file}: instrument fewer modules`)
  return { code: `import { ${COUNTERS_NAME} } from '${COUNTERS_MODULE}'\n${bare}`, next }
}
