/** A vitest reporter that writes what was passed, failed and skipped, and why, to the file in TALLY_FILE. */
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
    else if (result.state === 'failed') this.#tally.failed++
    else this.#tally.skipped.push({ name: test.fullName, why: (result.state === 'skipped' && result.note) || 'no reason given' })
  }

  /** A file that could not be run is a failure, though it has no tests. */
  onTestModuleEnd(module: TestModule): void {
    if (module.errors().length > 0) this.#tally.failed++
  }

  onTestRunEnd(_modules: unknown, errors: readonly unknown[]): void {
    this.#tally.failed += errors.length
    const file = process.env['TALLY_FILE']
    if (file) writeFileSync(file, JSON.stringify(this.#tally))
  }
}
