/** What went wrong in a run, and what is not what it seems: each with its root cause. Pure; asked anew as the run grows. */
import type { Run } from '../run.ts'
import { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import type { Diagnosis, Finding, Sources } from './shape.ts'
import { PITFALLS } from './table.ts'

/**
 * The causes found in a run, earliest first, failures before surprises at the same time.
 * @param sources texts of the programs, where they are known: some causes show in a line only, and changes are made of lines
 */
export function diagnose(run: Run, sources?: Sources): readonly Diagnosis[] {
  const evidence = new Evidence(run, sources)
  const found: Diagnosis[] = []
  const covered = new Set<unknown>()
  for (const pitfall of PITFALLS) {
    for (const finding of pitfall.find?.(evidence) ?? []) {
      // Told already, by a row that knows more.
      if (finding.covers.length > 0 && finding.covers.some((one) => covered.has(one) && isAnchor(finding, one))) continue
      for (const one of finding.covers) covered.add(one)
      found.push(complete(pitfall, finding, found.length))
    }
  }
  return found.sort((a, b) => a.time - b.time || Number(a.weight === 'surprise') - Number(b.weight === 'surprise'))
}

/** Whether what a finding covers is what it is about: its frame, or the process that failed. */
function isAnchor(finding: Finding, covered: unknown): boolean {
  return covered === finding.frame || (typeof covered === 'object' && covered !== null && 'pid' in covered)
}

function complete(pitfall: Pitfall, finding: Finding, index: number): Diagnosis {
  const { id, number, weight = 'failure' } = pitfall
  const { title, sure = true } = finding
  return {
    error: undefined,
    time: 0,
    process: undefined,
    frame: undefined,
    at: undefined,
    change: undefined,
    related: undefined,
    note: undefined,
    comparable: false,
    ...finding,
    id,
    key: `${id} ${finding.frame?.number ?? finding.process ?? index} ${finding.at?.line ?? ''}`.trim(),
    pitfall: number,
    weight: finding.weight ?? weight,
    sure,
    title: sure ? title : `Probably: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  }
}
