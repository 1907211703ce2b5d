/** Sets whatever name a path of JSON says, on whatever it leads to. */
import { mutateJson, readJson, writeJson } from '../mutate-json.ts'
import type { Target } from '../target.ts'

export const target: Target = {
  seeds: () => [writeJson(['a', 'b', 'polluted'])],
  run(input) {
    const path = readJson(input)?.value
    if (!Array.isArray(path)) return
    let at: Record<string, unknown> = { a: { b: {} } }
    for (const name of path.slice(0, -1)) {
      const next = at[String(name as string)]
      if (typeof next !== 'object' || next === null) return
      at = next as Record<string, unknown>
    }
    at['polluted'] = true
  },
  expected: () => true,
  mutate: (input, random, other) => mutateJson(input, random, other) ?? input,
}
