/**
 * Runs the standard library's tests of managers from every installed CPython, over both families, and writes RESULTS.md. Ends
 * with exit code 1 when a test failed, or one that passed before does not. With versions as arguments it only compares those.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { WANTED, findPythons } from '../support/pythons.ts'
import { differences, readColumn, renderTable, type Column, type Family, type Outcome, type Result } from './results.ts'
import { NoTestPackage, runStandardTests } from './standard-tests.ts'

const FILE = new URL('RESULTS.md', import.meta.url)
const FAMILIES: readonly Family[] = ['AF_UNIX', 'AF_INET']
const say = (text: string): boolean => process.stdout.write(text)

const HEAD = `# The standard library's own tests, with our server

Written by \`node engine/test/stdlib/make.mjs\`. The manager variants of \`test._test_multiprocessing\` of each CPython, and its
\`TestSyncManagerTypes\`, \`TestManagerExceptions\` and \`TestInitializers\`, as they are: only how a manager is obtained is another,
\`start()\` connects to a server of ours (\`run.py\`, \`serve.ts\`). Objects that are left in the server are a failure of the test
that left them. What \`_TestMyManager\` registers is served by the same classes in TypeScript.

* **pass**
* **python**: the test needs the server to run Python code; the reason is in the server's words.
* **skip**: the test skips itself where objects are managed.
* –: this version has no such test.
`

const chosen = process.argv.slice(2)
const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : ''
const pythons = findPythons()
const columns: Column[] = []
const problems: string[] = []
for (const minor of chosen.length > 0 ? chosen : WANTED) {
  const python = pythons.get(minor)
  if (!python) {
    problems.push(`CPython ${minor} is not installed here`)
    continue
  }
  say(`CPython ${python.version} `)
  const began = performance.now()
  try {
    // Over TCP CPython's clients mostly wait: both at the same time.
    const onResult = ({ outcome }: Result): void => void say(outcome === 'passed' ? '.' : outcome[0]!)
    const runs = FAMILIES.map(async (family): Promise<Column> => ({ version: python.version, family, results: await runStandardTests(python, family, { onResult }) }))
    for (const column of await Promise.all(runs)) {
      columns.push(column)
      problems.push(...problemsOf(column, readColumn(before, minor, column.family)))
    }
    say(` ${Math.round((performance.now() - began) / 1000)} s\n`)
  } catch (error) {
    if (!(error instanceof NoTestPackage)) throw error
    say(`${error.message}\n`)
    problems.push(error.message)
  }
}
if (chosen.length === 0 && columns.length > 0) writeFileSync(FILE, `${HEAD}\n${renderTable(columns)}\n`)
for (const problem of problems) say(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

function problemsOf({ version, family, results }: Column, known: ReadonlyMap<string, Outcome>): string[] {
  const changes = known.size > 0 ? differences(known, results) : []
  // One that failed before as well is no change, and still a problem.
  const failures = results.filter(({ id, outcome }) => outcome === 'failed' && (known.get(id) ?? 'failed') === 'failed')
  return [...changes, ...failures.map(({ id, reason }) => `${id} failed: ${reason}`)].map((line) => `${version} ${family} ${line}`)
}
