/**
 * A vitest reporter for logs: says each failure when it happens and each file when it is done, and writes what was
 * passed, failed and skipped, and why, to the file in TALLY_FILE.
 */
import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

export interface Tally {
  passed: number
  failed: number
  /** Name and reason of each. */
  skipped: { name: string; why: string }[]
}

export default class TallyReporter implements Reporter {
  readonly #tally: Tally = { passed: 0, failed: 0, skipped: [] }

  onTestCaseResult(test: TestCase): void {
    const result = test.result()
    if (result.state === 'passed') this.#tally.passed++
    else if (result.state === 'failed') {
      this.#tally.failed++
      say(`failed: ${test.module.relativeModuleId} > ${test.fullName}`)
      for (const error of result.errors) say(indented(error.stack ?? error.message, error.diff))
    } else this.#tally.skipped.push({ name: test.fullName, why: (result.state === 'skipped' && result.note) || 'no reason given' })
  }

  /** A file that could not be run is a failure, though it has no tests. */
  onTestModuleEnd(module: TestModule): void {
    const errors = module.errors()
    if (errors.length > 0) this.#tally.failed++
    for (const error of errors) say(`failed: ${module.relativeModuleId}\n${indented(error.stack ?? error.message)}`)
    const { duration } = module.diagnostic()
    say(`${module.relativeModuleId}  ${(duration / 1000).toFixed(1)} s`)
  }

  onTestRunEnd(_modules: unknown, errors: readonly { readonly message: string; readonly stack?: string | undefined }[]): void {
    this.#tally.failed += errors.length
    for (const error of errors) say(`failed outside of any test:\n${indented(error.stack ?? error.message)}`)
    const file = process.env['TALLY_FILE']
    if (file) writeFileSync(file, JSON.stringify(this.#tally))
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function indented(...texts: (string | undefined)[]): string {
  return texts
    .filter((text) => text !== undefined)
    .join('\n')
    .replace(/^/gm, '    ')
}
