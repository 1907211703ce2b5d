/** What became of the standard library's tests: read from a run, written as a table, read back from it. */

/** `python`: the test needs the server to run Python code. `skipped`: it skips itself where objects are managed. */
export type Outcome = 'passed' | 'python' | 'skipped' | 'failed'

export interface Result {
  /** Class and method: `WithManagerTestLock.test_lock`. */
  readonly id: string
  readonly outcome: Outcome
  /** Why it did not pass: the server's words, the test's own, or a traceback. */
  readonly reason: string
}

export type Family = 'AF_UNIX' | 'AF_INET'

/** Results of one version over one family. */
export interface Column {
  /** `3.13.0` */
  readonly version: string
  readonly family: Family
  readonly results: readonly Result[]
}

const CELLS: Readonly<Record<Outcome, string>> = { passed: 'pass', python: 'python', skipped: 'skip', failed: '**FAIL**' }
const NOT_THERE = '–'

/** The table as Markdown: a row for each id, a column for each version and family. */
export function renderTable(columns: readonly Column[]): string {
  const ids = [...new Set(columns.flatMap(({ results }) => results.map(({ id }) => id)))].sort()
  const heads = columns.map(({ version, family }) => `${version} ${family.slice(3).toLowerCase()}`)
  const byId = columns.map(({ results }) => new Map(results.map((result) => [result.id, result])))
  const rows = ids.map((id) => {
    const found = byId.map((results) => results.get(id))
    const reason = found.find((result) => result && result.outcome !== 'passed')?.reason ?? ''
    const cells = found.map((result) => (result ? CELLS[result.outcome] : NOT_THERE))
    return `| ${[id, ...cells, shownReason(reason)].join(' | ')} |`
  })
  return [
    `| id | ${heads.join(' | ')} | reason |`,
    `| --- |${' --- |'.repeat(heads.length + 1)}`,
    ...rows,
    `| **passed** | ${columns.map(({ results }) => `${count(results, 'passed')} of ${results.length}`).join(' | ')} | |`,
  ].join('\n')
}

/** The outcomes that a table has for a version (as `3.13`) and a family; empty when it has no such column. */
export function readColumn(table: string, minor: string, family: Family): Map<string, Outcome> {
  const rows = table.split('\n').filter((line) => line.startsWith('| '))
  const heads = cellsOf(rows[0] ?? '')
  const at = heads.findIndex((head) => head.startsWith(`${minor}.`) && head.endsWith(` ${family.slice(3).toLowerCase()}`))
  const outcomes = new Map<string, Outcome>()
  if (at < 0) return outcomes
  for (const row of rows) {
    const cells = cellsOf(row)
    const outcome = (Object.keys(CELLS) as Outcome[]).find((each) => CELLS[each] === cells[at])
    if (outcome) outcomes.set(cells[0]!, outcome)
  }
  return outcomes
}

/** How a run differs from the table, one line for each id that is not as it was. */
export function differences(table: ReadonlyMap<string, Outcome>, results: readonly Result[]): string[] {
  const now = new Map(results.map((result) => [result.id, result]))
  const lines = [...table].filter(([id]) => !now.has(id)).map(([id, outcome]) => `${id}: was ${outcome}, did not run`)
  for (const { id, outcome, reason } of results) {
    const before = table.get(id)
    if (before !== outcome) lines.push(`${id}: was ${before ?? 'not there'}, is ${outcome}: ${reason}`)
  }
  return lines
}

function count(results: readonly Result[], outcome: Outcome): number {
  return results.filter((result) => result.outcome === outcome).length
}

function cellsOf(row: string): string[] {
  return row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim())
}

/** One line that a Markdown table can hold. */
function shownReason(reason: string): string {
  const line = reason.trimEnd().split('\n').at(-1) ?? ''
  return line.replaceAll('|', '\\|').replace(/[<>]/g, (bracket) => (bracket === '<' ? '&lt;' : '&gt;'))
}
