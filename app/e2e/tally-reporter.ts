/**
 * Says each result as it comes, what failed and why, why what was skipped was skipped, and at the end
 * `N passed, N failed, N skipped`. The same goes as JSON to the file in TALLY_FILE.
 */
import { writeFileSync } from 'node:fs'
import type { FullResult, Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter'

/** As `build/tally-reporter.ts` writes it for the other tests. */
export interface Tally {
  passed: number
  failed: number
  /** Name and reason of each. */
  skipped: { name: string; why: string }[]
}

export default class TallyReporter implements Reporter {
  readonly #tests = new Map<string, { test: TestCase; result: TestResult }>()
  #errors = 0

  /** Playwright must not print a report of its own. */
  printsToStdio(): boolean {
    return true
  }

  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk)
  }

  onStdErr(chunk: string | Buffer): void {
    process.stderr.write(chunk)
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    // With retries the last result counts.
    this.#tests.set(test.id, { test, result })
    say(`${mark(test, result)} ${nameOf(test)} (${(result.duration / 1000).toFixed(1)} s)`)
    if (outcome(test) === 'failed') for (const error of result.errors) say(indent(error.stack ?? error.message ?? String(error.value)))
  }

  onError(error: TestError): void {
    this.#errors++
    say(indent(error.stack ?? error.message ?? String(error.value)))
  }

  onEnd(result: FullResult): void {
    const tally = this.tally()
    // Interrupted, or out of time: what did not run did not pass.
    if (result.status !== 'passed' && tally.failed === 0) tally.failed = 1
    for (const { name, why } of tally.skipped) say(`skipped: ${name}: ${why}`)
    say(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`)
    const file = process.env.TALLY_FILE
    if (file !== undefined && file !== '') writeFileSync(file, JSON.stringify(tally))
  }

  tally(): Tally {
    const tally: Tally = { passed: 0, failed: this.#errors, skipped: [] }
    for (const { test, result } of this.#tests.values()) {
      const how = outcome(test)
      if (how === 'skipped') tally.skipped.push({ name: nameOf(test), why: reason(test, result) })
      else tally[how]++
    }
    return tally
  }
}

function outcome(test: TestCase): 'passed' | 'failed' | 'skipped' {
  switch (test.outcome()) {
    case 'expected':
    case 'flaky':
      return 'passed'
    case 'unexpected':
      return 'failed'
    case 'skipped':
      return 'skipped'
  }
}

/** Project, file and titles: `web › first-light › opens lesson 5`. */
function nameOf(test: TestCase): string {
  return test.titlePath().filter((part) => part !== '').map((part) => part.replace(/\.spec\.ts$/, '')).join(' › ')
}

/** A skipped test says why; one that never ran because an earlier one failed says that. */
function reason(test: TestCase, result: TestResult): string {
  const annotation = [...result.annotations, ...test.annotations].find(({ type, description }) => (type === 'skip' || type === 'fixme') && description !== undefined)
  return annotation?.description ?? (result.status === 'skipped' ? 'no reason given' : `did not run: ${result.status}`)
}

function mark(test: TestCase, result: TestResult): string {
  const how = outcome(test)
  return how === 'failed' && result.status === 'timedOut' ? 'timed out' : { passed: 'passed', failed: 'FAILED', skipped: 'skipped' }[how]
}

function indent(text: string): string {
  // Colours are for a terminal that asks for them.
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[\d;]*m/g, '').replace(/^/gm, '    ')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
